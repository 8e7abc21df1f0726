// SPDX-License-Identifier: Apache-2.0
// Rules that make an expression smaller and keep its value, type and dimension. The value is kept bit for
// bit, but for the sign of a zero; x*0 takes x to be finite, 0/x takes it to be neither 0 nor NaN.
#include "parser/model/algebra.hpp"

#include "parser/model/functions.hpp"
#include "parser/model/rewriting.hpp"
#include "parser/model/variable.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hillock::internal::model {
namespace {

/// The largest magnitude up to which all whole numbers are doubles: beyond it integers are not folded.
constexpr double kLargestExact = 9007199254740992.0; // 2^53

const double* constant_of(const Expr& expr) {
    const auto* constant = std::get_if<Expr::Constant>(&expr.node());
    return constant ? &constant->value : nullptr;
}
bool is_constant(const Expr& expr, double value) {
    const double* constant = constant_of(expr);
    return constant && *constant == value;
}
/// A factor or divisor of exactly this number, without a unit.
bool is_number(const Expr& expr, double value) {
    return is_constant(expr, value) && expr.dimension().is_dimensionless();
}

const Expr::Operation* operation_of(const Expr& expr, Op op) {
    const auto* operation = std::get_if<Expr::Operation>(&expr.node());
    return operation && operation->op == op ? operation : nullptr;
}

/// `part` in the place of `whole`, where the types allow it: a constant can be converted, anything else not.
std::optional<Expr> instead(const Expr& whole, const Expr& part) {
    if (part.type() == whole.type() && part.dimension() == whole.dimension())
        return part;
    if (const double* value = constant_of(part))
        return Expr::constant(*value, whole.type(), whole.dimension());
    return std::nullopt;
}

Expr zero_of(const Expr& whole) {
    return Expr::constant(0, whole.type(), whole.dimension());
}

/// The value of an operation on constants; none where folding would hide a NaN or lose bits of an integer.
std::optional<Expr> folded(const Expr& expr) {
    const std::vector<Expr>& operands = operands_of(expr);
    std::vector<double> values;
    for (const Expr& operand : operands) {
        const double* value = constant_of(operand);
        if (!value)
            return std::nullopt;
        values.push_back(*value);
    }
    if (const auto* call = std::get_if<Expr::Call>(&expr.node()); call && !call->function->evaluate)
        return std::nullopt;
    if (values.empty())
        return std::nullopt;
    if ((operation_of(expr, Op::floor_divide) || operation_of(expr, Op::modulo)) && values[1] == 0)
        return std::nullopt;
    const double value = value_of(expr, values);
    if (std::isnan(value))
        return std::nullopt;
    if (expr.type() == Type::integer && std::abs(value) >= kLargestExact)
        return std::nullopt;
    return Expr::constant(value, expr.type(), expr.dimension());
}

std::optional<Expr> simpler_sum(const Expr& expr, const Expr& a, const Expr& b) {
    if (is_constant(b, 0))
        return instead(expr, a);
    if (is_constant(a, 0))
        return instead(expr, b);
    if (const auto* negative = operation_of(b, Op::negate))
        return a - negative->operands[0];
    return std::nullopt;
}

std::optional<Expr> simpler_difference(const Expr& expr, const Expr& a, const Expr& b) {
    if (is_constant(b, 0))
        return instead(expr, a);
    if (is_constant(a, 0) && b.type() == expr.type())
        return simplify_node(-b);
    if (const auto* negative = operation_of(b, Op::negate))
        return a + negative->operands[0];
    return std::nullopt;
}

std::optional<Expr> simpler_product(const Expr& expr, const Expr& a, const Expr& b) {
    if (is_constant(a, 0) || is_constant(b, 0))
        return zero_of(expr);
    if (is_number(b, 1))
        return instead(expr, a);
    if (is_number(a, 1))
        return instead(expr, b);
    if (is_number(b, -1) && a.type() == expr.type())
        return simplify_node(-a);
    if (is_number(a, -1) && b.type() == expr.type())
        return simplify_node(-b);
    return std::nullopt;
}

/// 1/c is exact, so that x*(1/c) rounds as x/c does.
bool has_exact_reciprocal(double c) {
    int exponent = 0;
    return std::isfinite(c) && std::abs(std::frexp(c, &exponent)) == 0.5 && std::isnormal(1 / c) &&
           std::isnormal(c);
}

std::optional<Expr> simpler_quotient(const Expr& expr, const Expr& a, const Expr& b) {
    if (is_constant(a, 0) && !is_constant(b, 0))
        return zero_of(expr);
    if (is_number(b, 1))
        return instead(expr, a);
    if (is_number(b, -1) && a.type() == expr.type())
        return simplify_node(-a);
    const double* divisor = constant_of(b);
    if (!divisor || *divisor == 1 || !has_exact_reciprocal(*divisor))
        return std::nullopt;
    return simplify_node(a * real(1 / *divisor, Dimension() / b.dimension()));
}

std::optional<Expr> simpler_power(const Expr& expr, const Expr& a, const Expr& b) {
    if (is_constant(b, 0))
        return Expr::constant(1, expr.type(), expr.dimension());
    if (is_constant(b, 1))
        return instead(expr, a);
    return std::nullopt;
}

/// `decisive` is the constant that settles the operation alone: false for `and`, true for `or`.
std::optional<Expr> simpler_logic(const Expr& a, const Expr& b, bool decisive) {
    for (const auto& [side, other] : {std::pair(a, b), std::pair(b, a)}) {
        const double* constant = constant_of(side);
        if (constant)
            return (*constant != 0) == decisive ? side : other;
    }
    return std::nullopt;
}

std::optional<Expr> simpler_operation(const Expr& expr, const Expr::Operation& operation) {
    const Expr& a = operation.operands.front();
    const Expr& b = operation.operands.back();
    switch (operation.op) {
    case Op::negate:
    case Op::logical_not:
        if (const auto* inner = operation_of(a, operation.op))
            return instead(expr, inner->operands[0]);
        return std::nullopt;
    case Op::add:
        return simpler_sum(expr, a, b);
    case Op::subtract:
        return simpler_difference(expr, a, b);
    case Op::multiply:
        return simpler_product(expr, a, b);
    case Op::divide:
        return simpler_quotient(expr, a, b);
    case Op::power:
        return simpler_power(expr, a, b);
    case Op::logical_and:
        return simpler_logic(a, b, false);
    case Op::logical_or:
        return simpler_logic(a, b, true);
    default:
        return std::nullopt;
    }
}

std::optional<Expr> simpler_call(const Expr& expr, const Expr::Call& call) {
    if (call.function->primitive != Primitive::select)
        return std::nullopt;
    const std::vector<Expr>& arguments = call.arguments;
    if (const double* condition = constant_of(arguments[0]))
        return instead(expr, arguments[*condition != 0 ? 1 : 2]);
    if (arguments[1] == arguments[2])
        return instead(expr, arguments[1]);
    return std::nullopt;
}

std::optional<Expr> simpler(const Expr& expr) {
    if (const auto* reference = std::get_if<Reference>(&expr.node())) {
        if (reference->variable->kind != VariableKind::constant)
            return std::nullopt;
        return Expr::constant(reference->variable->value, expr.type(), expr.dimension());
    }
    if (std::optional<Expr> value = folded(expr))
        return value;
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
        return simpler_operation(expr, *operation);
    if (const auto* call = std::get_if<Expr::Call>(&expr.node()))
        return simpler_call(expr, *call);
    return std::nullopt;
}

} // namespace

Expr simplify_node(const Expr& expr) {
    return simpler(expr).value_or(expr);
}

Expr simplify(const Expr& expr) {
    return Rewriting(simplify_node)(expr);
}

std::optional<double> constant_value(const Expr& expr) {
    if (const double* value = constant_of(expr))
        return *value;
    const Expr simple = simplify(expr);
    const double* value = constant_of(simple);
    return value ? std::optional(*value) : std::nullopt;
}

} // namespace hillock::internal::model
