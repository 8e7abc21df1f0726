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

std::int64_t period_in_steps(const std::string& who, double seconds, double clock_dt) {
    const double steps = seconds / clock_dt, nearest = std::nearbyint(steps);
    if (nearest < 1 || std::abs(steps - nearest) > 1e-4) // what rounding of decimal numbers leaves
        throw ValueError("'" + who + "' runs every " + to_string(Quantity(seconds, kTimeDimension)) +
                         ", which is no multiple of the clock's dt, " + to_string(Quantity(clock_dt, kTimeDimension)));
    return static_cast<std::int64_t>(nearest);
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
