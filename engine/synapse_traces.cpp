// SPDX-License-Identifier: Apache-2.0
// Event-driven variables of synapses that are kept by neuron while all synapses of each have them equal. Whether they are depends on the
// model and on what was assigned, never on who looks or where a run is split: the other way rounds otherwise. Who asks for an array of the
// synapses is shown what the traces say; unless it was changed when the next run begins, that run goes on from the traces themselves.
// Synapses that have had a run with traces of their own keep those.
#include "engine/simulation.hpp"
#include "engine/snapshot.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace hillock::internal::engine {

using model::Expr;
using model::Side;
using model::Variable;
using model::VariableKind;

namespace {

const Variable& last_update() { return model::builtin(VariableKind::last_update); }

bool are_equal(const Array& a, const Array& b) {
    return a.storage() == b.storage() && a.size() == b.size() && std::memcmp(a.as<std::byte>(), b.as<std::byte>(), a.bytes()) == 0;
}

bool is_zero(const Array& array) {
    const std::byte* const bytes = array.as<std::byte>();
    return std::all_of(bytes, bytes + array.bytes(), [](std::byte byte) { return byte == std::byte{0}; });
}

bool is_equal(const Array& array, std::size_t a, std::size_t b) {
    const std::size_t bytes = element_bytes(array.storage());
    return std::memcmp(array.as<std::byte>() + a * bytes, array.as<std::byte>() + b * bytes, bytes) == 0;
}

} // namespace

bool SynapseSet::is_trace(const Variable& variable) const {
    return variable.kind == VariableKind::last_update || std::ranges::find(event_driven_.unknowns, &variable) != event_driven_.unknowns.end();
}

std::vector<plan::SidedCode> SynapseSet::code_by_side() const {
    std::vector<plan::SidedCode> result;
    for (const auto& pathway : pathways_) result.push_back({pathway->side(), &pathway->statements()});
    return result;
}

std::vector<plan::Storage> SynapseSet::storages_of_unknowns() const {
    std::vector<plan::Storage> result;
    for (const Variable* const unknown : event_driven_.unknowns) result.push_back(storage(*unknown));
    return result;
}

// ---- whether ------------------------------------------------------------------------------------------------------

std::shared_ptr<const plan::NeuronTraces> SynapseSet::possible_traces(const Preparation& preparation) const {
    if (preparation.is_touched || lent_traces_ || held_still_ || keeps_seconds(preparation.usual_dt)) return nullptr;
    if (std::ranges::any_of(pathways_, [](const auto& pathway) { return pathway->parts_rows(); })) return nullptr;
    auto traces = traces_ && traces_->plan()->dt_seconds == preparation.dt ? traces_->plan()
                                                                           : plan::neuron_traces(event_driven_, code_by_side(), preparation.dt);
    if (!traces) return nullptr;
    const auto reads = [&](const Expr& value) { return plan::reads_traces(*traces, value); };
    for (const auto& routine : routines_)
        for (const model::Assignment& assignment : routine->statements.statements)
            if (reads(assignment.value) || reads(Expr::reference(assignment.target))) return nullptr;
    return traces;
}

void SynapseSet::give_up_traces(const Preparation& preparation) {
    if (!traces_ || (traces_->plan()->dt_seconds == preparation.dt && possible_traces(preparation))) return;
    show_traces();
    traces_.reset();
}

void SynapseSet::keep_traces(const Preparation& preparation) {
    if (event_driven_.unknowns.empty() || (traces_ && traces_->held)) return;
    std::shared_ptr<const plan::NeuronTraces> plan = own_traces_ ? nullptr : possible_traces(preparation);
    if (!plan || (traces_ && !take_assigned())) traces_.reset();
    else if (!traces_) traces_ = traces_of_arrays(std::move(plan));
    own_traces_ = !traces_;
    if (own_traces_) return;
    traces_->held = true;
    hide_traces();
}

bool SynapseSet::take_assigned() {
    const std::map<const Variable*, Array> shown = shown_traces();
    const auto is_shown = [&](const Variable* variable) { return are_equal(shown.at(variable), arrays_.at(variable)); };
    if (!is_shown(&last_update())) return false;
    const plan::NeuronTraces& traces = *traces_->plan();
    std::vector<std::size_t> cleared;
    for (const auto& members : plan::blocks(traces.system)) {
        const auto all = [&](auto holds) { return std::ranges::all_of(members, holds); };
        if (all([&](std::size_t k) { return is_shown(traces.system.unknowns[k]); })) continue;
        if (!all([&](std::size_t k) { return plan::is_zero(traces.system.rest[k]) && is_zero(arrays_.at(traces.system.unknowns[k])); })) return false;
        cleared.insert(cleared.end(), members.begin(), members.end());
    }
    for (const std::size_t k : cleared) traces_->clear(traces.values[k]);
    return true;
}

std::optional<TraceArrays> SynapseSet::traces_of_arrays(std::shared_ptr<const plan::NeuronTraces> plan) {
    const Array& last = arrays_.at(&last_update());
    const std::size_t count = connectivity_.size();
    for (std::size_t k = 1; k < count; ++k)
        if (!is_equal(last, 0, k)) return std::nullopt;
    const std::int64_t sizes[] = {source_.owner->size(), target_.owner->size()};
    TraceArrays result(plan, storages_of_unknowns(), sizes[0], sizes[1]);
    for (const Side side : {Side::pre, Side::post})
        for (std::int64_t neuron = 0; neuron < sizes[side == Side::post]; ++neuron)
            result.at<std::int64_t>(plan->last(side), static_cast<std::size_t>(neuron)) = count > 0 ? last.as<std::int64_t>()[0] : 0;
    const std::uint64_t* const rows = connectivity_.row_start();
    const std::uint32_t* const targets = connectivity_.targets();
    for (std::size_t k = 0; k < plan->system.unknowns.size(); ++k) {
        const Array& given = arrays_.at(plan->system.unknowns[k]);
        const bool by_target = plan->sides[k] == Side::post;
        constexpr std::size_t kNone = ~std::size_t{0};
        std::vector<std::size_t> first(static_cast<std::size_t>(sizes[by_target]), kNone); // synapse of each neuron
        for (std::int64_t source = 0; source < source_.range.size(); ++source)
            for (std::size_t synapse = rows[source]; synapse < rows[source + 1]; ++synapse) {
                const auto neuron = by_target ? targets[synapse] : static_cast<std::size_t>(source_.range.begin + source);
                if (first[neuron] == kNone) {
                    first[neuron] = synapse;
                    if (given.storage() == plan::Storage::float32) result.at<float>(plan->values[k], neuron) = given.as<float>()[synapse];
                    else result.at<double>(plan->values[k], neuron) = given.as<double>()[synapse];
                } else if (!is_equal(given, first[neuron], synapse)) {
                    return std::nullopt;
                }
            }
    }
    return result;
}

// ---- what synapses show -------------------------------------------------------------------------------------------

std::map<const Variable*, Array> SynapseSet::shown_traces() {
    std::map<const Variable*, Array> result;
    const plan::NeuronTraces& traces = *traces_->plan();
    plan::Surroundings around = surroundings_at(usual_dt_);
    traces_->add_to(around);
    const Range all{0, size()};
    for (std::size_t k = 0; k < traces.system.unknowns.size(); ++k) {
        const Variable* const unknown = traces.system.unknowns[k];
        Variable shown;
        shown.name = "shown";
        Array& values = result.emplace(unknown, Array(traces_->storage(traces.values[k]), connectivity_.size())).first->second;
        around.storages[&shown] = values.storage();
        const plan::Kernel kernel = plan::plan_assignment(name() + "." + unknown->name, plan::Domain::rows, shown, Expr::reference({unknown}), around);
        run_for_elements(kernel, all, all, [&](const plan::Slot& slot) {
            return slot.reference.variable == &shown ? ArrayPlace{values.data(), values.end()} : array_place(slot);
        });
        around.storages.erase(&shown);
    }
    Array& last = result.emplace(&last_update(), Array(plan::Storage::integer64, connectivity_.size())).first->second;
    const std::uint64_t* const rows = connectivity_.row_start();
    const std::uint32_t* const targets = connectivity_.targets();
    for (std::int64_t source = 0; source < source_.range.size(); ++source) {
        const std::int64_t of_source = traces_->at<std::int64_t>(traces.last_pre, static_cast<std::size_t>(source_.range.begin + source));
        for (std::size_t synapse = rows[source]; synapse < rows[source + 1]; ++synapse)
            last.as<std::int64_t>()[synapse] = std::max(of_source, traces_->at<std::int64_t>(traces.last_post, targets[synapse]));
    }
    return result;
}

void SynapseSet::show_traces() {
    if (!traces_ || !traces_->held) return;
    for (auto& [variable, array] : shown_traces()) arrays_.at(variable) = std::move(array);
    if (network() && network()->running()) return; // until it ends
    traces_->held = false;
    changed();
}

void SynapseSet::hide_traces() {
    if (!traces_ || !traces_->held) return;
    for (auto& [variable, array] : arrays_)
        if (is_trace(*variable)) array = Array(array.storage());
}

void SynapseSet::require_traces_can_change(model::Reference target) const {
    if (network() && network()->running() && is_computed(*target.variable))
        throw ValueError("'" + target.variable->name + "' of '" + name() +
                         "' cannot be assigned by a function that its network calls: a NetworkOperation can do that");
}

// ---- stored states ------------------------------------------------------------------------------------------------

void SynapseSet::visit_traces(StateVisitor& visitor) {
    if (event_driven_.unknowns.empty()) return;
    const auto dt = visitor.look<double>("dt of traces", traces_ ? traces_->plan()->dt_seconds : 0); // 0: there are none
    const bool own = visitor.look("own traces", own_traces_);
    if (!visitor.restores()) {
        if (traces_) traces_->visit_state(visitor);
        return;
    }
    auto restored = std::make_shared<std::optional<TraceArrays>>();
    if (dt != 0) {
        auto plan = std::isfinite(dt) && dt > 0 ? plan::neuron_traces(event_driven_, code_by_side(), dt) : nullptr;
        visitor.require(plan != nullptr, "dt of traces");
        restored->emplace(std::move(plan), storages_of_unknowns(), source_.owner->size(), target_.owner->size());
        (*restored)->visit_state(visitor);
    }
    visitor.then([this, restored, own] {
        traces_ = std::move(*restored);
        own_traces_ = own;
        changed();
    });
}

// ---- in a step ----------------------------------------------------------------------------------------------------

void SynapseSet::bind_pathways() {
    for (const auto& pathway : pathways_)
        for (Code* const code : {&pathway->code(), &pathway->trace_code()}) {
            if (!code->planned()) continue;
            code->bind([this](const plan::Slot& slot) { return array_place(slot); });
            std::vector<ArrayLookup> others;
            for (unsigned copy = 1; traces_ && copy < traces_->copies(); ++copy)
                others.emplace_back([this, copy](const plan::Slot& slot) { return array_place(slot, copy); });
            code->bind_others(others);
        }
}

void SynapseSet::share_traces(unsigned shares) {
    if (!traces_ || traces_->copies() == shares) return;
    traces_->copy(shares);
    bind_pathways();
}

/// Each share has traces of its own, which nobody else looks at between two steps; monitors and the like read the first ones.
std::vector<Touch> SynapseSet::with_traces(std::vector<Touch> touches) {
    if (!traces_) return touches;
    for (const Side side : {Side::pre, Side::post}) {
        Array& records = traces_->memory(side, 0);
        std::erase_if(touches, [&](const Touch& touch) { return touch.begin >= records.data() && touch.begin < records.end(); });
        touches.push_back({records.data(), records.end(), &*traces_, true});
    }
    return touches;
}

} // namespace hillock::internal::engine
