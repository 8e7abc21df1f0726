// SPDX-License-Identifier: Apache-2.0
// From events to code of synapses: pathways, their order, their delays, through the public interface.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

/// Neuron k of these spikes in the steps in which `fires` holds.
NeuronGroup firing(int size, const std::string& when, const std::string& name = "") {
    return NeuronGroup(size, "v : 1\n u : 1", {.threshold = when, .reset = "", .name = name});
}

/// Steps in which the traces of a monitor change, with the values that they change to.
std::vector<std::pair<int, double>> changes(std::span<const double> trace) {
    std::vector<std::pair<int, double>> found;
    for (std::size_t k = 1; k < trace.size(); ++k)
        if (trace[k] != trace[k - 1]) found.emplace_back(static_cast<int>(k) - 1, trace[k]); // seen at the start of the next step
    return found;
}
using Changes = std::vector<std::pair<int, double>>;

} // namespace

TEST_CASE("a delay is a whole number of steps, rounded half up") {
    for (const auto& [delay, steps] : {std::pair(0 * ms, 0), std::pair(0.04 * ms, 0), std::pair(0.06 * ms, 1), std::pair(0.5 * ms, 5),
                                       std::pair(1.04 * ms, 10)}) {
        start_scope();
        NeuronGroup G = firing(1, "t_in_timesteps == 3 or t_in_timesteps == 5"), H(1, "x : 1");
        Synapses S(G, H, {.on_pre = "x += 1", .delay = delay});
        S.connect();
        StateMonitor M(H, "x");
        run(3 * ms);
        CHECK(changes(M["x"][0]) == Changes{{3 + steps, 1}, {5 + steps, 2}});
    }
}

TEST_CASE("synapses may have delays of their own, by number, list and text, in any order of connection") {
    start_scope();
    NeuronGroup G = firing(2, "t_in_timesteps == 2*i"), H(3, "x : 1");
    Synapses S(G, H, {.model = "w : 1", .on_pre = "x += w"});
    S.connect({.i = {1, 0, 1, 0, 0}, .j = {0, 0, 1, 2, 1}});
    S["w"] = Values{1, 10, 100, 1000, 10000};
    SUBCASE("list") { S.delay() = Values{0.5, 0.1, 0.2, 0.4, 0.3} * ms; }
    SUBCASE("text") { S["delay"] = "(5*(w == 1) + (w == 10) + 2*(w == 100) + 4*(w == 1000) + 3*(w == 10000))*0.1*ms"; }
    SUBCASE("one by one") {
        S["delay"] = 0.5 * ms;
        S["delay"][1] = 0.1 * ms;
        S["delay"][{2, 4}] = Values{0.2, 0.3} * ms;
        S["delay"]["w == 1000"] = 0.4 * ms;
    }
    for (std::size_t k = 0; k < 5; ++k) CHECK(S["delay"].values()[k] == doctest::Approx(Values{5e-4, 1e-4, 2e-4, 4e-4, 3e-4}[k]));
    StateMonitor M(H, "x");
    run(1 * ms);
    CHECK(changes(M["x"][0]) == Changes{{1, 10}, {7, 11}});
    CHECK(changes(M["x"][1]) == Changes{{3, 10000}, {4, 10100}});
    CHECK(changes(M["x"][2]) == Changes{{4, 1000}});
    // Whatever the synapses' place in memory, users see them as they made them.
    CHECK(S["w"].values() == Values{1, 10, 100, 1000, 10000});
    CHECK(S.i() == std::vector<int>{1, 0, 1, 0, 0});
    CHECK(S.j() == std::vector<int>{0, 0, 1, 2, 1});
    CHECK(S["delay"][3].value() == doctest::Approx(4e-4));
    S.connect({.i = {0}, .j = {0}});
    CHECK(S["delay"].values().size() == 6);
    CHECK(S["delay"][5].value() == 0);
    CHECK(S["delay"][0].value() == doctest::Approx(5e-4));
    CHECK(S["w"].values() == Values{1, 10, 100, 1000, 10000, 0});
}

TEST_CASE("events that are under way arrive in a later run") {
    NeuronGroup G = firing(3, "t_in_timesteps == 8 + i"), H(1, "x : 1");
    for (const bool unequal : {false, true}) {
        Synapses S(G, H, {.on_pre = "x += 1 + i"});
        S.connect();
        S.delay() = 0.5 * ms;
        if (unequal) S.delay()[2] = 0.7 * ms;
        Network net(G, H, S);
        H["x"] = 0;
        net.run(1 * ms); // steps 0 to 9
        CHECK(H["x"][0].value() == 0);
        net.run(0.4 * ms); // up to step 13: neuron 0
        CHECK(H["x"][0].value() == 1);
        net.run(0.1 * ms);
        CHECK(H["x"][0].value() == 3);
        net.run(1 * ms);
        CHECK(H["x"][0].value() == 6);
    }
}

TEST_CASE("on_post runs for the synapses of a target, after on_pre of the same step") {
    start_scope();
    NeuronGroup G = firing(3, "t_in_timesteps == 4"), H = firing(2, "t_in_timesteps == 4 and i == 1");
    G["v"] = "10*i";
    H["v"] = "100*(i + 1)";
    Synapses S(G, H, {.model = "w : 1\n order_of : 1", .on_pre = "w = 1", .on_post = "w = w*10 + v_pre + v_post; u_pre += 1"});
    S.connect({.condition = "i != 1"});
    run(1 * ms);
    CHECK(S["w"].values() == Values{1, 210, 1, 230}); // (0,0) (0,1) (2,0) (2,1)
    CHECK(G["u"].values() == Values{1, 0, 1});
}

TEST_CASE("on_post has delays too, one or one each") {
    start_scope();
    NeuronGroup G(2, "v : 1"), H = firing(2, "t_in_timesteps == 1 + i");
    Synapses S(G, H, {.model = "x : 1", .on_post = "x = t_in_timesteps"});
    S.connect();
    SUBCASE("one") {
        S.pathway("post").delay() = 0.3 * ms;
        run(2 * ms);
        CHECK(S["x"].values() == Values{4, 5, 4, 5});
    }
    SUBCASE("each") {
        S["post.delay"] = "(i + 3*j)*0.1*ms";
        run(2 * ms);
        CHECK(S["x"].values() == Values{1, 5, 2, 6});
    }
}

TEST_CASE("pathways run in order of their names unless they are told otherwise") {
    start_scope();
    NeuronGroup G = firing(1, "t_in_timesteps == 0"), H(1, "x : 1");
    Synapses S(G, H, {.on_pre = {{"b", "x = 10*x + 2"}, {"a", "x = 10*x + 1"}, {"c", "x = 10*x + 3"}}});
    S.connect();
    SUBCASE("by name") {
        run(0.1 * ms);
        CHECK(H["x"][0].value() == 123);
    }
    SUBCASE("by order") {
        S.pathway("c").set_order(-2);
        run(0.1 * ms);
        CHECK(H["x"][0].value() == 312);
    }
    SUBCASE("by slot and delay") {
        S.pathway("a").set_when("after_resets");
        S.pathway("b").delay() = 0.1 * ms;
        run(0.1 * ms);
        CHECK(H["x"][0].value() == 31);
        run(0.1 * ms);
        CHECK(H["x"][0].value() == 312);
    }
}

TEST_CASE("each pathway has delays of its own over the same synapses") {
    start_scope();
    NeuronGroup G = firing(2, "t_in_timesteps == 0"), H(2, "x : 1\n y : 1");
    Synapses S(G, H, {.model = "w : 1", .on_pre = {{"fast", "x += w*t_in_timesteps"}, {"slow", "y += w*t_in_timesteps"}},
                      .delay = {{"slow", 0.4 * ms}}});
    S.connect();
    S["w"] = "1 + 9*i";
    S.pathway("fast").delay() = "(1 + 2*i - j)*0.1*ms";
    run(1 * ms);
    CHECK(H["x"].values() == Values{1 + 10 * 3, 0 + 10 * 2});
    CHECK(H["y"].values() == Values{44, 44});
    // Unequal delays of two pathways: rows can be in the order of one.
    Synapses R(G, H, {.model = "w : 1", .on_pre = {{"one", "x += 1"}, {"two", "y += t_in_timesteps"}}});
    R.connect({.i = {0, 0, 0}, .j = {0, 1, 0}});
    R.pathway("one").delay() = Values{0.3, 0.1, 0.2} * ms;
    R.pathway("two").delay() = Values{0.1, 0.3, 0.2} * ms;
    NeuronGroup F = firing(1, "t_in_timesteps == 0");
    CHECK(R.pathway("one").delay().values()[0] == doctest::Approx(3e-4));
    CHECK(R.pathway("two").delay().values()[0] == doctest::Approx(1e-4));
}

TEST_CASE("zero delay acts before the reset, refractory variables are not written") {
    start_scope();
    NeuronGroup G(2, "dv/dt = 0*v/ms : 1 (unless refractory)\n u : 1",
                  {.threshold = "v > 1", .reset = "u = v; v = 0", .refractory = 1 * ms});
    G["v"] = Values{2, 0};
    Synapses S(G, G, {.on_pre = "v += 10"});
    S.connect();
    run(0.1 * ms);
    CHECK(G["u"].values() == Values{2, 0}); // its own input found it refractory
    CHECK(G["v"].values() == Values{0, 10});
}

TEST_CASE("pathways wait for custom events") {
    start_scope();
    NeuronGroup G(3, "v : 1", {.events = {{"odd", "i % 2 == 1"}, {"first", "i == 0 and t_in_timesteps == 0"}}}), H(1, "x : 1\n y : 1");
    Synapses S(G, H, {.on_pre = {{"a", "x += 1"}, {"b", "y += 1"}}, .on_event = {{"a", "odd"}, {"b", "first"}}});
    S.connect();
    run(0.3 * ms);
    CHECK(H["x"][0].value() == 3);
    CHECK(H["y"][0].value() == 1);
    Synapses R(G, H, {.on_pre = "x += 1", .on_event = "odd"});
    CHECK_THROWS_AS(Synapses(G, H, {.on_pre = "x += 1", .on_event = "od"}), ValueError);
}

TEST_CASE("delays of subgroups, and of many spikes against the definition") {
    start_scope();
    seed(11);
    NeuronGroup G = firing(40, "(t_in_timesteps + 7*i) % 13 == 0"), H(30, "x : 1");
    Synapses S(G.slice(5, 35), H.slice(10, 30), {.model = "w : 1", .on_pre = "x += w"});
    S.connect({.p = 0.3});
    S["w"] = "rand()";
    S.delay() = "rand()*2.5*ms";
    SpikeMonitor spikes(G.slice(5, 35));
    const int steps = 100;
    run(steps * 0.1 * ms);
    const Values w = S["w"].values(), delay = S.delay().values();
    const auto i = S.i(), j = S.j();
    Values expected(30, 0.0);
    for (std::size_t s = 0; s < spikes.num_spikes(); ++s)
        for (std::size_t k = 0; k < w.size(); ++k)
            if (i[k] == spikes.i()[s] && std::lround(spikes.t()[s] / 1e-4) + std::lround(delay[k] / 1e-4) < steps)
                expected[static_cast<std::size_t>(10 + j[k])] += w[k];
    for (std::size_t k = 0; k < 30; ++k) CHECK(H["x"][static_cast<int>(k)].value() == doctest::Approx(expected[k]).epsilon(1e-12)); // another order of additions
}

TEST_CASE("what pathways and delays refuse") {
    start_scope();
    NeuronGroup G = firing(2, "v > 1", "G"), silent(2, "v : 1", {.name = "silent"});
    const auto make = [&](const SynapsesOptions& options) { return error_of<Error>([&] { Synapses(G, G, options); }); };
    CHECK(error_of<ValueError>([&] { Synapses(silent, G, {.on_pre = "v += 1", .name = "S"}); }) ==
          "'S' has on_pre code, but 'silent' has no threshold: its neurons never spike");
    CHECK(error_of<ValueError>([&] { Synapses(G, silent, {.on_post = "v += 1", .name = "S"}); }) ==
          "'S' has on_post code, but 'silent' has no threshold: its neurons never spike");
    CHECK(make({.on_pre = "v += 1", .on_post = {{"pre", "v += 1"}}, .name = "S"}) == "'S' has two pathways named 'pre'");
    CHECK(make({.on_pre = {{"1st", "v += 1"}}, .name = "S"}) ==
          "a pathway of 'S' cannot be named '1st': names are letters, digits and '_', no digit first");
    CHECK(make({.on_pre = "v += 1", .delay = 3 * mV, .name = "S"}) ==
          "the delay of the pathway 'pre' of 'S' must be a time, but it is 3 mV");
    CHECK(make({.on_pre = "v += 1", .delay = -1 * ms, .name = "S"}) ==
          "the delay of the pathway 'pre' of 'S' must be a time from 0 s to 65535 steps of 100 us, but it is -1 ms");
    CHECK(make({.on_pre = "v += 1", .delay = {{"post", 1 * ms}}, .name = "S"}) == "'S' has no pathway 'post'; it has 'pre'");
    CHECK(make({.delay = 1 * ms, .name = "S"}) == "'S' has no pathway 'pre'; it has neither on_pre nor on_post code");
    CHECK(make({.on_pre = "v += 1", .on_event = {{"up", "spike"}}, .name = "S"}) == "'S' has no pathway 'up'; it has 'pre'");
    Synapses S(G, G, {.on_pre = "v += 1", .delay = 1 * ms, .name = "S"});
    S.connect();
    CHECK(error_of<ValueError>([&] { S.delay() = "i*ms"; }) ==
          "the pathway 'pre' of 'S' was made with one delay for all synapses: assign one time to all of them");
    S.delay() = 2 * ms;
    CHECK(S.delay().values() == Values(4, 2e-3));
    Synapses R(G, G, {.on_pre = "v += 1", .name = "R"});
    R.connect();
    CHECK_THROWS_AS(R.delay() = 1 * mV, DimensionMismatchError);
    CHECK_THROWS_AS(R.delay() = "i*mV", DimensionMismatchError);
    CHECK(error_of<ValueError>([&] { R.delay() = "(1 - i)*ms - 0.5*ms"; }) ==
          "the delay of the pathway 'pre' of 'R' must be a time from 0 s to 65535 steps of 100 us, but it is -500 us");
    CHECK(R.delay().values() == Values(4, 0.0));
    CHECK_THROWS_AS(R.pathway("pst"), NameError);
    CHECK_THROWS_AS(R.pathway("pre").set_when("some time"), ValueError);
}

TEST_CASE("a network operation is called when it asked for it, and sees and changes the state") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 1/second : 1", {.method = "euler"});
    std::vector<double> times;
    int calls = 0;
    NetworkOperation every([&] { ++calls; });
    NetworkOperation tick([&](Quantity t) {
        times.push_back(std::round(t / (0.1 * ms)));
        if (times.size() == 2) G["v"] = 5;
    }, {.dt = 0.3 * ms});
    run(1 * ms);
    CHECK(times == Values{0, 3, 6, 9});
    CHECK(calls == 10);
    CHECK(G["v"][0].value() == doctest::Approx(5 + 7e-4).epsilon(1e-12)); // rounding of the additions

    NetworkOperation bad([&](Quantity) { throw std::runtime_error("mine"); }, {.name = "bad"});
    Network net(bad);
    CHECK_THROWS_WITH_AS(net.run(1 * ms), "mine", std::runtime_error);
    CHECK_THROWS_AS(NetworkOperation([] {}, {.dt = 1 * mV}), DimensionMismatchError);
}

TEST_CASE("the threshold sees what runs between the equations and it") {
    for (const bool by_host : {true, false}) {
        start_scope();
        NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .reset = "v = 0"}), source = firing(1, "t_in_timesteps == 1");
        Synapses S(source, G, {.on_pre = "v_post += 2", .delay = 0.1 * ms});
        S.connect();
        S.pathway("pre").set_when(by_host ? "synapses" : "after_groups");
        NetworkOperation write([&](Quantity t) {
            if (by_host && std::lround(t / (0.1 * ms)) == 2) G["v"] = 2;
        }, {.when = "before_thresholds"});
        SpikeMonitor M(G);
        run(1 * ms);
        REQUIRE(M.num_spikes() == 2); // in the first case the input of step 2 meets the reset
        CHECK(std::lround(M.t()[0] / 1e-4) == (by_host ? 2 : 3)); // the spike of step 1 is seen in step 2, the delay follows
    }
}

TEST_CASE("code that does not commute runs in order of creation, on both sides") {
    start_scope();
    NeuronGroup G = firing(4, "t_in_timesteps == 0"), H = firing(3, "t_in_timesteps == 0");
    Synapses S(G, H, {.model = "w : 1", .on_pre = "v_post = w", .on_post = "v_pre = 10*v_pre + w"});
    S.connect({.i = {3, 0, 0, 2, 0}, .j = {1, 1, 1, 0, 1}});
    S["w"] = Values{1, 2, 3, 4, 5};
    run(0.1 * ms);
    CHECK(H["v"].values() == Values{4, 1, 0}); // by ascending presynaptic neuron: 2, 3 and 5 of neuron 0, then 1 of neuron 3
    CHECK(G["v"].values() == Values{235, 0, 4, 1});
}

TEST_CASE("a column is walked in order of creation") {
    start_scope();
    NeuronGroup G = firing(4, "False"), H = firing(3, "t_in_timesteps == 0");
    Synapses S(G, H, {.model = "w : 1", .on_post = "u_post = 10*u_post + w"});
    S.connect({.i = {3, 0, 0, 2, 0}, .j = {1, 1, 1, 0, 1}});
    S["w"] = Values{1, 2, 3, 4, 5};
    run(0.1 * ms);
    CHECK(H["u"].values() == Values{4, 1235, 0});
}

TEST_CASE("code for all synapses that does not commute runs in order of creation") {
    start_scope();
    NeuronGroup G(3, ""), H(2, "z : 1\n sum_of : 1");
    Synapses S(G, H, {.model = "w : 1"});
    S.connect({.i = {2, 0, 1, 0}, .j = {0, 0, 1, 0}});
    S["w"] = Values{1, 2, 3, 4};
    S.run_regularly("z_post = 10*z_post + w");
    S.run_regularly("sum_of_post += w");
    run(0.1 * ms);
    CHECK(H["z"].values() == Values{124, 3});
    CHECK(H["sum_of"].values() == Values{7, 3});
}
