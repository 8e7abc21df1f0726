// SPDX-License-Identifier: Apache-2.0
#include "engine/event_recorder.hpp"

#include "engine/random.hpp"
#include "engine/step_arguments.hpp"
#include "hillock/error.hpp"

namespace hillock::engine {

EventRecorder::EventRecorder(Population source, const SpikeMonitorOptions& options)
    : Recorder(object_name(options.name, "spikemonitor"), source.neurons), class_name_("SpikeMonitor"), source_(std::move(source)),
      keeps_spikes_(options.record) {
    require_spikes(source_);
    add_channels(options.variables);
    if (options.interval_statistics) moments_.resize(count_.size());
}

EventRecorder::EventRecorder(Population source, const std::string& event, const EventMonitorOptions& options)
    : Recorder(object_name(options.name, "eventmonitor"), source.neurons), class_name_("EventMonitor"), source_(std::move(source)),
      event_(source_.neurons->event(event)), keeps_spikes_(options.record) {
    add_channels(options.variables);
}

void EventRecorder::add_channels(const Names& variables) {
    count_.resize(static_cast<std::size_t>(source_.range.size()));
    if (!keeps_spikes_ && !variables.values().empty())
        throw ValueError("'" + name() + "' only counts, with record = false: it cannot record '" + variables.values().front() + "'");
    for (const std::string& variable : variables.values()) channels_.emplace_back(*source_.neurons, variable);
}

void EventRecorder::prepare(const Preparation& preparation) {
    plan::Surroundings surroundings = source_.neurons->surroundings_at(preparation.dt);
    surroundings.before_update = source_.neurons->event_schedule(event_).first < Slot::groups;
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
    const auto [slot, order] = source_.neurons->event_schedule(event_);
    return {task(slot, order + 1, [this](const Step& step) { record(step); })};
}

void EventRecorder::record(const Step& step) {
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

void EventRecorder::keep(const Step& step, std::span<const std::int32_t> neurons) {
    KernelArguments call = arguments_at(step);
    call.list = neurons.data();
    call.list_size = std::ssize(neurons);
    call.offset[0] = source_.range.begin;
    call.count[0] = source_.range.size();
    call.total[0] = source_.neurons->size();
    // Indices are not negative: the same bits mean the same number without a sign.
    const std::span elements(reinterpret_cast<const std::uint32_t*>(neurons.data()), neurons.size());
    const std::size_t before = t_.size(); // without what an event has left that ran out of memory
    for (Channel& channel : channels_) {
        channel.values.resize(before);
        channel.compute(call);
        channel.append_to(channel.values, elements);
    }
    i_.resize(before);
    for (const std::int32_t neuron : neurons) i_.push_back(static_cast<std::int32_t>(neuron - source_.range.begin));
    t_.insert(t_.end(), neurons.size(), step.t); // the last to be added: events count when they are whole
}

std::size_t EventRecorder::kept_bytes() const {
    std::size_t bytes = i_.capacity() * sizeof(std::int32_t) + count_.capacity() * sizeof(std::int64_t) +
                        moments_.capacity() * sizeof(IntervalMoments);
    for (const Channel& channel : channels_) bytes += channel.values.capacity() * sizeof(double);
    return bytes;
}

const EventRecorder::Channel& EventRecorder::channel(const std::string& variable) const {
    for (const Channel& candidate : channels_)
        if (candidate.name() == variable) return candidate;
    refuse_variable(variable, channels_);
}

std::span<const double> EventRecorder::values(const std::string& variable) const {
    return std::span(channel(variable).values).first(t_.size());
}

std::vector<std::vector<double>> EventRecorder::by_neuron(std::span<const double> values) const {
    std::vector<std::vector<double>> lists(count_.size());
    for (std::size_t k = 0; k < values.size(); ++k) lists[static_cast<std::size_t>(i_[k])].push_back(values[k]);
    return lists;
}

std::vector<IntervalMoments> EventRecorder::interval_moments() const {
    if (!moments_.empty()) return moments_;
    if (!keeps_spikes_)
        throw ValueError("'" + name() + "' only counts: make it with record = true or interval_statistics = true");
    std::vector<IntervalMoments> result(count_.size());
    for (std::size_t k = 0; k < t_.size(); ++k) result[static_cast<std::size_t>(i_[k])].add_spike(t_[k]);
    return result;
}

} // namespace hillock::engine
