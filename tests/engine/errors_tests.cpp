// SPDX-License-Identifier: Apache-2.0
// Bad input through the public interface: the exact text of what a user reads.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <utility>

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
    CHECK(error_of<ValueError>([] { NeuronGroup(2'000'000'001, "v : 1"); }) ==
          "a group has at most 2000000000 neurons, but its size is 2000000001");
}

TEST_CASE("the clock") {
    const auto with_dt = [](const Quantity& dt) {
        const DefaultClock before = std::exchange(defaultclock(), DefaultClock{dt});
        const auto texts = std::pair(error_of<DimensionMismatchError>([] { group("dv/dt = -v/second : 1"); }),
                                     error_of<ValueError>([] { group("dv/dt = -v/second : 1"); }));
        defaultclock() = before;
        return texts;
    };
    CHECK(with_dt(0.5).first == "defaultclock().dt must be a time, but it is 0.5");
    CHECK(with_dt(0 * ms).second == "defaultclock().dt must be positive, but it is 0 s");
    CHECK(with_dt(-1 * ms).second == "defaultclock().dt must be positive, but it is -1 ms");
    CHECK(with_dt(NAN * ms).second == "defaultclock().dt must be positive, but it is nan s");
}

TEST_CASE("constants") {
    CHECK(error_of<ValueError>([] { group("v : 1", {.constants = {{"_x", 1}}}); }) ==
          "a constant of 'G' cannot be named '_x': names that begin with '_' are kept for the engine");
    CHECK(error_of<ValueError>([] { group("v : 1", {.constants = {{"2x", 1}}}); }) ==
          "a constant of 'G' cannot be named '2x': names are letters, digits and '_', no digit first");
    start_scope();
    NeuronGroup G = group("v : 1", {.constants = {{"c", 1}}});
    CHECK(error_of<TypeError>([&] { G["c"] = 2; }) == "'c' of 'G' cannot be assigned: it is a constant");
    // A unit that is one letter: what people write first.
    CHECK(error_of<NameError>([] { group("dv/dt = -v/(10*s) : 1"); }) ==
          "G.model:1:16: error: 's' is not defined; the unit is written 'second'\n"
          "    1 | dv/dt = -v/(10*s) : 1\n"
          "      |                ^");
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
          "'G' cannot be integrated: there is no integration method 'eular'; did you mean 'euler'?; the methods are 'exact', 'euler', "
          "'heun', 'milstein', 'rk2', 'rk4', 'exponential_euler', 'independent', 'rkf45'");
    CHECK(error_of<ValueError>([] { group("dv/dt = -v/second : 1", {.method = "gsl_rk8pd"}); }).find("did you mean 'rkf45'?") !=
          std::string::npos);
    // No method of the default choices: what the widest of them says, once.
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = sin(xi*second**0.5)/second : 1"); }) ==
          "G.model:1:9: error: the noise 'xi' in dv/dt must stand as a term or a factor of a term, not inside 'sin(xi * second**0.5)'\n"
          "    1 | dv/dt = sin(xi*second**0.5)/second : 1\n"
          "      |         ^~~~~~~~~~~~~~~~~~~~~~~~~~");
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = -exp(v)/second : 1", {.method = "exact"}); }) ==
          "G.model:1:9: error: the method 'exact' cannot integrate dv/dt: it is not linear in 'v', which stands in 'exp(v)'\n"
          "    1 | dv/dt = -exp(v)/second : 1\n"
          "      |         ^~~~~~~~~~~~~~\n"
          "note: use method 'euler', 'exponential_euler', 'rk2' or 'rk4'");
    // What is suggested takes the equations: exponential_euler would refuse these.
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = -v**2/ms : 1", {.method = "exact"}); }) ==
          "G.model:1:9: error: the method 'exact' cannot integrate dv/dt: it is not linear in 'v', which stands in 'v**2'\n"
          "    1 | dv/dt = -v**2/ms : 1\n"
          "      |         ^~~~~~~~\n"
          "note: use method 'euler', 'rk2' or 'rk4'");
    // The equation that is refused is not the one that has the noise.
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = -v**2/ms : 1 \n dw/dt = xi*second**-0.5 : 1", {.method = "exact"}); })
              .find("note: use method 'euler', or 'heun' for noise that is multiplied with a variable") != std::string::npos);
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = sin(t/ms)/second : 1", {.method = "exact"}); })
              .find("it depends on 't', so that its coefficients change within a step") != std::string::npos);
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = v*xi/second**0.5 : 1", {.method = "euler"}); }) ==
          "G.model:1:9: error: the method 'euler' takes additive noise only, but the noise 'xi' in dv/dt is multiplied with 'v', "
          "which changes\n"
          "    1 | dv/dt = v*xi/second**0.5 : 1\n"
          "      |         ^~~~~~~~~~~~~~~~\n"
          "note: use method 'heun', which takes any noise");
}

TEST_CASE("every method says why it refuses") {
    struct Case {
        const char* method;
        const char* model;
        const char* why;
        const char* note;
    };
    const char* const kNoisy = "dv/dt = xi*second**-0.5 : 1";
    const char* const kAdditive = "use method 'euler', which takes additive noise";
    const char* const kAny = "use method 'heun', which takes any noise";
    for (const Case& c : std::initializer_list<Case>{
             {"exact", kNoisy, "the method 'exact' cannot integrate dv/dt: it contains the noise 'xi'",
              "use method 'euler', or 'heun' for noise that is multiplied with a variable"},
             {"exact", "dv/dt = rand()*Hz : 1", "the method 'exact' cannot integrate dv/dt: it contains a random function",
              "use method 'euler', 'exponential_euler', 'rk2' or 'rk4'"},
             {"euler", "dv/dt = t*xi*second**-1.5 : 1",
              "the method 'euler' takes additive noise only, but the noise 'xi' in dv/dt is multiplied with 't', which changes", kAny},
             {"rk2", kNoisy, "the method 'rk2' takes no noise, but dv/dt contains 'xi'", kAdditive},
             {"rk4", "dv/dt = v*xi*second**-0.5 : 1", "the method 'rk4' takes no noise, but dv/dt contains 'xi'", kAny},
             {"heun", "dv/dt = xi**2 : 1",
              "the noise 'xi' in dv/dt must stand as a term or a factor of a term, not inside 'xi**2'", ""},
             {"milstein", "dv/dt = (v*xi_a + xi_b)*second**-0.5 : 1",
              "the method 'milstein' takes diagonal noise only, each equation a noise of its own, but dv/dt contains two, 'xi_a' and 'xi_b'",
              kAny},
             {"exponential_euler", "dv/dt = v*(1-v)*Hz : 1",
              "the method 'exponential_euler' cannot integrate dv/dt: outside of functions 'v' must stand as a factor of a term, but it "
              "stands in 'v * (1 - v)'",
              "use method 'rk2' or 'rk4', which take any equations without noise"},
             {"exponential_euler", kNoisy, "the method 'exponential_euler' takes no noise, but dv/dt contains 'xi'", kAdditive},
             {"independent", "dv/dt = -v*v*Hz : 1",
              "the method 'independent' cannot integrate dv/dt: it is not linear in 'v', which stands in '-v * v'",
              "use method 'euler', 'rk2' or 'rk4'"},
             {"rkf45", kNoisy, "the method 'rkf45' takes no noise, but dv/dt contains 'xi'", kAdditive},
             {"rkf45", "dv/dt = rand()*Hz : 1",
              "the method 'rkf45' repeats steps whose error is too large, so it cannot integrate dv/dt, which calls a function that differs "
              "from call to call",
              ""}}) {
        CAPTURE(c.method);
        CAPTURE(c.model);
        const std::string model = c.model, right = model.substr(8, model.find(" : ") - 8);
        CHECK(error_of<UnsupportedEquationsError>([&] { group(c.model, {.method = c.method}); }) ==
              std::string("G.model:1:9: error: ") + c.why + "\n    1 | " + model + "\n      |         ^" + std::string(right.size() - 1, '~') +
                  (*c.note == '\0' ? "" : std::string("\nnote: ") + c.note));
    }
}

TEST_CASE("refractoriness") {
    const char* model = "dv/dt = -v/second : 1";
    CHECK(error_of<DimensionMismatchError>([&] { group(model, {.threshold = "v>1", .refractory = 5 * mV}); }) ==
          "the refractory period of 'G' must be a time, but it is 5 mV");
    CHECK(error_of<ValueError>([&] { group(model, {.threshold = "v>1", .refractory = -5 * ms}); }) ==
          "the refractory period of 'G' must be a finite time that is not negative, but it is -5 ms");
    CHECK(error_of<ValueError>([&] { group(model, {.threshold = "v>1", .refractory = "inf*ms"}); }) ==
          "the refractory period of 'G' must be a finite time that is not negative, but it is inf s");
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
    CHECK(error_of<TypeError>([&] { G["k"] = 2147483648.0; }) == "cannot assign 2147483648 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<IndexError>([&] { (void)G["v"][3]; }) == "index 3 is outside 'v' of 'G', which has 3 elements");
    CHECK(error_of<IndexError>([&] { (void)G["v"][-4]; }) == "index -4 is outside 'v' of 'G', which has 3 elements");
    CHECK(error_of<DimensionMismatchError>([&] { G["v"] = "2*amp"; }).find("G.v:1:1: error: ") == 0);
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0}); // nothing was half done
}

TEST_CASE("text whose value an integer variable cannot hold is refused, and the variable stays as it was") {
    start_scope();
    NeuronGroup G = group("k : integer\n s : integer (shared)\n b : boolean", {.constants = {{"far", 3e9}}});
    G["k"] = "i - 2147483648";
    CHECK(G["k"].values() == std::vector<double>{-2147483648.0, -2147483647.0, -2147483646.0});
    G["k"] = "2147483645 + i";
    CHECK(error_of<TypeError>([&] { G["k"] = "k + 1"; }) == "cannot assign 2147483648 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["k"] = "-int(1e10)"; }) == "cannot assign -10000000000 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["k"]["i > 1"] = "k + i"; }) == "cannot assign 2147483649 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G.slice(1, 3)["k"] = "2*k"; }) == "cannot assign 4294967292 to 'k' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["s"] = "int(far)"; }) == "cannot assign 3000000000 to 's' of 'G', which is a 32-bit integer");
    CHECK(G["k"].values() == std::vector<double>{2147483645, 2147483646, 2147483647});
    CHECK(G["s"].values() == std::vector<double>{0});
    G["k"][{2, 0}] = "N*10 + i"; // what fits goes to its place
    G["s"] = "7*N";
    CHECK(G["k"].values() == std::vector<double>{30, 2147483646, 32});
    CHECK(G["s"].values() == std::vector<double>{21});
    G.slice(1, 3)["k"] = "i > 0"; // a condition is 0 or 1
    CHECK(G["k"].values() == std::vector<double>{30, 0, 1});
    Synapses S(G, {.model = "n : integer\n m : integer (shared)", .constants = {{"far", 3e9}}, .name = "S"});
    S.connect({.i = {2, 0}, .j = {0, 1}});
    S["n"] = "10*i + j";
    CHECK(S["n"].values() == std::vector<double>{20, 1});
    CHECK(error_of<TypeError>([&] { S["n"] = "i*int(far)"; }) == "cannot assign 6000000000 to 'n' of 'S', which is a 32-bit integer");
    S["m"] = "N";
    CHECK(S["m"].values() == std::vector<double>{2});
}

TEST_CASE("a shared variable has one value") {
    start_scope();
    NeuronGroup G = group("s : 1 (shared)\n v : 1");
    CHECK(error_of<IndexError>([&] { G["s"]["i > 0"] = 1; }) ==
          "'s' of 'G' is one value for all elements: a condition cannot choose among them");
    CHECK(error_of<IndexError>([&] { G["s"][1] = 1; }) == "index 1 is outside 's' of 'G', which has 1 element");
    CHECK(error_of<IndexError>([&] { G["s"].slice(0, 2) = 1; }) == "slice(0, 2) is not inside 's' of 'G', which has 1 element");
    CHECK(error_of<ValueError>([&] { G["s"] = std::vector<double>{1, 2, 3}; }) ==
          "cannot assign an array of 3 values to 's' of 'G', which has 1 element");
    CHECK(error_of<ValueError>([&] { G["s"] = "2*v"; }) ==
          "'s' of 'G' is one value for all elements, but 'v' differs from one to the next");
    CHECK(G["s"].values() == std::vector<double>{0});
}

TEST_CASE("events") {
    const auto with_event = [](const char* name) {
        return error_of<ValueError>([&] { group("v : 1", {.threshold = "v > 1", .reset = "", .events = {{name, "v > 2"}}}); });
    };
    CHECK(with_event("spike") == "the event 'spike' of 'G' is its threshold: give the condition as threshold");
    CHECK(with_event("") == "an event of 'G' cannot be named '': names are letters, digits and '_'");
    NeuronGroup G = group("v : 1", {.threshold = "v > 1", .reset = "v = 0", .events = {{"high", "v > 2"}}});
    CHECK(error_of<ValueError>([&] { G.run_on_event("spike", "v = 0"); }) == "the event 'spike' of 'G' has code already");
    CHECK(error_of<ValueError>([&] { G.set_event_schedule("hihg", {}); }) == "'G' has no event 'hihg'; did you mean 'high'?");
    G.set_event_schedule("high", {.when = "reset"});
    CHECK(error_of<ValueError>([&] { Network(G).run(1 * ms); }) ==
          "'G' cannot run: there is no slot 'reset'; did you mean 'resets'?; the slots are 'start', 'groups', 'thresholds', 'synapses', 'resets' and "
          "'end', each also with 'before_' and 'after_'");
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
    CHECK(error_of<ValueError>([] { run(NAN * ms); }) == "a run takes a finite time that is not negative, but was given nan s");
    CHECK(error_of<ValueError>([] { run(1e13 * second); }) == "a run of 10 Ts has too many steps");
    CHECK(error_of<ValueError>([] { run(1 * ms, {.report = "text", .report_period = 0 * ms}); }) ==
          "the report period must be a positive time, but it is 0 s");
    run(1 * ms);
    defaultclock().dt = 0.3 * ms;
    CHECK(error_of<ValueError>([] { run(1 * ms); }) ==
          "dt cannot change from 100 us to 300 us now: the network has come to 1 ms, and the next step of 300 us would begin at 1.2 ms");
    defaultclock().dt = 0.1 * ms;
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
    NeuronGroup spiking(1, "v : 1", {.threshold = "v > 1", .reset = ""});
    SpikeMonitor counts(spiking, {.record = false, .name = "counts"});
    CHECK(error_of<ValueError>([&] { (void)counts.t(); }) == "'counts' only counts: it was made with record = false");
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
    CHECK(error_of<ValueError>([&] { S.connect({.condition = "w > 0"}); }) ==
          "S.condition:1:1: error: 'w' belongs to the synapses, which do not exist before connect()\n"
          "    1 | w > 0\n"
          "      | ^");
    CHECK(S.size() == 0);
}
