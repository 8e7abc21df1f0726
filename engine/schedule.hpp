// SPDX-License-Identifier: Apache-2.0
// The order of work in a step.
#pragma once

#include "hillock/quantity.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace hillock::engine {

/// The half-open interval [t, t + dt) of simulated time; spikes and samples of a step carry its start.
struct Step {
    std::int64_t number = 0; ///< t / dt
    double t = 0;            ///< seconds
    double dt = 0;           ///< seconds
};

/// Steps that a time takes, as timestep(time, dt) of the equation language: the number of the step that it falls into.
[[nodiscard]] std::int64_t steps_of(double seconds, double dt);

/// Seconds between two runs of what has a dt of its own; nothing for 0, which means every step. Throws ValueError for anything but a
/// positive time. \param who  in messages, "run_regularly of 'G'"
[[nodiscard]] std::optional<double> period_given(const std::string& who, const Quantity& dt);
/// The same in steps. Throws ValueError if it is no multiple of the clock's dt.
[[nodiscard]] std::int64_t period_in_steps(const std::string& who, double seconds, double clock_dt);

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

/// Among tasks of one slot and order, before the order of the objects.
enum class Rank : unsigned char { neurons, synapses };

struct Task {
    Slot slot = Slot::start;
    int order = 0;    ///< within the slot
    bool last = false; ///< of its order: monitors see what code of the same slot did
    std::function<void(const Step&)> run;
    Rank rank = Rank::neurons;
};

} // namespace hillock::engine
