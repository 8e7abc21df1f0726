// SPDX-License-Identifier: Apache-2.0
// Exact rewriting of typed expressions: pure functions from expression to expression.
#pragma once

#include "parser/model/expr.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hillock::internal::model {

/// Replace references: where `replace` returns an expression it stands instead of the reference.
[[nodiscard]] Expr substitute(const Expr& expr, const std::function<std::optional<Expr>(Reference)>& replace);

/// Every subexpression variable (VariableKind::subexpression) replaced by its definition, all the way down; the
/// definition of a variable of side pre or post is read on that side.
[[nodiscard]] Expr expand_subexpressions(const Expr& expr);

/// References to constants become numbers, constant operations are evaluated with the evaluators of the function table
/// (the same bits as at run time), and these are simplified: x+0, 0+x, x-0, 0-x, x+-y, x--y, x*1, 1*x, x*-1, x*0 and 0*x
/// (x is taken to be finite), x/1, 0/x (x is taken not to be 0), x**1, x**0, --x, not not x, a and/or with a constant side,
/// where(constant, ...), where(c, x, x). Division by a constant c becomes multiplication by 1/c only if c is a power of
/// two. Never reassociates. Keeps type and dimension; what cannot keep them stays (an integer + 0.0).
[[nodiscard]] Expr simplify(const Expr& expr);

/// The value if it is a constant after simplify.
[[nodiscard]] std::optional<double> constant_value(const Expr& expr);

/// d expr / d x, with x the reference; simplified. nullopt where a function in the way has no derivative
/// (floor, int, a condition that contains x, random functions).
[[nodiscard]] std::optional<Expr> differentiate(const Expr& expr, Reference x);

/// expr == sum_k coefficients[k] * unknowns[k] + rest, with no unknown left in coefficients or rest.
struct LinearParts {
    std::vector<Expr> coefficients;
    Expr rest;
};
/// Decompose, or the unknown that stands in the way and the smallest subexpression that shows it ("exp(v)", "v * w").
/// `where` is as written, not simplified.
struct NotLinear {
    Reference unknown;
    Expr where;
};
/// Works through +, -, unary -, * and / by an expression free of unknowns; where(c, a, b) with c free of unknowns;
/// powers and calls only if free of unknowns. Results are simplified. Subexpressions must have been expanded.
[[nodiscard]] std::variant<LinearParts, NotLinear> linear_parts(const Expr& expr, const std::vector<Reference>& unknowns);

/// Value under an assignment of numbers to references; random functions are not allowed. For tests and constants.
[[nodiscard]] double evaluate(const Expr& expr, const std::function<double(Reference)>& value);

} // namespace hillock::internal::model
