// SPDX-License-Identifier: Apache-2.0
// Oscillations of a muscle fibre with calcium and potassium currents (Morris, Lecar: Voltage oscillations in the barnacle giant muscle
// fiber, Biophysical Journal 35 (1981), figure 9): rest at small currents, oscillation in between, and block at large ones.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace hillock;

int main() {
    defaultclock().dt = 0.01 * ms;
    NeuronGroup G(17, R"(
        dV/dt = (-2*mS*(V + 50*mV) - 4*mS*minf*(V - 100*mV) - 8*mS*n*(V + 70*mV) + I)/(20*uF) : volt
        dn/dt = cosh((V + 1*mV)/(29*mV))/(15*ms)*(ninf - n) : 1
        minf = 0.5*(1 + tanh((V - 10*mV)/(15*mV)))          : 1
        ninf = 0.5*(1 + tanh((V + 1*mV)/(14.5*mV)))         : 1
        I : amp
    )", {.threshold = "V > 0*mV", .reset = "", .refractory = "V > 0*mV", .method = "exponential_euler"});
    G["I"] = "(100 + 25*i)*uA";
    G["V"] = -50 * mV;
    G["n"] = "ninf";
    StateMonitor M(G, {"V", "n"}, {.record = {0, 4, 12, 15}});
    SpikeMonitor spikes(G);
    run(220 * ms);

    plot::Figure figure;
    plot::Panel& over_time = figure.panel().ylabel("V");
    plot::Panel& plane = figure.beside().xlabel("V").ylabel("n");
    for (std::size_t k = 0; k < 4; ++k) {
        const plot::Values V(M["V"][k], volt);
        const int current[] = {100, 200, 400, 475};
        over_time.line(plot::Values(M.t(), second), V, {.label = std::to_string(current[k]) + " µA"});
        plane.line(V, plot::Values(M["n"][k]));
    }
    figure.size(900, 400).save("morris_lecar.svg");

    // Brian 2.5.1.
    const int counts[] = {0, 1, 1, 1, 2, 2, 4, 8, 8, 8, 8, 8, 8, 8, 1, 1, 1};
    bool same = std::abs(G["V"][0] / mV + 16.341826597496595) < 1e-8 && std::abs(G["V"][16] / mV - 13.235392951146224) < 1e-8;
    for (std::size_t k = 0; k < 17; ++k) same = same && spikes.count()[k] == counts[k];
    std::printf("V at the end: %.12f mV at 100 uA, %.12f mV at 500 uA\n", double(G["V"][0] / mV), double(G["V"][16] / mV));
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
