// SPDX-License-Identifier: Apache-2.0
// The exact update of linear systems. Equations that influence each other form a block; a block is solved
//   by numbers, where its coefficients are constants: one multiply-add a coefficient and step;
//   by the scalar formula, where it is one equation with coefficients that differ from neuron to neuron;
//   by the flow of flow.hpp, element by element, where it is several such equations.
#include "jit/plan/integrators.hpp"
#include "jit/plan/linear_system.hpp"
#include "jit/plan/propagator.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

Diagnostic refuse(const System& system, const Variable& variable, const std::string& why) {
    return {Problem::unsupported, "the method 'exact' cannot integrate d" + variable.name + "/dt: " + why, variable.definition_place,
            {{methods_for(system), {}}}};
}

bool is_time(const Expr& expr) {
    const auto* reference = std::get_if<Reference>(&expr.node());
    return reference && reference->variable->kind == VariableKind::time;
}

/// A TimedArray of t is constant in every step if a whole number of steps makes one of its rows.
bool is_held_table(const Expr::Call& call, const System& system) {
    const model::Table* table = call.function->user ? std::get_if<model::Table>(&call.function->user->content) : nullptr;
    if (!table || !is_time(call.arguments.front())) return false;
    const double steps = table_in(system.tables, *table).dt_seconds / system.dt_seconds;
    return steps > 0.5 && std::abs(steps - std::nearbyint(steps)) < 1e-4;
}

/// Finds a use of t that does more than choose a value that is held over the step. Visits shared nodes once.
class TimeSearch {
  public:
    explicit TimeSearch(const System& system) : system_(system) {}

    bool finds_in(const Expr& expr) {
        if (is_time(expr)) return true;
        if (!seen_.insert(&expr.node()).second) return false;
        if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
            return std::any_of(operation->operands.begin(), operation->operands.end(),
                               [this](const Expr& operand) { return finds_in(operand); });
        const auto* call = std::get_if<Expr::Call>(&expr.node());
        if (!call) return false;
        return std::any_of(call->arguments.begin() + (is_held_table(*call, system_) ? 1 : 0), call->arguments.end(),
                           [this](const Expr& argument) { return finds_in(argument); });
    }

  private:
    const System& system_;
    std::set<const Expr::Node*> seen_;
};

std::optional<std::string> obstacle(const Expr& rate, const System& system) {
    if (model::has_state(rate)) return "it contains a random function";
    for (const Reference reference : model::references(rate)) {
        switch (reference.variable->kind) {
        case VariableKind::noise: return "it contains the noise '" + reference.variable->name + "'";
        case VariableKind::time:
            if (!TimeSearch(system).finds_in(rate)) break;
            [[fallthrough]];
        case VariableKind::step_count:
            return "it depends on '" + reference.variable->name + "', so that its coefficients change within a step";
        default: break;
        }
    }
    return std::nullopt;
}

/// The coefficients of a block, if all are constants.
std::optional<Matrix> constant_matrix(const LinearSystem& system, const std::vector<std::size_t>& members) {
    Matrix matrix(members.size());
    for (std::size_t r = 0; r < members.size(); ++r)
        for (std::size_t c = 0; c < members.size(); ++c) {
            const auto value = model::constant_value(system.coefficients[members[r]][members[c]]);
            if (!value) return std::nullopt;
            matrix(r, c) = *value;
        }
    return matrix;
}

/// A sum that grows by products, so that each becomes one fused multiply-add.
class Sum {
  public:
    void add(const Expr& term) { sum_ = sum_ ? *sum_ + term : term; }
    void add(double factor, Dimension dimension, const Expr& term) {
        if (factor == 0) return;
        add(factor == 1 ? term : model::real(factor, dimension) * term);
    }
    [[nodiscard]] Expr value() const { return sum_ ? *sum_ : model::real(0); }

  private:
    std::optional<Expr> sum_;
};

class Solver {
  public:
    Solver(const LinearSystem& system, double dt, Update& update) : system_(system), dt_(dt), update_(update) {}

    /// New values of all unknowns.
    std::vector<Expr> solve() {
        std::vector<Expr> values(system_.unknowns.size());
        for (const auto& members : blocks(system_)) {
            if (const auto matrix = constant_matrix(system_, members)) by_numbers(members, *matrix, values);
            else if (members.size() == 1) values[members[0]] = linear_step(x(members[0]), system_.coefficients[members[0]][members[0]], system_.rest[members[0]], dt_);
            else by_operations(members, values);
        }
        return values;
    }

  private:
    Expr x(std::size_t i) const { return Expr::reference({system_.unknowns[i]}); }
    Dimension dimension(std::size_t i) const { return system_.unknowns[i]->dimension; }

    void by_numbers(const std::vector<std::size_t>& members, const Matrix& matrix, std::vector<Expr>& values) const {
        const Propagator p = propagator(matrix, dt_);
        for (std::size_t r = 0; r < members.size(); ++r) {
            const std::size_t i = members[r];
            double constant = 0;
            for (std::size_t c = 0; c < members.size(); ++c)
                constant += p.input(r, c) * model::constant_value(system_.rest[members[c]]).value_or(0);
            Sum sum;
            if (constant != 0) sum.add(model::real(constant, dimension(i)));
            for (std::size_t c = 0; c < members.size(); ++c) {
                const std::size_t j = members[c];
                if (!model::constant_value(system_.rest[j]))
                    sum.add(p.input(r, c), dimension(i) / dimension(j) * kTimeDimension, system_.rest[j]);
            }
            for (std::size_t c = 0; c < members.size(); ++c)
                if (c != r) sum.add(p.state(r, c), dimension(i) / dimension(members[c]), x(members[c]));
            sum.add(p.state(r, r), {}, x(i)); // last: the variable itself waits for nothing
            values[i] = sum.value();
        }
    }

    /// Joins the members to the flow that is computed element by element.
    void by_operations(const std::vector<std::size_t>& members, std::vector<Expr>& values) {
        Flow& flow = update_.flow;
        const std::size_t before = flow.unknowns.size(), after = before + members.size();
        for (auto& row : flow.coefficients) row.resize(after, model::real(0));
        for (const std::size_t i : members) {
            std::vector<Expr> row(before, model::real(0));
            for (const std::size_t j : members) row.push_back(system_.coefficients[i][j]);
            auto new_value = std::make_unique<Variable>();
            new_value->name = "new_" + system_.unknowns[i]->name;
            new_value->kind = VariableKind::local;
            new_value->dimension = dimension(i);
            values[i] = Expr::reference({new_value.get()});
            flow.unknowns.push_back(system_.unknowns[i]);
            flow.coefficients.push_back(std::move(row));
            flow.inputs.push_back(system_.rest[i]);
            flow.new_values.push_back(std::move(new_value));
        }
    }

    const LinearSystem& system_;
    double dt_;
    Update& update_;
};

/// The system while the neuron is refractory: marked unknowns stand still.
LinearSystem clamp(LinearSystem system) {
    for (std::size_t i = 0; i < system.unknowns.size(); ++i) {
        if (!system.unknowns[i]->unless_refractory) continue;
        for (Expr& coefficient : system.coefficients[i]) coefficient = model::real(0, coefficient.dimension());
        system.rest[i] = model::real(0, system.rest[i].dimension());
    }
    return system;
}

/// The same by coefficients that are 0 while the neuron is refractory: for what is computed element by element anyway.
LinearSystem lock(LinearSystem system) {
    const Expr not_refractory = Expr::reference({&model::builtin(VariableKind::not_refractory)});
    const auto locked = [&](const Expr& value) {
        if (is_zero(value)) return value;
        return Expr::call(model::function_for(model::Primitive::select),
                          {not_refractory, value, model::real(0, value.dimension())});
    };
    for (std::size_t i = 0; i < system.unknowns.size(); ++i) {
        if (!system.unknowns[i]->unless_refractory) continue;
        for (Expr& coefficient : system.coefficients[i]) coefficient = locked(coefficient);
        system.rest[i] = locked(system.rest[i]);
    }
    return system;
}

/// Members of the largest block that is computed element by element; 0 if there is none.
std::size_t largest_flow(const LinearSystem& system) {
    std::size_t largest = 0;
    for (const auto& members : blocks(system))
        if (members.size() > 1 && !constant_matrix(system, members)) largest = std::max(largest, members.size());
    return largest;
}

} // namespace

Result<Update> build_exact(const System& system) {
    Result<LinearSystem> linear = linearise(
        system.unknowns, {[&](const Expr& rate) { return obstacle(rate, system); },
                          [&](const Variable& variable, const std::string& why) { return refuse(system, variable, why); }});
    if (!linear) return linear.problems();
    const std::size_t flow = largest_flow(*linear);
    if (flow > kLargestFlow)
        return refuse(system, *system.unknowns.front(), std::to_string(flow) +
                                                    " equations are coupled by coefficients that differ from neuron to neuron; "
                                                    "up to " + std::to_string(kLargestFlow) + " are integrated exactly");
    bool locks = false;
    for (const Variable* variable : system.unknowns)
        locks = locks || (system.has_refractoriness && variable->unless_refractory);
    Update update;
    if (!locks || flow > 0) {
        const LinearSystem whole = locks ? lock(*linear) : *linear;
        update.values = Solver(whole, system.dt_seconds, update).solve();
        return update;
    }
    update.values = Solver(*linear, system.dt_seconds, update).solve();
    const LinearSystem clamped = clamp(*linear);
    const std::vector<Expr> still = Solver(clamped, system.dt_seconds, update).solve();
    const Expr not_refractory = Expr::reference({&model::builtin(VariableKind::not_refractory)});
    for (std::size_t i = 0; i < still.size(); ++i)
        if (!(update.values[i] == still[i]))
            update.values[i] = Expr::call(model::function_for(model::Primitive::select),
                                          {not_refractory, update.values[i], still[i]});
    return update;
}

} // namespace hillock::internal::plan
