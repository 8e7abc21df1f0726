// SPDX-License-Identifier: Apache-2.0
// Tetrodotoxin, the poison of the puffer fish, blocks sodium channels: the fewer are left, the lower the action potentials, until none are.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

int main() {
    const Quantity area = 20000 * umetre * umetre, Cm = (1 * uF / (cm * cm)) * area, gl = (5e-5 * siemens / (cm * cm)) * area;
    const Quantity El = -65 * mV, EK = -90 * mV, ENa = 50 * mV, gkd = (30 * mS / (cm * cm)) * area, I = 0.5 * nA;
    NeuronGroup G(5, R"(
        dv/dt = (gl*(El-v) - gna*m**3*h*(v-ENa) - gkd*n**4*(v-EK) + I)/Cm : volt
        dm/dt = (1.28/exprel((-50*mV-v)/(4*mV))*(1-m) - 1.4/exprel((v+23*mV)/(5*mV))*m)/ms : 1
        dn/dt = (0.16/exprel((-48*mV-v)/(5*mV))*(1-n) - 0.5*exp((-53*mV-v)/(40*mV))*n)/ms : 1
        dh/dt = (0.128*exp((-46*mV-v)/(18*mV))*(1-h) - 4/(1+exp((-23*mV-v)/(5*mV)))*h)/ms : 1
        gna : siemens
    )", {.threshold = "v > -40*mV", .refractory = "v > -40*mV", .method = "exponential_euler",
         .constants = HILLOCK_CONSTANTS(Cm, gl, El, EK, ENa, gkd, I)});
    G["v"] = El;
    G["gna"] = std::vector<double>{100, 75, 50, 25, 0} * ((1 * mS / (cm * cm)) * area);
    StateMonitor M(G, "v");
    SpikeMonitor spikes(G);
    run(200 * ms);

    plot::Figure figure;
    const double wanted[] = {48.986179300386404, 48.13271491047653, 45.60013664467888, 35.132865248413275, -49.68312210965598}; // Brian 2.5.1
    const int counts[] = {14, 14, 14, 13, 0};
    bool same = true;
    for (std::size_t k = 0; k < 5; ++k) {
        figure.panel().line(plot::Values(M.t(), second), plot::Values(M["v"][k], volt)).ylabel("v").xlabel(k == 4 ? "Time" : "")
            .yrange(-90 * mV, 55 * mV).title(std::to_string(100 - 25 * k) + " % of the sodium channels");
        const double peak = *std::max_element(M["v"][k].begin(), M["v"][k].end()) * 1e3;
        std::printf("%3zu %%: %3d spikes, up to %.12f mV\n", 100 - 25 * k, int(spikes.count()[k]), peak);
        same = same && spikes.count()[k] == counts[k] && std::abs(peak - wanted[k]) < 1e-8; // mV; roundings of 2000 steps
    }
    figure.size(640, 860).save("tetrodotoxin.svg");
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
