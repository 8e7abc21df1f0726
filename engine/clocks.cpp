// SPDX-License-Identifier: Apache-2.0
#include "engine/clocks.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

Clocks::Clocks(std::span<const double> dts, double t) {
    for (const double dt : dts)
        if (find(dt) == size()) clocks_.push_back({.dt = dt});
    for (const Clock& clock : clocks_) shortest_ = std::min(shortest_, clock.dt);
    due_.resize(size());
    set(t);
}

std::size_t Clocks::find(double dt) const {
    const auto found = std::find_if(clocks_.begin(), clocks_.end(), [&](const Clock& clock) { return clock.dt == dt; });
    return static_cast<std::size_t>(found - clocks_.begin());
}

std::int64_t Clocks::first_step(double t, double dt) const {
    const double steps = t / dt, nearest = std::nearbyint(steps), same = kSameTime * std::min(1.0, shortest_ / dt);
    return static_cast<std::int64_t>(std::abs(steps - nearest) <= same ? nearest : std::ceil(steps));
}

void Clocks::set(double t) {
    for (Clock& clock : clocks_) clock.step = first_step(t, clock.dt);
    find_due();
}

void Clocks::run_until(double t) {
    for (Clock& clock : clocks_) clock.end = std::max(clock.step, first_step(t, clock.dt));
}

void Clocks::tick_several() {
    for (std::size_t k = 0; k < size(); ++k) clocks_[k].step += due_[k];
    find_due();
}

void Clocks::find_due() {
    earliest_ = 0;
    for (std::size_t k = 1; k < size(); ++k)
        if (clocks_[k].t() < clocks_[earliest_].t()) earliest_ = k;
    for (std::size_t k = 0; k < size(); ++k) {
        const Clock &clock = clocks_[k], &first = clocks_[earliest_];
        due_[k] = clock.t() - first.t() < kSameTime * std::min(clock.dt, first.dt) || k == earliest_;
    }
}

} // namespace hillock::internal::engine
