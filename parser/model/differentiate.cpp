// SPDX-License-Identifier: Apache-2.0
// Symbolic derivatives by the chain rule; the partial derivatives of functions stand in the function table.
#include "parser/model/algebra.hpp"

#include "parser/model/functions.hpp"
#include "parser/model/rewriting.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace hillock::internal::model {
namespace {

Expr sum(const Expr& a, const Expr& b) {
    return simplify_node(a + b);
}
Expr difference(const Expr& a, const Expr& b) {
    return simplify_node(a - b);
}
Expr product(const Expr& a, const Expr& b) {
    return simplify_node(a * b);
}
Expr quotient(const Expr& a, const Expr& b) {
    return simplify_node(a / b);
}

/// d/dx of one expression and all its parts, shared parts once.
class Differentiation {
  public:
    explicit Differentiation(Reference x) : x_(x), dimension_(Expr::reference(x).dimension()) {}

    /// nullopt: there is no derivative.
    std::optional<Expr> operator()(const Expr& expr) {
        if (!depends(expr))
            return real(0, expr.dimension() / dimension_);
        if (const auto found = done_.find(&expr.node()); found != done_.end())
            return found->second;
        std::optional<Expr> result = derivative(expr);
        done_.emplace(&expr.node(), result);
        return result;
    }

  private:
    bool depends(const Expr& expr) {
        if (const auto* reference = std::get_if<Reference>(&expr.node()))
            return x_ == *reference;
        if (operands_of(expr).empty())
            return false;
        if (const auto found = depends_.find(&expr.node()); found != depends_.end())
            return found->second;
        bool result = false;
        for (const Expr& operand : operands_of(expr))
            result = depends(operand) || result;
        depends_.emplace(&expr.node(), result);
        return result;
    }

    std::optional<Expr> derivative(const Expr& expr) {
        if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
            return of_operation(*operation);
        if (const auto* call = std::get_if<Expr::Call>(&expr.node()))
            return of_call(*call);
        return real(1); // x itself
    }

    std::optional<Expr> of_operation(const Expr::Operation& operation) {
        const Expr& a = operation.operands.front();
        const Expr& b = operation.operands.back();
        if (operation.op == Op::power)
            return chain(function_for(Primitive::power), operation.operands);
        const bool smooth = operation.op == Op::negate || operation.op == Op::add ||
                            operation.op == Op::subtract || operation.op == Op::multiply ||
                            operation.op == Op::divide;
        if (!smooth)
            return std::nullopt;
        const std::optional<Expr> da = (*this)(a);
        const std::optional<Expr> db = (*this)(b);
        if (!da || !db)
            return std::nullopt;
        switch (operation.op) {
        case Op::negate:
            return simplify_node(-*da);
        case Op::add:
            return sum(*da, *db);
        case Op::subtract:
            return difference(*da, *db);
        case Op::multiply:
            return sum(product(*da, b), product(a, *db));
        default: // a'/b - a*b'/b^2
            return difference(quotient(*da, b), quotient(product(a, *db), product(b, b)));
        }
    }

    std::optional<Expr> of_call(const Expr::Call& call) {
        if (call.function->primitive != Primitive::select)
            return chain(*call.function, call.arguments);
        // Branch by branch: 0 times the derivative of a branch that is not taken may be 0 times infinity.
        if (depends(call.arguments[0]))
            return std::nullopt;
        const std::optional<Expr> yes = (*this)(call.arguments[1]);
        const std::optional<Expr> no = (*this)(call.arguments[2]);
        if (!yes || !no)
            return std::nullopt;
        return simplify_node(Expr::call(*call.function, {call.arguments[0], *yes, *no}));
    }

    std::optional<Expr> chain(const Function& function, const std::vector<Expr>& arguments) {
        if (!function.derivatives)
            return std::nullopt;
        std::optional<Expr> total;
        const std::vector<Expr> partials = function.derivatives(arguments);
        for (std::size_t k = 0; k < arguments.size(); ++k) {
            if (!depends(arguments[k]))
                continue; // its partial may be undefined: log of a negative base
            const std::optional<Expr> inner = (*this)(arguments[k]);
            if (!inner)
                return std::nullopt;
            const Expr term = product(simplify(partials[k]), *inner);
            total = total ? sum(*total, term) : term;
        }
        return total;
    }

    Reference x_;
    Dimension dimension_;
    std::unordered_map<const Expr::Node*, std::optional<Expr>> done_;
    std::unordered_map<const Expr::Node*, bool> depends_;
};

} // namespace

std::optional<Expr> differentiate(const Expr& expr, Reference x) {
    const Expr simple = simplify(expr);
    std::optional<Expr> result = Differentiation(x)(simple);
    if (!result)
        return std::nullopt;
    return simplify(*result);
}

} // namespace hillock::internal::model
