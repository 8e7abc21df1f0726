// SPDX-License-Identifier: Apache-2.0
// Bad input through the public interface: the exact text of what a user reads.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

NeuronGroup group(const char* model, NeuronGroupOptions options = {}) {
    options.name = "G";
    return NeuronGroup(3, model, options);
}

} // namespace

TEST_CASE("sizes") {
    CHECK(error_of<ValueError>([] { NeuronGroup(0, "v : 1"); }) == "a group needs at least one neuron, but its size is 0");
    CHECK(error_of<ValueError>([] { NeuronGroup(-2, "v : 1"); }) == "a group needs at least one neuron, but its size is -2");
}

TEST_CASE("an unknown name") {
    CHECK(error_of<NameError>([] { group("dv/dt = (1-v)/tua : 1", {.constants = {{"tau", 5 * ms}}}); }) ==
          "G.model:1:15: error: 'tua' is not defined; did you mean 'tau'?\n"
          "    1 | dv/dt = (1-v)/tua : 1\n"
          "      |               ^~~");
    start_scope();
    NeuronGroup G = group("vm : 1");
    CHECK(error_of<NameError>([&] { (void)G["v"]; }) == "'G' has no variable 'v'; did you mean 'vm'?");
}

TEST_CASE("a threshold that is no condition") {
    CHECK(error_of<TypeError>([] { group("v : 1", {.threshold = "v + 1"}); }).find("G.threshold:1:1: error: the threshold must be a condition") == 0);
}

TEST_CASE("methods") {
    CHECK(error_of<ValueError>([] { group("dv/dt = -v/second : 1", {.method = "eular"}); }) ==
          "error: there is no integration method 'eular'; did you mean 'euler'?; the methods are 'exact', 'euler', "
          "'heun', 'milstein', 'rk2', 'rk4', 'exponential_euler', 'independent', 'rkf45'");
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = -exp(v)/second : 1", {.method = "exact"}); }) ==
          "G.model:1:9: error: the method 'exact' cannot integrate dv/dt: it is not linear in 'v', which stands in 'exp(v)'\n"
          "    1 | dv/dt = -exp(v)/second : 1\n"
          "      |         ^~~~~~~~~~~~~~\n"
          "note: use method 'euler', or 'heun' for noise that is multiplied with a variable");
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = sin(t/ms)/second : 1", {.method = "exact"}); })
              .find("it depends on 't', so that its coefficients change within a step") != std::string::npos);
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = v*xi/second**0.5 : 1", {.method = "euler"}); }) ==
          "G.model:1:9: error: the method 'euler' takes additive noise only, but the noise 'xi' in dv/dt is multiplied with 'v', "
          "which changes\n"
          "    1 | dv/dt = v*xi/second**0.5 : 1\n"
          "      |         ^~~~~~~~~~~~~~~~\n"
          "note: use method 'heun', which takes any noise");
}

TEST_CASE("refractoriness") {
    const char* model = "dv/dt = -v/second : 1";
    CHECK(error_of<DimensionMismatchError>([&] { group(model, {.threshold = "v>1", .refractory = 5 * mV}); }) ==
          "the refractory period of 'G' must be a time, but it is 5 mV");
    CHECK(error_of<ValueError>([&] { group(model, {.threshold = "v>1", .refractory = -5 * ms}); }) ==
          "the refractory period of 'G' must be a finite time that is not negative, but it is -5 ms");
    CHECK(error_of<ValueError>([&] { group(model, {.refractory = 5 * ms}); }) ==
          "'G' is refractory but has no threshold: no neuron can spike");
    CHECK(error_of<TypeError>([&] { group(model, {.threshold = "v>1", .refractory = "v*volt"}); }) ==
          "G.refractory:1:1: error: the refractory period must be a time such as '2*ms' or a condition such as 'v > -40*mV', but "
          "'v * volt' has the unit volt\n"
          "    1 | v*volt\n"
          "      | ^~~~~~");
    CHECK(error_of<ValueError>([&] { group(model, {.reset = "v=0"}); }) ==
          "'G' has a reset but no threshold: no neuron can spike");
}

TEST_CASE("assignments") {
    start_scope();
    NeuronGroup G = group("dv/dt = -v/second : volt\n w = 2*v : volt\n k : integer\n b : boolean");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"] = 5; }) == "cannot assign 5 to 'v' of 'G', which has the unit volt");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"] = 5 * nA; }) ==
          "cannot assign 5 nA to 'v' of 'G', which has the unit volt");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"][0] = 5 * nA; }) ==
          "cannot assign 5 nA to 'v' of 'G', which has the unit volt");
    CHECK(error_of<ValueError>([&] { G["v"] = std::vector<double>{1, 2} * mV; }) ==
          "cannot assign an array of 2 values to 'v' of 'G', which has 3 elements");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"] = std::vector<double>{1, 2, 3}; }) ==
          "cannot assign an array of unit 1 to 'v' of 'G', which has the unit volt; multiply the array with a unit");
    CHECK(error_of<TypeError>([&] { G["w"] = 1 * volt; }) ==
          "'w' of 'G' cannot be assigned: it stands for its expression");
    CHECK(error_of<TypeError>([&] { G["i"] = 1; }) == "'i' of 'G' cannot be assigned: it is computed by the simulation");
    CHECK(error_of<TypeError>([&] { G["k"] = 1.5; }) == "cannot assign 1.5 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["b"] = 2; }) == "cannot assign 2 to 'b' of 'G', which is boolean");
    CHECK(error_of<IndexError>([&] { (void)G["v"][3]; }) == "index 3 is outside 'v' of 'G', which has 3 elements");
    CHECK(error_of<IndexError>([&] { (void)G["v"][-4]; }) == "index -4 is outside 'v' of 'G', which has 3 elements");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"] = "2*amp"; }).find("G.v:1:1: error: ") == 0);
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0}); // nothing was half done
}

TEST_CASE("runs") {
    start_scope();
    CHECK(error_of<MagicError>([] { run(1 * ms); }) ==
          "run() found nothing to run: no group was made since start_scope(), or all are part of a Network");
    NeuronGroup G = group("dv/dt = -v/second : 1", {.threshold = "v>1", .reset = "v=0"});
    CHECK(error_of<DimensionMismatchError>([] { run(100); }) == "a run takes a time such as '100*ms', but was given 100");
    CHECK(error_of<ValueError>([] { run(-1 * ms); }) ==
          "a run takes a finite time that is not negative, but was given -1 ms");
    CHECK(error_of<ValueError>([] { run(1 * ms, {.report = "tex"}); }) ==
          "there is no report 'tex': it is 'text', 'stdout', 'stderr' or a function");
    run(1 * ms);
    NeuronGroup later(1, "v : 1", {.name = "later"});
    CHECK(error_of<MagicError>([] { run(1 * ms); }) ==
          "run() found 'G', which has run before, and 'later', which has not: should time go on or start at 0? "
          "Use start_scope(), or a Network that says so");
}

TEST_CASE("networks") {
    NeuronGroup G = group("dv/dt = -v/second : 1", {.threshold = "v>1", .reset = "v=0"});
    SpikeMonitor M(G, {.name = "M"});
    Network net(M);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == "'M' needs 'G', which is not part of the network that runs");
    Network other(G);
    CHECK(error_of<ValueError>([&] { net.add(G); }) == "'G' is part of another network already");
    NeuronGroup twin = group("v : 1");
    CHECK(error_of<ValueError>([&] { other.add(twin); }) == "two objects of the network are named 'G'");
}

TEST_CASE("monitors") {
    NeuronGroup G = group("dv/dt = -v/second : 1");
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.name = "M"}); }) ==
          "'M' cannot record spikes of 'G', which has no threshold");
    CHECK(error_of<IndexError>([&] { StateMonitor(G, "v", {.record = 3, .name = "M"}); }) ==
          "'M' cannot record element 3 of 'G', whose indices are 0 to 2");
    CHECK(error_of<NameError>([&] { StateMonitor(G, "V"); }) == "'G' has no variable 'V'; did you mean 'v'?");
    StateMonitor M(G, "v", {.name = "M"});
    CHECK(error_of<NameError>([&] { (void)M["w"]; }) == "'M' does not record 'w'; it records 'v'");
    CHECK(error_of<IndexError>([&] { (void)M["v"][3]; }) == "row 3 was asked for, but 3 elements are recorded");
}

TEST_CASE("synapses") {
    start_scope();
    NeuronGroup G = group("dv/dt = -v/second : 1", {.threshold = "v>1", .reset = "v=0"});
    NeuronGroup quiet(2, "v : 1", {.name = "quiet"});
    CHECK(error_of<ValueError>([&] { Synapses(quiet, G, {.on_pre = "v += 1", .name = "S"}); }) ==
          "'S' has on_pre code, but 'quiet' has no threshold: its neurons never spike");
    Synapses S(G, quiet, {.model = "w : 1", .on_pre = "v += w", .name = "S"});
    CHECK(error_of<ValueError>([&] { S["w"] = 1; }) == "'S' has no synapses: call connect() before using 'w'");
    CHECK(error_of<ValueError>([&] { run(1 * ms); }) == "'S' has no synapses: call connect() before the run");
    CHECK(error_of<IndexError>([&] { S.connect({.i = 3, .j = 0}); }) ==
          "i = 3 is outside 'G', whose indices are 0 to 2");
    CHECK(error_of<IndexError>([&] { S.connect({.i = 0, .j = {1, -1}}); }) ==
          "j = -1 is outside 'quiet', whose indices are 0 to 1");
    CHECK(error_of<ValueError>([&] { S.connect({.i = {0, 1, 2}, .j = {0, 1}}); }) ==
          "connect() of 'S' was given 3 values of i and 2 of j: the lists go together index by index");
    CHECK(error_of<ValueError>([&] { S.connect({.i = 0}); }) == "connect() of 'S' was given i without j");
    CHECK(error_of<ValueError>([&] { S.connect({.condition = "i==j", .i = 0, .j = 0}); }) ==
          "connect() of 'S' was given lists of indices and a condition: give one of the two");
    CHECK(error_of<NameError>([&] { S.connect({.condition = "w > 0"}); }) ==
          "'w' belongs to the synapses of 'S', which do not exist before connect()");
    CHECK(S.size() == 0);
}
