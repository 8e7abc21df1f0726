// SPDX-License-Identifier: Apache-2.0
// The steps in which a monitor was active, in stretches: what a rate is, where none was counted, and how long its steps were.
#pragma once

#include "engine/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class StateVisitor;

class WatchedSteps {
  public:
    /// Steps of one length without a pause.
    struct Stretch {
        double dt = 0;          ///< seconds
        std::int64_t first = 0; ///< its number on a clock of this dt
        std::int64_t count = 0;
        [[nodiscard]] double t(std::int64_t step) const { return static_cast<double>(first + step) * dt; }
        [[nodiscard]] double end() const { return t(count); }
        [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(count); }
    };
    /// One more step.
    void note(const Step& step) {
        if (stretches_.empty() || step.number != stretches_.back().first + stretches_.back().count || step.dt != stretches_.back().dt)
            stretches_.push_back({step.dt, step.number, 0});
        ++stretches_.back().count;
    }
    void clear() { stretches_.clear(); }

    [[nodiscard]] std::span<const Stretch> stretches() const { return stretches_; }
    [[nodiscard]] std::uint64_t count() const;
    /// Of all steps, in seconds.
    [[nodiscard]] std::vector<double> times() const;
    /// Whether a stretch begins where the one before it ends: there dt changed.
    [[nodiscard]] bool follows(std::size_t stretch) const;

    /// \return the number of steps as they are afterwards
    std::uint64_t visit_state(StateVisitor& visitor);

  private:
    std::vector<Stretch> stretches_;
};

} // namespace hillock::internal::engine
