// SPDX-License-Identifier: Apache-2.0
// The clocks of a network: whole steps of each, and which of them have a step that begins now.
#pragma once

#include "engine/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// Step k of a clock begins at k*dt: time is a number of steps, nothing is added up.
struct Clock {
    double dt = 0;         ///< seconds
    std::int64_t step = 0; ///< the next to begin
    std::int64_t end = 0;  ///< of a run: the step that does not begin any more
    [[nodiscard]] double t() const { return static_cast<double>(step) * dt; }
    [[nodiscard]] Step next() const { return {.number = step, .t = t(), .dt = dt}; }
};

class Clocks {
  public:
    Clocks() = default;
    /// One for each dt that differs from those before it, all at time t or at their first step after it.
    Clocks(std::span<const double> dts, double t);

    [[nodiscard]] std::size_t size() const { return clocks_.size(); }
    [[nodiscard]] const Clock& operator[](std::size_t clock) const { return clocks_[clock]; }
    /// \return size() if no clock has this dt
    [[nodiscard]] std::size_t find(double dt) const;
    /// Seconds at which the next step begins. \pre there is a clock
    [[nodiscard]] double t() const { return clocks_[earliest_].t(); }

    /// The step of a clock with any dt that begins at time t, or first after it. What counts as one time follows from the shortest dt: a
    /// step of a slow clock that is over does not come again.
    [[nodiscard]] std::int64_t first_step(double t, double dt) const;
    /// Go to time t, or to the first step after it, also back.
    void set(double t);
    /// Run until time t is reached.
    void run_until(double t);
    [[nodiscard]] bool finished() const { return clocks_[earliest_].step >= clocks_[earliest_].end; }

    /// Whether the clock has a step that begins at t().
    [[nodiscard]] bool is_due(std::size_t clock) const { return due_[clock]; }
    /// That step is over, for all clocks that had one.
    void tick() {
        if (clocks_.size() == 1) ++clocks_[0].step;
        else tick_several();
    }

  private:
    void tick_several();
    void find_due();

    std::vector<Clock> clocks_;
    std::vector<char> due_; ///< by clock
    std::size_t earliest_ = 0;
    double shortest_ = std::numeric_limits<double>::infinity(); ///< dt, in seconds
};

} // namespace hillock::internal::engine
