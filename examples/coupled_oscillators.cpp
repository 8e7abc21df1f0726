// SPDX-License-Identifier: Apache-2.0
// Fifty oscillators of different frequencies find a common rhythm if their coupling K is strong enough (Kuramoto: Self-entrainment of
// a population of coupled non-linear oscillators, Lecture Notes in Physics 39 (1975)). Their coherence is the length of the mean of
// their positions on a circle.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

static std::vector<double> coherence(plot::Panel& panel, double strength) {
    start_scope();
    seed(3);
    NeuronGroup G(50, "dtheta/dt = omega + K/N*coupling : 1 \n omega : Hz \n coupling : 1", {.method = "euler", .constants = {{"K", strength * Hz}}});
    G["theta"] = "rand()*2*pi";
    G["omega"] = "clip(0.5 + randn()*0.5, 0, inf)*Hz";
    Synapses S(G, {.model = "coupling_post = sin(theta_pre - theta_post) : 1 (summed)"});
    S.connect();
    StateMonitor M(G, "theta", {.dt = 10 * ms});
    run(10 * second);
    const Traces theta = M["theta"];
    std::vector<double> x(M.num_samples()), y(M.num_samples()), length;
    for (std::size_t neuron = 0; neuron < 50; ++neuron) {
        const auto phase = theta[neuron];
        for (std::size_t k = 0; k < phase.size(); ++k) x[k] += std::cos(phase[k]) / 50, y[k] += std::sin(phase[k]) / 50;
    }
    for (std::size_t k = 0; k < x.size(); ++k) length.push_back(std::hypot(x[k], y[k]));
    panel.line(plot::Values(M.t(), second), length, {.label = "K = " + std::to_string(static_cast<int>(strength)) + " Hz"});
    return length;
}

int main() {
    defaultclock().dt = 1 * ms;
    plot::Figure figure;
    plot::Panel& panel = figure.panel().ylabel("Coherence").yrange(0, 1.02);
    double last[4];
    const double strengths[] = {0, 1, 2, 4};
    for (int k = 0; k < 4; ++k) {
        last[k] = coherence(panel, strengths[k]).back();
        std::printf("K = %g Hz: coherence %.3f\n", strengths[k], last[k]);
    }
    figure.save("coupled_oscillators.svg");
    // Fifty independent ones have a coherence of about 1/sqrt(50) = 0.14.
    return last[0] < 0.4 && last[2] > 0.8 && last[3] > last[2] && last[3] > 0.95 ? EXIT_SUCCESS : EXIT_FAILURE;
}
