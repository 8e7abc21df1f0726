// SPDX-License-Identifier: Apache-2.0
// What monitors keep: values in their own types, and rows that are read as they were sampled.
#include "support/error_text.hpp"
#include "support/listed.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <memory>
#include <type_traits>

using namespace hillock;
using hillock::test::listed;
using hillock::test::error_of;

namespace {

/// Neuron k holds k in the variables of all types, and each step adds 1.
NeuronGroup typed(int size) {
    NeuronGroup group(size, R"(
        x : 1
        f : 1
        n : integer
        big : integer
        on : boolean
        odd = on and n % 2 == 1 : boolean
        twice = 2*big : integer
    )",
                      {.dtype = {{"f", float32}, {"big", int64}}, .name = "G"});
    group["x"] = "i";
    group["f"] = "i";
    group["n"] = "i";
    group.run_regularly("x += 1; f += 0.1; n += 1; big += 1; on = not on", {.when = "end"});
    return group;
}

} // namespace

TEST_CASE("a monitor of states keeps values in their own type") {
    start_scope();
    NeuronGroup G = typed(3);
    const std::int64_t beyond = (std::int64_t{1} << 53) + 1; // the first integer that no double is
    for (std::int64_t& value : G["big"].data<std::int64_t>()) value = beyond;
    StateMonitor M(G, {"x", "f", "n", "big", "on", "odd", "twice"});
    run(0.3 * ms);

    CHECK(M["x"].type() == NumberType::float64);
    CHECK(M["f"].type() == NumberType::float32);
    CHECK(M["n"].type() == NumberType::int32);
    CHECK(M["big"].type() == NumberType::int64);
    CHECK(M["on"].type() == NumberType::boolean);
    CHECK(M["odd"].type() == NumberType::boolean);
    CHECK(M["twice"].type() == NumberType::int64);
    CHECK(listed(M["x"].data<double>(1)) == std::vector<double>{1, 2, 3});
    CHECK(listed(M["f"].data<float>(0)) == std::vector<float>{0.0F, 0.1F, 0.1F + 0.1F});
    CHECK(listed(M["n"].data<std::int32_t>(2)) == std::vector<std::int32_t>{2, 3, 4});
    CHECK(listed(M["big"].data<std::int64_t>(2)) == std::vector<std::int64_t>{beyond, beyond + 1, beyond + 2});
    CHECK(listed(M["on"].data<bool>(0)) == std::vector<bool>{false, true, false});
    CHECK(listed(M["odd"].data<bool>(0)) == std::vector<bool>{false, true, false});
    CHECK(M["twice"].data<std::int64_t>(0)[1] == 2 * (beyond + 1));
    CHECK(listed(M.of(1).data<std::int32_t>("n")) == std::vector<std::int32_t>{1, 2, 3});
    // As numbers they are what they were.
    CHECK(listed(M["n"][2]) == std::vector<double>{2, 3, 4});
    CHECK(listed(M["on"][1]) == std::vector<double>{0, 1, 0});
    CHECK(listed(M["f"][0]) == std::vector<double>{0, double(0.1F), double(0.1F + 0.1F)});
    run(0.1 * ms);
    CHECK(listed(M["n"][2]) == std::vector<double>{2, 3, 4, 5});
    CHECK(listed(M["n"].data<std::int32_t>(0)) == std::vector<std::int32_t>{0, 1, 2, 3});
}

TEST_CASE("values in another type are refused with the right one") {
    start_scope();
    NeuronGroup G = typed(2);
    StateMonitor M(G, {"n", "on"}, {.name = "M"});
    run(0.1 * ms);
    CHECK(error_of<TypeError>([&] { (void)M["n"].data<double>(0); }) ==
          "'M' records 'n' as std::int32_t, but was asked for double: ask with data<std::int32_t>(), or for numbers with []");
    CHECK(error_of<TypeError>([&] { (void)M.of(0).data<std::int64_t>("on"); }) ==
          "'M' records 'on' as bool, but was asked for std::int64_t: ask with data<bool>(), or for numbers with []");
    CHECK(error_of<IndexError>([&] { (void)M["n"].data<std::int32_t>(2); }) == "row 2 was asked for, but 2 elements are recorded");
}

TEST_CASE("a monitor of spikes keeps values in their own type") {
    start_scope();
    NeuronGroup G(2, "n : integer\nbig : integer\nf : 1\nshown : 1 (shared)", {.threshold = "n >= 2", .dtype = {{"big", int64}, {"f", float32}}});
    G.run_regularly("n += 1; big += 2**53 + 1; f += 0.5");
    G["shown"] = 7;
    SpikeMonitor M(G, {.variables = {"n", "big", "f", "shown"}, .name = "M"});
    run(0.2 * ms);
    REQUIRE(M.num_spikes() == 2);
    CHECK(listed(M.data<std::int32_t>("n")) == std::vector<std::int32_t>{2, 2});
    CHECK(listed(M.data<std::int64_t>("big"))[1] == 2 * ((std::int64_t{1} << 53) + 1));
    CHECK(listed(M.data<float>("f")) == std::vector<float>{1, 1});
    CHECK(listed(M["shown"]) == std::vector<double>{7, 7});
    CHECK(M.type("f") == NumberType::float32);
    CHECK(error_of<TypeError>([&] { (void)M.data<float>("n"); }).starts_with("'M' records 'n' as std::int32_t, but was asked for float"));
}

TEST_CASE("rows are those of the neurons, whatever the number of samples and neurons") {
    for (const auto& [neurons, samples] : {std::pair{1, 1}, {31, 33}, {32, 64}, {100, 7}, {65, 129}}) {
        start_scope();
        NeuronGroup G = typed(neurons);
        StateMonitor M(G, {"x", "n"});
        std::vector<std::int64_t> backwards;
        for (std::int64_t k = neurons - 1; k >= 0; k -= 2) backwards.push_back(k);
        StateMonitor some(G, "x", {.record = backwards});
        run(samples * 0.1 * ms);
        REQUIRE(M.num_samples() == static_cast<std::size_t>(samples));
        bool right = true;
        for (int k = 0; k < neurons; ++k)
            for (int s = 0; s < samples; ++s)
                right = right && M["x"][k][s] == k + s && M["n"].data<std::int32_t>(k)[s] == k + s;
        for (std::size_t k = 0; k < backwards.size(); ++k)
            for (int s = 0; s < samples; ++s) right = right && some["x"][k][s] == static_cast<double>(backwards[k]) + s;
        CHECK_MESSAGE(right, neurons << " neurons, " << samples << " samples");
    }
}

// ---- all variables ----------------------------------------------------------------------------------------------

TEST_CASE("true stands for all variables of the equations") {
    start_scope();
    NeuronGroup H(2, "z : 1");
    H["z"] = "i + 5";
    NeuronGroup G(2, "dv/dt = -v/(10*ms) : 1\n x : 1 (shared)\n y = 2*v : 1\n c : 1 (constant)\n on : boolean\n l : 1 (linked)\n h = x : 1 (constant over dt)",
                  {.threshold = "v > 1", .reset = "v = 0", .refractory = 1 * ms, .method = "exact"});
    G["v"] = "i + 0.5";
    G["l"] = linked_var(H, "z");
    StateMonitor M(G, true), none(G, false), part(G.slice(1, 2), true, {.record = 0});
    SpikeMonitor spikes(G, {.variables = true});
    Synapses S(G, G, {.model = "w : 1\n dA/dt = -A/(10*ms) : 1 (event-driven)\n dB/dt = -B/(10*ms) : 1 (clock-driven)\n u = w*2 : 1\n q : 1 (shared)",
                      .on_pre = "A += 1", .method = "exact"});
    CHECK(error_of<ValueError>([&] { StateMonitor(S, true, {.name = "early"}); }).find("has no synapses") != std::string::npos);
    S.connect();
    S["w"] = "i + 10*j";
    StateMonitor N(S, true, {.record = {3, 1}});
    run(0.2 * ms);
    CHECK(M.variables() == std::vector<std::string>{"v", "x", "y", "c", "on", "l", "h"});
    CHECK(M["y"][1][0] == 3);
    CHECK(M["l"][1][1] == 6);
    CHECK(M["x"].size() == 1);
    CHECK(part["y"][0][0] == 3);
    CHECK(none.variables().empty());
    CHECK(none.num_samples() == 2);
    CHECK(N.variables() == std::vector<std::string>{"w", "A", "B", "u", "q"});
    CHECK(listed(N["u"][0]) == std::vector<double>{22, 22});
    CHECK(N["A"][1].size() == 2);
    REQUIRE(spikes.num_spikes() == 1);
    CHECK(spikes["l"][0] == 6);
    CHECK(spikes["v"][0] > 1);
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.record = false, .variables = true, .name = "C"}); }) ==
          "'C' only counts, with record = false: it cannot record 'v'");
}

// ---- much of it ---------------------------------------------------------------------------------------------------

TEST_CASE("a run that records much into memory that is made ready records the same") {
    start_scope();
    NeuronGroup G = typed(3000);
    StateMonitor M(G, {"x", "n"}); // 72 MB, as two columns whose blocks come from one supply
    run(200 * ms);
    REQUIRE(M.num_samples() == 2000);
    bool right = true;
    for (std::size_t k = 0; k < 3000; ++k)
        for (std::size_t s = 0; s < 2000; ++s)
            right = right && M["x"][k][s] == static_cast<double>(k + s) && M["n"].data<std::int32_t>(k)[s] == static_cast<int>(k + s);
    CHECK(right);
}

TEST_CASE("a monitor without a handle records no more, though its traces are read") {
    start_scope();
    NeuronGroup G = typed(2);
    auto M = std::make_unique<StateMonitor>(G, "x", StateMonitorOptions{.name = "M"});
    const Traces all = (*M)["x"];
    const ElementTraces one = M->of(1);
    run(0.3 * ms);
    CHECK(listed(all[1]) == std::vector<double>{1, 2, 3});
    M.reset();
    run(0.3 * ms);
    CHECK(listed(all[1]) == std::vector<double>{1, 2, 3});
    CHECK(listed(one["x"]) == std::vector<double>{1, 2, 3});
    StateMonitor again(G, "x", {.name = "M"}); // the name is free
    run(0.1 * ms);
    CHECK(listed(again["x"][0]) == std::vector<double>{6});
    start_scope(); // and the network of those runs is gone
    NeuronGroup other = typed(1);
    run(0.1 * ms);
    CHECK(listed(all[0]) == std::vector<double>{0, 1, 2});
}
