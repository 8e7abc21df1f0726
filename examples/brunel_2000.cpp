// SPDX-License-Identifier: Apache-2.0
// Four states of one network, by the strength g of inhibition and the input (Brunel: Dynamics of sparsely connected networks of excitatory
// and inhibitory spiking neurons, Journal of Computational Neuroscience 8 (2000), figure 8). A fifth of the paper's neurons with a fifth
// of its synapses each, which are five times as strong.
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>

using namespace hillock;

struct State {
    const char* name;
    double g;
    double input; // in units of the rate that would just bring a neuron to its threshold
    double low, high; // bounds of the mean rate
};

static bool show(plot::Figure& figure, const State& state, bool new_row) {
    start_scope();
    seed(1);
    const int NE = 2000, NI = 500, C_E = 200;
    const Quantity J = 0.5 * mV, theta = 20 * mV, tau = 20 * ms, threshold_rate = theta / (J * C_E * tau);
    const double g = state.g;
    NeuronGroup G(NE + NI, "dv/dt = -v/tau : volt (unless refractory)",
                  {.threshold = "v > theta", .reset = "v = 10*mV", .refractory = 2 * ms, .method = "exact", .constants = HILLOCK_CONSTANTS(tau, theta)});
    Synapses excitation(G.slice(0, NE), G, {.on_pre = "v += J", .delay = 1.5 * ms, .constants = HILLOCK_CONSTANTS(J)});
    Synapses inhibition(G.slice(NE, NE + NI), G, {.on_pre = "v -= g*J", .delay = 1.5 * ms, .constants = HILLOCK_CONSTANTS(J, g)});
    excitation.connect({.p = 0.1});
    inhibition.connect({.p = 0.1});
    PoissonInput external(G, "v", C_E, state.input * threshold_rate, J);
    SpikeMonitor some(G.slice(0, 50));
    PopulationRateMonitor rate(G);
    run(300 * ms);

    const Quantity from = 200 * ms, to = 300 * ms;
    (new_row ? figure.panel() : figure.beside()).raster(some).xrange(from, to).title(state.name);
    double mean = 0;
    for (std::size_t k = 1000; k < 3000; ++k) mean += rate.rate()[k] / 2000;
    std::printf("%-24s %6.1f Hz\n", state.name, mean);
    return mean > state.low && mean < state.high;
}

int main() {
    plot::Figure figure;
    // Three seeds of Brian 2.5.1: 291 to 297, 51 to 78, 32 to 57 and 11 to 25 Hz, for the networks drawn differ.
    const State states[] = {{"synchronous regular", 3, 2, 275, 315},
                            {"fast oscillation", 6, 4, 30, 100},
                            {"asynchronous irregular", 5, 2, 20, 70},
                            {"slow oscillation", 4.5, 0.9, 4, 35}};
    bool all = true;
    for (int k = 0; k < 4; ++k) all = show(figure, states[k], k % 2 == 0) && all;
    figure.size(900, 640).save("brunel_2000.svg");
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
