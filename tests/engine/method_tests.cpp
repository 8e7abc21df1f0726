// SPDX-License-Identifier: Apache-2.0
// Methods given as a list or as a function of the equations. Each name alone is tested where the method is.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

const Constants kTau{{"tau", 10 * ms}};

std::string method_of(const char* model, const Method& method) {
    start_scope();
    NeuronGroup G(1, model, {.method = method, .constants = kTau});
    run(0 * ms);
    return G.method();
}

} // namespace

TEST_CASE("of a list of methods the first is taken that takes the equations") {
    CHECK(method_of("dv/dt = -v/tau : 1", {"exact", "rk4"}) == "exact");
    CHECK(method_of("dv/dt = -v**3/tau : 1", {"exact", "rk4"}) == "rk4");
    CHECK(method_of("dv/dt = -v**3/tau + v*xi*tau**-0.5 : 1", {"exact", "rk4", "milstein", "heun"}) == "milstein");
    CHECK(method_of("dv/dt = -v/tau : 1", {"rk2"}) == "rk2");
    CHECK(method_of("v : 1", {"exact", "rk4"}) == "");
    // "" stands for the library's own choice, lists may be made beforehand, and schemes stand beside names.
    CHECK(method_of("dv/dt = -v**3/tau : 1", {"exact", ""}) == "euler");
    const std::vector<Method> given{"independent", Scheme("mine", "x_new = x + dt*f(x, t)")};
    CHECK(method_of("dv/dt = -sin(v)/tau : 1", given) == "mine");
}

TEST_CASE("the chosen method integrates") {
    start_scope();
    const char* cubic = "dv/dt = -v**3/tau : 1";
    NeuronGroup listed(1, cubic, {.method = {"exact", "rk4"}, .constants = kTau});
    NeuronGroup named(1, cubic, {.method = "rk4", .constants = kTau});
    for (NeuronGroup* group : {&listed, &named}) (*group)["v"] = 1;
    run(5 * ms);
    CHECK(double(listed["v"][0]) == double(named["v"][0]));
    CHECK(double(listed["v"][0]) < 0.9); // it moved
}

TEST_CASE("a list with an adaptive method") {
    start_scope();
    NeuronGroup taken(1, "dv/dt = -v**3/tau : 1",
                      {.method = {"exact", "rkf45"}, .method_options = {{"max_steps", 50}}, .constants = kTau});
    NeuronGroup not_taken(1, "dv/dt = -v/tau : 1",
                          {.method = {"exact", "rkf45"}, .method_options = {{"max_steps", 50}}, .constants = kTau});
    run(1 * ms);
    CHECK(taken.method() == "rkf45");
    CHECK(not_taken.method() == "exact");
    CHECK(double(not_taken["failed_steps"][0]) == 0);
}

TEST_CASE("a function of the equations gives the method") {
    int calls = 0;
    const Method by_noise = [&](const Equations& model) -> Method {
        ++calls;
        return model.text().find("xi") == std::string::npos ? "rk4" : "heun";
    };
    CHECK(method_of("dv/dt = -v/tau : 1", by_noise) == "rk4");
    CHECK(calls == 1);
    CHECK(method_of("dv/dt = -v/tau + v*xi*tau**-0.5 : 1", by_noise) == "heun");
    CHECK(method_of("dv/dt = -v**3/tau : 1", {"exact", by_noise}) == "rk4");
    struct Refusal {};
    const Method thrower = [](const Equations&) -> Method { throw Refusal(); };
    CHECK_THROWS_AS(method_of("dv/dt = -v/tau : 1", thrower), Refusal);
}

TEST_CASE("synapses take lists of methods too") {
    start_scope();
    NeuronGroup G(1, "v : 1");
    Synapses S(G, {.model = "dw/dt = -w**3/tau : 1 (clock-driven)", .method = {"exact", "rk4"}, .constants = kTau});
    S.connect();
    Synapses R(G, {.model = "dw/dt = -w**3/tau : 1 (clock-driven)", .method = "rk4", .constants = kTau});
    R.connect();
    for (Synapses* synapses : {&S, &R}) (*synapses)["w"] = 1;
    run(5 * ms);
    CHECK(S.method() == "rk4");
    CHECK(double(S["w"][0]) == double(R["w"][0]));
}

TEST_CASE("what is wrong with a list") {
    const auto group = [](const Method& method, const Constants& options = {}) {
        NeuronGroup G(1, "dv/dt = -v**3/tau : 1", {.method = method, .method_options = options, .constants = kTau, .name = "G"});
    };
    CHECK(error_of<ValueError>([&] { group({"rk4", "eular"}); }).find("there is no integration method 'eular'; did you mean 'euler'?") !=
          std::string::npos);
    CHECK(error_of<UnsupportedEquationsError>([&] { group({"exact", "independent"}); }) ==
          "G.model:1:9: error: the method 'exact' cannot integrate dv/dt: it is not linear in 'v', which stands in 'v**3'\n"
          "    1 | dv/dt = -v**3/tau : 1\n"
          "      |         ^~~~~~~~~\n"
          "note: use method 'euler', 'rk2' or 'rk4'\n"
          "G.model:1:9: error: the method 'independent' cannot integrate dv/dt: it is not linear in 'v', which stands in 'v**3'\n"
          "    1 | dv/dt = -v**3/tau : 1\n"
          "      |         ^~~~~~~~~\n"
          "note: use method 'euler', 'rk2' or 'rk4'");
    CHECK(error_of<ValueError>([&] { group({"exact", "rk4"}, {{"max_steps", 5}}); }) ==
          "the integration method of 'G' takes no options, but 'max_steps' is given; method 'rkf45' takes some");
}
