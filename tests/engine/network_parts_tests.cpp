// SPDX-License-Identifier: Apache-2.0
// What a network can be made of.
#include "support/error_text.hpp"

#include <array>
#include <doctest/doctest.h>
#include <functional>
#include <hillock/hillock.hpp>
#include <list>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace hillock;
using test::error_of;

namespace {

using Strings = std::vector<std::string>;

NeuronGroup group(const std::string& name) { return NeuronGroup(1, "v : 1", {.threshold = "v > 1", .reset = "", .name = name}); }

static_assert(NetworkPart<NeuronGroup>);
static_assert(NetworkPart<std::vector<std::vector<NetworkObject>>>);
static_assert(NetworkPart<std::tuple<NeuronGroup&, std::map<int, SpikeMonitor>>>);
static_assert(!NetworkPart<int>);
static_assert(!NetworkPart<std::string>);
static_assert(!NetworkPart<Subgroup>); // a view of neurons
static_assert(!NetworkPart<std::vector<std::string>>);
static_assert(!NetworkPart<std::tuple<NeuronGroup&, int>>);

} // namespace

TEST_CASE("lists, tuples and maps of objects, in any depth") {
    start_scope();
    std::vector<NeuronGroup> groups;
    for (const char* name : {"a", "b"}) groups.push_back(group(name));
    std::map<std::string, std::list<SpikeMonitor>> monitors;
    for (const NeuronGroup& one : groups) monitors["of " + one.name()].emplace_back(one, SpikeMonitorOptions{.name = "M_" + one.name()});
    NeuronGroup c = group("c"), d = group("d"), e = group("e");
    StateMonitor M(c, "v", {.name = "M_c"});
    Network net(groups, monitors, std::tie(c, M), std::pair(std::cref(d), std::array{std::cref(e)}));
    CHECK(net.names() == Strings{"a", "b", "M_a", "M_b", "c", "M_c", "d", "e"});
    net.remove(monitors, std::tie(e));
    CHECK(net.names() == Strings{"a", "b", "c", "M_c", "d"});
    net.add(std::vector{std::vector{std::cref(e)}, {}});
    CHECK(net.contains("e"));
    CHECK(!net.contains("M_a"));
}

TEST_CASE("objects of several classes in braces") {
    start_scope();
    NeuronGroup G = group("G");
    SpikeMonitor M(G, {.name = "M"});
    StateMonitor V(G, "v", {.name = "V"});
    Network net({G, M});
    CHECK(net.names() == Strings{"G", "M"});
    net.add({V});
    net.remove({M, V});
    CHECK(net.names() == Strings{"G"});
    CHECK(error_of<ValueError>([&] { net.remove({G, V}); }) == "'V' is not part of this network");
    CHECK(net.names() == Strings{"G"});
    Network braces{M};
    CHECK(braces.names() == Strings{"M"});
    CHECK(Network{}.names().empty());
}

TEST_CASE("collect gives what run() would run") {
    start_scope();
    CHECK(collect().empty());
    NeuronGroup before = group("before");
    start_scope();
    NeuronGroup G = group("G"), other = group("other");
    const Network explicit_one(other);
    SpikeMonitor M(G, {.name = "M"});
    { NeuronGroup gone = group("gone"); }
    Strings names;
    for (const NetworkObject& object : collect()) names.push_back(object.name());
    CHECK(names == Strings{"G", "M"});
    Network net(collect());
    CHECK(net.names() == Strings{"G", "M"});
    CHECK(collect().empty());
    net.run(1 * ms);
    CHECK(M.source_size() == 1);

    const std::vector<NetworkObject> objects = net.objects();
    REQUIRE(objects.size() == 2);
    CHECK(objects[1].name() == "M");
    CHECK(SpikeMonitor(objects[1]).num_spikes() == 0);
}

TEST_CASE("what was collected lives on") {
    start_scope();
    Network net;
    {
        NeuronGroup G = group("G");
        SpikeMonitor M(G, {.name = "M"});
        net.add(collect());
    }
    net.run(1 * ms);
    CHECK(net.names() == Strings{"G", "M"});
}
