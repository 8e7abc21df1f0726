// SPDX-License-Identifier: Apache-2.0
// Constants around calls: where they are gathered, where they must not be, and how exact the results are.
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

struct Counts {
    std::size_t sums, products, fused, quotients;
    bool operator==(const Counts&) const = default;
};

Counts counts(const std::string& text, plan::Storage real = plan::Storage::float64) {
    const plan::Kernel kernel = kernel_of(text, real);
    return {test::operations(kernel, Opcode::add) + test::operations(kernel, Opcode::subtract) + test::operations(kernel, Opcode::negate),
            test::operations(kernel, Opcode::multiply), test::operations(kernel, Opcode::fused_multiply_add),
            test::operations(kernel, Opcode::divide)};
}

} // namespace

TEST_CASE("an argument of exp or exprel that is affine in a value is one operation") {
    for (const plan::Storage real : {plan::Storage::float64, plan::Storage::float32}) {
        CHECK(counts("y = exp((13 - x + 0.5)/4)", real) == Counts{0, 0, 1, 0});
        CHECK(counts("y = exp(-(x - 40*mV/volt)/(5*mV/volt))", real) == Counts{0, 0, 1, 0});
        CHECK(counts("y = 3/exprel(2*(x*3 + 1) - 7)", real) == Counts{0, 1, 1, 0});
        CHECK(counts("y = exp(3 - x + 5)", real) == Counts{1, 0, 0, 0});
        CHECK(counts("y = exp(x + 3 + 5)", real) == Counts{1, 0, 0, 0});
        CHECK(counts("y = exp(-2*x/7)", real) == Counts{0, 1, 0, 0});
        CHECK(counts("y = exp(2*x*z + 3)", real) == Counts{0, 1, 1, 0}); // affine in x*z
    }
}

TEST_CASE("a constant factor of a call is one") {
    CHECK(counts("y = 2*(3*exp(x))*5") == Counts{0, 1, 0, 0});
    CHECK(counts("y = 0.128*exp(x)/(1*ms/second)") == Counts{0, 1, 0, 0});
    CHECK(value(kernel_of("y = 2*(3*sin(x))*5"), 0.7) == doctest::Approx(30 * std::sin(0.7)).epsilon(1e-15)); // four roundings
}

TEST_CASE("constant factors of what is added are one") {
    CHECK(counts("y = z + 2*(3*x)") == Counts{0, 0, 1, 0});
    CHECK(counts("y = z - x/(5*ms/second)*3") == Counts{0, 0, 1, 0});
    CHECK(counts("y = z + 2*(-(3*(5*(x*z))))") == Counts{0, 1, 1, 0});
    CHECK(counts("y = z + 2*(-x)") == Counts{0, 0, 1, 0});
    CHECK(counts("y = z + 2*x*z") == Counts{0, 1, 1, 0}); // one constant alone
    CHECK(value(kernel_of("y = x + 0.1*(0.7*x)"), 0.3) == doctest::Approx(0.3 + 0.1 * (0.7 * 0.3)).epsilon(1e-15)); // three roundings
}

TEST_CASE("what a rounding of the argument would change stays as it was written") {
    // Near 0.3 the difference is exact and its logarithm as well; 1/0.1*x - 3 would be of another number.
    CHECK(counts("y = log(2*(x - 0.3))") == Counts{1, 1, 0, 0});
    CHECK(counts("y = sin((x - 0.3)*2)") == Counts{1, 1, 0, 0});
    CHECK(counts("y = floor(2*(3*exp(x)))") == Counts{0, 2, 0, 0});
    CHECK(counts("y = exp(x*1e300*1e300)") == Counts{0, 2, 0, 0}); // infinite where x alone is not 0
    CHECK(counts("y = exp(x*1e30*1e30)", plan::Storage::float32) == Counts{0, 2, 0, 0});
    CHECK(counts("y = 1e300*(1e300*exp(x))") == Counts{0, 2, 0, 0});
    CHECK(counts("n = int(2*(3*exp(x)))") == Counts{0, 2, 0, 0});
    CHECK(counts("n = int(1 + 2*(3*x))") == Counts{0, 1, 1, 0});
    CHECK(counts("y = z + 1e300*(1e300*x)") == Counts{0, 1, 1, 0});
    CHECK(counts("y = 2*(3*x)") == Counts{0, 2, 0, 0}); // rounds as it was written
}

TEST_CASE("gathered constants leave the result as exact as the argument") {
    const plan::Kernel kernel = kernel_of("y = 0.128*exp((0.017 - x - 0.063)/0.018)*1000");
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> voltage(-0.12, 0.06);
    for (int k = 0; k < 20000; ++k) {
        const double x = voltage(random);
        const long double argument = (0.017L - x - 0.063L) / 0.018L, truth = 128 * std::exp(argument);
        // Each constant is off by half a unit of the last place: of the offset (2.6) and of the factor times x; then exp and the product.
        const long double bound = (std::abs(x / 0.018L) + 3 + 4) * 0x1p-52L;
        CHECK(std::abs(value(kernel, x) - truth) <= bound * truth);
    }
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    CHECK(value(kernel, kInfinity) == 0);
    CHECK(value(kernel, -kInfinity) == kInfinity);
    CHECK(std::isnan(value(kernel, std::numeric_limits<double>::quiet_NaN())));
}
