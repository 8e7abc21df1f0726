// SPDX-License-Identifier: Apache-2.0
// Synapses, monitors, networks and the order of a step through the public interface.
#include <cmath>
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <thread>

using namespace hillock;
using test::error_of;

namespace {

/// Spikes in the step in which a neuron's time comes, once.
NeuronGroup clockwork(std::vector<double> times_ms) {
    NeuronGroup G(static_cast<std::int64_t>(times_ms.size()), "at : second",
                  {.threshold = "timestep(t, dt) == timestep(at, dt)", .reset = ""});
    G["at"] = times_ms * ms;
    return G;
}

} // namespace

TEST_CASE("a spike acts in its own step, before the reset of the target") {
    start_scope();
    NeuronGroup source = clockwork({1.0, 2.0});
    NeuronGroup target(2, "v : 1\n at_reset : 1", {.threshold = "v > 10", .reset = "at_reset = v\nv = 0"});
    Synapses S(source, target, {.on_pre = "v += 1 + i"});
    S.connect();
    StateMonitor M(target, "v");
    run(1.0 * ms);
    CHECK(target["v"].values() == std::vector<double>{0, 0});
    run(0.1 * ms);
    CHECK(target["v"].values() == std::vector<double>{1, 1});
    run(1.0 * ms);
    CHECK(target["v"].values() == std::vector<double>{3, 3});
    CHECK(M["v"][0][10] == 0); // the sample of a step is taken before its spikes
    CHECK(M["v"][0][11] == 1);
}

TEST_CASE("synaptic code reads and writes both sides and the synapse") {
    start_scope();
    NeuronGroup source = clockwork({0.0, 0.1, 0.1});
    NeuronGroup target(4, "v : 1");
    Synapses S(source, target, {.model = "w : 1\n n : integer\n twice = 2*w : 1", .on_pre = "v_post += twice + 100*j\nn += 1\nw = w + v_post"});
    S.connect({.i = {2, 0, 2, 1}, .j = {3, 1, 3, 0}});
    CHECK(S.size() == 4);
    CHECK(S.i() == std::vector<int>{2, 0, 2, 1});
    CHECK(S.j() == std::vector<int>{3, 1, 3, 0});
    S["w"] = "i + 10*j";
    CHECK(S["w"].values() == std::vector<double>{32, 10, 32, 1});
    CHECK(S["twice"].values() == std::vector<double>{64, 20, 64, 2});
    S["w"] = std::vector<double>{1, 2, 3, 4};
    CHECK(S["w"][2] == 3);
    run(0.2 * ms);
    // 2 -> 3 twice: v = 2 + 300, w = 1 + 302; then v = 302 + 6 + 300, w = 3 + 608
    CHECK(target["v"].values() == std::vector<double>{8, 104, 0, 608});
    CHECK(S["w"].values() == std::vector<double>{303, 106, 611, 12});
    CHECK(S["n"].values() == std::vector<double>{1, 1, 1, 1});
}

TEST_CASE("connect appends and keeps the values of what exists") {
    start_scope();
    NeuronGroup A(3, "x : 1"), B(3, "x : 1");
    Synapses S(A, B, {.model = "w : 1"});
    S.connect({.i = 2, .j = 0});
    S["w"] = 7;
    S.connect({.i = {0, 2}, .j = {1, 2}});
    CHECK(S.i() == std::vector<int>{2, 0, 2});
    CHECK(S.j() == std::vector<int>{0, 1, 2});
    CHECK(S["w"].values() == std::vector<double>{7, 0, 0});
    S["w"] = std::vector<double>{1, 2, 3};
    S.connect({.i = {1, 0}, .j = {1, 0}});
    CHECK(S.i() == std::vector<int>{2, 0, 2, 1, 0});
    CHECK(S["w"].values() == std::vector<double>{1, 2, 3, 0, 0});
    CHECK(S["w"][1] == 2);
}

TEST_CASE("conditions and probabilities") {
    start_scope();
    seed(11);
    NeuronGroup A(10, "x : 1"), B(10, "x : 1");
    A["x"] = "i";
    Synapses condition(A, B), all(A, B), none(A, B), half(A, B), graded(A, B, {.constants = {{"n", 10.0}}}), both(A, B), neurons(A, B);
    condition.connect({.condition = "abs(i-j)>2 and abs(i-j)<5"});
    CHECK(condition.size() == 26);
    all.connect();
    CHECK(all.size() == 100);
    CHECK(all.i()[13] == 1);
    CHECK(all.j()[13] == 3);
    none.connect({.p = 0});
    CHECK(none.size() == 0);
    half.connect({.p = 0.5});
    CHECK(half.size() > 25); // 100 pairs: 50 +- 5
    CHECK(half.size() < 75);
    graded.connect({.p = "abs(i-j)/n"});
    for (std::size_t k = 0; k < graded.size(); ++k) CHECK(graded.i()[k] != graded.j()[k]);
    both.connect({.p = 0.5, .condition = "i < j"});
    CHECK(both.size() > 5); // 45 pairs: 22.5 +- 3.4
    for (std::size_t k = 0; k < both.size(); ++k) CHECK(both.i()[k] < both.j()[k]);
    neurons.connect({.condition = "x_pre == 3 and x_post == 0"});
    CHECK(neurons.size() == 10);
    CHECK(neurons.i()[9] == 3);
}

TEST_CASE("a probability makes the right number, every pair alike") {
    start_scope();
    seed(2);
    NeuronGroup A(1000, "x : 1"), B(1000, "x : 1");
    Synapses S(A, B), dense(A, B);
    S.connect({.p = 0.02});
    dense.connect({.p = 0.7});
    CHECK(std::abs(double(S.size()) - 20000) < 4 * 140); // binomial: sd 140
    CHECK(std::abs(double(dense.size()) - 700000) < 4 * 458.3);
    // Targets are uniform: chi-square with 9 degrees of freedom over tenths, 99.99 % below 33.7.
    std::vector<double> tenth(10, 0);
    for (const int j : S.j()) tenth[static_cast<std::size_t>(j / 100)] += 1;
    double chi_square = 0;
    for (const double n : tenth) chi_square += (n - double(S.size()) / 10) * (n - double(S.size()) / 10) / (double(S.size()) / 10);
    CHECK(chi_square < 33.7);
    // Ascending within a row, each pair at most once.
    const auto i = S.i(), j = S.j();
    for (std::size_t k = 1; k < S.size(); ++k) CHECK((i[k] > i[k - 1] || (i[k] == i[k - 1] && j[k] > j[k - 1])));
}

TEST_CASE("subgroups are connected by their own indices") {
    start_scope();
    NeuronGroup source = clockwork({5, 5, 0.1, 0.2, 5});
    NeuronGroup target(6, "v : 1");
    Synapses S(source.slice(2, 4), target.slice(3, 6), {.on_pre = "v += 1 + 10*i + 100*j"});
    S.connect({.condition = "j == i + 1"});
    CHECK(S.i() == std::vector<int>{0, 1});
    CHECK(S.j() == std::vector<int>{1, 2});
    run(1 * ms);
    CHECK(target["v"].values() == std::vector<double>{0, 0, 0, 0, 101, 211});
}

TEST_CASE("input to a refractory neuron does not reach variables that are locked") {
    start_scope();
    NeuronGroup source = clockwork({0.0, 0.5, 3.0});
    NeuronGroup target(1, "dv/dt = 0*Hz : 1 (unless refractory)\n free : 1",
                       {.threshold = "v > 0.5", .reset = "v = 0", .refractory = 2 * ms});
    Synapses S(source, target, {.on_pre = "v += 1; free += 1"});
    S.connect();
    SpikeMonitor M(target);
    run(5 * ms);
    // 0.0 is seen at 0.1 (the threshold is tested before the synapses act), 0.5 falls into the refractory period.
    CHECK(M.num_spikes() == 2);
    CHECK(std::abs(M.t()[0] - 0.1e-3) < 1e-15);
    CHECK(std::abs(M.t()[1] - 3.1e-3) < 1e-15);
    CHECK(target["free"][0] == 3);
}

TEST_CASE("monitors record what they say") {
    start_scope();
    NeuronGroup G(5, "v : 1\n double_v = 2*v : 1\n k : integer\n s : 1 (shared)",
                  {.threshold = "timestep(t, dt) % (i+1) == i", .reset = "v += 1"});
    G["k"] = "i";
    G["s"] = 4;
    StateMonitor some(G, {"v", "double_v", "k", "s", "t"}, {.record = std::vector<int>{3, 0, 3}});
    StateMonitor none(G, "v", {.record = false});
    SpikeMonitor spikes(G), part(G.slice(1, 3)), counts(G, {.record = false});
    PopulationRateMonitor rate(G);
    run(0.6 * ms);
    CHECK(some["v"].size() == 3);
    const auto row = [&](const char* name, std::size_t k) { return std::vector<double>(some[name][k].begin(), some[name][k].end()); };
    CHECK(row("v", 1) == std::vector<double>{0, 1, 2, 3, 4, 5});
    CHECK(row("v", 0) == std::vector<double>{0, 0, 0, 0, 1, 1});
    CHECK(row("double_v", 0) == std::vector<double>{0, 0, 0, 0, 2, 2});
    CHECK(row("double_v", 2) == row("double_v", 0));
    CHECK(row("k", 0) == std::vector<double>{3, 3, 3, 3, 3, 3});
    CHECK(some["s"].size() == 1); // one value for all elements
    CHECK(row("s", 0) == std::vector<double>{4, 4, 4, 4, 4, 4});
    CHECK(row("t", 0) == std::vector<double>(some.t().begin(), some.t().end()));
    CHECK(none.t().empty());
    CHECK(std::vector<std::int32_t>(spikes.i().begin(), spikes.i().end()) == std::vector<std::int32_t>{0, 0, 1, 0, 2, 0, 1, 3, 0, 4, 0, 1, 2});
    CHECK(spikes.num_spikes() == 13);
    CHECK(spikes.source_size() == 5);
    CHECK(spikes.count()[0] == 6);
    CHECK(spikes.spike_trains()[3].size() == 1);
    CHECK(std::vector<std::int32_t>(part.i().begin(), part.i().end()) == std::vector<std::int32_t>{0, 1, 0, 0, 1});
    CHECK(counts.num_spikes() == 13);
    CHECK(rate.rate()[0] == doctest::Approx(2000).epsilon(1e-12)); // 1 of 5 in 0.1 ms
    CHECK(rate.rate()[1] == doctest::Approx(4000).epsilon(1e-12));
    CHECK(rate.t().size() == 6);
    run(0.1 * ms);
    CHECK(some["v"][0].size() == 7);
}

TEST_CASE("time goes on from run to run, and a new scope starts at 0") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 1*Hz : 1", {.method = "exact"});
    run(10 * ms);
    StateMonitor late(G, "v");
    run(10 * ms);
    CHECK(late.t().size() == 100);
    CHECK(late.t()[0] == doctest::Approx(10e-3).epsilon(1e-12));
    CHECK(G["v"][0] == doctest::Approx(20e-3).epsilon(1e-12));
    start_scope();
    NeuronGroup H(1, "dv/dt = 1*Hz : 1", {.method = "exact"});
    run(5 * ms);
    CHECK(H["v"][0] == doctest::Approx(5e-3).epsilon(1e-12));
    CHECK(G["v"][0] == doctest::Approx(20e-3).epsilon(1e-12));
}

TEST_CASE("durations are rounded to steps as in Brian 2") {
    start_scope();
    NeuronGroup G(1, "n : integer", {.threshold = "True", .reset = "n += 1"});
    run(0.3 * ms); // 0.3/0.1 is 2.9999999999999996
    CHECK(G["n"][0] == 3);
    run(0.05 * ms);
    CHECK(G["n"][0] == 4);
    run(0 * ms);
    CHECK(G["n"][0] == 4);
}

TEST_CASE("explicit networks have their own time and seed, in threads too") {
    const auto simulate = [](std::uint64_t number) {
        NeuronGroup G(64, "dv/dt = (1.2-v)/tau + 0.4*xi*tau**-0.5 : 1",
                      {.threshold = "v>1", .reset = "v=0", .method = "euler", .constants = {{"tau", 10 * ms}}});
        SpikeMonitor M(G);
        Network net(G, M);
        net.seed(number);
        net.run(50 * ms);
        CHECK(net.t() == 50 * ms);
        return std::vector<double>(M.t().begin(), M.t().end());
    };
    std::vector<double> in_thread;
    std::thread other([&] { in_thread = simulate(3); });
    const auto here = simulate(3);
    other.join();
    CHECK(here.size() > 50);
    CHECK(here == in_thread);
    CHECK(here == simulate(3));
    CHECK(here != simulate(4));
}

TEST_CASE("two networks in a row do not share their noise without a seed of their own") {
    seed(1);
    const auto noise = [] {
        start_scope();
        NeuronGroup G(4, "dv/dt = xi/second**0.5 : 1", {.method = "euler"});
        run(1 * ms);
        return G["v"].values();
    };
    const auto first = noise(), second = noise();
    CHECK(first != second);
    seed(1);
    CHECK(noise() == first);
}

TEST_CASE("progress is told at the start and at the end") {
    start_scope();
    NeuronGroup G(1, "v : 1");
    std::vector<double> completed;
    run(1 * ms, {.report = [&](const Progress& progress) { completed.push_back(progress.completed); }});
    REQUIRE(completed.size() >= 2);
    CHECK(completed.front() == 0);
    CHECK(completed.back() == 1);
}

TEST_CASE("an explicit network keeps its objects, the magic one does not") {
    start_scope();
    {
        NeuronGroup gone(1, "v : 1", {.threshold = "True", .reset = ""});
    }
    NeuronGroup G(1, "n : integer", {.threshold = "True", .reset = "n += 1"});
    run(1 * ms);
    CHECK(G["n"][0] == 10);
    Network net;
    {
        NeuronGroup inner(1, "v : 1");
        net.add(inner);
    }
    net.run(1 * ms);
    CHECK(net.t() == 1 * ms);
}

TEST_CASE("objects of a network by name") {
    NeuronGroup G(3, "v : volt", {.threshold = "v > 0*mV", .reset = "v = -1*mV", .name = "cells"});
    Synapses S(G, {.model = "w : 1", .name = "links"});
    S.connect({.condition = "i == j"});
    SpikeMonitor spikes(G, {.name = "spikes"});
    EventMonitor events(G, "spike", {.name = "events"});
    Network net(G, S, spikes, events);
    CHECK(net.names() == std::vector<std::string>{"cells", "links", "spikes", "events"});
    CHECK(net.contains("links"));
    CHECK_FALSE(net.contains("link"));

    net["cells"]["v"] = 5 * mV;
    CHECK(double(G["v"][2] / mV) == 5);
    net["links"]["w"] = "i + 1";
    CHECK(double(S["w"][2]) == 3);
    net.run(1 * ms);
    const NeuronGroup cells(net["cells"]);
    CHECK(cells.size() == 3);
    CHECK(cells.name() == "cells");
    CHECK(net.get<SpikeMonitor>("spikes").num_spikes() == 3);
    CHECK(net.get<EventMonitor>("events").num_events() == 3);
    CHECK(net.get<Synapses>("links").size() == 3);

    CHECK(error_of<NameError>([&] { (void)net["cell"]; }) ==
          "the network has no object 'cell'; did you mean 'cells'?; its objects are 'cells', 'links', 'spikes', 'events'");
    CHECK(error_of<NameError>([] { (void)Network()["cell"]; }) == "the network has no object 'cell'; it is empty");
    CHECK(error_of<TypeError>([&] { (void)NeuronGroup(net["links"]); }) == "'links' is of the class Synapses, not NeuronGroup");
    CHECK(error_of<TypeError>([&] { (void)SpikeMonitor(net["events"]); }) == "'events' is of the class EventMonitor, not SpikeMonitor");
    CHECK(error_of<TypeError>([&] { (void)net["spikes"]["v"]; }) == "'spikes' has no variables: only neurons and synapses have");
    CHECK(error_of<NameError>([&] { (void)net["cells"]["w"]; }).find("'cells' has no variable 'w'") == 0);
}

TEST_CASE("every class can be taken from a network by name") {
    NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .reset = "", .name = "G"});
    PoissonGroup P(2, 100 * Hz, {.name = "P"});
    SpikeGeneratorGroup R(2, {0, 1}, std::vector<double>{1, 2} * ms, {.name = "R"});
    PoissonInput I(G, "v", 10, 1 * Hz, 0.1, {.name = "I"});
    NetworkOperation O([] {}, {.name = "O"});
    StateMonitor M(G, "v", {.name = "M"});
    PopulationRateMonitor rate(G, {.name = "rate"});
    Network net(G, P, R, I, O, M, rate);
    net.run(1 * ms);
    CHECK(net.get<PoissonGroup>("P").size() == 2);
    net.get<SpikeGeneratorGroup>("R").set_spikes({0}, std::vector<double>{5} * ms);
    CHECK(net.get<PoissonInput>("I").name() == "I");
    CHECK(net.get<NetworkOperation>("O").name() == "O");
    CHECK(net.get<StateMonitor>("M").t().size() == 10);
    CHECK(net.get<PopulationRateMonitor>("rate").t().size() == 10);
    CHECK(error_of<TypeError>([&] { (void)NeuronGroup(net["P"]); }) == "'P' is of the class PoissonGroup, not NeuronGroup");
}

TEST_CASE("a network takes ranges of objects") {
    std::vector<NeuronGroup> layers;
    std::vector<SpikeMonitor> monitors;
    for (int k = 0; k < 3; ++k) {
        layers.emplace_back(2, "v : 1", NeuronGroupOptions{.threshold = "v > 1", .reset = "v = 0"});
        layers.back()["v"] = k;
    }
    for (const NeuronGroup& layer : layers) monitors.emplace_back(layer);
    NeuronGroup alone(1, "dx/dt = 1/ms : 1");
    Network net(layers, alone);
    net.add(monitors);
    CHECK(net.names().size() == 7);
    net.run(0.1 * ms);
    CHECK(monitors[1].num_spikes() == 0);
    CHECK(monitors[2].num_spikes() == 2);
    CHECK(double(alone["x"][0]) == doctest::Approx(0.1).epsilon(1e-15));
}

TEST_CASE("objects leave a network and join another") {
    NeuronGroup G(1, "dv/dt = 1/ms : 1", {.name = "G"}), H(1, "dv/dt = 1/ms : 1", {.name = "H"});
    StateMonitor M(G, "v", {.name = "M"});
    Network net(G, H, M);
    net.run(1 * ms);
    net.remove(G, M);
    CHECK(net.names() == std::vector<std::string>{"H"});
    net.run(1 * ms);
    CHECK(double(G["v"][0]) == doctest::Approx(1).epsilon(1e-15));
    CHECK(double(H["v"][0]) == doctest::Approx(2).epsilon(1e-15)); // 20 additions
    CHECK(M.t().size() == 10);
    // What is needed is still asked for, and a failed removal removes nothing.
    net.add(M);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == "'M' needs 'G', which is not part of the network that runs");
    CHECK(error_of<ValueError>([&] { net.remove(H, G); }) == "'G' is not part of this network");
    CHECK(net.contains("H"));
    net.remove(M, M);
    Network other(G);
    other.run(1 * ms);
    CHECK(double(G["v"][0]) == doctest::Approx(2).epsilon(1e-15));
    NeuronGroup late(1, "v : 1", {.name = "late"});
    NetworkOperation leave([&] { net.remove(H); });
    net.add(leave);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == "an object cannot be removed while the network runs");
}

TEST_CASE("neurons by number as a subgroup") {
    start_scope();
    NeuronGroup G(6, "v : 1", {.name = "G"});
    G["v"] = "i";
    const Subgroup part = G[{3, 4, 5}];
    CHECK(part.size() == 3);
    CHECK(part["v"].values() == std::vector<double>{3, 4, 5});
    CHECK(part[{1, 2}]["v"].values() == std::vector<double>{4, 5});
    CHECK(G[2]["v"].values() == std::vector<double>{2});
    CHECK(G[0]["v"].values() == std::vector<double>{0});
    CHECK(G[std::vector<int>{1, 2}]["v"].values() == std::vector<double>{1, 2});
    CHECK(error_of<IndexError>([&] { (void)G[{1, 3}]; }) == "the neurons of a subgroup of 'G' must follow one another, but 3 comes after 1");
    CHECK(error_of<IndexError>([&] { (void)G[std::vector<int>{}]; }) == "a subgroup of 'G' needs at least one neuron");
    CHECK(error_of<IndexError>([&] { (void)G[{5, 6}]; }) == "slice(5, 7) is not inside 'G', which has 6 neurons, or is empty");
    CHECK_THROWS_AS((void)G[-1], IndexError);
}
