// SPDX-License-Identifier: Apache-2.0
// Input: Poisson neurons, spikes from a list, pulse packets, and sums of Poisson spikes.
#include "support/chi_square.hpp"
#include "support/error_text.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <random>
#include <set>

using namespace hillock;
using hillock::test::ChiSquare;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

/// Neuron and step of each spike, for the default dt.
using Spikes = std::vector<std::pair<int, long>>;
Spikes spikes_of(const SpikeMonitor& monitor) {
    Spikes result;
    for (std::size_t k = 0; k < monitor.num_spikes(); ++k) result.emplace_back(monitor.i()[k], std::lround(monitor.t()[k] / 1e-4));
    return result;
}

/// Times in steps of the default dt.
std::vector<long> steps_in(const VariableView& times) {
    std::vector<long> result;
    for (const double time : times.values()) result.push_back(std::lround(time / 1e-4));
    return result;
}

/// Of a binomial distribution with n tries.
double binomial_probability(int n, double p, int k) {
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) + (n - k) * std::log1p(-p));
}

/// The counts are integers from binomial(n, p).
template <class Counts> bool is_binomial(const Counts& counts, int n, double p) {
    std::vector<double> observed(static_cast<std::size_t>(n) + 1);
    for (const auto count : counts) ++observed.at(static_cast<std::size_t>(count));
    ChiSquare test;
    for (int k = 0; k <= n; ++k)
        test.add(observed[static_cast<std::size_t>(k)], static_cast<double>(counts.size()) * binomial_probability(n, p, k));
    return test.passes();
}

/// Times of spikes in milliseconds.
QuantityArray at_ms(Values times) { return std::move(times) * ms; }

} // namespace

// ---- PoissonGroup -----------------------------------------------------------------------------------------------

TEST_CASE("Poisson neurons spike in every step with the probability rates*dt, each by itself") {
    start_scope();
    seed(1);
    PoissonGroup P(4000, 250 * Hz);
    SpikeMonitor M(P);
    run(100 * ms); // 1000 steps of probability 0.025
    CHECK(is_binomial(M.count(), 1000, 0.025));
    Values by_step(1000);
    for (const auto& [neuron, step] : spikes_of(M)) ++by_step[static_cast<std::size_t>(step)];
    CHECK(is_binomial(by_step, 4000, 0.025));
    // Two spikes of a neuron in steps that follow each other: 4000*999 chances of 0.025 squared; 4 standard errors.
    const double expected = 4000 * 999 * 0.025 * 0.025;
    double twice = 0;
    for (const std::vector<double>& train : M.spike_trains())
        for (std::size_t k = 1; k < train.size(); ++k) twice += std::lround((train[k] - train[k - 1]) / 1e-4) == 1;
    CHECK(std::abs(twice - expected) < 4 * std::sqrt(expected));
}

TEST_CASE("Poisson neurons of different rates side by side spike each with its own, rare or not") {
    start_scope();
    seed(2);
    // 3000 neurons are three blocks that are thinned by their largest rate; from 2100 on they spike too often for that.
    constexpr std::size_t kSize = 3000, kSteps = 4000;
    Values rates(kSize);
    for (std::size_t k = 0; k < kSize; ++k) rates[k] = k >= 2100 ? 1000 : k % 3 == 0 ? 0 : k % 3 == 1 ? 20 : 150;
    PoissonGroup P(kSize, rates * Hz);
    SpikeMonitor M(P);
    run(400 * ms);
    const auto with_rate = [&](double rate) {
        std::vector<std::int64_t> counts;
        for (std::size_t k = 0; k < kSize; ++k)
            if (rates[k] == rate) counts.push_back(M.count()[k]);
        return counts;
    };
    CHECK(std::ranges::all_of(with_rate(0), [](std::int64_t count) { return count == 0; }));
    for (const double rate : {20.0, 150.0, 1000.0}) CHECK(is_binomial(with_rate(rate), kSteps, rate * 1e-4));
}

TEST_CASE("rates that code writes while the run goes on hold from the next test on") {
    start_scope();
    seed(3);
    PoissonGroup P(1000, 0);
    P.run_regularly("rates = int(t >= 100*ms and i >= 500)*200*Hz");
    SpikeMonitor M(P);
    run(300 * ms);
    const auto counts = M.count();
    CHECK(std::all_of(counts.begin(), counts.begin() + 500, [](auto count) { return count == 0; }));
    CHECK(is_binomial(std::vector<std::int64_t>(counts.begin() + 500, counts.end()), 2000, 0.02));
    CHECK(M.t().front() >= 0.1);
}

TEST_CASE("rates are one for each neuron, and can be assigned between runs and by code") {
    start_scope();
    // Probabilities 0 and 1 leave nothing to chance.
    PoissonGroup P(4, Values{0, 10, 0, 10} * kHz);
    SpikeMonitor M(P);
    SpikeMonitor part(P.slice(1, 3));
    run(0.2 * ms);
    CHECK(spikes_of(M) == Spikes{{1, 0}, {3, 0}, {1, 1}, {3, 1}});
    CHECK(spikes_of(part) == Spikes{{0, 0}, {0, 1}});
    CHECK(P["rates"].values() == Values{0, 1e4, 0, 1e4});
    P["rates"] = "10*kHz*int(i == 2)";
    run(0.1 * ms);
    P.slice(0, 1).run_regularly("rates = 10*kHz - rates");
    run(0.2 * ms);
    CHECK(spikes_of(M) == Spikes{{1, 0}, {3, 0}, {1, 1}, {3, 1}, {2, 2}, {0, 3}, {2, 3}, {2, 4}});
    CHECK(steps_in(P["lastspike"]) == std::vector<long>{3, 1, 4, 1});
}

TEST_CASE("rates as text are computed in every step") {
    start_scope();
    const Quantity on = 0.2 * ms;
    PoissonGroup P(2, "10*kHz*int(t >= on and i == 1) + burst(t)",
                   {.constants = HILLOCK_CONSTANTS(on), .functions = {{"burst", TimedArray(Values{10, 0} * kHz, 0.1 * ms)}}, .name = "P"});
    SpikeMonitor M(P);
    run(0.3 * ms);
    CHECK(spikes_of(M) == Spikes{{0, 0}, {1, 0}, {1, 2}});
    CHECK(P["rates"].values() == Values{0, 1e4});
    P.set_function("burst", TimedArray(Values{10} * kHz, 0.1 * ms));
    run(0.1 * ms);
    CHECK(M.count()[0] == 2);
    CHECK(error_of<TypeError>([&] { P["rates"] = 3 * Hz; }) == "'rates' of 'P' cannot be assigned: it stands for its expression");
}

TEST_CASE("rates as text that draw random numbers draw them once a step and neuron") {
    for (const bool several : {false, true}) {
        start_scope();
        seed(5);
        int calls = 0;
        const Function counted({{"x", 1}}, 1, [&calls](double) { return static_cast<double>(++calls % 2); });
        PoissonGroup P(50, "10*kHz*chosen(0.3)", {.several_spikes = several, .functions = {{"chosen", {"p", "int(rand() < p)"}}}}), Q(1, "10*kHz*counted(0)", {.functions = {{"counted", counted}}});
        StateMonitor M(P, "rates");
        SpikeMonitor spikes(P), alternating(Q);
        run(20 * ms);
        std::vector<int> in_step(50 * 200, 0);
        for (std::size_t k = 0; k < spikes.i().size(); ++k)
            ++in_step[static_cast<std::size_t>(spikes.i()[k]) * 200 + static_cast<std::size_t>(std::lround(spikes.t()[k] / 1e-4))];
        int high = 0, wrong = 0;
        for (std::size_t k = 0; k < in_step.size(); ++k) {
            const bool is_high = M["rates"][k / 200][k % 200] > 0;
            high += is_high;
            // At a rate of 1/dt a neuron spikes once for certain, or as often as a Poisson number of mean 1 says.
            wrong += several ? (!is_high && in_step[k] > 0) : in_step[k] != int(is_high);
        }
        CHECK(wrong == 0);
        CHECK(std::abs(high - 3000) < 5 * std::sqrt(10000 * 0.3 * 0.7)); // five standard deviations
        CHECK(calls == 200);
        if (!several) CHECK(alternating.num_spikes() == 100);
    }
}

TEST_CASE("Poisson neurons drive synapses, from the slot that they are given") {
    const auto received = [](const PoissonGroupOptions& options) {
        start_scope();
        PoissonGroup P(3, 10 * kHz, options);
        NeuronGroup G(2, "v : 1");
        Synapses S(P.slice(1, 3), G, {.on_pre = "v += 1 + i"});
        S.connect({.condition = "j == 1"});
        SpikeMonitor M(P);
        run(0.2 * ms);
        CHECK(M.num_spikes() == 6);
        return G["v"].values();
    };
    CHECK(received({}) == Values{0, 6});
    CHECK(received({.when = "start"}) == Values{0, 6});
    CHECK(received({.when = "resets"}) == Values{0, 3}); // synapses see them in the step after
    CHECK(received({.when = "synapses", .order = -2}) == Values{0, 6});
    CHECK(received({.when = "synapses", .order = 1}) == Values{0, 3});
}

TEST_CASE("what one object draws does not depend on others") {
    const auto draws = [](bool with_others) {
        PoissonGroup P(50, 500 * Hz);
        NeuronGroup G(5, "v : 1");
        PoissonInput I(G, "v", 20, 800 * Hz, 1);
        SpikeMonitor M(P);
        Network net(P, G, I, M);
        net.seed(5);
        // Code before the threshold, a second group and a second input.
        PoissonGroup Q(50, 500 * Hz);
        NeuronGroup H(5, "v : 1");
        PoissonInput J(H, "v", 20, 800 * Hz, 1);
        NetworkOperation tick([] {}, {.when = "after_groups"});
        SpikeMonitor N(Q);
        if (with_others) {
            P.run_regularly("rates = rates", {.when = "after_groups"});
            net.add(Q, H, J, tick, N);
        }
        net.run(20 * ms);
        if (with_others) {
            CHECK(spikes_of(N) != spikes_of(M));
            CHECK(H["v"].values() != G["v"].values());
        }
        return std::pair(spikes_of(M), G["v"].values());
    };
    const auto alone = draws(false);
    CHECK(alone.first.size() > 300); // 500 of them, give or take 22
    CHECK(alone == draws(true));
}

TEST_CASE("PoissonGroup refuses what makes no sense") {
    start_scope();
    CHECK(error_of<ValueError>([] { PoissonGroup(0, 1 * Hz); }) == "a group needs at least one neuron, but its size is 0");
    CHECK(error_of<DimensionMismatchError>([] { PoissonGroup(2, 3 * volt, {.name = "P"}); }) ==
          "cannot assign 3 V to 'rates' of 'P', which has the unit hertz");
    CHECK(error_of<DimensionMismatchError>([] { PoissonGroup(2, 3, {.name = "P"}); }) ==
          "cannot assign 3 to 'rates' of 'P', which has the unit hertz");
    CHECK(error_of<DimensionMismatchError>([] { PoissonGroup(2, Values{1, 2} * volt, {.name = "P"}); }) ==
          "cannot assign an array of unit volt to 'rates' of 'P', which has the unit hertz");
    CHECK(error_of<ValueError>([] { PoissonGroup(3, Values{1, 2} * Hz, {.name = "P"}); }) ==
          "cannot assign an array of 2 values to 'rates' of 'P', which has 3 elements");
    CHECK(error_of<ValueError>([] { PoissonGroup(2, Values{1, -2} * Hz, {.name = "P"}); }) ==
          "the rates of 'P' cannot be negative, but that of neuron 1 is -2 Hz");
    CHECK(error_of<ValueError>([] { PoissonGroup(2, "-2*Hz", {.name = "P"}); }) ==
          "the rates of 'P' cannot be negative, but that of all neurons is -2 Hz");
    {
        PoissonGroup nowhere(2, 1 * Hz, {.when = "threshold", .name = "P"});
        CHECK(error_of<ValueError>([&] { Network(nowhere).run(1 * ms); })
                  .find("'P' cannot run: there is no slot 'threshold'; did you mean 'thresholds'?") == 0);
    }
    PoissonGroup P(2, 0, {.name = "P"});
    P["rates"] = Values{1, std::nan("")} * Hz;
    CHECK(error_of<ValueError>([] { run(1 * ms); }) == "the rates of 'P' cannot be negative, but that of neuron 1 is nan Hz");
    P["rates"] = 2 * Hz;
    run(1 * ms);
}

TEST_CASE("bad text for rates is shown as it was written") {
    CHECK(error_of<DimensionMismatchError>([] { PoissonGroup(2, "3*volt", {.name = "P"}); }) ==
          "P.rates:1:1: error: the value of 'rates' has dimension 'volt' but is declared as 'hertz'\n"
          "    1 | 3*volt\n"
          "      | ^~~~~~");
    CHECK(error_of<NameError>([] { PoissonGroup(2, "rat*Hz", {.name = "P"}); }) ==
          "P.rates:1:1: error: 'rat' is not defined\n"
          "    1 | rat*Hz\n"
          "      | ^~~");
    CHECK(error_of<EquationError>([] { PoissonGroup(2, "2*rates", {.name = "P"}); }) ==
          "P.rates:1:1: error: the subexpressions form a cycle: rates -> rates\n"
          "    1 | 2*rates\n"
          "      | ^~~~~~~");
    CHECK(error_of<SyntaxError>([] { PoissonGroup(2, "3*Hz : Hz\n v", {.name = "P"}); }) ==
          "P.rates:1:6: error: ':' cannot stand in an expression\n"
          "    1 | 3*Hz : Hz\n"
          "      |      ^");
}

// ---- SpikeGeneratorGroup ----------------------------------------------------------------------------------------

TEST_CASE("spikes come in the step int((t + 0.001 dt)/dt), in any order given") {
    start_scope();
    SpikeGeneratorGroup G(3, {2, 1, 0, 0, 1, 2}, at_ms({0.1, 0.09991, 0.0998, 0.29991, 0.30001, 1.05}));
    SpikeMonitor M(G), part(G.slice(1, 3));
    run(1 * ms);
    CHECK(spikes_of(M) == Spikes{{0, 0}, {1, 1}, {2, 1}, {0, 3}, {1, 3}}); // 0.0998 + 0.0001 is below 0.1
    run(0.1 * ms);
    CHECK(spikes_of(M).back() == std::pair(2, 10L));
    CHECK(spikes_of(part) == Spikes{{0, 1}, {1, 1}, {0, 3}, {1, 10}});
    CHECK(steps_in(G["lastspike"]) == std::vector<long>{3, 3, 10});
}

TEST_CASE("times that are multiples of dt in decimal numbers are in their own step, for any dt") {
    for (const double dt : {0.1, 0.07, 0.03, 0.05}) {
        start_scope();
        defaultclock().dt = dt * ms;
        Values times;
        for (int k = 0; k < 300; ++k) times.push_back(k * dt);
        SpikeGeneratorGroup G(1, std::vector<int>(300, 0), at_ms(times));
        SpikeMonitor M(G);
        run(300 * dt * ms);
        REQUIRE(M.num_spikes() == 300);
        for (std::size_t k = 0; k < 300; ++k) CHECK(std::lround(M.t()[k] / (dt * 1e-3)) == static_cast<long>(k));
    }
    defaultclock().dt = 0.1 * ms;
}

TEST_CASE("a period repeats all spikes, over the borders of runs too") {
    start_scope();
    SpikeGeneratorGroup G(2, {0, 1}, at_ms({0, 0.3}), {.period = 0.5 * ms});
    SpikeMonitor M(G);
    const Spikes all{{0, 0}, {1, 3}, {0, 5}, {1, 8}, {0, 10}, {1, 13}, {0, 15}}; // as Brian 2.5.1 has it
    SUBCASE("in one run") { run(1.7 * ms); }
    SUBCASE("in several") {
        for (const double time : {0.7, 0.2, 0.8}) run(time * ms);
    }
    CHECK(spikes_of(M) == all);
}

TEST_CASE("spikes can be replaced between runs; their times are those of the network") {
    start_scope();
    SpikeGeneratorGroup G(2, {0, 1, 0}, at_ms({0.2, 0.9, 1.5}));
    SpikeMonitor M(G);
    run(1 * ms);
    G.set_spikes({0, 1, 0, 1}, at_ms({0.5, 0.9, 1.0, 1.6}));
    run(1 * ms);
    CHECK(spikes_of(M) == Spikes{{0, 2}, {1, 9}, {0, 10}, {1, 16}}); // as Brian 2.5.1 has it
    G.set_spikes({0, 1}, at_ms({0.1, 0.4}), 0.5 * ms);
    run(0.2 * ms); // to step 22
    run(0.8 * ms);
    CHECK(spikes_of(M) == Spikes{{0, 2}, {1, 9}, {0, 10}, {1, 16}, {0, 21}, {1, 24}, {0, 26}, {1, 29}});
    G.set_spikes({}, {});
    run(1 * ms);
    CHECK(M.num_spikes() == 8);
}

TEST_CASE("spikes set inside a period come when they are due, not late") {
    start_scope();
    SpikeGeneratorGroup G(2, {}, {});
    SpikeMonitor M(G);
    run(1.2 * ms);
    G.set_spikes({0, 1}, at_ms({0.1, 0.4}), 0.5 * ms);
    run(1 * ms);
    CHECK(spikes_of(M) == Spikes{{1, 14}, {0, 16}, {1, 19}, {0, 21}}); // neuron 0 was due in step 11
}

TEST_CASE("a long list at random comes as defined, whatever the runs") {
    for (const int period : {0, 37}) { // steps
        start_scope();
        std::mt19937 random(7);
        const long end = period > 0 ? period : 200;
        std::set<std::pair<long, int>> once; // step and neuron
        Values times;
        std::vector<int> neurons;
        for (int k = 0; k < 400; ++k) {
            const int neuron = static_cast<int>(random() % 20);
            const double t = static_cast<double>(random() % 10000) / 10000 * static_cast<double>(end) * 0.1e-3;
            const long step = static_cast<long>((t + 1e-3 * 1e-4) / 1e-4);
            if (step >= end || !once.emplace(step, neuron).second) continue;
            times.push_back(t);
            neurons.push_back(neuron);
        }
        SpikeGeneratorGroup G(20, neurons, std::move(times) * second, {.period = period * 0.1 * ms});
        SpikeMonitor M(G);
        for (int k = 0; k < 15; ++k) run(static_cast<double>(random() % 40) * 0.1 * ms);
        const long ran = std::lround(G["t"][0] / (0.1 * ms));
        Spikes expected;
        for (long cycle = 0; cycle < (period > 0 ? ran : 1); cycle += end)
            for (const auto& [step, neuron] : once)
                if (cycle + step < ran) expected.emplace_back(neuron, cycle + step);
        CHECK(ran > 100);
        CHECK(spikes_of(M) == expected);
    }
}

TEST_CASE("listed spikes drive synapses with delays, and their neurons run code") {
    start_scope();
    SpikeGeneratorGroup G(4, {1, 3, 1}, at_ms({0.1, 0.1, 0.3}));
    NeuronGroup H(2, "v : 1");
    Synapses S(G.slice(1, 4), H, {.model = "w : 1", .on_pre = "v += w", .delay = 0.1 * ms});
    S.connect({.i = {0, 2}, .j = {0, 1}});
    S["w"] = "1 + i";
    StateMonitor M(H, "v");
    PopulationRateMonitor R(G);
    run(0.6 * ms);
    CHECK(Values(M["v"][0].begin(), M["v"][0].end()) == Values{0, 0, 0, 1, 1, 2});
    CHECK(Values(M["v"][1].begin(), M["v"][1].end()) == Values{0, 0, 0, 3, 3, 3});
    CHECK(R.rate()[1] == doctest::Approx(2 / (4 * 1e-4))); // rounding
}

TEST_CASE("a generator starts anew in a network of another dt") {
    SpikeGeneratorGroup G(1, {0, 0}, at_ms({0.1, 0.3}));
    { Network(G).run(0.2 * ms); }
    defaultclock().dt = 0.05 * ms;
    SpikeMonitor M(G);
    Network net(G, M);
    net.run(1 * ms);
    CHECK(Values(M.t().begin(), M.t().end()) == Values{2 * 0.05e-3, 6 * 0.05e-3});
    defaultclock().dt = 0.1 * ms;
}

TEST_CASE("SpikeGeneratorGroup refuses what makes no sense") {
    start_scope();
    const auto make = [](std::int64_t size, const Indices& indices, const QuantityArray& times, const Quantity& period = 0) {
        SpikeGeneratorGroup(size, indices, times, {.period = period, .name = "G"});
    };
    CHECK(error_of<ValueError>([&] { make(0, {}, {}); }) == "a group needs at least one neuron, but its size is 0");
    CHECK(error_of<ValueError>([&] { make(2, {0, 1}, at_ms({1})); }) ==
          "the spikes of 'G' need a neuron and a time each, but there are 2 indices and 1 time");
    CHECK(error_of<DimensionMismatchError>([&] { make(2, {0}, {{1}, {}}); }) ==
          "the spike times of 'G' must be times, but have the unit 1; multiply the array with a unit");
    CHECK(error_of<IndexError>([&] { make(2, {0, 2}, at_ms({1, 1})); }) == "spike 1 of 'G' is of neuron 2, but its neurons are 0 to 1");
    CHECK(error_of<IndexError>([&] { make(2, {-1}, at_ms({1})); }) == "spike 0 of 'G' is of neuron -1, but its neurons are 0 to 1");
    CHECK(error_of<ValueError>([&] { make(2, {0}, at_ms({-1})); }) ==
          "spike 0 of 'G' is at -1 ms, but spike times are finite and not negative");
    CHECK(error_of<DimensionMismatchError>([&] { make(2, {0}, at_ms({1}), 5 * mV); }) == "the period of 'G' must be a time, but it is 5 mV");
    CHECK(error_of<ValueError>([&] { make(2, {0}, at_ms({1}), -5 * ms); }) ==
          "the period of 'G' must be a finite time that is not negative, but it is -5 ms");
    CHECK(error_of<ValueError>([&] { make(2, {0}, at_ms({1}), 1 * ms); }) ==
          "the period of 'G', 1 ms, must be longer than the time of its last spike, 1 ms");

    SpikeGeneratorGroup G(2, {1}, at_ms({0.5}), {.name = "G"});
    SpikeMonitor M(G);
    const auto run_with = [&](const Indices& indices, const QuantityArray& times, const Quantity& period = 0) {
        G.set_spikes(indices, times, period);
        run(1 * ms);
    };
    CHECK(error_of<ValueError>([&] { run_with({1, 0, 1}, at_ms({0.15, 0.12, 0.11})); }) ==
          "neuron 1 of 'G' spikes at 110 us and at 150 us, which are in the same step of the clock, whose dt is 100 us; a smaller dt keeps "
          "them apart");
    CHECK(error_of<ValueError>([&] { run_with({1, 1}, at_ms({0.2, 0.2})); }) == "neuron 1 of 'G' spikes twice at 200 us");
    CHECK(error_of<ValueError>([&] { run_with({}, {}, 0.05 * ms); }) == "the period of 'G', 50 us, is shorter than the clock's dt, 100 us");
    CHECK(error_of<ValueError>([&] { run_with({}, {}, 0.25 * ms); }) == "the period of 'G', 250 us, is no multiple of the clock's dt, 100 us");
    CHECK(error_of<ValueError>([&] { run_with({0}, at_ms({0.29995}), 0.3 * ms); }) ==
          "the period of 'G', 300 us, must be longer than the time of its last spike, 299.95 us");
    CHECK(error_of<IndexError>([&] { G.set_spikes({0, 7}, at_ms({0.1, 0.2})); }) == "spike 1 of 'G' is of neuron 7, but its neurons are 0 to 1");
    G.set_spikes({1}, at_ms({0.5}));
    CHECK_THROWS(G.set_spikes({0}, at_ms({0.2}), 0.1 * ms)); // and nothing of it is taken
    NetworkOperation tick([&] { G.set_spikes({}, {}); });
    CHECK(error_of<ValueError>([] { run(1 * ms); }) == "the spikes of 'G' cannot be set while the network runs");
    CHECK(spikes_of(M).empty());
}

// ---- packets ----------------------------------------------------------------------------------------------------

TEST_CASE("a pulse packet is one spike each of normally distributed times") {
    start_scope();
    seed(3);
    SpikeGeneratorGroup packet = pulse_packet(500 * ms, 2000, 20 * ms, {.name = "packet"});
    CHECK(packet.name() == "packet");
    SpikeMonitor M(packet);
    run(1 * second);
    CHECK(std::vector<std::int64_t>(M.count().begin(), M.count().end()) == std::vector<std::int64_t>(2000, 1));
    ChiSquare test; // 40 classes of half a standard deviation, by the middle of the step
    for (int k = -20; k < 20; ++k) {
        const auto below = [](double deviations) { return 0.5 * std::erfc(-deviations / std::sqrt(2.0)); };
        const auto in_class = [&](double t) { return std::floor((t + 0.5e-4 - 0.5) / 0.01) == k; };
        test.add(static_cast<double>(std::count_if(M.t().begin(), M.t().end(), in_class)), 2000 * (below((k + 1) / 2.0) - below(k / 2.0)));
    }
    CHECK(test.passes());
    CHECK(pulse_packet(1 * ms, 5, 0 * ms).size() == 5);
    CHECK(error_of<ValueError>([] { (void)pulse_packet(1 * ms, 0, 1 * ms); }) == "a group needs at least one neuron, but its size is 0");
    CHECK(error_of<ValueError>([] { (void)pulse_packet(1 * ms, 1, -1 * ms); }) ==
          "the standard deviation of a pulse packet must be a finite time that is not negative, but it is -1 ms");
    CHECK(error_of<DimensionMismatchError>([] { (void)pulse_packet(1 * mV, 1, 1 * ms); }) ==
          "the time of a pulse packet must be a time, but it is 1 mV");
}

// ---- PoissonInput -----------------------------------------------------------------------------------------------

TEST_CASE("PoissonInput adds binomial numbers, drawn for each neuron and step by itself") {
    start_scope();
    seed(2);
    NeuronGroup G(4000, "v : volt\n before : volt");
    G.run_regularly("before = v");
    PoissonInput I(G, "v", 30, 500 * Hz, 2 * mV);
    StateMonitor M(G, "v", {.record = {0, 1}});
    const auto counts = [&](const VariableView& v) {
        Values result = v.values();
        for (double& value : result) value = std::round(value / 2e-3 * 1e6) / 1e6; // 1e-6: rounding of sums of 2 mV
        return result;
    };
    run(0.1 * ms);
    CHECK(is_binomial(counts(G["v"]), 30, 0.05));
    const Values first = counts(G["v"]);
    run(0.1 * ms);
    Values second = counts(G["v"]);
    double product = 0;
    for (std::size_t k = 0; k < 4000; ++k) {
        second[k] -= first[k];
        product += (first[k] - 1.5) * (second[k] - 1.5);
    }
    CHECK(is_binomial(second, 30, 0.05));
    // Both of variance 1.425 and not correlated; 4 standard errors.
    CHECK(std::abs(product) < 4 * 1.425 * std::sqrt(4000.0));
    run(99.8 * ms);
    CHECK(is_binomial(counts(G["v"]), 30000, 0.05));
    CHECK(M["v"][0].back() != M["v"][1].back());
}

TEST_CASE("rate and weight may be text of the target's variables, time, constants and functions") {
    start_scope();
    // Probabilities 0 and 1 leave nothing to chance.
    NeuronGroup G(4, "v : volt\n w : volt\n x : volt", {.constants = {{"gain", 2}, {"unit", 1 * mV}}});
    G["w"] = "i*mV";
    const Constants constants{{"gain", 3}};
    PoissonInput changing(G.slice(1, 3), "v", 5, "10*kHz*int(i == 1) + on(t)", "gain*w + 2*unit",
                          {.constants = constants, .functions = {{"on", TimedArray(Values{0, 10} * kHz, 0.1 * ms)}}});
    PoissonInput plain(G.slice(3, 4), "x", 7, 10 * kHz, "gain*unit");
    StateMonitor M(G, {"v", "x"});
    run(0.3 * ms);
    CHECK(M["v"][1][1] == 0);
    CHECK(M["v"][2][1] == doctest::Approx(5 * 8e-3)); // rounding; gain is the input's own
    CHECK(M["v"][1][2] == doctest::Approx(5 * 5e-3));
    CHECK(M["v"][0][2] == 0);
    CHECK(M["v"][3][2] == 0);
    CHECK(M["x"][3][2] == doctest::Approx(2 * 7 * 2e-3));
    CHECK(M["x"][2][2] == 0);
}

TEST_CASE("PoissonInput keeps to refractoriness and to its place in the step") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 0/second : 1 (unless refractory)\n w : 1",
                  {.threshold = "v > 4.5", .reset = "v = 0", .refractory = 0.3 * ms, .method = "euler"});
    PoissonInput locked(G, "v", 1, 10 * kHz, 1), open(G, "w", 1, 10 * kHz, 1);
    StateMonitor M(G, {"v", "w"});
    run(1.2 * ms);
    // The fifth pulse of step 4 is seen by the threshold of step 5; 0 until step 7, when it may change again.
    CHECK(Values(M["v"][0].begin(), M["v"][0].end()) == Values{0, 1, 2, 3, 4, 5, 0, 0, 0, 1, 2, 3});
    CHECK(M["w"][0].back() == 11);

    const auto spike_step = [](const char* when) {
        start_scope();
        NeuronGroup H(1, "v : 1", {.threshold = "v > 0.5", .reset = "v = 0"});
        PoissonInput I(H, "v", 1, 10 * kHz, 1, {.when = when});
        SpikeMonitor S(H);
        run(0.2 * ms);
        return spikes_of(S);
    };
    CHECK(spike_step("start") == Spikes{{0, 0}, {0, 1}});
    CHECK(spike_step("after_groups") == Spikes{{0, 0}, {0, 1}});
    CHECK(spike_step("synapses") == Spikes{{0, 1}});
}

TEST_CASE("PoissonInput refuses what makes no sense") {
    start_scope();
    NeuronGroup G(3, "v : volt\n s : volt (shared)\n n : integer\n z = 2*v : volt\n c : volt (constant)", {.name = "G"});
    const auto make = [&](const char* variable, std::int64_t sources, const InputValue& rate, const InputValue& weight,
                          PoissonInputOptions options = {}) {
        options.name = "I";
        PoissonInput(G, variable, sources, rate, weight, options);
    };
    CHECK(error_of<NameError>([&] { make("vv", 1, 1 * Hz, 1 * mV); }) == "'G' has no variable 'vv'; did you mean 'v'?");
    CHECK(error_of<TypeError>([&] { make("z", 1, 1 * Hz, 1 * mV); }) == "'z' of 'G' cannot be assigned: it stands for its expression");
    CHECK(error_of<TypeError>([&] { make("n", 1, 1 * Hz, 1); }) == "'I' cannot add to 'n' of 'G', which is integer: it adds real numbers");
    CHECK(error_of<TypeError>([&] { make("c", 1, 1 * Hz, 1 * mV); }) == "'I' cannot add to 'c' of 'G', which is constant during a run");
    CHECK(error_of<ValueError>([&] { make("s", 1, 1 * Hz, 1 * mV); }) ==
          "'I' cannot add to 's' of 'G', which is one value for all neurons: it adds to each neuron by itself");
    CHECK(error_of<ValueError>([&] { make("v", 0, 1 * Hz, 1 * mV); }) == "'I' needs at least one source, but was given 0");
    CHECK(error_of<ValueError>([&] { make("v", 1, -1 * Hz, 1 * mV); }) == "the rate of 'I' cannot be negative, but it is -1 Hz");
    CHECK(error_of<ValueError>([&] { make("v", 1, "-1*Hz", 1 * mV); }) == "the rate of 'I' cannot be negative, but it is -1 Hz");
    CHECK(error_of<DimensionMismatchError>([&] { make("v", 1, 1 * second, 1 * mV); }) ==
          "the rate of 'I' must have the unit hertz, but it is 1 s");
    CHECK(error_of<DimensionMismatchError>([&] { make("v", 1, 1 * Hz, 1); }) == "the weight of 'I' must have the unit volt, but it is 1");
    CHECK(error_of<ValueError>([&] { make("v", 1, 1 * Hz, 1 * mV, {.when = "in between"}); }).find("'in between' cannot name a slot") == 0);
    CHECK(error_of<DimensionMismatchError>([&] { make("v", 1, 1 * Hz, "2*v*v"); }) ==
          "I.weight:1:1: error: the weight has dimension 'volt**2' but must have 'volt'\n"
          "    1 | 2*v*v\n"
          "      | ^~~~~");
    CHECK(error_of<NameError>([&] { make("v", 1, "rat*Hz", 1 * mV); }) ==
          "I.rate:1:1: error: 'rat' is not defined\n"
          "    1 | rat*Hz\n"
          "      | ^~~");
    PoissonInput I(G, "v", 1, 1 * Hz, 0, {.name = "I"});
    Network net(I);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == "'I' needs 'G', which is not part of the network that runs");
}

TEST_CASE("Poisson neurons that may spike several times in a step are exact at any rate") {
    start_scope();
    seed(5);
    const double dt = 1e-4;
    PoissonGroup P(1000, "(0.5 + 2.5*(i >= 500))/dt", {.several_spikes = true, .name = "P"}); // 0.5 and 3 spikes a step
    NeuronGroup G(1000, "n : 1\n together : 1");
    Synapses S(P, G, {.on_pre = "n_post += 1"});
    S.connect({.condition = "i == j"});
    SpikeMonitor M(P);
    PopulationRateMonitor rate(P);
    run(20 * ms);
    const std::vector<double> arrived = G["n"].values();
    double low = 0, high = 0, squares = 0;
    for (std::size_t k = 0; k < 1000; ++k) {
        CHECK(arrived[k] == static_cast<double>(M.count()[k])); // each spike acts
        (k < 500 ? low : high) += arrived[k];
        if (k >= 500) squares += (arrived[k] - 600) * (arrived[k] - 600);
    }
    // Sums of Poisson numbers: mean and variance are both 500*100 and 500*600; four standard deviations.
    CHECK(std::abs(low - 500 * 100) < 4 * std::sqrt(500 * 100.0));
    CHECK(std::abs(high - 500 * 600) < 4 * std::sqrt(500 * 600.0));
    // The variance of 500 counts of mean 600 has the standard error 600*sqrt(2/500).
    CHECK(std::abs(squares / 500 - 600) < 4 * 600 * std::sqrt(2.0 / 500));
    CHECK(rate.rate()[7] * dt * 1000 == doctest::Approx(static_cast<double>(std::count_if(M.t().begin(), M.t().end(), [&](double t) {
              return std::abs(t - 7 * dt) < 1e-9;
          }))).epsilon(1e-12));
    CHECK(P["spike_count"].values().size() == 1000);

    // The state goes on with it.
    PoissonGroup Q(3, 30 * kHz, {.several_spikes = true, .name = "Q"});
    SpikeMonitor N(Q, {.name = "N"});
    Network net(Q, N);
    net.seed(3);
    net.run(2 * ms);
    net.store();
    net.run(2 * ms);
    const std::vector<double> first(N.t().begin(), N.t().end());
    net.restore();
    net.run(2 * ms);
    CHECK(first == std::vector<double>(N.t().begin(), N.t().end()));
    CHECK(N.num_spikes() > 200);
}
