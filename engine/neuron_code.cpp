// SPDX-License-Identifier: Apache-2.0
// Custom events of a group, and code that runs regularly, at some times or on an event.
#include "engine/neurons.hpp"

#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hillock::internal::engine {

namespace {

/// Random keys 0 to 2 of a group belong to its update, its reset and its threshold.
constexpr std::uint64_t kEventKeys = 3;
constexpr std::uint64_t kRoutineKeys = 1 << 16;

} // namespace

void Neurons::check_events(const NeuronGroupOptions& options) {
    for (const auto& [name, condition] : options.events) {
        if (!is_identifier(name)) throw ValueError("an event of '" + this->name() + "' cannot be named '" + name + "': names are letters, digits and '_'");
        if (name == "spike")
            throw ValueError("the event 'spike' of '" + this->name() + "' is its threshold: give the condition as threshold");
        const SourcePtr source = make_source(this->name() + ".events." + name, condition);
        const auto tree = parser::parse_expression(source).or_throw();
        const model::Expectation expected{"the condition of the event '" + name + "'", model::Type::boolean, {}};
        Event event;
        event.name = name;
        event.condition = model::check_expression(source, tree, model().scope, expected).or_throw();
        event.buffer.resize(size_);
        events_.push_back(std::move(event));
    }
}

std::size_t Neurons::event(const std::string& name) const {
    if (name == "spike" && can_spike()) return kSpike;
    std::vector<std::string> names;
    if (can_spike()) names.push_back("spike");
    for (std::size_t k = 0; k < events_.size(); ++k) {
        if (events_[k].name == name) return k + 1;
        names.push_back(events_[k].name);
    }
    throw ValueError("'" + this->name() + "' has no event '" + name + "'" + did_you_mean(name, names));
}

std::span<const std::int32_t> Neurons::events_in(std::size_t event, Range range) const {
    return within(event == kSpike ? spikes_ : events_[event - 1].happened, range);
}

std::vector<Neurons::CustomEvent> Neurons::custom_events() const {
    std::vector<CustomEvent> result;
    for (const Event& event : events_) result.push_back({&event.name, &event.condition});
    return result;
}

std::vector<Neurons::OwnCode> Neurons::own_code() const {
    static const std::string kThreshold = "spike";
    std::vector<OwnCode> result;
    for (const auto& routine : routines_) {
        if (is_held(routine->statements)) continue;
        OwnCode code{&routine->statements, routine->range};
        if (routine->event) code.event = *routine->event == kSpike ? &kThreshold : &events_[*routine->event - 1].name;
        code.times = routine->times;
        code.every = routine->dt.value_or(0);
        result.push_back(std::move(code));
    }
    return result;
}

std::pair<Slot, int> Neurons::event_schedule(std::size_t event) const {
    if (event == kSpike) return spike_schedule_;
    return {events_[event - 1].slot, events_[event - 1].order};
}

void Neurons::set_event_schedule(const std::string& name, const std::string& when, int order) {
    const std::size_t number = event(name);
    const Slot slot = slot_named(when);
    if (number == kSpike)
        throw ValueError("the threshold of '" + this->name() + "' is tested right after its equations; its slot cannot be changed");
    events_[number - 1].slot = slot;
    events_[number - 1].order = order;
    changed();
}

std::unique_ptr<Neurons::Routine> Neurons::routine_over(Range range, const char* kind, const std::string& code,
                                                        const std::string& when, int order) const {
    auto routine = std::make_unique<Routine>();
    routine->name = name() + "." + kind;
    routine->range = range;
    const bool whole = range.begin == 0 && range.end == size_;
    routine->read(code, when, order, model().scope, whole ? model::SharedWrites::first : model::SharedWrites::refused);
    if (!whole) {
        routine->elements.resize(static_cast<std::size_t>(range.size()));
        std::iota(routine->elements.begin(), routine->elements.end(), static_cast<std::int32_t>(range.begin));
    }
    return routine;
}

void Neurons::run_regularly(Range range, const std::string& code, const RunRegularlyOptions& options) {
    auto routine = routine_over(range, "run_regularly", code, options.when, options.order);
    routine->set_clock("run_regularly of '" + name() + "'", options);
    routines_.push_back(std::move(routine));
    changed();
}

void Neurons::run_at(Range range, const std::string& code, std::span<const Quantity> times, const RunAtOptions& options) {
    auto routine = routine_over(range, "run_at", code, options.when, options.order);
    routine->times = times_given("run_at of '" + name() + "'", times);
    routines_.push_back(std::move(routine));
    changed();
}

void Neurons::run_on_event(const std::string& event_name, const std::string& code, const RunOnEventOptions& options) {
    const std::size_t number = event(event_name);
    const bool taken = (number == kSpike && reset_) || std::any_of(routines_.begin(), routines_.end(), [&](const auto& routine) {
                           return routine->event == number;
                       });
    if (taken) throw ValueError("the event '" + event_name + "' of '" + name() + "' has code already");
    auto routine = std::make_unique<Routine>();
    routine->name = name() + ".run_on_event." + event_name;
    routine->event = number;
    routine->range = {0, size_};
    routine->read(code, options.when, options.order, model().scope, model::SharedWrites::refused);
    routines_.push_back(std::move(routine));
    changed();
}

void Neurons::hold_subexpressions() {
    if (model().of_kind(model::VariableKind::held).empty()) return;
    auto routine = std::make_unique<Routine>();
    routine->name = name() + ".constant_over_dt";
    routine->slot = Slot::before_start;
    routine->range = {0, size_};
    routine->statements = model::held_definitions(model());
    routines_.push_back(std::move(routine));
}

void Neurons::part_thresholds(const Schedule& schedule) {
    if (reset_ && schedule.is_before_threshold(Slot::resets, 0)) keep_threshold_apart();
    for (const auto& routine : routines_)
        if (schedule.is_before_threshold(routine->slot, routine->order)) keep_threshold_apart();
}

void Neurons::prepare_events(const Preparation& preparation) {
    for (std::size_t k = 0; k < events_.size(); ++k) {
        Event& event = events_[k];
        event.code.plan(plan::plan_event(name() + ".events." + event.name, event.condition, surroundings_at(preparation.usual_dt)));
        event.key = mix_keys(preparation.random_key, kEventKeys + k);
    }
}

bool Neurons::Routine::is_due(std::int64_t step) const {
    return times ? std::binary_search(steps.begin(), steps.end(), step) : pace.is_due(step);
}

void Neurons::prepare_times(Routine& routine) const {
    const auto text = [](double seconds) { return to_string(Quantity(seconds, kTimeDimension)); };
    std::vector<std::int64_t> steps;
    for (const double time : *routine.times) steps.push_back(steps_of(time, dt_));
    if (const auto twice = std::adjacent_find(steps.begin(), steps.end()); twice != steps.end()) {
        const auto first = static_cast<std::size_t>(twice - steps.begin());
        throw ValueError("'" + routine.name + "' runs at " + text((*routine.times)[first]) + " and at " +
                         text((*routine.times)[first + 1]) + ", which are in the same step of the clock, whose dt is " + text(dt_));
    }
    routine.steps = std::move(steps);
    if (routine.since) return;
    routine.since = network() ? network()->step_at(dt_) : 0;
    for (std::size_t k = 0; k < routine.steps.size() && routine.steps[k] < *routine.since; ++k)
        log_warning(Warning::skipped_times,
                    "'" + routine.name + "' does not run at " + text((*routine.times)[k]) + ": the network is at " +
                    text(static_cast<double>(*routine.since) * dt_) + " already");
}

void Neurons::prepare_routines(const Preparation& preparation) {
    for (std::size_t k = 0; k < routines_.size(); ++k) {
        Routine& routine = *routines_[k];
        if (routine.times) prepare_times(routine);
        const bool whole = !routine.event && routine.elements.empty();
        const auto lock = routine.event ? plan::WriteLock::ignored : plan::WriteLock::respected;
        const auto domain = whole ? plan::Domain::elements : plan::Domain::list;
        routine.plan(domain, lock, surroundings_at(preparation.usual_dt));
        routine.key = mix_keys(preparation.random_key, kRoutineKeys + k);
    }
}

void Neurons::add_event_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    for (Event& event : events_) {
        event.code.bind(array_of);
        const auto gather = [&event](const Step&) { event.happened = event.buffer.gather(); };
        const Touch happened = list_of_event(static_cast<std::size_t>(&event - events_.data()) + 1);
        std::optional<Division> division = divide(event.code, event.key, event.buffer, happened);
        if (division) division->end = gather;
        tasks.push_back({event.slot, event.order, false, [this, &event, gather](const Step& step) {
                             event.happened = {}; // which stands in the buffer
                             event.buffer.begin();
                             (void)run_share(event.code, event.key, event.buffer, step, {});
                             gather(step);
                         },
                         Rank::neurons, 0, "event " + event.name, std::move(division)});
    }
}

void Neurons::add_routine_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    for (const auto& owned : routines_) {
        Routine& routine = *owned;
        routine.bind(array_of);
        std::optional<Division> division = divide_routine(routine);
        std::optional<Tiling> tiling = tile_routine(routine, division);
        tasks.push_back({routine.slot, routine.order, false, [this, &routine](const Step& step) {
                             if (!routine.is_due(step.number)) return;
                             const KernelArguments call = arguments_of(routine, step);
                             if (!routine.event || call.list_size > 0) routine(call);
                         },
                         Rank::neurons, routine.pace.dt, routine.name.substr(name().size() + 1), std::move(division), routine.clock,
                         std::move(tiling)});
    }
}

KernelArguments Neurons::arguments_of(const Routine& routine, const Step& step) const {
    KernelArguments call = arguments(step, routine.key);
    call.offset[0] = routine.range.begin;
    call.count[0] = routine.range.size();
    const std::span<const std::int32_t> list =
        routine.event ? events_in(*routine.event, routine.range) : std::span<const std::int32_t>(routine.elements);
    call.list = list.data();
    call.list_size = std::ssize(list);
    return call;
}

std::optional<Division> Neurons::divide_routine(const Routine& routine) const {
    if (routine.shared_code.planned()) return std::nullopt; // which comes before the rest
    const auto call = [this, &routine](const Step& step) { return arguments_of(routine, step); };
    std::optional<Division> division;
    if (routine.event) division = divide_list(routine.code, call, usual_events(), list_of_event(*routine.event));
    else if (!routine.elements.empty()) division = divide_list(routine.code, call, static_cast<double>(routine.elements.size()));
    else division = divide(routine.code, call);
    if (!division) return division;
    division->expected /= static_cast<double>(routine.pace.period);
    division->begin = [&routine, begin = std::move(division->begin)](const Step& step) {
        return routine.is_due(step.number) && (!begin || begin(step));
    };
    return division;
}

bool Neurons::is_valid(Share share) const {
    for (const model::Variable* variable : model().of_kind(model::VariableKind::differential))
        if (!is_valid_in(*variable, elements_of(size_, share))) return false;
    return true;
}

std::optional<std::string> Neurons::invalid_state() const {
    for (const model::Variable* variable : model().of_kind(model::VariableKind::differential))
        if (const auto neuron = invalid_position(*variable)) return invalid_text(*variable, "neuron " + std::to_string(*neuron), *neuron);
    return std::nullopt;
}

} // namespace hillock::internal::engine
