// SPDX-License-Identifier: Apache-2.0
// Holds a run back to the pace of a clock, and measures how well that works.
#pragma once

#include "engine/stopping.hpp"
#include "hillock/pace_clock.hpp"
#include "hillock/real_time.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace hillock::internal::engine {

/// How often each delay occurred, in classes that are an eighth of their lower end wide: whatever the length of the run, 4 kB.
class DelayCounts {
  public:
    void add(std::chrono::nanoseconds delay);
    /// The upper end of the class in which the share `quantile` of all delays is reached; 0 without one.
    [[nodiscard]] std::chrono::nanoseconds quantile(double quantile) const;

  private:
    static constexpr std::size_t kClasses = 496; // all of 63 bits
    std::array<std::int64_t, kClasses> counts_{};
    std::int64_t all_ = 0;
    std::chrono::nanoseconds largest_{};
};

/// One paced run. In the order of a step: begin_step(), the work, end_step(), which waits until the next step is due.
class Pacer {
  public:
    /// Throws DimensionMismatchError and ValueError, as RunOptions::real_time documents.
    explicit Pacer(const RealTime& options);

    /// The run begins now, at `t` seconds of simulated time.
    void begin(double t);
    void begin_step();
    /// The next step would begin at `t`. Throws what on_missed and the clock throw.
    void end_step(double t, const StopWatch& watch);
    [[nodiscard]] RealTimeReport report() const;

  private:
    using Time = std::chrono::nanoseconds;
    [[nodiscard]] Time due(double t) const;
    void miss(double t, Time lateness);
    void wait(const StopWatch& watch);

    RealTime options_;
    PaceClock* clock_; ///< not null
    Time tolerance_;
    Time spin_;
    double start_ = 0; ///< seconds, simulated
    Time origin_{};    ///< when `start_` is due
    Time begun_{};     ///< the run, as it was
    Time step_begun_{};
    Time due_{};       ///< the step that is next
    Time last_end_{};
    Time busy_{};
    Time worst_lateness_{};
    Time worst_jitter_{};
    std::int64_t steps_ = 0;
    std::int64_t missed_ = 0;
    DelayCounts jitter_;
};

} // namespace hillock::internal::engine
