// SPDX-License-Identifier: Apache-2.0
// Variables that stand for those of another group, through the public interface.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

TEST_CASE("a link is the source's value now: one to all, one to one, by list, by variable") {
    start_scope();
    NeuronGroup one(1, "v : volt"), three(3, "v : volt\n k : integer\n on : boolean\n s : volt (shared)");
    NeuronGroup G(3, "x : volt (linked)\n where_from : integer\n n : integer (linked)\n b : boolean (linked)");
    one["v"] = 2 * mV;
    three["v"] = Values{1, 2, 3} * mV;
    three["k"] = std::vector<int>{7, 8, 9};
    three["on"] = "i == 1";
    three["s"] = 5 * mV;

    G["x"] = linked_var(one, "v");
    CHECK(G["x"].values() == Values{2e-3, 2e-3, 2e-3});
    one["v"] = 4 * mV;
    CHECK(G["x"][2] == 4 * mV);
    G["x"] = linked_var(three, "v");
    CHECK(G["x"].values() == Values{1e-3, 2e-3, 3e-3});
    G["x"] = linked_var(three, "v", {2, 0, 0});
    CHECK(G["x"].values() == Values{3e-3, 1e-3, 1e-3});
    G["where_from"] = std::vector<int>{1, 1, 2};
    G["x"] = linked_var(three, "v", "where_from");
    CHECK(G["x"].values() == Values{2e-3, 2e-3, 3e-3});
    G["x"] = linked_var(three, "s");
    CHECK(G["x"].values() == Values{5e-3, 5e-3, 5e-3});
    G["n"] = linked_var(three, "k", {2, 1, 0});
    CHECK(G["n"].values() == Values{9, 8, 7});
    G["b"] = linked_var(three, "on");
    CHECK(G["b"].values() == Values{0, 1, 0});
}

TEST_CASE("a link to a subgroup counts from its start") {
    start_scope();
    NeuronGroup H(6, "v : 1");
    H["v"] = "10 + i";
    NeuronGroup G(3, "x : 1 (linked)\n y : 1 (linked)\n z : 1 (linked)");
    G["x"] = linked_var(H.slice(2, 5), "v");
    G["y"] = linked_var(H.slice(2, 5), "v", {2, 1, 0});
    G["z"] = linked_var(H.slice(4, 5), "v");
    CHECK(G["x"].values() == Values{12, 13, 14});
    CHECK(G["y"].values() == Values{14, 13, 12});
    CHECK(G["z"].values() == Values{14, 14, 14});
    CHECK(G.slice(1, 3)["x"].values() == Values{13, 14});
}

TEST_CASE("a link to a subexpression computes it with the source's names") {
    start_scope();
    NeuronGroup H(4, "v : 1\n f = 100*v + 10*i + N + c + half : 1\n half = 0.5*v : 1", {.constants = {{"c", 1000}}});
    H["v"] = "i + 1";
    const auto expected = [](int i) { return 100.0 * (i + 1) + 10 * i + 4 + 1000 + 0.5 * (i + 1); };
    NeuronGroup G(2, "x : 1 (linked)\n y : 1 (linked)\n c : 1");
    G["x"] = linked_var(H, "f", {3, 1});
    G["y"] = linked_var(H.slice(2, 4), "f");
    CHECK(G["x"].values() == Values{expected(3), expected(1)});
    CHECK(G["y"].values() == Values{expected(2), expected(3)});
}

TEST_CASE("links to links are one link") {
    start_scope();
    NeuronGroup A(4, "v : 1\n twice = 2*v : 1\n pick : integer");
    A["v"] = "i";
    NeuronGroup B(4, "x : 1 (linked)\n f : 1 (linked)\n d : 1 (linked)\n k : integer");
    B["x"] = linked_var(A, "v", {3, 2, 1, 0});
    B["f"] = linked_var(A, "twice", {1, 1, 2, 2});
    B["k"] = std::vector<int>{0, 0, 3, 3};
    B["d"] = linked_var(A, "v", "k");
    NeuronGroup C(2, "x : 1 (linked)\n f : 1 (linked)\n d : 1 (linked)\n y : 1 (linked)");
    C["x"] = linked_var(B, "x", {0, 2});
    C["f"] = linked_var(B, "f", {1, 3});
    C["d"] = linked_var(B, "d", {1, 2});
    C["y"] = linked_var(B.slice(1, 3), "x");
    CHECK(C["x"].values() == Values{3, 1});
    CHECK(C["f"].values() == Values{2, 4});
    CHECK(C["d"].values() == Values{0, 3});
    CHECK(C["y"].values() == Values{2, 1});
    NeuronGroup D(2, "x : 1 (linked)");
    D["x"] = linked_var(C, "x", {1, 0});
    CHECK(D["x"].values() == Values{1, 3});
}

TEST_CASE("code of a run reads the source as it is at that moment") {
    start_scope();
    NeuronGroup H(1, "dv/dt = 1/second : 1", {.method = "euler"});
    NeuronGroup G(2, "x : 1 (linked)\n dw/dt = x/ms : 1\n seen : 1", {.method = "euler"});
    G["x"] = linked_var(H, "v");
    G.run_regularly("seen = x");
    StateMonitor M(G, {"x", "seen"});
    run(3 * 0.1 * ms);
    // H joined first, so that its step is made when that of G begins: w sums 0.1 * v(t + dt).
    CHECK(H["v"][0].value() == doctest::Approx(3e-4).epsilon(1e-12));
    CHECK(G["w"][1].value() == doctest::Approx(0.1 * (1e-4 + 2e-4 + 3e-4)).epsilon(1e-12)); // rounding of three additions
    CHECK(M["x"][0][2] == doctest::Approx(2e-4).epsilon(1e-12));
    CHECK(M["seen"][1][2] == doctest::Approx(2e-4).epsilon(1e-12));
}

TEST_CASE("an exact integration takes a linked variable as constant during the step") {
    start_scope();
    NeuronGroup H(1, "v : 1");
    H["v"] = 2;
    NeuronGroup G(3, "x : 1 (linked)\n dw/dt = (x - w)/tau : 1", {.method = "exact", .constants = {{"tau", 1 * ms}}});
    G["x"] = linked_var(H, "v");
    run(1 * ms);
    CHECK(G["w"][2].value() == doctest::Approx(2 * (1 - std::exp(-1.0))).epsilon(1e-13));
    CHECK(G.method() == "exact");
}

TEST_CASE("a group that is linked to itself reads what was before the code") {
    start_scope();
    NeuronGroup G(5, "v : 1\n left : 1 (linked)\n k : integer");
    G["v"] = "i";
    G["left"] = linked_var(G, "v", {4, 0, 1, 2, 3});
    SUBCASE("in code that runs for all") { G.run_regularly("v = left"); }
    SUBCASE("in text that is assigned") {
        G["v"] = "left";
        CHECK(G["v"].values() == Values{4, 0, 1, 2, 3});
        return;
    }
    SUBCASE("in code for an event") {
        NeuronGroup E(5, "v : 1\n left : 1 (linked)", {.events = {{"all", "True"}}});
        E["v"] = "i";
        E["left"] = linked_var(E, "v", {4, 0, 1, 2, 3});
        E.run_on_event("all", "v = left");
        Network net(E);
        net.run(0.2 * ms);
        CHECK(E["v"].values() == Values{3, 4, 0, 1, 2});
        return;
    }
    Network net(G);
    net.run(0.2 * ms);
    CHECK(G["v"].values() == Values{3, 4, 0, 1, 2});
}

TEST_CASE("synapses see what their neurons are linked to") {
    start_scope();
    NeuronGroup H(2, "v : 1", {.threshold = "v > 5", .reset = ""});
    H["v"] = Values{10, 20};
    NeuronGroup G(3, "x : 1 (linked)\n w : 1");
    G["x"] = linked_var(H, "v", {1, 0, 1});
    // The code writes what x reads: each synapse reads it as it was before the first of them.
    Synapses S(H, G, {.on_pre = "w += x_post; v_pre -= 1"});
    S.connect();
    run(0.1 * ms);
    CHECK(G["w"].values() == Values{40, 20, 40});
    CHECK(H["v"].values() == Values{7, 17});
}

TEST_CASE("the source may be of another precision, and hold its values over dt") {
    start_scope();
    NeuronGroup H(2, "v : 1\n h = 3*v : 1 (constant over dt)", {.dtype = float32});
    H["v"] = Values{0.1, 0.2};
    NeuronGroup G(2, "x : 1 (linked)\n y : 1 (linked)\n last : second (linked)");
    G["x"] = linked_var(H, "v");
    G["y"] = linked_var(H, "h", {1, 0});
    G["last"] = linked_var(H, "lastspike");
    run(0.1 * ms);
    CHECK(G["x"].values() == Values{0.1f, 0.2f});
    CHECK(G["y"].values() == Values{3 * 0.2f, 3 * 0.1f});
    CHECK(G["last"][1] == -1e4 * second);
}

TEST_CASE("what cannot be linked is refused, and the link stays as it was") {
    start_scope();
    NeuronGroup H(3, "v : volt\n n : integer\n dw/dt = -w/ms + xi*ms**-0.5 : 1\n d = not_refractory : boolean", {.name = "H"});
    NeuronGroup G(2, "x : volt (linked)\n k : integer\n y : volt\n b : boolean (linked)", {.name = "G"});
    H["v"] = Values{1, 2, 3} * mV;
    CHECK(error_of<TypeError>([&] { (void)G["x"].values(); }) ==
          "the linked variable 'x' of 'G' stands for nothing yet: link it, as in G[\"x\"] = linked_var(H, \"x\")");
    CHECK(error_of<ValueError>([&] { G["x"] = linked_var(H, "v"); }) ==
          "'x' of 'G', which has 2 elements, needs an index to be linked to 'v' of 'H', which has 3");
    CHECK(error_of<ValueError>([&] { G["x"] = linked_var(H, "v", {0, 1, 2}); }) ==
          "the index that links 'x' of 'G' has 3 entries, but the group has 2 elements");
    CHECK(error_of<IndexError>([&] { G["x"] = linked_var(H, "v", {0, 3}); }) ==
          "the index that links 'x' of 'G' has 3 for element 1, but the indices of 'H' are 0 to 2");
    CHECK(error_of<NameError>([&] { G["x"] = linked_var(H, "vv", {0, 1}); }) ==
          "'H' has no variable 'vv'; did you mean 'v'?");
    CHECK(error_of<DimensionMismatchError>([&] { G["x"] = linked_var(H, "w", {0, 1}); }) ==
          "'x' of 'G' has the unit volt and cannot be linked to 'w' of 'H', which has the unit 1");
    CHECK(error_of<TypeError>([&] { G["y"] = linked_var(H, "v", {0, 1}); }) ==
          "'y' of 'G' cannot be linked: it needs the flag, 'y : volt (linked)'");
    CHECK(error_of<TypeError>([&] { G["x"] = linked_var(H, "v", "y"); }) ==
          "the index that links 'x' of 'G' must be an integer variable, which 'y' is not");
    CHECK(error_of<TypeError>([&] { G["b"] = linked_var(H, "n", {0, 1}); }) ==
          "'b' of 'G' is declared as boolean and cannot be linked to 'n' of 'H', which is integer");
    CHECK(error_of<TypeError>([&] { G["x"] = 3 * mV; }) ==
          "'x' of 'G' cannot be assigned: it is linked to a variable of another group");
    CHECK(error_of<TypeError>([&] { G["b"] = linked_var(H, "d", {0, 1}); }) ==
          "'b' of 'G' cannot be linked to an expression that contains 'not_refractory' of 'H'");
    CHECK(error_of<TypeError>([&] { G["b"] = linked_var(H, "not_refractory", {0, 1}); }) ==
          "'b' of 'G' cannot be linked to 'not_refractory' of 'H': only variables that its equations define and lastspike can");
    CHECK(error_of<ValueError>([&] { G["x"] = linked_var(G, "x"); }) ==
          "'x' of 'G' cannot be linked to 'x' of 'G', which is linked itself, to nothing yet");
    CHECK(error_of<TypeError>([&] { G.slice(0, 1)["x"] = linked_var(H, "v", {0, 1}); }) ==
          "'x' of 'G' is linked as a whole, not a part of it");
    G["x"] = linked_var(H, "v", {2, 1});
    CHECK_THROWS(G["x"] = linked_var(H, "v", {0, 3}));
    CHECK(G["x"].values() == Values{3e-3, 2e-3});
}

TEST_CASE("a run needs every link, its source in the network, and indices that lead there") {
    NeuronGroup H(3, "v : 1", {.name = "H"}), G(2, "x : 1 (linked)\n k : integer", {.name = "G"});
    Network net(G);
    CHECK(error_of<TypeError>([&] { net.run(0 * ms); }) ==
          "the linked variable 'x' of 'G' stands for nothing yet: link it, as in G[\"x\"] = linked_var(H, \"x\")");
    G["x"] = linked_var(H, "v", "k");
    CHECK(error_of<ValueError>([&] { net.run(0 * ms); }) == "'G' needs 'H', which is not part of the network that runs");
    net.add(H);
    G["k"] = std::vector<int>{0, 3};
    CHECK(error_of<IndexError>([&] { net.run(0 * ms); }) ==
          "'x' of 'G' is linked by 'k', which is 3 for element 1, but the indices of the source are 0 to 2");
    G["k"] = std::vector<int>{0, 2};
    CHECK_NOTHROW(net.run(0.1 * ms));
    G["k"] = std::vector<int>{-1, 2};
    CHECK_THROWS_AS(net.run(0.1 * ms), IndexError); // not only when the run is prepared for the first time

    NeuronGroup widow(1, "x : 1 (linked)", {.name = "widow"});
    {
        NeuronGroup gone(1, "v : 1");
        widow["x"] = linked_var(gone, "v");
    }
    CHECK(error_of<TypeError>([&] { (void)widow["x"].values(); }) == "the group that 'x' of 'widow' is linked to no longer exists");
}

TEST_CASE("an index variable that leaves the source during a run stands for its end") {
    start_scope();
    NeuronGroup H(5, "v : 1");
    H["v"] = "i";
    NeuronGroup G(3, "x : 1 (linked)\n k : integer\n seen : 1");
    G["x"] = linked_var(H.slice(1, 4), "v", "k");
    G.run_regularly("k = 10*(i - 1); seen = x");
    run(0.1 * ms);
    CHECK(G["seen"].values() == Values{1, 1, 3});
}

TEST_CASE("a shared linked variable stands where shared variables may") {
    start_scope();
    NeuronGroup clock(1, "dx/dt = 1/ms : 1", {.method = "euler"});
    NeuronGroup many(3, "y : 1 (shared)\n z : 1\n twice = 2*y : 1 (shared)", {.name = "many"});
    NeuronGroup G(4, "x : 1 (linked, shared)\n y : 1 (linked, shared)\n sum = x + y : 1 (shared)\n a : 1\n s : 1 (shared)", {.name = "G"});
    G["x"] = linked_var(clock, "x");
    G["y"] = linked_var(many, "twice");
    many["y"] = 10;
    CHECK(G["sum"].size() == 1);
    CHECK(double(G["sum"][0]) == 20);
    G.run_regularly("s = sum\na = sum + i", {.when = "end"});
    StateMonitor M(G, {"sum", "x"});
    run(1 * ms);
    CHECK(G["a"].values()[3] == doctest::Approx(24).epsilon(1e-12)); // x = 1 after ten steps of 0.1
    CHECK(double(G["s"][0]) == doctest::Approx(21).epsilon(1e-12));
    CHECK(M["sum"].size() == 1);
    CHECK(M["x"][0][5] == doctest::Approx(0.5).epsilon(1e-12));
    // One neuron of several is one value too.
    many["z"] = "i";
    G["y"] = linked_var(many.slice(2, 3), "z");
    CHECK(double(G["y"][0]) == 2);

    CHECK(error_of<ValueError>([&] { G["y"] = linked_var(many, "z"); }) ==
          "'y' of 'G' is one value for all elements: it can be linked to a shared variable or to a group of one neuron, but 'z' of 'many' "
          "has 3 elements");
    CHECK(error_of<ValueError>([&] { G["y"] = linked_var(many, "z", {0, 1, 2, 0}); }) == "'y' of 'G' is one value for all elements: it takes no index");
    CHECK(double(G["y"][0]) == 2);
}
