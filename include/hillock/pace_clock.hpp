// SPDX-License-Identifier: Apache-2.0
// Clocks of the host program for runs in real time. <hillock/hillock.hpp> leaves it out: it needs <chrono>.
#pragma once

#include <hillock/export.hpp>
#include <hillock/real_time.hpp>

#include <chrono>

namespace hillock {

/// Where a paced run takes the time from, if not from std::chrono::steady_clock: the clock of a sound card, of another simulator, or one
/// that a test moves by hand. It is asked by the thread that runs the network alone. What it throws ends the run.
class HILLOCK_API PaceClock {
  public:
    virtual ~PaceClock() = default;
    /// Since any moment, never falling.
    [[nodiscard]] virtual std::chrono::nanoseconds now() = 0;
    /// Waits until now() is `time` or later; may come back earlier.
    virtual void sleep_until(std::chrono::nanoseconds time) = 0;
};

} // namespace hillock
