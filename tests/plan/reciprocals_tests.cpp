// SPDX-License-Identifier: Apache-2.0
// Where quotients become products with reciprocals, where they must not, and how exact the products are.
#include "tests/plan/text_kernel.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>

using namespace hillock;
using namespace hillock::internal;
using plan::Opcode;
using test::kernel_of;
using test::value;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::size_t quotients(const std::string& text, plan::Storage real = plan::Storage::float64) {
    return test::operations(test::kernel_of(text, real), Opcode::divide);
}

} // namespace

TEST_CASE("a quotient by what all elements share is a product") {
    CHECK(quotients("y = x/3") == 0);
    CHECK(quotients("y = x/3 + z/3 + x/7") == 0);
    CHECK(quotients("y = x/s") == 0);
    CHECK(quotients("y = x/(s + 2)") == 0);
    CHECK(quotients("y = x/3", plan::Storage::float32) == 0);
    CHECK(quotients("y = x/z") == 1);
    CHECK(quotients("y = 3/x") == 1);
}

TEST_CASE("a divisor that is made of constants costs one multiplication") {
    const auto products = [](const std::string& text, plan::Storage real) {
        return test::operations(test::kernel_of(text, real), Opcode::multiply);
    };
    for (const plan::Storage real : {plan::Storage::float64, plan::Storage::float32}) {
        CHECK(products("y = x/(40*mV/volt)", real) == 1);
        CHECK(products("y = x/((3 - 0.5)/(1*ms/second))", real) == 1);
        CHECK(products("y = x/s", real) == 2);
    }
    CHECK(value(kernel_of("y = x/(40*mV/volt)"), 0.7) == 0.7 * (1 / 0.04));
}

TEST_CASE("a quotient that is cut to a whole number stays one") {
    CHECK(quotients("n = int(x/0.1)") == 1);
    CHECK(quotients("n = int(0.5 - abs(x/0.1)*2)") == 1);
    CHECK(quotients("y = floor(x/0.1)") == 1);
    CHECK(quotients("y = ceil(clip(x/0.1, 0, z))") == 1);
    CHECK(quotients("y = (x/0.1) // 2") == 1);
    CHECK(quotients("y = (x/0.1) % 2") == 1);
    CHECK(quotients("n = timestep(x*second, 0.1*ms)") == 1);
    CHECK(quotients("y = int(x/0.1 == z)") == 1);
    CHECK(quotients("y = int(i/10 <= 3)") == 1);
    CHECK(quotients("y = int((2.0*i + 1)/10 <= 3)") == 1);
    CHECK(value(kernel_of("y = floor(x/0.1)"), 0.3) == std::floor(0.3 / 0.1));
    // What else is made of it is a product, though the same text is cut elsewhere.
    CHECK(quotients("y = exp(x/0.3)") == 0);
}

TEST_CASE("a divisor whose reciprocal is no normal number divides") {
    CHECK(quotients("y = x/1e-310") == 1);
    CHECK(quotients("y = x/1.5e308") == 1);
    CHECK(quotients("y = x/0") == 1);
    CHECK(quotients("y = x/1e-40", plan::Storage::float32) == 1);
    CHECK(quotients("y = x/1.5e38", plan::Storage::float32) == 1);
}

TEST_CASE("products with reciprocals are within two units in the last place of the quotients") {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> mantissa(1, 2), exponent(-1074, 1024);
    const plan::Kernel by_shared = kernel_of("y = x/s"), by_three = kernel_of("y = x/3");
    const auto agree = [](double found, double truth) {
        // Half a unit for the reciprocal (up to 2^-53 of it, one unit of a small mantissa) and half for the product; below the
        // normal numbers the last place stays as it is.
        const double last_place = std::max(std::abs(truth) * 0x1p-52, std::numeric_limits<double>::denorm_min());
        return found == truth || std::abs(found - truth) <= 2 * last_place;
    };
    for (int k = 0; k < 20000; ++k) {
        const double x = std::ldexp(mantissa(random), static_cast<int>(exponent(random))),
                     s = std::ldexp(mantissa(random), static_cast<int>(exponent(random)));
        CAPTURE(x);
        CAPTURE(s);
        CHECK(agree(value(by_shared, x, s), x / s));
        CHECK(agree(value(by_shared, -x, s), -x / s));
        CHECK(agree(value(by_three, x), x / 3));
    }
    for (const double s : {0.0, -0.0, 5e-324, 1e-310, 0x1p-1022, 0x1p1022, 1.7e308, kInfinity, -kInfinity})
        for (const double x : {0.0, 5e-324, 1e-310, 1e-150, 1.0, 3.5, 1e300, kInfinity}) {
            CAPTURE(x);
            CAPTURE(s);
            const double truth = x / s, found = value(by_shared, x, s);
            CHECK((std::isnan(truth) ? std::isnan(found) : agree(found, truth)));
        }
}
