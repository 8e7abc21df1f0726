// SPDX-License-Identifier: Apache-2.0
// A fast-spiking interneuron of the hippocampus (Wang, Buzsaki: Gamma oscillation by synaptic inhibition in a hippocampal interneuronal
// network model, Journal of Neuroscience 16 (1996)): its sodium channels open without delay.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    defaultclock().dt = 0.01 * ms;
    NeuronGroup G(1, R"(
        dv/dt = (-35*mS*m**3*h*(v - 55*mV) - 9*mS*n**4*(v + 90*mV) - 0.1*mS*(v + 65*mV) + 2*uA)/(1*uF) : volt
        m = am/(am + 4*exp(-(v + 60*mV)/(18*mV))) : 1
        am = 1/exprel(-(v + 35*mV)/(10*mV))       : 1
        dh/dt = 5*(0.07*exp(-(v + 58*mV)/(20*mV))*(1 - h) - h/(exp(-(v + 28*mV)/(10*mV)) + 1))/ms              : 1
        dn/dt = 5*(0.1/exprel(-(v + 34*mV)/(10*mV))*(1 - n) - 0.125*exp(-(v + 44*mV)/(80*mV))*n)/ms            : 1
    )", {.threshold = "v > 0*mV", .reset = "", .refractory = "v > 0*mV", .method = "rk4"});
    G["v"] = -70 * mV;
    G["h"] = 1;
    StateMonitor M(G, {"v", "m", "h", "n"});
    SpikeMonitor spikes(G);
    run(100 * ms);

    plot::Figure figure;
    figure.panel().trace(M, "v");
    plot::Panel& gates = figure.panel().ylabel("Gate");
    for (const char* gate : {"m", "h", "n"}) gates.line(plot::Values(M.t(), second), plot::Values(M[gate][0]), {.label = gate});
    figure.save("wang_buzsaki.svg");
    const double first = spikes.t().front() * 1e3, last = spikes.t().back() * 1e3;
    std::printf("%zu spikes, the first at %.2f ms, the last at %.2f ms\n", spikes.num_spikes(), first, last);
    // Brian 2.5.1.
    return spikes.num_spikes() == 10 && std::abs(first - 8.89) < 1e-6 && std::abs(last - 97.35) < 1e-6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
