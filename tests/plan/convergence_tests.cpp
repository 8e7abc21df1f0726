// SPDX-License-Identifier: Apache-2.0
// The order of every row of the integrator table, measured, against what the row says.
#include "stepper.hpp"

#include "jit/plan/random.hpp"

#include <cmath>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using test::checked_model;
using test::Stepper;

namespace {

/// Equations with a closed form for `x` after one second.
struct ClosedForm {
    const char* text;
    double x, w; ///< at the start
    double end;  ///< x after one second
};

// x = exp(y) with y' = -y cos(t): not linear, and it depends on the time.
const ClosedForm kForced{"dx/dt = -x*log(x)*cos(t/second)/second : 1", std::exp(1.0), 0,
                      std::exp(std::exp(-std::sin(1.0)))};
// x + w = 2 stays, so that x is logistic; each equation is linear in its own variable.
const ClosedForm kCoupled{"dx/dt = x*w/second : 1\ndw/dt = -x*w/second : 1", 0.5, 1.5, 2 / (1 + 3 * std::exp(-2.0))};

double error_after(const ClosedForm& problem, const std::string& method, int steps) {
    Stepper stepper(checked_model(problem.text), method, 1.0 / steps);
    stepper["x"][0] = problem.x;
    stepper["w"][0] = problem.w;
    for (int k = 0; k < steps; ++k) stepper.step();
    return std::abs(stepper["x"][0] - problem.end);
}

double measured_order(double coarse, double fine) { return std::log2(coarse / fine); }

/// A step of a linear scalar scheme with noise n is a random factor: its moments by quadrature, which for smooth functions
/// of a normal number converges faster than any power of the step (12/400 here): exact to rounding.
constexpr std::size_t kPoints = 401;
double moment_of_step(Stepper& stepper, int power) {
    std::vector<double>& noise = stepper.inject(0, "noise");
    std::vector<double>& x = stepper["x"];
    for (std::size_t k = 0; k < kPoints; ++k) noise[k] = -12 + 24.0 * static_cast<double>(k) / (kPoints - 1), x[k] = 1;
    stepper.step();
    double sum = 0, weight = 0;
    for (std::size_t k = 0; k < kPoints; ++k) {
        const double density = std::exp(-0.5 * noise[k] * noise[k]);
        sum += density * std::pow(x[k], power);
        weight += density;
    }
    return sum / weight;
}
double moment_of_step(const std::string& text, const std::string& method, double dt, int power) {
    Stepper stepper(checked_model(text), method, dt, kPoints);
    return moment_of_step(stepper, power);
}

// dx = a x dt + b x dW in the sense of Stratonovich: x = exp(a t + b W), E x**p = exp(p a t + (p b)**2 t / 2).
constexpr double kA = -0.7, kB = 0.6;
const char* const kGeometric = "dx/dt = -0.7*x/second + 0.6*x*xi/second**0.5 : 1";
// The noise of an Ornstein-Uhlenbeck process is additive.
const char* const kAdditive = "dx/dt = -x/second + 0.6*xi/second**0.5 : 1";

constexpr std::size_t kPaths = 1000;
constexpr int kFinest = 2048;

/// N(0, 1) by path for each of the kFinest steps of one second.
const std::vector<std::vector<double>>& paths() {
    static const auto made = [] {
        std::vector<std::vector<double>> result(kFinest, std::vector<double>(kPaths));
        for (std::size_t k = 0; k < result.size(); ++k)
            for (std::size_t path = 0; path < kPaths; ++path) result[k][path] = plan::normal(7, path, k);
        return result;
    }();
    return made;
}

/// The solutions at one second, path by path.
std::vector<double> solutions(bool geometric) {
    std::vector<double> result(kPaths);
    const double h = 1.0 / kFinest;
    for (std::size_t path = 0; path < kPaths; ++path) {
        double sum = 0;
        for (int k = 0; k < kFinest; ++k) {
            const double age = 1 - (k + 0.5) * h; // midpoint: an error of order h, 1/64 of that of the coarse steps
            sum += std::sqrt(h) * paths()[static_cast<std::size_t>(k)][path] * (geometric ? 1 : std::exp(-age));
        }
        result[path] = geometric ? std::exp(kA + kB * sum) : std::exp(-1.0) + 0.6 * sum;
    }
    return result;
}

double strong_error(const char* text, const std::string& method, int steps, const std::vector<double>& exact) {
    Stepper stepper(checked_model(text), method, 1.0 / steps, kPaths);
    std::vector<double>& noise = stepper.inject(0, "noise");
    std::vector<double>& x = stepper["x"];
    for (double& value : x) value = 1;
    const int joined = kFinest / steps;
    for (int k = 0; k < steps; ++k) {
        for (std::size_t path = 0; path < kPaths; ++path) {
            double sum = 0;
            for (int j = 0; j < joined; ++j) sum += paths()[static_cast<std::size_t>(k * joined + j)][path];
            noise[path] = sum / std::sqrt(joined);
        }
        stepper.step();
    }
    double sum = 0;
    for (std::size_t path = 0; path < kPaths; ++path) sum += std::abs(x[path] - exact[path]);
    return sum / kPaths;
}

} // namespace

TEST_CASE("every method has the deterministic order that its row says") {
    for (const plan::Integrator& row : plan::integrator_table()) {
        const std::string method(row.name);
        CAPTURE(method);
        if (method == "exact" || method == "rkf45") {
            CHECK(row.orders.deterministic == 0);
            continue; // no error, and one that follows the tolerance: see "every method integrates an easy equation"
        }
        REQUIRE(row.orders.deterministic > 0);
        int taken = 0;
        for (const ClosedForm& problem : {kForced, kCoupled}) {
            if (!test::refusal(problem.text, method).empty()) continue;
            ++taken;
            const double coarse = error_after(problem, method, 64), fine = error_after(problem, method, 128);
            // The next term of the error is 1/64 of the first, times a factor that is below 6 in these problems.
            CHECK(measured_order(coarse, fine) == doctest::Approx(row.orders.deterministic).epsilon(0.1));
        }
        CHECK(taken > 0);
    }
}

TEST_CASE("every method with noise has the weak order that its row says") {
    for (const plan::Integrator& row : plan::integrator_table()) {
        const std::string method(row.name);
        CAPTURE(method);
        if (row.noise == plan::NoiseSupport::none) {
            CHECK(row.orders.weak == 0);
            continue;
        }
        if (row.noise != plan::NoiseSupport::additive) {
            for (const int power : {1, 2}) {
                CAPTURE(power);
                const double exact = std::exp(power * kA + 0.5 * power * power * kB * kB);
                const auto error = [&](int steps) {
                    return std::abs(std::pow(moment_of_step(kGeometric, method, 1.0 / steps, power), steps) - exact);
                };
                // 0.1: the next term of the error at 1/128
                CHECK(measured_order(error(128), error(256)) == doctest::Approx(row.orders.weak).epsilon(0.1));
            }
        }
        // x after a step is r x + s n, from moments of a step that starts at 1: r, and r**2 + s**2
        const auto variance = [&](int steps) {
            const double r = moment_of_step(kAdditive, method, 1.0 / steps, 1);
            const double s2 = moment_of_step(kAdditive, method, 1.0 / steps, 2) - r * r;
            return s2 * (1 - std::pow(r, 2 * steps)) / (1 - r * r);
        };
        const double exact = 0.18 * (1 - std::exp(-2.0));
        CHECK(measured_order(std::abs(variance(128) - exact), std::abs(variance(256) - exact)) ==
              doctest::Approx(row.orders.weak).epsilon(0.1));
    }
}

TEST_CASE("every method with noise has the strong order that its row says") {
    const std::vector<double> geometric = solutions(true), additive = solutions(false);
    for (const plan::Integrator& row : plan::integrator_table()) {
        const std::string method(row.name);
        CAPTURE(method);
        if (row.noise == plan::NoiseSupport::none) {
            CHECK(row.orders.strong == 0);
            continue;
        }
        // 0.15: the same paths stand behind both errors, so that their ratio over two octaves is known to 5 percent; the
        // next half order at 1/32 is the rest.
        const auto order = [&](const char* text, const std::vector<double>& exact) {
            return 0.5 * std::log2(strong_error(text, method, 32, exact) / strong_error(text, method, 128, exact));
        };
        CHECK(order(kAdditive, additive) == doctest::Approx(row.orders.strong).epsilon(0.15));
        if (row.noise != plan::NoiseSupport::additive)
            CHECK(order(kGeometric, geometric) == doctest::Approx(row.orders.strong).epsilon(0.15));
    }
}

TEST_CASE("drift in the support of milstein, as Brian 2 has it, costs half an order") {
    const auto scheme = plan::parse_scheme("drifting",
                                           "x_support = x + dt*f(x, t) + dt**0.5*g(x, t)\n"
                                           "x_new = x + dt*f(x, t) + g(x, t)*dW + 0.5*dt**-0.5*(g(x_support, t) - g(x, t))*dW**2",
                                           plan::NoiseSupport::diagonal).or_throw();
    const double exact = std::exp(kA + 0.5 * kB * kB);
    const auto error = [&](int steps) {
        Stepper stepper(checked_model(kGeometric), scheme, 1.0 / steps, kPoints);
        return std::abs(std::pow(moment_of_step(stepper, 1), steps) - exact);
    };
    CHECK(measured_order(error(128), error(256)) == doctest::Approx(0.5).epsilon(0.1)); // the next term is 1/11 of it
}

TEST_CASE("a scheme that misses the correction of the noise is seen to be of another order") {
    // Euler-Maruyama solves the Ito equation: with multiplicative noise it does not even converge to Stratonovich's.
    const auto scheme = plan::parse_scheme("ito", "x_new = x + dt*f(x, t) + g(x, t)*dW", plan::NoiseSupport::any).or_throw();
    const std::vector<double> exact = solutions(true);
    Stepper path(checked_model(kGeometric), scheme, 1.0 / 128, kPaths);
    std::vector<double>& noise = path.inject(0, "noise");
    for (double& value : path["x"]) value = 1;
    for (int k = 0; k < 128; ++k) {
        for (std::size_t p = 0; p < kPaths; ++p) {
            double sum = 0;
            for (int j = 0; j < 16; ++j) sum += paths()[static_cast<std::size_t>(k * 16 + j)][p];
            noise[p] = sum / 4;
        }
        path.step();
    }
    double distance = 0;
    for (std::size_t p = 0; p < kPaths; ++p) distance += path["x"][p] / exact[p] / kPaths;
    // The two solutions differ by exp(-b**2/2) at one second; 0.02: four times the 0.006 of 0.6 sqrt(dt/2) paths averaged
    CHECK(distance == doctest::Approx(std::exp(-0.5 * kB * kB)).epsilon(0.02));
}
