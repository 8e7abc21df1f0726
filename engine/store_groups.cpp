// SPDX-License-Identifier: Apache-2.0
// The state of groups of neurons and of input, for store() and restore().
#include "engine/inputs.hpp"
#include "engine/snapshot.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

namespace hillock::internal::engine {

bool VariableOwner::visit_variables(StateVisitor& visitor, std::size_t size) {
    std::vector<std::pair<std::string, const model::Variable*>> by_name; // the same order in every process
    for (const auto& [variable, array] : arrays_)
        if (variable->kind != model::VariableKind::last_update) by_name.emplace_back(variable->name, variable); // synapses show it themselves
    std::sort(by_name.begin(), by_name.end());
    bool all_stay = true;
    for (const auto& [name, variable] : by_name) {
        const bool stays = visitor.resizable_variable(name, arrays_.at(variable), variable->shared ? 1 : size);
        all_stay = all_stay && stays;
    }
    return all_stay;
}

void Neurons::visit_list(StateVisitor& visitor, const std::string& field, ElementList& listed) const {
    std::vector<std::int32_t> stored = visitor.exchange<std::int32_t>(field, listed);
    const bool ascending = may_repeat_spikes() ? std::is_sorted(stored.begin(), stored.end())
                                               : std::adjacent_find(stored.begin(), stored.end(), std::greater_equal<>()) == stored.end();
    visitor.require(ascending && (stored.empty() || (stored.front() >= 0 && stored.back() < size_)), field);
    visitor.then([&listed, stored = std::move(stored)]() mutable { listed = ElementList(std::move(stored)); });
}

void Neurons::visit_state(StateVisitor& visitor) {
    visitor.same_count("neurons", size_);
    (void)visit_variables(visitor, static_cast<std::size_t>(size_));
    if (can_spike()) {
        visitor.variable("lastspike", *last_spike_);
        const double dt = visitor.number("dt of lastspike", last_spike_dt_);
        visitor.require(dt > 0 && std::isfinite(dt), "dt of lastspike");
        visit_list(visitor, "spikes", spikes_);
    }
    if (not_refractory_) visitor.variable("not_refractory", *not_refractory_);
    for (Event& event : events_) visit_list(visitor, "event " + event.name, event.happened);
    // Code that was added or left out since does not keep the state from fitting.
    std::vector<std::int64_t> since;
    constexpr std::int64_t kUnknown = -1;
    for (const auto& routine : routines_) since.push_back(routine->since.value_or(kUnknown));
    since = visitor.exchange<std::int64_t>("code known since", since);
    visitor.then([this, since = std::move(since)] {
        for (std::size_t k = 0; k < std::min(since.size(), routines_.size()); ++k)
            routines_[k]->since = since[k] == kUnknown ? std::nullopt : std::optional(since[k]);
    });
}

void HostSpikes::visit_state(StateVisitor& visitor) {
    Neurons::visit_state(visitor);
    const std::vector<std::int32_t>& waiting = visitor.list("named neurons", waiting_);
    visitor.require(std::all_of(waiting.begin(), waiting.end(), [&](std::int32_t k) { return k >= 0 && k < size(); }), "named neurons");
}

void SpikeGenerator::visit_state(StateVisitor& visitor) {
    Neurons::visit_state(visitor);
    std::vector<std::int32_t> indices = visitor.exchange<std::int32_t>("spiking neurons", indices_);
    const std::vector<double>& times = visitor.list("spike times", times_);
    const bool same_times = !visitor.restores() || times == times_;
    const double old_period = period_, period = visitor.number("period", period_);
    visitor.number("unseen", unseen_);
    if (!visitor.restores()) return;
    visitor.require(indices.size() == times.size() &&
                        std::all_of(indices.begin(), indices.end(), [&](std::int32_t k) { return k >= 0 && k < size(); }),
                    "spiking neurons");
    visitor.require(std::all_of(times.begin(), times.end(), [](double time) { return time >= 0 && std::isfinite(time); }) &&
                        period >= 0 && std::isfinite(period),
                    "spike times");
    visitor.require(period == 0 || std::all_of(times.begin(), times.end(), [&](double time) { return time < period; }), "period");
    const bool same = same_times && indices == indices_ && period == old_period;
    visitor.then([this, indices = std::move(indices), same]() mutable {
        indices_.swap(indices);
        if (!same) changed(); // its place in the list follows from the step
    });
}

} // namespace hillock::internal::engine
