// SPDX-License-Identifier: Apache-2.0
// Delays and connections that change between runs: what is under way arrives once, when it would have, and in order of creation.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <string>
#include <vector>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

NeuronGroup spiking_at(int size, const std::string& steps) { return NeuronGroup(size, "", {.threshold = steps, .reset = ""}); }

} // namespace

TEST_CASE("spikes that are under way when delays change keep the delays that they set out with") {
    struct Case {
        Values before, after; // steps, of two synapses
        int change;           // steps run before the change
        Values arrival;       // steps, of the spike of step 2
    };
    const std::vector<Case> cases{
        {{2, 2}, {5, 5}, 5, {4, 4}}, // arrived in the last step: not again
        {{2, 2}, {5, 5}, 4, {4, 4}}, {{2, 2}, {5, 7}, 5, {4, 4}}, {{7, 7}, {2, 2}, 6, {9, 9}}, {{7, 7}, {0, 0}, 6, {9, 9}},
        {{7, 7}, {1, 3}, 6, {9, 9}}, {{1, 5}, {7, 7}, 5, {3, 7}}, {{1, 5}, {7, 8}, 5, {3, 7}}, {{5, 1}, {2, 1}, 5, {7, 3}},
        {{1, 5}, {0, 0}, 5, {3, 7}}, {{0, 0}, {5, 5}, 3, {2, 2}}, {{3, 9}, {4, 9}, 4, {5, 11}},
    };
    for (const bool onto_source : {false, true}) {
        for (const Case& c : cases) {
            CAPTURE(c.before);
            CAPTURE(c.after);
            NeuronGroup fires = spiking_at(1, "t_in_timesteps == 2"), others(2, "x : 1");
            const char* const code = "count += 1; last = t_in_timesteps";
            const char* const model = "count : 1\n last : 1";
            Synapses S = onto_source ? Synapses(others, fires, {.model = model, .on_post = code})
                                     : Synapses(fires, others, {.model = model, .on_pre = code});
            S.connect();
            const VariableView delay = S.pathway(onto_source ? "post" : "pre").delay();
            delay = c.before * (0.1 * ms);
            Network net(fires, others, S);
            net.run(c.change * 0.1 * ms);
            delay = c.after * (0.1 * ms);
            net.run(0.1 * ms);
            delay = 4.2 * ms; // once more, with what was under way then
            net.run(2 * ms);
            CHECK(S["count"].values() == Values{1, 1});
            CHECK(S["last"].values() == c.arrival);
        }
    }
}

TEST_CASE("synapses that are added do not get the spikes that are under way, and those that are moved in memory do") {
    for (const bool unequal : {false, true}) {
        NeuronGroup G = spiking_at(3, "t_in_timesteps == 2"), H(3, "x : 1");
        Synapses S(G, H, {.model = "count : 1\n last : 1", .on_pre = "count += 1; last = t_in_timesteps"});
        S.connect({.i = {1, 1}, .j = {0, 2}});
        S.delay() = (unequal ? Values{4, 6} : Values{6, 6}) * (0.1 * ms);
        Network net(G, H, S);
        net.run(0.5 * ms);
        S.connect({.i = {1, 0, 1}, .j = {1, 1, 0}});
        S.delay() = Values{1, 9, 5, 5, 4} * (0.1 * ms);
        net.run(2 * ms);
        CHECK(S["count"].values() == Values{1, 1, 0, 0, 0});
        CHECK(S["last"].values() == Values{unequal ? 6.0 : 8.0, 8, 0, 0, 0});
    }
}

TEST_CASE("code that depends on the order runs in order of creation, whatever delays another pathway has or had") {
    NeuronGroup G(2, "y : 1", {.threshold = "t_in_timesteps == 0 or t_in_timesteps == 10", .reset = ""}), H(2, "x : 1\n z : 1");
    Synapses S(G, H, {.model = "w : 1", .on_pre = {{"a", "z += 1"}, {"b", "x = 10*x + w; y_pre = 10*y_pre + w"}}});
    S.connect({.i = {1, 0, 0, 0, 1, 0}, .j = {0, 0, 1, 0, 1, 0}});
    S["w"] = Values{1, 2, 3, 4, 5, 6};
    Values x{2461, 35}, y{2346, 15};
    Network net(G, H, S);
    SUBCASE("none") {}
    SUBCASE("of another") { S["a.delay"] = Values{6, 5, 4, 3, 2, 1} * (0.1 * ms); }
    SUBCASE("of both") {
        S["a.delay"] = Values{6, 5, 4, 3, 2, 1} * (0.1 * ms);
        S["b.delay"] = Values{2, 2, 2, 2, 2, 3} * (0.1 * ms);
        x = {2416, 35};
    }
    SUBCASE("of before") {
        S["b.delay"] = Values{6, 5, 4, 3, 2, 1} * (0.1 * ms);
        net.run(0.9 * ms);
        H["x"] = 0;
        G["y"] = 0;
        S["b.delay"] = 0 * ms;
    }
    net.run(0.9 * ms);
    if (G["y"][0].value() == 0) net.run(0.9 * ms);
    CHECK(H["x"].values() == x);
    CHECK(G["y"].values() == y);
}

TEST_CASE("delays that are no whole steps where they are assigned are rounded to the steps of the run") {
    const Quantity usual = defaultclock().dt;
    defaultclock().dt = 0.1 * ms;
    NeuronGroup G = spiking_at(1, "abs(t - 2*ms) < 0.001*ms"), H(6, "");
    Synapses S(G, H, {.model = "last : second", .on_pre = "last = t"});
    S.connect({.i = 0, .j = range(5)});
    S["last"] = -1 * second;
    // Ascending in steps of 0.1 ms only as 0, 0, 1, 1, 12; in steps of 0.01 ms another way around.
    const Values delays{0.04e-3, 0.01e-3, 0.14e-3, 0.123e-3, 1.2 / 3 * 3e-3};
    S.delay() = delays * second;
    S.connect({.i = 0, .j = 5});
    S.delay()[5] = 0.3334e-3 * second;
    Values all = delays;
    all.push_back(0.3334e-3);
    const auto as_assigned = [&] {
        const Values now = S.delay().values();
        // A step of then in 60000 parts, in which all but the last are whole: two roundings.
        for (std::size_t k = 0; k < 5; ++k) CHECK(now[k] == doctest::Approx(all[k]).epsilon(1e-15));
        CHECK(std::abs(now[5] - all[5]) <= 0.5 / 60000 * 1e-4);
    };
    as_assigned();
    Network net(G, H, S);
    const auto arrivals = [&](const Quantity& dt) {
        std::vector<long> steps;
        for (const double last : S["last"].values()) steps.push_back(std::lround((last - 2e-3) / dt.value()));
        return steps;
    };
    using Steps = std::vector<long>;
    net.run(1 * ms);
    as_assigned();
    net.store();
    SUBCASE("as they were assigned") {
        net.run(3 * ms);
        CHECK(arrivals(0.1 * ms) == Steps{0, 0, 1, 1, 12, 3});
    }
    SUBCASE("finer") {
        defaultclock().dt = 0.01 * ms;
        net.run(3 * ms);
        CHECK(arrivals(0.01 * ms) == Steps{4, 1, 14, 12, 120, 33});
    }
    SUBCASE("finer after the state was stored with others") {
        S.delay() = "0.7*ms";
        defaultclock().dt = 0.05 * ms;
        net.run(3 * ms);
        net.restore();
        defaultclock().dt = 0.005 * ms;
        net.run(3 * ms);
        CHECK(arrivals(0.005 * ms) == Steps{8, 2, 28, 25, 240, 67}); // 24.6 is 25
    }
    SUBCASE("in steps that do not fit into each other") {
        defaultclock().dt = 0.25 * ms;
        net.run(0.25 * ms);
        as_assigned();
        defaultclock().dt = 0.05 * ms;
        net.run(3 * ms);
        CHECK(arrivals(0.05 * ms) == Steps{1, 0, 3, 2, 24, 7});
    }
    SUBCASE("some of them anew, by then in other steps") {
        defaultclock().dt = 0.02 * ms;
        S.delay()[1] = 0.0501 * ms;
        net.run(3 * ms);
        CHECK(arrivals(0.02 * ms) == Steps{2, 3, 7, 6, 60, 17});
    }
    defaultclock().dt = usual;
}

TEST_CASE("delays take two bytes more where they are no whole steps") {
    NeuronGroup G = spiking_at(100, "False"), H(100, "");
    Synapses S(G, H, {.model = "w : 1", .on_pre = "w += 1"});
    S.connect();
    const std::size_t equal = S.memory();
    S.delay() = "0.1*ms*(i % 7)";
    CHECK(S.memory() == equal + 10'000);
    S.delay() = "0.1*ms*(i % 7) + 0.02*ms";
    CHECK(S.memory() == equal + 30'000);
    S.delay() = 0.12 * ms;
    CHECK(S.memory() == equal);
    S.delay() = std::vector<double>(10'000, 0.12) * ms;
    CHECK(S.memory() == equal);
    CHECK(S.delay().values()[7] == doctest::Approx(0.12e-3).epsilon(1e-15)); // two roundings
}

TEST_CASE("delays of more than 65535 steps of a dt that comes after them are refused by the run") {
    const Quantity usual = defaultclock().dt;
    defaultclock().dt = 0.1 * ms;
    NeuronGroup G = spiking_at(1, "t_in_timesteps == 0"), H(2, "x : 1");
    Synapses S(G, H, {.on_pre = "x += 1", .name = "S"});
    S.connect();
    Network net(G, H, S);
    const char* const message =
        "the delay of the pathway 'pre' of 'S' must be a time from 0 s to 65535 steps of 1 us, but it is 70 ms";
    SUBCASE("unequal") { S.delay() = Values{1, 70} * ms; }
    SUBCASE("equal") { S.delay() = 70 * ms; }
    net.run(0.5 * ms);
    defaultclock().dt = 1 * us;
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == message);
    CHECK(error_of<ValueError>([&] { S.delay()[0] = 2 * ms; }) == message);
    CHECK(net.t() / ms == doctest::Approx(0.5).epsilon(1e-12));
    CHECK(H["x"].values() == Values{0, 0});
    defaultclock().dt = 0.1 * ms;
    net.run(70 * ms);
    CHECK(H["x"].values() == Values{1, 1});
    defaultclock().dt = usual;
}

TEST_CASE("before connect() there is one delay for all, or none") {
    NeuronGroup G = spiking_at(2, "t_in_timesteps == 0");
    Synapses S(G, G, {.model = "w : 1", .on_pre = "w += 1", .name = "S"});
    const std::string message = "'S' has no synapses: call connect() before they get delays of their own";
    CHECK(error_of<ValueError>([&] { S.delay() = "1*ms"; }) == message);
    CHECK(error_of<ValueError>([&] { S.delay() = Values{} * ms; }) == message);
    S.delay() = 1 * ms;
    S.connect();
    CHECK(S.delay().values() == Values(4, 1e-3));
}
