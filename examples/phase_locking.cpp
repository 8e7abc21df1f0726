// SPDX-License-Identifier: Apache-2.0
// Neurons driven by a sine lock to it where it is strong enough, from wherever they start (Keener, Hoppensteadt, Rinzel: Integrate-and-fire
// models of nerve membrane response to oscillatory input, SIAM Journal on Applied Mathematics 41 (1981)). Where the rate does not move with
// the amplitude, spikes come in a whole number for each few cycles: five for two, then three for one.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

int main() {
    const int n = 100;
    NeuronGroup G(n, "dv/dt = (1.2 + a*sin(2*pi*10*Hz*t) - v)/(20*ms) : 1 \n a : 1",
                  {.threshold = "v > 1", .reset = "v = 0", .method = "euler"});
    std::vector<double> anywhere(n);
    for (int k = 0; k < n; ++k) anywhere[std::size_t(k)] = std::fmod(k * 0.618, 1);
    G["v"] = anywhere;
    G["a"] = "0.05 + 0.7*i/N";
    SpikeMonitor spikes(G);
    StateMonitor M(G, "v", {.record = 75});
    run(2 * second);

    std::vector<double> rates;
    for (const auto count : spikes.count()) rates.push_back(double(count) / 2);
    plot::Figure figure;
    figure.panel().raster(spikes, {.marker_size = 3}).xrange(1 * second, 2 * second);
    figure.panel().trace(M, "v").xrange(1 * second, 2 * second).height(0.5);
    figure.panel().points(G["a"], plot::Values(rates, Hz)).horizontal(25 * Hz).horizontal(30 * Hz).xlabel("Amplitude of the sine").ylabel("Rate").height(0.6);
    figure.size(640, 760).save("phase_locking.svg");

    const double last = spikes.t().back() * 1e3;
    const auto first = spikes.count().begin();
    const bool locked = std::all_of(first + 30, first + 48, [](auto count) { return count == 50; });
    std::printf("%zu spikes, the last at %.1f ms\n", spikes.num_spikes(), last);
    // Brian 2.5.1: the same spikes.
    return spikes.num_spikes() == 5549 && std::abs(last - 1999.2) < 1e-6 && locked && first[0] == 55 && first[99] == 59 ? EXIT_SUCCESS : EXIT_FAILURE;
}
