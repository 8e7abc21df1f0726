// SPDX-License-Identifier: Apache-2.0
// Physical constants: values, dimensions, and relations that tie them to each other.
#include "hillock/constants.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <type_traits>

using namespace hillock;

namespace {

// `using namespace hillock` leaves these names to the user.
[[maybe_unused]] constexpr int gas = 1, electric = 2, faraday = 3;

double relative_difference(const Quantity& a, const Quantity& b) { return std::abs(a / b - 1); }

} // namespace

namespace pc = hillock::physical_constants;

TEST_CASE("physical constants have the values and dimensions of CODATA 2018") {
    static_assert(std::is_same_v<const Quantity, decltype(pc::faraday)>);
    CHECK(pc::avogadro * mole == 6.02214076e23);
    CHECK(pc::boltzmann / (joule / kelvin) == 1.380649e-23);
    CHECK(pc::elementary_charge / coulomb == 1.602176634e-19);
    // The exact products have 17 digits and more; the table rounds them to ten.
    CHECK(relative_difference(pc::faraday, 96485.33212 * coulomb / mole) < 5e-11);
    CHECK(relative_difference(pc::gas, 8.314462618 * joule / mole / kelvin) < 2e-11);
    CHECK(pc::electric / (farad / metre) == 8.8541878128e-12);
    CHECK(relative_difference(pc::magnetic, 1.25663706212e-6 * newton / (amp * amp)) < 1e-15);
    CHECK(pc::electron_mass / kilogram == 9.1093837015e-31);
    CHECK(relative_difference(pc::molar_mass, 0.99999999965 * gram / mole) < 1e-15);
    CHECK(pc::zero_celsius == 273.15 * kelvin);
}

TEST_CASE("physical constants agree with each other and with Brian 2, whose values are those of CODATA 2014") {
    // Speed of light and Planck's constant, both exact, tie the electromagnetic constants together.
    const Quantity c = 299792458 * metre / second, h = 6.62607015e-34 * joule * second;
    CHECK(relative_difference(pc::electric * pc::magnetic * c * c, 1) < 3e-10); // their uncertainties
    // A_r(e) M_u alpha**2 c = 2 R_inf h N_A, which defines the molar mass constant since 2019.
    const double alpha = 7.2973525693e-3, relative_mass = 5.48579909065e-4;
    CHECK(relative_difference(relative_mass * pc::molar_mass * (alpha * alpha) * c,
                              2 * (10973731.568160 / metre) * h * pc::avogadro) < 1e-9);
    CHECK(relative_difference(pc::electron_mass * pc::avogadro, relative_mass * pc::molar_mass) < 1e-9);
    const struct {
        Quantity here, there;
    } pairs[] = {
        {pc::avogadro, 6.022140857e23 / mole},
        {pc::boltzmann, 1.38064852e-23 * joule / kelvin},
        {pc::electric, 8.854187817e-12 * farad / meter},
        {pc::electron_mass, 9.10938356e-31 * kilogram},
        {pc::elementary_charge, 1.6021766208e-19 * coulomb},
        {pc::faraday, 96485.33289 * coulomb / mole},
        {pc::gas, 8.3144598 * joule / mole / kelvin},
        {pc::magnetic, 1.2566370614359173e-6 * newton / (amp * amp)},
        {pc::molar_mass, 1 * gram / mole},
        {pc::zero_celsius, 273.15 * kelvin},
    };
    for (const auto& [here, there] : pairs)
        CHECK(relative_difference(here, there) < 1e-6); // what was known of Boltzmann's constant in 2014
}
