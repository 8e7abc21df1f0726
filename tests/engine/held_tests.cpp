// SPDX-License-Identifier: Apache-2.0
// Subexpressions (constant over dt), and constants that a network or a run gives, through the public interface.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

TEST_CASE("(constant over dt) draws once a step, for all uses") {
    start_scope();
    seed(4);
    NeuronGroup G(100, "r = rand() : 1 (constant over dt)\n a : 1\n b : 1\n same = r : 1");
    G.run_regularly("a = r - same", {.when = "groups"});
    G.run_regularly("b = r", {.when = "end"});
    StateMonitor M(G, {"r", "same"});
    run(2 * 0.1 * ms);
    CHECK(G["a"].values() == Values(100, 0.0));
    double changed = 0;
    for (std::size_t k = 0; k < 100; ++k) {
        CHECK(M["r"][k][1] == G["b"][static_cast<int>(k)].value());
        CHECK(M["r"][k][0] == M["same"][k][0]);
        changed += M["r"][k][0] != M["r"][k][1];
    }
    CHECK(changed == 100);
}

TEST_CASE("what is drawn for all elements at once is not what the first of them draws") {
    start_scope();
    seed(5);
    NeuronGroup G(3, "r = rand() : 1 (constant over dt)\n all = rand() : 1 (shared, constant over dt)\n"
                     "a : 1\n s : 1 (shared)");
    G.run_regularly("s = rand(); a = rand()");
    run(0.1 * ms);
    CHECK(G["all"][0] != G["r"][0]);
    CHECK(G["s"][0] != G["a"][0]);
}

TEST_CASE("(constant over dt) is as it was at the start of the step, whatever changes") {
    start_scope();
    NeuronGroup G(2, "third = second_one + 1 : 1 (constant over dt)\n second_one = 2*v + plain : 1 (constant over dt)\n"
                     "plain = v : 1\n v : 1\n seen : 1\n common = 2*g : 1 (shared, constant over dt)\n g : 1 (shared)");
    G.run_regularly("v += 1; seen = third");
    G["v"] = Values{1, 2};
    G["g"] = 3;
    run(0.1 * ms);
    CHECK(G["seen"].values() == Values{4, 7}); // v = 1, 2 in third, though v is 2, 3 when seen is set
    CHECK(G["third"].values() == Values{4, 7});
    CHECK(G["common"].values() == Values{6});
    run(0.1 * ms);
    CHECK(G["seen"].values() == Values{7, 10});
}

TEST_CASE("(constant over dt) holds during the stages of a method") {
    start_scope();
    // t inside would be t + dt/2 and t + dt in the stages of rk4.
    NeuronGroup G(1, "now = t/ms : 1 (constant over dt)\n dx/dt = now/ms : 1", {.method = "rk4"});
    run(0.3 * ms);
    CHECK(G["x"][0].value() == doctest::Approx(0.1 * (0 + 0.1 + 0.2)).epsilon(1e-12)); // rounding
}

TEST_CASE("(constant over dt) cannot be assigned") {
    start_scope();
    NeuronGroup G(1, "r = rand() : 1 (constant over dt)\n v : 1", {.name = "G"});
    CHECK(error_of<TypeError>([&] { G["r"] = 1; }) ==
          "'r' of 'G' cannot be assigned: its equation gives its value at the start of each step");
}

TEST_CASE("a run gives the constants that a group leaves to it") {
    NeuronGroup G(2, "dv/dt = (v_rest - v)/tau : 1", {.method = "exact", .late_constants = {{"tau", second}, {"v_rest", 1}}, .name = "G"});
    Network net(G);
    CHECK(error_of<NameError>([&] { net.run(1 * ms); }) ==
          "'G' leaves the value of 'tau' to the run, which does not give it: run(duration, {.constants = {{\"tau\", value}}}), or "
          "set_constants of the network");
    CHECK(error_of<DimensionMismatchError>([&] { net.run(1 * ms, {.constants = {{"tau", 3}, {"v_rest", 1}}}); }) ==
          "cannot assign 3 to 'tau' of 'G', which has the unit second");
    net.set_constants({{"tau", 2 * ms}, {"v_rest", 1}});
    net.run(2 * ms);
    const double first = 1 - std::exp(-1.0);
    CHECK(G["v"][1].value() == doctest::Approx(first).epsilon(1e-12));
    net.run(2 * ms, {.constants = {{"tau", 1 * ms}}}); // before the network's
    const double second_value = 1 + (first - 1) * std::exp(-2.0);
    CHECK(G["v"][1].value() == doctest::Approx(second_value).epsilon(1e-12));
    net.run(2 * ms); // the network's again
    CHECK(G["v"][1].value() == doctest::Approx(1 + (second_value - 1) * std::exp(-1.0)).epsilon(1e-12));
}

TEST_CASE("what a group has itself comes before what a run gives") {
    const double tau = 1e-3;
    NeuronGroup G(1, "dv/dt = (1 - v)/tau : 1", {.method = "exact", .constants = {{"tau", tau * second}}});
    Network net(G);
    net.run(1 * ms, {.constants = {{"tau", 100 * ms}}});
    CHECK(G["v"][0].value() == doctest::Approx(1 - std::exp(-1.0)).epsilon(1e-12));
}

TEST_CASE("late constants can be used and set between runs, and by the run of the scope") {
    start_scope();
    NeuronGroup G(3, "v : 1", {.late_constants = {{"gain", 1}}});
    G["gain"] = 2;
    G["v"] = "gain*i";
    CHECK(G["v"].values() == Values{0, 2, 4});
    G.run_regularly("v *= gain");
    NeuronGroup H(1, "v : 1");
    Synapses S(G, H, {.model = "w = 2*offset : 1", .late_constants = {{"offset", 1}}});
    S.connect();
    run(0.1 * ms, {.constants = {{"gain", 3}, {"offset", 5}}});
    CHECK(G["v"].values() == Values{0, 6, 12});
    CHECK(S["w"][0].value() == 10);
}

TEST_CASE("functions written as text see late constants") {
    NeuronGroup G(1, "v = f(2) : 1", {.late_constants = {{"gain", 1}}, .functions = {{"f", {"x", "gain*x"}}}});
    Network net(G);
    net.run(0 * ms, {.constants = {{"gain", 3}}});
    CHECK(G["v"][0].value() == 6);
}

TEST_CASE("late constants have names that texts can hold") {
    const auto with = [](const char* late) {
        return error_of<ValueError>([&] { NeuronGroup G(1, "v : 1", {.late_constants = {{late, 1}}, .name = "G"}); });
    };
    CHECK(with("2x") == "a constant of 'G' cannot be named '2x': names are letters, digits and '_', no digit first");
    CHECK(with("") == "a constant of 'G' cannot be named '': names are letters, digits and '_', no digit first");
    CHECK(with("_x") == "a constant of 'G' cannot be named '_x': names that begin with '_' are kept for the engine");
}

TEST_CASE("what a late constant cannot be used for") {
    const auto with = [](const char* model) {
        NeuronGroup G(1, model, {.late_constants = {{"n", 1}}, .name = "G"});
        G.run_regularly("n = 3");
    };
    CHECK(error_of<DimensionMismatchError>([&] { with("v : volt\n w = v**n : volt**2"); }) ==
          "G.model:2:9: error: the exponent of 'v', which has dimension 'volt', must be a constant and finite number, but 'n' is not\n"
          "    2 |  w = v**n : volt**2\n"
          "      |         ^\n"
          "note: 'n' has dimension '1'");
    CHECK(error_of<TypeError>([&] { with("v : 1"); }) ==
          "G.run_regularly:1:1: error: 'n' is a constant: it cannot be assigned in code\n"
          "    1 | n = 3\n"
          "      | ^");
}

TEST_CASE("a step takes the constants that a run without any takes") {
    for (const bool by_step : {true, false}) {
        NeuronGroup G(1, "v : 1\n w : 1", {.late_constants = {{"a", 1}, {"b", 1}}, .name = "G"});
        G.run_regularly("v += a; w += b");
        Network net(G);
        const auto go_on = [&] { by_step ? net.step() : net.run(0.1 * ms); };
        CHECK(error_of<NameError>(go_on).starts_with("'G' leaves the value of 'a' to the run"));
        net.set_constants({{"a", 1}});
        net.run(0.1 * ms, {.constants = {{"a", 10}, {"b", 100}}});
        go_on(); // a of the network again, and the last value of b, for which it has none
        go_on();
        CHECK(G["v"][0].value() == 12);
        CHECK(G["w"][0].value() == 300);
        net.set_constants({{"a", 3}, {"b", 0}});
        go_on();
        CHECK(G["v"][0].value() == 15);
        CHECK(G["w"][0].value() == 300);
    }
}
