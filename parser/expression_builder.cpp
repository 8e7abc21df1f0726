// SPDX-License-Identifier: Apache-2.0
// Operators wait on a stack until one that binds less tightly, or the end, tells that their right side is
// complete.
#include "parser/expression_builder.hpp"

#include "parser/explain.hpp"
#include "parser/lines.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace hillock::internal::parser {

using namespace ast::precedence;

void ExpressionBuilder::begin_expression() {
    frames_.push_back(operators_.size());
    expects_value_ = true;
}

void ExpressionBuilder::end_expression() {
    while (operators_.size() > frames_.back())
        apply_last_operator();
    frames_.pop_back();
}

Span ExpressionBuilder::token(const char* begin, const char* end, bool value_next) {
    previous_ = cursor_.span(begin, end);
    expects_value_ = value_next;
    after_name_ = false;
    return previous_;
}

void ExpressionBuilder::punctuation(const char* begin, const char* end) {
    token(begin, end, *begin != ')');
}

void ExpressionBuilder::push_operand(Span span, decltype(ast::Expr::node) node, int depth) {
    operands_.push_back({ast::Expr{span, std::move(node)}, depth});
}

namespace {

/// Of a number without '_'; nothing if it is too large.
std::optional<ast::Number> value_of(const std::string& text) {
    const char* const end = text.data() + text.size();
    const char mark = text.size() > 2 && text[0] == '0' ? text[1] : ' ';
    const int base = mark == 'x' || mark == 'X' ? 16 : mark == 'o' || mark == 'O' ? 8 : mark == 'b' || mark == 'B' ? 2 : 10;
    if (base != 10) {
        std::uint64_t whole = 0;
        if (std::from_chars(text.data() + 2, end, whole, base).ec != std::errc())
            return std::nullopt;
        return ast::Number{static_cast<double>(whole), true};
    }
    double value = 0;
    if (std::from_chars(text.data(), end, value).ec != std::errc())
        return std::nullopt;
    return ast::Number{value, text.find_first_not_of("0123456789") == std::string::npos};
}

} // namespace

void ExpressionBuilder::number(const char* begin, const char* end) {
    const Span span = token(begin, end, false);
    if (end != cursor_.last && (continues_name(*end) || *end == '.'))
        refuse_number(cursor_, begin);
    std::string text(begin, end);
    std::erase(text, '_');
    const std::optional<ast::Number> number = value_of(text);
    if (!number)
        cursor_.refuse(span, "the number " + quote(cursor_.text(span)) + " is outside the range of a float");
    push_operand(span, *number);
}

bool ExpressionBuilder::word(const char* begin, const char* end) {
    const std::string_view text(begin, static_cast<std::size_t>(end - begin));
    const bool truth = text == "True";
    if (!truth && text != "False" && is_keyword(text))
        return false;
    const Span span = token(begin, end, false);
    if (truth || text == "False") {
        push_operand(span, ast::Boolean{truth});
    } else {
        push_operand(span, ast::Name{std::string(text)});
        after_name_ = true;
    }
    return true;
}

void ExpressionBuilder::prefix(const char* begin, const char* end) {
    const Span span = token(begin, end, true);
    const std::string_view text = cursor_.text(span);
    const auto& row = *std::ranges::find(ast::unary_operators(), text, &ast::UnaryOperator::text);
    // Python's grammar has no place for `a + not b`; where `not` would end would be a guess.
    if (row.op == ast::UnaryOp::logical_not && operators_.size() > frames_.back() &&
        operators_.back().precedence > kNot)
        cursor_.refuse(span, "'not' after " + quote(cursor_.text(operators_.back().span)) +
                                 " needs parentheses: write '(not ...)'");
    push_operator({.span = span, .precedence = row.precedence, .is_unary = true, .unary = row.op});
}

void ExpressionBuilder::binary(const char* begin, const char* end) {
    const Span span = token(begin, end, true);
    const std::string_view text = cursor_.text(span);
    const auto& row = *std::ranges::find(ast::binary_operators(), text, &ast::BinaryOperator::text);
    while (operators_.size() > frames_.back() &&
           (operators_.back().precedence > row.precedence ||
            (operators_.back().precedence == row.precedence && !row.right_associative)))
        apply_last_operator();
    push_operator({.span = span, .precedence = row.precedence, .binary = row.op});
}

void ExpressionBuilder::push_operator(const Operator& op) {
    operators_.push_back(op);
    // Each operator that waits will be a level of the tree.
    if (operators_.size() - frames_.back() >= static_cast<std::size_t>(kMaxDepth))
        refuse_depth(cursor_, op.span);
}

void ExpressionBuilder::group(const char* begin, const char* end) {
    operands_.back().expr.span = cursor_.span(begin, end);
    operands_.back().bare_comparison = false;
}

bool ExpressionBuilder::at_call() const {
    return after_name_ && calls_ == Calls::allowed;
}

void ExpressionBuilder::begin_call(const char* begin, const char* end) {
    token(begin, end, true);
    Operand name = pop_operand();
    calls_open_.push_back({std::get<ast::Name>(name.expr.node).text, name.expr.span, operands_.size()});
}

void ExpressionBuilder::end_call(const char* end) {
    OpenCall call = std::move(calls_open_.back());
    calls_open_.pop_back();
    const auto first = operands_.begin() + static_cast<std::ptrdiff_t>(call.first_argument);
    std::vector<ast::Expr> arguments;
    int depth = 0;
    for (auto argument = first; argument != operands_.end(); ++argument) {
        depth = std::max(depth, argument->depth);
        arguments.push_back(std::move(argument->expr));
    }
    operands_.erase(first, operands_.end());
    if (depth >= kMaxDepth)
        refuse_depth(cursor_, call.span);
    const Span span{call.span.begin, cursor_.span(end, end).begin};
    push_operand(span, ast::Call{std::move(call.function), call.span, std::move(arguments)}, depth + 1);
}

ExpressionBuilder::Operand ExpressionBuilder::pop_operand() {
    Operand operand = std::move(operands_.back());
    operands_.pop_back();
    return operand;
}

void ExpressionBuilder::apply_last_operator() {
    const Operator op = operators_.back();
    operators_.pop_back();
    if (op.is_unary)
        apply_unary(op);
    else
        apply_binary(op);
    if (operands_.back().depth > kMaxDepth)
        refuse_depth(cursor_, op.span);
}

void ExpressionBuilder::apply_unary(const Operator& op) {
    Operand operand = pop_operand();
    const Span span{op.span.begin, operand.expr.span.end};
    push_operand(span, ast::Unary{op.unary, std::move(operand.expr)}, operand.depth + 1);
}

void ExpressionBuilder::apply_binary(const Operator& op) {
    Operand right = pop_operand();
    Operand left = pop_operand();
    const bool comparison = op.precedence == kComparison;
    if (comparison && left.bare_comparison)
        refuse_chain(left, right, op.span);
    const Span span{left.expr.span.begin, right.expr.span.end};
    const int depth = std::max(left.depth, right.depth) + 1;
    push_operand(span, ast::Binary{op.binary, std::move(left.expr), std::move(right.expr), op.span}, depth);
    operands_.back().bare_comparison = comparison;
}

void ExpressionBuilder::refuse_chain(const Operand& left, const Operand& right, Span op) const {
    const auto& first = std::get<ast::Binary>(left.expr.node);
    const auto text = [&](Span span) { return shortened(cursor_.text(span)); };
    const std::string middle = text(first.right->span);
    cursor_.refuse(op, "comparisons cannot be chained; write '(" + text(first.left->span) + " " +
                           ast::spelling(first.op) + " " + middle + ") and (" + middle + " " + text(op) +
                           " " + text(right.expr.span) + ")'");
}

ast::Expr ExpressionBuilder::take() {
    return pop_operand().expr;
}

} // namespace hillock::internal::parser
