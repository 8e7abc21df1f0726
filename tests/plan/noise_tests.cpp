// SPDX-License-Identifier: Apache-2.0
// Methods with noise: the numbers of one step by hand, and the statistics of an Ornstein-Uhlenbeck process.
#include "stepper.hpp"

#include "hillock/units.hpp"

#include <cmath>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using test::checked_model;
using test::Stepper;

namespace {

constexpr double kDt = 0.01;
const double kRoot = std::sqrt(kDt);
// Two noises; each drives both equations.
const char* const kShared = "dx/dt = -x/second + x*y*xi_1/second**0.5 + y**2*xi_2/second**0.5 : 1\n"
                            "dy/dt = -x*y/second + x**2*xi_1/second**0.5 + 2*xi_2/second**0.5 : 1";

struct Pair {
    double x, y;
};

Pair stepped(const char* text, const std::string& method, double first, double second) {
    Stepper stepper(checked_model(text), method, kDt);
    stepper["x"][0] = 0.8;
    stepper["y"][0] = 1.3;
    stepper.inject(0, "first")[0] = first;
    stepper.inject(1, "second")[0] = second;
    stepper.step();
    return {stepper["x"][0], stepper["y"][0]};
}

} // namespace

TEST_CASE("heun: each noise has a support of its own, all unknowns move at once") {
    const double n1 = 0.7, n2 = -1.1, w1 = n1 * kRoot, w2 = n2 * kRoot, x = 0.8, y = 1.3;
    const Pair s1{x + x * y * w1, y + x * x * w1}, s2{x + y * y * w2, y + 2 * w2};
    const double next_x = x - x * kDt + 0.5 * (x * y + s1.x * s1.y) * w1 + 0.5 * (y * y + s2.y * s2.y) * w2;
    const double next_y = y - x * y * kDt + 0.5 * (x * x + s1.x * s1.x) * w1 + 2 * w2;
    const Pair found = stepped(kShared, "heun", n1, n2);
    // 1e-15: a dozen roundings of half a unit, in another order
    CHECK(found.x == doctest::Approx(next_x).epsilon(1e-15));
    CHECK(found.y == doctest::Approx(next_y).epsilon(1e-15));
}

TEST_CASE("milstein: the support has noise of the size of a step, without a draw") {
    const char* const text = "dx/dt = -x*y/second + x*y*xi_1/second**0.5 : 1\n"
                             "dy/dt = x/second + y**2*xi_2/second**0.5 : 1";
    const double n1 = 0.7, n2 = -1.1, w1 = n1 * kRoot, w2 = n2 * kRoot, x = 0.8, y = 1.3;
    const double drift_x = x - x * y * kDt, drift_y = y + x * kDt;
    const Pair s1{x + kRoot * x * y, y}, s2{x, y + kRoot * y * y};
    const double next_x = drift_x + x * y * w1 + (s1.x * s1.y - x * y) * w1 * w1 / (2 * kRoot);
    const double next_y = drift_y + y * y * w2 + (s2.y * s2.y - y * y) * w2 * w2 / (2 * kRoot);
    const Pair found = stepped(text, "milstein", n1, n2);
    // 4e-15: the differences of the coefficients lose a digit
    CHECK(found.x == doctest::Approx(next_x).epsilon(4e-15));
    CHECK(found.y == doctest::Approx(next_y).epsilon(4e-15));
}

TEST_CASE("noise in a subexpression is the noise of the equation") {
    const char* const direct = "dx/dt = -x/second + 2*xi_1/second**0.5 : 1\ndy/dt = xi_2/second**0.5 : 1";
    const char* const behind = "dx/dt = -x/second + 2*s : 1\ns = xi_1/second**0.5 : Hz\ndy/dt = xi_2/second**0.5 : 1";
    for (const char* method : {"euler", "heun", "milstein"}) {
        CAPTURE(method);
        const Pair a = stepped(direct, method, 0.3, 0.4), b = stepped(behind, method, 0.3, 0.4);
        // 1e-16: 2*sqrt(dt) against 2*(1*sqrt(dt))
        CHECK(a.x == doctest::Approx(b.x).epsilon(1e-15));
        CHECK(a.x == doctest::Approx(0.8 - 0.8 * kDt + 2 * kRoot * 0.3).epsilon(1e-15));
    }
}

TEST_CASE("an Ornstein-Uhlenbeck process has its mean, variance and autocorrelation") {
    constexpr std::size_t kElements = 4000;
    constexpr double kTau = 0.01, kSigma = 2;
    for (const plan::Integrator& row : plan::integrator_table()) {
        if (row.noise == plan::NoiseSupport::none) continue;
        CAPTURE(row.name);
        Stepper stepper(checked_model("dx/dt = -x/tau + sigma*sqrt(2/tau)*xi : 1", {{"tau", 10 * ms}, {"sigma", kSigma}}),
                        std::string(row.name), kTau / 100, kElements);
        for (int k = 0; k < 500; ++k) stepper.step(); // five time constants: exp(-10) of the start is left in the variance
        const std::vector<double> early = stepper["x"];
        for (int k = 0; k < 100; ++k) stepper.step();
        const std::vector<double>& late = stepper["x"];
        double mean = 0, square = 0, square_late = 0, product = 0;
        for (std::size_t k = 0; k < kElements; ++k) {
            mean += early[k] / kElements;
            square += early[k] * early[k] / kElements;
            square_late += late[k] * late[k] / kElements;
            product += early[k] * late[k] / kElements;
        }
        // Four standard errors of 4000 independent normal values. The error of the method (half a percent of the variance)
        // is a quarter of one.
        const double n = kElements, variance = kSigma * kSigma, rho = std::exp(-1.0);
        CHECK(std::abs(mean) < 4 * kSigma / std::sqrt(n));
        CHECK(std::abs(square - variance) < 4 * variance * std::sqrt(2 / n));
        CHECK(std::abs(product / std::sqrt(square * square_late) - rho) < 4 * (1 - rho * rho) / std::sqrt(n));
    }
}
