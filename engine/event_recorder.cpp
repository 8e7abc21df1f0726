// SPDX-License-Identifier: Apache-2.0
#include "engine/event_recorder.hpp"

#include "engine/random.hpp"
#include "engine/states.hpp"
#include "engine/step_arguments.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

EventRecorder::EventRecorder(Population source, const SpikeMonitorOptions& options)
    : Recorder(object_name(options.name, "spikemonitor"), source.neurons), class_name_("SpikeMonitor"), source_(std::move(source)),
      keeps_spikes_(options.record) {
    require_spikes(source_);
    set_schedule(options.when, options.order);
    add_channels(options.variables);
    stream(options, "spikes");
    if (options.interval_statistics) moments_.resize(count_.size());
}

EventRecorder::EventRecorder(Population source, const std::string& event, const EventMonitorOptions& options)
    : Recorder(object_name(options.name, "eventmonitor"), source.neurons), class_name_("EventMonitor"), source_(std::move(source)),
      event_(source_.neurons->event(event)), keeps_spikes_(options.record) {
    set_schedule(options.when, options.order);
    add_channels(options.variables);
    stream(options, "events '" + event + "'");
}

void EventRecorder::set_schedule(const std::string& when, const std::optional<int>& order) {
    if (!when.empty()) own_schedule_.emplace(slot_named(when), order.value_or(0));
    else if (order)
        throw ValueError("'" + name() + "' was given the order " + std::to_string(*order) +
                         " without a slot: an order is one within the slot that `when` names");
}

std::pair<Slot, int> EventRecorder::schedule() const {
    if (own_schedule_) return *own_schedule_;
    const auto [slot, order] = source_.neurons->event_schedule(event_);
    return {slot, order + 1};
}

void EventRecorder::require_after_events(const Schedule& schedule) const {
    const auto [slot, order] = this->schedule();
    const auto [events_slot, events_order] = source_.neurons->event_schedule(event_);
    if (std::pair(schedule.position(slot), order) >= std::pair(schedule.position(events_slot), events_order)) return;
    const auto text = [](Slot of, int at) { return "slot '" + slot_name(of) + "', order " + std::to_string(at); };
    throw ValueError("'" + name() + "' looks for " + (event_ == 0 ? "spikes" : "events") + " of '" + source_.neurons->name() + "' in the " +
                     text(slot, order) + ", but they are made later in a step, in the " + text(events_slot, events_order));
}

template <class Options> void EventRecorder::stream(const Options& options, const std::string& kind) {
    if (!keeps_spikes_ && !options.file.empty())
        throw ValueError("'" + name() + "' only counts, with record = false: it has nothing to write to '" + options.file + "'");
    stream_as(options, kind, {}, {{"neurons", std::to_string(source_.range.size())}});
}

void EventRecorder::add_channels(const VariableNames& names) {
    const std::vector<std::string> variables = names_among(*source_.neurons, names);
    count_.resize(static_cast<std::size_t>(source_.range.size()));
    if (!keeps_spikes_ && !variables.empty())
        throw ValueError("'" + name() + "' only counts, with record = false: it cannot record '" + variables.front() + "'");
    recording_.add_column({"i", plan::Storage::integer32});
    for (const std::string& variable : variables) {
        const auto is_same = [&](const Channel& other) { return other.name() == variable; };
        if (std::any_of(channels_.begin(), channels_.end(), is_same)) continue;
        Channel& channel = channels_.emplace_back(*source_.neurons, variable);
        channel.column = recording_.add_column({variable, channel.storage(), 1, false, channel.dimension()});
    }
}

void EventRecorder::prepare(const Preparation& preparation) {
    const plan::Surroundings surroundings = source_.neurons->surroundings_at(preparation.usual_dt);
    require_after_events(*preparation.schedule);
    for (std::size_t k = 0; k < channels_.size(); ++k)
        channels_[k].plan(name(), plan::Domain::list, surroundings, mix_keys(preparation.random_key, k));
}

std::vector<Code*> EventRecorder::codes() {
    std::vector<Code*> result;
    for (Channel& channel : channels_)
        if (Code* const code = channel.code()) result.push_back(code);
    return result;
}

std::vector<Task> EventRecorder::tasks() {
    for (Channel& channel : channels_) channel.bind();
    const auto [slot, order] = schedule();
    Task recording = task(slot, order, [this](const Step& step) { record(step); });
    if (channels_.empty()) recording.tiling = Tiling{.afterwards = recording.run, .hears = source_.neurons->list_of_event(event_).begin};
    return with_file({std::move(recording)});
}

void EventRecorder::record(const Step& step) {
    watched_.note(step);
    const std::span<const std::int32_t> neurons = source_.neurons->events_in(event_, source_.range);
    if (neurons.empty()) return;
    if (keeps_spikes_) keep(step, neurons);
    for (const std::int32_t neuron : neurons) {
        const auto index = static_cast<std::size_t>(neuron - source_.range.begin);
        ++count_[index];
        if (!moments_.empty()) moments_[index].add_spike(step.t);
    }
    total_ += neurons.size();
}

void EventRecorder::keep_variables(const Step& step, std::span<const std::int32_t> neurons) {
    KernelArguments call = arguments_at(step);
    call.list = neurons.data();
    call.list_size = std::ssize(neurons);
    call.offset[0] = source_.range.begin;
    call.count[0] = source_.range.size();
    call.total[0] = source_.neurons->size();
    // Indices are not negative: the same bits mean the same number without a sign.
    const std::span elements(reinterpret_cast<const std::uint32_t*>(neurons.data()), neurons.size());
    for (Channel& channel : channels_) {
        channel.compute(call);
        channel.copy_to(recording_.place_bytes(channel.column, neurons.size()), elements);
    }
}

void EventRecorder::keep(const Step& step, std::span<const std::int32_t> neurons) {
    if (!channels_.empty()) keep_variables(step, neurons);
    const std::span<std::int32_t> indices = recording_.place<std::int32_t>(kNeuron, neurons.size());
    for (std::size_t k = 0; k < neurons.size(); ++k) indices[k] = static_cast<std::int32_t>(neurons[k] - source_.range.begin);
    std::ranges::fill(recording_.place<double>(kTime, neurons.size()), step.t);
    recording_.append(neurons.size());
}

void EventRecorder::require_kept() const {
    if (!keeps_spikes_) throw ValueError("'" + name() + "' only counts: it was made with record = false");
}

std::size_t EventRecorder::kept_bytes() const {
    return count_.capacity() * sizeof(std::int64_t) + moments_.capacity() * sizeof(IntervalMoments);
}

const EventRecorder::Channel& EventRecorder::channel(const std::string& variable) const {
    for (const Channel& candidate : channels_)
        if (candidate.name() == variable) return candidate;
    refuse_variable(variable, channels_);
}

std::vector<std::string> EventRecorder::variables() const {
    std::vector<std::string> names;
    for (const Channel& channel : channels_) names.push_back(channel.name());
    return names;
}

std::span<const double> EventRecorder::values(const std::string& variable) const {
    return recording_.numbers(channel(variable).column);
}

std::vector<std::vector<double>> EventRecorder::by_neuron(std::span<const double> values) const {
    std::vector<std::vector<double>> lists(count_.size());
    const std::span<const std::int32_t> neurons = i();
    for (std::size_t k = 0; k < values.size(); ++k) lists[static_cast<std::size_t>(neurons[k])].push_back(values[k]);
    return lists;
}

// ---- rates ------------------------------------------------------------------------------------------------------

std::vector<std::size_t> EventRecorder::steps_of_events() const {
    const std::vector<double> steps = watched_.times();
    std::vector<std::size_t> result;
    std::size_t step = 0;
    for (const double time : t()) { // both are in the order in which they came, and an event has the time of its step to the bit
        while (step < steps.size() && steps[step] != time) ++step;
        if (step == steps.size())
            throw InternalError("internal error, please report: '" + name() + "' has an event of a step that it did not watch");
        result.push_back(step);
    }
    return result;
}

NeuronRates EventRecorder::smooth_rate(const SmoothingWindow& window) const {
    NeuronRates result{watched_.times(), {}};
    std::vector<double> rate_of_one; // event in each step, by step
    for (const WatchedSteps::Stretch& stretch : watched_.stretches()) rate_of_one.insert(rate_of_one.end(), stretch.size(), 1 / stretch.dt);
    const std::vector<std::size_t> steps = steps_of_events();
    result.rate.assign(count_.size(), std::vector<double>(result.t.size(), 0.0));
    for (std::size_t k = 0; k < steps.size(); ++k) result.rate[static_cast<std::size_t>(i()[k])][steps[k]] += rate_of_one[steps[k]];
    for (std::vector<double>& rate : result.rate) rate = smoothed(watched_, rate, window);
    return result;
}

NeuronRates EventRecorder::binned_rate(const Quantity& width) const {
    const RateBins bins(name(), watched_, width);
    const std::vector<std::size_t> bin_of_step = bins.by_step(), steps = steps_of_events();
    NeuronRates result{bins.t(), std::vector(count_.size(), std::vector<double>(bins.t().size(), 0.0))};
    for (std::size_t k = 0; k < steps.size(); ++k)
        if (const std::size_t bin = bin_of_step[steps[k]]; bin != RateBins::kNone) ++result.rate[static_cast<std::size_t>(i()[k])][bin];
    for (std::vector<double>& rate : result.rate)
        for (double& events : rate) events /= bins.width();
    return result;
}

std::vector<IntervalMoments> EventRecorder::interval_moments() const {
    if (!moments_.empty()) return moments_;
    if (!keeps_spikes_)
        throw ValueError("'" + name() + "' only counts: make it with record = true or interval_statistics = true");
    std::vector<IntervalMoments> result(count_.size());
    const std::span<const double> times = t();
    const std::span<const std::int32_t> neurons = i();
    for (std::size_t k = 0; k < times.size(); ++k) result[static_cast<std::size_t>(neurons[k])].add_spike(times[k]);
    return result;
}

} // namespace hillock::internal::engine
