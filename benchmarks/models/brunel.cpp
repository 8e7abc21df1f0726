// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/models/models.hpp"

#include <algorithm>

namespace hillock::benchmarks {

namespace {

/// \param delay  of all synapses
Model sparse_inhibition(const ModelOptions& options, const PathwayDelays& delay) {
    const Constants constants = {{"Vr", 10 * mV}, {"theta", 20 * mV}, {"tau", 20 * ms},
                                 {"J", 0.1 * mV}, {"muext", 25 * mV}, {"sigmaext", 1 * mV}};
    Model model;
    model.voltage = "V";
    NeuronGroup& P =
        model.neurons.emplace_back(options.n, "dV/dt = (-V+muext+sigmaext*sqrt(tau)*xi)/tau : volt",
                                   NeuronGroupOptions{.threshold = "V>theta",
                                                      .reset = "V=Vr",
                                                      .refractory = 2 * ms,
                                                      .method = "euler",
                                                      .constants = constants,
                                                      .dtype = options.dtype});
    P["V"] = constants.at("Vr");
    Synapses& S = model.synapses.emplace_back(
        P, P, SynapsesOptions{.on_pre = "V += -J", .delay = delay, .constants = constants});
    S.connect({.p = std::min(1.0, 1000 / static_cast<double>(options.n))});
    return model;
}

} // namespace

Model brunel(const ModelOptions& options) {
    return sparse_inhibition(options, 2 * ms);
}

Model brunel_hetero(const ModelOptions& options) {
    Model model = sparse_inhibition(options, {});
    model.synapses.front().delay() = "4*ms*rand()";
    return model;
}

} // namespace hillock::benchmarks
