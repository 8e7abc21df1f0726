// SPDX-License-Identifier: Apache-2.0
// Custom events of a group, and code that runs regularly or on an event.
#include "engine/neurons.hpp"

#include "engine/random.hpp"
#include "hillock/error.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hillock::engine {

namespace {

/// Random keys 0 to 2 of a group belong to its update, its reset and its threshold.
constexpr std::uint64_t kEventKeys = 3;
constexpr std::uint64_t kRoutineKeys = 1 << 16;

/// False for NaN too. Of float32 only infinity and NaN lie beyond the limit.
bool is_valid(double value) { return std::abs(value) < 1e50; }

/// Without a branch in the loop, so that it is done in vectors.
template <class Real> bool all_valid(const Real* values, std::int64_t count) {
    bool all = true;
    for (std::int64_t k = 0; k < count; ++k) all &= is_valid(values[k]);
    return all;
}

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
        event.buffer.resize(static_cast<std::size_t>(size_) + kArrayPadding);
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

std::pair<Slot, int> Neurons::event_schedule(std::size_t event) const {
    if (event == kSpike) return {Slot::thresholds, 0};
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

void Neurons::run_regularly(Range range, const std::string& code, const RunRegularlyOptions& options) {
    auto routine = std::make_unique<Routine>();
    routine->name = name() + ".run_regularly";
    routine->slot = slot_named(options.when);
    routine->order = options.order;
    routine->range = range;
    const bool every_step = options.dt.dimension().is_dimensionless() && options.dt.value() == 0;
    if (!every_step) {
        if (!(options.dt.dimension() == kTimeDimension) || !(options.dt.value() > 0))
            throw ValueError("run_regularly of '" + name() + "' needs a positive time as dt, but was given " + to_string(options.dt));
        routine->dt = options.dt.value();
    }
    const SourcePtr source = make_source(routine->name, code);
    const auto statements = parser::parse_statements(source).or_throw();
    const bool whole = range.begin == 0 && range.end == size_;
    routine->statements = model::check_statements(source, statements, model().scope,
                                                  whole ? model::SharedWrites::first : model::SharedWrites::refused)
                              .or_throw();
    if (!whole) {
        routine->elements.resize(static_cast<std::size_t>(range.size()));
        std::iota(routine->elements.begin(), routine->elements.end(), static_cast<std::int32_t>(range.begin));
    }
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
    routine->slot = slot_named(options.when);
    routine->order = options.order;
    routine->event = number;
    routine->range = {0, size_};
    const SourcePtr source = make_source(routine->name, code);
    const auto statements = parser::parse_statements(source).or_throw();
    routine->statements = model::check_statements(source, statements, model().scope).or_throw();
    routines_.push_back(std::move(routine));
    changed();
}

bool Neurons::has_code_before_threshold() const {
    if (!threshold_) return false;
    constexpr std::pair kEquations{Slot::groups, 0}, kThreshold{Slot::thresholds, 0};
    return std::any_of(routines_.begin(), routines_.end(), [&](const auto& routine) {
        const std::pair when{routine->slot, routine->order};
        return when > kEquations && when <= kThreshold;
    });
}

void Neurons::prepare_events(const Preparation& preparation) {
    for (std::size_t k = 0; k < events_.size(); ++k) {
        Event& event = events_[k];
        event.code.plan(plan::plan_event(name() + ".events." + event.name, event.condition, surroundings_at(preparation.dt)));
        event.key = mix_keys(preparation.random_key, kEventKeys + k);
    }
}

void Neurons::prepare_routines(const Preparation& preparation) {
    for (std::size_t k = 0; k < routines_.size(); ++k) {
        Routine& routine = *routines_[k];
        if (routine.dt) {
            const double steps = *routine.dt / preparation.dt;
            routine.period = static_cast<std::int64_t>(std::llround(steps));
            if (routine.period < 1 || std::abs(steps - static_cast<double>(routine.period)) > 1e-4)
                throw ValueError("'" + routine.name + "' runs every " + to_string(Quantity(*routine.dt, kTimeDimension)) +
                                 ", which is no multiple of the clock's dt, " +
                                 to_string(Quantity(preparation.dt, kTimeDimension)));
        }
        plan::Surroundings surroundings = surroundings_at(preparation.dt);
        surroundings.before_update = routine.slot < Slot::groups;
        const bool whole = !routine.event && routine.elements.empty();
        const auto lock = routine.event ? plan::WriteLock::ignored : plan::WriteLock::respected;
        const auto domain = whole ? plan::Domain::elements : plan::Domain::list;
        const auto& statements = routine.statements.statements;
        if (std::any_of(statements.begin(), statements.end(), [](const auto& s) { return s.target.variable->shared; }))
            routine.shared_code.plan(plan::plan_code(routine.name + ".shared", plan::Domain::elements, routine.statements, lock,
                                                     surroundings, plan::CodePart::shared));
        routine.code.plan(plan::plan_code(routine.name, domain, routine.statements, lock, surroundings, plan::CodePart::elements));
        routine.key = mix_keys(preparation.random_key, kRoutineKeys + k);
    }
}

void Neurons::add_event_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_address(slot); };
    for (Event& event : events_) {
        event.code.bind(array_of);
        tasks.push_back({event.slot, event.order, false, [this, &event](const Step& step) {
                             KernelArguments call = arguments(step);
                             call.random_key = event.key;
                             call.emitted = event.buffer.data();
                             const std::int64_t count = event.code(call);
                             event.happened = std::span(event.buffer).first(static_cast<std::size_t>(count));
                         }});
    }
}

void Neurons::add_routine_tasks(std::vector<Task>& tasks) {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_address(slot); };
    for (const auto& owned : routines_) {
        Routine& routine = *owned;
        routine.code.bind(array_of);
        if (routine.shared_code.planned()) routine.shared_code.bind(array_of);
        tasks.push_back({routine.slot, routine.order, false, [this, &routine](const Step& step) {
                             if (step.number % routine.period != 0) return;
                             KernelArguments call = arguments(step);
                             call.random_key = routine.key;
                             call.offset[0] = routine.range.begin;
                             call.count[0] = routine.range.size();
                             if (routine.shared_code.planned()) {
                                 KernelArguments once = call;
                                 once.end = 1;
                                 routine.shared_code(once);
                             }
                             const std::span<const std::int32_t> list =
                                 routine.event ? events_in(*routine.event, routine.range) : std::span<const std::int32_t>(routine.elements);
                             if (routine.event && list.empty()) return;
                             call.list = list.data();
                             call.list_size = std::ssize(list);
                             routine.code(call);
                         }});
    }
}

std::optional<std::string> Neurons::invalid_state() const {
    for (const model::Variable* variable : model().of_kind(model::VariableKind::differential)) {
        const Array& array = arrays_.at(variable);
        const bool valid = real() == plan::Storage::float32 ? all_valid(array.as<float>(), size_) : all_valid(array.as<double>(), size_);
        if (valid) continue;
        for (std::int64_t k = 0; k < size_; ++k) {
            const double value = array.number(static_cast<std::size_t>(k));
            if (is_valid(value)) continue;
            return "'" + variable->name + "' of neuron " + std::to_string(k) + " of '" + name() + "' is " +
                   to_string(Quantity(value, variable->dimension));
        }
    }
    return std::nullopt;
}

} // namespace hillock::engine
