// SPDX-License-Identifier: Apache-2.0
// The order of work in a step.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace hillock::engine {

/// The half-open interval [t, t + dt) of simulated time; spikes and samples of a step carry its start.
struct Step {
    std::int64_t number = 0; ///< t / dt
    double t = 0;            ///< seconds
    double dt = 0;           ///< seconds
};

/// Parts of a step, in their order.
enum class Slot : unsigned char { start, groups, thresholds, synapses, resets, end };

struct Task {
    Slot slot = Slot::start;
    int order = 0; ///< within the slot; ties are run in the order in which the objects joined the network
    std::function<void(const Step&)> run;
};

} // namespace hillock::engine
