// SPDX-License-Identifier: Apache-2.0
// What a model's text costs before any code is generated: parsing, and checking names, types and dimensions.
// Both are part of the delay between a change of the model and its run. Items are bytes of text.
#include "parser/model/check.hpp"
#include "parser/parse.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>

using namespace hillock;
using namespace hillock::internal;

namespace {

const char* const kIntegrateAndFire = R"(
    dv/dt  = (ge+gi-(v+49*mV))/(20*ms) : volt (unless refractory)
    dge/dt = -ge/(5*ms)                : volt
    dgi/dt = -gi/(10*ms)               : volt
)";

// Traub and Miles' neuron as in Brette et al. 2007, benchmark 3, with the numbers written out.
const char* const kHodgkinHuxley = R"(
    dv/dt = (10*nS*(-60*mV-v) - ge*v + gi*(-80*mV-v) - 20*usiemens*m**3*h*(v-50*mV)
             - 6*usiemens*n**4*(v+90*mV))/(200*pF) : volt
    dm/dt = alpha_m*(1-m) - beta_m*m : 1
    dn/dt = alpha_n*(1-n) - beta_n*n : 1
    dh/dt = alpha_h*(1-h) - beta_h*h : 1
    dge/dt = -ge/(5*ms)  : siemens
    dgi/dt = -gi/(10*ms) : siemens
    alpha_m = 0.32*4/exprel((-50*mV-v)/(4*mV))/ms    : Hz
    beta_m  = 0.28*5/exprel((v+23*mV)/(5*mV))/ms     : Hz
    alpha_h = 0.128*exp((-46*mV-v)/(18*mV))/ms       : Hz
    beta_h  = 4/(1+exp((-23*mV-v)/(5*mV)))/ms        : Hz
    alpha_n = 0.032*5/exprel((-48*mV-v)/(5*mV))/ms   : Hz
    beta_n  = 0.5*exp((-53*mV-v)/(40*mV))/ms         : Hz
)";

// Each text is run once outside the loop: one that is wrong ends the program with its error, and is not
// timed.

void parse(benchmark::State& state, const char* text) {
    const SourcePtr source = make_source("model", text);
    (void)parser::parse_equations(source).or_throw();
    for (auto _ : state)
        benchmark::DoNotOptimize(parser::parse_equations(source));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source->text.size()));
}

void check(benchmark::State& state, const char* text) {
    const SourcePtr source = make_source("model", text);
    const auto equations = parser::parse_equations(source).or_throw();
    (void)model::check_neurons(source, equations, {}).or_throw();
    for (auto _ : state)
        benchmark::DoNotOptimize(model::check_neurons(source, equations, {}));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(source->text.size()));
}

} // namespace

BENCHMARK_CAPTURE(parse, integrate_and_fire, kIntegrateAndFire)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(parse, hodgkin_huxley, kHodgkinHuxley)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(check, integrate_and_fire, kIntegrateAndFire)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(check, hodgkin_huxley, kHodgkinHuxley)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
