// SPDX-License-Identifier: Apache-2.0
#include "engine/delays.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace hillock::internal::engine {

std::int64_t Delays::steps(double seconds, double dt) { return static_cast<std::int64_t>(seconds / dt + 0.5); }

void Delays::Split::set(std::size_t position, double seconds, double dt) {
    const std::int64_t whole = Delays::steps(seconds, dt);
    steps[position] = static_cast<std::uint16_t>(whole);
    rest[position] = static_cast<std::int16_t>(std::lround((seconds / dt - static_cast<double>(whole)) * kParts));
}

bool Delays::is_too_long(double seconds, double dt) { return !(seconds / dt + 0.5 < static_cast<double>(kMost + 1)); }

std::optional<double> Delays::too_long(double dt) const {
    if (one_for_all()) return is_too_long(one_, dt) ? std::optional(one_) : std::nullopt;
    for (std::size_t k = 0; k < each_.size() && dt != dt_; ++k)
        if (is_too_long(seconds(k), dt)) return seconds(k);
    return std::nullopt;
}

void Delays::set_one(double seconds) {
    one_ = seconds;
    each_ = {};
    given_ = {};
    rest_ = std::vector<std::int16_t>(); // `= {}` would keep its memory
}

void Delays::set_each(Split&& delays, double dt) {
    if (delays.steps.empty()) return;
    const auto all_equal = [](const auto& list) { return std::adjacent_find(list.begin(), list.end(), std::not_equal_to<>()) == list.end(); };
    if (all_equal(delays.steps) && all_equal(delays.rest)) return set_one((delays.steps.front() + delays.rest.front() / double(kParts)) * dt);
    const bool whole = all_equal(delays.rest) && delays.rest.front() == 0;
    each_ = StepList(std::move(delays.steps));
    rest_ = whole ? std::vector<std::int16_t>() : std::move(delays.rest);
    dt_ = dt;
    given_ = {};
}

void Delays::rescale(double dt) {
    if (one_for_all() || dt == dt_) return;
    std::vector<std::uint16_t> rescaled(each_.size());
    for (std::size_t k = 0; k < rescaled.size(); ++k) rescaled[k] = static_cast<std::uint16_t>(steps(seconds(k), dt));
    StepList in_these_steps(std::move(rescaled));
    if (given_.empty()) {
        given_ = std::move(each_);
        given_dt_ = dt_;
    }
    each_ = std::move(in_these_steps);
    dt_ = dt;
    if (dt_ == given_dt_) given_ = {};
}

void Delays::permute(std::size_t first, std::span<const std::uint32_t> from) {
    if (!one_for_all()) each_.permute(first, from);
    if (!given_.empty()) given_.permute(first, from);
    if (!rest_.empty()) engine::permute(rest_, first, from);
}

} // namespace hillock::internal::engine
