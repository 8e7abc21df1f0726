// SPDX-License-Identifier: Apache-2.0
// A network in a library that a host loads; see llvm_host.cpp.
#include <hillock/hillock.hpp>

using namespace hillock;

extern "C" HILLOCK_API int spikes_of_a_network() {
    try {
        NeuronGroup G(3, "dv/dt = (1-v)/(10*ms) : 1", {.threshold = "v > 0.8", .reset = "v = 0"});
        SpikeMonitor M(G);
        run(50 * ms);
        return static_cast<int>(M.num_spikes());
    } catch (const Error&) {
        return -1;
    }
}
