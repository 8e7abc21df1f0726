// SPDX-License-Identifier: Apache-2.0
#include "engine/host_operation.hpp"

#include "engine/routine.hpp"

namespace hillock::internal::engine {

HostOperation::HostOperation(Callback<void(Quantity)> operation, const NetworkOperationOptions& options)
    : Object(object_name(options.name, "networkoperation")), operation_(std::move(operation)),
      slot_(slot_named(options.when)), order_(options.order) {
    set_own_dt(period_given("'" + name() + "'", options.dt));
    clock_ = event_times_given("'" + name() + "'", options.clock, own_dt());
}

std::vector<double> HostOperation::clocks(double usual) const {
    if (clock_) return {}; // it asks for no steps
    return {clock_dt_among(usual)};
}

std::vector<EventTimes> HostOperation::event_clocks() const {
    if (!clock_) return {};
    return {clock_};
}

bool HostOperation::calls_host_before_threshold(const Schedule& schedule) const { return schedule.is_before_threshold(slot_, order_); }

void HostOperation::prepare(const Preparation& preparation) {
    pace_ = pace_of(own_dt(), preparation.usual_dt);
}

std::vector<Task> HostOperation::tasks() {
    return {{slot_, order_, false, [this](const Step& step) {
                 if (pace_.is_due(step.number)) operation_(Quantity(step.t, kTimeDimension));
             },
             Rank::neurons, 0, "call", {}, clock_, idle_for([this](const Step& step) { return pace_.steps_until_due(step.number); })}};
}

} // namespace hillock::internal::engine
