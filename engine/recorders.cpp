// SPDX-License-Identifier: Apache-2.0
#include "engine/recorders.hpp"

#include "engine/random.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::engine {

using model::VariableKind;

namespace {

void require_spikes(const std::string& monitor, const Population& source) {
    if (!source.neurons->can_spike())
        throw ValueError("'" + monitor + "' cannot record spikes of '" + source.neurons->name() +
                         "', which has no threshold");
}

} // namespace

// ---- StateRecorder ----------------------------------------------------------------------------------------

StateRecorder::StateRecorder(Population source, const Names& variables, const StateMonitorOptions& options)
    : Recorder(object_name(options.name, "statemonitor"), std::move(source)) {
    const Range range = source_.range;
    if (options.record.all()) {
        indices_.resize(static_cast<std::size_t>(range.size()));
        std::iota(indices_.begin(), indices_.end(), static_cast<std::int32_t>(range.begin));
    }
    for (const long index : options.record.indices()) {
        if (index < 0 || index >= range.size())
            throw IndexError("'" + name() + "' cannot record element " + std::to_string(index) + " of '" +
                             source_.neurons->name() + "', whose indices are 0 to " + std::to_string(range.size() - 1));
        indices_.push_back(static_cast<std::int32_t>(range.begin + index));
    }
    sorted_ = indices_;
    std::sort(sorted_.begin(), sorted_.end());
    sorted_.erase(std::unique(sorted_.begin(), sorted_.end()), sorted_.end());

    for (const std::string& variable : variables.values()) {
        Channel channel;
        channel.name = variable;
        channel.reference = source_.neurons->find(variable);
        if (!channel.reference.variable->stored()) {
            channel.result = std::make_unique<model::Variable>();
            channel.result->name = "sample of " + variable;
            channel.result->type = channel.reference.variable->type;
            channel.scratch =
                std::make_unique<Array>(plan::result_storage(channel.result->type, source_.neurons->real()),
                                        static_cast<std::size_t>(source_.neurons->size()));
        }
        channels_.push_back(std::move(channel));
    }
}

void StateRecorder::prepare(const Preparation& preparation) {
    random_key_ = preparation.random_key;
    plan::Surroundings surroundings = source_.neurons->surroundings_at(preparation.dt);
    surroundings.before_update = true;
    for (const Channel& channel : channels_)
        if (channel.computed()) surroundings.storages[channel.result.get()] = channel.scratch->storage();
    for (Channel& channel : channels_)
        if (channel.computed())
            channel.code.plan(plan::plan_assignment(name() + "." + channel.name, plan::Domain::list, *channel.result,
                                                    model::Expr::reference(channel.reference), surroundings));
}

std::vector<Code*> StateRecorder::codes() {
    std::vector<Code*> result;
    for (Channel& channel : channels_)
        if (channel.computed()) result.push_back(&channel.code);
    return result;
}

std::vector<Task> StateRecorder::tasks() {
    for (Channel& channel : channels_) {
        if (!channel.computed()) continue;
        channel.code.bind([&](const plan::Slot& slot) {
            if (slot.reference.variable == channel.result.get()) return ArrayPlace{channel.scratch->data(), channel.scratch->end()};
            return source_.neurons->place_of(*slot.reference.variable);
        });
    }
    if (indices_.empty()) return {};
    return {{Slot::start, 0, true, [this](const Step& step) { sample(step); }}};
}

void StateRecorder::sample(const Step& step) {
    for (std::size_t k = 0; k < channels_.size(); ++k) {
        Channel& channel = channels_[k];
        channel.samples.resize(t_.size() * indices_.size()); // without what a sample has left that ran out of memory
        const Array* values = channel.scratch.get();
        if (channel.computed()) {
            KernelArguments call{};
            call.t = step.t;
            call.dt = step.dt;
            call.step = step.number;
            call.list = sorted_.data();
            call.list_size = std::ssize(sorted_);
            call.offset[0] = source_.range.begin;
            call.count[0] = source_.range.size();
            call.total[0] = source_.neurons->size();
            call.random_key = mix_keys(random_key_, k);
            call.random_step = static_cast<std::uint64_t>(step.number);
            channel.code(call);
        } else {
            values = source_.neurons->array(*channel.reference.variable);
        }
        const bool shared = channel.reference.variable->shared && !channel.computed();
        for (const std::int32_t index : indices_)
            channel.samples.push_back(values->number(shared ? 0 : static_cast<std::size_t>(index)));
    }
    t_.push_back(step.t); // the last to be added: a sample counts when it is whole
}

const StateRecorder::Channel& StateRecorder::channel(const std::string& variable) const {
    std::string names;
    for (const Channel& candidate : channels_) {
        if (candidate.name == variable) return candidate;
        names += (names.empty() ? "'" : ", '") + candidate.name + "'";
    }
    throw NameError("'" + name() + "' does not record '" + variable + "'; it records " + names);
}

std::size_t StateRecorder::kept_bytes() const {
    std::size_t bytes = 0;
    for (const Channel& channel : channels_) bytes += (channel.samples.capacity() + channel.rows.capacity()) * sizeof(double);
    return bytes;
}

Dimension StateRecorder::dimension(const std::string& variable) const {
    return channel(variable).reference.variable->dimension;
}

std::span<const double> StateRecorder::rows(const std::string& variable) {
    auto& found = const_cast<Channel&>(channel(variable));
    const std::size_t columns = t_.size(), rows = indices_.size();
    if (found.rows.size() != columns * rows) {
        found.rows.resize(columns * rows);
        for (std::size_t column = 0; column < columns; ++column)
            for (std::size_t row = 0; row < rows; ++row)
                found.rows[row * columns + column] = found.samples[column * rows + row];
    }
    return found.rows;
}

// ---- EventRecorder ----------------------------------------------------------------------------------------

EventRecorder::EventRecorder(Population source, const SpikeMonitorOptions& options)
    : Recorder(object_name(options.name, "spikemonitor"), std::move(source)), keeps_spikes_(options.record) {
    require_spikes(name(), source_);
    count_.resize(static_cast<std::size_t>(source_.range.size()));
}

EventRecorder::EventRecorder(Population source, const std::string& event, const EventMonitorOptions& options)
    : Recorder(object_name(options.name, "eventmonitor"), std::move(source)), event_(source_.neurons->event(event)),
      keeps_spikes_(options.record) {
    count_.resize(static_cast<std::size_t>(source_.range.size()));
}

std::vector<Task> EventRecorder::tasks() {
    const auto [slot, order] = source_.neurons->event_schedule(event_);
    return {{slot, order + 1, true, [this](const Step& step) {
                 for (const std::int32_t neuron : source_.neurons->events_in(event_, source_.range)) {
                     const auto index = static_cast<std::int32_t>(neuron - source_.range.begin);
                     if (keeps_spikes_) {
                         i_.resize(t_.size()); // without one that has no time because memory ran out
                         i_.push_back(index);
                         t_.push_back(step.t);
                     }
                     ++count_[static_cast<std::size_t>(index)];
                     ++total_;
                 }
             }}};
}

std::vector<std::vector<double>> EventRecorder::trains() const {
    std::vector<std::vector<double>> trains(count_.size());
    for (std::size_t k = 0; k < t_.size(); ++k) trains[static_cast<std::size_t>(i_[k])].push_back(t_[k]);
    return trains;
}

// ---- RateRecorder -----------------------------------------------------------------------------------------

RateRecorder::RateRecorder(Population source, const PopulationRateMonitorOptions& options)
    : Recorder(object_name(options.name, "ratemonitor"), std::move(source)) {
    require_spikes(name(), source_);
}

std::vector<Task> RateRecorder::tasks() {
    return {{Slot::end, 0, true, [this](const Step& step) {
                 const auto spikes = static_cast<double>(source_.neurons->spikes_in(source_.range).size());
                 rate_.resize(t_.size());
                 rate_.push_back(spikes / static_cast<double>(source_.range.size()) / step.dt);
                 t_.push_back(step.t);
             }}};
}

} // namespace hillock::engine
