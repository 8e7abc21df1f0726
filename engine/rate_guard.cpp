// SPDX-License-Identifier: Apache-2.0
#include "engine/rate_guard.hpp"

#include "engine/access.hpp"
#include "engine/magic.hpp"
#include "hillock/error.hpp"
#include "hillock/units.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

namespace {

double positive(const std::string& what, const Quantity& value, const Dimension& dimension, const char* kind) {
    if (!(value.dimension() == dimension))
        throw DimensionMismatchError(what + " must be a " + kind + ", but it is " + to_string(value));
    if (!(value.value() > 0) || std::isinf(value.value())) throw ValueError(what + " must be positive and finite, but it is " + to_string(value));
    return value.value();
}

} // namespace

SpikeRateGuard::SpikeRateGuard(Population source, const Quantity& maximum_rate, const RateGuardOptions& options)
    : Object(object_name(options.name, "rateguard")), source_(std::move(source)),
      maximum_(positive("the maximum rate of '" + name() + "'", maximum_rate, hertz.dimension(), "rate")),
      window_(positive("the window of '" + name() + "'", options.window, kTimeDimension, "time")) {
    if (!source_.neurons->can_spike())
        throw ValueError("'" + name() + "' cannot guard the rate of '" + source_.neurons->name() + "', which has no threshold");
}

void SpikeRateGuard::prepare(const Preparation& preparation) {
    dt_ = preparation.dt;
    window_steps_ = std::max<std::int64_t>(1, std::llround(window_ / preparation.dt));
    most_spikes_ = maximum_ * static_cast<double>(window_steps_) * dt_ * static_cast<double>(source_.range.size());
    begin_window();
}

std::vector<Task> SpikeRateGuard::tasks() {
    return {{Slot::end, 0, true, [this](const Step& step) {
                 count();
                 require_slow(step.t + step.dt);
             }}};
}

void SpikeRateGuard::count() {
    if (steps_ == window_steps_) begin_window();
    ++steps_;
    spikes_ += std::ssize(source_.neurons->spikes_in(source_.range));
}

void SpikeRateGuard::require_slow(double t) {
    if (static_cast<double>(spikes_) <= most_spikes_) return;
    const double elapsed = static_cast<double>(steps_) * dt_;
    const double rate = static_cast<double>(spikes_) / static_cast<double>(source_.range.size()) / elapsed;
    const auto seconds = [](double time) { return to_string(Quantity(time, kTimeDimension)); };
    const std::string text = "the neurons of '" + source_.neurons->name() + "' spike at " + to_string(rate * hertz) + " (" +
                             std::to_string(spikes_) + " spikes of " + std::to_string(source_.range.size()) + " neurons in the " +
                             seconds(elapsed) + " before t = " + seconds(t) +
                             "): '" + name() + "' allows " + to_string(maximum_ * hertz) + " in a window of " + seconds(window_) +
                             ", and the run ends here";
    begin_window();
    throw RunawayError(text);
}

} // namespace hillock::internal::engine

namespace hillock {
using namespace internal;

RateGuard::RateGuard(const NetworkObject& object)
    : SimulationObject(engine::Access::handle_of<engine::SpikeRateGuard>(object, "RateGuard")) {}

RateGuard::RateGuard(const Subgroup& source, const Quantity& maximum_rate, const RateGuardOptions& options, std::source_location made_at)
    : SimulationObject(engine::entered(
          std::make_shared<engine::SpikeRateGuard>(engine::Access::population(source), maximum_rate, options),
          made_at)) {}

} // namespace hillock
