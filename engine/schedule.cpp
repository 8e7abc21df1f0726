// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule.hpp"

#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace hillock::engine {

std::int64_t steps_of(double seconds, double dt) {
    constexpr double kForever = 4e18; // fits 64 bits with room to add a step
    return static_cast<std::int64_t>(std::min((seconds + 1e-3 * dt) / dt, kForever));
}

std::optional<double> period_given(const std::string& who, const Quantity& dt) {
    if (dt.dimension().is_dimensionless() && dt.value() == 0) return std::nullopt;
    if (!(dt.dimension() == kTimeDimension) || !(dt.value() > 0) || std::isinf(dt.value()))
        throw ValueError(who + " needs a positive time as dt, but was given " + to_string(dt));
    return dt.value();
}

std::int64_t first_step_from(double seconds, double dt) {
    const double steps = seconds / dt, nearest = std::nearbyint(steps);
    return static_cast<std::int64_t>(std::abs(steps - nearest) <= kSameTime ? nearest : std::ceil(steps));
}

Pace pace_of(std::optional<double> own, double objects) {
    if (!own) return {objects, 1};
    const double steps = *own / objects, nearest = std::nearbyint(steps);
    constexpr double kRounding = 1e-12; // of decimal numbers; what is further off would fall behind in a long run
    const bool multiple = nearest >= 1 && nearest < 1e9 && std::abs(steps - nearest) <= kRounding * steps;
    return multiple ? Pace{objects, static_cast<std::int64_t>(nearest)} : Pace{*own, 1};
}

Slot slot_named(const std::string& name) {
    static constexpr std::array<const char*, 6> kNames{"start", "groups", "thresholds", "synapses", "resets", "end"};
    std::vector<std::string> all;
    for (const char* base : kNames)
        for (const char* prefix : {"before_", "", "after_"}) all.push_back(std::string(prefix) + base);
    for (std::size_t k = 0; k < all.size(); ++k)
        if (all[k] == name) return static_cast<Slot>(k);
    throw ValueError("there is no slot '" + name + "'" + did_you_mean(name, all) +
                     "; the slots are 'start', 'groups', 'thresholds', 'synapses', 'resets' and 'end', each also with 'before_' "
                     "and 'after_'");
}

} // namespace hillock::engine
