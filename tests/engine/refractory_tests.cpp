// SPDX-License-Identifier: Apache-2.0
// A refractory period that is a number is kept by the engine, one that is a text by the kernel. Both are to be the same, whoever handles
// which neurons, however a run is cut, and over whatever happens between runs.
#include "support/outcome.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <cmath>
#include <functional>
#include <string>

using namespace hillock;
using test::first_difference;
using test::Values;

namespace {

/// Runs a network whose group is G. \return what is to be compared beside its state and its spikes
using Play = std::function<Values(Network&, NeuronGroup&)>;

/// Neurons that spike again some time after they may, each at times of its own, and what is known of them at last.
Values outcome(const Refractory& refractory, int threads, const Play& play) {
    constexpr int kSize = 30011; // several blocks, and no number of shares divides it
    start_scope();
    NeuronGroup G(kSize, "dv/dt = (2 + i*1e-4 - v)/(7*ms) : 1 (unless refractory)\n locked : integer\n period : second (constant)",
                  {.threshold = "v > 1", .reset = "v = 0", .refractory = refractory, .method = "exact", .name = "G"});
    G["period"] = 3 * ms;
    G.run_regularly("locked += int(not not_refractory)", {.when = "before_groups"}); // as the step before has left it
    G.run_regularly("v += 0.001", {.dt = 0.9 * ms});                                 // a step that is not blocked
    SpikeMonitor M(G, {.name = "M"});
    Network net(G, M);
    net.threads(threads);
    Values values = play(net, G);
    values.merge(test::states_of(net));
    test::add_spikes(values, "M", M);
    return values;
}

void check_both_ways(const std::function<Play(bool blocking)>& playing) {
    const Values expected = outcome("period", 1, playing(false));
    REQUIRE(expected.at("M.i").size() > 2 * expected.at("G.v").size()); // spikes after a release too
    for (const int threads : {1, 2, 3})
        for (const bool blocking : {false, true}) {
            CAPTURE(threads);
            CAPTURE(blocking);
            CHECK(first_difference(expected, outcome(3 * ms, threads, playing(blocking))) == "");
        }
}

} // namespace

TEST_CASE("a refractory period is kept step by step, in blocks, and where a run goes from one to the other") {
    check_both_ways([](bool blocking) -> Play {
        return [=](Network& net, NeuronGroup&) {
            for (int k = 0; k < 9; ++k) net.run((0.7 + 0.5 * k) * ms, {.temporal_blocking = blocking && k % 3 != 0});
            return Values();
        };
    });
}

TEST_CASE("a refractory period goes on over other threads, another dt, a restored state, and in a clone") {
    check_both_ways([](bool blocking) -> Play {
        return [=](Network& net, NeuronGroup&) {
            const RunOptions options{.temporal_blocking = blocking};
            net.run(7 * ms, options);
            net.store();
            net.run(2 * ms, options);
            net.restore();
            net.run(1.3 * ms, options);
            net.threads(2);
            net.run(4 * ms, options);
            Network twin = net.clone();
            twin.run(4 * ms, options);
            const Values of_twin = test::states_of(twin);
            const Quantity usual = defaultclock().dt;
            defaultclock().dt = 0.05 * ms;
            net.run(5 * ms, options);
            defaultclock().dt = usual;
            net.run(8 * ms, options);
            Values renamed;
            for (const auto& [name, values] : of_twin) renamed["twin." + name] = values;
            return renamed;
        };
    });
}

TEST_CASE("neurons of a group that is not active stay refractory, and are free with its next step if their time is over") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 1/ms : 1", {.threshold = "v > 1", .reset = "v = 0", .refractory = 2 * ms, .method = "exact"});
    Network net(G);
    net.run(1.5 * ms);
    CHECK(G["not_refractory"][0] == 0);
    G.set_active(false);
    net.run(5 * ms);
    CHECK(G["not_refractory"][0] == 0);
    G.set_active(true);
    net.run(0.1 * ms);
    CHECK(G["not_refractory"][0] == 1);
}

TEST_CASE("a group without equations, whose threshold is tested apart, has its neurons freed too") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .refractory = 0.5 * ms});
    G.run_regularly("v = 2", {.when = "before_thresholds"});
    SpikeMonitor M(G);
    Network net(G, M);
    net.run(2 * ms);
    std::vector<long> steps;
    for (const double t : M.t()) steps.push_back(std::lround(t / 1e-4));
    CHECK(steps == std::vector<long>{0, 0, 5, 5, 10, 10, 15, 15});
}
