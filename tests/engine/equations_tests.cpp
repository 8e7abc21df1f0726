// SPDX-License-Identifier: Apache-2.0
// Equations objects, and constants taken from local variables.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

TEST_CASE("equations are put together and renamed") {
    start_scope();
    const Equations leak("dv/dt = (I - v)/tau : volt (unless refractory)");
    const Equations current("I : volt\n half = v/2 : volt");
    NeuronGroup G(2, leak + current, {.constants = {{"tau", 10 * ms}}});
    G["I"] = 1 * volt;
    NeuronGroup H(1, Equations("dv/dt = (E - v)/tau : volt", {{"v", "vm"}, {"tau", 5 * ms}, {"E", -70 * mV}}));
    run(10 * ms);
    CHECK(G["half"][0] / volt == doctest::Approx(0.5 * (1 - std::exp(-1.0))).epsilon(1e-12));
    CHECK(H["vm"][0] / mV == doctest::Approx(-70 * (1 - std::exp(-2.0))).epsilon(1e-12));
    CHECK(Equations("dx/dt = (a + b)*-a**2/tau : 1 (unless refractory)", {{"a", "bb"}, {"b", 2}}).text() ==
          "dx/dt = (bb + 2) * -bb**2 / tau : 1 (unless refractory)\n");
    CHECK(Equations("x = v : volt", {{"v", 1.5 * mV}}).text() == "x = 0.0015 * volt : volt\n");
}

TEST_CASE("wrong replacements and wrong sums") {
    const Equations leak("dv/dt = -v/tau : 1");
    CHECK(error_of<EquationError>([&] { (void)(leak + Equations("v : 1")); }) == "both sets of equations define 'v'");
    CHECK(error_of<ValueError>([&] { (void)leak.substitute({{"v", 1}}); }) ==
          "'v' is defined by the equations: it can be renamed, not replaced by 1");
    CHECK(error_of<ValueError>([&] { (void)leak.substitute({{"tua", "x"}}); }) ==
          "the equations do not contain 'tua'; did you mean 'tau'?");
    CHECK(error_of<SyntaxError>([&] { (void)leak.substitute({{"v", "2x"}}); }).find("equations:1:") == 0);
}

TEST_CASE("local variables become constants by their names") {
    start_scope();
    const Quantity tau = 10 * ms;
    const double v_max = 3;
    const int twice = 2;
    NeuronGroup G(1, "dv/dt = (twice*v_max - v)/tau : 1", {.constants = HILLOCK_CONSTANTS(tau, v_max, twice)});
    run(10 * ms);
    CHECK(G["v"][0] == doctest::Approx(6 * (1 - std::exp(-1.0))).epsilon(1e-12));
}
