// SPDX-License-Identifier: Apache-2.0
// Clocks that tick at listed times.
#include "support/error_text.hpp"
#include "support/listed.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <string>
#include <vector>

using namespace hillock;
using test::error_of;
using test::listed;
using Values = std::vector<double>;

TEST_CASE("an EventClock holds its times in ascending order") {
    const EventClock clock{0.5 * ms, 0, 2 * ms};
    CHECK(clock.size() == 3);
    CHECK(listed(clock.times()) == Values{0, 0.5e-3, 2e-3});
    CHECK(clock[1] == 0.5 * ms);
    CHECK(EventClock(Values{2, 1} * ms)[0] == 1 * ms);
    CHECK(EventClock(std::vector<Quantity>{}).size() == 0);
    CHECK(error_of<IndexError>([&] { (void)clock[3]; }) == "an EventClock of 3 times has no time 3");
}

TEST_CASE("what an EventClock cannot have") {
    CHECK(error_of<ValueError>([] { EventClock{1 * ms, 2 * ms, 1 * ms}; }) == "an EventClock was given the time 1 ms twice");
    CHECK(error_of<ValueError>([] { EventClock{1 * ms, -2 * ms}; }) ==
          "an EventClock takes finite times that are not negative, but was given -2 ms");
    CHECK(error_of<ValueError>([] { EventClock{INFINITY * ms}; }) ==
          "an EventClock takes finite times that are not negative, but was given inf s");
    CHECK(error_of<DimensionMismatchError>([] { EventClock{1 * ms, 2 * mV}; }) ==
          "an EventClock takes times such as '10*ms', but was given 2 mV");
    CHECK(error_of<DimensionMismatchError>([] { EventClock{1 * ms, 0.5}; }) ==
          "an EventClock takes times such as '10*ms', but was given 0.5");
}

TEST_CASE("dt and clock exclude each other") {
    start_scope();
    NeuronGroup G(1, "v : 1", {.name = "G"});
    const EventClock clock{1 * ms};
    const std::string both = " was given both dt and clock: one of them says when it runs";
    CHECK(error_of<ValueError>([&] { NetworkOperation([] {}, {.dt = 1 * ms, .clock = clock, .name = "tick"}); }) == "'tick'" + both);
    CHECK(error_of<ValueError>([&] { StateMonitor(G, "v", {.dt = 1 * ms, .clock = clock, .name = "M"}); }) == "'M'" + both);
    CHECK(error_of<ValueError>([&] { G.run_regularly("v = 1", {.dt = 1 * ms, .clock = clock}); }) == "run_regularly of 'G'" + both);
    Synapses S(G, G, {.model = "w : 1", .name = "S"});
    S.connect();
    CHECK(error_of<ValueError>([&] { S.run_regularly("w = 1", {.dt = 1 * ms, .clock = clock}); }) == "run_regularly of 'S'" + both);
    CHECK_NOTHROW(run(0 * ms)); // nothing was left behind
}

TEST_CASE("operations run at exactly the listed times, between the steps of the others and in one pass with them") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 1/ms : 1", {.method = "euler", .dt = 0.1 * ms});
    std::vector<std::string> order;
    Values times, v;
    NetworkOperation every([&](Quantity t) { order.push_back("step " + to_string(t)); }, {.dt = 0.1 * ms});
    NetworkOperation listed(
        [&](Quantity t) {
            order.push_back("listed " + to_string(t));
            times.push_back(t.value());
            v.push_back(G["v"][0]);
        },
        {.clock = EventClock{0.3 * ms, 0.25 * ms, 0 * ms, 0.07 * ms}, .when = "end"});
    run(0.4 * ms);
    CHECK(order == std::vector<std::string>{"step 0 s", "listed 0 s", "listed 70 us", "step 100 us", "step 200 us", "listed 250 us",
                                            "step 300 us", "listed 300 us"});
    // 0.3 ms is 3 * 0.1 ms only to rounding: there it has the time of the step.
    CHECK(times == Values{0, 0.07 * 1e-3, 0.25 * 1e-3, 3 * 1e-4});
    // At the end of a step the group has advanced by it.
    const Values expected{0.1, 0.1, 0.3, 0.4};
    for (std::size_t k = 0; k < 4; ++k) CHECK(v[k] == doctest::Approx(expected[k]).epsilon(1e-12)); // sums of a few tenths
}

TEST_CASE("a StateMonitor takes its samples at the listed times, in any run") {
    start_scope();
    NeuronGroup G(2, "dv/dt = 1/ms : 1\n x = v*100 + i : 1", {.method = "euler"});
    StateMonitor M(G, {"v", "x"}, {.clock = EventClock{0.05 * ms, 0.2 * ms, 0.333 * ms, 0.9 * ms, 5 * ms}, .record_final = true});
    run(0.2 * ms);
    run(0.5 * ms);
    run(0.3 * ms);
    CHECK(listed(M.t()) == Values{0.05 * 1e-3, 2 * 1e-4, 2 * 1e-4, 0.333 * 1e-3, 7 * 1e-4, 9 * 1e-4, 10 * 1e-4});
    const Values expected{0.1, 0.2, 0.2, 0.4, 0.7, 0.9, 1.0}; // of the last step that has ended
    REQUIRE(M["v"][1].size() == expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
        CHECK(M["v"][1][k] == doctest::Approx(expected[k]).epsilon(1e-12)); // sums of ten tenths
        CHECK(M["x"][1][k] == 100 * M["v"][1][k] + 1);
    }
    M.record_single_timestep();
    CHECK(M.t().back() == 10 * 1e-4);
}

TEST_CASE("run_regularly of neurons and of synapses takes an EventClock") {
    start_scope();
    NeuronGroup G(3, "n : 1\n last : second\n r : 1", {.threshold = "False", .reset = ""});
    Synapses S(G, G, {.model = "w : 1"});
    S.connect({.condition = "i == j"});
    const EventClock clock{0.05 * ms, 0.3 * ms};
    G.run_regularly("n += 1\n last = t", {.clock = clock});
    G.slice(1, 3).run_regularly("r = 10*r + t_in_timesteps + 0*dt/ms", {.clock = EventClock{0.25 * ms, 0.31 * ms}});
    S.run_regularly("w += t/ms + n_post", {.clock = clock, .when = "end"});
    run(1 * ms);
    CHECK(G["n"].values() == Values{2, 2, 2});
    CHECK(G["last"].values()[2] == 3 * 1e-4);
    CHECK(G["r"].values() == Values{0, 23, 23}); // the steps of the group into which the times fall
    CHECK(S["w"][0] == doctest::Approx(0.05 + 1 + 0.3 + 2).epsilon(1e-12)); // four sums
}

TEST_CASE("random numbers of one time are neither those of another nor those of another clock") {
    start_scope();
    seed(3);
    NeuronGroup G(2, "a : 1\n b : 1\n c : 1");
    G.run_regularly("c = b\n b = a\n a = rand()", {.clock = EventClock{0.1 * ms, 0.2 * ms, 0.25 * ms}});
    run(1 * ms);
    CHECK(G["a"][0] != G["b"][0]);
    CHECK(G["b"][0] != G["c"][0]);
    CHECK(G["c"][0] > 0);
}

TEST_CASE("stop and step go on at the next time, whichever clock it is of, and repeat nothing") {
    start_scope();
    NeuronGroup G(1, "n : 1");
    G.run_regularly("n += 1");
    Values times;
    NetworkOperation listed([&](Quantity t) { times.push_back(t.value()); }, {.clock = EventClock{0.05 * ms, 0.06 * ms, 0.1 * ms}});
    Network net(G, listed);
    for (const double reached : {0.05e-3, 0.06e-3, 0.1e-3, 0.2e-3}) {
        net.step();
        CHECK(net.t().value() == doctest::Approx(reached).epsilon(1e-12));
        net.run(0 * ms); // places the clocks anew
    }
    CHECK(G["n"][0] == 2);
    CHECK(times == Values{0.05 * 1e-3, 0.06 * 1e-3, 1e-4});

    start_scope();
    Values stopped;
    NetworkOperation stopping([&](Quantity t) { stopped.push_back(t.value()); stop(); }, {.clock = EventClock{0.15 * ms, 0.17 * ms}});
    NeuronGroup H(1, "n : 1");
    H.run_regularly("n += 1");
    for (int k = 0; k < 3; ++k) run(0.2 * ms);
    CHECK(stopped == Values{0.15 * 1e-3, 0.17 * 1e-3});
    CHECK(H["n"][0] == 4); // 0 to 0.1, 0.15, 0.17: two stops, and the third run goes from 0.2 to 0.4
}

TEST_CASE("times that are over when a network begins are left out, and a network needs no step") {
    start_scope();
    Values times;
    NeuronGroup G(1, "v : 1");
    Network net(G);
    net.run(1 * ms);
    NetworkOperation late([&](Quantity t) { times.push_back(t.value()); }, {.clock = EventClock{0.5 * ms, 1 * ms, 1.55 * ms}});
    net.add(late);
    net.run(1 * ms);
    CHECK(times == Values{10 * 1e-4, 1.55 * 1e-3});
    net.remove(late);
    times.clear();
    Network alone(late);
    alone.run(10 * ms);
    CHECK(times == Values{0.5 * 1e-3, 10 * 1e-4, 1.55 * 1e-3});
}

TEST_CASE("times within 1e-4 of the shortest dt are one") {
    start_scope();
    std::vector<std::string> order;
    // 1 + 0.9e-4 and 1 - 0.9e-4 steps are both step 1; 0.9e-4 of a step between two lists makes one pass, named before 'b' in its order.
    NetworkOperation b([&](Quantity t) { order.push_back("b " + to_string(t)); }, {.clock = EventClock{100.009 * us, 250.009 * us}, .order = 1});
    NetworkOperation a([&](Quantity t) { order.push_back("a " + to_string(t)); }, {.clock = EventClock{99.991 * us, 250 * us}});
    NetworkOperation tick([&](Quantity t) { if (t > 0 * ms) order.push_back("tick " + to_string(t)); }, {.order = 2});
    run(0.3 * ms);
    CHECK(order == std::vector<std::string>{"a 100 us", "b 100 us", "tick 100 us", "tick 200 us", "a 250.009 us", "b 250.009 us"});

    start_scope();
    NetworkOperation close([] {}, {.clock = EventClock{1 * ms, 1.000005 * ms}, .name = "close"});
    CHECK(error_of<ValueError>([] { run(2 * ms); }) ==
          "an EventClock has the times 1 ms and 1.000005 ms, which are one and the same for a network whose shortest dt is 100 us");
    defaultclock().dt = 0.01 * ms;
    CHECK_NOTHROW(run(2 * ms));
    defaultclock().dt = 0.1 * ms;
}

TEST_CASE("stored states, clones and sweeps have the times too") {
    start_scope();
    NeuronGroup G(1, "n : 1\n k : 1", {.name = "G"});
    G["k"] = 1;
    G.run_regularly("n = n + k", {.clock = EventClock{0.05 * ms, 0.35 * ms, 0.37 * ms}});
    StateMonitor M(G, "n", {.clock = EventClock{0.36 * ms, 0.5 * ms}, .name = "M"});
    Network net(G, M);
    net.run(0.3 * ms);
    net.store();
    net.run(0.7 * ms);
    const Values first = listed(M["n"][0]);
    CHECK(first == Values{2, 3});
    net.restore();
    CHECK(M.num_samples() == 0);
    Network twin = net.clone();
    net.run(0.7 * ms);
    twin.run(0.7 * ms);
    CHECK(listed(M["n"][0]) == first);
    CHECK(listed(twin.get<StateMonitor>("M")["n"][0]) == first);
    CHECK(listed(twin.get<StateMonitor>("M").t()) == listed(M.t()));
    net.restore();
    const auto counts = sweep(net, {1.0, 2.0, 3.0}, [](Network& variant, double k) {
        variant["G"]["k"] = k;
        variant.run(0.7 * ms);
        return listed(variant.get<StateMonitor>("M")["n"][0]);
    });
    CHECK(counts == std::vector<Values>{{2, 3}, {3, 5}, {4, 7}});
}

TEST_CASE("an event clock in the table of what is done, and several threads") {
    start_scope();
    NeuronGroup G(1, "v : 1", {.name = "G"});
    StateMonitor M(G, "v", {.clock = EventClock{1 * ms}, .name = "M"});
    CHECK(scheduling_summary() == "object  work    dt        slot   order  active\n"
                                  "M       record  at times  start      0     yes\n");
    threads(2);
    run(2 * ms);
    threads(0);
    CHECK(listed(M.t()) == Values{10 * 1e-4});
}
