// SPDX-License-Identifier: Apache-2.0
// Synapses that start or end at synapses, through the public interface.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

TEST_CASE("spikes reach variables of synapses") {
    start_scope();
    NeuronGroup G(2, "", {.threshold = "t_in_timesteps == i", .reset = ""}), H(3, "v : 1");
    Synapses S(G, H, {.model = "w : 1", .on_pre = "v += w"});
    S.connect();
    S["w"] = "1 + i + 10*j";
    NeuronGroup modulator(2, "", {.threshold = "t_in_timesteps == 0 and i == 1", .reset = ""});
    Synapses M(modulator, S, {.on_pre = "w_post *= 2"});
    M.connect({.i = {0, 1, 1, 1}, .j = {0, 1, 3, 5}});
    run(0.1 * ms);
    CHECK(S["w"].values() == Values{1, 22, 21, 4, 12, 44}); // (0,0) (0,1) (0,2) (1,0) (1,1) (1,2)
    CHECK(H["v"].values() == Values{1, 11, 21}); // S is before M in the network
}

TEST_CASE("sums over synapses go to synapses, and from them") {
    start_scope();
    NeuronGroup G(2, "v : 1\n total : 1"), H(3, "");
    G["v"] = "i + 1";
    Synapses S(G, H, {.model = "dx/dt = (input - x)/ms : 1 (clock-driven)\n input : 1", .method = "euler"});
    S.connect();
    Synapses up(G, S, {.model = "input_post = v_pre*g : 1 (summed)\n g : 1"});
    up.connect({.condition = "i <= j % 3"});
    up["g"] = 10;
    Synapses down(S, G, {.model = "total_post = x_pre : 1 (summed)"});
    down.connect({.condition = "i // 3 == j"});
    run(0.1 * ms);
    CHECK(S["input"].values() == Values{10, 30, 30, 10, 30, 30});
    CHECK(S["x"].values() == Values{1, 3, 3, 1, 3, 3});
    run(0.1 * ms);
    CHECK(G["total"].values() == Values{7, 7});
}

TEST_CASE("synapses that others refer to stay as they are") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .reset = "", .name = "G"});
    Synapses S(G, G, {.model = "w : 1", .on_pre = "w += 1", .name = "S"});
    CHECK(error_of<ValueError>([&] { Synapses(G, S, {.name = "T"}); }) ==
          "'S' has no synapses yet: connect them before other synapses start or end there");
    S.connect({.i = {1, 0}, .j = {0, 1}});
    CHECK(error_of<ValueError>([&] { Synapses(G, S, {.name = "T"}); }) ==
          "other synapses cannot start or end at 'S', whose synapses were not made in ascending order of their presynaptic neuron");
    Synapses R(G, G, {.model = "w : 1", .on_pre = "w += t_in_timesteps", .name = "R"});
    R.connect();
    CHECK_THROWS_AS(Synapses(G, R, {.on_pre = "nothing += 1"}), NameError);
    R.connect({.i = {1}, .j = {1}}); // what failed holds nothing
    CHECK(error_of<ValueError>([&] { Synapses(R, G, {.on_pre = "v += 1", .name = "T"}); }) ==
          "'T' has on_pre code, but 'R' has no threshold: its neurons never spike");
    Synapses T(G, R, {.on_pre = "w_post = 100"});
    T.connect({.condition = "j == 2"});
    CHECK(error_of<ValueError>([&] { R.connect(); }) ==
          "synapses cannot be added to 'R': other synapses start or end at those that it has");
    // Unequal delays sort the rows of other synapses in memory, not of these.
    R.delay() = Values{3, 2, 1, 1, 2} * (0.1 * ms);
    G["v"] = Values{0, 2};
    run(0.1 * ms);
    CHECK(R["w"].values() == Values{0, 0, 100, 0, 0});
    run(0.2 * ms);
    CHECK(R["w"].values() == Values{0, 0, 100, 3, 2});
}
