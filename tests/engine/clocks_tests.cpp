// SPDX-License-Identifier: Apache-2.0
// Several clocks in one network, and another dt from one run to the next.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <string>
#include <vector>

using namespace hillock;
using test::error_of;

namespace {

using Values = std::vector<double>;

/// Times in units of 10 us, all of which have to be whole.
std::vector<long> ticks(std::span<const double> times) {
    std::vector<long> result;
    for (const double t : times) {
        result.push_back(std::lround(t / 1e-5));
        CHECK(std::abs(t - static_cast<double>(result.back()) * 1e-5) < 1e-15); // two roundings of a time below 1 s
    }
    return result;
}

/// dt of the thread for one test.
struct DefaultDt {
    explicit DefaultDt(const Quantity& dt) { defaultclock().dt = dt; }
    ~DefaultDt() { defaultclock().dt = 0.1 * ms; }
};

} // namespace

TEST_CASE("every kind of object takes a dt of its own, also one that is no multiple of another") {
    start_scope();
    NeuronGroup G(1, "n : integer\n m : integer", {.threshold = "True", .reset = "n += 1", .dt = 0.25 * ms});
    NeuronGroup H(1, "v : 1\n k : 1", {.name = "H"});
    H.run_regularly("v += 1", {.dt = 0.35 * ms});
    H.run_regularly("k = t/ms + 1000*dt/ms + 10000*t_in_timesteps", {.dt = 0.15 * ms});
    PoissonGroup P(1, 1e9 * Hz, {.dt = 0.2 * ms});
    SpikeGeneratorGroup given(1, {0, 0}, Values{0.0, 0.55} * ms, {.dt = 0.05 * ms});
    PoissonInput input(H, "v", 10, 1 / (0.4 * ms), 100, {.dt = 0.4 * ms}); // rate*dt is 1: 10 spikes each time
    std::vector<double> calls;
    NetworkOperation tick([&](Quantity t) { calls.push_back(t.value()); }, {.dt = 0.33 * ms});
    StateMonitor traces(H, "v", {.dt = 0.45 * ms});
    SpikeMonitor of_G(G), of_P(P), of_given(given);
    PopulationRateMonitor rate(G);
    run(1 * ms);
    CHECK(ticks(of_G.t()) == std::vector<long>{0, 25, 50, 75});
    CHECK(ticks(rate.t()) == std::vector<long>{0, 25, 50, 75});
    CHECK(rate.rate()[0] == doctest::Approx(4000).epsilon(1e-12));
    CHECK(ticks(of_P.t()) == std::vector<long>{0, 20, 40, 60, 80});
    CHECK(ticks(of_given.t()) == std::vector<long>{0, 55});
    CHECK(ticks(calls) == std::vector<long>{0, 33, 66, 99});
    CHECK(ticks(traces.t()) == std::vector<long>{0, 45, 90});
    // 0 and 0.35 and 0.70 add 1, 0 and 0.4 and 0.8 add 1000 after the samples.
    CHECK(Values(traces["v"][0].begin(), traces["v"][0].end()) == Values{1, 2002, 3003});
    // The last run is at 0.9 ms, in step 9 of the group, whose dt is 0.1 ms.
    CHECK(H["k"][0].value() == doctest::Approx(0.9 + 100 + 90000).epsilon(1e-12));
    CHECK(G["n"][0] == 4);
}

TEST_CASE("what has one time runs in one pass, in the order of the slots") {
    start_scope();
    std::string order;
    NeuronGroup slow(1, "v : 1", {.threshold = "True", .reset = "", .dt = 0.2 * ms}), fast(1, "v : 1", {.dt = 0.1 * ms});
    NetworkOperation last([&] { order += 'e'; }, {.dt = 0.2 * ms, .when = "end"});
    NetworkOperation first([&] { order += 's'; }, {.dt = 0.3 * ms});
    NetworkOperation middle([&] { order += 'm'; }, {.when = "groups"});
    Synapses S(slow, fast, {.on_pre = "v_post += 1"});
    S.connect();
    StateMonitor M(fast, "v");
    run(0.7 * ms);
    //            0     1   2    3    4    5   6
    CHECK(order == "smemmesmmemsme");
    CHECK(Values(M["v"][0].begin(), M["v"][0].end()) == Values{0, 1, 1, 2, 2, 3, 3});
}

TEST_CASE("delays are counted by the clock of the neurons that spike") {
    start_scope();
    NeuronGroup slow(1, "v : 1", {.threshold = "t_in_timesteps == 1", .reset = "", .dt = 0.4 * ms}), fast(3, "v : 1");
    Synapses S(slow, fast, {.on_pre = "v_post = t/ms"});
    S.connect();
    S.delay() = Values{0, 0.5, 0.7} * ms; // rounded to 0, 1 and 2 steps of 0.4 ms
    CHECK(S.delay()[1].value() == doctest::Approx(0.5e-3).epsilon(1e-12));
    CHECK(error_of<ValueError>([&] { S.delay() = 30 * second; }).find("65535 steps of 400 us") != std::string::npos);
    run(3 * ms);
    const Values v = fast["v"].values();
    CHECK(v[0] == doctest::Approx(0.4).epsilon(1e-12));
    CHECK(v[1] == doctest::Approx(0.8).epsilon(1e-12));
    CHECK(v[2] == doctest::Approx(1.2).epsilon(1e-12));
}

TEST_CASE("event-driven equations are exact between events of any clocks") {
    for (const NumberType type : {float64, float32}) {
        start_scope();
        NeuronGroup from(1, "v : 1", {.threshold = "t_in_timesteps == 1", .reset = "", .dtype = type, .dt = 0.35 * ms});
        NeuronGroup to(1, "v : 1", {.threshold = "t_in_timesteps == 2", .reset = "", .dtype = type, .dt = 0.45 * ms});
        Synapses S(from, to, {.model = "dx/dt = -x/(2*ms) : 1 (event-driven)\n seen : 1", .on_pre = "x += 1", .on_post = "seen = x",
                              .dtype = type});
        S.connect();
        run(2 * ms);
        const double rounding = type == float64 ? 1e-14 : 1e-7;
        CHECK(S["seen"][0].value() == doctest::Approx(std::exp(-(0.9 - 0.35) / 2)).epsilon(rounding));
        CHECK(S["lastupdate"][0].value() == doctest::Approx(0.9e-3).epsilon(rounding));
    }
}

TEST_CASE("a run in pieces is the same run, whatever the clocks") {
    const auto simulate = [](const Values& pieces) {
        start_scope();
        seed(5);
        NeuronGroup A(20, "dv/dt = (1.5-v)/(3*ms) + 0.1*xi/ms**0.5 : 1 (unless refractory)",
                      {.threshold = "v > 1", .reset = "v = 0", .refractory = 0.6 * ms, .method = "euler", .dt = 0.07 * ms});
        NeuronGroup B(20, "dv/dt = -v/(2*ms) : 1", {.method = "euler"});
        Synapses S(A, B, {.on_pre = "v_post += 0.1*rand()", .delay = 0.3 * ms});
        S.connect({.p = 0.3});
        SpikeMonitor M(A);
        for (const double piece : pieces) run(piece * ms);
        Values result = B["v"].values();
        result.insert(result.end(), M.t().begin(), M.t().end());
        return result;
    };
    const Values whole = simulate({20});
    CHECK(whole.size() > 60);
    CHECK(simulate({3.03, 0, 0.01, 6.96, 10}) == whole);
}

TEST_CASE("a slow clock does not take a step twice, however short the runs") {
    NeuronGroup slow(1, "n : integer", {.threshold = "True", .reset = "n += 1", .dt = 200 * ms});
    NeuronGroup fast(1, "n : integer", {.threshold = "True", .reset = "n += 1", .dt = 0.01 * ms});
    Network net(slow, fast);
    for (int k = 0; k < 4; ++k) net.run(0.01 * ms); // 1/20000 of the slow step each
    CHECK(fast["n"][0] == 4);
    CHECK(slow["n"][0] == 1);
}

TEST_CASE("refractoriness is the same when other clocks look at it") {
    const auto spikes = [](bool other_clock) {
        start_scope();
        NeuronGroup G(3, "dv/dt = (2 + 0.1*i - v)/(3*ms) : 1 (unless refractory)",
                      {.threshold = "v > 1", .reset = "v = 0", .refractory = 0.75 * ms, .method = "euler"});
        SpikeMonitor M(G);
        Network net(G, M);
        net.run(5 * ms);
        NetworkOperation idle([] {}, {.dt = 0.13 * ms});
        if (other_clock) net.add(idle); // from now on it is kept as an array
        net.run(10 * ms);
        return ticks(M.t());
    };
    CHECK(spikes(true) == spikes(false));
    CHECK(spikes(false).size() > 10);
}

TEST_CASE("between the steps of a group its neurons are refractory or not as its last step left them") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 0/ms : 1 (unless refractory)",
                  {.threshold = "t_in_timesteps == 1", .reset = "", .refractory = 1 * ms, .method = "euler", .dt = 0.5 * ms});
    G.run_regularly("v += 1", {.dt = 0.2 * ms, .when = "end"});
    run(3 * ms);
    // At 0, 0.2 and 0.4, then from the step at 1.5 ms on: 1.6 to 2.8. Locked from the spike at 0.5 on, also at 1.4.
    CHECK(G["v"][0] == 3 + 7);
}

TEST_CASE("a second clock finds the neurons refractory that were so before it came") {
    NeuronGroup G(1, "dv/dt = 0/ms : 1 (unless refractory)",
                  {.threshold = "t_in_timesteps == 1", .reset = "", .refractory = 1 * ms, .method = "euler", .dt = 0.5 * ms});
    Network net(G);
    net.run(1 * ms);
    G.run_regularly("v += 1", {.dt = 0.2 * ms});
    net.run(1 * ms);
    CHECK(G["v"][0] == 2); // at 1.6 and 1.8 ms; from 1 ms on it is not free before the step at 1.5 ms
}

TEST_CASE("lastspike is linked between groups of one dt") {
    NeuronGroup G(1, "v : 1", {.threshold = "True", .reset = "", .dt = 0.25 * ms, .name = "G"});
    NeuronGroup H(1, "last : second (linked)\n seen : second", {.name = "H"}), I(1, "last : second (linked)\n seen : second", {.dt = 0.25 * ms});
    H["last"] = linked_var(G, "lastspike");
    I["last"] = linked_var(G, "lastspike");
    I.run_regularly("seen = last", {.when = "end"});
    Network net(G, I);
    net.run(1 * ms);
    CHECK(I["seen"][0].value() == doctest::Approx(0.75e-3).epsilon(1e-12));
    net.add(H);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) ==
          "'H', whose dt is 100 us, is linked to 'lastspike' of 'G', whose dt is 250 us: groups of one dt alone can share it");
}

TEST_CASE("a dt that is none is refused by name") {
    CHECK(error_of<ValueError>([] { NeuronGroup(1, "v : 1", {.dt = -1 * ms, .name = "G"}); }) ==
          "'G' needs a positive time as dt, but was given -1 ms");
    CHECK(error_of<DimensionMismatchError>([] { NeuronGroup(1, "v : 1", {.dt = 1, .name = "G"}); }) == "'G' needs a positive time as dt, but was given 1");
    NeuronGroup G(1, "v : 1");
    CHECK(error_of<DimensionMismatchError>([&] { Synapses(G, G, {.dt = 1 * mV, .name = "S"}); }) ==
          "'S' needs a positive time as dt, but was given 1 mV");
}

TEST_CASE("spikes under way keep their time when dt changes between two runs") {
    const DefaultDt dt(0.5 * ms);
    start_scope();
    NeuronGroup G1(1, "v : 1", {.threshold = "v > 1", .reset = "v = 0"}), G2(10, "v : 1", {.threshold = "v > 1", .reset = "v = 0"});
    G1["v"] = 1.1;
    Synapses S(G1, G2, {.on_pre = "v += 1.1"});
    S.connect();
    S.delay() = "j*ms";
    SpikeMonitor M(G2);
    Network net(G1, G2, S, M);
    net.run(5 * ms);
    defaultclock().dt = 1 * ms;
    net.run(3 * ms);
    defaultclock().dt = 0.1 * ms;
    net.run(2 * ms);
    // Each arrives at its time and is seen in the step after.
    CHECK(ticks(M.t()) == std::vector<long>{50, 150, 250, 350, 450, 600, 700, 800, 810, 910});
    CHECK(net.t() / ms == doctest::Approx(10).epsilon(1e-12));
}

TEST_CASE("unequal delays are rounded from what was assigned, however often dt changes") {
    const DefaultDt dt(0.1 * ms);
    start_scope();
    NeuronGroup G1(1, "v : 1", {.threshold = "t >= 20*ms and t < 20.05*ms", .reset = "", .name = "G1"});
    NeuronGroup G2(4, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "G2"});
    Synapses S(G1, G2, {.on_pre = "v += 1.1", .name = "S"});
    S.connect();
    const Values delays{0.3e-3, 0.7e-3, 1.2e-3, 2.6e-3};
    S.delay() = delays * second;
    SpikeMonitor M(G2);
    Network net(G1, G2, S, M);
    const auto assigned = [&] {
        const Values now = S.delay().values();
        for (std::size_t k = 0; k < delays.size(); ++k) CHECK(now[k] == doctest::Approx(delays[k]).epsilon(1e-12));
    };
    net.run(1 * ms);
    for (const Quantity& coarse : {0.5 * ms, 1 * ms, 0.1 * ms, 0.25 * ms, 0.5 * ms}) {
        defaultclock().dt = coarse;
        net.run(2 * ms);
        assigned();
    }
    net.run(1 * ms);
    net.store();
    net.run(2 * ms);
    net.restore();
    assigned();
    defaultclock().dt = 0.1 * ms;
    net.run(12 * ms);
    // Seen in the step after that of their arrival.
    CHECK(ticks(M.t()) == std::vector<long>{2040, 2080, 2130, 2270});
    S.delay()[0] = 1 * ms;
    CHECK(S.delay().values()[0] == doctest::Approx(1e-3).epsilon(1e-12));
    CHECK(S.delay().values()[3] == doctest::Approx(2.6e-3).epsilon(1e-12));
}

TEST_CASE("a dt that does not fit the time that was reached is refused, and nothing has changed") {
    const DefaultDt dt(0.1 * ms);
    NeuronGroup G(1, "n : integer", {.threshold = "True", .reset = "n += 1"});
    Network net(G);
    net.run(1.05 * ms); // the step from 1 to 1.1 ms has been made
    defaultclock().dt = 0.05 * ms;
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) ==
          "dt cannot change from 100 us to 50 us now: the network has come to 1.1 ms, and the next step of 50 us would begin at 1.05 ms");
    defaultclock().dt = 0.1 * ms;
    net.run(0.05 * ms);
    CHECK(G["n"][0] == 11);
    defaultclock().dt = 0.55 * ms;
    net.run(1.1 * ms);
    CHECK(G["n"][0] == 13);
    CHECK(net.t() / ms == doctest::Approx(2.2).epsilon(1e-12));
}
