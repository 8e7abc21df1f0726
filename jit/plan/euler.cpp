// SPDX-License-Identifier: Apache-2.0
// Forward Euler, and Euler-Maruyama for additive noise.
#include "jit/plan/integrators.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <cmath>

namespace hillock::plan {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

const Dimension kSecond(std::array<double, Dimension::kBases>{0, 0, 1, 0, 0, 0, 0});

std::vector<Reference> noise_in(const Expr& rate) {
    std::vector<Reference> result;
    for (const Reference reference : model::references(rate))
        if (reference.variable->kind == VariableKind::noise) result.push_back(reference);
    return result;
}

/// A differential variable or t in a noise coefficient: what makes the noise multiplicative.
std::optional<Reference> state_in(const Expr& coefficient) {
    for (const Reference reference : model::references(model::expand_subexpressions(coefficient))) {
        const VariableKind kind = reference.variable->kind;
        if (kind == VariableKind::differential || kind == VariableKind::time || kind == VariableKind::step_count)
            return reference;
    }
    return std::nullopt;
}

/// x + dt f + sum g sqrt(dt) N, or the problem with this equation.
Result<Expr> step_of(const Variable& variable, double dt) {
    const Expr& rate = *variable.definition;
    const std::vector<Reference> noise = noise_in(rate);
    const auto parts = model::linear_parts(rate, noise);
    if (const auto* obstacle = std::get_if<model::NotLinear>(&parts)) {
        return Diagnostic{Problem::unsupported,
                          "the noise '" + obstacle->unknown.variable->name + "' in d" + variable.name +
                              "/dt must stand as a term or a factor of a term, not inside '" +
                              model::print(obstacle->where) + "'",
                          variable.definition_place};
    }
    const auto& linear = std::get<model::LinearParts>(parts);
    Expr value = Expr::reference({&variable}) + model::real(dt, kSecond) * linear.rest;
    for (std::size_t k = 0; k < noise.size(); ++k) {
        if (const auto state = state_in(linear.coefficients[k])) {
            return Diagnostic{Problem::unsupported,
                              "the method 'euler' takes additive noise only, but the noise '" + noise[k].variable->name +
                                  "' in d" + variable.name + "/dt is multiplied with '" + model::print(Expr::reference(*state)) +
                                  "', which changes",
                              variable.definition_place};
        }
        // The increment of a Wiener process over dt is sqrt(dt) N(0, 1); xi carries second**-0.5.
        value = value + model::real(std::sqrt(dt), kSecond) * linear.coefficients[k] * Expr::reference(noise[k]);
    }
    return value;
}

} // namespace

Result<Update> build_euler(const System& system) {
    Update update;
    for (const Variable* variable : system.unknowns) {
        Result<Expr> value = step_of(*variable, system.dt_seconds);
        if (!value) return value.problems();
        Expr next = model::simplify(*value);
        if (system.has_refractoriness && variable->unless_refractory) {
            const std::vector<Expr> choice{Expr::reference({&model::builtin(VariableKind::not_refractory)}), next,
                                           Expr::reference({variable})};
            next = Expr::call(model::function_for(model::Primitive::select), choice);
        }
        update.values.push_back(next);
    }
    return update;
}

} // namespace hillock::plan
