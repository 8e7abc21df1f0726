// SPDX-License-Identifier: Apache-2.0
// Event-driven equations over intervals from a billionth of their time constants to a million of them: against closed forms and
// against matrix exponentials in long double.
#include "hillock/units.hpp"
#include "jit/plan/interpreter.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/MatrixFunctions>

#include <cmath>
#include <doctest/doctest.h>
#include <map>
#include <string>
#include <vector>

using namespace hillock;
using namespace hillock::internal;

namespace {

using Long = long double;
using Values = std::map<std::string, double>;

const double kIntervals[] = {1e-9, 1e-6, 1e-3, 0.1, 0.5, 1, 3, 20, 100, 1e3, 1e4, 1e6};

/// One synapse between two neurons without variables.
class Synapse {
  public:
    explicit Synapse(const std::string& equations) {
        const SourcePtr nothing = make_source("neurons", "unused : 1"), text = make_source("synapses", equations);
        neurons_ = model::check_neurons(nothing, parser::parse_equations(nothing).or_throw(), {}).or_throw();
        model_ = model::check_synapses(text, parser::parse_equations(text).or_throw(), {}, *neurons_, *neurons_).or_throw();
        system_ = plan::event_driven_system(*model_).or_throw();
    }

    /// The variables after `h` seconds.
    Values after(double h, Values values, plan::Storage real = plan::Storage::float64) const {
        plan::Surroundings around{.dt_seconds = h, .real = real, .traits = {}};
        for (plan::GroupTraits& side : around.traits) side.real = real;
        const plan::Kernel kernel = plan::plan_pathway("k", plan::Domain::rows, system_, {}, around);
        std::vector<void*> slots;
        std::map<std::string, float> narrow;
        std::int64_t last_update = 41;
        for (const auto& [name, value] : values) narrow[name] = static_cast<float>(value);
        for (const plan::Slot& slot : kernel.slots) {
            const std::string& name = slot.reference.variable->name;
            if (slot.storage == plan::Storage::integer64) slots.push_back(&last_update);
            else if (real == plan::Storage::float32) slots.push_back(&narrow.at(name));
            else slots.push_back(&values.at(name));
        }
        const std::int32_t source = 0;
        const std::uint64_t begin = 0, end = 1;
        const std::uint32_t target = 0;
        KernelArguments call{.arrays = slots.data(), .t = 42 * h, .dt = h, .step = 42, .list = &source, .list_size = 1,
                             .row_begin = &begin, .row_end = &end, .row_target = &target};
        plan::interpret(kernel, call);
        CHECK(last_update == 42);
        if (real == plan::Storage::float32)
            for (auto& [name, value] : values) value = narrow.at(name);
        return values;
    }

  private:
    std::unique_ptr<const model::Model> neurons_, model_;
    plan::LinearSystem system_;
};

/// x after h of dx/dt = M x + b.
std::vector<Long> reference(const std::vector<std::vector<Long>>& m, const std::vector<Long>& b, const std::vector<Long>& x, Long h) {
    const auto n = static_cast<Eigen::Index>(m.size());
    Eigen::Matrix<Long, Eigen::Dynamic, Eigen::Dynamic> block = decltype(block)::Zero(n + 1, n + 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index j = 0; j < n; ++j) block(i, j) = m[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] * h;
        block(i, n) = b[static_cast<std::size_t>(i)] * h;
    }
    const decltype(block) power = block.exp();
    std::vector<Long> result;
    for (Eigen::Index i = 0; i < n; ++i) {
        Long sum = power(i, n);
        for (Eigen::Index j = 0; j < n; ++j) sum += power(i, j) * x[static_cast<std::size_t>(j)];
        result.push_back(sum);
    }
    return result;
}

double error(double found, Long expected, Long scale) { return static_cast<double>(std::abs(static_cast<Long>(found) - expected) / scale); }

} // namespace

TEST_CASE("one equation: to the last digits of each part") {
    const Synapse decay("dx/dt = -x/tau : 1 (event-driven)\n tau : second");
    const Synapse relax("dx/dt = (u - x)/tau : 1 (event-driven)\n tau : second\n u : 1");
    const Synapse drift("dx/dt = u/tau + c*x/second : 1 (event-driven)\n tau : second\n u : 1\n c : 1");
    for (const double z : kIntervals) {
        INFO("h/tau = " << z);
        const double tau = 3e-3, h = z * tau;
        const Long e = std::exp(-static_cast<Long>(h) / tau), d = -std::expm1(-static_cast<Long>(h) / tau);
        // exp turns the rounding of its argument, z 2^-53, into a relative error.
        const double rounding = (4 + 2 * z) * 1.2e-16;
        if (z < 700) CHECK(error(decay.after(h, {{"x", 1.7}, {"tau", tau}})["x"], 1.7L * e, 1.7L * e) < rounding);
        CHECK(error(relax.after(h, {{"x", 1e-5}, {"tau", tau}, {"u", 1e-5}})["x"], 1e-5L, 1e-5L) < 1e-15);
        CHECK(error(relax.after(h, {{"x", 0}, {"tau", tau}, {"u", 2}})["x"], 2 * d, 2 * d) < 1e-15);
        CHECK(error(drift.after(h, {{"x", 1}, {"tau", tau}, {"u", 2}, {"c", 0}})["x"], 1 + 2.0L * h / tau, 1 + 2.0L * h / tau) < 1e-15);
    }
}

TEST_CASE("a chain of two is smooth where its rates meet") {
    const Synapse alpha("dg/dt = (x - g)/tau : 1 (event-driven)\n dx/dt = -x/tau : 1 (event-driven)\n tau : second");
    const Synapse two("dx/dt = -x/tau : 1 (event-driven)\n dg/dt = (x - g)/tau_g : 1 (event-driven)\n tau : second\n tau_g : second");
    for (const double z : kIntervals) {
        const double tau = 5e-3, h = z * tau;
        const Long exact_z = static_cast<Long>(h) / tau, e = std::exp(-exact_z);
        const double rounding = (8 + 4 * z) * 1.2e-16; // as above; two exponentials and their products
        const Long expected = (0.5L + 2 * exact_z) * e;
        if (z < 700) CHECK(error(alpha.after(h, {{"g", 0.5}, {"x", 2}, {"tau", tau}})["g"], expected, expected) < rounding);
        for (const double ratio : {1.0, 1 + 1e-15, 1 - 1e-12, 1 + 1e-9, 1.0001, 0.5, 20.0, 1e-4, 1e5}) {
            INFO("h/tau = " << z << ", ratio " << ratio);
            const double tau_g = tau * ratio;
            const Long a = -1 / static_cast<Long>(tau), c = -1 / static_cast<Long>(tau_g);
            const Long difference = (a - c) * h;
            // h exp(c h) (exp((a-c) h) - 1) / ((a-c) h), with the larger rate in front.
            const Long relative = difference == 0 ? 1 : -std::expm1(-std::abs(difference)) / std::abs(difference);
            const Long driven = 2 * -c * h * std::exp(std::max(a, c) * h) * relative;
            const Long g = 0.5L * std::exp(c * h) + driven;
            const double slower = std::min(z, z / ratio);
            if (slower < 700)
                CHECK(error(two.after(h, {{"g", 0.5}, {"x", 2}, {"tau", tau}, {"tau_g", tau_g}})["g"], g, g) < (12 + 6 * slower) * 1.2e-16);
            else
                CHECK(two.after(h, {{"g", 0.5}, {"x", 2}, {"tau", tau}, {"tau_g", tau_g}})["g"] < 1e-300);
        }
    }
}

TEST_CASE("equations that drive each other turn and decay as they should") {
    const Synapse turn("dx/dt = -x/tau - w*y : 1 (event-driven)\n dy/dt = -y/tau + w*x : 1 (event-driven)\n tau : second\n w : Hz");
    for (const double z : kIntervals) {
        INFO("h/tau = " << z);
        const double tau = 8e-3, h = z * tau, w = 0.7 / tau;
        const Long e = std::exp(-static_cast<Long>(h) / tau), angle = static_cast<Long>(w) * h;
        Values end = turn.after(h, {{"x", 1}, {"y", 0}, {"tau", tau}, {"w", w}});
        // Relative to the size of the start: 25 doublings at most, whose roundings fade as the motion does.
        CHECK(error(end["x"], e * std::cos(angle), 1) < 3e-15);
        CHECK(error(end["y"], e * std::sin(angle), 1) < 3e-15);
        if (z < 1e-2) CHECK(error(end["y"], e * std::sin(angle), std::sin(angle)) < 1e-15);
    }
}

TEST_CASE("three in a row with an input, of any rates") {
    const Synapse row("da/dt = (u - a)/p : 1 (event-driven)\n db/dt = (a - b)/q : 1 (event-driven)\n dc/dt = (b - c)/r : 1 (event-driven)\n"
                      "u : 1\n p : second\n q : second\n r : second");
    struct Rates { double p, q, r; };
    for (const Rates& rates : {Rates{1, 1, 1}, Rates{1, 2, 5}, Rates{1, 1 + 1e-10, 1 - 1e-10}, Rates{1, 1e3, 1e6}, Rates{1e6, 1, 1e3}})
        for (const double h : kIntervals) {
            INFO("h = " << h << ", p = " << rates.p << ", q = " << rates.q);
            const Long p = rates.p, q = rates.q, r = rates.r;
            const std::vector<Long> expected = reference({{-1 / p, 0, 0}, {1 / q, -1 / q, 0}, {0, 1 / r, -1 / r}}, {3 / p, 0, 0}, {0.25, 0, 0}, h);
            Values end = row.after(h, {{"a", 0.25}, {"b", 0}, {"c", 0}, {"u", 3}, {"p", rates.p}, {"q", rates.q}, {"r", rates.r}});
            // All terms are positive, so that every digit counts, also of values that have hardly left 0.
            CHECK(error(end["a"], expected[0], expected[0]) < 1e-14);
            CHECK(error(end["b"], expected[1], expected[1]) < 1e-14);
            CHECK(error(end["c"], expected[2], expected[2]) < 1e-14);
        }
}

TEST_CASE("a slow motion keeps its digits beside a fast one") {
    const Synapse both("dx/dt = (y - x)/ms : 1 (event-driven)\n dy/dt = -y/(1000*second) + 0.001*(x - y)/(1000*second) : 1 (event-driven)");
    const double h = 1000; // a million fast time constants, one slow
    const std::vector<Long> expected =
        reference({{-1000, 1000}, {1e-6L, -1e-3L - 1e-6L}}, {0, 0}, {5, 2}, h);
    Values end = both.after(h, {{"x", 5}, {"y", 2}});
    // Fast and slow are coupled, so that a rounding of the matrix, 1000 * 2^-53, times h is felt: 1e-10. Squaring the exponential
    // itself would lose as much again for every doubling that is not needed.
    CHECK(error(end["y"], expected[1], expected[1]) < 1e-10);
    CHECK(error(end["x"], expected[0], expected[0]) < 1e-10);
}

TEST_CASE("in float32, and for what is no number") {
    const Synapse turn("dx/dt = -x/tau - w*y : 1 (event-driven)\n dy/dt = -y/tau + w*x : 1 (event-driven)\n tau : second\n w : Hz");
    for (const double z : {1e-6, 1.0, 1e3, 1e6}) {
        const double tau = 0.0078125, h = z * tau;
        Values end = turn.after(h, {{"x", 1}, {"y", 0}, {"tau", tau}, {"w", 64}}, plan::Storage::float32);
        CHECK(std::abs(end["x"] - std::exp(-z) * std::cos(0.5 * z)) < 2e-6); // 16 roundings of 2^-24
    }
    CHECK(std::isnan(turn.after(1, {{"x", 1}, {"y", 0}, {"tau", 1}, {"w", double(NAN)}})["x"]));
    CHECK(std::isnan(turn.after(1, {{"x", 1}, {"y", 0}, {"tau", 1}, {"w", double(INFINITY)}})["x"]));
}
