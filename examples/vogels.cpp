// SPDX-License-Identifier: Apache-2.0
// Plastic inhibition calms a network (Vogels, Sprekeler, Zenke, Clopath, Gerstner: Inhibitory plasticity balances excitation and inhibition in
// sensory pathways and memory networks, Science 334 (2011), figure 4). Without it all neurons fire as fast as they can; from 0.5 s on
// inhibitory synapses learn, and the network becomes asynchronous and irregular. A quarter of the paper's neurons, with as many synapses each.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <span>
#include <vector>

using namespace hillock;

static double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

int main() {
    seed(1);
    const int NE = 2000, NI = 500;
    NeuronGroup G(NE + NI, R"(
        dv/dt = (-10*nS*(v + 60*mV) - g_ampa*v - g_gaba*(v + 80*mV) + 200*pA)/(200*pF) : volt (unless refractory)
        dg_ampa/dt = -g_ampa/(5*ms)  : siemens
        dg_gaba/dt = -g_gaba/(10*ms) : siemens
    )", {.threshold = "v > -50*mV", .reset = "v = -60*mV", .refractory = 5 * ms, .method = "euler"});
    const Subgroup E = G.slice(0, NE), I = G.slice(NE, NE + NI);
    Synapses excitation(E, G, {.on_pre = "g_ampa += 0.3*nS"}), inhibition(I, I, {.on_pre = "g_gaba += 3*nS"});
    Synapses learning(I, E, {.model = R"(
        w : 1
        eta : 1 (shared)
        dx/dt = -x/(20*ms) : 1 (event-driven)
        dy/dt = -y/(20*ms) : 1 (event-driven)
    )", .on_pre = R"(
        x += 1
        w = clip(w + (y - 0.12)*eta, 0, 100)
        g_gaba += w*nS
    )", .on_post = R"(
        y += 1
        w = clip(w + x*eta, 0, 100)
    )"});
    excitation.connect({.p = 0.08});
    inhibition.connect({.p = 0.08});
    learning.connect({.p = 0.08});
    SpikeMonitor spikes(E), some(E.slice(0, 50));
    PopulationRateMonitor R(E);
    run(0.5 * second);
    learning["eta"] = 0.01;
    run(3.5 * second);

    plot::Figure figure;
    figure.panel().raster(some, {.marker_size = 3}).xrange(0.3 * second, 0.7 * second).title("inhibition begins to learn");
    figure.beside().raster(some, {.marker_size = 3}).xrange(3.6 * second, 4 * second).title("and has learned");
    const BinnedRate rate = R.binned_rate(20 * ms);
    figure.panel().line(plot::Values(rate.t, second), plot::Values(rate.rate, Hz)).vertical(0.5 * second).ylabel("Rate");
    figure.beside().histogram(learning["w"], {.bins = 40}).xlabel("w at the end").ylabel("Synapses");
    figure.size(900, 640).save("vogels.svg");

    const BinnedRate half = R.binned_rate(0.5 * second);
    std::vector<double> variation;
    for (const auto& train : spikes.spike_trains()) {
        const auto late = std::upper_bound(train.begin(), train.end(), 2.5);
        if (train.end() - late > 4) variation.push_back(cv(interspike_intervals(std::span(late, train.end()))));
    }
    const double irregular = mean(variation), weight = mean(learning["w"].values());
    std::printf("%.1f Hz before, %.1f Hz at the end; variation of the intervals %.2f; mean weight %.2f\n", half.rate.front(), half.rate.back(),
                irregular, weight);
    // Three seeds of Brian 2.5.1: 164.5 to 164.6 Hz, 11.5 to 13.3 Hz, 0.76 to 0.83, 1.43 to 1.53.
    const bool calmed = std::abs(half.rate.front() - 164.5) < 2 && half.rate.back() > 8 && half.rate.back() < 18;
    return calmed && irregular > 0.65 && irregular < 0.95 && weight > 1.2 && weight < 1.8 ? EXIT_SUCCESS : EXIT_FAILURE;
}
