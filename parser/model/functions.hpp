// SPDX-License-Identifier: Apache-2.0
// THE function table: one row tells everything about a function of the equation language.
// Adding a function is adding a row; a test walks all of them.
#pragma once

#include "parser/model/expr.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hillock::model {

/// What the execution stages implement themselves; everything else is expanded into these (Function::expansion).
/// The order is that of the tables in jit/llvm and in the evaluators.
enum class Primitive : unsigned char {
    none,
    // one instruction each
    sqrt, floor, ceil, absolute, minimum, maximum, select, to_integer,
    // vector math, 1.0 ULP
    sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh,
    exp, expm1, log, log10, log1p, power, arctan2, hypot,
    // random draws, one an element and evaluation
    uniform, normal,
};

/// How the dimension of a result follows from those of the arguments.
enum class UnitRule : unsigned char {
    dimensionless,      ///< all arguments and the result dimensionless
    same,               ///< all arguments of one dimension, the result too (abs, clip, min, hypot)
    same_to_one,        ///< all arguments of one dimension, the result dimensionless (sign, atan2)
    square_root,        ///< result = argument**0.5
    select,             ///< (boolean, a, b): a and b of one dimension, the result too
    seconds_to_integer, ///< timestep(t, dt): seconds to dimensionless
};

/// Type of a result.
enum class TypeRule : unsigned char { real, highest, integer };

struct Function {
    std::string_view name;
    std::vector<std::string_view> parameters; ///< names, for messages and docs; the count is the arity
    UnitRule units;
    TypeRule type;
    Primitive primitive; ///< none: `expansion` is set
    /// Value for real arguments with the same bits as the compiled code; empty for random functions.
    double (*evaluate)(std::span<const double> arguments);
    /// Partial derivatives by each argument as expressions of the arguments; empty if there is none.
    std::function<std::vector<Expr>(std::span<const Expr> arguments)> derivatives;
    /// The function in terms of primitives and operators.
    std::function<Expr(std::span<const Expr> arguments)> expansion;
    bool has_state; ///< rand(), randn(): each call is a draw of its own
    std::string_view description; ///< one line for the language reference
};

/// All rows, in the order of the documentation.
[[nodiscard]] std::span<const Function> function_table();
/// By name, also by alias (asin, acos, atan, atan2, sgn are not names; arcsin, ... are); nullptr if unknown.
[[nodiscard]] const Function* find_function(std::string_view name);
/// The row that implements a primitive.
[[nodiscard]] const Function& function_for(Primitive primitive);

/// Name and value of the mathematical constants: pi, e, inf.
struct NamedConstant {
    std::string_view name;
    double value;
};
[[nodiscard]] std::span<const NamedConstant> named_constants();

} // namespace hillock::model
