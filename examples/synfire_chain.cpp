// SPDX-License-Identifier: Apache-2.0
// A volley of spikes travels down a chain of ten groups (Diesmann, Gewaltig, Aertsen: Stable propagation of synchronous spiking in
// cortical neural networks, Nature 402 (1999)). Prints when each group fires; fails if the volley does not arrive.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

int main() {
    seed(1);
    const Constants parameters{{"Vr", -70 * mV}, {"taum", 10 * ms}, {"taupsp", 0.325 * ms}};
    const int groups = 10, size = 100;
    NeuronGroup P(groups * size, R"(
        dV/dt = (-(V-Vr)+x)/taum : volt (unless refractory)
        dx/dt = (-x+y)/taupsp    : volt
        dy/dt = -y/taupsp + 25.27*mV/ms + (39.24*mV/ms**0.5)*xi : volt
    )", {.threshold = "V > -55*mV", .reset = "V = Vr", .refractory = 1 * ms, .constants = parameters});
    P["V"] = "Vr + rand()*15*mV";

    // A packet of 85 spikes, normally distributed around 50 ms with a standard deviation of 1 ms.
    SpikeGeneratorGroup input = pulse_packet(50 * ms, 85, 1 * ms);

    const Constants weight{{"weight", 4.86 * mV}};
    Synapses from_input(input, P.slice(0, size), {.on_pre = "y += weight", .constants = weight});
    from_input.connect();
    Synapses chain(P, P, {.on_pre = "y += weight", .constants = weight});
    chain.connect({.condition = "j//100 == i//100 + 1"});

    SpikeMonitor spikes(P);
    run(100 * ms);

    bool arrived = true;
    double before = 0;
    for (int group = 0; group < groups; ++group) {
        std::vector<double> volley; // from 49 ms on: most of what is earlier is background
        for (std::size_t k = 0; k < spikes.num_spikes(); ++k)
            if (spikes.i()[k] / size == group && spikes.t()[k] > 49e-3 && spikes.t()[k] < 59e-3) volley.push_back(spikes.t()[k]);
        std::sort(volley.begin(), volley.end());
        const double centre = volley.empty() ? 0 : volley[volley.size() / 2];
        std::printf("group %d: %3zu spikes around %.1f ms\n", group, volley.size(), centre * 1e3);
        // A volley that dies out leaves the background of about three spikes in these 10 ms.
        arrived = arrived && volley.size() > 70 && centre > before;
        before = centre;
    }
    plot::raster(spikes).title("Synfire chain").save("synfire_chain.svg");
    return arrived ? EXIT_SUCCESS : EXIT_FAILURE;
}
