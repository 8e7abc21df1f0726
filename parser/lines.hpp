// SPDX-License-Identifier: Apache-2.0
// A text to the places of its items: where one equation or statement ends and the next begins. It reads no
// more than that takes, so an item with an error in it does not hide the items after it.
#pragma once

#include "parser/cursor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hillock::internal::parser {

/// An equation ends with the line its unit ends on; its expression may run over lines up to its ':'.
/// Spans are without the space and comments around them.
[[nodiscard]] std::vector<Span> split_equations(std::string_view text);
/// A statement ends at a newline outside of brackets or at a ';'.
[[nodiscard]] std::vector<Span> split_statements(std::string_view text);
/// What is left of a text when the space and comments around it are gone.
[[nodiscard]] Span trim(std::string_view text);

[[nodiscard]] bool is_blank(char c);
[[nodiscard]] bool starts_name(char c);
[[nodiscard]] bool continues_name(char c);
/// The first byte at or after `at` that is neither space nor of a comment, or the size of the text.
[[nodiscard]] std::size_t skip_blank(std::string_view text, std::size_t at);
/// The end of the name that begins at `at`; `at` if none does.
[[nodiscard]] std::size_t name_end(std::string_view text, std::size_t at);
/// The text without comments and with one space for each stretch of blanks.
[[nodiscard]] std::string one_line(std::string_view text);
/// `c` outside of comments in the span, or the end of the span.
[[nodiscard]] std::uint32_t find_outside_comments(std::string_view text, Span span, char c);

/// Refuse brackets without a partner, brackets nested too deeply and strings.
void check_brackets(const Cursor& cursor, Span span);

} // namespace hillock::internal::parser
