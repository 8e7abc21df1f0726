// SPDX-License-Identifier: Apache-2.0
// The method rkf45 through the public interface: accuracy, steps of its own for each neuron, failures,
// options.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

NeuronGroup group(const char* model, const Constants& method_options, const NeuronGroupOptions& given = {.method = "rkf45"}) {
    NeuronGroupOptions options = given;
    options.name = "G";
    options.method_options = method_options;
    return NeuronGroup(3, model, options);
}

} // namespace

TEST_CASE("rkf45 keeps its tolerance in a step that is long for the equations") {
    start_scope();
    defaultclock().dt = 10 * ms;
    NeuronGroup G(
        40, "dx/dt = omega*y : 1\n dy/dt = -omega*x : 1\n dz/dt = cos(t/ms)/ms : 1\n omega : Hz",
        {.method = "rkf45",
         .method_options = {{"absolute_error", 1e-11}, {"relative_error", 0}, {"max_steps", 10000}}});
    G["x"] = 1;
    G["omega"] = "i*100*Hz";
    run(100 * ms);
    for (std::size_t k = 0; k < 40; ++k) {
        const double phase = static_cast<double>(k) * 10;
        // 390 rad take at most some 20000 steps of error 1e-11, which add up
        CHECK(std::abs(G["x"].values()[k] - std::cos(phase)) < 2e-7);
        CHECK(std::abs(G["y"].values()[k] + std::sin(phase)) < 2e-7);
        CHECK(std::abs(G["z"].values()[k] - std::sin(100.0)) < 2e-7);
    }
    CHECK(G["failed_steps"].values() == std::vector<double>(40, 0));
    defaultclock().dt = 0.1 * ms;
}

TEST_CASE("rkf45: a result does not depend on the neighbours in a vector") {
    std::vector<double> alone, together;
    for (const bool single : {true, false}) {
        start_scope();
        NeuronGroup G(single ? 1 : 16, "dv/dt = -v**3*rate : 1\n rate : Hz", {.method = "rkf45"});
        G["v"] = 2;
        G["rate"] = "(1 + i*50)*kHz";
        run(2 * ms);
        (single ? alone : together) = G["v"].values();
    }
    CHECK(alone[0] == together[0]);
    // v = v0/sqrt(1 + 2 v0^2 rate t); a relative error of 1e-6 in each of about 50 steps
    for (std::size_t k = 0; k < 16; ++k)
        CHECK(together[k] ==
              doctest::Approx(2 / std::sqrt(1 + 16 * (1 + 50.0 * static_cast<double>(k)))).epsilon(5e-5));
}

TEST_CASE("rkf45 counts the steps that it does not finish") {
    start_scope();
    NeuronGroup G = group("dv/dt = -v*rate : 1\n rate : Hz", {{"max_steps", 3}});
    G["v"] = 1;
    G["rate"] = std::vector<double>{1, 1e7, 1} * Hz;
    run(1 * ms);
    CHECK(G["failed_steps"].values() == std::vector<double>{0, 10, 0});
    CHECK(G["v"].values()[0] == doctest::Approx(std::exp(-1e-3)).epsilon(1e-9));
}

TEST_CASE("rkf45: variables marked (unless refractory) stand still, the others go on") {
    start_scope();
    NeuronGroup G = group("dv/dt = 1/ms : 1 (unless refractory)\n dw/dt = v/ms : 1",
                          {}, {.threshold = "v > 0.95", .reset = "v = 0", .refractory = 100 * ms, .method = "rkf45"});
    run(3 * ms);
    CHECK(G["v"].values()[0] == 0);
    // w = v^2/2 until v = 1, then v = 0. The relative error of a step is 1e-6.
    CHECK(G["w"].values()[0] == doctest::Approx(0.5).epsilon(1e-5));
}

TEST_CASE("wrong uses of rkf45") {
    const char* model = "dv/dt = -v/second : 1";
    CHECK(error_of<ValueError>([&] { group(model, {{"absolut_error", 1}}); }) ==
          "the method 'rkf45' of 'G' has no option 'absolut_error'; did you mean 'absolute_error'?");
    CHECK(error_of<ValueError>([&] { group(model, {{"max_steps", 0}}); }) ==
          "the option 'max_steps' of 'G' must be a whole number from 1 to 1000000, but it is 0");
    CHECK(error_of<ValueError>([&] { group(model, {{"relative_error", -1}}); }) ==
          "the option 'relative_error' of 'G' must be a finite number that is not negative, but it is -1");
    CHECK(error_of<ValueError>([&] {
              group(model, {{"absolute_error", 0}, {"relative_error", 0}});
          }) == "the options 'absolute_error' and 'relative_error' of 'G' cannot both be 0");
    CHECK(error_of<DimensionMismatchError>([&] {
              group(model, {{"absolute_error", 1 * mV}});
          }) == "the option 'absolute_error' of 'G' must be a number, but it is 1 mV");
    CHECK(error_of<ValueError>([&] {
              group(model, {{"max_steps", 5}}, {.method = "euler"});
          }) == "the integration method of 'G' takes no options, but 'max_steps' is given; method 'rkf45' "
                "takes some");
    CHECK(error_of<UnsupportedEquationsError>([] { group("dv/dt = rand()/second : 1", {}); })
              .find("the method 'rkf45' repeats steps whose error is too large, so it cannot integrate "
                    "dv/dt, which calls a "
                    "function that differs from call to call") != std::string::npos);
    CHECK(error_of<UnsupportedEquationsError>([] {
              group("dv/dt = xi*second**-0.5 : 1", {});
          }).find("'rkf45'") != std::string::npos);
}
