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
    for (const char* name : {"2x", "for", "v.x", "", "a+b", " w"})
        CHECK(error_of<SyntaxError>([&] { (void)leak.substitute({{"tau", name}}); }) ==
              std::string("'tau' cannot be replaced by '") + name +
                  "': a name is made of letters, digits and '_', no digit first, and is no keyword");
    CHECK(error_of<SyntaxError>([&] { (void)leak.substitute({{"v", "exp"}}); }) == "'v' cannot be renamed to 'exp': it is a function");
    CHECK(error_of<ValueError>([&] { (void)leak.substitute({{"tau", NAN * second}}); }) ==
          "'tau' cannot be replaced by nan s, which is not a number");
    const Equations two("dv/dt = (w - v)/tau : 1\n w : 1");
    CHECK(error_of<EquationError>([&] { (void)two.substitute({{"v", "w"}}); }) ==
          "'v' cannot be renamed to 'w': the equations would define 'w' twice");
    CHECK(error_of<EquationError>([&] { (void)two.substitute({{"v", "u"}, {"w", "u"}}); }) ==
          "'w' cannot be renamed to 'u': the equations would define 'u' twice");
    CHECK(two.substitute({{"v", "w"}, {"w", "v"}}).text() == "dw/dt = (v - w) / tau : 1\nv : 1\n"); // they may trade names
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

TEST_CASE("physical constants are handed over under the names of the model") {
    using namespace physical_constants;
    start_scope();
    NeuronGroup G(1, "T = celsius*kelvin + T0 : kelvin\n E = R*T/F*log(out/inside) : volt\n out : mM\n inside : mM\n celsius : 1",
                  {.constants = {{"F", faraday}, {"R", gas}, {"T0", zero_celsius}}});
    G["out"] = 5 * mM;
    G["inside"] = 140 * mM;
    G["celsius"] = 37;
    // Nernst potential of potassium, by hand: 8.314462618 * 310.15 / 96485.33212 * ln(5/140) = -89.0587 mV
    CHECK(std::abs(G["E"][0] / mV + 89.0587) < 1e-4);
    CHECK(G["T"][0] == 310.15 * kelvin);
}
