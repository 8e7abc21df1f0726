// SPDX-License-Identifier: Apache-2.0
// What connecting costs: time of each rule, and the memory of the synapses of a large sparse network, while they
// are made and afterwards. The only argument scales the number of neurons (1: 400,000 and 10,000).
#include <hillock/hillock.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace hillock;

namespace {

/// "VmHWM" (the most that there was) or "VmRSS" (now) of this process, in bytes; 0 where the system does not say.
double resident_bytes(const std::string& which) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (double kilobytes = 0; word == which + ":" && status >> kilobytes)
            return 1024 * kilobytes;
    return 0;
}

double seconds_to_connect(Synapses& synapses, const ConnectOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    synapses.connect(options);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Excitatory and inhibitory synapses of a network with 80 of them onto each neuron.
void measure_sparse_network(double scale) {
    const auto neurons = std::max<std::int64_t>(10, static_cast<std::int64_t>(400'000 * scale));
    NeuronGroup G(neurons, "v : 1");
    const double before = resident_bytes("VmRSS");
    Synapses excitatory(G.slice(0, neurons * 4 / 5), G), inhibitory(G.slice(neurons * 4 / 5, neurons), G);
    const double p = std::min(1.0, 80 / static_cast<double>(neurons));
    const double seconds = seconds_to_connect(excitatory, {.p = p}) + seconds_to_connect(inhibitory, {.p = p});
    const auto synapses = static_cast<double>(excitatory.size() + inhibitory.size());
    std::printf("p = 80/N: %.3g synapses in %.3f s; bytes a synapse: %.2f, %.2f at most\n", synapses, seconds,
                (resident_bytes("VmRSS") - before) / synapses, (resident_bytes("VmHWM") - before) / synapses);
}

void measure_rule(double scale, const char* name, const ConnectOptions& options) {
    const auto neurons = std::max<std::int64_t>(10, static_cast<std::int64_t>(10'000 * scale));
    NeuronGroup G(neurons, "v : 1");
    Synapses S(G, G);
    const double seconds = seconds_to_connect(S, options);
    std::printf("%-28s %10zu synapses in %.3f s, %.2f ns a pair\n", name, S.size(), seconds,
                1e9 * seconds / static_cast<double>(neurons * neurons));
}

} // namespace

int main(int count, char** arguments) {
    const double scale = count > 1 ? std::strtod(arguments[1], nullptr) : 1;
    const auto tenth = static_cast<std::int64_t>(std::max(1.0, 1000 * scale));
    seed(1);
    measure_sparse_network(scale);
    for (const char* condition : {"abs(i-j) < 3", "i != j and (i+j)%7 == 0"})
        measure_rule(scale, condition, {.condition = condition});
    measure_rule(scale, "i != j, p = 0.1", {.p = 0.1, .condition = "i != j"});
    measure_rule(scale, "p = exp(-abs(i-j)/100.0)", {.p = "exp(-abs(i-j)/100.0)"});
    measure_rule(scale, "all", {});
    measure_rule(scale, "indegree", {.indegree = tenth, .allow_multapses = false});
    measure_rule(scale, "outdegree", {.outdegree = tenth, .allow_multapses = false});
    measure_rule(scale, "total", {.total = tenth * tenth, .allow_multapses = false});
}
