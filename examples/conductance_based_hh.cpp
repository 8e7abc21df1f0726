// SPDX-License-Identifier: Apache-2.0
// 4000 Hodgkin-Huxley neurons with excitatory and inhibitory conductances (Brette et al.: Simulation of networks of spiking neurons: a
// review of tools and strategies, Journal of Computational Neuroscience 23 (2007), benchmark 3). The rates of m and n are written with
// exprel, which is right where the usual quotient is 0/0.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace hillock;

int main() {
    seed(1);
    const Quantity area = 20000 * umetre * umetre, Cm = (1 * uF / (cm * cm)) * area, gl = (5e-5 * siemens / (cm * cm)) * area;
    const Quantity El = -60 * mV, EK = -90 * mV, ENa = 50 * mV, VT = -63 * mV, Ee = 0 * mV, Ei = -80 * mV;
    const Quantity g_na = (100 * mS / (cm * cm)) * area, g_kd = (30 * mS / (cm * cm)) * area;
    const Quantity taue = 5 * ms, taui = 10 * ms, we = 6 * nS, wi = 67 * nS;
    NeuronGroup P(4000, R"(
        dv/dt  = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) - g_na*(m*m*m)*h*(v-ENa) - g_kd*(n*n*n*n)*(v-EK))/Cm : volt
        dm/dt  = alpham*(1-m) - betam*m : 1
        dn/dt  = alphan*(1-n) - betan*n : 1
        dh/dt  = alphah*(1-h) - betah*h : 1
        dge/dt = -ge/taue : siemens
        dgi/dt = -gi/taui : siemens
        alpham = 0.32*4/exprel((13*mV-v+VT)/(4*mV))/ms  : Hz
        betam  = 0.28*5/exprel((v-VT-40*mV)/(5*mV))/ms  : Hz
        alphah = 0.128*exp((17*mV-v+VT)/(18*mV))/ms     : Hz
        betah  = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms     : Hz
        alphan = 0.032*5/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
        betan  = .5*exp((10*mV-v+VT)/(40*mV))/ms        : Hz
    )", {.threshold = "v > -20*mV", .refractory = 3 * ms, .method = "exponential_euler",
         .constants = HILLOCK_CONSTANTS(Cm, gl, El, EK, ENa, VT, Ee, Ei, g_na, g_kd, taue, taui)});
    P["v"] = "El + (randn()*5 - 5)*mV";
    P["ge"] = "(randn()*1.5 + 4)*10.*nS";
    P["gi"] = "(randn()*12 + 20)*10.*nS";

    Synapses Ce(P.slice(0, 3200), P, {.on_pre = "ge += we", .constants = HILLOCK_CONSTANTS(we)});
    Synapses Ci(P.slice(3200, 4000), P, {.on_pre = "gi += wi", .constants = HILLOCK_CONSTANTS(wi)});
    Ce.connect({.p = 0.02});
    Ci.connect({.p = 0.02});

    StateMonitor trace(P, "v", {.record = {1, 10, 100}});
    SpikeMonitor spikes(P);
    run(1 * second);

    plot::Figure figure;
    for (const int neuron : {1, 10, 100})
        figure.panel()
            .line(plot::Values(trace.t(), second), plot::Values(trace.of(neuron)["v"], volt))
            .ylabel("v")
            .xlabel(neuron == 100 ? "Time" : "")
            .title("Neuron " + std::to_string(neuron));
    figure.size(720, 560).save("conductance_based_hh.svg");

    const double rate = static_cast<double>(spikes.num_spikes()) / 4000;
    std::printf("spikes %zu, %.2f Hz\n", spikes.num_spikes(), rate);
    bool sane = true;
    constexpr int kNeurons[] = {1, 10, 100};
    for (std::size_t k = 0; k < 3; ++k) {
        const auto v = trace["v"][k];
        const auto [low, high] = std::minmax_element(v.begin(), v.end());
        std::printf("neuron %d: from %.1f to %.1f mV\n", kNeurons[k], *low * 1e3, *high * 1e3);
        // Between the reversal potentials of potassium and sodium, whatever happens.
        sane = sane && *low > -0.1 && *high < 0.055 && !std::isnan(*low);
    }
    return sane && rate > 5 && rate < 60 ? EXIT_SUCCESS : EXIT_FAILURE;
}
