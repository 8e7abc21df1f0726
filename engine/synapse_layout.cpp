// SPDX-License-Identifier: Apache-2.0
// How the variables of synapses lie in memory: an array each, or, while nothing but their pathways touches them, as records. Whoever else
// asks for one of them finds arrays: then the records are taken apart, and made again before the next step or for the next run.
#include "engine/record_layout.hpp"
#include "engine/simulation.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <new>

namespace hillock::internal::engine {

using model::Side;
using model::Variable;

namespace {

/// Fewer bytes of records stay in the cache that a processor has for itself, however scattered.
constexpr std::size_t kWorthRecords = 1 << 19;
/// More would need too much memory while they are gathered, when they are there twice.
constexpr std::size_t kMostRecords = std::size_t{1} << 30;
/// Who takes them apart again and again pays more for that than the runs between gain.
constexpr int kMostPartings = 4;

} // namespace

std::vector<const Variable*> SynapseSet::variables_of_columns() const {
    std::vector<const Variable*> result;
    for (const auto& pathway : pathways_) {
        if (pathway->side() != Side::post) continue;
        for (const plan::Slot& slot : pathway->code().kernel().slots) {
            const Variable* const variable = slot.reference.variable;
            const bool is_array = slot.reference.side == Side::own && !slot.shared && !slot.table && arrays_.contains(variable);
            if (is_array && std::ranges::find(result, variable) == result.end()) result.push_back(variable);
        }
    }
    return result;
}

void SynapseSet::arrange(bool is_private) {
    if (!is_private || lent_ || partings_ >= kMostPartings || integrates() || !routines_.empty()) return;
    const std::vector<const Variable*> variables = variables_of_columns();
    if (variables.size() < 2) return;
    std::vector<plan::Storage> types;
    for (const Variable* const variable : variables) types.push_back(arrays_.at(variable).storage());
    const std::size_t bytes = connectivity_.size() * record_layout(types).bytes;
    if (bytes < kWorthRecords || bytes > kMostRecords) return;
    try {
        records_.emplace(variables, arrays_);
    } catch (const std::bad_alloc&) {
        return; // arrays do as well
    }
    plan::Surroundings surroundings = surroundings_at(usual_dt_);
    surroundings.fields.merge(records_->fields());
    for (const auto& pathway : pathways_) pathway->plan(event_driven_, surroundings);
}

void SynapseSet::gather_variables() {
    if (records_) records_->gather(arrays_);
}

void SynapseSet::part_variables() {
    if (!records_ || !records_->gathered()) return;
    records_->part(arrays_);
    ++partings_;
    if (network() && network()->running()) return; // they are gathered for the next step
    records_.reset();
    changed();
}

Array* SynapseSet::array(const Variable& variable) {
    part_variables();
    if (is_trace(variable)) show_traces();
    return VariableOwner::array(variable);
}

Array* SynapseSet::lend(const Variable& variable) {
    const bool is_trace = this->is_trace(variable);
    if ((records_ || is_computed(variable)) && network() && network()->running())
        throw ValueError("the array of '" + variable.name + "' of '" + name() +
                         "' cannot be handed out while its network runs: ask for data() before the run, or for values()");
    if (!lent_ || (is_trace && !lent_traces_)) changed();
    lent_ = true;
    lent_traces_ = lent_traces_ || is_trace;
    return array(variable);
}

} // namespace hillock::internal::engine
