// SPDX-License-Identifier: Apache-2.0
// What several steps block by block save where nothing can reach the neurons: time of a neuron and step, of integrate-and-fire neurons with
// a monitor of their spikes.
#include <hillock/hillock.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>

using namespace hillock;

namespace {

constexpr int kSteps = 256;

void unconnected(benchmark::State& state, bool blocking) {
    const std::int64_t neurons = state.range(0);
    const NeuronGroup G(neurons, "dv/dt = (I - v)/(10*ms) : 1 (unless refractory)\n I : 1",
                        {.threshold = "v > 1", .reset = "v = 0", .refractory = 2 * ms, .method = "exact"});
    G["I"] = "1.5*i/N";
    const SpikeMonitor spikes(G, {.record = false});
    Network network(G, spikes);
    network.threads(static_cast<int>(state.range(1)));
    network.run(0 * second);
    for (auto _ : state)
        network.run(kSteps * 0.1 * ms, {.nan_guard = false, .temporal_blocking = blocking});
    state.counters["neuron_step"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(neurons) * kSteps,
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

} // namespace

BENCHMARK_CAPTURE(unconnected, step_by_step, false)
    ->ArgsProduct({{4000, 40000, 400000, 4000000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(unconnected, in_blocks, true)
    ->ArgsProduct({{4000, 40000, 400000, 4000000}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();
