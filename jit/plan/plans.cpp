// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/plans.hpp"

#include "jit/plan/opcode.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Side;
using model::VariableKind;

namespace {

struct Choice {
    const Integrator* method = nullptr;
    std::string name;
    Update update;
    std::string reason;
};

/// The first of the default choices that takes the equations. They stand in the table from the narrowest to the widest, so what the last
/// one refuses is wrong for all.
Result<Choice> default_method(const System& system) {
    Diagnostics problems;
    std::string reason;
    for (const Integrator& row : integrator_table()) {
        if (!row.is_default_choice) continue;
        Result<Update> update = build_update(row, system);
        if (update)
            return Choice{&row, std::string(row.name), *std::move(update), reason.empty() ? "the equations are linear" : reason};
        if (reason.empty()) reason = update.problems().front().message;
        problems = update.problems();
    }
    return problems;
}

Result<Choice> requested_method(const RequestedMethod& requested, const System& system) {
    if (!requested.scheme && requested.name.empty()) return default_method(system);
    const Integrator* row = nullptr;
    if (!requested.scheme) {
        const Result<const Integrator*> found = find_integrator(requested.name);
        if (!found) return found.problems();
        row = *found;
    }
    Result<Update> update = row ? build_update(*row, system) : build_update(*requested.scheme, system);
    if (!update) return update.problems();
    return Choice{row, row ? std::string(row->name) : requested.scheme->name, *std::move(update), ""};
}

/// A slip in a name is one whether or not it comes to that method.
Diagnostics unknown_methods(std::span<const RequestedMethod> methods) {
    for (const RequestedMethod& method : methods) {
        if (method.scheme || method.name.empty()) continue;
        if (const auto row = find_integrator(method.name); !row) return row.problems();
    }
    return {};
}

Result<Choice> chosen_method(std::span<const RequestedMethod> methods, const System& system) {
    if (methods.empty()) return default_method(system);
    Diagnostics problems;
    for (const RequestedMethod& method : methods) {
        Result<Choice> tried = requested_method(method, system);
        if (!tried) {
            problems.insert(problems.end(), tried.problems().begin(), tried.problems().end());
            continue;
        }
        Choice choice = *std::move(tried);
        if (!problems.empty()) choice.reason = problems.front().message;
        else if (methods.size() > 1) choice.reason = "it is the first of those asked for";
        return choice;
    }
    return problems;
}

/// not_refractory at this step, computed from the state before integration.
void update_refractoriness(Builder& builder, const Expr& refractory) {
    const Reference flag{&model::builtin(VariableKind::not_refractory)};
    Value free;
    if (refractory.type() == model::Type::boolean) {
        const Value was_free = builder.load(flag, Storage::boolean8);
        const Value held = builder.emit(refractory);
        const Value released = builder.operation(Opcode::logical_not, ValueType::boolean, held);
        free = builder.operation(Opcode::logical_or, ValueType::boolean, was_free, released);
    } else {
        const Expr dt = Expr::reference({&model::builtin(VariableKind::time_step)});
        // A random time belongs to the spike: its draws are those of the step of the last spike.
        const Value last = builder.load({&model::builtin(VariableKind::last_spike)}, Storage::integer64);
        const Value steps = builder.emit_as_of(last, Expr::call(*model::find_function("timestep"), {refractory, dt}));
        const Value since = builder.operation(Opcode::subtract, ValueType::integer, builder.step(), last);
        free = builder.operation(Opcode::greater_equal, ValueType::boolean, since, steps);
    }
    builder.store(flag, free);
    builder.bind(flag, free);
}

void integrate(Builder& builder, const System& system, const Update& update) {
    for (const Temporary& temporary : update.temporaries)
        builder.bind({temporary.variable.get()}, builder.emit(temporary.value));
    if (!update.flow.empty()) emit_flow(builder, update.flow, system.dt_seconds);
    std::vector<Value> values;
    if (update.loop) values = update.loop(builder, system);
    for (const Expr& value : update.values) values.push_back(builder.emit_as(ValueType::real, value));
    for (std::size_t k = 0; k < values.size(); ++k) builder.store({system.unknowns[k]}, values[k]);
}

/// The right side with the operator of `x += value` written out.
Expr full_value(const model::Assignment& assignment) {
    const Expr target = Expr::reference(assignment.target);
    switch (assignment.op) {
    case ast::AssignOp::set: return assignment.value;
    case ast::AssignOp::add: return Expr::operation(model::Op::add, {target, assignment.value});
    case ast::AssignOp::subtract: return Expr::operation(model::Op::subtract, {target, assignment.value});
    case ast::AssignOp::multiply: return Expr::operation(model::Op::multiply, {target, assignment.value});
    case ast::AssignOp::divide: return Expr::operation(model::Op::divide, {target, assignment.value});
    case ast::AssignOp::floor_divide: return Expr::operation(model::Op::floor_divide, {target, assignment.value});
    case ast::AssignOp::modulo: return Expr::operation(model::Op::modulo, {target, assignment.value});
    case ast::AssignOp::power: break;
    }
    return Expr::operation(model::Op::power, {target, assignment.value});
}

} // namespace

Result<StateUpdate> plan_state_update(const NeuronDynamics& dynamics, const Surroundings& surroundings) {
    System system;
    for (const model::Variable* variable : dynamics.model->of_kind(VariableKind::differential))
        if (!variable->event_driven) system.unknowns.push_back(variable);
    system.dt_seconds = surroundings.dt_seconds;
    system.tables = surroundings.tables;
    system.has_refractoriness = surroundings.traits[static_cast<int>(Side::own)].refractory;
    system.adaptive = dynamics.adaptive;

    StateUpdate result;
    Choice choice;
    if (Diagnostics unknown = unknown_methods(dynamics.methods); !unknown.empty()) return unknown;
    if (!system.unknowns.empty()) {
        Result<Choice> chosen = chosen_method(dynamics.methods, system);
        if (!chosen) return chosen.problems();
        choice = *std::move(chosen);
        result.method = choice.method;
        result.name = choice.name;
        result.reason = choice.reason;
    }
    Builder builder(dynamics.name, dynamics.domain, surroundings);
    if (dynamics.refractory) update_refractoriness(builder, *dynamics.refractory);
    integrate(builder, system, choice.update);
    if (dynamics.threshold) {
        Value spikes = builder.emit(*dynamics.threshold);
        if (system.has_refractoriness)
            spikes = builder.operation(Opcode::logical_and, ValueType::boolean, spikes, builder.not_refractory(Side::own));
        builder.emit_index_where(spikes);
    }
    result.kernel = builder.finish();
    return result;
}

namespace {

void emit_statement(Builder& builder, const model::Assignment& assignment, WriteLock lock) {
    const model::Variable& target = *assignment.target.variable;
    const Expr value = model::simplify(full_value(assignment));
    const Value result = builder.emit_as(value_type(target.type), value);
    if (target.kind == VariableKind::local || builder.is_trace(assignment.target)) {
        builder.bind(assignment.target, result);
    } else if (lock == WriteLock::respected && target.unless_refractory) {
        builder.store(assignment.target, result, builder.not_refractory(assignment.target.side));
    } else {
        builder.store(assignment.target, result);
    }
}

void emit_statements(Builder& builder, const model::Code& code, WriteLock lock, CodePart part) {
    for (const model::Assignment& assignment : code.statements) {
        const model::Variable& target = *assignment.target.variable;
        // Temporaries belong to both parts; those that a part does not use vanish from it.
        if (target.kind != VariableKind::local && target.shared != (part == CodePart::shared)) continue;
        emit_statement(builder, assignment, lock);
    }
}

} // namespace

Kernel plan_code(std::string name, Domain domain, const model::Code& code, WriteLock lock,
                 const Surroundings& surroundings, CodePart part) {
    Builder builder(std::move(name), domain, surroundings);
    emit_statements(builder, code, lock, part);
    return builder.finish();
}

Kernel plan_pathway(std::string name, Domain domain, const LinearSystem& event_driven, const model::Code& code,
                    const Surroundings& surroundings) {
    Builder builder(std::move(name), domain, surroundings);
    const NeuronTraces* const traces = surroundings.traces.get();
    if (traces) bind_traces(builder, *traces, builder.step());
    else emit_event_driven(builder, event_driven);
    emit_statements(builder, code, WriteLock::respected, CodePart::elements);
    if (!traces && !event_driven.unknowns.empty()) emit_last_update(builder);
    return builder.finish();
}

Kernel plan_traces(std::string name, Side side, const model::Code& code, const Surroundings& surroundings) {
    const NeuronTraces& traces = *surroundings.traces;
    Builder builder(std::move(name), Domain::list, surroundings);
    bind_traces_of(builder, traces, side);
    for (const model::Assignment& assignment : trace_statements(traces, code)) emit_statement(builder, assignment, WriteLock::respected);
    for (std::size_t k = 0; k < traces.values.size(); ++k)
        if (traces.sides[k] == side)
            builder.store({&traces.values[k]}, builder.emit(Expr::reference({traces.system.unknowns[k]})));
    builder.store({&traces.last(side)}, builder.step());
    return builder.finish();
}

Kernel plan_shown_traces(std::string name, const Surroundings& surroundings) {
    const NeuronTraces& traces = *surroundings.traces;
    Builder builder(std::move(name), Domain::rows, surroundings);
    const Value last = emit_last_event(builder, traces);
    bind_traces(builder, traces, last);
    for (const model::Variable* const unknown : traces.system.unknowns) builder.store({unknown}, builder.emit(Expr::reference({unknown})));
    builder.store({&model::builtin(VariableKind::last_update)}, last);
    return builder.finish();
}

Domain domain_for_all(const Expr& value) {
    const auto used = model::references(model::expand_subexpressions(value));
    const bool looks_around =
        std::any_of(used.begin(), used.end(), [](const Reference& reference) { return reference.side != Side::own; });
    return looks_around ? Domain::rows : Domain::elements;
}

Domain domain_for_all(const model::Code& code) {
    for (const model::Assignment& assignment : code.statements)
        if (assignment.target.side != Side::own || domain_for_all(assignment.value) == Domain::rows) return Domain::rows;
    return Domain::elements;
}

Kernel plan_event(std::string name, const Expr& condition, const Surroundings& surroundings) {
    Builder builder(std::move(name), Domain::elements, surroundings);
    builder.emit_index_where(builder.emit(model::simplify(condition)));
    return builder.finish();
}

Kernel plan_assignment(std::string name, Domain domain, const model::Variable& target, const Expr& value,
                       const Surroundings& surroundings) {
    Builder builder(std::move(name), domain, surroundings);
    const Value result = builder.emit_as(value_type(target.type), model::simplify(value));
    if (target.unless_refractory) builder.store({&target}, result, builder.not_refractory(Side::own));
    else builder.store({&target}, result);
    return builder.finish();
}

Kernel plan_pairs(std::string name, const Expr& condition, const Surroundings& surroundings, const NotedCondition* noted) {
    Builder builder(std::move(name), Domain::pairs, surroundings);
    builder.emit_index_where(builder.emit(model::simplify(condition)));
    if (noted) builder.store({noted->flag, Side::post}, builder.emit(model::simplify(noted->condition)));
    return builder.finish();
}

} // namespace hillock::internal::plan
