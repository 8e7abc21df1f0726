// SPDX-License-Identifier: Apache-2.0
// Bursts from three equations (Hindmarsh, Rose: A model of neuronal bursting using three coupled first order differential equations,
// Proceedings of the Royal Society B 221 (1984), figure 6): a weak current gives one burst, a stronger one gives bursts for ever, the
// strongest tonic spikes. Time has no unit in the paper; here its unit is a millisecond.
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

int main() {
    NeuronGroup G(3, R"(
        dx/dt = (y - x**3 + 3*x**2 + I - z)/ms : 1
        dy/dt = (1 - 5*x**2 - y)/ms            : 1
        dz/dt = 0.001*(4*(x + 1.6) - z)/ms     : 1
        I : 1
    )", {.threshold = "x > 1", .reset = "", .refractory = "x > 1", .method = "rk4"});
    G["x"] = -1.6;
    G["y"] = "1 - 5*x**2";
    G["I"] = std::vector<double>{0.4, 2, 4};
    StateMonitor M(G, "x");
    SpikeMonitor spikes(G);
    run(2100 * ms);

    plot::Figure figure;
    for (std::size_t k = 0; k < 3; ++k)
        figure.panel().line(plot::Values(M.t(), second), plot::Values(M["x"][k])).ylabel("x").xlabel(k == 2 ? "Time" : "")
            .yrange(-2, 2.2).title(std::string("I = ") + (k == 0 ? "0.4" : k == 1 ? "2" : "4"));
    figure.save("hindmarsh_rose.svg");
    const auto n = spikes.count();
    std::printf("spikes: %d, %d, %d\n", int(n[0]), int(n[1]), int(n[2]));
    return n[0] == 8 && n[1] == 97 && n[2] == 265 ? EXIT_SUCCESS : EXIT_FAILURE; // Brian 2.5.1
}
