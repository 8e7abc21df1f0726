// SPDX-License-Identifier: Apache-2.0
// The reference networks: their equations, parameters, initial values and connections are those of the same
// names in the benchmarks for Brian 2, so that times and spikes can be set side by side. hillock-bench times
// them, tests run small ones.
#pragma once

#include <hillock/hillock.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hillock::benchmarks {

struct ModelOptions {
    /// Neurons; of stdp the number of its inputs.
    std::int64_t n = 4000;
    NumberType dtype = float64;
};

/// What a network consists of, connected and with its initial values, which were drawn with the thread's
/// seed.
struct Model {
    std::vector<PoissonGroup> inputs = {};
    /// The spikes of the first group are those that count.
    std::vector<NeuronGroup> neurons = {};
    std::vector<Synapses> synapses = {};
    /// Name of the membrane potential of those neurons.
    std::string voltage = "v";

    /// Number of all synapses.
    [[nodiscard]] std::size_t size_of_synapses() const {
        std::size_t size = 0;
        for (const Synapses& part : synapses)
            size += part.size();
        return size;
    }
};

using ModelMaker = Model (*)(const ModelOptions&);

/// Vogels and Abbott 2005, current-based (Brette et al. 2007, benchmark 2); 80 synapses a neuron on average.
[[nodiscard]] Model cuba(const ModelOptions& options);
/// The same neurons with plastic excitatory synapses (event-driven traces); 100 synapses a neuron, delayed by
/// 1 ms.
[[nodiscard]] Model cuba_stdp(const ModelOptions& options);
/// Hodgkin-Huxley neurons with synaptic conductances (Brette et al. 2007, benchmark 3), exponential Euler; 80
/// synapses a neuron.
[[nodiscard]] Model cobahh(const ModelOptions& options);
/// Brunel and Hakim 1999: sparse inhibition, delayed by 2 ms, and white noise; 1000 synapses a neuron.
[[nodiscard]] Model brunel(const ModelOptions& options);
/// The same with a delay of its own for each synapse, uniform in 0 .. 4 ms.
[[nodiscard]] Model brunel_hetero(const ModelOptions& options);
/// Song, Miller and Abbott 2000: n Poisson inputs through plastic synapses onto n/1000 neurons, 1000 inputs
/// each.
[[nodiscard]] Model stdp(const ModelOptions& options);
/// Brette and Gerstner 2005: adaptive exponential integrate-and-fire neurons that are not connected, a
/// current for each.
[[nodiscard]] Model adex(const ModelOptions& options);

/// All of them by name.
inline const std::map<std::string, ModelMaker> kModels = {
    {"adex", adex},     {"brunel", brunel}, {"brunel_hetero", brunel_hetero},
    {"cobahh", cobahh}, {"cuba", cuba},     {"cuba_stdp", cuba_stdp},
    {"stdp", stdp}};

} // namespace hillock::benchmarks
