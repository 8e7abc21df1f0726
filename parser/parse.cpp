// SPDX-License-Identifier: Apache-2.0
// The public functions: a text is cut into items, each item is read by its grammar, and the problems of all
// are collected.
#include "parser/parse.hpp"

#include "parser/cursor.hpp"
#include "parser/explain.hpp"
#include "parser/lines.hpp"

namespace hillock::internal::parser {

namespace {

/// Nothing but a diagnostic about a text that is too long for the places in it, which are 32 bits wide.
Diagnostics refuse_size(const SourcePtr& source) {
    if (source->text.size() <= kMaxTextBytes)
        return {};
    return {{Problem::syntax,
             "the text has " + std::to_string(source->text.size()) + " bytes, more than the " +
                 std::to_string(kMaxTextBytes) + " that are allowed",
             {source, {}}}};
}

template <class Value, class Read>
Result<std::vector<Value>> read_items(const SourcePtr& source, const std::vector<Span>& items, Read read) {
    std::vector<Value> values;
    Diagnostics problems;
    for (const Span item : items) {
        if (problems.size() >= static_cast<std::size_t>(kMaxProblems)) {
            problems.push_back(
                {Problem::syntax, "too many problems; the text from here on was not read", {source, item}});
            break;
        }
        try {
            values.push_back(read(Cursor(source, item)));
        } catch (Refusal& refusal) {
            problems.push_back(std::move(refusal.problem));
        }
    }
    if (!problems.empty())
        return problems;
    return values;
}

} // namespace

Result<ast::Expr> parse_expression(const SourcePtr& source) {
    if (Diagnostics problems = refuse_size(source); !problems.empty())
        return problems;
    Cursor cursor(source, trim(source->text));
    try {
        check_brackets(cursor, cursor.span(cursor.first, cursor.last));
        ast::Expr expr = read_expression(cursor, Calls::allowed, {});
        if (cursor.first != cursor.last)
            refuse_continuation(cursor, cursor.first, expr.span);
        return expr;
    } catch (Refusal& refusal) {
        return std::move(refusal.problem);
    }
}

Result<std::vector<ast::Statement>> parse_statements(const SourcePtr& source) {
    if (Diagnostics problems = refuse_size(source); !problems.empty())
        return problems;
    return read_items<ast::Statement>(source, split_statements(source->text), read_statement);
}

Result<std::vector<ast::Equation>> parse_equations(const SourcePtr& source) {
    if (Diagnostics problems = refuse_size(source); !problems.empty())
        return problems;
    return read_items<ast::Equation>(source, split_equations(source->text), read_equation);
}

Result<ast::Generator> parse_generator(const SourcePtr& source) {
    if (Diagnostics problems = refuse_size(source); !problems.empty())
        return problems;
    try {
        return read_generator(Cursor(source, trim(source->text)));
    } catch (Refusal& refusal) {
        return std::move(refusal.problem);
    }
}

} // namespace hillock::internal::parser
