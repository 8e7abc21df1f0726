// SPDX-License-Identifier: Apache-2.0
#include "hillock/event_clock.hpp"

#include "engine/schedule.hpp"
#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "hillock/variables.hpp"

#include <string>

namespace hillock {

namespace {

constexpr const char* kWho = "an EventClock";

} // namespace

EventClock::EventClock(const std::vector<Quantity>& times)
    : times_(std::make_shared<const std::vector<double>>(internal::engine::times_given(kWho, times))) {}

EventClock::EventClock(const QuantityArray& times) : EventClock([&] {
    std::vector<Quantity> quantities;
    for (const double time : times.values) quantities.emplace_back(time, times.dimension);
    return quantities;
}()) {}

Quantity EventClock::operator[](std::size_t k) const {
    if (k >= size())
        throw IndexError(std::string(kWho) + " of " + std::to_string(size()) + (size() == 1 ? " time" : " times") + " has no time " +
                         std::to_string(k));
    return {(*times_)[k], kTimeDimension};
}

} // namespace hillock
