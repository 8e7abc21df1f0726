// SPDX-License-Identifier: Apache-2.0
// A hundred neurons that start anywhere below their threshold: each of them is regular.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    NeuronGroup G(100, "dv/dt = (2-v)/tau : 1",
                  {.threshold = "v > 1", .reset = "v = 0", .method = "exact", .constants = {{"tau", 10 * ms}}});
    G["v"] = "rand()";
    SpikeMonitor spikes(G);
    run(50 * ms);
    plot::raster(spikes).save("hundred_neurons.svg");

    // From 0 to 1 on the way to 2 takes 10 ms * log(2) = 6.93 ms, which is 7 ms in steps of 0.1 ms.
    bool regular = true;
    for (const auto& intervals : interspike_intervals(spikes))
        for (const double interval : intervals) regular = regular && std::abs(interval - 7e-3) < 1e-9;
    const auto [least, most] = std::minmax_element(spikes.count().begin(), spikes.count().end());
    std::printf("%zu spikes, from %d to %d a neuron\n", spikes.num_spikes(), int(*least), int(*most));
    return regular && *least == 7 && *most <= 8 ? EXIT_SUCCESS : EXIT_FAILURE;
}
