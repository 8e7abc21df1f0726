// SPDX-License-Identifier: Apache-2.0
// Typed expressions as canonical text: they become syntax trees again, which ast::print prints.
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/unit_factors.hpp"
#include "parser/model/units.hpp"
#include "parser/model/variable.hpp"
#include "parser/parse.hpp"

#include <cmath>
#include <utility>

namespace hillock::internal::model {
namespace {

ast::Expr
node(std::variant<ast::Number, ast::Boolean, ast::Name, ast::Unary, ast::Binary, ast::Call> content) {
    return {{}, std::move(content)};
}

ast::Expr binary(ast::BinaryOp op, ast::Expr left, ast::Expr right) {
    return node(ast::Binary{op, std::move(left), std::move(right), {}});
}

ast::Expr number(double value, bool integer) {
    return node(ast::Number{value, integer});
}

ast::BinaryOp binary_op(Op op) {
    switch (op) {
    case Op::add:
        return ast::BinaryOp::add;
    case Op::subtract:
        return ast::BinaryOp::subtract;
    case Op::multiply:
        return ast::BinaryOp::multiply;
    case Op::divide:
        return ast::BinaryOp::divide;
    case Op::floor_divide:
        return ast::BinaryOp::floor_divide;
    case Op::modulo:
        return ast::BinaryOp::modulo;
    case Op::power:
        return ast::BinaryOp::power;
    case Op::equal:
        return ast::BinaryOp::equal;
    case Op::not_equal:
        return ast::BinaryOp::not_equal;
    case Op::less:
        return ast::BinaryOp::less;
    case Op::less_equal:
        return ast::BinaryOp::less_equal;
    case Op::greater:
        return ast::BinaryOp::greater;
    case Op::greater_equal:
        return ast::BinaryOp::greater_equal;
    case Op::logical_and:
        return ast::BinaryOp::logical_and;
    case Op::logical_or:
    case Op::negate:
    case Op::logical_not:
        break; // the last two are unary
    }
    return ast::BinaryOp::logical_or;
}

/// The name of the unit that a constant is, so that what was written `mV` is not shown as 0.001.
const std::string* unit_called(double value, const Dimension& dimension) {
    for (const std::string& name : unit_names()) {
        const Quantity& unit = *find_unit(name);
        if (unit.value() == value && unit.dimension() == dimension)
            return &name;
    }
    return nullptr;
}

/// `0.02 * second`, `3.0 * volt / second`: the SI value exactly.
ast::Expr physical(double value, const Dimension& dimension) {
    if (const std::string* unit = unit_called(value, dimension))
        return node(ast::Name{*unit});
    ast::Expr text = number(value, false);
    for (const UnitFactor& factor : unit_factors(dimension)) {
        const double exponent = std::abs(factor.exponent);
        const bool whole = std::nearbyint(exponent) == exponent;
        ast::Expr unit = node(ast::Name{factor.name});
        if (exponent != 1)
            unit = binary(ast::BinaryOp::power, std::move(unit), number(exponent, whole));
        text = binary(factor.exponent > 0 ? ast::BinaryOp::multiply : ast::BinaryOp::divide, std::move(text),
                      std::move(unit));
    }
    return text;
}

ast::Expr tree(const Expr& expr);

ast::Expr constant_tree(const Expr& expr, double value) {
    if (expr.type() == Type::boolean)
        return node(ast::Boolean{value != 0});
    if (!expr.dimension().is_dimensionless())
        return physical(value, expr.dimension());
    return number(value, expr.type() == Type::integer);
}

std::string reference_text(const Reference& reference) {
    // The index of the postsynaptic neuron has a name of its own; `i` is read on side pre.
    if (reference.variable->kind == VariableKind::index && reference.side != Side::own)
        return reference.side == Side::pre ? "i" : "j";
    constexpr const char* kSuffix[] = {"", "_pre", "_post"};
    return reference.variable->name + kSuffix[static_cast<int>(reference.side)];
}

ast::Expr operation_tree(const Expr::Operation& operation) {
    ast::Expr left = tree(operation.operands.front());
    if (operation.op == Op::negate)
        return node(ast::Unary{ast::UnaryOp::minus, std::move(left)});
    if (operation.op == Op::logical_not)
        return node(ast::Unary{ast::UnaryOp::logical_not, std::move(left)});
    return binary(binary_op(operation.op), std::move(left), tree(operation.operands.back()));
}

ast::Expr tree(const Expr& expr) {
    if (const auto* constant = std::get_if<Expr::Constant>(&expr.node()))
        return constant_tree(expr, constant->value);
    if (const auto* reference = std::get_if<Reference>(&expr.node()))
        return node(ast::Name{reference_text(*reference)});
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
        return operation_tree(*operation);
    const auto& call = std::get<Expr::Call>(expr.node());
    ast::Call text{std::string(call.function->name), {}, {}};
    for (const Expr& argument : call.arguments)
        text.arguments.push_back(tree(argument));
    return node(std::move(text));
}

} // namespace

std::string print(const Expr& expr) {
    return ast::print(tree(expr));
}

} // namespace hillock::internal::model
