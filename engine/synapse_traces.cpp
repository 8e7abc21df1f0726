// SPDX-License-Identifier: Apache-2.0
// Event-driven variables of synapses that are kept by neuron while all synapses of each have them equal. Whether they are depends on the
// model and on what was assigned, never on who looks or where a run is split: the other way rounds otherwise. Who asks for an array of the
// synapses is shown what the traces say; unless it was changed when the next run begins, that run goes on from the traces themselves.
// Synapses that have had steps with traces of their own keep those.
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

TraceArrays SynapseSet::empty_traces(std::shared_ptr<const plan::NeuronTraces> plan) const {
    std::vector<plan::Storage> storages;
    for (const Variable* const unknown : event_driven_.unknowns) storages.push_back(storage(*unknown));
    return TraceArrays(std::move(plan), storages, source_.owner->size(), target_.owner->size());
}

// ---- whether ------------------------------------------------------------------------------------------------------

std::shared_ptr<const plan::NeuronTraces> SynapseSet::possible_traces(const Preparation& preparation) const {
    if (preparation.is_touched || lent_traces_ || keeps_seconds(preparation.usual_dt)) return nullptr;
    const auto neurons = static_cast<std::size_t>(source_.owner->size() + target_.owner->size());
    if (neurons > connectivity_.size()) return nullptr; // there is nothing to gain
    if (source_.owner->repeats_events() || target_.owner->repeats_events()) return nullptr;
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
    own_traces_ = has_had_own_traces(arguments_now().t);
    own_traces_since_.reset();
    std::shared_ptr<const plan::NeuronTraces> plan = own_traces_ ? nullptr : possible_traces(preparation);
    if (!plan || (traces_ && traces_->assigned && !take_assigned())) traces_.reset();
    if (plan && !traces_) traces_ = traces_of_arrays(std::move(plan));
    if (!traces_) {
        own_traces_since_ = arguments_now().t;
        return;
    }
    traces_->held = true;
    traces_->assigned = false;
    hide_traces();
}

bool SynapseSet::has_had_own_traces(double now) const { return own_traces_ || (own_traces_since_ && now > *own_traces_since_); }

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
    TraceArrays result = empty_traces(plan);
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
    for (const auto& [variable, array] : arrays_)
        if (is_trace(*variable)) result.emplace(variable, Array(array.storage(), connectivity_.size()));
    plan::Surroundings around = surroundings_at(usual_dt_);
    traces_->add_to(around);
    const auto array_of = [&](const plan::Slot& slot) {
        const auto shown = result.find(slot.reference.variable);
        return shown == result.end() ? array_place(slot) : ArrayPlace{shown->second.data(), shown->second.end()};
    };
    plan::Kernel kernel = plan::plan_shown_traces(name() + ".traces", around);
    constexpr double kWorthCompiling = 2e6; // 10 ms of interpreting, this time and before
    show_work_ += static_cast<double>(size()) * static_cast<double>(kernel.operations.size());
    if (show_work_ < kWorthCompiling) {
        run_for_elements(kernel, {0, size()}, {0, size()}, array_of);
        return result;
    }
    show_code_.plan(std::move(kernel));
    Code* const code = &show_code_;
    compile_all({&code, 1}, 1);
    show_code_.bind(array_of);
    std::vector<std::int32_t> sources;
    KernelArguments call = arguments_between_steps(sources);
    show_code_(call);
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

void SynapseSet::note_assignment(model::Reference target) {
    if (is_computed(*target.variable) && network() && network()->running())
        throw ValueError("'" + target.variable->name + "' of '" + name() +
                         "' cannot be assigned by a function that its network calls: a NetworkOperation can do that");
    if (!is_trace(*target.variable)) return;
    if (traces_) traces_->assigned = true;
    if (own_traces_since_ && !has_had_own_traces(arguments_now().t)) changed(); // they may be equal now
}

// ---- stored states ------------------------------------------------------------------------------------------------

bool SynapseSet::visit_traces(StateVisitor& visitor) {
    if (event_driven_.unknowns.empty()) return true;
    const auto dt = visitor.look<double>("dt of traces", traces_ ? traces_->plan()->dt_seconds : 0); // 0: there are none
    const bool had_own = has_had_own_traces(arguments_now().t), own = visitor.look("own traces", had_own);
    visitor.require(std::isfinite(dt) && dt >= 0, "dt of traces");
    std::map<Side, std::vector<std::uint64_t>> words;
    for (const Side side : {Side::pre, Side::post})
        if (dt > 0) words[side] = visitor.exchange<std::uint64_t>(side == Side::pre ? "traces of pre" : "traces of post", visitor.restores() ? std::vector<std::uint64_t>() : traces_->words(side));
    if (!visitor.restores()) return true;
    // Other code may have other traces, or none: then the arrays have it all.
    auto restored = std::make_shared<std::optional<TraceArrays>>();
    if (auto plan = dt > 0 ? plan::neuron_traces(event_driven_, code_by_side(), dt) : nullptr) {
        *restored = empty_traces(std::move(plan));
        (*restored)->assigned = true; // to be compared with them
        if (!(*restored)->take(Side::pre, words[Side::pre]) || !(*restored)->take(Side::post, words[Side::post])) restored->reset();
    }
    visitor.then([this, restored, own] {
        traces_ = std::move(*restored);
        own_traces_ = own;
        own_traces_since_.reset();
    });
    return !traces_ && had_own && own && dt == 0;
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

std::vector<Touch> SynapseSet::touches(Pathway& pathway, const Cuts& cuts) {
    std::vector<Touch> result = pathway.code().touches(cuts);
    if (!pathway.trace_code().planned()) return result;
    const std::vector<Touch> of_traces = pathway.trace_code().touches({});
    result.insert(result.end(), of_traces.begin(), of_traces.end());
    // Each share has traces of its own, which nobody else looks at between two steps; monitors and the like read the first ones.
    for (const Side side : {Side::pre, Side::post}) {
        Array& records = traces_->memory(side, 0);
        std::erase_if(result, [&](const Touch& touch) { return touch.begin >= records.data() && touch.begin < records.end(); });
        result.push_back({records.data(), records.end(), &*traces_, true});
    }
    return result;
}

} // namespace hillock::internal::engine
