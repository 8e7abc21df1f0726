// SPDX-License-Identifier: Apache-2.0
// A neuron whose threshold rises with each spike and falls back to 10 mV, driven by 500 Poisson spikes a second.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    NeuronGroup neuron(1, R"(
        dv/dt  = -v/(10*ms)            : volt
        dvt/dt = (10*mV - vt)/(15*ms)  : volt
    )", {.threshold = "v > vt", .reset = "v = 0*mV \n vt += 3*mV"});
    neuron["vt"] = 10 * mV; // at rest

    PoissonGroup input(1, 500 * Hz);
    Synapses drive(input, neuron, {.on_pre = "v += 3*mV"});
    drive.connect();

    StateMonitor M(neuron, {"v", "vt"});
    SpikeMonitor spikes(neuron);
    run(1 * second);

    plot::Figure figure;
    figure.panel()
        .line(plot::Values(M.t(), second), plot::Values(M["v"][0], volt), {.label = "v"})
        .line(plot::Values(M.t(), second), plot::Values(M["vt"][0], volt), {.label = "threshold"})
        .xrange(0 * ms, 200 * ms)
        .ylabel("Potential");
    figure.save("adaptive_threshold.svg");

    const auto v = M["v"][0], vt = M["vt"][0];
    const double lowest = *std::min_element(vt.begin(), vt.end()), highest = *std::max_element(vt.begin(), vt.end());
    const double peak = *std::max_element(v.begin(), v.end());
    std::printf("spikes %zu; threshold from %.2f to %.2f mV; v up to %.2f mV\n", spikes.num_spikes(), lowest * 1e3, highest * 1e3,
                peak * 1e3);
    // Poisson input: 72 spikes a second with a standard deviation of about 5.
    const bool rate = spikes.num_spikes() > 50 && spikes.num_spikes() < 95;
    return rate && lowest > 0.00999999 && highest > 0.0125 ? EXIT_SUCCESS : EXIT_FAILURE;
}
