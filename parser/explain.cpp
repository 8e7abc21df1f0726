// SPDX-License-Identifier: Apache-2.0
// Each function looks at the token where the grammar stopped, from the most special mistake to the most
// general.
#include "parser/explain.hpp"

#include "parser/lines.hpp"
#include "parser/operators.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <array>

namespace hillock::internal::parser {

namespace {

// The Python Language Reference, section 2.3.1.
constexpr std::array<std::string_view, 35> kKeywords{
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

/// Operators of other languages and of mathematics, the longer before the shorter, each with the one that is
/// meant.
struct Foreign {
    std::string_view text;
    std::string_view meant;
};
constexpr std::array kForeign{
    Foreign{"&&", "and"}, Foreign{"||", "or"}, Foreign{"&", "and"}, Foreign{"|", "or"}, Foreign{"^", "**"},
    Foreign{"=<", "<="},  Foreign{"=>", ">="}, Foreign{"−", "-"},   Foreign{"–", "-"},  Foreign{"×", "*"},
    Foreign{"·", "*"},    Foreign{"≤", "<="},  Foreign{"≥", ">="},  Foreign{"≠", "!="},
};

constexpr std::size_t kMaxShown = 40;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80U;
}

/// A token as a reader sees it: a word, an operator, one character of UTF-8.
std::string_view token_at(const Cursor& cursor, const char* at) {
    const std::string_view rest(at, static_cast<std::size_t>(cursor.last - at));
    const auto in_word = [](char c) { return continues_name(c); };
    if (rest.empty())
        return rest;
    if (continues_name(rest.front()) || (rest.size() > 1 && rest.front() == '.' && is_digit(rest[1])))
        return rest.substr(0, static_cast<std::size_t>(
                                  std::find_if_not(rest.begin() + 1, rest.end(), in_word) - rest.begin()));
    std::size_t size = 1;
    for (const ast::BinaryOperator& row : ast::binary_operators())
        if (rest.starts_with(row.text))
            size = std::max(size, std::string_view(row.text).size());
    if (!is_ascii(rest.front()))
        while (size < std::min<std::size_t>(rest.size(), 4) &&
               (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U)
            ++size;
    return rest.substr(0, size);
}

Span span_of(const Cursor& cursor, std::string_view token) {
    return cursor.span(token.data(), token.data() + token.size());
}

bool is_operator(std::string_view token) {
    return std::ranges::find(ast::binary_operators(), token, &ast::BinaryOperator::text) !=
           ast::binary_operators().end();
}

/// Characters that no expression contains, wherever they stand.
void refuse_character(const Cursor& cursor, std::string_view token) {
    const Span here = span_of(cursor, token);
    const char c = token.front();
    if (c == '"' || c == '\'')
        cursor.refuse(here, "strings are not part of the equation language");
    if (c == '\\')
        cursor.refuse(here, "no '\\' is needed: an expression goes on over lines by itself");
    if (!is_ascii(c)) {
        const bool whole = (static_cast<unsigned char>(c) & 0xC0U) == 0xC0U && token.size() > 1;
        cursor.refuse(
            here,
            (whole ? "the character " + quote(token) : std::string("a byte that is no text")) +
                " has no meaning here; names are made of the letters a to z and A to Z, digits and '_'");
    }
    if (c == '?' || c == '$' || c == '@' || c == '`' || static_cast<unsigned char>(c) < 0x20U || c == 0x7F)
        cursor.refuse(here,
                      (static_cast<unsigned char>(c) < 0x20U || c == 0x7F ? std::string("a control character")
                                                                          : "the character " + quote(token)) +
                          " has no meaning here");
}

void refuse_foreign_operator(const Cursor& cursor, const char* at) {
    const std::string_view rest(at, static_cast<std::size_t>(cursor.last - at));
    for (const Foreign& foreign : kForeign)
        if (rest.starts_with(foreign.text))
            cursor.refuse(cursor.span(at, at + foreign.text.size()),
                          "there is no operator " + quote(foreign.text) + "; write " + quote(foreign.meant));
}

void refuse_keyword(const Cursor& cursor, std::string_view token) {
    if (!is_keyword(token))
        return;
    const Span here = span_of(cursor, token);
    if (token == "if" || token == "else")
        cursor.refuse(here, "'x if c else y' is not part of the equation language; write 'where(c, x, y)'");
    cursor.refuse(here, quote(token) + " is a keyword of Python and cannot be a name");
}

} // namespace

bool is_keyword(std::string_view word) {
    return std::ranges::find(kKeywords, word) != kKeywords.end();
}

std::string shortened(std::string_view text) {
    std::string line = one_line(text);
    if (line.size() <= kMaxShown)
        return line;
    std::size_t size = kMaxShown;
    while (size > 0 && (static_cast<unsigned char>(line[size]) & 0xC0U) == 0x80U)
        --size;
    return line.substr(0, size) + "...";
}

std::string quote(std::string_view text) {
    return std::string("'").append(shortened(text)).append("'");
}

void refuse_value(const Cursor& cursor, const char* at, Span previous) {
    const std::string_view token = token_at(cursor, at);
    const bool nothing_before = previous.end == previous.begin;
    if (token.empty()) {
        if (nothing_before)
            cursor.refuse(cursor.span(at, at), "the expression is empty");
        cursor.refuse(previous, "expected a value after " + quote(cursor.text(previous)));
    }
    refuse_foreign_operator(cursor, at);
    refuse_character(cursor, token);
    const Span here = span_of(cursor, token);
    if (token == "!" || token == "~")
        cursor.refuse(here, "there is no operator " + quote(token) + "; write 'not'");
    const std::string before = nothing_before ? "" : " after " + quote(cursor.text(previous));
    if (token == "[" || token == "{")
        cursor.refuse(here, "expected a value" + before + ", not " + quote(token) +
                                ": lists and indexing are not part of the equation language");
    if (is_operator(token) && nothing_before)
        cursor.refuse(here, "expected a value before " + quote(token));
    if (!is_operator(token))
        refuse_keyword(cursor, token);
    cursor.refuse(here, "expected a value" + before + ", not " + quote(token));
}

void refuse_continuation(const Cursor& cursor, const char* at, Span previous) {
    const std::string_view token = token_at(cursor, at);
    refuse_foreign_operator(cursor, at);
    refuse_character(cursor, token);
    const Span here = span_of(cursor, token);
    if (token == "[")
        cursor.refuse(here, "indexing with '[' is not part of the equation language");
    if (token == ".")
        cursor.refuse(here, "attributes with '.' are not part of the equation language");
    if (token == "=")
        cursor.refuse(here, "'=' inside an expression; to compare, write '=='");
    if (token == ",")
        cursor.refuse(here, "',' separates the arguments of a function and nothing else");
    if (token == ":")
        cursor.refuse(here, "':' cannot stand in an expression");
    if (token == ";")
        cursor.refuse(here, "';' cannot stand in an expression");
    if (token == "in" || token == "is")
        cursor.refuse(here, quote(token) + " is not an operator of the equation language");
    if (token == "not" || token == "!")
        cursor.refuse(here, quote(token) + " needs an operator before it, such as 'and'");
    refuse_keyword(cursor, token);
    cursor.refuse(here,
                  "an operator is missing between " + quote(cursor.text(previous)) + " and " + quote(token));
}

void refuse_number(const Cursor& cursor, const char* at) {
    const auto in_number = [](char c) { return continues_name(c) || c == '.'; };
    const char* const end = std::find_if_not(at, cursor.last, in_number);
    const Span here = cursor.span(at, end);
    const char* const letters = std::find_if_not(at, end, [](char c) { return is_digit(c) || c == '.'; });
    const bool one_point = std::count(at, letters, '.') <= 1;
    const bool factor =
        letters != at && letters != end && *at != '0' && one_point && std::all_of(letters, end, starts_name);
    cursor.refuse(
        here, quote(cursor.text(here)) + " is neither a number nor a name" +
                  (factor ? "; write " + quote(std::string(at, letters) + " * " + std::string(letters, end))
                          : std::string()));
}

void refuse_depth(const Cursor& cursor, Span where) {
    cursor.refuse(where, "the expression is more than " + std::to_string(kMaxDepth) +
                             " operations deep; give a part of it a name of its own");
}

namespace {

/// Where the first '=' of an item begins that assigns (with its "+", "-", ...), or its end.
std::size_t find_assignment(std::string_view item) {
    for (std::size_t at = skip_blank(item, 0); at < item.size(); at = skip_blank(item, at + 1)) {
        const std::string_view rest = item.substr(at);
        if (rest.starts_with("==") || rest.starts_with("<=") || rest.starts_with(">=") ||
            rest.starts_with("!=")) {
            ++at;
            continue;
        }
        for (const ast::AssignOperator& row : ast::assign_operators())
            if (rest.starts_with(row.text))
                return at;
    }
    return item.size();
}

/// A name to show in an example: the first of the text.
std::string example_name(std::string_view item) {
    for (std::size_t at = skip_blank(item, 0); at < item.size(); at = skip_blank(item, at + 1)) {
        const std::size_t end = name_end(item, at);
        if (end == at)
            continue;
        if (!is_keyword(item.substr(at, end - at)))
            return shortened(item.substr(at, end - at));
        at = end;
        if (at >= item.size())
            break;
    }
    return "x";
}

std::string_view item_text(const Cursor& cursor) {
    return {cursor.first, static_cast<std::size_t>(cursor.last - cursor.first)};
}

} // namespace

void refuse_statement(const Cursor& cursor) {
    const std::string_view item = item_text(cursor);
    const Span whole = cursor.span(cursor.first, cursor.last);
    const std::string_view first = token_at(cursor, cursor.first);
    refuse_character(cursor, first);
    const std::size_t name = name_end(item, 0);
    const std::size_t next = skip_blank(item, name);
    if (name > 0 && !is_keyword(first) && item.substr(next).starts_with("=="))
        cursor.refuse(cursor.span(cursor.first + next, cursor.first + next + 2),
                      quote(item) + " is a comparison, no assignment; write '='");
    const std::size_t assignment = find_assignment(item);
    if (is_keyword(first) && !(first == "True" || first == "False" || first == "not"))
        cursor.refuse(span_of(cursor, first),
                      quote(first) + " is a keyword of Python: " +
                          (assignment < item.size() && next == assignment
                               ? "it cannot be a name"
                               : "a statement is an assignment, 'x = ...' or 'x += ...'"));
    if (item.substr(next).starts_with(":="))
        cursor.refuse(cursor.span(cursor.first + next, cursor.first + next + 2),
                      "there is no operator ':='; write '='");
    if (assignment < item.size() && assignment > 0) {
        const Span target = trim(item.substr(0, assignment));
        const char* const end = cursor.first + target.end;
        cursor.refuse(cursor.span(cursor.first, end),
                      "only a name can be assigned to, not " + quote(item.substr(0, target.end)));
    }
    const std::string example = example_name(item);
    cursor.refuse(whole, quote(item) + " is no assignment; write '" + example + " = ...' or '" + example +
                             " += ...'");
}

void refuse_equation(const Cursor& cursor) {
    const std::string_view item = item_text(cursor);
    const std::string_view first = token_at(cursor, cursor.first);
    const std::size_t name = name_end(item, 0);
    if (name == 0) {
        refuse_character(cursor, first);
        cursor.refuse(span_of(cursor, first),
                      "expected an equation, 'dx/dt = f : unit', 'x = f : unit' or 'x : unit', not " +
                          quote(first));
    }
    refuse_keyword(cursor, first);

    std::size_t end = name;
    std::size_t next = skip_blank(item, name);
    if (next < item.size() && item[next] == '/') {
        end = name_end(item, skip_blank(item, next + 1));
        next = skip_blank(item, end);
    }
    const std::string left = quote(item.substr(0, end));
    if (next >= item.size())
        cursor.refuse(
            cursor.span(cursor.first, cursor.first + end),
            end == name ? "the declaration of " + left + " has no unit; add ': volt', or ': 1' if it has none"
                        : "the equation " + left + " has no right-hand side: expected '=' after it");
    const std::string_view token = token_at(cursor, cursor.first + next);
    const Span here = span_of(cursor, token);
    if (token == "'")
        cursor.refuse(here, "write 'd" + shortened(first) + "/dt' for the derivative of " + quote(first));
    refuse_character(cursor, token);
    if (token == "==")
        cursor.refuse(here, "'==' compares; an equation is written with '='");
    if (token == ",")
        cursor.refuse(here, "one line declares one name; give the name after " + left + " a line of its own");
    cursor.refuse(here, "expected " + std::string(end == name ? "'=' or ':'" : "'='") + " after " + left +
                            ", not " + quote(token));
}

} // namespace hillock::internal::parser
