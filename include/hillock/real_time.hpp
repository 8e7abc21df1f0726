// SPDX-License-Identifier: Apache-2.0
// Runs that keep pace with the clock on the wall: for robots, instruments, and whatever else has a time of its own.
#pragma once

#include <hillock/export.hpp>
#include <hillock/callback.hpp>
#include <hillock/quantity.hpp>

#include <cstdint>

namespace hillock {

class PaceClock;

/// A step that was not finished in time.
struct MissedDeadline {
    Quantity t;             ///< of the end of the step, in simulated time
    Quantity lateness;      ///< wall time between its deadline and its end
    std::int64_t missed = 0; ///< in this run, with this one
};

/// The step [t, t + dt) begins no earlier than (t - start)/factor of wall time after the run began, and its deadline is when the next
/// one is due. One that misses it is reported; nothing is left out.
struct RealTime {
    /// Simulated time in a unit of wall time: 1 is real time, 0.5 half as fast.
    double factor = 1;
    /// A step that ends this much after its deadline has not missed it.
    Quantity tolerance = 0;
    /// true: the run hurries after a step that was late, without a wait, until it has caught up. false: all deadlines that follow move
    /// by the lateness of the one that was missed, and the wall time that was lost stays lost.
    bool catch_up = true;
    /// The last part of each wait is spent looking at the clock, which takes a whole core, instead of sleeping. A sleep ends 0.05 ms late
    /// and more, depending on the machine.
    Quantity spin = 0;
    /// Called after each step that missed its deadline. It may stop() the run; what it throws ends the run and reaches its caller.
    internal::Callback<void(const MissedDeadline&)> on_missed = {};
    /// Of the host, see <hillock/pace_clock.hpp>; lives as long as the run. nullptr: std::chrono::steady_clock.
    PaceClock* clock = nullptr;
};

/// How a paced run kept its pace. Jitter is the wall time by which a step began later than it was due; quantiles are exact to an eighth.
struct RealTimeReport {
    std::int64_t steps = 0;
    std::int64_t missed = 0;                              ///< deadlines
    Quantity worst_lateness = Quantity(0, kTimeDimension); ///< of the end of a step after its deadline, tolerated or not; 0 if none was late
    Quantity wall_time = Quantity(0, kTimeDimension);      ///< from the beginning of the run to the end of its last step
    double load = 0;                                      ///< share of the wall time that steps took; the rest was waited for
    Quantity median_jitter = Quantity(0, kTimeDimension);
    Quantity jitter_95 = Quantity(0, kTimeDimension); ///< 95 % of the steps began less late than this, or as late
    Quantity jitter_99 = Quantity(0, kTimeDimension);
    Quantity worst_jitter = Quantity(0, kTimeDimension); ///< exact
};

} // namespace hillock
