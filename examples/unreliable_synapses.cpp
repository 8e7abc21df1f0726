// SPDX-License-Identifier: Apache-2.0
// Synapses that release with probability p: each spike adds w to the target or nothing.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    SpikeGeneratorGroup input(1, 0, std::vector<double>{10} * ms, {.period = 20 * ms});
    NeuronGroup G(200, "dv/dt = -v/(5*ms) : 1 \n received : integer", {.method = "exact"});
    Synapses S(input, G, {.model = "w : 1 \n p : 1 \n released : boolean",
                          .on_pre = "released = rand() < p \n v_post += w*int(released) \n received_post += int(released)"});
    S.connect();
    S["w"] = 0.4;
    S["p"] = "j/199.0";
    StateMonitor M(G, "v", {.record = {40, 160}});
    run(1 * second);

    plot::Figure figure;
    figure.panel().line(plot::Values(M.t(), second), plot::Values(M["v"][0]), {.label = "p = 0.2"}).ylabel("v").xrange(0 * ms, 300 * ms);
    figure.panel().line(plot::Values(M.t(), second), plot::Values(M["v"][1]), {.label = "p = 0.8", .color = "#d55e00"}).ylabel("v").xrange(0 * ms, 300 * ms);
    figure.panel().points(S["p"], G["received"], {.size = 3}).xlabel("Release probability").ylabel("Releases of 50");
    figure.size(640, 700).save("unreliable_synapses.svg");

    double total = 0;
    for (const double count : G["received"].values()) total += count;
    std::printf("%g releases of %d\n", total, 200 * 50);
    // A sum of binomial numbers: 5000 with a variance of 50 * sum p(1-p) = 50 * 33.
    return std::abs(total - 5000) < 5 * std::sqrt(50 * 33.0) ? EXIT_SUCCESS : EXIT_FAILURE;
}
