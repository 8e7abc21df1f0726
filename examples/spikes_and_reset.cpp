// SPDX-License-Identifier: Apache-2.0
// A threshold and a reset make spikes: a saw-tooth, with a line at each spike.
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    NeuronGroup G(1, "dv/dt = (1-v)/tau : 1",
                  {.threshold = "v > 0.8", .reset = "v = 0", .method = "exact", .constants = {{"tau", 10 * ms}}});
    StateMonitor M(G, "v", {.record = 0});
    SpikeMonitor spikes(G);
    run(50 * ms);

    plot::Figure figure;
    plot::Panel& panel = figure.panel().trace(M, "v");
    for (const double t : spikes.t()) {
        panel.vertical(t * second);
        std::printf("spike at %.1f ms\n", t * 1e3);
    }
    figure.save("spikes_and_reset.svg");
    const auto t = spikes.t();
    const auto at = [](double time, double wanted_ms) { return time > (wanted_ms - 0.01) * 1e-3 && time < (wanted_ms + 0.01) * 1e-3; };
    return t.size() == 3 && at(t[0], 16.0) && at(t[1], 32.1) && at(t[2], 48.2) ? EXIT_SUCCESS : EXIT_FAILURE;
}
