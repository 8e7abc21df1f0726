// SPDX-License-Identifier: Apache-2.0
// The clocks of a network: whole steps of each, and which of them have a step that begins now.
#pragma once

#include "engine/schedule.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// Step k of a clock begins at k*dt: time is a number of steps, nothing is added up. Of a clock without dt it begins at the k-th of its
/// times, and after the last never.
struct Clock {
    double dt = 0;         ///< seconds; 0: it has times
    std::int64_t step = 0; ///< the next to begin
    std::int64_t end = 0;  ///< of a run: the step that does not begin any more
    EventTimes listed = {}; ///< as they were given, which tells such clocks apart
    std::vector<double> times = {}; ///< the same, those that are one with a step of another clock at the time of that
    [[nodiscard]] double t() const {
        if (dt > 0) return static_cast<double>(step) * dt;
        return static_cast<std::size_t>(step) < times.size() ? times[static_cast<std::size_t>(step)] : std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] Step next() const { return {.number = step, .t = t(), .dt = dt}; }
};

class Clocks {
  public:
    Clocks() = default;
    /// One for each dt that differs from those before it and one for each of the lists of times, all at time t or at their first step after it.
    /// Throws ValueError for a list with two times that are one and the same for these dts. \pre there is a dt
    Clocks(std::span<const double> dts, std::span<const EventTimes> lists, double t);

    [[nodiscard]] std::size_t size() const { return clocks_.size(); }
    [[nodiscard]] const Clock& operator[](std::size_t clock) const { return clocks_[clock]; }
    /// \return size() if no clock has this dt
    [[nodiscard]] std::size_t find(double dt) const;
    /// \return size() if no clock has these times
    [[nodiscard]] std::size_t find(const EventTimes& times) const;
    /// Seconds at which the next step begins. \pre there is a clock
    [[nodiscard]] double t() const { return clocks_[earliest_].t(); }

    /// The step of a clock with any dt that begins at time t, or first after it. What counts as one time follows from the shortest dt: a
    /// step of a slow clock that is over does not come again.
    [[nodiscard]] std::int64_t first_step(double t, double dt) const;
    [[nodiscard]] std::int64_t first_step(double t, const Clock& clock) const;
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
    void add_list(const EventTimes& list, std::vector<double>& between);
    /// Seconds that count as one time for two clocks.
    [[nodiscard]] double same(const Clock& a, const Clock& b) const {
        return kSameTime * std::min(a.dt > 0 ? a.dt : shortest_, b.dt > 0 ? b.dt : shortest_);
    }
    void tick_several();
    void find_due();

    std::vector<Clock> clocks_;
    std::vector<char> due_; ///< by clock
    std::size_t earliest_ = 0;
    double shortest_ = std::numeric_limits<double>::infinity(); ///< dt, in seconds
};

} // namespace hillock::internal::engine
