// SPDX-License-Identifier: Apache-2.0
// Ten neurons coupled by gap junctions, which carry current without spikes: each neuron is drawn to the potential of the others.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    NeuronGroup G(10, "dv/dt = (1.05 - v + gap)/(10*ms) : 1 \n gap : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "exact"});
    G["v"] = "i*1.0/9";
    Synapses S(G, {.model = "gap_post = 0.02*(v_pre - v_post) : 1 (summed)"});
    S.connect();
    StateMonitor M(G, "v", {.record = {0, 5}});
    SpikeMonitor spikes(G);
    run(500 * ms);

    plot::Figure figure;
    figure.panel().raster(spikes);
    figure.panel().trace(M, "v").xrange(0 * ms, 200 * ms);
    figure.save("gap_junctions.svg");
    bool same = true;
    const int counts[] = {12, 12, 12, 12, 12, 12, 12, 13, 13, 13}; // Brian 2.5.1
    for (std::size_t k = 0; k < 10; ++k) same = same && spikes.count()[k] == counts[k];
    const double last = spikes.t().back() * 1e3;
    std::printf("%zu spikes, the last at %.1f ms\n", spikes.num_spikes(), last);
    return same && std::abs(last - 497.7) < 1e-6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
