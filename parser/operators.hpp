// SPDX-License-Identifier: Apache-2.0
// THE operator table of the language: spelling and precedence, one row an operator. The grammar, the fold
// into a tree and the printer all read it. Precedences are Python's (The Python Language Reference,
// section 6.17).
#pragma once

#include "parser/ast.hpp"

#include <span>

namespace hillock::internal::ast {

/// A larger number binds tighter.
namespace precedence {
inline constexpr int kOr = 1;
inline constexpr int kAnd = 2;
inline constexpr int kNot = 3;
inline constexpr int kComparison = 4;
inline constexpr int kSum = 5;
inline constexpr int kProduct = 6;
inline constexpr int kSign = 7;
inline constexpr int kPower = 8;
inline constexpr int kAtom = 9;
} // namespace precedence

struct BinaryOperator {
    BinaryOp op;
    const char* text;
    int precedence;
    bool right_associative = false;
};

/// All rows, in the order of BinaryOp.
[[nodiscard]] std::span<const BinaryOperator> binary_operators();
[[nodiscard]] const BinaryOperator& row(BinaryOp op);

struct UnaryOperator {
    UnaryOp op;
    const char* text;
    int precedence;
};

/// All rows, in the order of UnaryOp.
[[nodiscard]] std::span<const UnaryOperator> unary_operators();
[[nodiscard]] const UnaryOperator& row(UnaryOp op);

struct AssignOperator {
    AssignOp op;
    const char* text;
};

/// All rows, in the order of AssignOp.
[[nodiscard]] std::span<const AssignOperator> assign_operators();

} // namespace hillock::internal::ast
