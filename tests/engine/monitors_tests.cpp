// SPDX-License-Identifier: Apache-2.0
// Monitors through the public interface: what they sample and when, of neurons and of synapses, and what they make of it.
#include "support/error_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <limits>
#include <numeric>
#include <ranges>
#include <set>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

Values listed(std::span<const double> values) { return {values.begin(), values.end()}; }

/// Numbers of the 0.1 ms steps that begin at these times.
std::vector<long> steps(std::span<const double> t) {
    std::vector<long> numbers;
    for (const double time : t) numbers.push_back(std::lround(time / 1e-4));
    return numbers;
}
using Steps = std::vector<long>;

/// n counts the steps that are over: run_regularly adds 1 at the end of each.
NeuronGroup counting(int size = 1) {
    NeuronGroup group(size, "n : integer", {.name = "G"});
    group.run_regularly("n += 1", {.when = "end"});
    return group;
}

double relative(double found, double expected) { return std::abs(found - expected) / std::abs(expected); }

} // namespace

// ---- when -------------------------------------------------------------------------------------------------------

TEST_CASE("a monitor of states has a dt, a slot and an order") {
    start_scope();
    NeuronGroup G = counting();
    StateMonitor rare(G, "n", {.dt = 0.5 * ms}), before(G, "n", {.when = "end", .order = -1}), after(G, "n", {.when = "end"}),
        later(G, "n", {.when = "after_end"}), both(G, "n", {.dt = 0.3 * ms, .when = "end"});
    run(1.1 * ms);
    CHECK(steps(rare.t()) == Steps{0, 5, 10}); // as Brian 2: 11 steps, 3 samples
    CHECK(listed(rare["n"][0]) == Values{0, 5, 10});
    CHECK(listed(before["n"][0]).back() == 10);
    CHECK(listed(after["n"][0]).back() == 11); // monitors come last of their order
    CHECK(listed(later["n"][0]).front() == 1);
    CHECK(steps(both.t()) == Steps{0, 3, 6, 9});
    CHECK(listed(both["n"][0]) == Values{1, 4, 7, 10});
    run(0.5 * ms);
    CHECK(steps(rare.t()) == Steps{0, 5, 10, 15}); // counted from 0, not from the start of the run
}

TEST_CASE("a dt or a slot that cannot be is refused") {
    start_scope();
    NeuronGroup G = counting();
    {
        StateMonitor nowhere(G, "n", {.when = "ends", .name = "M"});
        CHECK(error_of<ValueError>([] { run(1 * ms); }).starts_with("'M' cannot run: there is no slot 'ends'; did you mean 'end'"));
    }
    CHECK(error_of<ValueError>([&] { StateMonitor(G, "n", {.dt = -1 * ms, .name = "M"}); }) ==
          "'M' needs a positive time as dt, but was given -1 ms");
}

TEST_CASE("between the equations and the threshold a monitor does not see who will spike") {
    start_scope();
    NeuronGroup G(2, "dv/dt = 1/ms : 1\n free = not_refractory : boolean",
                  {.threshold = "v > 0.25 + i", .reset = "v = 0", .refractory = 5 * ms, .method = "euler"});
    StateMonitor early(G, {"v", "free", "lastspike"}, {.when = "groups"}), late(G, {"free", "lastspike"}, {.when = "thresholds"});
    run(0.4 * ms); // neuron 0 crosses 0.25 in step 2
    CHECK(listed(early["free"][0]) == Values{1, 1, 1, 0});
    CHECK(listed(late["free"][0]) == Values{1, 1, 0, 0});
    CHECK(early["lastspike"][0][2] < -1);
    CHECK(late["lastspike"][0][2] == 2e-4);
    CHECK(std::abs(early["v"][0][2] - 0.3) < 1e-15); // after the update: three roundings below 1 of 1.1e-16 each
}

TEST_CASE("the state at the end of a run is sampled when that is asked for") {
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, "n", {.record_final = true}), rare(G, "n", {.dt = 0.2 * ms, .record_final = true});
    run(0.3 * ms);
    CHECK(steps(M.t()) == Steps{0, 1, 2, 3});
    CHECK(listed(M["n"][0]) == Values{0, 1, 2, 3});
    CHECK(steps(rare.t()) == Steps{0, 2, 3});
    G["n"] = 10;
    run(0 * ms);
    CHECK(M.t().size() == 4); // a run without steps has no end
    run(0.1 * ms);
    CHECK(steps(M.t()) == Steps{0, 1, 2, 3, 3, 4});
    CHECK(listed(M["n"][0]) == Values{0, 1, 2, 3, 10, 11});
    M.set_active(false);
    run(0.1 * ms);
    CHECK(M.t().size() == 6);
}

TEST_CASE("a single sample between two runs") {
    start_scope();
    NeuronGroup G(3, "v : 1\n twice = 2*v : 1\n t0 = t : second");
    StateMonitor M(G, {"v", "twice", "t0"}, {.record = {2, 0}, .name = "M"});
    CHECK(error_of<TypeError>([&] { M.record_single_timestep(); }) ==
          "'M' cannot record a single time step before a network has run it");
    run(0.2 * ms);
    G["v"] = "i + 1";
    M.record_single_timestep();
    CHECK(steps(M.t()) == Steps{0, 1, 2});
    CHECK(listed(M["v"][0]) == Values{0, 0, 3});
    CHECK(listed(M["twice"][1]) == Values{0, 0, 2});
    CHECK(M["t0"][0][2] == M.t()[2]);
    start_scope();
    NeuronGroup H = counting();
    StateMonitor inside(H, "n", {.name = "inside"});
    NetworkOperation call([&](Quantity) { inside.record_single_timestep(); });
    CHECK(error_of<ValueError>([] { run(0.1 * ms); }) == "record_single_timestep() cannot be called while the network runs");
}

TEST_CASE("a single sample follows what was linked and connected since the run") {
    start_scope();
    NeuronGroup A(2, "x : 1"), B(2, "x : 1");
    NeuronGroup G(2, "y : 1 (linked)\n z : 1");
    G["y"] = linked_var(A, "x");
    StateMonitor M(G, "y");
    A["x"] = 1;
    B["x"] = 2;
    run(0.1 * ms);
    G["y"] = linked_var(B, "x");
    M.record_single_timestep();
    CHECK(listed(M["y"][1]) == Values{1, 2});
}

TEST_CASE("every monitor can be switched off and on") {
    start_scope();
    NeuronGroup G(2, "n : integer", {.threshold = "True", .reset = "n += 1", .events = {{"odd", "i == 1"}}});
    StateMonitor states(G, "n");
    SpikeMonitor spikes(G), counts(G, {.record = false});
    EventMonitor events(G, "odd");
    PopulationRateMonitor rate(G);
    const auto set_all = [&](bool active) {
        for (const Monitor* monitor : std::initializer_list<const Monitor*>{&states, &spikes, &counts, &events, &rate}) {
            monitor->set_active(active);
            CHECK(monitor->active() == active);
        }
    };
    run(0.1 * ms);
    set_all(false);
    run(0.2 * ms);
    set_all(true);
    run(0.1 * ms);
    CHECK(steps(states.t()) == Steps{0, 3});
    CHECK(listed(states["n"][0]) == Values{0, 3});
    CHECK(steps(spikes.t()) == Steps{0, 0, 3, 3});
    CHECK(counts.num_spikes() == 4);
    CHECK(counts.count()[1] == 2);
    CHECK(steps(events.t()) == Steps{0, 3});
    CHECK(steps(rate.t()) == Steps{0, 3});
}

// ---- what -------------------------------------------------------------------------------------------------------

TEST_CASE("shared, linked and late variables are recorded") {
    start_scope();
    NeuronGroup source(3, "x : 1");
    source["x"] = "i*10";
    NeuronGroup G(3, "s : 1 (shared)\n more = s + tau/ms : 1 (shared)\n seen : 1 (linked)\n twice = 2*seen : 1\n k : integer",
                  {.late_constants = {{"tau", second}}, .name = "G"});
    G["seen"] = linked_var(source, "x");
    G.run_regularly("s += 1");
    StateMonitor M(G, {"s", "more", "seen", "twice", "tau", "N"}, {.record = {2, 1}});
    StateMonitor shared_only(G, {"s", "seen"}, {.record = false});
    StateMonitor part(G.slice(1, 3), {"seen", "more", "N", "i"}, {.record = true});
    run(0.2 * ms, {.constants = {{"tau", 5 * ms}}});
    CHECK(M["s"].size() == 1);
    CHECK(listed(M["s"][0]) == Values{1, 2});
    CHECK(M["more"].size() == 1);
    CHECK(listed(M["more"][0]) == Values{6, 7});
    CHECK(listed(M["tau"][0]) == Values{5e-3, 5e-3});
    CHECK(listed(M["N"][0]) == Values{3, 3});
    CHECK(M["seen"].size() == 2);
    CHECK(listed(M["seen"][0]) == Values{20, 20});
    CHECK(listed(M["twice"][1]) == Values{20, 20});
    CHECK(listed(shared_only["s"][0]) == Values{1, 2});
    CHECK(shared_only["seen"].size() == 0);
    CHECK(listed(part["seen"][0]) == Values{10, 10});
    CHECK(listed(part["more"][0]) == Values{6, 7});
    CHECK(listed(part["N"][0]) == Values{2, 2});
    CHECK(listed(part["i"][1]) == Values{1, 1});
}

TEST_CASE("traces are found by row and by element") {
    start_scope();
    NeuronGroup G(5, "v : 1\n s : 1 (shared)", {.name = "G"});
    G["v"] = "i";
    G["s"] = 7;
    StateMonitor M(G, {"v", "s"}, {.record = {3, 0, 3}, .name = "M"}), part(G.slice(2, 5), "v", {.record = {1}});
    run(0.2 * ms);
    CHECK(listed(M["v"][1]) == Values{0, 0});
    CHECK(listed(M.of(0)["v"]) == Values{0, 0});
    CHECK(listed(M.of(3)["v"]) == Values{3, 3});
    CHECK(listed(M.of(3)["s"]) == Values{7, 7});
    CHECK(listed(part.of(1)["v"]) == Values{3, 3}); // counted in the slice
    const auto several = M.of({0, 3})["v"];
    REQUIRE(several.size() == 2);
    CHECK(several[0][0] == 0);
    CHECK(several[1][1] == 3);
    CHECK(error_of<IndexError>([&] { (void)M.of(1); }) == "'M' does not record element 1 of 'G'");
    CHECK(error_of<IndexError>([&] { (void)M.of({3, 5}); }) == "'M' does not record element 5 of 'G'");
    CHECK(error_of<NameError>([&] { (void)M.of(3)["w"]; }) == "'M' does not record 'w'; it records 'v', 's'");
    run(0.1 * ms);
    CHECK(M.of(3)["v"].size() == 3);
}

// ---- synapses ---------------------------------------------------------------------------------------------------

TEST_CASE("variables of synapses are recorded by number of creation, with those of both neurons") {
    start_scope();
    NeuronGroup A(3, "x : 1\n a : 1 (shared)", {.threshold = "True", .reset = ""}), B(4, "y : 1\n twice = 2*y : 1");
    A["x"] = "i + 1";
    A["a"] = 3;
    B["y"] = "10*i";
    Synapses S(A.slice(1, 3), B.slice(1, 4), {.model = "w : 1\n k : integer\n big = w > 20 : boolean\n sum = w + x_pre : 1\n c : 1 (shared)",
                                              .on_pre = "w += 1", .name = "S"});
    S.connect({.i = {1, 0, 1, 0}, .j = {0, 2, 2, 0}}); // not in the order of memory
    S["w"] = Values{10, 20, 30, 40};
    S["k"] = std::vector<int>{4, 3, 2, 1};
    S["c"] = 5;
    S.delay() = "(3 - j)*0.1*ms"; // rows are sorted by it when the run is prepared
    StateMonitor M(S, {"w", "k", "big", "sum", "x_pre", "twice_post", "i", "j", "c", "a_pre"}, {.record = {3, 0, 1}, .name = "M"});
    StateMonitor all(S, {"w", "y_post"});
    StateMonitor one(S, "w", {.record = S.synapses(1, 2)}), shared_only(S, {"c", "a_pre", "t"}, {.record = false});
    Synapses none(A, B, {.model = "c : 1 (shared)\n more = c + a_pre : 1 (shared)"});
    none.connect({.p = 0});
    none["c"] = 4;
    StateMonitor of_none(none, {"c", "more", "a_pre"});
    run(0.5 * ms);
    CHECK(M["w"].size() == 3);
    CHECK(listed(M["w"][0]) == Values{40, 40, 40, 40, 41}); // delays of 3 steps: 0.3, 0.4 ms
    CHECK(listed(M["w"][1]) == Values{10, 10, 10, 10, 11});
    CHECK(listed(M["w"][2]) == Values{20, 20, 21, 22, 23}); // 1 step
    CHECK(listed(M["k"][2]) == Values{3, 3, 3, 3, 3});
    CHECK(listed(M["big"][2]) == Values{0, 0, 1, 1, 1});
    CHECK(listed(M["sum"][0]) == Values{42, 42, 42, 42, 43});
    CHECK(listed(M["x_pre"][1]) == Values{3, 3, 3, 3, 3});
    CHECK(listed(M["twice_post"][2]) == Values{60, 60, 60, 60, 60});
    CHECK(M["i"][1][0] == 1);
    CHECK(M["j"][2][0] == 2);
    CHECK(M["c"].size() == 1);
    CHECK(listed(M["a_pre"][0]) == Values{3, 3, 3, 3, 3});
    CHECK(listed(shared_only["c"][0]) == Values(5, 5));
    CHECK(listed(shared_only["a_pre"][0]) == Values(5, 3));
    CHECK(listed(shared_only["t"][0]) == listed(shared_only.t()));
    CHECK(listed(of_none["more"][0]) == Values(5, 7));
    CHECK(all["w"].size() == 4);
    CHECK(listed(all["w"][3]) == listed(M["w"][0]));
    CHECK(listed(all.of(2)["y_post"]) == Values{30, 30, 30, 30, 30});
    CHECK(listed(one["w"][0]) == listed(all["w"][2]));
    CHECK(listed(M.of(S.synapses(0, every_neuron))["w"][1]) == listed(M["w"][0]));
    S["w"] = 0;
    one.record_single_timestep();
    CHECK(one["w"][0].back() == 0);
    CHECK(error_of<IndexError>([&] { (void)M.of(2); }) == "'M' does not record synapse 2 of 'S'");
}

TEST_CASE("a monitor sees where synapses are after they were sorted by other delays") {
    start_scope();
    NeuronGroup A(1, "x : 1", {.threshold = "False", .reset = ""}), B(5, "y : 1");
    B["y"] = "i";
    StateMonitor first(B, "y");
    Synapses S(A, B, {.model = "w : 1", .on_pre = "y += w"});
    S.connect();
    S["w"] = "j";
    StateMonitor M(S, {"w", "y_post"}, {.record = {1, 4}});
    for (const char* delay : {"j*ms", "(5 - j)*ms", "((j*3) % 5)*ms"}) {
        S.delay() = delay;
        run(0.1 * ms);
        CHECK(M.of(1)["w"].back() == 1);
        CHECK(M.of(4)["w"].back() == 4);
        CHECK(M.of(4)["y_post"].back() == 4);
    }
}

TEST_CASE("what is recorded is a number, a list, a range of any kind or what a condition chooses") {
    start_scope();
    NeuronGroup G(6, "v : 1", {.name = "G"});
    G["v"] = "i";
    Synapses S(G, G, {.model = "w : 1", .name = "S"});
    S.connect({.i = range(5, -1, -1), .j = std::views::iota(0, 6)});
    S["w"] = "10*i + j";
    const std::set<int> ordered{4, 2};
    const std::array<std::int16_t, 2> two{1, 3};
    const auto first_values = [](const StateMonitor& M, const char* variable) {
        Values values;
        for (std::size_t row = 0; row < M[variable].size(); ++row) values.push_back(M[variable][row][0]);
        return values;
    };
    StateMonitor one(G, "v", {.record = 5}), list(G, "v", {.record = {4, 1}}), stride(G, "v", {.record = range(1, 6, 2)}),
        first(G, "v", {.record = range(2)}), back(G, "v", {.record = range(4, 1, -1)}), iota(G, "v", {.record = std::views::iota(2, 5)}),
        set(G, "v", {.record = ordered}), array(G, "v", {.record = two}), span(G, "v", {.record = std::span(two)}),
        filtered(G, "v", {.record = std::views::iota(0, 6) | std::views::filter([](int k) { return k % 3 == 0; })}),
        empty(G, "v", {.record = range(3, 3)}), chosen(S, "w", {.record = S.synapses("i > 3 or j == 4")}),
        part(G.slice(2, 6), "v", {.record = range(0, 4, 3)});
    run(0.1 * ms);
    CHECK(first_values(one, "v") == Values{5});
    CHECK(first_values(list, "v") == Values{4, 1});
    CHECK(first_values(stride, "v") == Values{1, 3, 5});
    CHECK(first_values(first, "v") == Values{0, 1});
    CHECK(first_values(back, "v") == Values{4, 3, 2});
    CHECK(first_values(iota, "v") == Values{2, 3, 4});
    CHECK(first_values(set, "v") == Values{2, 4});
    CHECK(first_values(array, "v") == Values{1, 3});
    CHECK(first_values(span, "v") == Values{1, 3});
    CHECK(first_values(filtered, "v") == Values{0, 3});
    CHECK(first_values(empty, "v").empty());
    CHECK(first_values(part, "v") == Values{2, 5});
    CHECK(first_values(chosen, "w") == Values{50, 41, 14}); // in order of creation
    CHECK(chosen.of(S.synapses("i == 1"))["w"][0][0] == 14);
    CHECK(error_of<IndexError>([&] { StateMonitor(G, "v", {.record = range(4, 8), .name = "M"}); }) ==
          "'M' cannot record element 6 of 'G', whose indices are 0 to 5");
    CHECK(error_of<IndexError>([&] { StateMonitor(G, "v", {.record = std::views::iota(-1, 2), .name = "M"}); }) ==
          "'M' cannot record element -1 of 'G', whose indices are 0 to 5");
}

TEST_CASE("numbers of a range") {
    using Numbers = std::vector<std::int64_t>;
    CHECK(range(3) == Numbers{0, 1, 2});
    CHECK(range(-2).empty());
    CHECK(range(2, 9, 3) == Numbers{2, 5, 8});
    CHECK(range(2, 8, 3) == Numbers{2, 5});
    CHECK(range(5, 0, -2) == Numbers{5, 3, 1});
    CHECK(range(0, 5, -1).empty());
    constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min(), kHighest = std::numeric_limits<std::int64_t>::max();
    CHECK(range(kLowest, kHighest, kHighest) == Numbers{kLowest, -1, kHighest - 1});
    CHECK(range(kHighest, kLowest, kLowest) == Numbers{kHighest, -1});
    CHECK(error_of<ValueError>([] { (void)range(0, 4, 0); }) == "range(0, 4, 0): the step must not be 0");
    CHECK(error_of<MemoryError>([] { (void)range(kLowest, kHighest); }) == "there is not enough memory for range() of 18446744073709551615 numbers");
}

TEST_CASE("what of synapses cannot be recorded is refused") {
    start_scope();
    NeuronGroup G(3, "v : 1", {.threshold = "v > 1", .reset = "", .name = "G"});
    Synapses S(G, G, {.model = "w : 1", .on_pre = "v_post += w", .name = "S"});
    CHECK(error_of<ValueError>([&] { StateMonitor(S, "w"); }) ==
          "'S' has no synapses: call connect() before a monitor records them");
    S.connect({.condition = "i == j"});
    CHECK(error_of<IndexError>([&] { StateMonitor(S, "w", {.record = 3, .name = "M"}); }) ==
          "'M' cannot record synapse 3 of 'S', whose numbers are 0 to 2");
    CHECK(error_of<NameError>([&] { StateMonitor(S, "u"); }).starts_with("'S' has no variable 'u'"));
    CHECK(error_of<TypeError>([&] { StateMonitor(S, "delay"); }) ==
          "'delay' of 'S' cannot be recorded: delays do not change during a run");
    StateMonitor M(S, "w", {.record = 0, .name = "M"});
    run(0.1 * ms);
    S.connect({.i = 0, .j = 1});
    const char* const grown = "'M' was made when 'S' had 3 synapses, but now it has 4: make the monitor after the last connect()";
    CHECK(error_of<ValueError>([] { run(0.1 * ms); }) == grown);
    CHECK(error_of<ValueError>([&] { M.record_single_timestep(); }) == grown);
    CHECK(M.t().size() == 1);
}

// ---- spikes -----------------------------------------------------------------------------------------------------

TEST_CASE("variables are recorded at each spike, before synapses and reset") {
    start_scope();
    NeuronGroup G(4, "dv/dt = (1 + i)/ms : 1\n twice = 2*v + i : 1\n s : 1 (shared)\n k : integer",
                  {.threshold = "v > 0.45", .reset = "v = 0\nk += 1", .events = {{"high", "v > 0.25"}}, .method = "euler", .name = "G"});
    G["s"] = 9;
    Synapses S(G, G, {.on_pre = "v_post += 100", .name = "S"});
    S.connect({.condition = "i == j"});
    SpikeMonitor M(G, {.variables = {"v", "twice", "s", "k", "t"}, .name = "M"}), part(G.slice(2, 4), {.variables = {"v", "i"}});
    EventMonitor E(G, "high", {.variables = "v"});
    run(1 * ms);
    REQUIRE(M.num_spikes() == 2 + 3 + 5 + 5); // in every 5th, 3rd, 2nd and 2nd step
    CHECK(M["v"].size() == M.num_spikes());
    for (std::size_t k = 0; k < M.num_spikes(); ++k) {
        CHECK(M["v"][k] > 0.45);
        CHECK(M["v"][k] < 1); // neither 100 nor 0
        CHECK(M["twice"][k] == 2 * M["v"][k] + M.i()[k]);
        CHECK(M["s"][k] == 9);
        CHECK(M["t"][k] == M.t()[k]);
    }
    CHECK(M.values("k")[0] == Values{0, 1});
    CHECK(M.values("v").size() == 4);
    CHECK(M.values("k")[1] == Values{0, 1, 2});
    CHECK(M.dimension("t") == second.dimension());
    CHECK(listed(part["i"]) == Values(part.i().begin(), part.i().end())); // counted in the slice
    CHECK(part["i"][1] == 1);
    CHECK(part.values("v")[1] == M.values("v")[3]);
    CHECK(E["v"].size() == E.num_events());
    CHECK(std::all_of(E["v"].begin(), E["v"].end(), [](double v) { return v > 0.25 && v < 1; }));
    CHECK(E.values("v")[0].size() == E.event_trains()[0].size());
    CHECK(error_of<NameError>([&] { (void)M["w"]; }) == "'M' does not record 'w'; it records 'v', 'twice', 's', 'k', 't'");
    SpikeMonitor plain(G, {.name = "plain"});
    CHECK(error_of<NameError>([&] { (void)plain.values("v"); }) == "'plain' does not record 'v'; it records no variables");
    CHECK(error_of<NameError>([&] { SpikeMonitor(G, {.variables = "twiec"}); }) ==
          "'G' has no variable 'twiec'; did you mean 'twice'?");
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.record = false, .variables = "v", .name = "C"}); }) ==
          "'C' only counts, with record = false: it cannot record 'v'");
}

// ---- rates ------------------------------------------------------------------------------------------------------

namespace {

/// Ten neurons, of which n spike in a step; n is given for 12 steps.
struct Volleys {
    TimedArray counts = TimedArray(Values{0, 3, 0, 0, 10, 1, 0, 0, 2, 5, 0, 1}, 0.1 * ms);
    NeuronGroup group{10, "v : 1", {.threshold = "i < counts(t)", .reset = "", .functions = {{"counts", counts}}}};
    PopulationRateMonitor rate{group, {.name = "R"}};
};

} // namespace

TEST_CASE("rates are smoothed by a window of sum 1") {
    start_scope();
    Volleys volleys;
    const PopulationRateMonitor& R = volleys.rate;
    CHECK(R.smooth_rate("flat", 1 * ms).empty());
    run(1.2 * ms);
    const Values rate = listed(R.rate());
    CHECK(relative(rate[4], 1e4) < 1e-15);
    const Values flat = R.smooth_rate("flat", 0.3 * ms);
    REQUIRE(flat.size() == rate.size());
    for (std::size_t k = 1; k + 1 < rate.size(); ++k)
        CHECK(std::abs(flat[k] - (rate[k - 1] + rate[k] + rate[k + 1]) / 3) < 1e-11); // a few roundings of 1e4
    CHECK(std::abs(flat[0] - rate[1] / 3) < 1e-11); // nothing beyond the ends
    CHECK(R.smooth_rate("flat", 0.29 * ms) == flat);
    CHECK(R.smooth_rate("flat", 0.39 * ms) == flat);
    CHECK(R.smooth_rate("flat", 0.2 * ms) == flat); // between 1 and 3 steps: the larger
    CHECK(R.smooth_rate("flat", 0.1 * ms) == rate);
    const Values gaussian = R.smooth_rate("gaussian", 0.12 * ms); // 2.4 steps: two on each side
    double sum = 0, expected = 0;
    for (int m = -2; m <= 2; ++m) {
        const double weight = std::exp(-0.5 * m * m / 1.44);
        sum += weight;
        expected += weight * rate[static_cast<std::size_t>(5 + m)];
    }
    CHECK(relative(gaussian[5], expected / sum) < 1e-14); // 10 roundings
    CHECK(R.smooth_rate(Values{0, 0, 2}) == [&] {
        Values moved{0};
        moved.insert(moved.end(), rate.begin(), rate.end() - 1);
        return moved;
    }()); // a window is turned around: its last value is the past
    CHECK(R.smooth_rate("flat", 1 * second).size() == 12);
}

TEST_CASE("rates are averaged in bins that the recording fills") {
    start_scope();
    Volleys volleys;
    CHECK(volleys.rate.binned_rate(0.5 * ms).t.empty());
    run(1.2 * ms);
    const BinnedRate bins = volleys.rate.binned_rate(0.5 * ms);
    CHECK(steps(bins.t) == Steps{0, 5});
    REQUIRE(bins.rate.size() == 2);
    CHECK(relative(bins.rate[0], 13 / 10.0 / 0.5e-3) < 1e-14); // spikes / neurons / time, 8 roundings
    CHECK(relative(bins.rate[1], 8 / 10.0 / 0.5e-3) < 1e-14);
    CHECK(volleys.rate.binned_rate(0.1 * ms).rate == listed(volleys.rate.rate()));
    CHECK(volleys.rate.binned_rate(2 * ms).t.empty());
}

TEST_CASE("a pause of a rate monitor is neither smoothed over nor binned") {
    start_scope();
    Volleys volleys;
    const PopulationRateMonitor& R = volleys.rate;
    run(0.5 * ms);
    R.set_active(false);
    run(0.1 * ms);
    R.set_active(true);
    run(0.6 * ms); // steps 0 to 4 and 6 to 11
    CHECK(steps(R.binned_rate(0.2 * ms).t) == Steps{0, 2, 6, 8, 10});
    const Values flat = R.smooth_rate("flat", 0.3 * ms);
    REQUIRE(flat.size() == 11);
    CHECK(relative(flat[4], 1e4 / 3) < 1e-14);
    CHECK(flat[5] == 0);
}

TEST_CASE("what rates cannot be smoothed with is refused") {
    start_scope();
    Volleys volleys;
    const PopulationRateMonitor& R = volleys.rate;
    run(0.5 * ms);
    CHECK(error_of<ValueError>([&] { (void)R.smooth_rate("gauss", 1 * ms); }) ==
          "there is no window 'gauss'; the windows are 'gaussian' and 'flat'");
    CHECK(error_of<ValueError>([&] { (void)R.smooth_rate("flat", 0 * ms); }) ==
          "the width of the window for the rate of 'R' must be a positive time, but it is 0 s");
    CHECK(error_of<ValueError>([&] { (void)R.smooth_rate("gaussian", 1e6 * second); }) ==
          "the width of the window for the rate of 'R' is 1 Ms, more than 10**9 steps of the clock");
    CHECK(error_of<DimensionMismatchError>([&] { (void)R.smooth_rate("flat", 3); }) ==
          "the width of the window for the rate of 'R' must be a time, but it is 3");
    CHECK(error_of<ValueError>([&] { (void)R.smooth_rate(Values{1, 1}); }) ==
          "a window for the rate of 'R' has an odd number of values, but was given 2");
    CHECK(error_of<ValueError>([&] { (void)R.smooth_rate(Values{1, 0, -1}); }) ==
          "the values of a window for the rate of 'R' must have a finite sum that is not 0");
    CHECK(error_of<ValueError>([&] { (void)R.binned_rate(0.25 * ms); }) ==
          "the bin for the rate of 'R' is 250 us, which is no multiple of the clock's dt, 100 us");
    CHECK(error_of<DimensionMismatchError>([&] { (void)R.binned_rate(2); }) == "the bin for the rate of 'R' must be a time, but it is 2");
}

// ---- statistics -------------------------------------------------------------------------------------------------

TEST_CASE("interspike intervals and their coefficient of variation") {
    start_scope();
    // Neuron 0 spikes in steps 0, 1, 3, 6, 10; neuron 1 every third; neuron 2 once; neuron 3 never.
    NeuronGroup G(4, "n = t_in_timesteps : integer\n late : boolean",
                  {.threshold = "(i == 0 and (n == 0 or n == 1 or n == 3 or n == 6 or n == 10)) or (i == 1 and n % 3 == 0) or (i == 2 and n == 5)",
                   .reset = ""});
    SpikeMonitor M(G), counts(G, {.record = false, .interval_statistics = true}), plain(G, {.record = false, .name = "plain"});
    run(1.2 * ms);
    const auto intervals = interspike_intervals(M);
    REQUIRE(intervals.size() == 4);
    REQUIRE(intervals[0].size() == 4);
    for (std::size_t k = 0; k < 4; ++k) CHECK(relative(intervals[0][k], 1e-4 * static_cast<double>(k + 1)) < 1e-12); // of times rounded near 1e-3
    CHECK(intervals[1].size() == 3);
    CHECK(intervals[2].empty());
    CHECK(intervals[3].empty());
    for (const SpikeMonitor* monitor : {&M, &counts}) {
        const Values mean = mean_interspike_intervals(*monitor), variation = cv(*monitor);
        REQUIRE(mean.size() == 4);
        CHECK(relative(mean[0], 2.5e-4) < 1e-12);
        CHECK(relative(variation[0], std::sqrt(1.25) / 2.5) < 1e-12); // of 1, 2, 3, 4
        CHECK(relative(mean[1], 3e-4) < 1e-12);
        CHECK(variation[1] < 1e-12);
        CHECK(std::isnan(mean[2]));
        CHECK(std::isnan(variation[3]));
    }
    CHECK(relative(cv(Values{1, 2, 3, 4}), std::sqrt(1.25) / 2.5) < 1e-15);
    CHECK(relative(cv(Values{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4}), std::sqrt(1.25) / (1e9 + 2.5)) < 1e-6); // the mean is rounded by 1e-7; the difference of two sums would keep nothing
    CHECK(std::isnan(cv(Values{1})));
    CHECK(error_of<ValueError>([&] { (void)cv(plain); }) == "'plain' only counts: make it with record = true or interval_statistics = true");
    CHECK(error_of<ValueError>([&] { (void)interspike_intervals(counts); }).ends_with("only counts: it was made with record = false"));
}
