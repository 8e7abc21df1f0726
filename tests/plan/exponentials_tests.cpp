// SPDX-License-Identifier: Apache-2.0
// Exponentials of multiples of one value: where they become powers of one, where they must not, and how exact the results are.
#include "tests/plan/text_kernel.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>

using namespace hillock;
using namespace hillock::internal;
using model::Primitive;
using plan::Opcode;
using test::kernel_of;
using test::value;

namespace {

struct Calls {
    std::size_t exp, inverse_exprel, by_exp;
    bool operator==(const Calls&) const = default;
};

Calls calls(const std::string& text, plan::Storage real = plan::Storage::float64) {
    Calls found{};
    const plan::Kernel kernel = kernel_of(text, real);
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k) {
        if (kernel.operations[k].code != Opcode::call) continue;
        found.exp += kernel.operations[k].primitive == Primitive::exp || kernel.operations[k].primitive == Primitive::exp2;
        found.inverse_exprel += kernel.operations[k].primitive == Primitive::inverse_exprel;
        found.by_exp += kernel.operations[k].primitive == Primitive::inverse_exprel_by;
    }
    return found;
}

/// The largest relative error of the kernel, and where, for x from `least` to `most`.
template <class Truth> long double largest_error(const plan::Kernel& kernel, double least, double most, Truth truth) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> numbers(least, most);
    long double largest = 0;
    for (int k = 0; k < 20000; ++k) {
        const double x = numbers(random);
        const long double exact = truth(static_cast<long double>(x));
        largest = std::max(largest, std::abs(value(kernel, x) - exact) / std::abs(exact));
    }
    return largest;
}

constexpr double kUnit = 0x1p-52;

} // namespace

TEST_CASE("exponentials of multiples of one value are powers of one") {
    for (const plan::Storage real : {plan::Storage::float64, plan::Storage::float32}) {
        CHECK(calls("y = exp(x) + exp(2*x)", real) == Calls{1, 0, 0});
        CHECK(calls("y = exp((10 - x)/40) + 4/(1 + exp((40 - x)/5))", real) == Calls{1, 0, 0});
        CHECK(calls("y = exp((10 - x)/40) + 1/exprel((15 - x)/5) + 1/exprel((x - 40)/5) + 1/exprel((13 - x)/4)", real) == Calls{1, 0, 3});
        CHECK(calls("y = 1/exprel(x) + 1/exprel(-x)", real) == Calls{1, 0, 1}); // the second is the first times exp(x)
        CHECK(calls("y = exp(x) + exp(2*x) + exp(x*z) + exp(3*(x*z))", real) == Calls{2, 0, 0}); // two families
        CHECK(calls("y = exp(x/7) + exp(x/3) + exp(2*x/3)", real) == Calls{2, 0, 0});
    }
}

TEST_CASE("the products that make a power are few") {
    const auto products = [](const std::string& text) { return test::operations(kernel_of(text), Opcode::multiply); };
    CHECK(products("y = exp(x) + exp(8*x)") == 3);
    CHECK(products("y = exp(x) + exp(8*x) + exp(10*x)") == 4); // the tenth is the eighth times the second
    CHECK(products("y = exp(x) + exp(15*x)") == 6);
}

TEST_CASE("exponentials that are no powers of each other stay") {
    CHECK(calls("y = exp(x/18) + exp(x/40)") == Calls{2, 0, 0});
    CHECK(calls("y = exp(x) + exp(-x)") == Calls{2, 0, 0}); // it would take a division
    CHECK(calls("y = exp(x) + exp(17*x)") == Calls{2, 0, 0});
    CHECK(calls("y = exp(x) + exp(2*x + 31)") == Calls{2, 0, 0}); // powers would be 0 or infinite where the second is not
    CHECK(calls("y = exp(x) + exp(2*x + 9)", plan::Storage::float32) == Calls{2, 0, 0});
    CHECK(calls("y = exp(x) + exp(2*z)") == Calls{2, 0, 0});
    CHECK(calls("y = exp(x)\n x = y\n y = exp(2*x)") == Calls{2, 0, 0}); // of another value
    CHECK(calls("y = floor(exp(x)) + floor(exp(2*x))") == Calls{2, 0, 0}); // 7.999... would be another number
    CHECK(calls("y = exp(x) + exp(2*s)") == Calls{1, 0, 0});               // the second is computed once for all
    CHECK(calls("y = 1/exprel(x)") == Calls{0, 1, 0});
}

TEST_CASE("an exponential of a product with a constant is a power of two") {
    const auto counts = [](const std::string& text, plan::Storage real = plan::Storage::float64) {
        const plan::Kernel kernel = kernel_of(text, real);
        std::array<std::size_t, 3> found{0, 0, test::operations(kernel, Opcode::multiply) + test::operations(kernel, Opcode::fused_multiply_add)};
        for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k) {
            if (kernel.operations[k].code != Opcode::call) continue;
            found[0] += kernel.operations[k].primitive == Primitive::exp2;
            found[1] += kernel.operations[k].primitive == Primitive::exp;
        }
        return found;
    };
    using Found = std::array<std::size_t, 3>; // powers of two, exponentials, products
    for (const plan::Storage real : {plan::Storage::float64, plan::Storage::float32}) {
        CHECK(counts("y = exp((x + 50)/2)", real) == Found{1, 0, 1});
        CHECK(counts("y = exp(-x/7)", real) == Found{1, 0, 1});
        CHECK(counts("y = exp(x/40) + exp(x/5)", real) == Found{1, 0, 1 + 3}); // the base of a family too
        CHECK(counts("y = exp(-(t/second - x)/20)", real) == Found{1, 0, 1});
        // As exact as these are, they would lose digits.
        CHECK(counts("y = exp(x)", real) == Found{0, 1, 0});
        CHECK(counts("y = exp(-x)", real) == Found{0, 1, 0});
        CHECK(counts("y = exp(x - 3)", real) == Found{0, 1, 0});
        CHECK(counts("y = exp(x*z)", real) == Found{0, 1, 1});
        CHECK(counts("y = floor(exp(x/2))", real) == Found{0, 1, 1}); // a whole number may be hit exactly
    }
    CHECK(counts("y = exp(1e-30*1e-30*x)", plan::Storage::float32)[0] == 0); // the factor would lose its digits
}

TEST_CASE("a power of two is as exact as the exponential that it stands for") {
    // The argument is off by half a unit of the factor, of the offset and of itself, the result by one.
    const auto truth = [](long double x) { return std::exp((x + 50.4L) / 2); };
    for (const double range : {1.0, 20.0, 100.0})
        CHECK(largest_error(kernel_of("y = exp((x + 50.4)/2)"), -50.4 - range, -50.4 + range, truth) < (2 + 50.4 / 2 + 2 * range / 2) * kUnit);
    const plan::Kernel kernel = kernel_of("y = exp(x/2)");
    CHECK(largest_error(kernel, -2, 2, [](long double x) { return std::exp(x / 2); }) < (1 + 1) * kUnit);
    CHECK(value(kernel, 1419.5) < std::numeric_limits<double>::infinity());
    CHECK(value(kernel, 1419.6) == std::numeric_limits<double>::infinity());
    CHECK(value(kernel, -1420) == 0);
    CHECK(std::isnan(value(kernel, std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("a power is as exact as it says") {
    // One unit of the base's, 10 times, and the roundings of four products and of the arguments (up to 30, of one unit).
    CHECK(largest_error(kernel_of("y = exp(x/40 + 0.25) * 1e-300 + exp(x/4 + 3.25)"), -60, 60, [](long double x) {
              return std::exp(x / 40 + 0.25L) * 1e-300L + std::exp(x / 4 + 3.25L);
          }) < (1.1 * 10 + 4 + 2 * 30) * kUnit);
    const plan::Kernel kernel = kernel_of("y = 0*exp((10 - x)/40) + 1/exprel((13 - x)/4)");
    const auto truth = [](long double x) { return (13 - x) / 4 / std::expm1((13 - x) / 4); };
    // Around the zero, where e^x - 1 has no digits: a series. Beyond it 10 units are multiplied by 4.5 at most.
    CHECK(largest_error(kernel, 12.99, 13.01, truth) < 4 * kUnit);
    CHECK(largest_error(kernel, 11, 15, truth) < (4.5 * 15 + 3) * kUnit);
    CHECK(largest_error(kernel, -80, 120, truth) < (1.1 * 10 + 4 + 2 * 30) * kUnit);
    // The same from the other side, where it takes the reciprocal's exponential.
    const plan::Kernel negative = kernel_of("y = 0*exp((10 - x)/40) + 1/exprel((x - 13)/4)");
    const auto reversed = [](long double x) { return (x - 13) / 4 / std::expm1((x - 13) / 4); };
    CHECK(largest_error(negative, 12.99, 13.01, reversed) < 6 * kUnit);
    CHECK(largest_error(negative, -80, 120, reversed) < (1.1 * 10 + 4 + 2 * 30) * kUnit);
}

TEST_CASE("powers at the ends of the numbers") {
    constexpr double kInfinity = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();
    const plan::Kernel kernel = kernel_of("y = 1/exprel(2*x) + 0*exp(-x)"); // exp(-x) is the base of both
    CHECK(value(kernel, 800) == 0);
    CHECK(value(kernel, -800) == 1600);
    const plan::Kernel plain = kernel_of("y = 1/exprel(2*x) + 1/exprel(3*x) + 1/exprel(x)");
    CHECK(value(plain, 0) == 3);
    CHECK(value(plain, 1e-320) == 3);
    CHECK(value(plain, -kInfinity) == kInfinity);
    CHECK(value(plain, kInfinity) == 0);
    CHECK(std::isnan(value(plain, kNaN)));
    const plan::Kernel powers = kernel_of("y = exp(x) + exp(2*x)");
    CHECK(value(powers, -kInfinity) == 0);
    CHECK(value(powers, kInfinity) == kInfinity);
    CHECK(std::isnan(value(powers, kNaN)));
}
