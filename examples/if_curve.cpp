// SPDX-License-Identifier: Apache-2.0
// The rate of a hundred neurons as a function of their drive v0, without noise and with it: noise rounds the corner at v0 = 1.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

/// Spikes of each neuron in a second, and the panel's raster of one of the groups.
static std::vector<double> counts(plot::Panel* raster, const char* model, const Constants& constants, plot::Panel& curve, const char* label) {
    start_scope();
    NeuronGroup G(100, model, {.threshold = "v > 1", .reset = "v = 0", .refractory = 5 * ms,
                               .method = constants.contains("sigma") ? "euler" : "exact", .constants = constants});
    G["v0"] = "i*v0_max/(N-1)";
    SpikeMonitor spikes(G);
    run(1 * second);
    if (raster != nullptr) raster->raster(spikes);
    const std::vector<double> rates(spikes.count().begin(), spikes.count().end());
    curve.line(G["v0"], plot::Values(rates, Hz), {.label = label});
    return rates;
}

int main() {
    seed(2026);
    plot::Figure figure;
    plot::Panel& raster = figure.panel();
    plot::Panel& curve = figure.panel().xlabel("v0").ylabel("Rate");
    const auto regular = counts(&raster, "dv/dt = (v0-v)/tau : 1 (unless refractory) \n v0 : 1", {{"tau", 10 * ms}, {"v0_max", 3.0}}, curve, "without noise");
    const auto noisy = counts(nullptr, "dv/dt = (v0-v)/tau + sigma*xi*tau**-0.5 : 1 (unless refractory) \n v0 : 1",
                              {{"tau", 10 * ms}, {"v0_max", 3.0}, {"sigma", 0.2}}, curve, "with noise");
    figure.save("if_curve.svg");

    double total = 0;
    for (const double count : noisy) total += count;
    std::printf("neuron 33: %g and %g spikes, neuron 99: %g and %g; %g with noise\n", regular[33], noisy[33], regular[99], noisy[99], total);
    // Brian 2.5.1: without noise exactly these; with it 5534.85 +- 15.7 over 20 seeds.
    const bool exact = regular[33] == 0 && regular[34] == 24 && regular[50] == 64 && regular[99] == 111;
    return exact && std::abs(total - 5534.85) < 5 * 15.7 ? EXIT_SUCCESS : EXIT_FAILURE;
}
