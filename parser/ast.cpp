// SPDX-License-Identifier: Apache-2.0
// The rows of the operator table.
#include "parser/operators.hpp"

#include <array>
#include <cstddef>

namespace hillock::internal::ast {

namespace {

using namespace precedence;

constexpr std::array kBinary{
    BinaryOperator{BinaryOp::add, "+", kSum},
    BinaryOperator{BinaryOp::subtract, "-", kSum},
    BinaryOperator{BinaryOp::multiply, "*", kProduct},
    BinaryOperator{BinaryOp::divide, "/", kProduct},
    BinaryOperator{BinaryOp::floor_divide, "//", kProduct},
    BinaryOperator{BinaryOp::modulo, "%", kProduct},
    BinaryOperator{BinaryOp::power, "**", kPower, true},
    BinaryOperator{BinaryOp::equal, "==", kComparison},
    BinaryOperator{BinaryOp::not_equal, "!=", kComparison},
    BinaryOperator{BinaryOp::less, "<", kComparison},
    BinaryOperator{BinaryOp::less_equal, "<=", kComparison},
    BinaryOperator{BinaryOp::greater, ">", kComparison},
    BinaryOperator{BinaryOp::greater_equal, ">=", kComparison},
    BinaryOperator{BinaryOp::logical_and, "and", kAnd},
    BinaryOperator{BinaryOp::logical_or, "or", kOr},
};

constexpr std::array kUnary{
    UnaryOperator{UnaryOp::plus, "+", kSign},
    UnaryOperator{UnaryOp::minus, "-", kSign},
    UnaryOperator{UnaryOp::logical_not, "not", kNot},
};

constexpr std::array kAssign{
    AssignOperator{AssignOp::set, "="},       AssignOperator{AssignOp::add, "+="},
    AssignOperator{AssignOp::subtract, "-="}, AssignOperator{AssignOp::multiply, "*="},
    AssignOperator{AssignOp::divide, "/="},   AssignOperator{AssignOp::floor_divide, "//="},
    AssignOperator{AssignOp::modulo, "%="},   AssignOperator{AssignOp::power, "**="},
};

/// Rows are looked up by the number of their operator.
template <class Table> constexpr bool in_order(const Table& table) {
    for (std::size_t k = 0; k < table.size(); ++k)
        if (static_cast<std::size_t>(table[k].op) != k)
            return false;
    return true;
}
static_assert(in_order(kBinary) && in_order(kUnary) && in_order(kAssign));

} // namespace

std::span<const BinaryOperator> binary_operators() {
    return kBinary;
}
std::span<const UnaryOperator> unary_operators() {
    return kUnary;
}
std::span<const AssignOperator> assign_operators() {
    return kAssign;
}

const BinaryOperator& row(BinaryOp op) {
    return kBinary[static_cast<std::size_t>(op)];
}
const UnaryOperator& row(UnaryOp op) {
    return kUnary[static_cast<std::size_t>(op)];
}

const char* spelling(BinaryOp op) {
    return row(op).text;
}
const char* spelling(AssignOp op) {
    return kAssign[static_cast<std::size_t>(op)].text;
}
const char* spelling(Iterator iterator) {
    return iterator == Iterator::range ? "range" : "sample";
}

} // namespace hillock::internal::ast
