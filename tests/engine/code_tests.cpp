// SPDX-License-Identifier: Apache-2.0
// Code beside equations and reset: selections, run_regularly, custom events, the guard against NaN.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

TEST_CASE("assignments to some elements: by condition, by list, by slice, and both sides as text") {
    start_scope();
    NeuronGroup G(6, "v : volt\n tau : second", {.name = "G"});
    G["tau"] = "(5 + i)*ms";
    G["v"]["tau > 7*ms"] = 3 * mV;
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0, 3e-3, 3e-3, 3e-3});
    G["v"]["i % 2 == 0"] = "v + i*mV";
    CHECK(G["v"].values()[2] == doctest::Approx(2e-3));
    CHECK(G["v"].values()[4] == doctest::Approx(7e-3));
    CHECK(G["v"].values()[3] == 3e-3);
    G["v"][{5, 1}] = std::vector<double>{50, 10} * mV;
    CHECK(G["v"].values()[5] == 50e-3);
    CHECK(G["v"].values()[1] == 10e-3);
    CHECK(G["v"][{-1}][0] == 50 * mV);
    G["v"].slice(2, 4) = 0;
    CHECK(G["v"].slice(2, 4).values() == std::vector<double>{0, 0});
    Subgroup part = G.slice(3, 6);
    part["v"]["i == 0"] = 9 * mV; // of the subgroup
    CHECK(G["v"][3] == 9 * mV);
    CHECK(part["v"]["v > 10*mV"].size() == 1);
    CHECK(part["v"]["i > 5"].size() == 0);
    part["v"]["i > 5"] = 1 * volt;
    CHECK(error_of<ValueError>([&] { G["v"][{1, 2}] = std::vector<double>{1} * mV; }) ==
          "cannot assign an array of 1 values to 'v' of 'G', which has 2 elements");
    CHECK(error_of<IndexError>([&] { (void)G["v"][{1, 6}]; }) == "index 6 is outside 'v' of 'G', which has 6 elements");
    CHECK(error_of<TypeError>([&] { (void)G["v"]["v + tau/ms*mV"]; }).find("G.condition:1:1: error: the condition must be a condition") == 0);
    CHECK(error_of<TypeError>([&] { (void)G["v"][{1}].data(); }) ==
          "'v' of 'G' was narrowed to some elements, which are no array of their own; use values()");
}

TEST_CASE("the value of a shared variable can be copied to all elements") {
    start_scope();
    NeuronGroup G(3, "v : volt\n s : volt (shared)");
    G["s"] = 3 * mV;
    G["v"] = G["s"];
    CHECK(G["v"].values() == std::vector<double>(3, 3e-3));
}

TEST_CASE("synapses are selected in their order of creation") {
    start_scope();
    NeuronGroup A(3, "x : 1");
    Synapses S(A, A, {.model = "w : 1"});
    S.connect({.i = {2, 0, 1}, .j = {0, 1, 2}});
    S["w"] = "10*i + j";
    S["w"]["i > 0"] = "w + 100";
    CHECK(S["w"].values() == std::vector<double>{120, 1, 112});
    S["w"][{0}] = 5;
    CHECK(S["w"].values() == std::vector<double>{5, 1, 112});
}

TEST_CASE("run_regularly runs at the start of its steps, for shared variables too, and before monitors look") {
    start_scope();
    NeuronGroup G(3, "v : 1\n s : 1 (shared)\n n : integer", {.name = "G"});
    G.run_regularly("s += 1\nv = s + 10*i", {.dt = 1 * ms});
    G.slice(1, 3).run_regularly("n += 1 + i");
    StateMonitor M(G, {"v", "s"}, {.record = 2});
    run(2.5 * ms);
    CHECK(G["s"][0] == 3); // at 0, 1 and 2 ms
    CHECK(G["v"].values() == std::vector<double>{3, 13, 23});
    CHECK(G["n"].values() == std::vector<double>{0, 25, 50});
    CHECK(M["v"][0][0] == 21);
    CHECK(M["s"][0][9] == 1);
    CHECK(M["s"][0][10] == 2);
    G.run_regularly("v = 0", {.when = "end"});
    run(0.1 * ms);
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0});
    CHECK(error_of<ValueError>([&] { G.run_regularly("v = 0", {.when = "st.art"}); }) ==
          "'st.art' cannot name a slot: names are letters, digits and '_', no digit first");
    CHECK(error_of<DimensionMismatchError>([&] { G.run_regularly("v = 0", {.dt = 1 * volt}); }) ==
          "run_regularly of 'G' needs a positive time as dt, but was given 1 V");
    CHECK(error_of<SyntaxError>([&] { G.run_regularly("v = 0; s = 1"); }) ==
          "G.run_regularly:1:8: error: 's' is shared by all elements: it must be assigned before variables that are not\n"
          "    1 | v = 0; s = 1\n"
          "      |        ^\n"
          "G.model:2:2: note: 's' is declared here as 1\n"
          "    2 |  s : 1 (shared)\n"
          "      |  ^");
    CHECK(error_of<SyntaxError>([&] { G.run_regularly("s = v"); }).find("'s' is one value for all elements, but 'v' differs from one to the next") !=
          std::string::npos);
    CHECK(error_of<TypeError>([&] { G.slice(0, 2).run_regularly("s = 1"); }).find("'s' is shared by all elements") != std::string::npos);
}

TEST_CASE("custom events have conditions, code and monitors of their own") {
    start_scope();
    NeuronGroup G(2, "dv/dt = 1000*Hz : 1\n w : 1\n seen : 1",
                  {.threshold = "v > 2.05", .reset = "v = 0", .refractory = 0.5 * ms, .events = {{"high", "v > 1.05"}, {"low", "v < 0.15"}},
                   .method = "euler", .name = "G"});
    G["v"] = std::vector<double>{0, 1};
    G.run_on_event("high", "w += 1; seen = v");
    EventMonitor high(G, "high"), low(G.slice(0, 1), "low");
    SpikeMonitor spikes(G);
    EventMonitor same(G, "spike");
    run(3 * ms);
    // neuron 0: v = 0.1, 0.2, ... after each step; high from step 10 (v = 1.1) to the spike in step 20 (v = 2.1), which is high too.
    CHECK(spikes.num_spikes() == same.num_events());
    CHECK(high.event_trains()[0].front() == doctest::Approx(1.0e-3));
    CHECK(G["w"][0] == 11);
    CHECK(high.count()[0] == 11);
    CHECK(low.i().size() == 2); // step 0 and the step after the reset
    CHECK(low.t()[1] == doctest::Approx(2.1e-3));
    CHECK(G["seen"][0] == 0); // in the step of the spike the reset comes first: after_resets
    CHECK(error_of<ValueError>([&] { G.run_on_event("high", "w = 0"); }) == "the event 'high' of 'G' has code already");
    CHECK(error_of<ValueError>([&] { G.run_on_event("hihg", "w = 0"); }) == "'G' has no event 'hihg'; did you mean 'high'?");
    CHECK(error_of<ValueError>([&] { EventMonitor(G, "medium"); }) == "'G' has no event 'medium'");
    CHECK(error_of<ValueError>([&] { NeuronGroup(1, "v : 1", {.events = {{"a b", "v > 1"}}, .name = "H"}); }) ==
          "an event of 'H' cannot be named 'a b': names are letters, digits and '_'");
    CHECK(error_of<TypeError>([&] { NeuronGroup(1, "v : 1", {.events = {{"e", "v"}}, .name = "H"}); }).find("H.events.e:1:1: error: the condition of the event 'e' must be a condition") == 0);
    G.set_event_schedule("high", {.when = "before_groups"});
    CHECK(error_of<ValueError>([&] { G.set_event_schedule("spike", {}); }) ==
          "the threshold of 'G' is tested right after its equations; its slot cannot be changed");
    run(0.1 * ms);
}

TEST_CASE("a state that is no number ends the run and says which, and the network lives on") {
    start_scope();
    NeuronGroup G(3, "dv/dt = v*v/second : 1\n tau : second", {.method = "euler", .name = "G"});
    G["v"] = std::vector<double>{1, 1, 1e5};
    const std::string text = error_of<NumericalError>([] { run(100 * ms); });
    CHECK(text.find("'v' of neuron 2 of 'G' is ") == 0);
    CHECK(text.find(" at t = 6.4 ms, the end of the step; the run ends here.") != std::string::npos);
    G["v"] = 1;
    run(1 * ms);
    CHECK(G["v"][2] == doctest::Approx(1.001).epsilon(1e-5));
    G["v"][0] = INFINITY;
    run(1 * ms, {.nan_guard = false});
    CHECK(std::isinf(double(G["v"][0])));
    CHECK(error_of<NumericalError>([] { run(0.1 * ms); }).find("'v' of neuron 0 of 'G' is inf") == 0);
}
