// SPDX-License-Identifier: Apache-2.0
// Where a sound comes from, by the difference of its arrival at two ears (Jeffress: A place theory of sound localization, Journal of
// Comparative and Physiological Psychology 41 (1948)). Delay lines of opposite order lead to coincidence detectors: each answers to one
// direction. White noise goes once around the head.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <random>
#include <vector>

using namespace hillock;

int main() {
    seed(1);
    defaultclock().dt = 0.02 * ms;
    std::mt19937 random(1);
    std::normal_distribution<double> normal(0, 10);
    std::vector<double> noise(50000);
    for (double& value : noise) value = normal(random);
    const TimedArray sound(noise, defaultclock().dt);

    const Quantity max_delay = 20 * cm / (300 * metre / second), tau_ear = 1 * ms;
    NeuronGroup ears(2, R"(
        dx/dt = (sound(t-delay)-x)/tau_ear + 0.1*(2./tau_ear)**.5*xi : 1 (unless refractory)
        delay = distance*sin(theta) : second
        distance : second
        dtheta/dt = 2*pi/second : 1
    )", {.threshold = "x > 1", .reset = "x = 0", .refractory = 2.5 * ms, .constants = HILLOCK_CONSTANTS(tau_ear), .functions = {{"sound", sound}}});
    ears["distance"] = std::vector<double>{-0.5, 0.5} * max_delay;

    const int n = 30;
    NeuronGroup detectors(n, "dv/dt = -v/ms + 0.1*(2/ms)**.5*xi : 1", {.threshold = "v > 1", .reset = "v = 0"});
    Synapses S(ears, detectors, {.on_pre = "v += .5", .constants = HILLOCK_CONSTANTS(max_delay, n)});
    S.connect();
    S.delay()["i == 0"] = "(1.0*j)/(n-1)*1.1*max_delay";
    S.delay()["i == 1"] = "(1.0*(n-j-1))/(n-1)*1.1*max_delay";
    StateMonitor M(ears, "delay", {.dt = 1 * ms});
    SpikeMonitor spikes(detectors);
    run(1 * second);

    plot::Figure figure;
    figure.panel().raster(spikes, {.marker_size = 3}).ylabel("Detector");
    figure.panel().line(plot::Values(M.t(), second), plot::Values(M["delay"][0], second), {.label = "left ear"})
        .line(plot::Values(M.t(), second), plot::Values(M["delay"][1], second), {.label = "right ear"}).ylabel("Delay").yunit(ms).height(0.6);
    figure.save("jeffress.svg");

    // The detector that answers best has the delays whose difference makes up for that of the ears.
    std::vector<double> expected, found;
    for (std::size_t k = 0; k < spikes.num_spikes(); ++k) {
        const double difference = -(max_delay / second) * std::sin(2 * std::numbers::pi * spikes.t()[k]);
        expected.push_back((n - 1) / 2.0 * (1 - difference / (1.1 * (max_delay / second))));
        found.push_back(spikes.i()[k]);
    }
    const double r = correlation(expected, found);
    std::printf("%zu spikes; correlation of place and direction %.3f\n", spikes.num_spikes(), r);
    // 600 spikes: chance would give 0 +- 0.04.
    return spikes.num_spikes() > 300 && r > 0.6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
