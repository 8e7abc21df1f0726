// SPDX-License-Identifier: Apache-2.0
#include "engine/delays.hpp"

#include <algorithm>
#include <functional>

namespace hillock::internal::engine {

std::int64_t Delays::steps(double seconds, double dt) { return static_cast<std::int64_t>(seconds / dt + 0.5); }

std::int64_t Delays::longest(double dt) const {
    if (one_for_all()) return steps(one_, dt);
    return given_.empty() ? steps(each_.largest() * dt_, dt) : steps(given_.largest() * given_dt_, dt);
}

void Delays::set_one(double seconds) {
    one_ = seconds;
    each_ = {};
    given_ = {};
}

void Delays::set_each(std::vector<std::uint16_t> steps, double dt) {
    if (steps.empty()) return;
    if (std::adjacent_find(steps.begin(), steps.end(), std::not_equal_to<>()) == steps.end()) return set_one(steps.front() * dt);
    each_ = StepList(std::move(steps));
    dt_ = dt;
    given_ = {};
}

void Delays::rescale(double dt) {
    if (one_for_all() || dt == dt_) return;
    std::vector<std::uint16_t> rescaled(each_.size());
    for (std::size_t k = 0; k < rescaled.size(); ++k) rescaled[k] = static_cast<std::uint16_t>(std::min(kMost, steps(seconds(k), dt)));
    StepList in_these_steps(std::move(rescaled));
    if (given_.empty()) {
        given_ = std::move(each_);
        given_dt_ = dt_;
    }
    each_ = std::move(in_these_steps);
    dt_ = dt;
    if (dt_ == given_dt_) given_ = {};
}

} // namespace hillock::internal::engine
