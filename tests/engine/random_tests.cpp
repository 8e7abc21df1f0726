// SPDX-License-Identifier: Apache-2.0
// Random functions of the equation language through the public interface: where they may stand, how they are distributed, and
// what their numbers depend on.
#include "support/chi_square.hpp"
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <numeric>

using namespace hillock;
using test::error_of;

namespace {

/// Steps between the first `count` + 1 spikes of each neuron, one neuron after the other; all of them must have as many.
std::vector<int> intervals(const SpikeMonitor& monitor, int neurons, int count) {
    std::vector<std::vector<long>> steps(static_cast<std::size_t>(neurons));
    const auto index = monitor.i();
    const auto times = monitor.t();
    for (std::size_t k = 0; k < index.size(); ++k)
        steps[static_cast<std::size_t>(index[k])].push_back(std::lround(times[k] / 1e-4));
    std::vector<int> result;
    for (const auto& of_one : steps) {
        REQUIRE(of_one.size() > static_cast<std::size_t>(count));
        for (int k = 0; k < count; ++k)
            result.push_back(static_cast<int>(of_one[static_cast<std::size_t>(k) + 1] - of_one[static_cast<std::size_t>(k)]));
    }
    return result;
}

/// How often each value below `classes` occurs; all must be whole and none beyond.
std::vector<double> tally(const std::vector<double>& values, std::size_t classes) {
    std::vector<double> counts(classes);
    for (const double value : values) {
        REQUIRE(value == std::floor(value));
        REQUIRE(value >= 0);
        REQUIRE(value < static_cast<double>(classes));
        ++counts[static_cast<std::size_t>(value)];
    }
    return counts;
}

double poisson_probability(double k, double mean) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1)); }

void check_poisson(const std::vector<double>& values, double mean) {
    const std::vector<double> counts = tally(values, 60);
    test::ChiSquare test;
    for (std::size_t k = 0; k < counts.size(); ++k)
        test.add(counts[k], static_cast<double>(values.size()) * poisson_probability(static_cast<double>(k), mean));
    CHECK(test.passes());
}

} // namespace

TEST_CASE("poisson and binomial numbers in values assigned by text") {
    start_scope();
    seed(1);
    constexpr int kN = 20000;
    NeuronGroup G(kN, "n : integer\n x : 1\n lam : 1\n k : integer");
    G["n"] = "poisson(3)";
    check_poisson(G["n"].values(), 3);
    G["lam"] = "where(i % 2 == 0, 0.5, 20)";
    G["x"] = "poisson(lam)";
    const std::vector<double> x = G["x"].values();
    std::vector<double> few, many;
    for (std::size_t i = 0; i < x.size(); ++i)
        (i % 2 == 0 ? few : many).push_back(x[i]);
    check_poisson(few, 0.5);
    check_poisson(many, 20);

    G["k"] = 4;
    G["n"] = "binomial(k, 0.3)";
    const std::vector<double> counts = tally(G["n"].values(), 5);
    test::ChiSquare test;
    const double ways[] = {1, 4, 6, 4, 1};
    for (int k = 0; k <= 4; ++k)
        test.add(counts[static_cast<std::size_t>(k)], kN * ways[k] * std::pow(0.3, k) * std::pow(0.7, 4 - k));
    CHECK(test.passes());
    CHECK(test.classes() == 5);
}

TEST_CASE("parameters that no distribution has give the nearest that one has") {
    start_scope();
    NeuronGroup G(1, "n : integer\n x : 1");
    const auto value = [&](const char* text) {
        G["x"] = text;
        return G["x"][0].value();
    };
    CHECK(value("poisson(0)") == 0);
    CHECK(value("poisson(-3)") == 0);
    CHECK(value("poisson(inf - inf)") == 0);
    CHECK(value("poisson(inf)") == 0x1p63); // the largest integer of a kernel, as a float64
    CHECK(value("binomial(-2, 0.5)") == 0);
    CHECK(value("binomial(7, 1.5)") == 7);
    CHECK(value("binomial(7.9, 1)") == 7);
    CHECK(value("binomial(7, -0.5)") == 0);
    CHECK(value("binomial(7, 0*inf)") == 0);
    CHECK(value("binomial(2**40, 1)") == 0x1p40);
}

TEST_CASE("counts in code that runs in every step") {
    start_scope();
    seed(2);
    constexpr int kN = 5000, kSteps = 20;
    NeuronGroup G(kN, "n : integer\n held = poisson(1.5) : integer (constant over dt)\n twice : integer\n last : integer");
    G.run_regularly("n += poisson(0.4)\ntwice += 2*held - held\nlast = held");
    run(kSteps * 0.1 * ms);
    check_poisson(G["n"].values(), 0.4 * kSteps); // the sum of independent Poisson numbers
    check_poisson(G["twice"].values(), 1.5 * kSteps);
    CHECK(G["last"].values() == G["held"].values());
}

TEST_CASE("counts in a threshold and in equations") {
    start_scope();
    seed(3);
    constexpr int kN = 200, kSteps = 1000;
    const double rate = 50, dt = 1e-4;
    NeuronGroup G(kN, "rate : Hz", {.threshold = "poisson(rate*dt) > 0", .reset = ""});
    G["rate"] = rate * Hz;
    SpikeMonitor M(G);
    NeuronGroup H(kN, "dx/dt = poisson(2)/ms : 1", {.method = "euler"});
    run(kSteps * dt * second);
    // Four standard errors of a binomial number of spikes, and of a sum of Poisson numbers.
    const double p = -std::expm1(-rate * dt), steps = double(kN) * kSteps;
    CHECK(std::abs(double(M.i().size()) - steps * p) < 4 * std::sqrt(steps * p * (1 - p)));
    const std::vector<double> x = H["x"].values();
    const double sum = std::accumulate(x.begin(), x.end(), 0.0) / 0.1; // each count adds dt/ms = 0.1
    CHECK(std::abs(sum - 2 * steps) < 4 * std::sqrt(2 * steps));
    CHECK(std::abs(sum - std::round(sum)) < 1e-4); // 2e5 additions of rounding 1e-14 each
}

TEST_CASE("counts do not depend on other objects, nor on the precision of the group") {
    const auto simulate = [](bool other, Dtype dtype) {
        start_scope();
        seed(4);
        NeuronGroup A(100, "a : integer\n b : integer", {.dtype = dtype, .name = "A"});
        A.run_regularly("a += poisson(12.5); b += binomial(1000, 0.25)");
        if (other) {
            NeuronGroup B(50, "n : integer", {.threshold = "poisson(0.5) > 0", .reset = "n += poisson(4)", .name = "B"});
            B.run_regularly("n += poisson(12.5)");
            Network network(A, B);
            network.seed(9);
            network.run(2 * ms);
        } else {
            Network network(A);
            network.seed(9);
            network.run(2 * ms);
        }
        std::vector<double> all = A["a"].values();
        const std::vector<double> b = A["b"].values();
        all.insert(all.end(), b.begin(), b.end());
        return all;
    };
    const auto alone = simulate(false, {});
    CHECK(alone != std::vector<double>(200, 0.0));
    CHECK(simulate(true, {}) == alone);
    CHECK(simulate(false, float32) == alone); // 12.5 and 0.25 are numbers of both
}

TEST_CASE("a random refractory time is drawn once a spike") {
    start_scope();
    seed(11);
    constexpr int kNeurons = 1000, kIntervals = 30; // of 5 ms at most: they fit into the run, so that none is cut off
    NeuronGroup G(kNeurons, "v : 1", {.threshold = "v >= 0", .reset = "", .refractory = "(1 + 4*rand())*ms"});
    SpikeMonitor M(G);
    run(160 * ms);
    const std::vector<int> found = intervals(M, kNeurons, kIntervals);

    // A neuron that spikes whenever it may does so again after timestep((1 + 4 u) ms, dt) = int(10 + 40 u + 1e-3) steps.
    std::vector<int> counts(51);
    for (const int steps : found) {
        REQUIRE(steps >= 10);
        REQUIRE(steps <= 50);
        ++counts[static_cast<std::size_t>(steps)];
    }
    const auto total = static_cast<double>(found.size());
    test::ChiSquare uniform;
    for (int steps = 10; steps <= 50; ++steps) {
        const double width = steps == 10 ? 1 - 1e-3 : steps == 50 ? 1e-3 : 1;
        uniform.add(counts[static_cast<std::size_t>(steps)], total * width / 40);
    }
    CHECK(uniform.passes()); // drawn anew in every step, intervals beyond 20 steps would hardly occur
    CHECK(uniform.classes() == 40);

    // And anew for every spike: neighbouring intervals have nothing to do with each other. Four standard errors.
    const double mean = std::accumulate(found.begin(), found.end(), 0.0) / total;
    double variance = 0, covariance = 0;
    for (std::size_t k = 0; k < found.size(); ++k) {
        variance += (found[k] - mean) * (found[k] - mean);
        if (k % kIntervals != 0)
            covariance += (found[k] - mean) * (found[k - 1] - mean);
    }
    CHECK(std::abs(covariance / variance) < 4 / std::sqrt(total));
}

TEST_CASE("a random refractory condition is drawn in every step") {
    start_scope();
    seed(12);
    constexpr int kNeurons = 1000, kIntervals = 30;
    NeuronGroup G(kNeurons, "v : 1", {.threshold = "v >= 0", .reset = "", .refractory = "rand() < 0.75"});
    SpikeMonitor M(G);
    run(100 * ms);
    const std::vector<int> found = intervals(M, kNeurons, kIntervals);
    // Released with probability 1/4 in each step: a geometric distribution of mean 4 and variance 12. Four standard errors.
    const auto total = static_cast<double>(found.size());
    const double mean = std::accumulate(found.begin(), found.end(), 0.0) / total;
    CHECK(std::abs(mean - 4) < 4 * std::sqrt(12 / total));
}
