// SPDX-License-Identifier: Apache-2.0
// The syntax tree of the equation language: values, compared without regard to place,
// each node with its span in the text it came from. parse(print(tree)) == tree.
#pragma once

#include "parser/source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hillock::internal::ast {

/// A heap value with the semantics of T: a copy is deep, a comparison compares contents.
template <class T> class Box {
  public:
    Box(T value) : content_(std::make_unique<T>(std::move(value))) {}
    Box(const Box& other) : content_(std::make_unique<T>(*other.content_)) {}
    Box(Box&&) noexcept = default;
    Box& operator=(Box other) noexcept {
        content_.swap(other.content_);
        return *this;
    }
    const T& operator*() const { return *content_; }
    const T* operator->() const { return content_.get(); }
    bool operator==(const Box& other) const { return *content_ == *other.content_; }

  private:
    std::unique_ptr<T> content_;
};

enum class UnaryOp { plus, minus, logical_not };
enum class BinaryOp {
    add, subtract, multiply, divide, floor_divide, modulo, power,
    equal, not_equal, less, less_equal, greater, greater_equal,
    logical_and, logical_or,
};

struct Expr;

struct Number {
    double value = 0;
    bool integer = false; ///< written without a point and an exponent
    bool operator==(const Number&) const = default;
};
struct Boolean {
    bool value = false;
    bool operator==(const Boolean&) const = default;
};
struct Name {
    std::string text;
    bool operator==(const Name&) const = default;
};
struct Unary {
    UnaryOp op;
    Box<Expr> operand;
    bool operator==(const Unary&) const = default;
};
struct Binary {
    BinaryOp op;
    Box<Expr> left;
    Box<Expr> right;
    Span op_span; ///< of the operator itself: where a mismatch is shown
    bool operator==(const Binary& other) const { return op == other.op && left == other.left && right == other.right; }
};
struct Call {
    std::string function;
    Span function_span;
    std::vector<Expr> arguments;
    bool operator==(const Call& other) const;
};

struct Expr {
    Span span;
    std::variant<Number, Boolean, Name, Unary, Binary, Call> node;
    bool operator==(const Expr& other) const { return node == other.node; }
};

inline bool Call::operator==(const Call& other) const {
    return function == other.function && arguments == other.arguments;
}

enum class AssignOp { set, add, subtract, multiply, divide, floor_divide, modulo, power };

/// `target op value`, one line or one part between semicolons of a reset, on_pre, ... text.
struct Statement {
    Span span;
    std::string target;
    Span target_span;
    AssignOp op = AssignOp::set;
    Expr value;
    bool operator==(const Statement& other) const {
        return target == other.target && op == other.op && value == other.value;
    }
};

enum class EquationKind { differential, subexpression, parameter };

struct Flag {
    std::string text; ///< words separated by one space: "unless refractory"
    Span span;
    bool operator==(const Flag& other) const { return text == other.text; }
};

/// `dx/dt = f : unit (flags)`, `x = f : unit (flags)` or `x : unit (flags)`.
struct Equation {
    Span span;
    EquationKind kind = EquationKind::parameter;
    std::string name;
    Span name_span;
    std::optional<Expr> expression; ///< absent for a parameter
    Expr unit;                      ///< `volt`, `amp/meter**2`, `1`, `boolean`, `integer`
    std::vector<Flag> flags;
    bool operator==(const Equation& other) const {
        return kind == other.kind && name == other.name && expression == other.expression && unit == other.unit &&
               flags == other.flags;
    }
};

enum class Iterator { range, sample };

/// `for variable in range([low,] high [, step])` or `... in sample([low,] high [, step], p=...)` (or `size=...`).
struct Loop {
    std::string variable;
    Span variable_span;
    Iterator iterator = Iterator::range;
    Span iterator_span; ///< of the word
    std::optional<Expr> low;
    Expr high;
    std::optional<Expr> step;
    std::optional<Expr> probability; ///< of sample: exactly one of the two
    std::optional<Expr> size;
    bool operator==(const Loop& other) const {
        return variable == other.variable && iterator == other.iterator && low == other.low &&
               high == other.high && step == other.step && probability == other.probability && size == other.size;
    }
};

/// Which neurons a neuron is connected to: `result [loop] [if condition]`.
struct Generator {
    Span span;
    Expr result;
    std::optional<Loop> loop; ///< absent: one result
    std::optional<Expr> condition;
    bool operator==(const Generator& other) const {
        return result == other.result && loop == other.loop && condition == other.condition;
    }
};

[[nodiscard]] const char* spelling(BinaryOp op); ///< "+", "//", "and", ...
[[nodiscard]] const char* spelling(AssignOp op); ///< "=", "+=", ...
[[nodiscard]] const char* spelling(Iterator iterator); ///< "range", "sample"

} // namespace hillock::internal::ast
