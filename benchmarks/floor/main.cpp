// SPDX-License-Identifier: Apache-2.0
// How fast one core can run three of the reference networks in double precision with AVX2: hand-written for
// these models alone, every constant folded, update, refractoriness and threshold in one pass, only neuron
// and time of each spike recorded. A yardstick, not a simulator.
#include "benchmarks/floor/network.hpp"

#include <cstdio>
#include <map>
#include <string>

using namespace hillock;

int main(int argc, char** argv) {
    const std::map<std::string, floor::Result (*)(const floor::Task&)> models = {
        {"brunel", floor::brunel}, {"cobahh", floor::cobahh}, {"cuba", floor::cuba}};
    const std::string name = argc > 1 ? argv[1] : "";
    const int n = argc > 3 ? std::atoi(argv[2]) / floor::kBlock * floor::kBlock : 0;
    if (argc > 5 || n == 0 || !models.contains(name)) {
        std::fprintf(stderr,
                     "usage: floor brunel|cobahh|cuba NEURONS SECONDS [SEED]   (at least %d neurons)\n",
                     floor::kBlock);
        return 2;
    }
    const floor::Task task = {
        .n = n, .seconds = std::atof(argv[3]), .seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1};
    const floor::Result result = models.at(name)(task);
    const benchmarks::SpikeStatistics statistics =
        benchmarks::spike_statistics(result.neurons, result.times, static_cast<std::size_t>(n), task.seconds);
    std::printf("{\"simulator\": \"floor\", \"version\": \"avx2\", \"model\": \"%s\", \"n\": %d, \"t\": %g, "
                "\"spikes\": %zu, \"synapses\": %zu, \"rate_hz\": %.6g, \"cv\": %.6g, \"synchrony\": %.6g, "
                "\"build_s\": %.5f, \"run_s\": %.5f, \"run_cpu_s\": %.5f}\n",
                name.c_str(), n, task.seconds, result.times.size(), result.synapses, statistics.rate_hz,
                statistics.cv, statistics.synchrony, result.build_seconds, result.run_seconds,
                result.run_cpu_seconds);
    return 0;
}
