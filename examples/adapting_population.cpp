// SPDX-License-Identifier: Apache-2.0
// A thousand noisy neurons whose threshold rises with each spike: all fire at first, and less and less.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    const Quantity tau = 10 * ms, tau_t = 100 * ms, vr = -70 * mV, vt0 = -50 * mV, delta_vt0 = 5 * mV, sigma = 10 * mV, v_drive = 40 * mV;
    NeuronGroup G(1000, R"(
        dv/dt  = (v_drive+vr-v)/tau + sigma*xi*tau**-0.5 : volt
        dvt/dt = (vt0-vt)/tau_t                          : volt
    )", {.threshold = "v > vt", .reset = "v = vr \n vt += delta_vt0", .refractory = 5 * ms, .method = "euler",
         .constants = HILLOCK_CONSTANTS(tau, tau_t, vr, vt0, delta_vt0, sigma, v_drive)});
    G["v"] = "rand()*(vt0-vr)+vr";
    G["vt"] = vt0;
    SpikeMonitor spikes(G);
    PopulationRateMonitor rate(G);
    run(100 * ms);

    plot::Figure figure;
    figure.panel().raster(spikes);
    figure.panel().rate(rate.binned_rate(1 * ms)).height(0.6);
    figure.save("adapting_population.svg");
    std::printf("%.2f spikes a neuron\n", static_cast<double>(spikes.num_spikes()) / 1000);
    // Brian 2.5.1: 6779.0 with a standard deviation of 26.2 over 20 seeds.
    return std::abs(static_cast<double>(spikes.num_spikes()) - 6779.0) < 5 * 26.2 ? EXIT_SUCCESS : EXIT_FAILURE;
}
