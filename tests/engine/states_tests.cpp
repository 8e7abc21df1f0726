// SPDX-License-Identifier: Apache-2.0
// All variables at once, read and written.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

std::vector<std::string> names_of(const States& states) {
    std::vector<std::string> names;
    for (const auto& [name, values] : states) names.push_back(name);
    return names;
}
using NameList = std::vector<std::string>;
using Values = std::vector<double>;

} // namespace

TEST_CASE("get_states gives copies of what the group has") {
    start_scope();
    NeuronGroup G(3, "dv/dt = -v/(10*ms) : volt (unless refractory)\n n : integer\n b : boolean\n s : amp (shared)\n twice = 2*v : volt",
                  {.threshold = "v > 1*volt", .reset = "", .refractory = 1 * ms, .method = "exact"});
    G["v"] = Values{1, 2, 3} * mV;
    G["b"] = "i == 1";
    G["s"] = 4 * nA;
    States states = G.get_states();
    CHECK(names_of(states) == NameList{"N", "b", "dt", "i", "lastspike", "n", "not_refractory", "s", "t", "t_in_timesteps", "v"});
    CHECK(states["v"].values == Values{1e-3, 2e-3, 3e-3});
    CHECK(states["v"].dimension == volt.dimension());
    CHECK(states["b"].values == Values{0, 1, 0});
    CHECK(states["s"].values == Values{4e-9});
    CHECK(states["N"].values == Values{3});
    CHECK(G["N"][0] == 3);
    CHECK(states["i"].values == Values{0, 1, 2});
    CHECK(states["dt"].values == Values{1e-4});
    CHECK(states["lastspike"].values == Values{-1e4, -1e4, -1e4});
    CHECK(names_of(G.get_states({.read_only_variables = false})) == NameList{"b", "n", "s", "v"});
    CHECK(names_of(G.get_states({.subexpressions = true, .read_only_variables = false})) == NameList{"b", "n", "s", "v"});
    CHECK(G.get_states({.subexpressions = true}).at("twice").values == Values{2e-3, 4e-3, 6e-3});
    CHECK(names_of(G.get_states({"v", "twice", "lastspike"})) == NameList{"lastspike", "twice", "v"});
    CHECK(names_of(G.get_states("v")) == NameList{"v"});
    states["v"].values[0] = 7;
    CHECK(G["v"][0] == 1 * mV);
    run(0.5 * ms);
    CHECK(G.get_states("t_in_timesteps")["t_in_timesteps"].values == Values{5});
    CHECK(G.get_states("t")["t"].values[0] == doctest::Approx(5e-4));
    NeuronGroup plain(1, "x : 1");
    CHECK(names_of(plain.get_states()) == NameList{"N", "dt", "i", "t", "t_in_timesteps", "x"});
}

TEST_CASE("set_states takes back what get_states gave, of a slice too") {
    start_scope();
    NeuronGroup G(4, "v : volt\n n : integer\n b : boolean\n s : 1 (shared)", {.dtype = {{"v", float32}, {"n", int64}}});
    G["v"] = "i*mV";
    G["n"] = "3000000000 + i";
    G["b"] = "i > 1";
    G["s"] = 2;
    const States all = G.get_states({.read_only_variables = false}), part = G.slice(1, 3).get_states({.read_only_variables = false});
    CHECK(part.at("n").values == Values{3000000001.0, 3000000002.0});
    CHECK(G.slice(1, 3).get_states().at("N").values == Values{2});
    CHECK(G.slice(1, 3).get_states().at("i").values == Values{0, 1});
    G["v"] = 0;
    G["n"] = 0;
    G["b"] = false;
    G["s"] = 0;
    G.slice(1, 3).set_states(part);
    CHECK(G["n"].values() == Values{0, 3000000001.0, 3000000002.0, 0});
    G.set_states(all);
    CHECK(G.get_states({"v", "n"}).at("v").values == all.at("v").values);
    CHECK(G["n"].values() == all.at("n").values);
    CHECK(G["b"].values() == Values{0, 0, 1, 1});
    CHECK(G["s"][0] == 2);
}

TEST_CASE("set_states writes nothing if anything is wrong") {
    start_scope();
    NeuronGroup G(2, "a : 1\n v : volt\n n : integer\n z = a : 1", {.name = "G"});
    const QuantityArray good{{1, 2}, {}};
    const auto refused = [&]<class Exception>(Exception*, const char* name, const QuantityArray& values) {
        const std::string text = error_of<Exception>([&] { G.set_states({{"a", good}, {name, values}}); });
        CHECK(G["a"].values() == Values{0, 0}); // "a" comes first
        return text;
    };
    TypeError* const type = nullptr;
    ValueError* const value = nullptr;
    DimensionMismatchError* const dimension = nullptr;
    NameError* const name = nullptr;
    CHECK(refused(type, "i", good) == "'i' of 'G' cannot be assigned: it is computed by the simulation");
    CHECK(refused(type, "z", good) == "'z' of 'G' cannot be assigned: it stands for its expression");
    CHECK(refused(type, "n", {{1, 0.5}, {}}) == "cannot assign 0.5 to 'n' of 'G', which is a 32-bit integer");
    CHECK(refused(value, "v", Values{1} * mV) == "cannot assign an array of 1 values to 'v' of 'G', which has 2 elements");
    CHECK(refused(dimension, "v", good) ==
          "cannot assign an array of unit 1 to 'v' of 'G', which has the unit volt; multiply the array with a unit");
    CHECK(refused(name, "velocity", good).find("'G' has no variable 'velocity'") == 0);
    CHECK(error_of<NameError>([&] { (void)G.get_states({"a", "nn"}); }) == "'G' has no variable 'nn'; did you mean 'n'?");
    G.set_states({{"a", good}, {"v", Values{3, 4} * mV}});
    CHECK(G["a"].values() == Values{1, 2});
    CHECK(G["v"][1] == 4 * mV);
}

TEST_CASE("states of synapses are in their order of creation; i and j are read-only") {
    start_scope();
    NeuronGroup A(3, "x : 1"), B(2, "y : 1");
    Synapses S(A, B, {.model = "w : 1\n p : 1 (shared)\n both = w + y_post : 1", .name = "S"});
    CHECK(error_of<ValueError>([&] { (void)S.get_states(); }) == "'S' has no synapses: call connect() before using get_states()");
    S.connect({.i = {2, 0, 1}, .j = {0, 1, 1}});
    S["w"] = "10*i + j";
    B["y"] = 100;
    const States states = S.get_states();
    CHECK(names_of(states) == NameList{"N", "dt", "i", "j", "p", "t", "t_in_timesteps", "w"});
    CHECK(states.at("w").values == Values{20, 1, 11});
    CHECK(states.at("i").values == Values{2, 0, 1});
    CHECK(states.at("j").values == Values{0, 1, 1});
    CHECK(states.at("N").values == Values{3});
    CHECK(S.get_states({"both", "y_post"}).at("both").values == Values{120, 101, 111});
    CHECK(error_of<TypeError>([&] { S.set_states(states); }).find("cannot be assigned: it is computed by the simulation") != std::string::npos);
    CHECK(error_of<TypeError>([&] { S.set_states({{"y_post", {{1, 2, 3}, {}}}}); }) ==
          "'y' of 'S' cannot be assigned: it belongs to another group");
    S.set_states({{"w", {{1, 2, 3}, {}}}, {"p", {{4}, {}}}});
    CHECK(S["w"].values() == Values{1, 2, 3});
    CHECK(S["p"][0] == 4);
    Synapses none(A, B, {.model = "w : 1"});
    none.connect({.condition = "i < 0"});
    CHECK(none.get_states().at("N").values == Values{0});
    CHECK(none.get_states().at("w").values.empty());
}
