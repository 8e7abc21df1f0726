// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule.hpp"

#include "engine/object.hpp"
#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string_view>
#include <utility>

namespace hillock::internal::engine {

std::int64_t steps_of(double seconds, double dt) {
    constexpr double kForever = 4e18; // fits 64 bits with room to add a step
    return static_cast<std::int64_t>(std::min((seconds + 1e-3 * dt) / dt, kForever));
}

std::optional<double> period_given(const std::string& who, const Quantity& dt) {
    if (dt.dimension().is_dimensionless() && dt.value() == 0) return std::nullopt;
    const std::string message = who + " needs a positive time as dt, but was given " + to_string(dt);
    if (!(dt.dimension() == kTimeDimension)) throw DimensionMismatchError(message);
    if (!(dt.value() > 0) || std::isinf(dt.value())) throw ValueError(message);
    return dt.value();
}

std::vector<double> times_given(const std::string& who, std::span<const Quantity> times) {
    std::vector<double> seconds;
    for (const Quantity& time : times) {
        const bool plain_zero = time.dimension().is_dimensionless() && time.value() == 0;
        if (!(time.dimension() == kTimeDimension) && !plain_zero)
            throw DimensionMismatchError(who + " takes times such as '10*ms', but was given " + to_string(time));
        if (!(time.value() >= 0) || std::isinf(time.value()))
            throw ValueError(who + " takes finite times that are not negative, but was given " + to_string(time));
        seconds.push_back(time.value());
    }
    std::sort(seconds.begin(), seconds.end());
    if (const auto twice = std::adjacent_find(seconds.begin(), seconds.end()); twice != seconds.end())
        throw ValueError(who + " was given the time " + to_string(Quantity(*twice, kTimeDimension)) + " twice");
    return seconds;
}

EventTimes event_times_given(const std::string& who, const std::optional<EventClock>& clock, const std::optional<double>& dt) {
    if (!clock) return nullptr;
    if (dt) throw ValueError(who + " was given both dt and clock: one of them says when it runs");
    return pointer_of(clock->shared_times());
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

namespace {

constexpr std::string_view kPrefixes[] = {"before_", "", "after_"};

/// Names of slots without a prefix, of all networks: by thirds of their numbers. They are few, and stay.
struct SlotNames {
    std::mutex mutex;
    std::vector<std::string> names = Schedule::usual();
};

SlotNames& slot_names() {
    static SlotNames all;
    return all;
}

bool has_prefix(const std::string& name) { return name.starts_with(kPrefixes[0]) || name.starts_with(kPrefixes[2]); }

std::string quoted_list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t k = 0; k < names.size(); ++k) {
        if (k > 0) text += k + 1 == names.size() ? " and " : ", ";
        text += "'" + names[k] + "'";
    }
    return text;
}

} // namespace

Slot slot_named(const std::string& name) {
    const std::size_t which = name.starts_with(kPrefixes[0]) ? 0 : name.starts_with(kPrefixes[2]) ? 2 : 1;
    const std::string base = name.substr(kPrefixes[which].size());
    if (!is_identifier(base)) throw ValueError("'" + name + "' cannot name a slot: names are letters, digits and '_', no digit first");
    SlotNames& all = slot_names();
    const std::scoped_lock lock(all.mutex);
    const auto found = std::find(all.names.begin(), all.names.end(), base);
    const auto third = static_cast<std::size_t>(found - all.names.begin());
    if (found == all.names.end()) all.names.push_back(base);
    return static_cast<Slot>(3 * third + which);
}

std::string slot_name(Slot slot) {
    const auto number = static_cast<std::size_t>(slot);
    const std::scoped_lock lock(slot_names().mutex);
    return std::string(kPrefixes[number % 3]) + slot_names().names[number / 3];
}

Schedule::Schedule(const std::vector<std::string>& slots) : slots_(slots) {
    if (slots_.empty())
        throw ValueError("a schedule needs a slot for each piece of work, but was given none; the usual ones are " + quoted_list(usual()));
    for (const std::string& name : slots_) {
        if (has_prefix(name))
            throw ValueError("a schedule cannot have the slot '" + name + "': each slot has one with 'before_' and one with 'after_' as it is");
        if (std::count(slots_.begin(), slots_.end(), name) > 1) throw ValueError("a schedule cannot have the slot '" + name + "' twice");
        (void)slot_named(name); // its error shows what was given
        for (const std::string_view prefix : kPrefixes) order_.push_back(slot_named(std::string(prefix) + name));
    }
}

std::size_t Schedule::position(Slot slot) const {
    return static_cast<std::size_t>(std::find(order_.begin(), order_.end(), slot) - order_.begin());
}

void Schedule::require(Slot slot, const std::string& who) const {
    if (position(slot) < order_.size()) return;
    std::vector<std::string> all;
    for (const Slot known : order_) all.push_back(slot_name(known));
    throw ValueError("'" + who + "' cannot run: there is no slot '" + slot_name(slot) + "'" + did_you_mean(slot_name(slot), all) +
                     "; the slots are " + quoted_list(slots_) + ", each also with 'before_' and 'after_'");
}

bool Schedule::is_before_threshold(Slot slot, int order) const {
    const std::pair when(position(slot), order);
    return when > std::pair(position(Slot::groups), 0) && when <= std::pair(position(Slot::thresholds), 0);
}

} // namespace hillock::internal::engine
