// SPDX-License-Identifier: Apache-2.0
// Sparsely connected inhibitory neurons fire irregularly and rarely, and yet the network oscillates (Brunel, Hakim: Fast global
// oscillations in networks of integrate-and-fire neurons with low firing rates, Neural Computation 11 (1999)).
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    const Quantity Vr = 10 * mV, theta = 20 * mV, tau = 20 * ms, muext = 25 * mV, sigmaext = 1 * mV, J = 0.1 * mV;
    const int N = 5000;
    NeuronGroup group(N, "dV/dt = (-V + muext + sigmaext*sqrt(tau)*xi)/tau : volt (unless refractory)",
                      {.threshold = "V > theta", .reset = "V = Vr", .refractory = 2 * ms,
                       .constants = HILLOCK_CONSTANTS(Vr, theta, tau, muext, sigmaext)});
    group["V"] = Vr;

    Synapses inhibition(group, {.on_pre = "V -= J", .delay = 2 * ms, .constants = HILLOCK_CONSTANTS(J)});
    inhibition.connect({.p = 0.2});

    SpikeMonitor spikes(group);
    PopulationRateMonitor rate(group);
    run(100 * ms);

    std::printf("synapses %zu, %.1f bytes each\n", inhibition.size(),
                static_cast<double>(inhibition.memory()) / static_cast<double>(inhibition.size()));
    std::printf("spikes   %zu, %.2f Hz\n", spikes.num_spikes(), static_cast<double>(spikes.num_spikes()) / (N * 0.1));
    plot::raster(spikes).title("Sparsely connected inhibitory neurons").save("brunel_hakim.svg");
    // From rest at 10 mV the noise needs some 10 ms to reach 20 mV; then volleys of a few hundred spikes follow each other.
    const bool silent_first = spikes.num_spikes() > 0 && spikes.t()[0] > 8e-3;
    const bool rare = spikes.num_spikes() > 1000 && spikes.num_spikes() < 2500;
    return silent_first && rare ? EXIT_SUCCESS : EXIT_FAILURE;
}
