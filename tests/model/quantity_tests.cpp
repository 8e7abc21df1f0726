// SPDX-License-Identifier: Apache-2.0
// Quantities: arithmetic with dimensions, mixing with plain numbers, texts.
#include "hillock/error.hpp"
#include "hillock/units.hpp"

#include <doctest/doctest.h>

// What a user's program has beside it: nothing here may become ambiguous.
#include <chrono>
#include <cmath>
#include <complex>
#include <iostream>
#include <limits>
#include <sstream>
#include <thread>
#include <vector>

using namespace std;
using namespace hillock;

namespace {

template <class Function> string message_of(Function function) {
    try {
        function();
    } catch (const DimensionMismatchError& error) {
        return error.what();
    }
    return "nothing thrown";
}

constexpr double kInfinity = numeric_limits<double>::infinity();

} // namespace

// 8 bytes of value and seven exponents; units are constants of the compiler.
static_assert(sizeof(Quantity) == 64);
static_assert((10 * nA * 5 * Mohm).dimension() == volt.dimension());
static_assert(5 * mV < 1 * volt && 1 * volt != 2 * volt);

TEST_CASE("products and quotients combine dimensions, also with every kind of number") {
    const Quantity q = 10 * mV;
    CHECK(to_string(10 * nA * 5 * Mohm) == "50 mV");
    CHECK((q * 2 == 20 * mV));
    CHECK((q * 2.0 == 20 * mV));
    CHECK((2 * q == 20 * mV));
    CHECK((2.0f * q == 20 * mV));
    CHECK((q * size_t{2} == 20 * mV));
    CHECK((q / 2L == 5 * mV));
    CHECK(to_string(1 / (2 * second)) == "500 mHz");
    CHECK(to_string(size_t{22120} / (4000 * second)) == "5.53 Hz");
    CHECK(double(q / q) == 1.0);
    CHECK((q / (2 * ms)).dimension() == (volt / second).dimension());
}

TEST_CASE("sums keep the dimension and refuse others, with both sides in the text") {
    CHECK(((5 * mV + 1 * volt) - 1.005 * volt == 0));
    CHECK((1 - 20 * mV / mV == -19));
    CHECK(message_of([] { (void)(5 * amp + 10 * volt); }) ==
          "cannot add 5 A and 10 V: the dimensions differ (ampere and volt)");
    CHECK(message_of([] { (void)(5 * amp - 10 * mV); }) ==
          "cannot subtract 10 mV from 5 A: the dimensions differ (volt and ampere)");
    CHECK(message_of([] { (void)(3 + 10 * volt); }) ==
          "cannot add 3 and 10 V: the dimensions differ (dimensionless and volt)");
    CHECK(message_of([] { (void)(1 * ms < 10 * volt); }) ==
          "cannot compare 1 ms and 10 V: the dimensions differ (second and volt)");
    CHECK(message_of([] { (void)(1 * ms == 10 * volt); }) ==
          "cannot compare 1 ms and 10 V: the dimensions differ (second and volt)");
    CHECK(message_of([] { (void)(10 * volt >= 1); }) ==
          "cannot compare 10 V and 1: the dimensions differ (volt and dimensionless)");
}

TEST_CASE("a plain 0 goes with any dimension, a plain infinity compares with any") {
    const Quantity q = -3 * nA;
    CHECK((q + 0 == q));
    CHECK((0.0 + q == q));
    CHECK((0 - q == 3 * nA));
    CHECK((q - 0u == q));
    CHECK(q < 0);
    CHECK(0 > q);
    CHECK_FALSE(q == 0);
    CHECK(q != 0.0);
    CHECK(q < kInfinity);
    CHECK(-kInfinity < q);
    CHECK(q != kInfinity);
    CHECK(message_of([&] { (void)(q + kInfinity); }) ==
          "cannot add -3 nA and inf: the dimensions differ (ampere and dimensionless)");
    // A zero with a unit is no plain 0.
    CHECK(message_of([&] { (void)(q + 0 * volt); }) ==
          "cannot add -3 nA and 0 V: the dimensions differ (ampere and volt)");
}

TEST_CASE("assignment operators") {
    Quantity q = 1 * volt;
    q += 1 * mV;
    q -= 1 * mV;
    q += 0;
    q *= 3;
    q /= 2.0;
    q *= 1 * amp;
    CHECK(to_string(q) == "1.5 W");
    CHECK_THROWS_AS(q += 1, DimensionMismatchError);
    CHECK(to_string(q) == "1.5 W");
}

TEST_CASE("a dimensionless quantity is a number, any other is not") {
    const double plain = 20 * mV / mV;
    CHECK(plain == 20);
    CHECK(std::exp(-100 * ms / (10 * ms)) == std::exp(-10.0));
    CHECK(message_of([] {
              double number = 10 * mV;
              (void)number;
          }) == "10 mV is not dimensionless: divide it by a unit such as mV to get a number");
    CHECK(message_of([] {
              double number = 10 * amp;
              (void)number;
          }) == "10 A is not dimensionless: divide it by a unit such as ampere to get a number");
    CHECK(message_of([] {
              double number = 3 * volt / second;
              (void)number;
          }) == "3 V s^-1 is not dimensionless: divide it by a unit such as volt / second to get a number");
}

TEST_CASE("powers, roots and magnitudes") {
    CHECK((pow(3 * metre, 2) == 9 * metre * metre));
    CHECK((sqrt(9 * metre * metre) == 3 * metre));
    CHECK((abs(-3 * mV) == 3 * mV));
    CHECK((abs(3 * mV) == 3 * mV));
    CHECK(signbit(abs(-0.0 * mV).value()) == false);
    CHECK((pow(2 * mV / mV, 3.0) == 8));
    // The standard functions are still themselves.
    CHECK(abs(-3) == 3);
    CHECK(abs(-2.5) == 2.5);
    CHECK(sqrt(4) == 2);
    CHECK(pow(2, 3) == 8);
    CHECK(abs(complex<double>(3, 4)) == 5);
    CHECK(to_string(5) == "5");
}

TEST_CASE("texts take the SI prefix that fits") {
    const vector<pair<Quantity, string>> texts{
        {20 * volt, "20 V"},
        {std::copysign(std::numeric_limits<double>::quiet_NaN(), -1.0) * volt, "nan V"}, // of 0/0, on x86
        {1000 * amp, "1 kA"},
        {1e6 * volt, "1 MV"},
        {1000 * namp, "1 uA"},
        {0.5 * volt, "500 mV"},
        {-70 * mV, "-70 mV"},
        {0 * volt, "0 V"},
        {3 * pA, "3 pA"},
        {12 * nS, "12 nS"},
        {100 * Mohm, "100 Mohm"},
        {2 * kilogram, "2 kg"},
        {5 * mgram, "5 mg"},
        {0 * kilogram, "0 kg"},
        {140 * mM, "140 mM"},
        {2 * molar, "2 M"},
        {1 * uF / cm2, "10 mF m^-2"},
        {20000 * um2, "20000 um^2"},
        {1 * cm3, "1000 mm^3"},
        {30 * metre / second, "30 m s^-1"},
        {Quantity(7), "7"},
        {Quantity(0.25), "0.25"},
        {5 * mV * pow(ms, -0.5), "158.113883 mV s^-0.5"},
        {1 / (2 * ms), "500 Hz"},
        {3 * kilogram * metre, "3 m kg"},
        {kInfinity * mV, "inf V"},
        {999.9999999999 * mV, "1 V"},
        {50.000000000000004 * mV, "50 mV"},
        {1.0 / 3 * volt, "333.333333 mV"},
        {2 * nS / um2, "2 kS m^-2"},
        {1e-30 * volt, "1e-06 yV"},
    };
    for (const auto& [quantity, text] : texts)
        CHECK(to_string(quantity) == text);
    ostringstream stream;
    stream << 5.53 * Hz << " and " << 2 * Mohm;
    CHECK(stream.str() == "5.53 Hz and 2 Mohm");
}

TEST_CASE("a text reads back to the value: nine digits whatever the scale") {
    for (int exponent = -26; exponent <= 26; ++exponent) {
        const double value = 1.23456789 * std::pow(10.0, exponent);
        const string text = to_string(value * volt);
        CAPTURE(text);
        // The number is below 1000 except above the largest prefix.
        if (exponent < 27)
            CHECK(stod(text) < 1000);
        if (exponent >= -24)
            CHECK(stod(text) >= 1);
    }
}

TEST_CASE("in a unit of the caller's choice") {
    CHECK(in_unit(1 * volt, mV) == "1000 mV");
    CHECK(in_unit(5 * uS, nS) == "5000 nS");
    CHECK(in_unit(2 * kilogram, gram) == "2000 g");
    CHECK(in_unit(1 * cm, metre) == "0.01 m");
    CHECK(in_unit(1 * metre, cm) == "100 cm");
    CHECK(in_unit(1 * mm2, cm2) == "0.01 cm^2");
    CHECK(in_unit(1 * volt, 3 * mV) == "333.333333 (3 mV)");
    CHECK(in_unit(0.5, 1) == "0.5");
    CHECK(message_of([] { (void)in_unit(5 * amp, mV); }) ==
          "cannot express 5 A in 1 mV: the dimensions differ (ampere and volt)");
}
