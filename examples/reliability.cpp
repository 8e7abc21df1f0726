// SPDX-License-Identifier: Apache-2.0
// A neuron answers a fluctuating current with the same spikes in each trial, and a constant one with spikes that drift apart (Mainen,
// Sejnowski: Reliability of spike timing in neocortical neurons, Science 268 (1995)). Each of the 25 neurons is a trial with a little noise of
// its own; the current is the same for all.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

/// Mean correlation of the counts in bins of 3 ms of all pairs of trials, from 0.5 s on, when they have forgotten where they began.
static double reliability(const SpikeMonitor& spikes) {
    const std::size_t bins = 833;
    std::vector<std::vector<double>> counts;
    for (const auto& train : spikes.spike_trains()) {
        counts.emplace_back(bins);
        for (const double t : train)
            if (const double bin = std::floor((t - 0.5) / 0.003 + 1e-6); bin >= 0 && bin < double(bins)) counts.back()[std::size_t(bin)] += 1;
    }
    double sum = 0;
    for (std::size_t a = 0; a < 25; ++a)
        for (std::size_t b = 0; b < a; ++b) sum += correlation(counts[a], counts[b]);
    return sum / (25 * 24 / 2);
}

int main() {
    seed(1);
    NeuronGroup noise(1, "dx/dt = -x/(5*ms) + (2/(5*ms))**0.5*xi : 1");
    const std::string neuron = "dv/dt = (drive - v)/(10*ms) + 0.015*(2/(10*ms))**0.5*xi : 1 \n";
    const NeuronGroupOptions options{.threshold = "v > 1", .reset = "v = 0", .refractory = 5 * ms};
    NeuronGroup fluctuating(25, neuron + "drive = 0.9 + 0.5*x : 1 \n x : 1 (linked)", options), constant(25, neuron + "drive = 1.03 : 1", options);
    fluctuating["x"] = linked_var(noise, "x");
    fluctuating["v"] = constant["v"] = "rand()";
    SpikeMonitor answers(fluctuating), others(constant);
    StateMonitor current(noise, "x");
    run(3 * second);

    const Quantity from = 0 * ms, to = 1 * second;
    plot::Figure figure;
    figure.panel().trace(current, "x").xrange(from, to).ylabel("Current").xlabel("").height(0.5);
    figure.panel().raster(answers).title("fluctuating current").ylabel("Trial").xrange(from, to).xlabel("");
    figure.panel().raster(others).title("constant current").ylabel("Trial").xrange(from, to);
    figure.size(640, 640).save("reliability.svg");

    const double same = reliability(answers), different = reliability(others);
    const double rate = double(answers.num_spikes()) / 75, other_rate = double(others.num_spikes()) / 75;
    std::printf("fluctuating: %.1f Hz, reliability %.3f; constant: %.1f Hz, %.3f\n", rate, same, other_rate, different);
    // Eight seeds of Brian 2.5.1: 25.1 to 30.1 Hz of reliability 0.65 to 0.81, and 28.7 to 29.0 Hz of reliability -0.005 to 0.002.
    const bool reliable = rate > 22 && rate < 33 && same > 0.5 && same < 0.95;
    return reliable && std::abs(other_rate - 28.85) < 0.5 && std::abs(different) < 0.03 ? EXIT_SUCCESS : EXIT_FAILURE;
}
