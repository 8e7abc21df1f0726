// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/models/models.hpp"

#include <algorithm>

namespace hillock::benchmarks {

namespace {

const Constants kNeuronConstants = {{"taum", 20 * ms}, {"taue", 5 * ms}, {"taui", 10 * ms},
                                    {"Vt", -50 * mV},  {"Vr", -60 * mV}, {"El", -49 * mV}};
const Constants kWeights = {{"we", 1.62 * mV}, {"wi", -9 * mV}};

NeuronGroup neurons(const ModelOptions& options) {
    NeuronGroup P(options.n, R"(
        dv/dt  = (ge+gi-(v-El))/taum : volt (unless refractory)
        dge/dt = -ge/taue            : volt
        dgi/dt = -gi/taui            : volt
    )",
                  {.threshold = "v>Vt",
                   .reset = "v=Vr",
                   .refractory = 5 * ms,
                   .method = "exact",
                   .constants = kNeuronConstants,
                   .dtype = options.dtype});
    P["v"] = "Vr + rand()*(Vt-Vr)";
    return P;
}

/// Four of five neurons excite.
std::int64_t excitatory(std::int64_t n) {
    return static_cast<std::int64_t>(0.8 * static_cast<double>(n));
}

double probability(double synapses_a_neuron, std::int64_t n) {
    return std::min(1.0, synapses_a_neuron / static_cast<double>(n));
}

} // namespace

Model cuba(const ModelOptions& options) {
    Model model;
    const NeuronGroup& P = model.neurons.emplace_back(neurons(options));
    const std::int64_t ne = excitatory(options.n);
    model.synapses.emplace_back(P.slice(0, ne), P,
                                SynapsesOptions{.on_pre = "ge += we", .constants = kWeights});
    model.synapses.emplace_back(P.slice(ne, options.n), P,
                                SynapsesOptions{.on_pre = "gi += wi", .constants = kWeights});
    for (Synapses& synapses : model.synapses)
        synapses.connect({.p = probability(80, options.n)});
    return model;
}

Model cuba_stdp(const ModelOptions& options) {
    Model model;
    const NeuronGroup& P = model.neurons.emplace_back(neurons(options));
    const std::int64_t ne = excitatory(options.n);
    const Constants plasticity = {
        {"taupre", 20 * ms}, {"taupost", 20 * ms}, {"dA", 0.016 * mV}, {"wmax", 3.24 * mV}};
    model.synapses.emplace_back(P.slice(0, ne), P,
                                SynapsesOptions{.model = R"(
                                    w : volt
                                    dApre/dt  = -Apre/taupre   : volt (event-driven)
                                    dApost/dt = -Apost/taupost : volt (event-driven)
                                )",
                                                .on_pre = R"(
                                    ge += w
                                    Apre += dA
                                    w = clip(w + Apost, 0*mV, wmax)
                                )",
                                                .on_post = R"(
                                    Apost -= 1.05*dA
                                    w = clip(w + Apre, 0*mV, wmax)
                                )",
                                                .delay = 1 * ms,
                                                .constants = plasticity});
    model.synapses.emplace_back(
        P.slice(ne, options.n), P,
        SynapsesOptions{.on_pre = "gi += wi", .delay = 1 * ms, .constants = kWeights});
    for (Synapses& synapses : model.synapses)
        synapses.connect({.p = probability(100, options.n)});
    model.synapses.front()["w"] = "1.62*mV*2*rand()";
    return model;
}

} // namespace hillock::benchmarks
