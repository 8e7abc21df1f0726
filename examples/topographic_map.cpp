// SPDX-License-Identifier: Apache-2.0
// Two layers: the first excites its neighbourhood in the second one, which excites itself; half of the pairs are connected, with
// weights that fall off with distance.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    const Quantity tau = 10 * ms, tau_e = 2 * ms;
    const int N = 100;
    // Poisson neurons: the middle 20 fire at 30 Hz.
    PoissonGroup layer1(N, "30*Hz*int(i >= N//2 - 10 and i < N//2 + 10)");
    NeuronGroup layer2(N, "dv/dt = (I-v)/tau : volt \n dI/dt = -I/tau_e : volt",
                       {.threshold = "v > 10*mV", .reset = "v = 0*mV", .constants = HILLOCK_CONSTANTS(tau, tau_e)});

    Synapses feedforward(layer1, layer2, {.model = "w : volt", .on_pre = "v += w"});
    feedforward.connect({.p = 0.5});
    feedforward["w"] = "exp(-abs(i-j)*.1)*3*mV";
    Synapses recurrent(layer2, {.model = "w : volt", .on_pre = "v += w"});
    recurrent.connect({.p = 0.5});
    recurrent["w"] = "exp(-abs(i-j)*.05)*0.5*mV";

    SpikeMonitor spikes(layer2);
    run(1 * second);

    std::size_t in_the_middle = 0;
    for (const int neuron : spikes.i()) in_the_middle += neuron >= 40 && neuron < 60;
    const DenseMatrix w = feedforward.dense("w");
    std::size_t connected = 0;
    bool falls_off = true;
    for (std::size_t i = 0; i < w.rows; ++i)
        for (std::size_t j = 0; j < w.columns; ++j) {
            const double weight = w.values[i * w.columns + j];
            connected += weight != 0;
            const double expected = std::exp(-std::abs(static_cast<double>(i) - static_cast<double>(j)) * 0.1) * 3e-3;
            falls_off = falls_off && (weight == 0 || std::abs(weight - expected) < 1e-12);
        }
    std::printf("spikes %zu, in the middle %zu; pairs connected %zu of %d\n", spikes.num_spikes(), in_the_middle, connected, N * N);
    plot::Figure figure;
    figure.panel().raster(spikes);
    figure.panel().image(w, volt, {.label = "w"}).title("Feedforward weights").height(1.4);
    figure.beside().image(recurrent.dense("w"), volt, {.label = "w"}).title("Recurrent weights");
    figure.size(800, 640).save("topographic_map.svg");
    // Half of 10000 pairs with a standard deviation of 50.
    const bool half = connected > 4800 && connected < 5200;
    // A fifth of the neurons has most of the spikes: 85 to 96 % of them with ten seeds.
    const bool local = spikes.num_spikes() > 150 && 10 * in_the_middle > 8 * spikes.num_spikes();
    return half && local && falls_off ? EXIT_SUCCESS : EXIT_FAILURE;
}
