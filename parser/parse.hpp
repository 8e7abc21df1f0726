// SPDX-License-Identifier: Apache-2.0
// Text to syntax tree. Python's expression grammar without indexing, attributes, keywords and if-else;
// comparisons do not chain. `#` starts a comment; an expression of a model may run over several lines.
// The span of an expression covers its own parentheses: the text of a span reads back to its expression.
#pragma once

#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"

#include <cstddef>

namespace hillock::internal::parser {

/// Brackets nested deeper than this are refused with a diagnostic, so that no text can exhaust the stack.
inline constexpr int kMaxNesting = 200;
/// The same for the depth of the tree (a + b + c, --a and a**b**c are 3 deep): what walks one may recurse.
inline constexpr int kMaxDepth = 1000;
/// After this many problems of one text the rest of it is not read.
inline constexpr int kMaxProblems = 20;
/// Longer texts are refused.
inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

/// One expression that fills the whole text (a threshold, a string value).
[[nodiscard]] Result<ast::Expr> parse_expression(const SourcePtr& source);

/// Statements separated by newlines or semicolons (a reset, on_pre, ...); may be none.
[[nodiscard]] Result<std::vector<ast::Statement>> parse_statements(const SourcePtr& source);

/// The equations of a model; may be none.
[[nodiscard]] Result<std::vector<ast::Equation>> parse_equations(const SourcePtr& source);

/// A rule for pairs: `EXPR`, `EXPR for NAME in range(...)` or `... in sample(...)`, each with `if CONDITION` or without.
[[nodiscard]] Result<ast::Generator> parse_generator(const SourcePtr& source);

} // namespace hillock::internal::parser

namespace hillock::internal::ast {

/// Canonical text: one space around binary operators except `**`, parentheses only where precedence needs them,
/// numbers in the shortest form that reads back to the same value.
[[nodiscard]] std::string print(const Expr& expr);
[[nodiscard]] std::string print(const Statement& statement);
[[nodiscard]] std::string print(const Equation& equation);
[[nodiscard]] std::string print(const Generator& generator);
[[nodiscard]] std::string print(const std::vector<Statement>& statements); ///< a line each
[[nodiscard]] std::string print(const std::vector<Equation>& equations);   ///< a line each

} // namespace hillock::internal::ast
