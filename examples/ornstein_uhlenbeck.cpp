// SPDX-License-Identifier: Apache-2.0
// Noise with a memory: a thousand Ornstein-Uhlenbeck processes. Their values become normal with the standard deviation sigma.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <vector>

using namespace hillock;

int main() {
    seed(1);
    const Quantity tau = 10 * ms, sigma = 3 * mV;
    NeuronGroup G(1000, "dx/dt = -x/tau + sigma*(2/tau)**0.5*xi : volt", {.method = "euler", .constants = HILLOCK_CONSTANTS(tau, sigma)});
    StateMonitor M(G, "x", {.record = {0, 1, 2}});
    run(200 * ms);

    std::vector<double> at_end = G["x"].values();
    double square = 0;
    for (const double x : at_end) square += x * x / 1000;
    const double deviation = std::sqrt(square) * 1e3;
    std::vector<double> x_mv, normal;
    for (double x = -10; x <= 10; x += 0.1) {
        x_mv.push_back(x);
        normal.push_back(1000 * std::exp(-x * x / 18) / (3 * std::sqrt(2 * std::numbers::pi))); // neurons a millivolt
    }
    plot::Figure figure;
    figure.panel().trace(M, "x");
    figure.panel().histogram(G["x"], {.bins = 20, .label = "simulated"}).line(plot::Values(x_mv, mV), normal, {.label = "normal, neurons a millivolt"}).xlabel("x").ylabel("Neurons");
    figure.save("ornstein_uhlenbeck.svg");
    std::printf("standard deviation %.3f mV\n", deviation);
    // Of the Euler scheme sigma/sqrt(1 - dt/(2 tau)) = 3.0075 mV; of a thousand values it is known to 1/sqrt(2000).
    return std::abs(deviation - 3.0075) < 5 * 3 / std::sqrt(2000.0) ? EXIT_SUCCESS : EXIT_FAILURE;
}
