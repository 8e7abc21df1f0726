// SPDX-License-Identifier: Apache-2.0
// The grammar of one statement, `name op expression`.
#include "parser/explain.hpp"
#include "parser/grammar_tokens.hpp"
#include "parser/lines.hpp"
#include "parser/operators.hpp"

namespace hillock::internal::parser {

namespace {

struct AssignOperators : x3::symbols<ast::AssignOp> {
    AssignOperators() {
        for (const ast::AssignOperator& row : ast::assign_operators())
            add(row.text, row.op);
    }
};
const AssignOperators assign_operators;

/// What stands before the expression.
struct Target {
    Span name;
    ast::AssignOp op = ast::AssignOp::set;
    Span op_span;
};

} // namespace

ast::Statement read_statement(Cursor cursor) {
    const Span whole = cursor.span(cursor.first, cursor.last);
    check_brackets(cursor, whole);
    Target target;
    const auto set_name = [&](auto& context) {
        const auto& range = x3::_attr(context);
        target.name = cursor.span(range.begin(), range.end());
    };
    const auto set_op = [&](auto& context) { target.op = x3::_attr(context); };
    const auto set_op_span = [&](auto& context) {
        const auto& range = x3::_attr(context);
        target.op_span = cursor.span(range.begin(), range.end());
    };
    const auto head =
        name[set_name] >> x3::raw[x3::lexeme[assign_operators[set_op] >> !x3::lit('=')]][set_op_span];

    const char* rest = cursor.first;
    if (!x3::phrase_parse(rest, cursor.last, head, blank) || is_keyword(cursor.text(target.name)))
        refuse_statement(cursor);
    cursor.first = rest;
    ast::Expr value = read_expression(cursor, Calls::allowed, target.op_span);
    if (cursor.first != cursor.last)
        refuse_continuation(cursor, cursor.first, value.span);
    return {.span = whole,
            .target = std::string(cursor.text(target.name)),
            .target_span = target.name,
            .op = target.op,
            .value = std::move(value)};
}

} // namespace hillock::internal::parser
