// SPDX-License-Identifier: Apache-2.0
// Rate as a function of current: an integrate-and-fire neuron begins with slow spikes, a Hodgkin-Huxley neuron (Traub, Miles: Neuronal
// Networks of the Hippocampus, 1991) fires fast from the start. Noise makes both fire below their threshold.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

static const char* const kHodgkinHuxley = R"(
        dv/dt = (gl*(El-v) - gna*m**3*h*(v-ENa) - gkd*n**4*(v-EK) + Iext)/Cm : volt
        dm/dt = (1.28/exprel((-50*mV-v)/(4*mV))*(1-m) - 1.4/exprel((v+23*mV)/(5*mV))*m)/ms : 1
        dn/dt = (0.16/exprel((-48*mV-v)/(5*mV))*(1-n) - 0.5*exp((-53*mV-v)/(40*mV))*n)/ms : 1
        dh/dt = (0.128*exp((-46*mV-v)/(18*mV))*(1-h) - 4/(1+exp((-23*mV-v)/(5*mV)))*h)/ms : 1
        I : amp
)";

static std::vector<double> rates(NeuronGroup& G, plot::Panel& panel, const std::string& label, const Quantity& duration) {
    SpikeMonitor spikes(G);
    Network net(G, spikes);
    net.seed(7);
    net.run(duration);
    std::vector<double> result(spikes.count().begin(), spikes.count().end());
    std::vector<double> hertz_values(result);
    for (double& rate : hertz_values) rate /= duration / second;
    panel.line(G["I"], plot::Values(hertz_values, Hz), {.label = label}).xlabel("I").ylabel("Rate");
    return result;
}

int main() {
    const Quantity area = 20000 * umetre * umetre, Cm = (1 * uF / (cm * cm)) * area, gl = (5e-5 * siemens / (cm * cm)) * area;
    const Quantity El = -65 * mV, EK = -90 * mV, ENa = 50 * mV, gkd = (30 * mS / (cm * cm)) * area, gna = (100 * mS / (cm * cm)) * area;
    plot::Figure figure;

    plot::Panel& fire = figure.panel().title("Integrate-and-fire");
    const NeuronGroupOptions leaky{.threshold = "v > 10*mV", .reset = "v = 0*mV", .refractory = 5 * ms, .method = "euler", .constants = {{"R", 100 * Mohm}, {"tau", 10 * ms}, {"sigma", 1 * mV}}};
    NeuronGroup plain(100, "dv/dt = (R*I-v)/tau : volt (unless refractory) \n I : amp", leaky);
    NeuronGroup noisy(100, "dv/dt = (R*I-v)/tau + sigma*(2/tau)**0.5*xi : volt (unless refractory) \n I : amp", leaky);
    plain["I"] = noisy["I"] = "0.3*nA*i/N";
    const auto lif = rates(plain, fire, "without noise", 2 * second), lif_noise = rates(noisy, fire, "with noise", 2 * second);

    plot::Panel& hodgkin_huxley = figure.panel().title("Hodgkin-Huxley");
    NeuronGroupOptions options{.threshold = "v > -40*mV", .refractory = "v > -40*mV", .method = "exponential_euler",
                               .constants = HILLOCK_CONSTANTS(Cm, gl, El, EK, ENa, gkd, gna)};
    NeuronGroup regular(100, std::string(kHodgkinHuxley) + "Iext = I : amp", options);
    options.method = "euler"; // noise needs it, and it needs smaller steps
    options.dt = 0.02 * ms;
    options.constants["sigma"] = 0.05 * nA;
    NeuronGroup shaken(100, std::string(kHodgkinHuxley) + "Iext = I + noise : amp \n dnoise/dt = -noise/(5*ms) + sigma*(2/(5*ms))**0.5*xi : amp", options);
    regular["v"] = shaken["v"] = El;
    regular["I"] = shaken["I"] = "0.7*nA*i/100";
    const auto hh = rates(regular, hodgkin_huxley, "without noise", 2 * second), hh_noise = rates(shaken, hodgkin_huxley, "with noise", 2 * second);
    figure.size(640, 640).save("hodgkin_huxley_if_curve.svg");

    // R*I must exceed 10 mV, so that neuron 34 is the first; then it takes more than the refractory time to get there.
    const bool threshold = lif[33] == 0 && lif[34] > 0 && lif_noise[30] > 0;
    // The counts of Brian 2.5.1.
    std::size_t first = 0;
    double total = 0;
    for (std::size_t k = 0; k < 100; ++k) {
        total += hh[k];
        if (first == 0 && hh[k] > 2) first = k;
    }
    std::printf("Hodgkin-Huxley: %g spikes, neuron %zu is the first that goes on, with %g; with noise %g\n", total, first, hh[first], hh_noise[first]);
    return threshold && total == 10361 && first == 3 && hh[3] == 8 && hh[99] == 179 ? EXIT_SUCCESS : EXIT_FAILURE;
}
