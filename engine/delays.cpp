// SPDX-License-Identifier: Apache-2.0
#include "engine/delays.hpp"

#include <algorithm>
#include <functional>

namespace hillock::engine {

std::int64_t Delays::steps(double seconds, double dt) { return static_cast<std::int64_t>(seconds / dt + 0.5); }

std::int64_t Delays::longest(double dt) const {
    if (one_for_all()) return steps(one_, dt);
    return steps(*std::max_element(each_.begin(), each_.end()) * dt_, dt);
}

void Delays::set_one(double seconds) {
    one_ = seconds;
    each_ = {};
}

void Delays::set_each(std::vector<std::uint16_t> steps, double dt) {
    if (steps.empty()) return;
    if (std::adjacent_find(steps.begin(), steps.end(), std::not_equal_to<>()) == steps.end()) return set_one(steps.front() * dt);
    each_ = std::move(steps);
    dt_ = dt;
}

void Delays::permute(std::size_t first, std::span<const std::uint32_t> from) {
    if (one_for_all()) return;
    std::vector<std::uint16_t> moved;
    moved.reserve(from.size());
    for (const std::uint32_t place : from) moved.push_back(each_[first + place]);
    std::copy(moved.begin(), moved.end(), each_.begin() + static_cast<std::ptrdiff_t>(first));
}

void Delays::rescale(double dt) {
    if (one_for_all() || dt == dt_) return;
    for (std::uint16_t& delay : each_)
        delay = static_cast<std::uint16_t>(std::min(kMost, steps(delay * dt_, dt)));
    dt_ = dt;
}

} // namespace hillock::engine
