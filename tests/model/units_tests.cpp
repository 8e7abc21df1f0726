// SPDX-License-Identifier: Apache-2.0
// Every unit against Brian 2's table; names of dimensions.
#include "hillock/units.hpp"
#include "parser/model/units.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace hillock;
using namespace hillock::internal;
using namespace hillock::allunits; // beside hillock: the same unit under the same name is no clash
using model::find_unit;
using model::is_base_unit;
using model::unit_names;

namespace {

/// Where the table lies: given by the build.
std::string reference_path() {
    const char* folder = std::getenv("HILLOCK_TEST_DATA");
    return std::string(folder ? folder : "tests/model") + "/units_reference.txt";
}

} // namespace

TEST_CASE("every unit of Brian 2 has the same value and dimension") {
    std::ifstream file(reference_path());
    REQUIRE(file);
    int compared = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("#"))
            continue;
        std::istringstream fields(line);
        std::string name;
        double value = 0;
        std::array<double, Dimension::kBases> exponents{};
        fields >> name >> value;
        for (double& exponent : exponents)
            fields >> exponent;
        REQUIRE(fields);
        const Quantity* unit = find_unit(name);
        CAPTURE(name);
        REQUIRE(unit);
        CHECK(unit->dimension() == Dimension(exponents));
        // Both tables round decimal powers and multiply at most three of them: 4 ulp.
        CHECK(std::abs(unit->value() - value) <= 4 * 2.3e-16 * value);
        ++compared;
    }
    CHECK(compared == 2095);
}

TEST_CASE("the constants of the header are the rows of the table") {
    CHECK(find_unit("mV") == &mV);
    CHECK(find_unit("umetre2")->value() == 1e-12);
    CHECK(umetre2.value() == 1e-12);
    CHECK(ymole3.value() == 1e-72);
    CHECK(dapascal.value() == 10);
    CHECK((cm2 == cmetre2));
    CHECK((mM == mmolar));
    CHECK((ampere == amp));
    CHECK((candela == candle));
    CHECK((kgram == kilogram));
    CHECK((Mohm == 1e6 * ohm));
    CHECK((volt == watt / amp));
    CHECK((joule == newton * metre));
    CHECK((siemens * ohm == 1));
    CHECK((farad * ohm == second));
    CHECK((weber == tesla * metre2));
    CHECK((henry == weber / amp));
    CHECK((litre == 1000 * cm3));
    CHECK((radian == 1));
    // The names that a dimension is given are those of its coherent unit.
    for (const std::string& name : unit_names()) {
        const Quantity& unit = *find_unit(name);
        if (unit_name(unit.dimension()) == name)
            CHECK(unit.value() == 1);
    }
}

TEST_CASE("names are unique; nothing else is a unit") {
    const std::set<std::string> unique(unit_names().begin(), unit_names().end());
    CHECK(unique.size() == unit_names().size());
    for (const char* name : {"", "V", "mv", "volts", "celsius", "m", "s", "mkilogram", "metre4", "MV", "exp"})
        CHECK_MESSAGE(!find_unit(name), name);
}

TEST_CASE("declared units are unscaled") {
    for (const char* name :
         {"volt", "amp", "ampere", "siemens", "metre", "meter", "kilogram", "second", "hertz", "mole",
          "radian", "metre2", "mmolar", "ohm", "farad", "coulomb", "kelvin", "Hz"})
        CHECK_MESSAGE(is_base_unit(name), name);
    for (const char* name : {"mV", "mvolt", "molar", "gram", "ms", "cm", "litre", "nosuch", "kvolt"})
        CHECK_MESSAGE(!is_base_unit(name), name);
}

TEST_CASE("dimensions as words and symbols") {
    struct Row {
        Quantity unit;
        const char* name;
        const char* symbol;
    };
    const Row rows[] = {
        {1, "1", "1"},
        {volt, "volt", "V"},
        {amp, "ampere", "A"},
        {siemens, "siemens", "S"},
        {second, "second", "s"},
        {1 / second, "hertz", "Hz"},
        {volt / second, "volt / second", "V s^-1"},
        {amp / metre2, "ampere / metre**2", "A m^-2"},
        {farad / metre2, "farad / metre**2", "F m^-2"},
        {molar, "mole / metre**3", "mol m^-3"},
        {pow(second, -0.5), "second**-0.5", "s^-0.5"},
        {volt * pow(second, -0.5), "volt / second**0.5", "V s^-0.5"},
        {1 / second2, "second**-2", "s^-2"},
        {1 / volt, "volt**-1", "V^-1"},
        {volt2, "volt**2", "V^2"},
        {ohm * metre, "ohm * metre", "ohm m"},
        {kilogram, "kilogram", "kg"},
        {metre / second, "metre / second", "m s^-1"},
        {siemens / (second * metre2), "siemens / metre**2 / second", "S m^-2 s^-1"},
    };
    for (const Row& row : rows) {
        CHECK(unit_name(row.unit.dimension()) == row.name);
        CHECK(unit_symbol(row.unit.dimension()) == row.symbol);
    }
}
