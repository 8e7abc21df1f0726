// SPDX-License-Identifier: Apache-2.0
// The words that the checks share: how a dimension, an expression or a list is written in a message, and
// where a quantity that does not fit came from.
#pragma once

#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"
#include "parser/model/expr.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hillock::internal::model {

/// `'text'`.
[[nodiscard]] std::string quoted(std::string_view text);
/// The canonical text in quotes, shortened in the middle if it is long.
[[nodiscard]] std::string quoted(const ast::Expr& expr);
/// The dimension in quotes, as users write it: 'volt', 'volt / second', '1'.
[[nodiscard]] std::string quoted(const Dimension& dimension);

/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string listed(std::span<const std::string> items);

/// "condition", "integer", "number": what a value of the type is to a reader.
[[nodiscard]] const char* noun(Type type);

/// Notes on the variables among the operands that are plain names: where each was declared, and as what.
[[nodiscard]] std::vector<Note> origins(std::span<const Expr> operands);

/// Note that places a variable ("'v' is declared here as volt"); without a place for built-in names and
/// constants.
[[nodiscard]] Note origin(const Variable& variable);

} // namespace hillock::internal::model
