// SPDX-License-Identifier: Apache-2.0
// A step of a clock.
#pragma once

#include <cstdint>

namespace hillock::internal::engine {

/// The half-open interval [t, t + dt) of simulated time; spikes and samples of a step carry its start.
struct Step {
    std::int64_t number = 0; ///< t / dt
    double t = 0;            ///< seconds
    double dt = 0;           ///< seconds
};

/// So many steps of the same clock later. \pre the clock has a dt
[[nodiscard]] inline Step step_after(const Step& step, std::int64_t steps) {
    const std::int64_t number = step.number + steps;
    return {.number = number, .t = static_cast<double>(number) * step.dt, .dt = step.dt};
}

} // namespace hillock::internal::engine
