// SPDX-License-Identifier: Apache-2.0
// Eight firing patterns of one model, the adaptive exponential integrate-and-fire neuron (Naud et al.: Firing patterns in the adaptive
// exponential integrate-and-fire model, Biological Cybernetics 99 (2008)). A group of eight neurons with parameters of their own.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

int main() {
    const char* names[] = {"tonic spiking", "adaptation", "initial burst", "regular bursting", "delayed accelerating", "delayed regular bursting", "transient spiking", "irregular spiking"};
    NeuronGroup G(8, R"(
        dv/dt = (gL*(EL-v) + gL*2*mV*exp((v+50*mV)/(2*mV)) + I - w)/C : volt
        dw/dt = (a*(v-EL) - w)/tauw                                   : amp
        C : farad
        gL : siemens
        EL : volt
        a : siemens
        tauw : second
        b : amp
        Vr : volt
        I : amp
    )", {.threshold = "v > 0*mV", .reset = "v = Vr \n w += b", .method = "euler"});
    const auto set = [&](const char* name, const std::vector<double>& values, const Quantity& unit) { G[name] = values * unit; };
    set("C", {200, 200, 130, 200, 200, 100, 100, 100}, pF);
    set("gL", {10, 12, 18, 10, 12, 10, 10, 12}, nS);
    set("EL", {-70, -70, -58, -58, -70, -65, -65, -60}, mV);
    set("a", {2, 2, 4, 2, -10, -10, 10, -11}, nS);
    set("tauw", {30, 300, 150, 120, 300, 90, 90, 130}, ms);
    set("b", {0, 60, 120, 100, 0, 30, 100, 30}, pA);
    set("Vr", {-58, -58, -50, -46, -58, -47, -47, -48}, mV);
    set("I", {500, 500, 400, 210, 300, 110, 180, 160}, pA);
    G["v"] = G["EL"];
    StateMonitor M(G, "v");
    SpikeMonitor spikes(G);
    run(600 * ms);

    plot::Figure figure;
    for (std::size_t k = 0; k < 8; ++k)
        (k % 2 == 0 ? figure.panel() : figure.beside())
            .line(plot::Values(M.t(), second), plot::Values(M["v"][k], volt), {.width = 1}).title(names[k])
            .ylabel(k % 2 == 0 ? "v" : "").xlabel(k < 6 ? "" : "Time").yrange(-80 * mV, 0 * mV);
    figure.size(900, 720).save("adex_patterns.svg");

    // Brian 2.5.1; spikes of neurons near a bifurcation would show any difference.
    const int counts[] = {60, 12, 12, 11, 45, 32, 1, 33};
    const double first_ms[] = {14.4, 15.1, 5.7, 16.4, 33.8, 57.5, 30.4, 15.9};
    bool same = true;
    const auto trains = spikes.spike_trains();
    for (std::size_t k = 0; k < 8; ++k) {
        std::printf("%-25s %2zu spikes, the first at %.1f ms\n", names[k], trains[k].size(), trains[k][0] * 1e3);
        same = same && spikes.count()[k] == counts[k] && std::abs(trains[k][0] * 1e3 - first_ms[k]) < 1e-6;
    }
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
