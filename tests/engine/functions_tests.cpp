// SPDX-License-Identifier: Apache-2.0
// Functions of the user's through the public interface: TimedArrays, expressions, C++ code.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <stdexcept>

using namespace hillock;
using test::error_of;

namespace {

const TimedArray kStimulus(std::vector<double>{1, 2, 3} * nA, 1 * ms);
const TimedArray kImage(std::vector<std::vector<double>>{{1, 2}, {3, 4}, {5, 6}} * nA, 1 * ms);

NeuronGroup group(const char* model, NeuronGroupOptions options) {
    options.name = "G";
    return NeuronGroup(3, model, options);
}

} // namespace

TEST_CASE("a TimedArray on the host: value k holds from k*dt on, the ends for ever") {
    CHECK(kStimulus(-5 * ms) == 1 * nA);
    CHECK(kStimulus(0 * ms) == 1 * nA);
    CHECK(kStimulus(0.9 * ms) == 1 * nA);
    CHECK(kStimulus(1 * ms) == 2 * nA);
    CHECK(kStimulus(2.9 * ms) == 3 * nA);
    CHECK(kStimulus(1 * second) == 3 * nA);
    CHECK(kStimulus(1 * ms - 1e-12 * second) == 2 * nA); // rounding does not put it into the value before
    CHECK(kImage(1.5 * ms, 1) == 4 * nA);
    CHECK(kImage.rows() == 3);
    CHECK(kImage.columns() == 2);
    CHECK(error_of<IndexError>([] { (void)kImage(0 * ms, 2); }) ==
          "column 2 was asked for, but the TimedArray has 2 columns");
    CHECK(error_of<ValueError>([] { (void)kImage(0 * ms); }) ==
          "this TimedArray has 2 columns: call it with a time and a column");
    CHECK(error_of<ValueError>([] { (void)kStimulus(0 * ms, 0); }) ==
          "this TimedArray has no columns: call it with a time alone");
    CHECK(error_of<DimensionMismatchError>([] { (void)kStimulus(1 * mV); }) ==
          "a TimedArray is a function of time, but it was called with 1 mV");
}

TEST_CASE("what a TimedArray cannot be made of") {
    CHECK(error_of<DimensionMismatchError>([] { TimedArray(std::vector<double>{1}, 1); }) ==
          "the dt of a TimedArray must be a time such as '1*ms', but it is 1");
    CHECK(error_of<ValueError>([] { TimedArray(std::vector<double>{1}, 0 * ms); }) ==
          "the dt of a TimedArray must be positive, but it is 0 s");
    CHECK(error_of<ValueError>([] { TimedArray(std::vector<double>{}, 1 * ms); }) ==
          "a TimedArray needs at least one value");
    CHECK(error_of<ValueError>([] { TimedArray(std::vector<std::vector<double>>{{}}, 1 * ms); }) ==
          "a TimedArray needs at least one value");
    CHECK(error_of<ValueError>([] { TimedArray(std::vector<std::vector<double>>{{1, 2}, {3}}, 1 * ms); }) ==
          "the rows of a TimedArray must have one length, but row 0 has 2 values and row 1 has 1");
}

TEST_CASE("a TimedArray in equations has the values of the host at every step") {
    for (const NumberType dtype : {float64, float32}) {
        start_scope();
        NeuronGroup G(
            19, "I = stim(t) : amp\n J = image(t, i) : amp\n dx/dt = I/nF : volt",
            {.method = "euler", .functions = {{"stim", kStimulus}, {"image", kImage}}, .dtype = dtype});
        StateMonitor M(G, {"I", "J"}, {.record = true});
        run(4 * ms);
        for (std::size_t k = 0; k < 40; ++k) {
            const Quantity t = static_cast<double>(k) * 0.1 * ms;
            // 1e-7: a number of float32
            CHECK(M["I"][3][k] == doctest::Approx(kStimulus(t).value()).epsilon(1e-7));
            for (const std::size_t column : {0, 1})
                CHECK(M["J"][column][k] ==
                      doctest::Approx(kImage(t, static_cast<std::int64_t>(column)).value()).epsilon(1e-7));
            CHECK(std::isnan(M["J"][2][k]));
            CHECK(std::isnan(M["J"][18][k]));
        }
        // 1 + 2 + 3 + 3 nA for 1 ms each onto 1 nF: 9 mV; 40 sums of float32 lose at most 40 * 6e-8
        CHECK(G["x"].values()[18] == doctest::Approx(9e-3).epsilon(3e-6));
    }
}

TEST_CASE("a TimedArray in every kind of text") {
    start_scope();
    const TimedArray gate(std::vector<double>{0, 1, 0}, 1 * ms);
    const Functions functions{{"gate", gate},
                              {"table", TimedArray(std::vector<std::vector<double>>{{7, 8, 9}}, 1 * ms)}};
    NeuronGroup G(
        3, "v : 1\n count : 1",
        {.threshold = "gate(t) > 0", .reset = "count += gate(t) + gate(t - 1*ms)", .functions = functions});
    G["v"] = "table(t, i)";
    CHECK(G["v"].values() == std::vector<double>{7, 8, 9});
    NeuronGroup H(3, "u : 1");
    Synapses S(G, H, {.model = "w : 1", .on_pre = "u += gate(t)*w", .functions = functions});
    S.connect({.condition = "table(0*ms, i) > 7 and i == j"});
    CHECK(S.i() == std::vector<int>{1, 2});
    S["w"] = "table(0*ms, j)";
    CHECK(S["w"].values() == std::vector<double>{8, 9});
    run(3 * ms);
    CHECK(G["count"].values() == std::vector<double>{10, 10, 10}); // ten steps of the second millisecond
    CHECK(H["u"].values() == std::vector<double>{0, 80, 90});
}

TEST_CASE("other values for a TimedArray between runs") {
    start_scope();
    NeuronGroup G = group("I = stim(t) : amp\n dq/dt = I : coulomb",
                          {.method = "euler", .functions = {{"stim", kStimulus}, {"f", {"x", "x"}}}});
    run(1 * ms);
    CHECK(G["q"].values()[0] == doctest::Approx(1e-12).epsilon(1e-12)); // ten sums
    G.set_function("stim", TimedArray(std::vector<double>{5, 6, 7, 8, 9} * nA, 0.5 * ms));
    CHECK(G["I"].values()[0] == (7 * nA).value());
    run(0.5 * ms);
    CHECK(G["q"].values()[0] == doctest::Approx(4.5e-12).epsilon(1e-12));
    CHECK(error_of<NameError>([&] { G.set_function("stin", kStimulus); }) ==
          "'G' has no function 'stin'; did you mean 'stim'?");
    CHECK(error_of<TypeError>([&] { G.set_function("f", kStimulus); }) ==
          "the function 'f' of 'G' is no TimedArray");
    CHECK(error_of<ValueError>([&] { G.set_function("stim", kImage); }) ==
          "the TimedArray 'stim' of 'G' is called as stim(t), but the new one has columns");
    CHECK(error_of<DimensionMismatchError>([&] {
              G.set_function("stim", TimedArray(std::vector<double>{1}, 1 * ms));
          }) == "the TimedArray 'stim' of 'G' has the unit ampere, but the new values have 1");
}

TEST_CASE("wrong calls of a TimedArray") {
    const NeuronGroupOptions options{.functions = {{"stim", kStimulus}, {"image", kImage}}};
    CHECK(error_of<SyntaxError>([&] { group("I = stim() : amp", options); }) ==
          "G.model:1:5: error: 'stim' takes 1 argument (t), but none is given\n"
          "    1 | I = stim() : amp\n"
          "      |     ^~~~");
    CHECK(error_of<NameError>([&] { group("I = stim : amp", options); }) ==
          "G.model:1:5: error: 'stim' is a function: write 'stim(t)'\n"
          "    1 | I = stim : amp\n"
          "      |     ^~~~");
    CHECK(error_of<DimensionMismatchError>([&] { group("I = stim(i) : amp", options); }) ==
          "G.model:1:10: error: argument 't' of 'stim' must have dimension 'second', but 'i' has dimension "
          "'1'\n"
          "    1 | I = stim(i) : amp\n"
          "      |          ^\n"
          "note: 'i' has dimension '1'");
    CHECK(error_of<TypeError>([&] { group("I = image(t, 0.5*i) : amp", options); }) ==
          "G.model:1:14: error: argument 'i' of 'image' must be an integer, but '0.5 * i' is a float\n"
          "    1 | I = image(t, 0.5*i) : amp\n"
          "      |              ^~~~~");
    CHECK(error_of<DimensionMismatchError>([&] {
              group("I = stim(t) : volt", options);
          }).find("has dimension 'ampere' but is declared as 'volt'") != std::string::npos);
    CHECK(error_of<NameError>([&] {
              group("I = stin(t) : amp", options);
          }).find("there is no function 'stin'; did you mean 'stim'?") != std::string::npos);
}

TEST_CASE("names of functions") {
    const auto named = [](const char* name) {
        return error_of<ValueError>([&] { group("v : 1", {.functions = {{name, kStimulus}}}); });
    };
    CHECK(named("exp") ==
          "the function 'exp' of 'G' needs another name: 'exp' is a function of the language");
    CHECK(named("mV") == "the function 'mV' of 'G' needs another name: 'mV' is a unit of the language");
    CHECK(named("xi_1") == "the function 'xi_1' of 'G' needs another name: 'xi_1' is white noise");
    CHECK(named("2x") == "the function '2x' of 'G' needs another name: a name is made of letters, digits and "
                         "'_', and starts with a letter");
    // A variable of the name comes first, a constant after the function.
    CHECK(error_of<NameError>([] {
              group("stim : 1\n w = stim(t) : amp", {.functions = {{"stim", kStimulus}}});
          }).find("'stim' is a variable, not a function") != std::string::npos);
    start_scope();
    NeuronGroup G =
        group("w = stim(t) : amp", {.constants = {{"stim", 3}}, .functions = {{"stim", kStimulus}}});
    CHECK(G["w"].values()[0] == 1e-9);
}

TEST_CASE("an expression function stands for its expression, whatever the units") {
    start_scope();
    NeuronGroup G = group(
        "v : volt\n n : 1\n a = saturate(v, 2*n) : 1\n b = saturate(n, n)/half : 1\n c = twice(twice(n)) : 1",
        {.constants = {{"half", 0.5}},
         .functions = {{"saturate", {"x, y", "y*x/(x + abs(x))"}}, {"twice", {"x", "x/half"}}}});
    G["v"] = 3 * mV;
    G["n"] = 5;
    CHECK(G["a"].values() == std::vector<double>{5, 5, 5});
    CHECK(G["b"].values() == std::vector<double>{5, 5, 5});
    CHECK(G["c"].values() == std::vector<double>{20, 20, 20});
}

TEST_CASE("an integration method sees through an expression function") {
    start_scope();
    NeuronGroup G = group("dv/dt = leak(v, 10*ms) : volt",
                          {.method = "exact", .functions = {{"leak", {"x, tau", "-x/tau"}}}});
    G["v"] = 1 * volt;
    run(10 * ms);
    CHECK(G["v"].values()[0] == doctest::Approx(std::exp(-1.0)).epsilon(1e-13)); // 100 roundings
}

TEST_CASE("an argument that is used twice is drawn once") {
    start_scope();
    NeuronGroup G(100, "v : 1", {.functions = {{"difference", {"x", "x - x + 0*x"}}}});
    G["v"] = "difference(rand()) + 1";
    for (const double v : G["v"].values())
        CHECK(v == 1);
}

TEST_CASE("wrong expression functions") {
    const NeuronGroupOptions options{.functions = {{"f", {"x, y", "x*y/(1*mV + y)"}},
                                                   {"g", {"x", "g(x)"}},
                                                   {"h", Function({{"x", volt}}, "x/mV")},
                                                   {"k", {"x", "x + v"}}}};
    CHECK(error_of<DimensionMismatchError>([&] { group("v : 1\n w = f(v, v) : 1", options); }) ==
          "G.f:1:11: error: cannot add 'volt' and '1'\n"
          "    1 | x*y/(1*mV + y)\n"
          "      |           ^\n"
          "note: 'y' has dimension '1'\n"
          "G.model:2:6: note: in this call of 'f'\n"
          "    2 |  w = f(v, v) : 1\n"
          "      |      ^");
    CHECK(error_of<EquationError>([&] { group("w = g(1) : 1", options); }).find("'g' calls itself") !=
          std::string::npos);
    CHECK(error_of<DimensionMismatchError>([&] {
              group("w = h(1) : 1", options);
          }).find("argument 'x' of 'h' must have dimension 'volt', but '1' has dimension '1'") !=
          std::string::npos);
    CHECK(error_of<NameError>([&] {
              group("v : 1\n w = k(v) : 1", options);
          }).find("G.k:1:5: error: 'v' is not defined") == 0);
    CHECK(error_of<SyntaxError>([] {
              group("v : 1", {.functions = {{"f", {"x", "x +"}}}});
          }).find("G.f:1:") == 0);
    CHECK(error_of<ValueError>([] { group("v : 1", {.functions = {{"f", {"x, x", "x"}}}}); }) ==
          "the function 'f' of 'G' has two parameters 'x'");
    CHECK(error_of<ValueError>([] { group("v : 1", {.functions = {{"f", {"x,", "x"}}}}); }) ==
          "the parameter '' of 'G' needs another name: a name is made of letters, digits and '_', and starts "
          "with a letter");
    // Twenty functions that call each other twice would be a million terms.
    NeuronGroupOptions many;
    many.functions.emplace("f0", Function("x", "x"));
    for (int k = 1; k <= 20; ++k) {
        const std::string before = "f" + std::to_string(k - 1);
        many.functions.emplace("f" + std::to_string(k), Function("x", before + "(x) + " + before + "(x)"));
    }
    CHECK(error_of<EquationError>([&] {
              group("w = f20(1) : 1", many);
          }).find("functions call each other so often that more than 10000 calls would stand here") !=
          std::string::npos);
}

TEST_CASE("a C++ function is called for each element, in order, with the values of the arguments") {
    for (const std::int64_t n : {std::int64_t{5}, std::int64_t{200'000}}) { // interpreted and compiled
        start_scope();
        std::vector<double> seen;
        const auto f = [&seen](double v, double index) {
            seen.push_back(index);
            return 2 * v + index;
        };
        NeuronGroup G(n, "v : volt\n u : volt", {.functions = {{"f", {{{"v", volt}, {"n", 1}}, volt, f}}}});
        G["v"] = 1 * volt;
        G["u"] = "f(v, i) + 0.5*volt + 0*v*v/volt + 0*v*v/volt";
        REQUIRE(seen.size() == static_cast<std::size_t>(n));
        CHECK(seen[3] == 3);
        CHECK(seen.back() == static_cast<double>(n - 1));
        CHECK(G["u"].values()[4] == 6.5);
    }
}

TEST_CASE("a C++ function in equations, threshold and reset of a run; pure ones are called once for what is "
          "the same") {
    start_scope();
    int state = 0, pure = 0;
    NeuronGroup G(10, "dv/dt = rate(1)/second : 1\n s : 1",
                  {.threshold = "v > limit()",
                   .reset = "v = 0\n s += noisy(0.0) + noisy(0.0)",
                   .method = "euler",
                   .functions = {{"rate",
                                  {{{"x", 1}},
                                   1,
                                   [&](double x) {
                                       ++pure;
                                       return 1000 * x;
                                   },
                                   Purity::pure}},
                                 {"limit", {std::vector<Parameter>{}, 1, [] { return 0.45; }, Purity::pure}},
                                 {"noisy", {{{"x", 1}}, 1, [&](double x) {
                                                ++state;
                                                return x + 1;
                                            }}}}});
    run(1 * ms);
    CHECK(G["v"].values()[9] == doctest::Approx(0).epsilon(1e-15));
    CHECK(G["s"].values()[9] == 4); // a spike every five steps, two calls each
    CHECK(state == 2 * 10 * 2);
    CHECK(pure == 10); // once a step, outside of the loop over the neurons
}

TEST_CASE(
    "a C++ function that throws ends the run with its name and its message, and the network can be used on") {
    start_scope();
    bool bad = false;
    int calls = 0;
    NeuronGroup G(4, "dv/dt = 0/second : 1\n w : 1",
                  {.threshold = "check(v) > 0",
                   .reset = "",
                   .method = "euler",
                   .functions = {{"check", {{{"v", 1}}, 1, [&](double v) {
                                                ++calls;
                                                if (bad)
                                                    throw std::runtime_error("the sensor is gone");
                                                return v;
                                            }}}}});
    SpikeMonitor M(G);
    run(0.5 * ms);
    CHECK(calls == 20);
    bad = true;
    CHECK(error_of<Error>([] { run(0.5 * ms); }) == "the function 'check' has thrown: the sensor is gone");
    CHECK(calls == 21); // further calls of that step give NaN at once
    bad = false;
    G["v"] = 1;
    run(0.5 * ms);
    CHECK(calls == 41);
    CHECK(M.i().size() == 20);
    bad = true;
    G["w"] = 2;
    CHECK(error_of<Error>([&] { G["w"] = "check(v)"; }) ==
          "the function 'check' has thrown: the sensor is gone");
    CHECK(G["w"].values() == std::vector<double>(4, 2)); // nothing of a failed assignment stays
    NeuronGroup K(1, "v : 1", {.functions = {{"odd", {{{"x", 1}}, 1, [](double x) { return x > 0 ? throw 42 : x; }}}}});
    CHECK(error_of<Error>([&] { K["v"] = "odd(1)"; }) ==
          "the function 'odd' has thrown: an exception of another type than std::exception");
    bad = false;
    G["w"].slice(1, 3) = "check(v) + 7";
    CHECK(G["w"].values() == std::vector<double>{2, 8, 8, 2});
}

TEST_CASE("wrong C++ functions") {
    CHECK(error_of<ValueError>([] { Function({{"x", 1}}, 1, [](double x, double y) { return x + y; }); }) ==
          "a C++ function of 2 numbers was given with 1 parameter");
    CHECK(error_of<ValueError>([] { Function({{"x"}}, 1, [](double x) { return x; }); }) ==
          "the parameter 'x' of a C++ function needs a unit, as in {\"x\", volt}; 1 is the unit of a number");
    CHECK(error_of<DimensionMismatchError>([] {
              group("w = f(1*amp) : 1",
                    {.functions = {{"f", {{{"x", volt}}, 1, [](double x) { return x; }}}}});
          }).find("argument 'x' of 'f' must have dimension 'volt', but '1 * amp' has dimension 'ampere'") !=
          std::string::npos);
    CHECK(error_of<EquationError>([] {
              group("w = f(1) : 1", {.functions = {{"f", {{{"x", 1}}, 1, [](double x) { return x; }}}}});
          }).find("the subexpression 'w'") != std::string::npos);
}
