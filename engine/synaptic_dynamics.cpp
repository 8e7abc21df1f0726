// SPDX-License-Identifier: Apache-2.0
// What synapses do beside their pathways: sums into variables of neurons, equations that are integrated in every step, subexpressions
// (constant over dt), code that runs regularly; and the time up to which event-driven equations are solved.
#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "engine/step_arguments.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace hillock::engine {

using model::Side;
using model::Variable;
using model::VariableKind;

namespace {

/// Whether statements run for one synapse after the other may give neurons other values in another order: all but sums do, and
/// sums that are read.
bool depends_on_order(const model::Code& code) {
    std::vector<model::Reference> written;
    for (const model::Assignment& assignment : code.statements) {
        if (assignment.target.side == Side::own || assignment.target.variable->kind == VariableKind::local) continue;
        if (assignment.op != ast::AssignOp::add && assignment.op != ast::AssignOp::subtract) return true;
        written.push_back(assignment.target);
    }
    return std::any_of(code.statements.begin(), code.statements.end(), [&](const model::Assignment& assignment) {
        return std::any_of(written.begin(), written.end(),
                           [&](const model::Reference& target) { return model::contains(assignment.value, target); });
    });
}

/// Random keys below belong to pathways.
constexpr std::uint64_t kUpdateKey = 1 << 15, kRoutineKeys = 1 << 16;
constexpr int kBeforeUpdates = -1; ///< order within the slot of the state updates

std::vector<const Variable*> clock_driven(const model::Model& model) {
    std::vector<const Variable*> variables = model.of_kind(VariableKind::differential);
    std::erase_if(variables, [](const Variable* variable) { return variable->event_driven; });
    return variables;
}

} // namespace

// ---- making them ------------------------------------------------------------------------------------------------

void SynapseSet::make_dynamics() {
    event_driven_ = plan::event_driven_system(model()).or_throw();
    if (!event_driven_.unknowns.empty()) {
        arrays_.emplace(&model::builtin(VariableKind::last_update), Array(plan::Storage::integer64));
        last_update_dt_ = clock_dt();
    }
    integration_.find_variables(model());
    (void)plan_update(clock_dt()); // a method that cannot take the equations is refused here, not at the run
    for (const Variable* variable : clock_driven(model()))
        if (!variable->clock_driven)
            log_info("'" + variable->name + "' of '" + name() + "' is integrated in every step: mark it (clock-driven) to say so, or "
                     "(event-driven) to have it solved from event to event");
    make_routines();
}

void SynapseSet::make_routines() {
    const auto add = [this](const char* kind, model::Code statements, Slot slot, int order) {
        if (statements.statements.empty()) return;
        auto routine = std::make_unique<Routine>();
        routine->name = name() + "." + kind;
        routine->statements = std::move(statements);
        routine->slot = slot;
        routine->order = order;
        routines_.push_back(std::move(routine));
    };
    add("constant_over_dt", model::held_definitions(model()), Slot::before_start, 0);
    sum_places_.assign(model().summed.size(), {Slot::groups, kBeforeUpdates});
    make_sums();
}

void SynapseSet::make_sums() {
    const std::string name_of_sums = name() + ".summed";
    std::erase_if(routines_, [&](const auto& routine) { return routine->name == name_of_sums; });
    // Those of one place in the step are one pass over the synapses.
    std::map<std::pair<Slot, int>, model::Code> by_place;
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        const model::Summed& sum = model().summed[k];
        model::Code& code = by_place[sum_places_[k]];
        code.source = model().source;
        code.statements.push_back({sum.target, ast::AssignOp::add, sum.value, sum.place});
    }
    for (auto& [place, code] : by_place) {
        auto routine = std::make_unique<Routine>();
        routine->name = name_of_sums;
        routine->statements = std::move(code);
        std::tie(routine->slot, routine->order) = place;
        routines_.push_back(std::move(routine));
    }
}

void SynapseSet::set_summed_schedule(const std::string& variable, Slot slot, int order) {
    if (network()) network()->require_idle("the schedule of a sum cannot be changed");
    std::vector<std::string> known;
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        const model::Reference target = model().summed[k].target;
        known.push_back(target.variable->name + (target.side == Side::pre ? "_pre" : "_post"));
        if (known.back() != variable) continue;
        sum_places_[k] = {slot, order};
        if (is_before_threshold(slot, order)) (target.side == Side::pre ? source_ : target_).owner->keep_threshold_apart();
        make_sums();
        return changed();
    }
    throw NameError("'" + name() + "' has no sum '" + variable + "'" + did_you_mean(variable, known));
}

void SynapseSet::run_regularly(const std::string& code, const RunRegularlyOptions& options) {
    if (network()) network()->require_idle("run_regularly cannot be called");
    auto routine = std::make_unique<Routine>();
    routine->name = name() + ".run_regularly";
    routine->read(code, options.when, options.order, model().scope, model::SharedWrites::first);
    routine->dt = period_given("run_regularly of '" + name() + "'", options.dt);
    if (is_before_threshold(routine->slot, routine->order))
        for (const model::Assignment& assignment : routine->statements.statements)
            if (assignment.target.side != Side::own)
                (assignment.target.side == Side::pre ? source_ : target_).owner->keep_threshold_apart();
    routines_.push_back(std::move(routine));
    changed();
}

// ---- variables ----------------------------------------------------------------------------------------------------

std::vector<std::string> SynapseSet::built_in_variables() const {
    std::vector<std::string> names{"N", "i", "j", "t", "dt", "t_in_timesteps"};
    if (!event_driven_.unknowns.empty()) names.emplace_back("lastupdate");
    return names;
}

ArrayPlace SynapseSet::numbers_of_synapses(VariableKind kind) {
    const bool incoming = kind == VariableKind::incoming;
    NumbersOfSynapses& numbers = incoming ? incoming_ : outgoing_;
    const Endpoint& population = incoming ? target_ : source_;
    if (!numbers.by_neuron || numbers.synapses != connectivity_.size()) {
        const std::vector<std::int32_t> counts = incoming ? connectivity_.incoming() : connectivity_.outgoing();
        numbers.by_neuron.emplace(plan::Storage::integer32, static_cast<std::size_t>(population.owner->size()));
        std::copy(counts.begin(), counts.end(), numbers.by_neuron->as<std::int32_t>() + population.range.begin);
        numbers.synapses = connectivity_.size();
    }
    return {numbers.by_neuron->data(), numbers.by_neuron->end()};
}

void SynapseSet::rescale_last_update(double dt) {
    if (event_driven_.unknowns.empty() || dt == last_update_dt_) return;
    auto* const last = arrays_.at(&model::builtin(VariableKind::last_update)).as<std::int64_t>();
    for (std::int64_t k = 0; k < size(); ++k)
        last[k] = static_cast<std::int64_t>(std::llround(static_cast<double>(last[k]) * last_update_dt_ / dt));
    last_update_dt_ = dt;
}

void SynapseSet::leave(std::int64_t step) {
    if (event_driven_.unknowns.empty()) return;
    auto* const last = arrays_.at(&model::builtin(VariableKind::last_update)).as<std::int64_t>();
    for (std::int64_t k = 0; k < size(); ++k) last[k] -= step;
}

std::optional<std::string> SynapseSet::invalid_state() const {
    for (const Variable* variable : clock_driven(model())) {
        const auto position = invalid_position(*variable);
        if (!position) continue;
        const std::vector<std::uint32_t> numbers = connectivity_.numbers();
        const std::size_t number = numbers.empty() ? *position : numbers[*position];
        return invalid_text(*variable, "synapse " + std::to_string(number), *position);
    }
    return std::nullopt;
}

// ---- steps --------------------------------------------------------------------------------------------------------

bool SynapseSet::integrates() const { return !clock_driven(model()).empty(); }

plan::StateUpdate SynapseSet::plan_update(double dt) const {
    plan::NeuronDynamics dynamics{.name = name() + ".update",
                                  .model = &model(),
                                  .threshold = std::nullopt,
                                  .refractory = std::nullopt};
    integration_.fill(dynamics);
    for (const Variable* variable : clock_driven(model()))
        if (plan::domain_for_all(*variable->definition) == plan::Domain::rows) dynamics.domain = plan::Domain::rows;
    return plan::plan_state_update(dynamics, surroundings_at(dt)).or_throw();
}

void SynapseSet::prepare_dynamics(const Preparation& preparation) {
    rescale_last_update(preparation.dt);
    all_sources_.resize(static_cast<std::size_t>(source_.range.size()));
    std::iota(all_sources_.begin(), all_sources_.end(), static_cast<std::int32_t>(source_.range.begin));
    if (integrates()) {
        plan::StateUpdate update = plan_update(preparation.dt);
        integration_.note(name(), update);
        update_code_.plan(std::move(update.kernel));
        update_key_ = mix_keys(preparation.random_key, kUpdateKey);
    }
    for (std::size_t k = 0; k < routines_.size(); ++k) {
        Routine& routine = *routines_[k];
        routine.plan(plan::domain_for_all(routine.statements), plan::WriteLock::respected, surroundings_at(preparation.dt));
        routine.key = mix_keys(preparation.random_key, kRoutineKeys + k);
    }
    const bool ordered = std::any_of(routines_.begin(), routines_.end(),
                                     [](const auto& routine) { return depends_on_order(routine->statements); });
    by_creation_ = ordered && !connectivity_.in_order_of_creation() ? walk_by_creation() : CreationWalk();
}

void SynapseSet::add_dynamics_codes(std::vector<Code*>& codes) {
    if (update_code_.planned()) codes.push_back(&update_code_);
    for (const auto& routine : routines_) routine->add_codes(codes);
}

KernelArguments SynapseSet::arguments_for_all(const Step& step) const {
    KernelArguments call = arguments(arguments_at(step));
    call.begin = 0;
    call.end = size();
    call.list = all_sources_.data();
    call.list_size = std::ssize(all_sources_);
    return call;
}

CreationWalk SynapseSet::walk_by_creation() const {
    const std::size_t count = connectivity_.size();
    CreationWalk walk{std::vector<std::int32_t>(count), std::vector<std::uint64_t>(count), std::vector<std::uint64_t>(count)};
    PositionFinder position(connectivity_);
    connectivity_.for_each([&](std::size_t number, const Pair& pair) {
        walk.sources[number] = static_cast<std::int32_t>(source_.range.begin + pair.source);
    });
    for (std::size_t number = 0; number < count; ++number) {
        walk.begin[number] = position(number);
        walk.end[number] = walk.begin[number] + 1;
    }
    return walk;
}

void SynapseSet::run_routine(const Routine& routine, bool by_creation, const Step& step) const {
    KernelArguments call = arguments_for_all(step);
    if (by_creation) {
        call.list = by_creation_.sources.data();
        call.list_size = std::ssize(by_creation_.sources);
        call.row_begin = by_creation_.begin.data();
        call.row_end = by_creation_.end.data();
        call.rows_by_number = 1;
    }
    routine(call);
}

void SynapseSet::clear_sums(std::pair<Slot, int> place) {
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        if (sum_places_[k] != place) continue;
        const model::Summed& sum = model().summed[k];
        const Endpoint& population = sum.target.side == Side::pre ? source_ : target_;
        Array& array = *population.owner->array(*sum.target.variable);
        const std::size_t bytes = element_bytes(array.storage());
        std::memset(array.data() + static_cast<std::size_t>(population.range.begin) * bytes, 0,
                    static_cast<std::size_t>(population.range.size()) * bytes);
    }
}

void SynapseSet::add_dynamics_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    for (const auto& owned : routines_) {
        Routine& routine = *owned;
        routine.bind(array_of);
        const bool by_creation = !by_creation_.sources.empty() && depends_on_order(routine.statements);
        tasks.push_back({routine.slot, routine.order, false,
                         [this, &routine, by_creation](const Step& step) {
                             if (step.number % routine.period == 0) run_routine(routine, by_creation, step);
                         },
                         Rank::synapses});
    }
    for (const std::pair<Slot, int>& place : std::set(sum_places_.begin(), sum_places_.end()))
        tasks.push_back({place.first, place.second, false, [this, place](const Step&) { clear_sums(place); }, Rank::neurons});
    if (!update_code_.planned()) return;
    update_code_.bind(array_of);
    tasks.push_back({Slot::groups, 0, false,
                     [this](const Step& step) {
                         KernelArguments call = arguments_for_all(step);
                         call.random_key = update_key_;
                         update_code_(call);
                     },
                     Rank::synapses});
}

} // namespace hillock::engine
