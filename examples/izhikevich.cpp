// SPDX-License-Identifier: Apache-2.0
// A thousand randomly coupled neurons of two equations fall into rhythms, of 10 Hz and of 40 Hz (Izhikevich: Simple model of spiking
// neurons, IEEE Transactions on Neural Networks 14 (2003), figure 3). A spike adds to the current of the next step and is taken back
// after it. Numbers are those of the paper, where time is in milliseconds and potentials in millivolts.
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    defaultclock().dt = 1 * ms;
    NeuronGroup G(1000, R"(
        dv/dt = (0.04*v**2 + 5*v + 140 - u + I + noise)/ms : 1
        du/dt = a*(b*v - u)/ms                             : 1
        I : 1
        noise : 1
        a : 1
        b : 1
        c : 1
        d : 1
        r : 1
    )", {.threshold = "v >= 30", .reset = "v = c \n u += d", .method = "euler"});
    const Subgroup excitatory = G.slice(0, 800), inhibitory = G.slice(800, 1000);
    G["r"] = "rand()";
    G["v"] = -65;
    excitatory["a"] = 0.02;
    excitatory["b"] = 0.2;
    excitatory["c"] = "-65 + 15*r**2";
    excitatory["d"] = "8 - 6*r**2";
    inhibitory["a"] = "0.02 + 0.08*r";
    inhibitory["b"] = "0.25 - 0.05*r";
    inhibitory["c"] = -65;
    inhibitory["d"] = 2;
    G["u"] = "b*v";
    excitatory.run_regularly("noise = 5*randn()");
    inhibitory.run_regularly("noise = 2*randn()");

    Synapses S(G, {.model = "w : 1", .on_pre = {{"up", "I += w"}, {"down", "I -= w"}}, .delay = {{"up", 0 * ms}, {"down", 1 * ms}}});
    S.connect();
    S["w"] = "where(i < 800, 0.5*rand(), -rand())";
    SpikeMonitor spikes(G);
    PopulationRateMonitor rate(G);
    run(1 * second);

    plot::Figure figure;
    figure.panel().raster(spikes, {.marker_size = 1.6}).horizontal(800, {.color = "#d55e00", .width = 1});
    figure.panel().rate(rate, 2 * ms).height(0.5);
    figure.save("izhikevich.svg");

    // Rhythms make the rate vary: spikes of independent neurons would give a coefficient of variation of
    // 1/sqrt(1000 neurons * 8 Hz * 4 ms) = 0.18 in bins of 4 ms.
    const double mean = static_cast<double>(spikes.num_spikes()) / 1000, variation = cv(rate.binned_rate(4 * ms).rate);
    std::printf("%.2f Hz, variation of the rate %.2f\n", mean, variation);
    // Five seeds of Brian 2.5.1: 9.1 to 9.4 Hz, 0.82 to 1.05.
    return mean > 8 && mean < 11 && variation > 0.5 ? EXIT_SUCCESS : EXIT_FAILURE;
}
