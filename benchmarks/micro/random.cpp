// SPDX-License-Identifier: Apache-2.0
// What a random number costs in a kernel, one for each of 4000 neurons in every step: `draw`. `none` has all
// the rest: the step, reading and writing a variable.
#include <hillock/hillock.hpp>

#include <benchmark/benchmark.h>

#include <string>

using namespace hillock;

namespace {

constexpr int kNeurons = 4000;
constexpr int kSteps = 100;

void draw(benchmark::State& state, const std::string& expression, NumberType type) {
    seed(1);
    const NeuronGroup G(kNeurons, "x : 1", {.dtype = type});
    G.run_regularly("x = " + expression);
    Network network(G);
    network.run(0 * second);
    const RunOptions plain = {.nan_guard = false};
    for (auto _ : state)
        network.run(kSteps * 0.1 * ms, plain);
    state.counters["draw"] = benchmark::Counter(static_cast<double>(state.iterations()) * kNeurons * kSteps,
                                                benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

} // namespace

BENCHMARK_CAPTURE(draw, none, "x + 0.5", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, uniform, "rand()", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, normal, "randn()", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, uniform_float32, "rand()", float32)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, normal_float32, "randn()", float32)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, poisson_of_mean_2, "poisson(2)", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, poisson_of_mean_200, "poisson(200)", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, binomial_of_10, "binomial(10, 0.3)", float64)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(draw, binomial_of_1000, "binomial(1000, 0.3)", float64)->Unit(benchmark::kMicrosecond);
