// SPDX-License-Identifier: Apache-2.0
// Syntax tree to canonical text: the inverse of the parser. A tree prints with the fewest parentheses that
// read back to it: a part is wrapped where its operator binds less than its place asks for.
#include "parser/operators.hpp"
#include "parser/parse.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hillock::internal::ast {

namespace {

template <class... Cases> struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases> Overloaded(Cases...) -> Overloaded<Cases...>;

std::string print_number(const Number& number) {
    // The longest is the largest double without an exponent: 309 digits and a sign.
    std::array<char, 320> buffer{};
    char* const begin = buffer.data();
    char* const limit = begin + buffer.size();
    const char* const end = number.integer
                                ? std::to_chars(begin, limit, number.value, std::chars_format::fixed).ptr
                                : std::to_chars(begin, limit, number.value).ptr;
    std::string text(static_cast<const char*>(begin), end);
    // A real number with a whole value must not read back as an integer.
    if (!number.integer && text.find_first_of(".en") == std::string::npos)
        text += ".0";
    return text;
}

int precedence_of(const Expr& expr) {
    return std::visit(Overloaded{
                          [](const Number& number) {
                              return std::signbit(number.value) ? precedence::kSign : precedence::kAtom;
                          },
                          [](const Unary& unary) { return row(unary.op).precedence; },
                          [](const Binary& binary) { return row(binary.op).precedence; },
                          [](const auto&) { return precedence::kAtom; },
                      },
                      expr.node);
}

void append(std::string& text, const Expr& expr);

/// The part, wrapped unless it binds at least as tightly as `needed`.
void append_part(std::string& text, const Expr& part, int needed) {
    const bool wrap = precedence_of(part) < needed;
    if (wrap)
        text += '(';
    append(text, part);
    if (wrap)
        text += ')';
}

void append_unary(std::string& text, const Unary& unary) {
    const UnaryOperator& op = row(unary.op);
    text += op.text;
    if (unary.op == UnaryOp::logical_not)
        text += ' ';
    append_part(text, *unary.operand, op.precedence);
}

void append_binary(std::string& text, const Binary& binary) {
    const BinaryOperator& op = row(binary.op);
    // Comparisons do not chain: both sides of one need to bind tighter. A sign may stand bare in an exponent.
    const bool comparison = op.precedence == precedence::kComparison;
    const int tighter = op.precedence + 1;
    const int left = comparison || op.right_associative ? tighter : op.precedence;
    const int right = op.right_associative ? precedence::kSign : tighter;
    append_part(text, *binary.left, left);
    const char* const space = binary.op == BinaryOp::power ? "" : " ";
    text.append(space).append(op.text).append(space);
    append_part(text, *binary.right, right);
}

void append_call(std::string& text, const Call& call) {
    text += call.function + "(";
    for (std::size_t k = 0; k < call.arguments.size(); ++k) {
        if (k > 0)
            text += ", ";
        append(text, call.arguments[k]);
    }
    text += ')';
}

void append(std::string& text, const Expr& expr) {
    std::visit(Overloaded{
                   [&](const Number& number) { text += print_number(number); },
                   [&](const Boolean& boolean) { text += boolean.value ? "True" : "False"; },
                   [&](const Name& name) { text += name.text; },
                   [&](const Unary& unary) { append_unary(text, unary); },
                   [&](const Binary& binary) { append_binary(text, binary); },
                   [&](const Call& call) { append_call(text, call); },
               },
               expr.node);
}

template <class Item> std::string print_lines(const std::vector<Item>& items) {
    std::string text;
    for (const Item& item : items)
        text += print(item) + "\n";
    return text;
}

} // namespace

std::string print(const Expr& expr) {
    std::string text;
    append(text, expr);
    return text;
}

std::string print(const Statement& statement) {
    return statement.target + " " + spelling(statement.op) + " " + print(statement.value);
}

std::string print(const Equation& equation) {
    std::string text =
        equation.kind == EquationKind::differential ? "d" + equation.name + "/dt" : equation.name;
    if (equation.expression)
        text += " = " + print(*equation.expression);
    text += " : " + print(equation.unit);
    for (std::size_t k = 0; k < equation.flags.size(); ++k)
        text += (k == 0 ? " (" : ", ") + equation.flags[k].text;
    if (!equation.flags.empty())
        text += ')';
    return text;
}

std::string print(const Generator& generator) {
    std::string text = print(generator.result);
    if (generator.loop) {
        const Loop& loop = *generator.loop;
        text += " for " + loop.variable + " in " + spelling(loop.iterator) + "(";
        if (loop.low)
            text += print(*loop.low) + ", ";
        text += print(loop.high);
        if (loop.step)
            text += ", " + print(*loop.step);
        if (loop.probability)
            text += ", p=" + print(*loop.probability);
        if (loop.size)
            text += ", size=" + print(*loop.size);
        text += ')';
    }
    if (generator.condition)
        text += " if " + print(*generator.condition);
    return text;
}

std::string print(const std::vector<Statement>& statements) {
    return print_lines(statements);
}
std::string print(const std::vector<Equation>& equations) {
    return print_lines(equations);
}

} // namespace hillock::internal::ast
