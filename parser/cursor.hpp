// SPDX-License-Identifier: Apache-2.0
// What the parts of the parser hand to each other: the unread rest of one equation, statement or expression.
// Inside the parser a problem travels as the exception Refusal, as Spirit's own failures do, and no further
// than the loop over the items of a text, which collects them.
#pragma once

#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hillock::internal::parser {

struct Refusal {
    Diagnostic problem;
};

/// [first, last) of source->text is still to be read.
struct Cursor {
    SourcePtr source;
    const char* first;
    const char* last;

    Cursor(SourcePtr whole, Span item)
        : source(std::move(whole)), first(source->text.data() + item.begin),
          last(source->text.data() + item.end) {}

    [[nodiscard]] Span span(const char* begin, const char* end) const {
        const char* const origin = source->text.data();
        return {static_cast<std::uint32_t>(begin - origin), static_cast<std::uint32_t>(end - origin)};
    }
    [[nodiscard]] std::string_view text(Span span) const {
        return std::string_view(source->text).substr(span.begin, span.end - span.begin);
    }
    [[noreturn]] void refuse(Span where, std::string message, std::vector<Note> notes = {}) const {
        throw Refusal{{Problem::syntax, std::move(message), {source, where}, std::move(notes)}};
    }
};

/// Whether a name is followed by its arguments: in a unit a parenthesis after a name begins the flags.
enum class Calls { allowed, none };

/// The longest expression at the cursor, which moves behind it. `before` is what stands before the
/// expression, for messages ("expected a value after '='"); empty if nothing does.
[[nodiscard]] ast::Expr read_expression(Cursor& cursor, Calls calls, Span before);
/// The statement or equation that fills the cursor.
[[nodiscard]] ast::Statement read_statement(Cursor cursor);
[[nodiscard]] ast::Equation read_equation(Cursor cursor);
/// The generator that fills the cursor.
[[nodiscard]] ast::Generator read_generator(Cursor cursor);

} // namespace hillock::internal::parser
