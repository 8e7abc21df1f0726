// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/event_driven.hpp"

#include "jit/plan/builder.hpp"
#include "jit/plan/flow_over.hpp"
#include "jit/plan/opcode.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Side;
using model::Variable;
using model::VariableKind;

namespace {

constexpr ValueType kReal = ValueType::real;

Diagnostic refuse(const Variable& variable, const std::string& why) {
    return {Problem::unsupported, "the event-driven d" + variable.name + "/dt cannot be solved from event to event: " + why,
            variable.definition_place,
            {{"mark it (clock-driven) to integrate it in every step", {}}}};
}

/// Whether a variable has another value at the next event, for all that is known.
bool moves(const Reference& reference) {
    switch (reference.variable->kind) {
    case VariableKind::differential: return reference.side != Side::own; // its own are the unknowns
    case VariableKind::time:
    case VariableKind::step_count:
    case VariableKind::held:
    case VariableKind::last_spike:
    case VariableKind::not_refractory:
    case VariableKind::last_update: return true;
    default: return false;
    }
}

std::optional<std::string> obstacle(const Expr& rate) {
    if (model::has_state(rate)) return "it contains a random function";
    for (const Reference& reference : model::references(rate)) {
        if (reference.variable->kind == VariableKind::noise) return "it contains the noise '" + reference.variable->name + "'";
        if (moves(reference))
            return "it depends on '" + model::print(Expr::reference(reference)) + "', so that its coefficients change between events";
    }
    return std::nullopt;
}

/// The time since the last event, in expressions.
const Variable& elapsed() {
    static const Variable variable = [] {
        Variable made;
        made.name = "elapsed";
        made.kind = VariableKind::local;
        made.dimension = kTimeDimension;
        return made;
    }();
    return variable;
}

Value now(Builder& builder) { return builder.emit_as(kReal, Expr::reference({&model::builtin(VariableKind::time)})); }

Expr call(const char* function, std::vector<Expr> arguments) {
    return Expr::call(*model::find_function(function), std::move(arguments));
}

class EventDriven {
  public:
    EventDriven(Builder& builder, const LinearSystem& system)
        : b_(builder), system_(system), h_(Expr::reference({&elapsed()})), values_(system.unknowns.size(), kNoValue) {}

    void emit() {
        b_.bind({&elapsed()}, since_last_update());
        for (const auto& members : blocks(system_)) solve(members);
        // Stored when all are computed from the old ones.
        for (std::size_t k = 0; k < values_.size(); ++k) b_.store({system_.unknowns[k]}, values_[k]);
    }

    /// Those of one side are read as of step `until` from now on. \param at  the side of the kernel that those neurons are
    void bind_traces(const NeuronTraces& traces, Side side, Side at, Value until) {
        const Value last = b_.load({&traces.last(side), at}, Storage::integer64);
        b_.bind({&elapsed()}, seconds(b_.operation(Opcode::subtract, ValueType::integer, until, last), traces.dt_seconds));
        for (const auto& members : blocks(system_)) {
            if (traces.sides[members[0]] != side) continue;
            for (const std::size_t k : members) b_.bind({system_.unknowns[k]}, emit(Expr::reference({&traces.values[k], at})));
            solve(members);
            for (const std::size_t k : members) b_.bind({system_.unknowns[k]}, values_[k]);
        }
    }

  private:
    void solve(const std::vector<std::size_t>& members) {
        if (members.size() == 1) values_[members[0]] = alone(members[0]);
        else if (!is_chain(members[0], members[1], members) && !is_chain(members[1], members[0], members)) by_matrix(members);
    }

    Value seconds(Value steps, double dt) { return b_.operation(Opcode::multiply, kReal, b_.convert(steps, kReal), b_.constant(dt)); }

    Value since_last_update() {
        if (b_.surroundings().last_update_in_seconds) {
            const Value before = b_.load({&model::builtin(VariableKind::last_update)}, Storage::float64);
            return b_.operation(Opcode::subtract, kReal, now(b_), before);
        }
        const Value last = b_.load({&model::builtin(VariableKind::last_update)}, Storage::integer64);
        return seconds(b_.operation(Opcode::subtract, ValueType::integer, b_.step(), last), b_.surroundings().dt_seconds);
    }

    Expr x(std::size_t i) const { return Expr::reference({system_.unknowns[i]}); }
    const Expr& coefficient(std::size_t i, std::size_t j) const { return system_.coefficients[i][j]; }
    Value emit(const Expr& value) { return b_.emit_as(kReal, model::simplify(value)); }

    /// What the input of an equation adds to its solution; nothing without one.
    std::optional<Expr> from_input(std::size_t i) const {
        if (is_zero(system_.rest[i])) return std::nullopt;
        if (is_zero(coefficient(i, i))) return system_.rest[i] * h_;
        return system_.rest[i] * (h_ * call("exprel", {coefficient(i, i) * h_}));
    }

    Value alone(std::size_t i) {
        const Expr decayed = x(i) * call("exp", {coefficient(i, i) * h_});
        const auto input = from_input(i);
        return emit(input ? decayed + *input : decayed);
    }

    /// Solves a block of two in which `first` drives `second` and nothing drives `first`; false for all others.
    bool is_chain(std::size_t first, std::size_t second, const std::vector<std::size_t>& members) {
        if (members.size() != 2 || !is_zero(coefficient(first, second)) || !is_zero(system_.rest[first])) return false;
        const Expr &a = coefficient(first, first), &c = coefficient(second, second);
        const Expr driven = coefficient(second, first) * x(first) * h_;
        Expr value = a == c ? (x(second) + driven) * call("exp", {c * h_})
                            : x(second) * call("exp", {c * h_}) +
                                  driven * call("exp", {call("max", {a, c}) * h_}) * call("exprel", {-call("abs", {a - c}) * h_});
        if (const auto input = from_input(second)) value = value + *input;
        values_[first] = alone(first);
        values_[second] = emit(value);
        return true;
    }

    void by_matrix(const std::vector<std::size_t>& members) {
        FlowOver flow;
        for (const std::size_t i : members) {
            auto& row = flow.matrix.emplace_back();
            for (const std::size_t j : members)
                row.push_back(is_zero(coefficient(i, j)) ? kNoValue : emit(coefficient(i, j) * h_));
            flow.input.push_back(is_zero(system_.rest[i]) ? kNoValue : emit(system_.rest[i] * h_));
            flow.start.push_back(emit(x(i)));
        }
        const std::vector<Value> ends = emit_flow_over(b_, flow);
        for (std::size_t k = 0; k < members.size(); ++k) values_[members[k]] = ends[k];
    }

    Builder& b_;
    const LinearSystem& system_;
    Expr h_;
    std::vector<Value> values_; ///< at t, by unknown
};

} // namespace

Result<LinearSystem> event_driven_system(const model::Model& model) {
    std::vector<const Variable*> unknowns;
    for (const Variable* variable : model.of_kind(VariableKind::differential))
        if (variable->event_driven) unknowns.push_back(variable);
    Result<LinearSystem> system = linearise(unknowns, {obstacle, refuse});
    if (!system) return system.problems();
    for (const auto& members : blocks(*system))
        if (members.size() > kLargestFlow)
            return refuse(*system->unknowns[members[0]], std::to_string(members.size()) + " equations are coupled; up to " +
                                                             std::to_string(kLargestFlow) + " are solved exactly");
    return system;
}

void emit_event_driven(Builder& builder, const LinearSystem& system) {
    if (!system.unknowns.empty()) EventDriven(builder, system).emit();
}

Value emit_last_event(Builder& builder, const NeuronTraces& traces) {
    const Value pre = builder.load({&traces.last_pre, Side::pre}, Storage::integer64);
    const Value post = builder.load({&traces.last_post, Side::post}, Storage::integer64);
    const Value pre_is_later = builder.operation(Opcode::greater, ValueType::boolean, pre, post);
    return builder.operation(Opcode::select, ValueType::integer, pre_is_later, pre, post);
}

void bind_traces(Builder& builder, const NeuronTraces& traces, Value until) {
    for (const Side side : {Side::pre, Side::post}) EventDriven(builder, traces.system).bind_traces(traces, side, side, until);
}

void bind_traces_of(Builder& builder, const NeuronTraces& traces, Side side) {
    EventDriven(builder, traces.system).bind_traces(traces, side, Side::own, builder.step());
}

void emit_last_update(Builder& builder) {
    const bool in_seconds = builder.surroundings().last_update_in_seconds;
    builder.store({&model::builtin(VariableKind::last_update)}, in_seconds ? now(builder) : builder.step());
}

} // namespace hillock::internal::plan
