// SPDX-License-Identifier: Apache-2.0
// Exponential Euler for conditionally linear equations: dx/dt = A x + B, solved exactly over one step with A and B taken at
// its start (MacGregor, Neural and Brain Modeling, 1987; Rush and Larsen, IEEE Trans Biomed Eng 25, 1978). A and B may
// contain the other unknowns, and x itself inside functions. Like a Rosenbrock method the step is linearly implicit, with A
// in the place of the derivative; unlike one it is of first order only where A is not that derivative.
#include "jit/plan/noise.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace hillock::internal::plan {

using model::Expr;
using model::Op;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

struct Parts {
    Expr a, b;
};
struct Obstacle {
    Expr where;
};
using Decomposed = std::variant<Parts, Obstacle>;

bool is_zero(const Expr& expr) { return model::constant_value(expr) == 0.0; }

const std::vector<Expr>& operands_of(const Expr& expr) {
    static const std::vector<Expr> kNone;
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node())) return operation->operands;
    if (const auto* call = std::get_if<Expr::Call>(&expr.node())) return call->arguments;
    return kNone;
}

/// where(c, a, b), whose branches count as they were written without it.
const Expr::Call* as_selection(const Expr& expr) {
    const auto* call = std::get_if<Expr::Call>(&expr.node());
    return call && call->function->primitive == model::Primitive::select ? call : nullptr;
}

/// Takes the rate of one unknown apart. Subexpressions stay references unless x stands in them outside of functions;
/// these give two temporaries.
class Decomposition {
  public:
    Decomposition(const Variable& unknown, Update& update) : unknown_(unknown), update_(update) {}

    Decomposed operator()(const Expr& expr) {
        if (!is_bare(expr)) return Parts{model::real(0, expr.dimension() / unknown_.dimension), expr};
        if (const auto found = done_.find(&expr.node()); found != done_.end()) return found->second;
        Decomposed parts = decompose(expr);
        done_.emplace(&expr.node(), parts);
        return parts;
    }

  private:
    /// Whether x stands in it outside of the arguments of functions.
    bool is_bare(const Expr& expr) {
        if (const auto* reference = std::get_if<Reference>(&expr.node())) return is_bare(*reference->variable);
        if (std::holds_alternative<Expr::Constant>(expr.node())) return false;
        if (const auto found = bare_.find(&expr.node()); found != bare_.end()) return found->second;
        bool bare = false;
        if (const auto* selection = as_selection(expr)) bare = is_bare(selection->arguments[1]) || is_bare(selection->arguments[2]);
        else if (std::holds_alternative<Expr::Operation>(expr.node()))
            for (const Expr& operand : operands_of(expr)) bare = is_bare(operand) || bare;
        bare_.emplace(&expr.node(), bare);
        return bare;
    }
    bool is_bare(const Variable& variable) {
        if (&variable == &unknown_) return true;
        return variable.kind == VariableKind::subexpression && is_bare(*variable.definition);
    }

    Decomposed decompose(const Expr& expr) {
        if (const auto* reference = std::get_if<Reference>(&expr.node())) return of_variable(*reference->variable);
        if (const auto* selection = as_selection(expr))
            return combined(selection->arguments[1], selection->arguments[2], [selection](const Expr& yes, const Expr& no) {
                return Expr::call(*selection->function, {selection->arguments[0], yes, no});
            });
        const auto& operation = std::get<Expr::Operation>(expr.node());
        const Expr& left = operation.operands.front();
        const Expr& right = operation.operands.back();
        switch (operation.op) {
        case Op::negate: return mapped(left, [](const Expr& part) { return -part; });
        case Op::add: return combined(left, right, [](const Expr& x, const Expr& y) { return x + y; });
        case Op::subtract: return combined(left, right, [](const Expr& x, const Expr& y) { return x - y; });
        case Op::multiply:
            if (!is_bare(left)) return mapped(right, [&](const Expr& part) { return left * part; });
            if (!is_bare(right)) return mapped(left, [&](const Expr& part) { return part * right; });
            return Obstacle{expr};
        case Op::divide: return quotient(expr, left, right);
        default: return Obstacle{expr};
        }
    }

    Decomposed of_variable(const Variable& variable) {
        if (&variable == &unknown_) return Parts{model::real(1), model::real(0, unknown_.dimension)};
        if (const auto known = subexpressions_.find(&variable); known != subexpressions_.end()) return known->second;
        definitions_.push_back(model::simplify(*variable.definition));
        Decomposed parts = (*this)(Expr(definitions_.back()));
        if (auto* found = std::get_if<Parts>(&parts)) {
            found->a = update_.keep(variable.name + "_a", found->a);
            found->b = update_.keep(variable.name + "_b", found->b);
        }
        subexpressions_.emplace(&variable, parts);
        return parts;
    }

    /// x/(1 + x) is x times a coefficient that is taken at the start of the step; 1/(1 + x) is not linear in x.
    Decomposed quotient(const Expr& whole, const Expr& above, const Expr& below) {
        Decomposed parts = mapped(above, [&](const Expr& part) { return part / below; });
        const auto* found = std::get_if<Parts>(&parts);
        if (found && is_bare(below) && !is_zero(found->b)) return Obstacle{whole};
        return parts;
    }

    template <class Map> Decomposed mapped(const Expr& operand, Map map) {
        Decomposed parts = (*this)(operand);
        if (auto* found = std::get_if<Parts>(&parts)) {
            found->a = model::simplify(map(found->a));
            found->b = model::simplify(map(found->b));
        }
        return parts;
    }

    template <class Combine> Decomposed combined(const Expr& left, const Expr& right, Combine combine) {
        Decomposed first = (*this)(left), second = (*this)(right);
        if (std::holds_alternative<Obstacle>(first)) return first;
        if (std::holds_alternative<Obstacle>(second)) return second;
        const auto &x = std::get<Parts>(first), &y = std::get<Parts>(second);
        return Parts{model::simplify(combine(x.a, y.a)), model::simplify(combine(x.b, y.b))};
    }

    const Variable& unknown_;
    Update& update_;
    std::map<const Expr::Node*, Decomposed> done_;
    std::map<const Expr::Node*, bool> bare_;
    std::map<const Variable*, Decomposed> subexpressions_;
    std::vector<Expr> definitions_; ///< keeps the nodes that the maps point to
};

Result<Expr> step_of(const Variable& variable, double dt, Update& update) {
    const Decomposed parts = Decomposition(variable, update)(model::simplify(*variable.definition));
    if (const auto* obstacle = std::get_if<Obstacle>(&parts))
        return Diagnostic{Problem::unsupported,
                          "the method 'exponential_euler' cannot integrate d" + variable.name + "/dt: outside of functions '" +
                              variable.name + "' must stand as a factor of a term, but it stands in '" +
                              model::print(obstacle->where) + "'",
                          variable.definition_place,
                          {{"use method 'rk2' or 'rk4', which take any equations without noise", {}}}};
    const auto& [a, b] = std::get<Parts>(parts);
    // Both are used more than once, and random functions in them have one value a step.
    return linear_step(Expr::reference({&variable}), update.keep("a_" + variable.name, a), update.keep("b_" + variable.name, b), dt);
}

} // namespace

Result<Update> build_exponential_euler(const System& system) {
    if (auto problem = refuse_any_noise(system, "exponential_euler")) return *std::move(problem);
    Update update;
    Diagnostics problems;
    for (const Variable* variable : system.unknowns) {
        Result<Expr> value = step_of(*variable, system.dt_seconds, update);
        if (value) update.values.push_back(unless_refractory(system, *variable, *value));
        else problems.insert(problems.end(), value.problems().begin(), value.problems().end());
    }
    if (!problems.empty()) return problems;
    return update;
}

} // namespace hillock::internal::plan
