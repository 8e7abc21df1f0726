// SPDX-License-Identifier: Apache-2.0
// What a user of the installed library writes: one neuron driven to 20 mV. Prints "20 mV", and saves x.npz.
#include <hillock/hillock.hpp>

#include <cmath>
#include <iostream>

using namespace hillock;

int main() {
    NeuronGroup neuron(1, "dv/dt = (20*mV - v)/tau : volt",
                       {.method = "exact", .constants = {{"tau", 1 * ms}}});
    StateMonitor last(neuron, "v", {.dt = 10 * ms});
    run(100 * ms);
    save_npz(last, "x.npz");
    const double v = neuron["v"][0] / volt;
    try {
        NeuronGroup wrong(1, "dv/dt = 1/tau : volt", {.constants = {{"tau", 1 * ms}}});
        run(1 * ms);
        return 1;
    } catch (const DimensionMismatchError&) { // an exception of the library is caught by its own type
    }
    // 100 time constants: what remains of the exponential is below the last bit.
    std::cout << (std::abs(v - 20e-3) < 1e-15 ? 20 * mV : v * volt) << "\n";
}
