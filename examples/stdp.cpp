// SPDX-License-Identifier: Apache-2.0
// Plasticity by the timing of spikes drives weights apart: of a thousand inputs some become strong and most weak (Song, Miller, Abbott:
// Competitive Hebbian learning through spike-timing-dependent synaptic plasticity, Nature Neuroscience 3 (2000)).
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

int main() {
    seed(1);
    const double gmax = 0.01, dApre = 0.01 * gmax, dApost = -1.05 * dApre;
    PoissonGroup input(1000, 15 * Hz);
    NeuronGroup neuron(1, "dv/dt = (60*mV*ge - 74*mV - v)/(10*ms) : volt \n dge/dt = -ge/(5*ms) : 1",
                       {.threshold = "v > -54*mV", .reset = "v = -60*mV", .method = "exact"});
    Synapses S(input, neuron, {.model = R"(
        w : 1
        dApre/dt  = -Apre/(20*ms)  : 1 (event-driven)
        dApost/dt = -Apost/(20*ms) : 1 (event-driven)
    )", .on_pre = R"(
        ge += w
        Apre += dApre
        w = clip(w + Apost, 0, gmax)
    )", .on_post = R"(
        Apost += dApost
        w = clip(w + Apre, 0, gmax)
    )", .constants = HILLOCK_CONSTANTS(gmax, dApre, dApost)});
    S.connect();
    S["w"] = "rand()*gmax";
    StateMonitor M(S, "w", {.record = {0, 1}, .dt = 100 * ms});
    SpikeMonitor spikes(neuron);
    run(100 * second);

    std::vector<double> share = S["w"].values();
    for (double& w : share) w /= gmax;
    plot::Figure figure;
    figure.panel().histogram(share, {.bins = 20}).xlabel("w / gmax").ylabel("Synapses");
    figure.panel().line(plot::Values(M.t(), second), plot::Values(M["w"][0])).line(plot::Values(M.t(), second), plot::Values(M["w"][1])).ylabel("w");
    figure.save("stdp.svg");

    const auto between = [&](double low, double high) { return std::count_if(share.begin(), share.end(), [&](double w) { return w >= low && w <= high; }); };
    const auto weak = between(0, 0.1), middle = between(0.45, 0.55), strong = between(0.9, 1);
    const double rate = static_cast<double>(spikes.num_spikes()) / 100;
    std::printf("%.1f Hz; weak %d, in the middle %d, strong %d\n", rate, int(weak), int(middle), int(strong));
    // One seed of Brian 2.5.1: 31.2 Hz, 280 weak, 55 in the middle, 176 strong; counts of a thousand vary by their square root.
    return std::abs(rate - 31.2) < 3 && weak > 200 && middle < 90 && strong > 115 ? EXIT_SUCCESS : EXIT_FAILURE;
}
