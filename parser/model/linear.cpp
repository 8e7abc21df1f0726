// SPDX-License-Identifier: Apache-2.0
// Decomposition into coefficients of unknowns and a rest, or the reason why there is none.
#include "parser/model/algebra.hpp"

#include "parser/model/functions.hpp"
#include "parser/model/rewriting.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace hillock::internal::model {
namespace {

using Parts = std::variant<LinearParts, NotLinear>;

class Decomposition {
  public:
    explicit Decomposition(const std::vector<Reference>& unknowns) : unknowns_(unknowns) {
        for (const Reference& unknown : unknowns)
            dimensions_.push_back(Expr::reference(unknown).dimension());
    }

    Parts operator()(const Expr& expr) {
        if (!unknown_in(expr))
            return constant_parts(expr);
        if (const auto found = done_.find(&expr.node()); found != done_.end())
            return found->second;
        Parts parts = decompose(expr);
        done_.emplace(&expr.node(), parts);
        return parts;
    }

  private:
    using Combine = std::function<Expr(const Expr&, const Expr&)>;

    /// The first unknown in it, in order of appearance.
    const Reference* unknown_in(const Expr& expr) {
        if (const auto* reference = std::get_if<Reference>(&expr.node())) {
            const auto found = std::find(unknowns_.begin(), unknowns_.end(), *reference);
            return found == unknowns_.end() ? nullptr : &*found;
        }
        if (operands_of(expr).empty())
            return nullptr;
        if (const auto found = unknown_in_.find(&expr.node()); found != unknown_in_.end())
            return found->second;
        const Reference* unknown = nullptr;
        for (const Expr& operand : operands_of(expr))
            if (const Reference* inside = unknown_in(operand); inside && !unknown)
                unknown = inside;
        unknown_in_.emplace(&expr.node(), unknown);
        return unknown;
    }

    LinearParts constant_parts(const Expr& expr) const {
        LinearParts parts;
        for (const Dimension& dimension : dimensions_)
            parts.coefficients.push_back(real(0, expr.dimension() / dimension));
        parts.rest = expr;
        return parts;
    }

    /// \pre an unknown is in it
    Parts decompose(const Expr& expr) {
        if (const auto* reference = std::get_if<Reference>(&expr.node()))
            return unknown_parts(*reference);
        if (const auto* call = std::get_if<Expr::Call>(&expr.node())) {
            const bool selection =
                call->function->primitive == Primitive::select && !unknown_in(call->arguments[0]);
            if (!selection)
                return obstacle(expr);
            return combined(call->arguments[1], call->arguments[2], [call](const Expr& yes, const Expr& no) {
                return simplify_node(Expr::call(*call->function, {call->arguments[0], yes, no}));
            });
        }
        const auto& operation = std::get<Expr::Operation>(expr.node());
        const Expr& a = operation.operands.front();
        const Expr& b = operation.operands.back();
        switch (operation.op) {
        case Op::negate:
            return mapped(a, [](const Expr& part) { return simplify_node(-part); });
        case Op::add:
            return combined(a, b, [](const Expr& x, const Expr& y) { return simplify_node(x + y); });
        case Op::subtract:
            return combined(a, b, [](const Expr& x, const Expr& y) { return simplify_node(x - y); });
        case Op::multiply:
            if (!unknown_in(a))
                return mapped(b, [&](const Expr& part) { return simplify_node(a * part); });
            if (!unknown_in(b))
                return mapped(a, [&](const Expr& part) { return simplify_node(part * b); });
            return obstacle(expr);
        case Op::divide:
            if (!unknown_in(b))
                return mapped(a, [&](const Expr& part) { return simplify_node(part / b); });
            return obstacle(expr);
        default:
            return obstacle(expr);
        }
    }

    Parts unknown_parts(const Reference& reference) const {
        LinearParts parts = constant_parts(Expr::reference(reference));
        const auto which = std::find(unknowns_.begin(), unknowns_.end(), reference) - unknowns_.begin();
        parts.coefficients[static_cast<std::size_t>(which)] = real(1);
        parts.rest = real(0, parts.rest.dimension());
        return parts;
    }

    Parts mapped(const Expr& operand, const std::function<Expr(const Expr&)>& map) {
        Parts parts = (*this)(operand);
        if (auto* linear = std::get_if<LinearParts>(&parts)) {
            for (Expr& coefficient : linear->coefficients)
                coefficient = map(coefficient);
            linear->rest = map(linear->rest);
        }
        return parts;
    }

    Parts combined(const Expr& a, const Expr& b, const Combine& combine) {
        Parts left = (*this)(a);
        Parts right = (*this)(b);
        if (std::holds_alternative<NotLinear>(left))
            return left;
        if (std::holds_alternative<NotLinear>(right))
            return right;
        auto& x = std::get<LinearParts>(left);
        const auto& y = std::get<LinearParts>(right);
        for (std::size_t k = 0; k < unknowns_.size(); ++k)
            x.coefficients[k] = combine(x.coefficients[k], y.coefficients[k]);
        x.rest = combine(x.rest, y.rest);
        return left;
    }

    /// Not linear as a whole; a part of it may show that already.
    Parts obstacle(const Expr& expr) {
        for (const Expr& operand : operands_of(expr)) {
            Parts parts = (*this)(operand);
            if (std::holds_alternative<NotLinear>(parts))
                return parts;
        }
        const auto* operation = std::get_if<Expr::Operation>(&expr.node());
        const bool in_divisor = operation && operation->op == Op::divide;
        return NotLinear{*unknown_in(in_divisor ? operation->operands[1] : expr), expr};
    }

    const std::vector<Reference>& unknowns_;
    std::vector<Dimension> dimensions_;
    std::unordered_map<const Expr::Node*, Parts> done_;
    std::unordered_map<const Expr::Node*, const Reference*> unknown_in_;
};

} // namespace

std::variant<LinearParts, NotLinear> linear_parts(const Expr& expr, const std::vector<Reference>& unknowns) {
    const Expr simple = simplify(expr);
    Parts parts = Decomposition(unknowns)(simple);
    if (std::holds_alternative<LinearParts>(parts))
        return parts;
    // Shown to the user as it was written, with the names of constants.
    Parts as_written = Decomposition(unknowns)(expr);
    return std::holds_alternative<NotLinear>(as_written) ? as_written : parts;
}

} // namespace hillock::internal::model
