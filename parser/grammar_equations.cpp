// SPDX-License-Identifier: Apache-2.0
// The grammar of one equation: `dx/dt = f : unit (flags)`, `x = f : unit (flags)` or `x : unit (flags)`.
#include "parser/explain.hpp"
#include "parser/grammar_tokens.hpp"
#include "parser/lines.hpp"

#include <algorithm>

namespace hillock::internal::parser {

namespace {

/// What stands before the expression or the unit.
struct Left {
    Span name; ///< `dx` of dx/dt
    Span by;   ///< `dt`; empty if there is no '/'
    Span sign; ///< '=' or ':'
    bool assigns = false;
};

/// An action that stores the place of its token.
auto store(const Cursor& cursor, Span& span) {
    return [&cursor, &span](auto& context) {
        const auto& range = x3::_attr(context);
        span = cursor.span(range.begin(), range.end());
    };
}

Left read_left(Cursor& cursor) {
    Left left;
    const auto assigns = [&](auto&) { left.assigns = true; };
    const auto sign = x3::lexeme[x3::lit('=')[assigns] >> !x3::lit('=')] | x3::lit(':');
    const auto grammar = name[store(cursor, left.name)] >> -('/' >> name[store(cursor, left.by)]) >>
                         x3::raw[sign][store(cursor, left.sign)];
    const char* rest = cursor.first;
    if (!x3::phrase_parse(rest, cursor.last, grammar, blank) || is_keyword(cursor.text(left.name)))
        refuse_equation(cursor);
    cursor.first = rest;
    return left;
}

/// Kind and name of an equation; a derivative is one by time.
void name_equation(const Cursor& cursor, const Left& left, ast::Equation& equation) {
    equation.name_span = left.name;
    equation.kind = left.assigns ? ast::EquationKind::subexpression : ast::EquationKind::parameter;
    if (left.by != Span{}) {
        const Span whole{left.name.begin, left.by.end};
        if (cursor.text(left.by) != "dt")
            cursor.refuse(left.by,
                          "only the derivative by 'dt' exists, not by " + quote(cursor.text(left.by)));
        if (!cursor.text(left.name).starts_with('d') || cursor.text(left.name).size() == 1)
            cursor.refuse(whole, "expected 'd" + shortened(cursor.text(left.name)) +
                                     "/dt' for the derivative of " + quote(cursor.text(left.name)));
        if (!left.assigns)
            cursor.refuse(whole, "the equation " + quote(cursor.text(whole)) +
                                     " has no right-hand side: expected '=' after it");
        equation.kind = ast::EquationKind::differential;
        ++equation.name_span.begin;
    }
    equation.name = cursor.text(equation.name_span);
    if (!name_end(equation.name, 0))
        cursor.refuse(equation.name_span, quote(equation.name) + " cannot be a name");
    if (is_keyword(equation.name))
        cursor.refuse(equation.name_span,
                      quote(equation.name) + " is a keyword of Python and cannot be a name");
}

/// The ':' between expression and unit, past which the cursor moves.
void read_colon(Cursor& cursor, const ast::Equation& equation, Span& colon) {
    if (x3::phrase_parse(cursor.first, cursor.last, x3::raw[x3::lit(':')][store(cursor, colon)], blank))
        return;
    const Span expression = equation.expression->span;
    const std::string_view gap = cursor.text({expression.end, cursor.span(cursor.first, cursor.first).begin});
    const Span rest = cursor.span(cursor.first, cursor.last);
    const bool unit_follows = find_outside_comments(cursor.source->text, rest, ':') != rest.end;
    // What stands on the next line was not meant to continue the expression if no ':' comes after it.
    if (cursor.first == cursor.last || (!unit_follows && gap.find('\n') != std::string_view::npos))
        cursor.refuse(expression, "the equation for " + quote(equation.name) +
                                      " has no unit; add ': volt', or ': 1' if it has none");
    refuse_continuation(cursor, cursor.first, expression);
}

/// The flags are not words with ',' between them and ')' at the end. Their brackets have partners.
[[noreturn]] void refuse_flag(const Cursor& cursor, const char* where) {
    const Span unread{0, cursor.span(cursor.last, cursor.last).end};
    const auto at =
        static_cast<std::uint32_t>(skip_blank(cursor.text(unread), cursor.span(where, where).begin));
    const Span here{at, at + 1};
    if (cursor.text(here) == ")")
        cursor.refuse(here, "the list of flags is empty");
    cursor.refuse(here, "expected a flag such as 'constant' or 'unless refractory', then ',' or ')', not " +
                            quote(cursor.text(here)));
}

/// The flags, which end the equation. `unit` is what stands before them.
std::vector<ast::Flag> read_flags(Cursor& cursor, Span unit) {
    std::vector<ast::Flag> flags;
    const auto add = [&](auto& context) {
        const auto& range = x3::_attr(context);
        // The search for one more word may have read the blank behind the last one.
        const std::string_view text(range.begin(), static_cast<std::size_t>(range.end() - range.begin()));
        const Span words = trim(text);
        flags.push_back(
            {one_line(text), cursor.span(range.begin() + words.begin, range.begin() + words.end)});
    };
    const auto word = x3::lexeme[x3::char_("A-Za-z_") >> *x3::char_("-A-Za-z0-9_")];
    const auto flag = x3::raw[+word][add];
    const auto grammar = -(x3::lit('(') >> x3::expect[flag % ','] >> x3::expect[x3::lit(')')]);
    try {
        x3::phrase_parse(cursor.first, cursor.last, grammar, blank);
    } catch (const x3::expectation_failure<const char*>& failure) {
        refuse_flag(cursor, failure.where());
    }
    if (cursor.first != cursor.last) {
        const Span rest = cursor.span(cursor.first, cursor.last);
        if (flags.empty())
            refuse_continuation(cursor, cursor.first, unit);
        cursor.refuse(rest, "expected the end of the line after the flags, not " + quote(cursor.text(rest)));
    }
    return flags;
}

} // namespace

ast::Equation read_equation(Cursor cursor) {
    ast::Equation equation;
    equation.span = cursor.span(cursor.first, cursor.last);
    Left left = read_left(cursor);
    name_equation(cursor, left, equation);

    const std::uint32_t colon =
        left.assigns ? find_outside_comments(cursor.source->text, {left.sign.end, equation.span.end}, ':')
                     : left.sign.begin;
    if (left.assigns) {
        check_brackets(cursor, {left.sign.end, colon});
        equation.expression = read_expression(cursor, Calls::allowed, left.sign);
        read_colon(cursor, equation, left.sign);
    }
    if (cursor.first == cursor.last)
        cursor.refuse(left.sign, "the unit of " + quote(equation.name) +
                                     " is missing after ':'; write ': 1' if it has none");
    check_brackets(cursor, {left.sign.end, equation.span.end});
    equation.unit = read_expression(cursor, Calls::none, left.sign);
    equation.flags = read_flags(cursor, equation.unit.span);
    return equation;
}

} // namespace hillock::internal::parser
