// SPDX-License-Identifier: Apache-2.0
// Clones of networks, and nested states.
#include "stored_model.hpp"
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <memory>

using namespace hillock;
using test::error_of;
using test::StoredModel;

TEST_CASE("a clone goes on as the original would, and neither concerns the other") {
    StoredModel model(9);
    model.net.run(15 * ms);
    model.net.store("half way");
    Network clone = model.net.clone();
    CHECK(clone.t() == 15 * ms);
    CHECK(clone.names() == model.net.names());

    clone.run(10 * ms);
    const auto E = clone.get<NeuronGroup>("E");
    const auto stdp = clone.get<Synapses>("stdp");
    const auto spikes = clone.get<SpikeMonitor>("spikes");
    const auto v = E["v"].values(), w = stdp["w"].values();
    const std::vector<double> times(spikes.t().begin(), spikes.t().end());
    const auto weights = clone.get<StateMonitor>("weights");
    const std::vector<double> trace(weights["w"][2].begin(), weights["w"][2].end());

    CHECK(model.net.t() == 15 * ms); // the original has not moved
    model.net.run(10 * ms);
    CHECK(model.E["v"].values() == v);
    CHECK(model.stdp["w"].values() == w);
    CHECK(std::vector<double>(model.spikes.t().begin(), model.spikes.t().end()) == times);
    CHECK(std::vector<double>(model.weights["w"][2].begin(), model.weights["w"][2].end()) == trace);
    CHECK(model.E["lastspike"].values() == E["lastspike"].values());

    // Stored states come along.
    model.net.restore("half way");
    clone.restore("half way");
    CHECK(model.E["v"].values() == E["v"].values());
    stdp["w"] = 0;
    clone.run(10 * ms);
    model.net.run(10 * ms);
    CHECK(model.E["v"].values() == v);
    CHECK(E["v"].values() != v);
}

TEST_CASE("a clone outlives its original, and a clone of it that one") {
    const auto last = [](bool by_clones) {
        auto model = std::make_unique<StoredModel>(4);
        model->net.run(7 * ms);
        Network first = model->net.clone();
        if (by_clones) model.reset();
        Network second = first.clone();
        if (by_clones) first = Network();
        Network& net = by_clones ? second : model->net;
        net.run(7 * ms);
        return net.get<NeuronGroup>("E")["g"].values();
    };
    CHECK(last(true) == last(false));
}

TEST_CASE("what is done to the objects of a clone is done to it alone") {
    NeuronGroup G(3, "dv/dt = (I(t) - v)/tau : 1\n tau : second (shared)", {.method = "exact", .functions = {{"I", TimedArray({1, 2}, 1 * ms)}}, .name = "G"});
    NeuronGroup H(3, "x : 1 (linked)\n y = x + 1 : 1\n z : 1", {.name = "H"});
    H["x"] = linked_var(G, "v");
    H.run_regularly("z = y");
    Synapses S(G, H, {.model = "u = I_of + 0*v_pre : 1\n I_of : 1", .name = "S"});
    S.connect({.i = {0, 1}, .j = {0, 1}});
    G["tau"] = 1 * ms;
    Network net(G, H, S);
    Network clone = net.clone();
    const auto g = clone.get<NeuronGroup>("G"), h = clone.get<NeuronGroup>("H");
    clone.get<NeuronGroup>("G").set_function("I", TimedArray({5, 7, 9}, 1 * ms));
    auto s = clone.get<Synapses>("S");
    s.connect({.i = 2, .j = 2});
    h.run_regularly("z = 2*y", {.order = 1});
    clone.run(2 * ms);
    net.run(2 * ms);
    CHECK(S.size() == 2);
    CHECK(s.size() == 3);
    // v of the original: 1 - e^-1 after 1 ms, then on towards 2; of the clone towards 5, then 7.
    const double e = std::exp(-1.0);
    CHECK(G["v"][0].value() == doctest::Approx(2 + (1 - e - 2) * e).epsilon(1e-12)); // rounding of 20 steps
    CHECK(g["v"][0].value() == doctest::Approx(7 + (5 * (1 - e) - 7) * e).epsilon(1e-12));
    CHECK(H["x"][1] == G["v"][1]);
    CHECK(h["x"][1] == g["v"][1]); // linked to its own network
    CHECK(H["z"][0].value() < 3);
    CHECK(h["z"][0].value() > 10);

    Network again = clone.clone(); // it has the TimedArray of the clone, and may get one of its own
    again.get<NeuronGroup>("G").set_function("I", TimedArray(std::vector<double>{0}, 1 * ms));
    const double before = g["v"][0].value();
    again.run(1 * ms);
    clone.run(1 * ms);
    CHECK(again.get<NeuronGroup>("G")["v"][0].value() == doctest::Approx(before * e).epsilon(1e-12));
    CHECK(g["v"][0].value() == doctest::Approx(9 + (before - 9) * e).epsilon(1e-12));
}

TEST_CASE("a network that cannot be cloned says why") {
    NeuronGroup G(1, "v : 1", {.name = "G"}), H(1, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "H"});
    SpikeMonitor M(H, {.name = "M"});
    NetworkOperation tick([] {}, {.name = "tick"});
    Network net(G, tick);
    CHECK(error_of<ValueError>([&] { (void)net.clone(); }) ==
          "a network with 'tick' cannot be cloned: the function that it calls belongs to one network; build each network anew, in a function");
    Network lacking(M);
    CHECK(error_of<ValueError>([&] { (void)lacking.clone(); }) == "'M' needs 'H', which is not part of the network that runs");
}

TEST_CASE("clones without a seed draw what the original would have drawn") {
    NeuronGroup G(2, "dv/dt = xi*second**-0.5 : 1", {.method = "euler", .name = "G"});
    Network net(G);
    Network clone = net.clone();
    net.run(1 * ms);
    clone.run(1 * ms);
    CHECK(clone.get<NeuronGroup>("G")["v"].values() == G["v"].values());
}

TEST_CASE("states of all objects, by name of the object and of the variable") {
    NeuronGroup G(2, "v : 1\n w : volt", {.name = "G"}), H(1, "x : 1", {.name = "H"});
    Synapses S(G, H, {.model = "u : 1", .name = "S"}), none(G, H, {.model = "u : 1", .name = "none"});
    S.connect();
    StateMonitor M(G, "v", {.name = "M"});
    Network net(G, H, S, none, M);
    G["v"] = std::vector<double>{1, 2};
    S["u"] = 3;
    auto states = net.get_states({.read_only_variables = false});
    CHECK(states.size() == 3);
    CHECK(states.at("G").at("v").values == std::vector<double>{1, 2});
    CHECK(states.at("G").size() == 2);
    CHECK(states.at("S").at("u").values == std::vector<double>{3, 3});
    G["v"] = 0;
    S["u"] = 0;
    net.set_states(states);
    CHECK(G["v"].values() == std::vector<double>{1, 2});
    CHECK(S["u"].values() == std::vector<double>{3, 3});
    states["G"]["v"].values = {7, 7};
    states["S"]["u"].values = {1};
    CHECK(error_of<ValueError>([&] { net.set_states(states); }) ==
          "cannot assign an array of 1 values to 'u' of 'S', which has 2 elements");
    CHECK(G["v"].values() == std::vector<double>{1, 2}); // nor anything else
    CHECK(error_of<TypeError>([&] { net.set_states({{"M", {}}}); }) == "'M' has no variables that could be assigned");
}
