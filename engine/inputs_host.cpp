// SPDX-License-Identifier: Apache-2.0
// What the host names between two steps to the spikes of the next.
#include "engine/inputs.hpp"
#include "hillock/error.hpp"

#include <algorithm>

namespace hillock::internal::engine {

std::shared_ptr<HostSpikes> HostSpikes::make(std::int64_t size, const InputGroupOptions& options) {
    require_size(size);
    const Slot slot = slot_named(options.when);
    const ObjectName given = object_name(options.name, "inputgroup");
    auto checked = model::check_neurons(make_source(given.text, ""), {}, {}).or_throw();
    const NeuronGroupOptions group{.dt = options.dt};
    std::shared_ptr<HostSpikes> neurons(new HostSpikes(given, std::move(checked), Precision(plan::Storage::float64), size));
    neurons->complete({}, group);
    neurons->allocate_last_spike();
    neurons->set_spike_schedule(slot, options.order);
    return neurons;
}

void HostSpikes::fire(std::span<const std::int32_t> neurons) {
    for (const std::int32_t neuron : neurons)
        if (neuron < 0 || neuron >= size())
            throw IndexError("neuron " + std::to_string(neuron) + " of '" + name() + "' cannot fire: its neurons are 0 to " +
                             std::to_string(size() - 1));
    waiting_.insert(waiting_.end(), neurons.begin(), neurons.end());
}

void HostSpikes::leave(double t) {
    Neurons::leave(t);
    waiting_.clear();
}

std::vector<Task> HostSpikes::tasks() {
    std::vector<Task> tasks = Neurons::tasks();
    tasks.push_back(spike_task([this](const Step& step) { emit(step); }));
    return tasks;
}

void HostSpikes::emit(const Step& step) {
    spiking_.swap(waiting_);
    waiting_.clear();
    std::sort(spiking_.begin(), spiking_.end());
    spiking_.erase(std::unique(spiking_.begin(), spiking_.end()), spiking_.end());
    note_spikes(spiking_, step);
}

} // namespace hillock::internal::engine
