// SPDX-License-Identifier: Apache-2.0
// When in a step spikes and events are recorded, and all that was recorded at once.
#include "support/error_text.hpp"
#include "support/listed.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <map>
#include <string>
#include <vector>

using namespace hillock;
using test::error_of;
using test::listed;
using Values = std::vector<double>;

TEST_CASE("spikes and their variables are recorded in the slot that is asked for") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.threshold = "v > i", .reset = "v = 10", .name = "G"});
    G["v"] = 1;
    Synapses S(G, G, {.on_pre = "v_post += 100"});
    S.connect({.condition = "i == j"});
    SpikeMonitor usual(G, {.variables = "v"}), after(G, {.variables = "v", .when = "synapses", .order = 1}),
        before(G, {.variables = "v", .when = "synapses", .order = -2}), last(G, {.variables = "v", .when = "end"});
    run(0.1 * ms);
    // Neuron 0 spikes with v = 1, the synapse adds 100, the reset makes it 10.
    CHECK(listed(usual["v"]) == Values{1});
    CHECK(listed(before["v"]) == Values{1});
    CHECK(listed(after["v"]) == Values{101});
    CHECK(listed(last["v"]) == Values{10});
    for (const SpikeMonitor* monitor : {&usual, &after, &before, &last}) {
        CHECK(listed(monitor->t()) == Values{0});
        CHECK(monitor->i()[0] == 0);
    }
}

TEST_CASE("events too") {
    start_scope();
    NeuronGroup G(3, "n : 1", {.events = {{"big", "n > 1"}}, .name = "G"});
    G["n"] = "i";
    G.run_on_event("big", "n = 0");
    EventMonitor usual(G, "big", {.variables = "n"}), last(G, "big", {.variables = "n", .when = "after_end", .order = 3});
    run(0.2 * ms);
    CHECK(listed(usual["n"]) == Values{2});
    CHECK(listed(last["n"]) == Values{0});
    CHECK(last.event_trains() == usual.event_trains());
}

TEST_CASE("a slot before the spikes are made, an unknown one and an order without one are refused") {
    start_scope();
    NeuronGroup G(1, "n : 1", {.threshold = "n > 1", .reset = "", .events = {{"big", "n > 1"}}, .name = "G"});
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.order = 2, .name = "M"}); }) ==
          "'M' was given the order 2 without a slot: an order is one within the slot that `when` names");
    CHECK(error_of<ValueError>([&] { EventMonitor(G, "big", {.order = 0, .name = "M"}); }) ==
          "'M' was given the order 0 without a slot: an order is one within the slot that `when` names");
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.when = "no slot"}); }) ==
          "'no slot' cannot name a slot: names are letters, digits and '_', no digit first");
    {
        SpikeMonitor early(G, {.when = "start", .name = "M"});
        CHECK(error_of<ValueError>([] { run(1 * ms); }) ==
              "'M' looks for spikes of 'G' in the slot 'start', order 0, but they are made later in a step, in the slot 'thresholds', order 0");
    }
    {
        EventMonitor early(G, "big", {.when = "thresholds", .order = 7, .name = "M"});
        CHECK(error_of<ValueError>([] { run(1 * ms); }) == "'M' looks for events of 'G' in the slot 'thresholds', order 7, but they are made "
                                                           "later in a step, in the slot 'after_thresholds', order 0");
        G.set_event_schedule("big", {.when = "thresholds", .order = 7});
        CHECK_NOTHROW(run(1 * ms)); // in one slot and order monitors come last
    }
    SpikeMonitor unknown(G, {.when = "ends", .name = "M"});
    CHECK(error_of<ValueError>([] { run(1 * ms); }) ==
          "'M' cannot run: there is no slot 'ends'; did you mean 'end'?; the slots are 'start', 'groups', 'thresholds', 'synapses', 'resets' "
          "and 'end', each also with 'before_' and 'after_'");
}

TEST_CASE("all values by name and neuron") {
    start_scope();
    NeuronGroup G(3, "v : 1\n n : integer", {.threshold = "i != 1 and t_in_timesteps % (i + 1) == 0", .reset = "v += 1\n n += 2"});
    SpikeMonitor M(G, {.variables = {"v", "n"}}), plain(G), counting(G, {.record = false, .name = "C"});
    G.run_regularly("v += 0");
    run(0.4 * ms);
    using All = std::map<std::string, std::vector<Values>>;
    CHECK(M.all_values() == All{{"t", {{0, 1 * 1e-4, 2 * 1e-4, 3 * 1e-4}, {}, {0, 3 * 1e-4}}},
                                {"v", {{0, 1, 2, 3}, {}, {0, 1}}},
                                {"n", {{0, 2, 4, 6}, {}, {0, 2}}}});
    CHECK(plain.all_values() == All{{"t", plain.spike_trains()}});
    CHECK(error_of<ValueError>([&] { (void)counting.all_values(); }) == "'C' only counts: it was made with record = false");
    CHECK(counting.count()[0] == 4);
}
