// SPDX-License-Identifier: Apache-2.0
// Equations of synapses through the public interface: solved from event to event, integrated in every step, summed into neurons.
#include "support/error_text.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <numbers>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

/// One neuron that spikes in two steps.
NeuronGroup spiking_in(int first, int second, int size = 1) {
    NeuronGroup group(size, "one : integer\n other : integer",
                      {.threshold = "t_in_timesteps == one or t_in_timesteps == other", .reset = ""});
    group["one"] = first;
    group["other"] = second;
    return group;
}

double relative(double found, double expected) { return std::abs(found - expected) / std::abs(expected); }

} // namespace

TEST_CASE("an event-driven variable is solved up to each event, and read as of the last one") {
    start_scope();
    NeuronGroup source = spiking_in(10, 35), target(1, "y : 1");
    Synapses S(source, target, {.model = "dx/dt = -x/tau : 1 (event-driven)", .on_pre = "y_post = x; x += 1", .constants = {{"tau", 10 * ms}}});
    S.connect();
    S["x"] = 2;
    CHECK(S["lastupdate"].values() == Values{0});
    run(2 * ms);
    const double at_10 = 2 * std::exp(-0.1);
    CHECK(relative(target["y"].values()[0], at_10) < 1e-15); // one rounding of exp and one of a product
    CHECK(S["x"].values()[0] == target["y"].values()[0] + 1);
    CHECK(relative(S["lastupdate"].values()[0], 1e-3) < 1e-15);
    run(3 * ms);
    CHECK(relative(target["y"].values()[0], (at_10 + 1) * std::exp(-0.25)) < 1e-15);
}

TEST_CASE("every pathway solves every event-driven variable, and the code sees the last update of before") {
    start_scope();
    NeuronGroup source = spiking_in(10, -1), target = spiking_in(25, 40);
    Synapses S(source, target,
               {.model = "da/dt = -a/tau_a : 1 (event-driven)\n"
                         "db/dt = (b0 - b)/tau_b : 1 (event-driven)\n"
                         "tau_a : second\n tau_b : second\n b0 : 1\n since : second\n w : 1",
                .on_pre = "a = 1; since = t - lastupdate",
                .on_post = "w = a; since = t - lastupdate"});
    S.connect();
    S["tau_a"] = 20 * ms;
    S["tau_b"] = 5 * ms;
    S["b0"] = 3;
    run(3 * ms);
    CHECK(relative(S["w"].values()[0], std::exp(-1.5 / 20)) < 1e-15);
    CHECK(relative(S["b"].values()[0], 3 * -std::expm1(-2.5 / 5)) < 1e-15);
    CHECK(relative(S["since"].values()[0], 1.5e-3) < 1e-15);
    run(2 * ms);
    CHECK(relative(S["w"].values()[0], std::exp(-3.0 / 20)) < 3e-16 * 2); // two factors
    CHECK(relative(S["b"].values()[0], 3 * -std::expm1(-4.0 / 5)) < 1e-15);
}

TEST_CASE("two events in one step: the second finds everything solved") {
    start_scope();
    NeuronGroup source = spiking_in(10, -1), target = spiking_in(10, -1);
    Synapses S(source, target, {.model = "dx/dt = (1-x)/ms : 1 (event-driven)\n before : 1\n after : 1", .on_pre = "before = x", .on_post = "after = x"});
    S.connect();
    run(2 * ms);
    CHECK(S["before"].values()[0] > 0.6);
    CHECK(S["before"].values() == S["after"].values());
}

TEST_CASE("clocks, lists and connections: the time of the last update stays what it is") {
    start_scope();
    NeuronGroup source = spiking_in(10, 30, 2), target(1, "");
    Synapses S(source, target, {.model = "dx/dt = -x/ms : 1 (event-driven)", .on_pre = "x = x"});
    S.connect({.i = 1, .j = 0});
    S["x"] = 1;
    run(2 * ms);
    S.connect({.i = 0, .j = 0}); // stands before the first in memory
    CHECK(S["lastupdate"].values()[0] == doctest::Approx(1e-3).epsilon(1e-14));
    CHECK(S["lastupdate"].values()[1] == 0);
    S["x"][1] = 1;
    run(2 * ms);
    CHECK(relative(S["x"].values()[0], std::exp(-3.0)) < 1e-15);
    CHECK(relative(S["x"].values()[1], std::exp(-3.0)) < 1e-15);
}

TEST_CASE("constants that a run gives, shared parameters and subexpressions in equations of synapses") {
    start_scope();
    NeuronGroup source = spiking_in(10, -1), target(1, "total : 1");
    Synapses S(source, target,
               {.model = "dx/dt = -x*rate : 1 (event-driven)\n rate = speed/tau : Hz (shared)\n speed : 1 (shared)\n"
                         "dy/dt = -y*rate : 1 (clock-driven)\n total_post = y*speed : 1 (summed)",
                .on_pre = "x = x",
                .late_constants = {{"tau", second}}});
    S.connect();
    S["x"] = 1;
    S["y"] = 1;
    S["speed"] = 2;
    run(1 * ms, {.constants = {{"tau", 10 * ms}}});
    run(1 * ms, {.constants = {{"tau", 20 * ms}}}); // the event at 1 ms is solved with the tau of its own run
    CHECK(relative(S["x"].values()[0], std::exp(-0.1)) < 1e-15);
    CHECK(relative(S["y"].values()[0], std::exp(-0.3)) < 2e-15); // 20 steps
    CHECK(relative(target["total"].values()[0], 2 * std::exp(-0.3 + 0.01)) < 2e-15);
    CHECK(S.get_states({"lastupdate", "x"}).size() == 2);
}

TEST_CASE("coupled equations in compiled code: the same whether an interval is cut by events or not") {
    start_scope();
    NeuronGroup often = spiking_in(400, 900, 3), once = spiking_in(900, -1, 3), target(1, "");
    const SynapsesOptions options{.model = "dx/dt = -x/tau - w*y : 1 (event-driven)\n dy/dt = -y/tau + w*x + u/tau : 1 (event-driven)\n"
                                           "tau : second\n w : Hz\n u : 1",
                                  .on_pre = "u = u"};
    Synapses S(often, target, options), T(once, target, options);
    for (const Synapses* synapses : {&S, &T}) {
        const_cast<Synapses*>(synapses)->connect();
        (*synapses)["x"] = 1;
        (*synapses)["tau"] = "(1 + 99*i)*ms"; // 90 time constants, one, half of one
        (*synapses)["w"] = "50*Hz*i";
    }
    run(100 * ms);
    const Values x = S["x"].values(), y = S["y"].values();
    CHECK(S["lastupdate"].values() == T["lastupdate"].values());
    for (std::size_t k = 0; k < 3; ++k) {
        const double tau = 1e-3 + 99e-3 * static_cast<double>(k), w = 50.0 * static_cast<double>(k), h = 0.09;
        CHECK(std::abs(x[k] - std::exp(-h / tau) * std::cos(w * h)) < 1e-15 * 4); // a few roundings of numbers up to 1
        CHECK(std::abs(y[k] - std::exp(-h / tau) * std::sin(w * h)) < 1e-15 * 4);
        CHECK(std::abs(x[k] - T["x"].values()[k]) < 1e-15 * 4);
    }
}

TEST_CASE("time that starts again in another network is not the time since the last event") {
    start_scope();
    NeuronGroup source = spiking_in(10, -1), target(1, "");
    Synapses S(source, target, {.model = "dx/dt = -x/ms : 1 (event-driven)", .on_pre = "x = x"});
    S.connect();
    S["x"] = 1;
    {
        Network first(source, target, S);
        first.run(5 * ms);
    }
    CHECK(S["lastupdate"].values()[0] == doctest::Approx(-4e-3).epsilon(1e-14));
    Network second_one(source, target, S);
    second_one.run(2 * ms);
    CHECK(relative(S["x"].values()[0], std::exp(-6.0)) < 2e-15); // two factors, whose exponents were rounded
}

TEST_CASE("an event-driven equation that cannot be solved is refused at once") {
    start_scope();
    NeuronGroup G(1, "dv/dt = -v/second : 1\n tau : second", {.threshold = "v > 1", .reset = "v = 0", .name = "G"});
    const auto refused = [&](const char* model) {
        return error_of<UnsupportedEquationsError>([&] { Synapses(G, G, {.model = model, .on_pre = "v += 1", .name = "S"}); });
    };
    CHECK(refused("dx/dt = -x**2/second : 1 (event-driven)") ==
          "S.model:1:9: error: the event-driven dx/dt cannot be solved from event to event: it is not linear in 'x', which stands in 'x**2'\n"
          "    1 | dx/dt = -x**2/second : 1 (event-driven)\n"
          "      |         ^~~~~~~~~~~~\n"
          "note: mark it (clock-driven) to integrate it in every step");
    CHECK(refused("dx/dt = (v_post-x)/second : 1 (event-driven)").find(
              "it depends on 'v_post', so that its coefficients change between events") != std::string::npos);
    CHECK(refused("dx/dt = (sin(t/second)-x)/second : 1 (event-driven)").find("it depends on 't'") != std::string::npos);
    CHECK(refused("dx/dt = -x/second + xi/second**0.5 : 1 (event-driven)").find("it contains the noise 'xi'") != std::string::npos);
    CHECK_NOTHROW(Synapses(G, G, {.model = "dx/dt = -x/tau_post : 1 (event-driven)"}));
}

TEST_CASE("clock-driven equations see the neurons of the end of the step, whatever the order of the objects") {
    for (const bool synapses_first : {false, true}) {
        start_scope();
        NeuronGroup G(1, "dv/dt = 1/ms : 1", {.method = "euler"});
        Synapses S(G, G, {.model = "dx/dt = v_post/ms : 1 (clock-driven)\n dy/dt = -y/tau : 1 (clock-driven)\n tau : second", .method = "euler"});
        S.connect();
        S["y"] = 1;
        S["tau"] = 1 * ms;
        Network net;
        if (synapses_first) net.add(S), net.add(G);
        else net.add(G), net.add(S);
        net.run(0.3 * ms);
        // v is 0.1, 0.2, 0.3 when x is integrated with 0.1 each.
        CHECK(S["x"].values()[0] == doctest::Approx(0.06).epsilon(1e-14));
        CHECK(S["y"].values()[0] == doctest::Approx(0.9 * 0.9 * 0.9).epsilon(1e-14));
    }
}

TEST_CASE("clock-driven equations take every method, the exact one by themselves, and are watched") {
    start_scope();
    NeuronGroup G(3, "");
    Synapses S(G, G, {.model = "dx/dt = -x/tau : 1 (clock-driven)\n tau : second", .name = "S"});
    S.connect({.condition = "i != j"});
    S["x"] = "1 + i + 3*j";
    S["tau"] = "(1 + j)*ms";
    const Values start = S["x"].values(), tau = S["tau"].values();
    run(1 * ms);
    const Values end = S["x"].values();
    for (std::size_t k = 0; k < start.size(); ++k) CHECK(relative(end[k], start[k] * std::exp(-1e-3 / tau[k])) < 1e-14); // 10 products
    S["tau"][S.synapses(2, 1)] = -1 * us;
    CHECK(error_of<NumericalError>([] { run(1 * ms); }).starts_with("'x' of synapse 5 of 'S' is "));
    CHECK(error_of<UnsupportedEquationsError>([&] {
              Synapses(G, G, {.model = "dx/dt = -x**2/second : 1 (clock-driven)", .method = "exact", .name = "T"});
          }).find("the method 'exact' cannot integrate dx/dt") != std::string::npos);
    for (const char* method : {"euler", "rk2", "rk4", "heun", "exponential_euler", "independent", "rkf45"})
        CHECK_NOTHROW(Synapses(G, G, {.model = "dx/dt = -x/second : 1 (clock-driven)", .method = method}));
}

TEST_CASE("sums of several synapses, lines and objects add up, and see both sides as they are at t") {
    for (const int order : {0, 1, 2}) {
        start_scope();
        NeuronGroup A(2, "da/dt = 1/ms : 1", {.method = "euler"}), B(3, "total : 1\n seen : 1\n dz/dt = total/ms : 1", {.method = "euler"});
        A["a"] = "10*i";
        B["total"] = 77;
        Synapses S(A, B, {.model = "w : 1\n total_post = w*a_pre : 1 (summed)\n total_post = 100*w : 1 (summed)"});
        Synapses T(A, B.slice(1, 3), {.model = "total_post = 1000 : 1 (summed)"});
        S.connect({.i = {0, 1, 1}, .j = {0, 0, 1}});
        T.connect();
        S["w"] = Values{1, 2, 3};
        Network net;
        if (order == 0) net.add(A), net.add(B), net.add(S), net.add(T);
        if (order == 1) net.add(T), net.add(S), net.add(B), net.add(A);
        if (order == 2) net.add(S), net.add(B), net.add(T), net.add(A);
        net.run(0.1 * ms);
        CHECK(B["total"].values() == Values{1 * 0 + 2 * 10 + 300, 3 * 10 + 300 + 2000, 2000});
        net.run(0.1 * ms); // a is 0.1 and 10.1
        const Values total = B["total"].values(), z = B["z"].values();
        CHECK(total[0] == doctest::Approx(0.1 + 2 * 10.1 + 300).epsilon(1e-14));
        CHECK(z[0] == doctest::Approx(0.1 * (320 + total[0])).epsilon(1e-14));
    }
}

TEST_CASE("sums into the presynaptic side, into integers and float32, into a subgroup alone") {
    start_scope();
    NeuronGroup A(4, "n : integer\n f : 1", {.dtype = float32}), B(2, "");
    A["n"] = 5;
    A["f"] = 5;
    Synapses S(A.slice(1, 3), B, {.model = "n_pre = i + 10*j : integer (summed)\n f_pre = 0.1 : 1 (summed)"});
    S.connect();
    run(0.1 * ms);
    CHECK(A["n"].values() == Values{5, 10, 12, 5});
    CHECK(A["f"].values() == Values{5, 0.1f + 0.1f, 0.1f + 0.1f, 5});
}

TEST_CASE("numbers of synapses: in code, in assignments, in equations, not in connect") {
    start_scope();
    NeuronGroup A = spiking_in(1, -1, 3), B(4, "y : 1");
    Synapses S(A, B.slice(1, 4), {.model = "w : 1\n k : 1", .on_pre = "y_post += 1/N_incoming; k = N_outgoing_pre", .name = "S"});
    S.connect({.i = {0, 1, 2, 0}, .j = {0, 0, 2, 2}});
    S["w"] = "N_incoming + 10*N_outgoing";
    CHECK(S["w"].values() == Values{22, 12, 12, 22});
    CHECK(S["N_incoming"].values() == Values{2, 2, 2, 2});
    CHECK(S["N_outgoing"].values() == Values{2, 1, 1, 2});
    run(0.3 * ms);
    CHECK(B["y"].values() == Values{0, 1, 0, 1});
    CHECK(S["k"].values() == Values{2, 1, 1, 2});
    S.connect({.i = 2, .j = 0});
    CHECK(S["N_incoming"].values() == Values{3, 3, 2, 2, 3});
    CHECK(error_of<ValueError>([&] { S.connect({.condition = "N_incoming < 3"}); }).find("'N_incoming' counts the synapses") !=
          std::string::npos);
    CHECK(S.size() == 5);
}

TEST_CASE("the multisynaptic index is read-only") {
    start_scope();
    NeuronGroup G = spiking_in(1, -1);
    Synapses S(G, G, {.model = "w : 1", .on_pre = "w = k", .multisynaptic_index = "k", .name = "S"});
    S.connect({.n = 3});
    CHECK(S["k"].values() == Values{0, 1, 2});
    run(0.3 * ms);
    CHECK(S["w"].values() == Values{0, 1, 2});
    CHECK(error_of<TypeError>([&] { S["k"] = 1; }) == "'k' of 'S' cannot be assigned: it numbers the synapses of each pair of neurons");
    CHECK(error_of<TypeError>([&] { Synapses(G, G, {.on_pre = "k = 1", .multisynaptic_index = "k", .name = "T"}); }) ==
          "T.on_pre:1:1: error: 'k' numbers the synapses of each pair of neurons: it cannot be assigned\n"
          "    1 | k = 1\n"
          "      | ^");
    CHECK(error_of<EquationError>([&] { Synapses(G, G, {.model = "k : integer", .multisynaptic_index = "k", .name = "T"}); }) ==
          "error: the multisynaptic index cannot be named 'k': an equation defines it\n"
          "T.model:1:1: note: the equation is here\n"
          "    1 | k : integer\n"
          "      | ^");
    CHECK(error_of<ValueError>([&] { Synapses(G, G, {.multisynaptic_index = "a b", .name = "T"}); }) ==
          "the multisynaptic index of 'T' cannot be named 'a b': names are letters, digits and '_', no digit first");
}

TEST_CASE("linked variables of synapses: uniform, or by an integer variable of theirs") {
    start_scope();
    NeuronGroup one(1, "d : 1"), three(3, "v : 1"), G = spiking_in(1, -1, 2);
    one["d"] = 4;
    three["v"] = Values{10, 20, 30};
    Synapses S(G, G, {.model = "d : 1 (linked)\n v : 1 (linked)\n k : integer\n sum : 1", .on_pre = "sum = d + v", .name = "S"});
    S.connect({.i = 1, .j = 0});
    S["d"] = linked_var(one, "d");
    S["v"] = linked_var(three, "v", "k");
    S.connect({.i = 0, .j = 1});
    S["k"] = Values{2, 1};
    CHECK(S["v"].values() == Values{30, 20});
    run(0.3 * ms);
    CHECK(S["sum"].values() == Values{34, 24});
    CHECK(error_of<ValueError>([&] { S["v"] = linked_var(three, "v"); }) ==
          "'v' of 'S' can be linked to 'v' of '" + three.name() + "', which has 3 elements, by an integer variable of the synapses only: "
          "linked_var(G, \"v\", \"k\")");
    CHECK(error_of<ValueError>([&] { S["v"] = linked_var(three, "v", {1, 2}); }).ends_with("linked_var(G, \"v\", \"k\")"));
    CHECK(S["v"].values() == Values{30, 20});
    S["k"][0] = 3;
    CHECK(error_of<IndexError>([&] { run(0.1 * ms); }).starts_with("'v' of 'S' is linked by 'k', which is 3 for element 0"));
}

TEST_CASE("subexpressions constant over dt are drawn once a step and synapse") {
    start_scope();
    NeuronGroup G = spiking_in(1, 2, 20);
    Synapses S(G, G, {.model = "r = rand() : 1 (constant over dt)\n a : 1\n b : 1", .on_pre = "a = r", .on_post = "b = r"});
    S.connect();
    run(0.2 * ms);
    const Values a = S["a"].values(), first = a;
    CHECK(S["b"].values() == a);
    CHECK(a[0] != a[1]);
    run(0.1 * ms);
    CHECK(S["a"].values() != first);
}

TEST_CASE("code that runs regularly for all synapses") {
    start_scope();
    NeuronGroup G(2, "v : 1\n u : 1", {.threshold = "v > 2.5", .reset = "v = 0", .name = "G"});
    Synapses S(G, G, {.model = "w : 1\n n : integer (shared)", .name = "S"});
    S.connect();
    S["w"] = "1 + i";
    SpikeMonitor spikes(G);
    S.run_regularly("n += 1\n w *= 2", {.dt = 0.2 * ms});
    S.run_regularly("v_post += w; u_pre += 1", {.when = "before_thresholds"});
    run(0.1 * ms);
    CHECK(S["w"].values() == Values{2, 2, 4, 4});
    CHECK(G["u"].values() == Values{2, 2});
    CHECK(spikes.num_spikes() == 2); // the threshold is tested behind the code
    run(0.2 * ms);
    CHECK(S["n"].values() == Values{2});
    CHECK(S["w"].values() == Values{4, 4, 8, 8});
    CHECK(error_of<ValueError>([&] { S.run_regularly("w = 1", {.dt = -1 * ms}); }) ==
          "run_regularly of 'S' needs a positive time as dt, but was given -1 ms");
    CHECK_THROWS_AS(S.run_regularly("x = nonsense + 1"), NameError);
}

TEST_CASE("a sum can be made elsewhere in the step") {
    start_scope();
    NeuronGroup G(2, "dv/dt = 1/ms : 1\n before : 1\n after : 1", {.method = "euler", .name = "G"});
    Synapses S(G, {.model = "before_post = v_pre : 1 (summed)\n after_post = v_pre : 1 (summed)", .name = "S"});
    S.connect();
    run(0.1 * ms);
    CHECK(double(G["after"][0]) == 0); // v at t = 0
    S.set_summed_schedule("after_post", {.when = "end"});
    run(0.1 * ms);
    CHECK(double(G["before"][0]) == doctest::Approx(0.2).epsilon(1e-15)); // two neurons, v at 0.1 ms
    CHECK(double(G["after"][0]) == doctest::Approx(0.4).epsilon(1e-15));  // v at 0.2 ms
    S.set_summed_schedule("after_post", {});
    run(0.1 * ms);
    CHECK(double(G["after"][0]) == doctest::Approx(0.4).epsilon(1e-15));
    CHECK(double(G["before"][0]) == doctest::Approx(0.4).epsilon(1e-15));
    CHECK(error_of<NameError>([&] { S.set_summed_schedule("after_pos", {}); }) == "'S' has no sum 'after_pos'; did you mean 'after_post'?");
    CHECK(error_of<ValueError>([&] { S.set_summed_schedule("after_post", {.when = "never"}); }).find("'never'") != std::string::npos);
}
