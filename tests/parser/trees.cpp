// SPDX-License-Identifier: Apache-2.0
// Random trees are small on purpose: a hundred thousand small ones reach more corners than a few large ones.
#include "tests/parser/trees.hpp"

#include <bit>
#include <cmath>
#include <stdexcept>

namespace hillock::test {

using namespace ast;

std::vector<Expr> children(const Expr& expr) {
    if (const auto* unary = std::get_if<Unary>(&expr.node))
        return {*unary->operand};
    if (const auto* binary = std::get_if<Binary>(&expr.node))
        return {*binary->left, *binary->right};
    if (const auto* call = std::get_if<Call>(&expr.node))
        return call->arguments;
    return {};
}

Expr with_children(const Expr& expr, std::vector<Expr> replacement) {
    if (const auto* unary = std::get_if<Unary>(&expr.node))
        return {expr.span, Unary{unary->op, replacement.at(0)}};
    if (const auto* binary = std::get_if<Binary>(&expr.node))
        return {expr.span, Binary{binary->op, replacement.at(0), replacement.at(1), binary->op_span}};
    if (const auto* call = std::get_if<Call>(&expr.node))
        return {expr.span, Call{call->function, call->function_span, std::move(replacement)}};
    return expr;
}

namespace {

std::size_t below(std::mt19937_64& random, std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

/// All finite doubles without a sign are equally likely, or all integers below 1000.
Number random_number(std::mt19937_64& random) {
    if (below(random, 2) == 0)
        return {static_cast<double>(below(random, 1000)), below(random, 2) == 0};
    for (;;) {
        const auto value = std::bit_cast<double>(random() >> 1U);
        if (std::isfinite(value))
            return {value, false};
    }
}

Expr random_leaf(std::mt19937_64& random) {
    static const std::vector<std::string> kNames{"v", "tau", "dt_x", "_a1", "notable", "orb", "e3", "Truer"};
    switch (below(random, 5)) {
    case 0:
        return {{}, Boolean{below(random, 2) == 0}};
    case 1:
    case 2:
        return {{}, random_number(random)};
    default:
        return {{}, Name{kNames[below(random, kNames.size())]}};
    }
}

} // namespace

Expr random_tree(std::mt19937_64& random, int depth) {
    if (depth <= 1 || below(random, 6) == 0)
        return random_leaf(random);
    switch (below(random, 8)) {
    case 0:
    case 1:
        return {{}, Unary{static_cast<UnaryOp>(below(random, 3)), random_tree(random, depth - 1)}};
    case 2: {
        std::vector<Expr> arguments(below(random, 4));
        for (Expr& argument : arguments)
            argument = random_tree(random, depth - 1);
        return {{}, Call{"f", {}, std::move(arguments)}};
    }
    default: {
        const auto op = static_cast<BinaryOp>(below(random, 15));
        return {{}, Binary{op, random_tree(random, depth - 1), random_tree(random, depth - 1), {}}};
    }
    }
}

Expr shrink(Expr expr, const std::function<bool(const Expr&)>& fails) {
    const std::vector<Expr> parts = children(expr);
    for (const Expr& part : parts)
        if (fails(part))
            return shrink(part, fails);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        const auto with_part = [&](const Expr& part) {
            std::vector<Expr> changed = parts;
            changed[k] = part;
            return with_children(expr, std::move(changed));
        };
        const Expr leaf{{}, Name{"v"}};
        if (!(parts[k] == leaf) && fails(with_part(leaf)))
            return shrink(with_part(leaf), fails);
        const Expr smaller = shrink(parts[k], [&](const Expr& part) { return fails(with_part(part)); });
        if (!(smaller == parts[k]))
            return shrink(with_part(smaller), fails);
    }
    return expr;
}

namespace {

std::string noise(std::mt19937_64& random) {
    static const std::vector<std::string> kBlanks{"",    "", "", " ", "\t", "\n", "  # a ) comment: 'x'\n",
                                                  "\r\n"};
    return kBlanks[below(random, kBlanks.size())];
}

} // namespace

std::string print_noisily(const Expr& expr, std::mt19937_64& random) {
    static const char* const kUnary[] = {"+", "-", "not "};
    const auto part = [&](const Expr& child) {
        return noise(random) + print_noisily(child, random) + noise(random);
    };
    const std::vector<Expr> parts = children(expr);
    std::string text;
    if (const auto* unary = std::get_if<Unary>(&expr.node)) {
        text = kUnary[static_cast<std::size_t>(unary->op)] + part(parts[0]);
    } else if (const auto* binary = std::get_if<Binary>(&expr.node)) {
        text = part(parts[0]);
        text += std::string(" ") + spelling(binary->op) + " ";
        text += part(parts[1]);
    } else if (const auto* call = std::get_if<Call>(&expr.node)) {
        text = call->function + noise(random) + "(";
        for (std::size_t k = 0; k < parts.size(); ++k)
            text.append(k == 0 ? "" : ",").append(part(parts[k]));
        text += ")";
    } else {
        text = print(expr);
    }
    return "(" + text + ")";
}

namespace {

double evaluate_binary(BinaryOp op, double a, double b) {
    switch (op) {
    case BinaryOp::add:
        return a + b;
    case BinaryOp::subtract:
        return a - b;
    case BinaryOp::multiply:
        return a * b;
    case BinaryOp::divide:
        return a / b;
    case BinaryOp::floor_divide:
        return std::floor(a / b);
    case BinaryOp::modulo:
        return a - b * std::floor(a / b);
    case BinaryOp::power:
        return std::pow(a, b);
    case BinaryOp::equal:
        return a == b ? 1 : 0;
    case BinaryOp::not_equal:
        return a != b ? 1 : 0;
    case BinaryOp::less:
        return a < b ? 1 : 0;
    case BinaryOp::less_equal:
        return a <= b ? 1 : 0;
    case BinaryOp::greater:
        return a > b ? 1 : 0;
    case BinaryOp::greater_equal:
        return a >= b ? 1 : 0;
    case BinaryOp::logical_and:
        return a != 0 && b != 0 ? 1 : 0;
    case BinaryOp::logical_or:
        return a != 0 || b != 0 ? 1 : 0;
    }
    throw std::logic_error("no such operator");
}

} // namespace

double evaluate(const Expr& expr, const std::function<double(const std::string&)>& value) {
    if (const auto* number = std::get_if<Number>(&expr.node))
        return number->value;
    if (const auto* boolean = std::get_if<Boolean>(&expr.node))
        return boolean->value ? 1 : 0;
    if (const auto* name = std::get_if<Name>(&expr.node))
        return value(name->text);
    std::vector<double> parts;
    for (const Expr& child : children(expr))
        parts.push_back(evaluate(child, value));
    if (const auto* binary = std::get_if<Binary>(&expr.node))
        return evaluate_binary(binary->op, parts[0], parts[1]);
    if (const auto* unary = std::get_if<Unary>(&expr.node)) {
        if (unary->op == UnaryOp::logical_not)
            return parts[0] == 0 ? 1 : 0;
        return unary->op == UnaryOp::minus ? -parts[0] : parts[0];
    }
    if (parts.size() != 2 || std::get<Call>(expr.node).function != "max")
        throw std::logic_error("not max(a, b)");
    return std::fmax(parts[0], parts[1]);
}

} // namespace hillock::test
