// SPDX-License-Identifier: Apache-2.0
#include "engine/clocks.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace hillock::internal::engine {

Clocks::Clocks(std::span<const double> dts, std::span<const EventTimes> lists, double t) {
    for (const double dt : dts)
        if (find(dt) == size()) clocks_.push_back({.dt = dt, .listed = {}, .times = {}});
    for (const Clock& clock : clocks_) shortest_ = std::min(shortest_, clock.dt);
    std::vector<double> between;
    for (const EventTimes& list : lists)
        if (find(list) == size()) add_list(list, between);
    due_.resize(size());
    set(t);
}

/// \param between  times of lists so far that are in no step of a clock with a dt, each apart from the others: ascending
void Clocks::add_list(const EventTimes& list, std::vector<double>& between) {
    const double same_time = kSameTime * shortest_;
    const auto with_others = [&](double time) {
        for (const Clock& clock : clocks_) {
            if (!(clock.dt > 0)) continue;
            const double step = std::nearbyint(time / clock.dt) * clock.dt;
            if (std::abs(step - time) <= same_time) return step;
        }
        const auto next = std::lower_bound(between.begin(), between.end(), time - same_time);
        if (next != between.end() && *next <= time + same_time) return *next;
        between.insert(next, time);
        return time;
    };
    Clock clock{.listed = list};
    for (const double time : *list) {
        clock.times.push_back(with_others(time));
        const std::size_t k = clock.times.size() - 1;
        if (k == 0 || clock.times[k] > clock.times[k - 1]) continue;
        const auto text = [](double seconds) { return to_string(Quantity(seconds, kTimeDimension)); };
        throw ValueError("an EventClock has the times " + text((*list)[k - 1]) + " and " + text(time) +
                         ", which are one and the same for a network whose shortest dt is " + text(shortest_));
    }
    clocks_.push_back(std::move(clock));
}

std::size_t Clocks::find(double dt) const {
    const auto found = std::find_if(clocks_.begin(), clocks_.end(), [&](const Clock& clock) { return clock.dt == dt; });
    return static_cast<std::size_t>(found - clocks_.begin());
}

std::size_t Clocks::find(const EventTimes& times) const {
    const auto found = std::find_if(clocks_.begin(), clocks_.end(), [&](const Clock& clock) { return clock.listed == times; });
    return static_cast<std::size_t>(found - clocks_.begin());
}

std::int64_t Clocks::first_step(double t, const Clock& clock) const {
    if (clock.dt > 0) return first_step(t, clock.dt);
    return std::lower_bound(clock.times.begin(), clock.times.end(), t - kSameTime * shortest_) - clock.times.begin();
}

std::int64_t Clocks::first_step(double t, double dt) const {
    const double steps = t / dt, nearest = std::nearbyint(steps), same = kSameTime * std::min(1.0, shortest_ / dt);
    return static_cast<std::int64_t>(std::abs(steps - nearest) <= same ? nearest : std::ceil(steps));
}

void Clocks::set(double t) {
    for (Clock& clock : clocks_) clock.step = first_step(t, clock);
    find_due();
}

void Clocks::run_until(double t) {
    for (Clock& clock : clocks_) clock.end = std::max(clock.step, first_step(t, clock));
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
        due_[k] = clock.t() - first.t() < same(clock, first) || k == earliest_;
    }
}

} // namespace hillock::internal::engine
