// SPDX-License-Identifier: Apache-2.0
// THE function table: one row tells everything about a function of the equation language.
// Adding a function is adding a row; a test walks all of them.
#pragma once

#include "parser/ast.hpp"
#include "parser/model/variable.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hillock::internal::model {

/// What the execution stages implement themselves; everything else is expanded into these (Function::expansion).
/// The order is that of the tables in jit/llvm and in the evaluators.
enum class Primitive : unsigned char {
    none,
    // one instruction each
    sqrt, floor, ceil, absolute, minimum, maximum, select, to_integer,
    // vector math, 1.0 ULP (exp, exp2: 1.1, expm1: 2.0, exprel: 3.5, its inverse: 2.5)
    sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh,
    exp, exp2, expm1, exprel, inverse_exprel, inverse_exprel_by, log, log10, log1p, power, arctan2, hypot,
    // random draws, one an element and evaluation
    uniform, normal, poisson, binomial,
};

/// How the dimension of a result follows from those of the arguments.
enum class UnitRule : unsigned char {
    dimensionless,      ///< all arguments and the result dimensionless
    same,               ///< all arguments of one dimension, the result too (abs, clip, min, hypot)
    same_to_one,        ///< all arguments of one dimension, the result dimensionless (sign, atan2)
    square_root,        ///< result = argument**0.5
    select,             ///< (boolean, a, b): a and b of one dimension, the result too
    seconds_to_integer, ///< timestep(t, dt): seconds to dimensionless
    declared,           ///< as UserFunction says
};

/// Type of a result.
enum class TypeRule : unsigned char { real, highest, integer };

struct UserFunction;

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
    bool has_state; ///< rand(), poisson(): each call is a draw of its own
    std::string_view description; ///< one line for the language reference
    const UserFunction* user = nullptr; ///< what a function of the user's computes; nullptr in the table
};

/// All rows, in the order of the documentation.
[[nodiscard]] std::span<const Function> function_table();
/// By name (asin, acos, atan, sgn are none; arcsin, arccos, arctan, sign are); nullptr if unknown.
[[nodiscard]] const Function* find_function(std::string_view name);
/// The row that implements a primitive.
[[nodiscard]] const Function& function_for(Primitive primitive);

/// A piecewise constant function of time: row k holds for [k dt, (k + 1) dt), the first row before, the last one after.
struct Table {
    std::shared_ptr<const std::vector<double>> values; ///< SI, row by row, at least one
    std::size_t columns = 0;                           ///< of a function of (t, i); 0: of t alone
    double dt_seconds = 0;
    Variable variable = {}; ///< stands for the values where kernels name their arrays

    [[nodiscard]] std::size_t rows() const { return values->size() / (columns == 0 ? 1 : columns); }
};

/// The row of a table is int((t / epsilon + 1/2) / K) with epsilon = dt_of_table / K, clamped to the rows. K is a power of two so
/// large that epsilon is at most an eighth of the step: a t that rounding left just below k dt is in row k.
[[nodiscard]] double table_subdivision(double table_dt, double step_dt);
[[nodiscard]] std::size_t table_row(const Table& table, double t, double step_dt);

/// An expression of its parameters, put in the place of each call.
struct Inlined {
    SourcePtr source;
    ast::Expr body;
};

/// Code of the host program, called for each element.
struct Hosted {
    std::function<double(std::span<const double>)> call;
    bool pure = false; ///< equal arguments give equal values and nothing else happens
};

/// A function that is no row of the table: an expression of the row's kind, made while the program runs.
/// Has one address for its life: calls point to `row`.
struct UserFunction {
    UserFunction(std::string its_name, std::vector<std::string> its_parameters, std::variant<Table, Inlined, Hosted> its_content);
    UserFunction(const UserFunction&) = delete;
    UserFunction& operator=(const UserFunction&) = delete;

    std::string name;
    std::vector<std::string> parameters;
    std::vector<std::optional<Dimension>> dimensions; ///< of the arguments; nullopt takes any (Inlined only)
    Dimension result;                                 ///< of the value; of Inlined it follows from the arguments
    std::variant<Table, Inlined, Hosted> content;
    Function row;
};

/// By name, each shared by everything that calls it.
using UserFunctions = std::map<std::string, std::shared_ptr<const UserFunction>, std::less<>>;

/// Name and value of the mathematical constants: pi, e, inf.
struct NamedConstant {
    std::string_view name;
    double value;
};
[[nodiscard]] std::span<const NamedConstant> named_constants();

} // namespace hillock::internal::model
