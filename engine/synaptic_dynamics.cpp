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

namespace hillock::internal::engine {

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

void SynapseSet::make_dynamics(const SynapsesOptions& options) {
    set_own_dt(period_given("'" + name() + "'", options.dt));
    event_driven_ = plan::event_driven_system(model()).or_throw();
    if (!event_driven_.unknowns.empty()) {
        arrays_.emplace(&model::builtin(VariableKind::last_update), Array(plan::Storage::integer64));
        last_update_dt_ = dt();
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
    if (model::Code held = model::held_definitions(model()); !held.statements.empty()) {
        auto routine = std::make_unique<Routine>();
        routine->name = name() + ".constant_over_dt";
        routine->statements = std::move(held);
        routine->slot = Slot::before_start;
        routines_.push_back(std::move(routine));
    }
    for (const model::Summed& sum : model().summed) sum_places_.push_back({sum.target.side, Slot::groups, kBeforeUpdates});
    make_sums();
}

std::vector<const engine::Routine*> SynapseSet::regular_code() const {
    std::vector<const engine::Routine*> result;
    for (const auto& routine : routines_)
        if (!routine->sums && !is_held(routine->statements)) result.push_back(routine.get());
    return result;
}

void SynapseSet::make_sums() {
    std::erase_if(routines_, [](const auto& routine) { return routine->sums.has_value(); });
    // Those of one side and one place in the step are one pass over the synapses.
    std::map<SumPlace, model::Code> by_place;
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        const model::Summed& sum = model().summed[k];
        model::Code& code = by_place[sum_places_[k]];
        code.source = model().source;
        code.statements.push_back({sum.target, ast::AssignOp::add, sum.value, sum.place});
    }
    for (auto& [place, code] : by_place) {
        auto routine = std::make_unique<Routine>();
        routine->name = name() + ".summed";
        routine->statements = std::move(code);
        routine->slot = place.slot;
        routine->order = place.order;
        routine->sums = place;
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
        sum_places_[k] = {target.side, slot, order};
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
    routine->set_clock("run_regularly of '" + name() + "'", options);
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

bool SynapseSet::keeps_seconds(double usual) const {
    return last_update_between_steps_ || std::any_of(pathways_.begin(), pathways_.end(),
                       [&](const auto& pathway) { return pathway_dt(*pathway, usual) != clock_dt_among(usual); });
}

/// In the steps, or the seconds, of this preparation.
void SynapseSet::keep_last_update(const Preparation& preparation) {
    if (event_driven_.unknowns.empty()) return;
    Array& old = arrays_.at(&model::builtin(VariableKind::last_update));
    if (last_update_dt_ > 0 && preparation.dt != last_update_dt_)
        for (std::size_t k = 0; k < old.size() && !last_update_between_steps_; ++k) {
            const double steps = static_cast<double>(old.as<std::int64_t>()[k]) * last_update_dt_ / preparation.dt;
            last_update_between_steps_ = std::abs(steps - std::nearbyint(steps)) > kSameTime;
        }
    const double dt = keeps_seconds(preparation.usual_dt) ? 0 : preparation.dt;
    if (dt == last_update_dt_) return;
    Array converted(dt > 0 ? plan::Storage::integer64 : plan::Storage::float64, old.size());
    for (std::size_t k = 0; k < old.size(); ++k) {
        const double seconds = last_update_dt_ > 0 ? static_cast<double>(old.as<std::int64_t>()[k]) * last_update_dt_ : old.as<double>()[k];
        if (dt > 0) converted.as<std::int64_t>()[k] = std::llround(seconds / dt);
        else converted.as<double>()[k] = seconds;
    }
    old = std::move(converted);
    last_update_dt_ = dt;
}

void SynapseSet::leave(double t) {
    if (event_driven_.unknowns.empty()) return;
    const Variable& variable = model::builtin(VariableKind::last_update);
    own_traces_ = has_had_own_traces(t);
    own_traces_since_.reset();
    if (traces_) traces_->begin_at(first_step_from(t, last_update_dt_));
    if (traces_ && traces_->held) return;
    // Without memory for arrays: a network must be able to end.
    const bool in_records = records_ && records_->gathered() && records_->holds(variable);
    const auto [first, stride] = in_records ? std::pair(records_->place(variable).begin, records_->bytes_of_each())
                                            : std::pair(arrays_.at(&variable).data(), sizeof(std::int64_t));
    for (std::size_t k = 0; k < connectivity_.size(); ++k) {
        std::byte* const last = first + k * stride;
        if (last_update_dt_ > 0) *reinterpret_cast<std::int64_t*>(last) -= first_step_from(t, last_update_dt_);
        else *reinterpret_cast<double*>(last) -= t;
    }
}

std::vector<double> SynapseSet::clocks(double usual) const {
    const double dt = clock_dt_among(usual);
    std::vector<double> result{dt, source_.owner->clock_dt_among(usual), target_.owner->clock_dt_among(usual)};
    for (const auto& routine : routines_) result.push_back(pace_of(routine->dt, dt).dt);
    return result; // pathways and sums run by the clocks of the two ends
}

std::vector<EventTimes> SynapseSet::event_clocks() const {
    std::vector<EventTimes> result;
    for (const auto& routine : routines_)
        if (routine->clock) result.push_back(routine->clock);
    return result;
}

bool SynapseSet::is_valid(Share share) const {
    for (const Variable* variable : clock_driven(model()))
        if (!is_valid_in(*variable, elements_of(size(), share))) return false;
    return true;
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

plan::StateUpdate SynapseSet::plan_update(double usual_dt) const {
    plan::NeuronDynamics dynamics{.name = name() + ".update",
                                  .model = &model(),
                                  .threshold = std::nullopt,
                                  .refractory = std::nullopt};
    integration_.fill(dynamics);
    for (const Variable* variable : clock_driven(model()))
        if (plan::domain_for_all(*variable->definition) == plan::Domain::rows) dynamics.domain = plan::Domain::rows;
    return plan::plan_state_update(dynamics, surroundings_at(usual_dt)).or_throw();
}

void SynapseSet::prepare_dynamics(const Preparation& preparation) {
    all_sources_.resize(static_cast<std::size_t>(source_.range.size()));
    std::iota(all_sources_.begin(), all_sources_.end(), static_cast<std::int32_t>(source_.range.begin));
    if (integrates()) {
        plan::StateUpdate update = plan_update(preparation.usual_dt);
        integration_.note(name(), update);
        update_code_.plan(std::move(update.kernel));
        update_key_ = mix_keys(preparation.random_key, kUpdateKey);
    }
    for (std::size_t k = 0; k < routines_.size(); ++k) {
        Routine& routine = *routines_[k];
        routine.plan(plan::domain_for_all(routine.statements), plan::WriteLock::respected, surroundings_at(preparation.usual_dt));
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
    KernelArguments call = arguments_at(step);
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

void SynapseSet::run_routine(const engine::Routine& routine, bool by_creation, const Step& step) const {
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

void SynapseSet::clear_sums(const SumPlace& place, Share share) {
    const Endpoint& population = end_at(place.side);
    const Range own = elements_of(population.owner->size(), share);
    const Range cleared{std::max(own.begin, population.range.begin), std::min(own.end, population.range.end)};
    if (cleared.size() <= 0) return;
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        if (sum_places_[k] != place) continue;
        const model::Summed& sum = model().summed[k];
        Array& array = *population.owner->array(*sum.target.variable);
        const std::size_t bytes = element_bytes(array.storage());
        std::memset(array.data() + static_cast<std::size_t>(cleared.begin) * bytes, 0, static_cast<std::size_t>(cleared.size()) * bytes);
    }
}

void SynapseSet::add_dynamics_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    for (const auto& owned : routines_) {
        Routine& routine = *owned;
        routine.bind(array_of);
        const bool by_creation = !by_creation_.sources.empty() && depends_on_order(routine.statements);
        const double dt = routine.sums ? clock_of(routine.sums->side) : routine.pace.dt;
        tasks.push_back({routine.slot, routine.order, false,
                         [this, &routine, by_creation](const Step& step) {
                             if (routine.pace.is_due(step.number)) run_routine(routine, by_creation, step);
                         },
                         Rank::synapses, dt, routine.name.substr(name().size() + 1),
                         by_creation ? std::nullopt : divide_routine(routine), routine.clock});
        if (routine.sums)
            tasks.push_back({routine.slot, routine.order, false, [this, place = *routine.sums](const Step&) { clear_sums(place, {}); },
                             Rank::neurons, dt, "clear sums", divide_clearing(*routine.sums)});
    }
    if (!update_code_.planned()) return;
    update_code_.bind(array_of);
    tasks.push_back({Slot::groups, 0, false,
                     [this](const Step& step) {
                         KernelArguments call = arguments_for_all(step);
                         call.random_key = update_key_;
                         update_code_(call);
                     },
                     Rank::synapses, 0, "equations", divide(update_code_, update_key_)});
}

} // namespace hillock::internal::engine
