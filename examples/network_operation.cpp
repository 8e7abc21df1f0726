// SPDX-License-Identifier: Apache-2.0
// A function of the program that is called every 10 ms while the network runs: it sets all neurons back to 0.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    NeuronGroup G(3, "dv/dt = (drive-v)/(20*ms) : 1 \n drive : 1", {.method = "exact"});
    G["drive"] = "1 + i";
    int calls = 0;
    NetworkOperation reset([&] {
        for (double& v : G["v"].data()) v = 0;
        ++calls;
    }, {.dt = 10 * ms});
    StateMonitor M(G, "v", {.when = "after_start"});
    run(50 * ms);
    plot::traces(M, "v").save("network_operation.svg");

    bool zero = true;
    for (std::size_t k = 0; k < M.num_samples(); k += 100)
        for (std::size_t neuron = 0; neuron < 3; ++neuron) zero = zero && M["v"][neuron][k] == 0;
    // The last sample is 9.9 ms after the last call.
    const double last = M["v"][2][499], expected = 3 * (1 - std::exp(-9.9 / 20));
    std::printf("%d calls, v[2] at the end %.6f\n", calls, last);
    return calls == 5 && zero && std::abs(last - expected) < 1e-12 ? EXIT_SUCCESS : EXIT_FAILURE;
}
