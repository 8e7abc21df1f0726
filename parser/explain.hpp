// SPDX-License-Identifier: Apache-2.0
// The place where a grammar could not go on, to words: what stands there, and what would be right. The
// grammars know the language only; the ways in which people miss it are collected here.
#pragma once

#include "parser/cursor.hpp"

#include <string>
#include <string_view>

namespace hillock::internal::parser {

/// Whether Python reserves the word: it can be no name.
[[nodiscard]] bool is_keyword(std::string_view word);

/// The text on one line, cut when long; and the same in single quotes.
[[nodiscard]] std::string shortened(std::string_view text);
[[nodiscard]] std::string quote(std::string_view text);

/// A value was expected at `at`, after the token `previous` (empty: at the begin of the text).
[[noreturn]] void refuse_value(const Cursor& cursor, const char* at, Span previous);
/// An expression is complete before `at`, and what stands there does not continue it.
[[noreturn]] void refuse_continuation(const Cursor& cursor, const char* at, Span previous);
/// What begins at `at` looks like a number and is none: '2mV', '0x1G', '1.2.3'.
[[noreturn]] void refuse_number(const Cursor& cursor, const char* at);
[[noreturn]] void refuse_depth(const Cursor& cursor, Span where);

/// The cursor holds no assignment; no equation.
[[noreturn]] void refuse_statement(const Cursor& cursor);
[[noreturn]] void refuse_equation(const Cursor& cursor);

} // namespace hillock::internal::parser
