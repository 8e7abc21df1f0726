// SPDX-License-Identifier: Apache-2.0
// Code that runs at given times.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

/// The starts of the steps at which the first element of a count grows, in units of 0.1 ms.
std::vector<int> steps_of_growth(const StateMonitor& monitor, std::size_t row = 0) {
    std::vector<int> steps;
    const auto n = monitor["n"][row];
    for (std::size_t k = 0; k < n.size(); ++k)
        if (n[k] != (k == 0 ? 0 : n[k - 1])) steps.push_back(static_cast<int>(k));
    return steps;
}

} // namespace

TEST_CASE("run_at runs once in the steps of its times, given in any order") {
    start_scope();
    NeuronGroup G(3, "n : 1\n s : integer (shared)", {.name = "G"});
    // 1.25 ms is inside of a step, 0.3 ms is 3 * 0.1 ms only to rounding.
    G.run_at("s += 1\nn += 1 + i", {2 * ms, 0, 1.25 * ms, 0.3 * ms});
    StateMonitor M(G, "n", {.record = true});
    run(0.9 * ms);
    run(3 * ms);
    CHECK(steps_of_growth(M) == std::vector<int>{0, 3, 12, 20});
    CHECK(G["n"].values() == std::vector<double>{4, 8, 12});
    CHECK(G["s"][0] == 4);
}

TEST_CASE("run_at of a slice counts from the slice, and takes its times from a list, a vector or an array with a unit") {
    start_scope();
    NeuronGroup G(4, "n : 1");
    const std::vector<Quantity> times{0.1 * ms, 0.2 * ms};
    G.slice(1, 3).run_at("n += 1 + 10*i", times);
    G.slice(3, 4).run_at("n += N", std::vector<double>{0.1, 0.2, 0.4} * ms);
    G.slice(0, 1).run_at("n = 5", {0.2 * ms});
    run(1 * ms);
    CHECK(G["n"].values() == std::vector<double>{5, 2, 22, 3});
}

TEST_CASE("run_at has a slot, an order and random numbers of its own") {
    start_scope();
    seed(4);
    NeuronGroup G(2, "n : 1\n seen : 1\n x : 1\n y : 1");
    G.run_at("n = 1", {0.1 * ms}, {.when = "end"});
    G.run_regularly("seen = n", {.when = "end", .order = -1});
    G.run_at("x = rand()", {0 * ms});
    G.run_at("y = rand()", {0 * ms});
    run(0.2 * ms);
    CHECK(G["n"][0] == 1);
    CHECK(G["seen"][0] == 0);
    CHECK(G["x"][0] != G["y"][0]);
    CHECK(G["x"][0] != G["x"][1]);
    run(0.1 * ms);
    CHECK(G["seen"][0] == 1);
}

TEST_CASE("times that are over when run_at is called are skipped, those of a network before are counted anew") {
    start_scope();
    NeuronGroup G(1, "n : 1");
    {
        Network network(G);
        network.run(2 * ms);
        G.run_at("n += 1", {1 * ms, 3 * ms});
        network.run(2 * ms);
        CHECK(G["n"][0] == 1);
    }
    Network network(G);
    network.run(2 * ms);
    CHECK(G["n"][0] == 2);
    network.run(2 * ms);
    CHECK(G["n"][0] == 3);
}

TEST_CASE("run_at refuses what is no time, and a time twice") {
    start_scope();
    NeuronGroup G(1, "n : 1", {.name = "G"});
    const auto refused = [&]<class Exception>(Exception*, const std::vector<Quantity>& times) {
        return error_of<Exception>([&] { G.run_at("n += 1", times); });
    };
    DimensionMismatchError* const dimension = nullptr;
    ValueError* const value = nullptr;
    CHECK(refused(dimension, {1 * ms, 2 * mV}) == "run_at of 'G' takes times such as '10*ms', but was given 2 mV");
    CHECK(refused(dimension, {3}) == "run_at of 'G' takes times such as '10*ms', but was given 3");
    CHECK(refused(value, {1 * ms, -2 * ms}) == "run_at of 'G' takes finite times that are not negative, but was given -2 ms");
    CHECK(refused(value, {INFINITY * second}) == "run_at of 'G' takes finite times that are not negative, but was given inf s");
    CHECK(refused(value, {NAN * second}) == "run_at of 'G' takes finite times that are not negative, but was given nan s");
    CHECK(refused(value, {5 * ms, 1 * ms, 5 * ms}) == "run_at of 'G' was given the time 5 ms twice");
    CHECK(error_of<ValueError>([&] { G.run_at("n += 1", {1 * ms}, {.when = "1st"}); }).find("'1st' cannot name a slot") == 0);
    CHECK(error_of<NameError>([&] { G.run_at("n += m", {1 * ms}); }).find("G.run_at:1:6: error: ") == 0);
    run(10 * ms);
    CHECK(G["n"][0] == 0); // nothing of all this was taken
    G.run_at("n += 1", {11.02 * ms, 12 * ms, 11.05 * ms});
    CHECK(error_of<ValueError>([] { run(10 * ms); }) ==
          "'G.run_at' runs at 11.02 ms and at 11.05 ms, which are in the same step of the clock, whose dt is 100 us");
}
