// SPDX-License-Identifier: Apache-2.0
// Each equation on its own, solved exactly: the other unknowns stand still for one step.
#include "jit/plan/noise.hpp"

#include "parser/model/algebra.hpp"

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

Diagnostic refuse(const System& system, const Variable& variable, const std::string& why) {
    return {Problem::unsupported, "the method 'independent' cannot integrate d" + variable.name + "/dt: " + why,
            variable.definition_place,
            {{methods_for(system), {}}}};
}

Result<Expr> step_of(const System& system, const Variable& variable) {
    const Expr rate = model::simplify(model::expand_subexpressions(*variable.definition));
    if (model::has_state(rate)) return refuse(system, variable, "it contains a random function");
    for (const Reference reference : model::references(rate))
        if (reference.variable->kind == VariableKind::time || reference.variable->kind == VariableKind::step_count)
            return refuse(system, variable, "it depends on '" + reference.variable->name +
                                        "', so that its coefficients change within a step");
    const auto parts = model::linear_parts(rate, {{&variable}});
    if (const auto* obstacle = std::get_if<model::NotLinear>(&parts))
        return refuse(system, variable, "it is not linear in '" + variable.name + "', which stands in '" + model::print(obstacle->where) + "'");
    const auto& linear = std::get<model::LinearParts>(parts);
    return linear_step(Expr::reference({&variable}), linear.coefficients[0], linear.rest, system.dt_seconds);
}

} // namespace

Result<Update> build_independent(const System& system) {
    if (auto problem = refuse_any_noise(system, "independent")) return *std::move(problem);
    Update update;
    Diagnostics problems;
    for (const Variable* variable : system.unknowns) {
        Result<Expr> value = step_of(system, *variable);
        if (value) update.values.push_back(unless_refractory(system, *variable, *value));
        else problems.insert(problems.end(), value.problems().begin(), value.problems().end());
    }
    if (!problems.empty()) return problems;
    return update;
}

} // namespace hillock::internal::plan
