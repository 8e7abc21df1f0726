// SPDX-License-Identifier: Apache-2.0
// Copies of networks: each object is copied by itself, and then all copies meet.
#include "engine/clone.hpp"

#include "engine/event_recorder.hpp"
#include "engine/host_operation.hpp"
#include "engine/inputs.hpp"
#include "engine/rate_guard.hpp"
#include "engine/rate_recorder.hpp"
#include "engine/simulation.hpp"
#include "engine/state_recorder.hpp"
#include "hillock/error.hpp"

#include <algorithm>

namespace hillock::internal::engine {

// ---- objects ----------------------------------------------------------------------------------------------------

plan::Tables VariableOwner::tables() const {
    plan::Tables result;
    if (tables_)
        for (const auto& [original, own] : *tables_) result.emplace(original, &std::get<model::Table>(own->content));
    return result;
}

void VariableOwner::own_tables(Twins& twins) {
    for (auto& [name, function] : functions_) {
        const auto* table = std::get_if<model::Table>(&function->content);
        if (!table) continue;
        auto own = std::make_shared<model::UserFunction>(function->name, function->parameters, *table);
        own->dimensions = function->dimensions;
        own->result = function->result;
        const model::Table* original = table; // what texts refer to: that of the first network
        if (tables_)
            for (const auto& [first, stand_in] : *tables_)
                if (&std::get<model::Table>(stand_in->content) == table) original = first;
        twins.add_table(original, own);
        function = std::move(own);
    }
}

void VariableOwner::meet(const Twins& twins) {
    tables_ = twins.tables();
    for (auto& [target, linked] : links_)
        for (auto& [variable, entry] : linked.entries)
            if (const auto owner = entry.owner.lock()) entry.owner = twins.of(owner);
}

void SynapseSet::meet(const Twins& twins) {
    VariableOwner::meet(twins);
    for (Endpoint* end : {&source_, &target_}) {
        end->owner = twins.of(end->owner);
        if (end->synapses) end->synapses = twins.of(end->synapses);
    }
    find_position_ = PositionFinder(connectivity_);
    for (const auto& pathway : pathways_) pathway->forget_walk();
}

void RandomSums::meet(const Twins& twins) { target_.neurons = twins.of(target_.neurons); }

std::shared_ptr<Object> HostOperation::clone() const {
    throw ValueError("a network with '" + name() + "' cannot be cloned: the function that it calls belongs to one network; "
                     "build each network anew, in a function");
}

void Recorder::meet(const Twins& twins) { owner_ = twins.of(owner_); }

void EventRecorder::meet(const Twins& twins) {
    Recorder::meet(twins);
    source_.neurons = twins.of(source_.neurons);
    for (Channel& channel : channels_) channel.set_owner(*owner_);
}

void SpikeRateGuard::meet(const Twins& twins) { source_.neurons = twins.of(source_.neurons); }

void RateRecorder::meet(const Twins& twins) {
    Recorder::meet(twins);
    source_.neurons = twins.of(source_.neurons);
}

void StateRecorder::meet(const Twins& twins) {
    Recorder::meet(twins);
    if (synapses_) synapses_ = static_cast<SynapseSet*>(owner_.get());
    for (Channel& channel : channels_) channel.set_owner(*owner_);
}

// ---- the network ------------------------------------------------------------------------------------------------

void Simulation::ready_to_clone() {
    require_idle("a network cannot be cloned");
    require_dependencies();
    choose_key();
}

void Simulation::compile() {
    if (!has_begun()) dt_ = clock_dt();
    ready_to_clone();
    prepare();
}

std::unique_ptr<Simulation> Simulation::clone() const {
    Twins twins;
    std::vector<std::shared_ptr<Object>> copies;
    for (const auto& object : objects_) {
        copies.push_back(object->clone());
        twins.add(object.get(), copies.back());
        if (auto* const owner = dynamic_cast<VariableOwner*>(copies.back().get())) owner->own_tables(twins);
    }
    for (const auto& copy : copies) copy->meet(twins);

    auto result = std::make_unique<Simulation>();
    for (std::size_t k = 0; k < copies.size(); ++k) {
        result->members_.push_back({copies[k], stream_of(*objects_[k])});
        copies[k]->network_ = result.get();
    }
    result->objects_ = std::move(copies);
    result->dt_ = dt_;
    result->schedule_ = schedule_;
    result->end_ = end_;
    result->others_ = others_;
    result->monitors_ = monitors_;
    result->seed_ = seed_;
    result->fresh_ = fresh_;
    result->key_ = key_;
    result->key_generation_ = key_generation_;
    result->stored_ = stored_;
    result->constants_ = constants_;
    result->threads_asked_ = threads_asked_;
    return result;
}

} // namespace hillock::internal::engine
