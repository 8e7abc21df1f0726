// SPDX-License-Identifier: Apache-2.0
#include "plot/axis.hpp"

#include "hillock/units.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace hillock;
using namespace hillock::plot;

TEST_CASE("an axis takes the prefix that suits its largest number") {
    const auto unit = [](const Quantity& largest) { return suitable_unit(largest.dimension(), largest.value()).unit; };
    CHECK(unit(0.05 * volt) == "mV");
    CHECK(unit(1 * volt) == "V");
    CHECK(unit(3 * uA) == "µA");
    CHECK(unit(1 * pF) == "pF");
    CHECK(unit(1e-18 * farad) == "F");
    CHECK(unit(2500 * Hz) == "Hz");
    CHECK(unit(25000 * Hz) == "kHz");
    CHECK(unit(9.99 * second) == "ms");
    CHECK(unit(10 * second) == "s");
    CHECK(unit(20 * us) == "µs");
    CHECK(unit(3 * volt / second) == "V s⁻¹");
    CHECK(unit(7 * kgram) == "kg");
    CHECK(unit(Quantity(5)).empty());
    CHECK(suitable_unit((1 * volt).dimension(), 0.05).factor == 1000);
    CHECK(chosen_unit(1 * mV).unit == "mV");
    CHECK(chosen_unit(1 * mV).factor == doctest::Approx(1000));
}

TEST_CASE("a time axis ends at a round number, and begins at zero unless the data are far from it") {
    const auto ends = [](double begin, double end) {
        const Range range = rounded({begin, end});
        return std::vector<double>{range.begin, range.end};
    };
    // A rounding of the division and one of the product.
    const auto same = [&](std::vector<double> found, double begin, double end) {
        return std::abs(found[0] - begin) < 1e-12 && std::abs(found[1] - end) < 1e-12;
    };
    CHECK(same(ends(0, 0.9918), 0, 1));
    CHECK(same(ends(0.02, 0.124), 0, 0.13));
    CHECK(same(ends(0.8, 0.9999), 0.8, 1));
    CHECK(same(ends(0.3, 0.3), 0.285, 0.315));
    CHECK(same(ends(0, 0), -0.5, 0.5));
    CHECK(rounded(Range{}).end == 1);
}

TEST_CASE("margins leave zero where bars stand on it") {
    CHECK(with_margin({0, 10}, true).begin == 0);
    CHECK(with_margin({0, 10}, true).end == doctest::Approx(10.5));
    CHECK(with_margin({0, 10}, false).begin == doctest::Approx(-0.5));
    CHECK(with_margin({-4, 0}, true).end == 0);
    CHECK(with_margin({2, 2}, false).span() == doctest::Approx(0.2));
}

TEST_CASE("a range leaves out what is not finite") {
    Range range;
    range.include(std::vector<double>{std::nan(""), 3, std::numeric_limits<double>::infinity(), -1});
    CHECK(range.begin == -1);
    CHECK(range.end == 3);
}
