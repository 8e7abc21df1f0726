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

} // namespace hillock::internal::engine
