// SPDX-License-Identifier: Apache-2.0
// Two meanings of refractory: with (unless refractory) v stays at its reset for 5 ms; without, v goes on and only its spikes wait.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

static bool show(plot::Figure& figure, const char* title, const char* model, const Quantity& tau, const Quantity& refractory,
                 const std::vector<double>& wanted_ms) {
    start_scope();
    NeuronGroup G(1, model, {.threshold = "v > 0.8", .reset = "v = 0", .refractory = refractory, .method = "exact",
                             .constants = HILLOCK_CONSTANTS(tau)});
    StateMonitor M(G, "v", {.record = 0});
    SpikeMonitor spikes(G);
    run(50 * ms);
    plot::Panel& panel = figure.panel().trace(M, "v").horizontal(0.8, {.label = "threshold", .color = "#d55e00", .dash = plot::Dash::dotted}).title(title);
    for (const double t : spikes.t()) panel.vertical(t * second);
    bool same = spikes.num_spikes() == wanted_ms.size();
    for (std::size_t k = 0; same && k < wanted_ms.size(); ++k) same = std::abs(spikes.t()[k] * 1e3 - wanted_ms[k]) < 1e-9;
    if (!same) std::printf("FAILED: %s\n", title);
    return same;
}

int main() {
    plot::Figure figure;
    const bool clamped = show(figure, "v waits too", "dv/dt = (1-v)/tau : 1 (unless refractory)", 10 * ms, 5 * ms, {16.0, 37.0});
    const bool free = show(figure, "only the spike waits", "dv/dt = (1-v)/tau : 1", 5 * ms, 15 * ms, {8.0, 23.0, 38.0});
    figure.save("refractoriness.svg");
    return clamped && free ? EXIT_SUCCESS : EXIT_FAILURE;
}
