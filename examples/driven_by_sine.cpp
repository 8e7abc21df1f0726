// SPDX-License-Identifier: Apache-2.0
// An equation in which time appears is not solved exactly but step by step. v starts at 5 and ends in the rhythm of its drive.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    const Quantity tau = 10 * ms;
    NeuronGroup G(1, "dv/dt = (sin(2*pi*100*Hz*t)-v)/tau : 1", {.method = "euler", .constants = HILLOCK_CONSTANTS(tau)});
    StateMonitor M(G, "v", {.record = 0});
    G["v"] = 5;
    run(60 * ms);
    plot::traces(M, "v").save("driven_by_sine.svg");
    std::printf("v[100] = %.16f, v[599] = %.16f\n", M["v"][0][100], M["v"][0][599]);
    // Brian 2.5.1's values; sin() may differ by a rounding in each step.
    const bool same = std::abs(M["v"][0][100] - 1.7308195884511288) < 1e-12 && std::abs(M["v"][0][599] + 0.1451204211023601) < 1e-12;
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
