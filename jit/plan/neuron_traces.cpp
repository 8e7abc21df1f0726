// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/neuron_traces.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <set>

namespace hillock::internal::plan {

using model::Assignment;
using model::Expr;
using model::Reference;
using model::Side;
using model::Variable;
using model::VariableKind;

namespace {

using Variables = std::set<const Variable*>;

std::vector<Reference> all_references(const Expr& value) { return model::references(model::expand_subexpressions(value)); }

bool calls_host(const Expr& expr) {
    if (const auto* call = std::get_if<Expr::Call>(&expr.node())) {
        const model::UserFunction* const user = call->function->user;
        return (user && std::holds_alternative<model::Hosted>(user->content)) || std::ranges::any_of(call->arguments, calls_host);
    }
    const auto* operation = std::get_if<Expr::Operation>(&expr.node());
    return operation && std::ranges::any_of(operation->operands, calls_host);
}

/// The targets, and the temporaries that they are computed from, directly or not.
Variables with_temporaries(const model::Code& code, Variables targets) {
    for (std::size_t before = 0; before != targets.size();) {
        before = targets.size();
        for (const Assignment& assignment : code.statements) {
            if (!targets.contains(assignment.target.variable)) continue;
            for (const Reference& reference : all_references(assignment.value))
                if (reference.variable->kind == VariableKind::local) targets.insert(reference.variable);
        }
    }
    return targets;
}

std::vector<Assignment> statements_for(const model::Code& code, const Variables& unknowns) {
    const Variables targets = with_temporaries(code, unknowns);
    std::vector<Assignment> result;
    std::ranges::copy_if(code.statements, std::back_inserter(result),
                         [&](const Assignment& assignment) { return targets.contains(assignment.target.variable); });
    return result;
}

/// Whether a value is the same for all synapses of a neuron, given that the unknowns of its side are.
bool is_of_neuron(const Expr& value, const Variables& unknowns) {
    const Expr expanded = model::expand_subexpressions(value);
    if (model::has_state(expanded) || calls_host(expanded)) return false;
    return std::ranges::all_of(model::references(expanded), [&](const Reference& reference) {
        const Variable& variable = *reference.variable;
        switch (variable.kind) {
        case VariableKind::constant:
        case VariableKind::local:
        case VariableKind::time:
        case VariableKind::time_step:
        case VariableKind::step_count: return true;
        case VariableKind::differential:
        case VariableKind::parameter: return reference.side == Side::own && (variable.shared || unknowns.contains(&variable));
        default: return false;
        }
    });
}

bool are_plain(const LinearSystem& system) {
    const auto is_constant = [](const Expr& expr) { return model::constant_value(expr).has_value(); };
    const auto is_plain = [](const Variable* unknown) { return !unknown->shared && !unknown->unless_refractory; };
    return std::ranges::all_of(system.unknowns, is_plain) &&
           std::ranges::all_of(system.coefficients, [&](const auto& row) { return std::ranges::all_of(row, is_constant); }) &&
           std::ranges::all_of(system.rest, is_constant);
}

/// Who writes each unknown. Nothing if code of both sides writes those of one block.
std::optional<std::vector<Side>> sides_of(const LinearSystem& system, std::span<const SidedCode> pathways) {
    std::vector<Side> sides(system.unknowns.size(), Side::pre);
    for (const auto& members : blocks(system)) {
        std::optional<Side> writer;
        for (const auto& [side, code] : pathways)
            for (const Assignment& assignment : code->statements) {
                const bool writes = std::ranges::any_of(members, [&](std::size_t k) { return system.unknowns[k] == assignment.target.variable; });
                if (!writes) continue;
                if (writer.value_or(side) != side) return std::nullopt;
                writer = side;
            }
        for (const std::size_t k : members) sides[k] = writer.value_or(Side::pre);
    }
    return sides;
}

} // namespace

std::optional<std::size_t> NeuronTraces::number(const Variable& unknown) const {
    const auto found = std::ranges::find(system.unknowns, &unknown);
    if (found == system.unknowns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - system.unknowns.begin());
}

std::shared_ptr<const NeuronTraces> neuron_traces(const LinearSystem& system, std::span<const SidedCode> pathways, double dt_seconds) {
    if (system.unknowns.empty() || !are_plain(system)) return nullptr;
    const auto sides = sides_of(system, pathways);
    if (!sides) return nullptr;
    for (const auto& [side, code] : pathways) {
        Variables unknowns;
        for (std::size_t k = 0; k < sides->size(); ++k)
            if ((*sides)[k] == side) unknowns.insert(system.unknowns[k]);
        for (const Assignment& assignment : statements_for(*code, unknowns))
            if (!is_of_neuron(assignment.value, unknowns)) return nullptr;
    }
    auto result = std::make_shared<NeuronTraces>();
    result->system = system;
    result->sides = *sides;
    result->dt_seconds = dt_seconds;
    for (const Variable* const unknown : system.unknowns) {
        Variable& value = result->values.emplace_back();
        value.name = unknown->name;
        value.dimension = unknown->dimension;
    }
    for (Variable* const last : {&result->last_pre, &result->last_post}) {
        last->name = "lastupdate";
        last->type = model::Type::integer;
    }
    return result;
}

std::vector<Assignment> trace_statements(const NeuronTraces& traces, const model::Code& code) {
    return statements_for(code, {traces.system.unknowns.begin(), traces.system.unknowns.end()});
}

bool reads_traces(const NeuronTraces& traces, const Expr& value) {
    return std::ranges::any_of(all_references(value), [&](const Reference& reference) {
        return reference.side == Side::own &&
               (reference.variable->kind == VariableKind::last_update || traces.number(*reference.variable).has_value());
    });
}

} // namespace hillock::internal::plan
