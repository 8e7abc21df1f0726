// SPDX-License-Identifier: Apache-2.0
#include "engine/watched_steps.hpp"

#include "engine/snapshot.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hillock::internal::engine {

std::vector<double> WatchedSteps::times() const {
    std::vector<double> result;
    for (const Stretch& stretch : stretches_)
        for (std::int64_t step = 0; step < stretch.count; ++step) result.push_back(stretch.t(step));
    return result;
}

std::uint64_t WatchedSteps::count() const {
    std::uint64_t steps = 0;
    for (const Stretch& stretch : stretches_) steps += stretch.size();
    return steps;
}

bool WatchedSteps::follows(std::size_t stretch) const {
    if (stretch == 0) return false;
    const Stretch &before = stretches_[stretch - 1], &after = stretches_[stretch];
    return std::abs(after.t(0) - before.end()) <= kSameTime * std::min(before.dt, after.dt);
}

std::uint64_t WatchedSteps::visit_state(StateVisitor& visitor) {
    std::vector<double> dts;
    std::vector<std::int64_t> numbers; // first and count of each
    for (const Stretch& stretch : stretches_) {
        dts.push_back(stretch.dt);
        numbers.insert(numbers.end(), {stretch.first, stretch.count});
    }
    const std::string field = "watched steps";
    dts = visitor.exchange<double>(field + ".dt", dts);
    numbers = visitor.exchange<std::int64_t>(field, numbers);
    if (!visitor.restores()) return count();
    std::uint64_t steps = 0;
    constexpr std::int64_t kMost = std::int64_t{1} << 53; // that a double can count
    visitor.require(numbers.size() == 2 * dts.size(), field);
    std::vector<Stretch> stretches;
    for (std::size_t k = 0; k < dts.size(); ++k) {
        const Stretch& stretch = stretches.emplace_back(Stretch{dts[k], numbers[2 * k], numbers[2 * k + 1]});
        visitor.require(stretch.dt > 0 && std::isfinite(stretch.dt) && stretch.first >= 0 && stretch.first <= kMost && stretch.count > 0 &&
                            stretch.count <= kMost,
                        field);
        steps += static_cast<std::uint64_t>(stretch.count);
    }
    visitor.then([this, stretches = std::move(stretches)]() mutable { stretches_.swap(stretches); });
    return steps;
}

} // namespace hillock::internal::engine
