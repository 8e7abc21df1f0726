// SPDX-License-Identifier: Apache-2.0
// The simplest model: v approaches 1 with a time constant of 10 ms. The simulation and the solution on paper are one curve.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace hillock;

int main() {
    const Quantity tau = 10 * ms;
    NeuronGroup G(1, "dv/dt = (1-v)/tau : 1", {.method = "exact", .constants = HILLOCK_CONSTANTS(tau)});
    StateMonitor M(G, "v", {.record = 0});
    run(30 * ms);

    std::vector<double> analytic;
    double difference = 0;
    for (std::size_t k = 0; k < M.t().size(); ++k) {
        analytic.push_back(1 - std::exp(-M.t()[k] * second / tau));
        difference = std::max(difference, std::abs(M["v"][0][k] - analytic[k]));
    }
    plot::Figure figure;
    figure.panel()
        .line(plot::Values(M.t(), second), plot::Values(M["v"][0]), {.label = "simulated", .color = "#9ecae1", .width = 6})
        .line(plot::Values(M.t(), second), analytic, {.label = "1 - exp(-t/tau)", .color = "#d55e00", .dash = plot::Dash::dashed})
        .ylabel("v");
    figure.save("leaky_integrator.svg");
    std::printf("%zu samples, largest difference %.1e\n", M.num_samples(), difference);
    // 300 steps, each with a rounding or two of 1.1e-16.
    return M.num_samples() == 300 && difference < 1e-13 ? EXIT_SUCCESS : EXIT_FAILURE;
}
