// SPDX-License-Identifier: Apache-2.0
// What the rewriting of expressions has in common.
#pragma once

#include "parser/model/algebra.hpp"

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace hillock::internal::model {

/// Operands or arguments; none of a constant or reference.
[[nodiscard]] const std::vector<Expr>& operands_of(const Expr& expr);
/// The same operation or call of other operands. \pre it has operands, or is a call
[[nodiscard]] Expr with_operands(const Expr& expr, std::vector<Expr> operands);
/// The value of an operation or call for values of its operands, with the bits of compiled code.
[[nodiscard]] double value_of(const Expr& expr, std::span<const double> values);

/// Rewrites an expression from the leaves up, every shared node once. Lives no longer than what it has
/// rewritten.
class Rewriting {
  public:
    /// `rewrite` sees each node after its operands have been rewritten.
    explicit Rewriting(std::function<Expr(const Expr&)> rewrite) : rewrite_(std::move(rewrite)) {}
    [[nodiscard]] Expr operator()(const Expr& expr);

  private:
    [[nodiscard]] Expr rebuilt(const Expr& expr);

    std::function<Expr(const Expr&)> rewrite_;
    std::unordered_map<const Expr::Node*, Expr> done_;
};

/// Simplifies one node whose operands are simple already; simplify() is this at every node.
[[nodiscard]] Expr simplify_node(const Expr& expr);

} // namespace hillock::internal::model
