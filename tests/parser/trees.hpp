// SPDX-License-Identifier: Apache-2.0
// Syntax trees for tests: taken apart, made at random, shrunk, and printed without any knowledge of
// precedence.
#pragma once

#include "parser/parse.hpp"

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace hillock::test {
using namespace internal;

/// The operands or arguments of a node, and the node with others in their place.
[[nodiscard]] std::vector<ast::Expr> children(const ast::Expr& expr);
[[nodiscard]] ast::Expr with_children(const ast::Expr& expr, std::vector<ast::Expr> replacement);

/// A tree that the parser could have made, of at most `depth` levels.
[[nodiscard]] ast::Expr random_tree(std::mt19937_64& random, int depth);

/// The smallest tree for which `fails` still holds that one finds by putting parts in the place of the whole.
[[nodiscard]] ast::Expr shrink(ast::Expr expr, const std::function<bool(const ast::Expr&)>& fails);

/// Every node in parentheses, with random blanks, newlines and comments between the tokens.
[[nodiscard]] std::string print_noisily(const ast::Expr& expr, std::mt19937_64& random);

/// The value of an expression; names take theirs from `value`, `max(a, b)` is the only function.
[[nodiscard]] double evaluate(const ast::Expr& expr, const std::function<double(const std::string&)>& value);

} // namespace hillock::test
