// SPDX-License-Identifier: Apache-2.0
// The delay between a change of a model and its run: from the objects, with their texts, to loaded machine
// code, of small networks of the reference models.
#include "benchmarks/models/models.hpp"

#include <benchmark/benchmark.h>

#include <string>

using namespace hillock;

namespace {

void text_to_machine_code(benchmark::State& state, const std::string& name) {
    const benchmarks::ModelMaker make = benchmarks::kModels.at(name);
    for (auto _ : state) {
        const benchmarks::Model model = make({.n = 10});
        Network network(model.inputs, model.neurons, model.synapses);
        network.run(0 * second);
    }
}

} // namespace

// Kernels are compiled in threads of their own, so only the time of the wall says what a user waits.
BENCHMARK_CAPTURE(text_to_machine_code, adex, "adex")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(text_to_machine_code, cuba, "cuba")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(text_to_machine_code, cobahh, "cobahh")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(text_to_machine_code, brunel, "brunel")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(text_to_machine_code, cuba_stdp, "cuba_stdp")->Unit(benchmark::kMillisecond)->UseRealTime();

BENCHMARK_MAIN();
