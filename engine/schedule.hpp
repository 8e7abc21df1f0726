// SPDX-License-Identifier: Apache-2.0
// The order of work in a step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace hillock::engine {

/// The half-open interval [t, t + dt) of simulated time; spikes and samples of a step carry its start.
struct Step {
    std::int64_t number = 0; ///< t / dt
    double t = 0;            ///< seconds
    double dt = 0;           ///< seconds
};

/// Parts of a step, in their order.
enum class Slot : unsigned char {
    before_start, start, after_start,
    before_groups, groups, after_groups,
    before_thresholds, thresholds, after_thresholds,
    before_synapses, synapses, after_synapses,
    before_resets, resets, after_resets,
    before_end, end, after_end,
};

/// By name. Throws ValueError with the names of all slots.
[[nodiscard]] Slot slot_named(const std::string& name);

struct Task {
    Slot slot = Slot::start;
    int order = 0;    ///< within the slot
    bool last = false; ///< of its order: monitors see what code of the same slot did
    std::function<void(const Step&)> run;
};

} // namespace hillock::engine
