// SPDX-License-Identifier: Apache-2.0
// What once went wrong, each in the smallest program that showed it.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

TEST_CASE("synapses between groups of different precision read and write the right memory") {
    start_scope();
    NeuronGroup A(3, "x : 1", {.threshold = "True", .reset = "", .dtype = float32});
    NeuronGroup B(3, "y : 1");
    A["x"] = std::vector<double>{1, 2, 3};
    Synapses S(A, B, {.on_pre = "y_post += x_pre\nx_pre = x_pre + 10"});
    S.connect({.condition = "i==j"});
    Synapses back(B, A, {.model = "w : 1"});
    back.connect({.condition = "i==j"});
    back["w"] = "x_post";
    CHECK(back["w"].values() == std::vector<double>{1, 2, 3});
    run(0.1 * ms);
    CHECK(B["y"].values() == std::vector<double>{1, 2, 3});
    CHECK(A["x"].values() == std::vector<double>{11, 12, 13});
}

TEST_CASE("i and N in a subexpression are those of the group, also through a subgroup") {
    start_scope();
    NeuronGroup G(6, "v : 1\n q = v*10 + i : 1\n n = N : 1", {.threshold = "True", .reset = ""});
    G["v"] = "2 + i";
    CHECK(G.slice(1, 4)["q"].values() == std::vector<double>{31, 42, 53});
    CHECK(G.slice(1, 4)["n"].values() == std::vector<double>{6, 6, 6});
    Synapses S(G.slice(1, 4), G.slice(3, 6), {.model = "w : 1", .on_pre = "w = q_pre + 1000*n_post + i"});
    S.connect({.condition = "i == j and q_pre > 31"});
    CHECK(S.i() == std::vector<int>{1, 2});
    StateMonitor M(G.slice(1, 4), "q");
    run(0.1 * ms);
    CHECK(S["w"].values() == std::vector<double>{6000 + 42 + 1, 6000 + 53 + 2});
    CHECK(M["q"][0][0] == 31);
}

TEST_CASE("a group that was in a network before is not refractory in the next") {
    NeuronGroup G(1, "dv/dt = 1/ms : 1 (unless refractory)", {.threshold = "v>1", .reset = "v=0", .refractory = 1 * ms, .method = "exact"});
    const auto spikes = [&] {
        SpikeMonitor M(G);
        Network net(G, M);
        net.run(20 * ms);
        return M.num_spikes();
    };
    const std::size_t first = spikes();
    CHECK(first > 5);
    CHECK(spikes() >= first - 1);
}

TEST_CASE("the time of the last spike keeps its meaning when dt is changed before the run") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 1/ms : 1", {.threshold = "v>1", .reset = "v=0", .refractory = 200 * second, .method = "exact"});
    SpikeMonitor M(G);
    defaultclock().dt = 1 * us;
    run(2 * ms);
    CHECK(G["lastspike"][0] / ms == doctest::Approx(1.0).epsilon(0.01));
    defaultclock().dt = 0.1 * ms;
    CHECK(M.num_spikes() == 1);
}

TEST_CASE("what a run is bound to cannot be moved while it runs") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.threshold = "True", .reset = ""});
    Synapses S(G, G, {.on_pre = "v += 1", .name = "S"});
    S.connect({.i = 0, .j = 0});
    CHECK(error_of<ValueError>([&] { run(1 * ms, {.report = [&](const Progress&) { S.connect(); }}); }) ==
          "synapses cannot be connected while the network runs");
    CHECK(error_of<ValueError>([&] { run(1 * ms, {.report = [&](const Progress&) { run(1 * ms); }}); }) ==
          "run() cannot be called while the network runs");
    run(0.2 * ms);
    CHECK(G["v"].values() == std::vector<double>{2, 0});
}

TEST_CASE("elements can be added to") {
    start_scope();
    NeuronGroup G(2, "v : volt");
    G["v"][0] += 2 * mV;
    G["v"][0] *= 3;
    G["v"][0] -= 1 * mV;
    G["v"][1] = 8 * mV;
    G["v"][1] /= 2;
    CHECK(G["v"][0] / mV == doctest::Approx(5));
    CHECK(G["v"][1] / mV == doctest::Approx(4));
    CHECK(error_of<DimensionMismatchError>([&] { G["v"][0] += 1 * nA; }).find("cannot add 5 mV and 1 nA") == 0);
}

TEST_CASE("probabilities that are hardly any") {
    start_scope();
    seed(1);
    NeuronGroup G(100, "v : 1");
    Synapses S(G, G, {.name = "S"});
    S.connect({.p = 1e-17});
    CHECK(S.size() == 0);
    CHECK(error_of<ValueError>([&] { S.connect({.p = NAN}); }) == "connect() of 'S' was given a probability that is not a number");
    NeuronGroup large(70000, "v : 1");
    Synapses all(large, large, {.name = "all"});
    CHECK(error_of<ValueError>([&] { all.connect(); }) ==
          "'all' would have about 4.9e+09 synapses; one object holds at most 4294967295");
}

TEST_CASE("refractory periods of all sizes") {
    const auto spikes = [](Refractory refractory) {
        start_scope();
        NeuronGroup G(1, "dv/dt = 1/ms : 1", {.threshold = "v>1", .reset = "v=0", .refractory = refractory, .method = "exact"});
        SpikeMonitor M(G);
        run(20 * ms);
        return M.num_spikes();
    };
    CHECK(spikes(5000 * second) == 1);
    CHECK(spikes(1e16 * second) == 0); // longer than 1e4 s, the time since the spike that never was: as in Brian 2
    CHECK(spikes(0 * ms) > 10);
    CHECK(error_of<ValueError>([&] { spikes("-1*ms"); }).find("must be a finite time that is not negative, but it is -1 ms") !=
          std::string::npos);
}

TEST_CASE("not_refractory is seen alike whether the period is a number or differs from neuron to neuron") {
    start_scope();
    NeuronGroup number(1, "dv/dt = 1/ms : 1", {.threshold = "v>1", .reset = "v=0", .refractory = 2.5 * ms, .method = "exact"});
    NeuronGroup text(1, "dv/dt = 1/ms : 1", {.threshold = "v>1", .reset = "v=0", .refractory = "(1+i)*2.5*ms", .method = "exact"});
    StateMonitor a(number, "not_refractory"), b(text, "not_refractory");
    run(10 * ms);
    CHECK(std::vector<double>(a["not_refractory"][0].begin(), a["not_refractory"][0].end()) ==
          std::vector<double>(b["not_refractory"][0].begin(), b["not_refractory"][0].end()));
}

TEST_CASE("a monitor changes no random numbers") {
    const auto noise = [](bool monitored) {
        NeuronGroup G(4, "dv/dt = xi/second**0.5 : 1", {.method = "euler"});
        NeuronGroup H(4, "dv/dt = xi/second**0.5 : 1", {.method = "euler"});
        StateMonitor M(G, "v");
        Network net(G);
        net.seed(3);
        if (monitored) net.add(M);
        net.add(H);
        net.run(1 * ms);
        return H["v"].values();
    };
    CHECK(noise(true) == noise(false));
}

TEST_CASE("a run that fails before it begins leaves no trace") {
    start_scope();
    NeuronGroup A(1, "v : 1");
    CHECK_THROWS_AS(run(5 * mV), DimensionMismatchError);
    NeuronGroup B(1, "v : 1");
    run(1 * ms);
}

TEST_CASE("runs that end between steps add up") {
    start_scope();
    NeuronGroup G(1, "n : integer", {.threshold = "True", .reset = "n += 1"});
    std::vector<double> steps;
    for (const double duration : {0.25, 0.25, 0.05}) {
        run(duration * ms);
        steps.push_back(G["n"][0]);
    }
    CHECK(steps == std::vector<double>{3, 5, 6}); // as in Brian 2.5.1
}

TEST_CASE("names") {
    CHECK(error_of<ValueError>([] { NeuronGroup(1, "v : 1", {.name = "a b"}); }) ==
          "'a b' cannot name an object: names are letters, digits and '_', no digit first");
    CHECK(error_of<ValueError>([] { NeuronGroup(1, "v : 1", {.constants = {{"a b", 1}}, .name = "G"}); }) ==
          "a constant of 'G' cannot be named 'a b': names are letters, digits and '_', no digit first");
    CHECK(error_of<ValueError>([] { NeuronGroup(1, "v : 1", {.method = "eluer"}); }).find("there is no integration method 'eluer'; did you mean 'euler'?") !=
          std::string::npos);
    NeuronGroup automatic(1, "v : 1");
    NeuronGroup same(1, "v : 1", {.name = automatic.name()});
    Network net(same, automatic); // the automatic name gives way
    net.run(1 * ms);
    CHECK(automatic.name() == same.name() + "_1");
}

TEST_CASE("a shared subexpression has one value") {
    start_scope();
    NeuronGroup G(5, "s : 1 (shared)\n twice = 2*s : 1 (shared)");
    G["s"] = 4;
    CHECK(G["twice"].values() == std::vector<double>{8});
}

TEST_CASE("a chain of subexpressions that double takes no exponential time") {
    start_scope();
    std::string text = "s0 = v : 1\n";
    for (int k = 1; k <= 40; ++k)
        text += "s" + std::to_string(k) + " = s" + std::to_string(k - 1) + " + s" + std::to_string(k - 1) + "*2 : 1\n";
    NeuronGroup G(1, text + "dv/dt = (s40 - s40 - v)/ms : 1");
    G["v"] = 1;
    run(0.1 * ms);
    CHECK(G["v"][0] > 0);
}
