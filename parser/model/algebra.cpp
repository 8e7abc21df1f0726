// SPDX-License-Identifier: Apache-2.0
// Replacing references, and values of whole expressions. Shared nodes are treated once: the work is bounded
// by the number of nodes, not by the length of the expression as text.
#include "parser/model/algebra.hpp"

#include "hillock/error.hpp"
#include "parser/model/evaluators.hpp"
#include "parser/model/rewriting.hpp"
#include "parser/model/variable.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace hillock::internal::model {
namespace {

struct Address {
    const Variable* variable;
    Side side;
    auto operator<=>(const Address&) const = default;
};

/// Replaces subexpressions by their definitions, each definition once.
class Expansion {
  public:
    Expr operator()(const Expr& expr) {
        return substitute(expr, [this](Reference reference) { return definition(reference); });
    }

  private:
    std::optional<Expr> definition(Reference reference) {
        if (reference.variable->kind != VariableKind::subexpression)
            return std::nullopt;
        const Address address{reference.variable, reference.side};
        if (const auto found = done_.find(address); found != done_.end())
            return found->second;
        Expr expanded = (*this)(on_side(*reference.variable->definition, reference.side));
        done_.emplace(address, expanded);
        return expanded;
    }

    /// The code of a group knows only `own`; seen from a synapse that is its pre- or postsynaptic neuron.
    static Expr on_side(const Expr& expr, Side side) {
        if (side == Side::own)
            return expr;
        return substitute(expr, [side](Reference inner) -> std::optional<Expr> {
            const VariableKind kind = inner.variable->kind;
            const bool same_everywhere = kind == VariableKind::time || kind == VariableKind::time_step ||
                                         kind == VariableKind::step_count || kind == VariableKind::constant;
            if (inner.side != Side::own || same_everywhere)
                return std::nullopt;
            return Expr::reference({inner.variable, side});
        });
    }

    std::map<Address, Expr> done_;
};

class Evaluation {
  public:
    explicit Evaluation(const std::function<double(Reference)>& value) : value_(value) {}

    double operator()(const Expr& expr) {
        if (const auto found = done_.find(&expr.node()); found != done_.end())
            return found->second;
        const double value = compute(expr);
        done_.emplace(&expr.node(), value);
        return value;
    }

  private:
    double compute(const Expr& expr) {
        if (const auto* constant = std::get_if<Expr::Constant>(&expr.node()))
            return constant->value;
        if (const auto* reference = std::get_if<Reference>(&expr.node()))
            return value_(*reference);
        std::vector<double> values;
        for (const Expr& operand : operands_of(expr))
            values.push_back((*this)(operand));
        return value_of(expr, values);
    }

    const std::function<double(Reference)>& value_;
    std::unordered_map<const Expr::Node*, double> done_;
};

} // namespace

const std::vector<Expr>& operands_of(const Expr& expr) {
    static const std::vector<Expr> none;
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
        return operation->operands;
    if (const auto* call = std::get_if<Expr::Call>(&expr.node()))
        return call->arguments;
    return none;
}

Expr with_operands(const Expr& expr, std::vector<Expr> operands) {
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
        return Expr::operation(operation->op, std::move(operands));
    const auto& call = std::get<Expr::Call>(expr.node());
    return Expr::call(*call.function, std::move(operands), call.occurrence);
}

double value_of(const Expr& expr, std::span<const double> values) {
    if (const auto* call = std::get_if<Expr::Call>(&expr.node())) {
        if (!call->function->evaluate)
            throw InternalError("internal error, please report: '" + print(expr) +
                                "' has no value of its own");
        return call->function->evaluate(values);
    }
    const auto& operation = std::get<Expr::Operation>(expr.node());
    if (operation.op == Op::power && expr.type() == Type::real) {
        if (const std::optional<double> exponent = constant_value(operation.operands[1]))
            return constant_power(values[0], *exponent);
    }
    if (operation.op == Op::power && expr.type() == Type::integer)
        return static_cast<double>(to_integer(constant_power(values[0], values[1])));
    Type type = expr.type();
    if (type == Type::boolean) // comparisons: the arithmetic is that of the operands
        for (const Expr& operand : operation.operands)
            type = std::max(type, operand.type());
    return evaluate_operator(operation.op, type, values);
}

Expr Rewriting::operator()(const Expr& expr) {
    if (const auto found = done_.find(&expr.node()); found != done_.end())
        return found->second;
    Expr result = rewrite_(rebuilt(expr));
    done_.emplace(&expr.node(), result);
    return result;
}

Expr Rewriting::rebuilt(const Expr& expr) {
    const std::vector<Expr>& before = operands_of(expr);
    std::vector<Expr> after;
    after.reserve(before.size());
    bool changed = false;
    for (const Expr& operand : before) {
        after.push_back((*this)(operand));
        changed = changed || &after.back().node() != &operand.node();
    }
    return changed ? with_operands(expr, std::move(after)) : expr;
}

Expr substitute(const Expr& expr, const std::function<std::optional<Expr>(Reference)>& replace) {
    return Rewriting([&](const Expr& part) {
        const auto* reference = std::get_if<Reference>(&part.node());
        return reference ? replace(*reference).value_or(part) : part;
    })(expr);
}

Expr expand_subexpressions(const Expr& expr) {
    return Expansion()(expr);
}

double evaluate(const Expr& expr, const std::function<double(Reference)>& value) {
    return Evaluation(value)(expr);
}

} // namespace hillock::internal::model
