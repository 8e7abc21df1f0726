// SPDX-License-Identifier: Apache-2.0
// THE function table. Derivatives and expansions are written with the operators of Expr, as in a formulary.
#include "parser/model/functions.hpp"

#include "hillock/error.hpp"
#include "parser/model/evaluators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace hillock::internal::model {
namespace {

using Arguments = std::span<const Expr>;
using Partials = std::vector<Expr>;

Expr apply(Primitive primitive, std::vector<Expr> arguments) {
    return Expr::call(function_for(primitive), std::move(arguments));
}
Expr where(const Expr& condition, const Expr& yes, const Expr& no) {
    return apply(Primitive::select, {condition, yes, no});
}
Expr compare(Op op, const Expr& a, const Expr& b) {
    return Expr::operation(op, {a, b});
}
/// Of a boolean, which counts as 0 or 1, the integer 0.
Expr zero_like(const Expr& x) {
    return Expr::constant(0, x.type() == Type::real ? Type::real : Type::integer, x.dimension());
}
Expr sign(const Expr& x) {
    return Expr::call(*find_function("sign"), {x});
}
Expr square(const Expr& x) {
    return x * x;
}

/// exprel(x) = sum x^k / (k+1)!, so its derivative is sum x^k / (k! (k+2)). For |x| < 1/2 the terms up to k =
/// 15 leave 0.5^16 / (16! 18) = 4e-20 of about 1/2; beyond, (exp(x) - exprel(x)) / x loses less than three
/// bits to cancellation.
Expr exprel_derivative(const Expr& x) {
    constexpr int kTerms = 16;
    double factorial = 1;
    double coefficients[kTerms];
    for (int k = 0; k < kTerms; ++k) {
        if (k > 0)
            factorial *= k;
        coefficients[k] = 1 / (factorial * (k + 2));
    }
    Expr series = real(coefficients[kTerms - 1]);
    for (int k = kTerms - 1; k-- > 0;)
        series = series * x + real(coefficients[k]);
    const Expr closed = (apply(Primitive::exp, {x}) - Expr::call(*find_function("exprel"), {x})) / x;
    return where(compare(Op::less, apply(Primitive::absolute, {x}), real(0.5)), series, closed);
}

/// a**b: by b for a positive base.
Partials power_derivatives(Arguments x) {
    const Expr one = Expr::constant(1, x[1].type() == Type::real ? Type::real : Type::integer);
    return {x[1] * Expr::operation(Op::power, {x[0], x[1] - one}),
            Expr::operation(Op::power, {x[0], x[1]}) * apply(Primitive::log, {x[0]})};
}

/// 1 where the condition holds, else 0, and the other way round.
Partials either(const Expr& condition) {
    return {where(condition, real(1), real(0)), where(condition, real(0), real(1))};
}

double sign_of(std::span<const double> x) {
    return (x[0] > 0) - (x[0] < 0);
}
double clip_of(std::span<const double> x) {
    const double raised = x[1] > x[0] ? x[1] : x[0];
    return x[2] < raised ? x[2] : raised;
}
double timestep_of(std::span<const double> x) {
    return static_cast<double>(to_integer(std::fma(1e-3, x[1], x[0]) / x[1]));
}

/// A row of vector math: evaluator by primitive.
Function math(std::string_view name, Primitive primitive, std::function<Partials(Arguments)> derivatives,
              std::string_view description) {
    return {name,
            {"x"},
            UnitRule::dimensionless,
            TypeRule::real,
            primitive,
            evaluator(primitive),
            std::move(derivatives),
            {},
            false,
            description};
}

/// The angle of (x, y), under a name.
Function angle_row(std::string_view name, std::string_view description) {
    return {name,
            {"y", "x"},
            UnitRule::same_to_one,
            TypeRule::real,
            Primitive::arctan2,
            evaluator(Primitive::arctan2),
            [](Arguments x) {
                const Expr square_of_radius = square(x[0]) + square(x[1]);
                return Partials{x[1] / square_of_radius, -x[0] / square_of_radius};
            },
            {},
            false,
            description};
}

std::vector<Function> elementary_rows() {
    return {
        math(
            "sin", Primitive::sin, [](Arguments x) { return Partials{apply(Primitive::cos, {x[0]})}; },
            "sine"),
        math(
            "cos", Primitive::cos, [](Arguments x) { return Partials{-apply(Primitive::sin, {x[0]})}; },
            "cosine"),
        math(
            "tan", Primitive::tan,
            [](Arguments x) { return Partials{real(1) + square(apply(Primitive::tan, {x[0]}))}; }, "tangent"),
        math(
            "sinh", Primitive::sinh, [](Arguments x) { return Partials{apply(Primitive::cosh, {x[0]})}; },
            "hyperbolic sine"),
        math(
            "cosh", Primitive::cosh, [](Arguments x) { return Partials{apply(Primitive::sinh, {x[0]})}; },
            "hyperbolic cosine"),
        math(
            "tanh", Primitive::tanh,
            [](Arguments x) { return Partials{real(1) / square(apply(Primitive::cosh, {x[0]}))}; },
            "hyperbolic tangent"),
        math(
            "arcsin", Primitive::arcsin,
            [](Arguments x) {
                return Partials{real(1) / apply(Primitive::sqrt, {(real(1) - x[0]) * (real(1) + x[0])})};
            },
            "inverse sine, in [-pi/2, pi/2]"),
        math(
            "arccos", Primitive::arccos,
            [](Arguments x) {
                return Partials{real(-1) / apply(Primitive::sqrt, {(real(1) - x[0]) * (real(1) + x[0])})};
            },
            "inverse cosine, in [0, pi]"),
        math(
            "arctan", Primitive::arctan,
            [](Arguments x) { return Partials{real(1) / (real(1) + square(x[0]))}; },
            "inverse tangent, in [-pi/2, pi/2]"),
        math(
            "exp", Primitive::exp, [](Arguments x) { return Partials{apply(Primitive::exp, {x[0]})}; },
            "e to the power of x"),
        math(
            "expm1", Primitive::expm1, [](Arguments x) { return Partials{apply(Primitive::exp, {x[0]})}; },
            "exp(x) - 1, accurate near 0"),
        math(
            "log", Primitive::log, [](Arguments x) { return Partials{real(1) / x[0]}; }, "natural logarithm"),
        math(
            "log10", Primitive::log10,
            [](Arguments x) { return Partials{real(1) / (x[0] * real(std::numbers::ln10))}; },
            "logarithm to base 10"),
        math(
            "log1p", Primitive::log1p, [](Arguments x) { return Partials{real(1) / (real(1) + x[0])}; },
            "log(1 + x), accurate near 0"),
        math(
            "exprel", Primitive::exprel, [](Arguments x) { return Partials{exprel_derivative(x[0])}; },
            "(exp(x) - 1)/x, exactly 1 at 0"),
        {"sqrt",
         {"x"},
         UnitRule::square_root,
         TypeRule::real,
         Primitive::sqrt,
         evaluator(Primitive::sqrt),
         [](Arguments x) { return Partials{real(0.5) / apply(Primitive::sqrt, {x[0]})}; },
         {},
         false,
         "square root"},
        angle_row("arctan2", "angle of the point (x, y), in [-pi, pi]"),
        angle_row("atan2", "the same under the name that it has in C"),
        {"hypot",
         {"x", "y"},
         UnitRule::same,
         TypeRule::real,
         Primitive::hypot,
         evaluator(Primitive::hypot),
         [](Arguments x) {
             const Expr radius = apply(Primitive::hypot, {x[0], x[1]});
             return Partials{x[0] / radius, x[1] / radius};
         },
         {},
         false,
         "sqrt(x**2 + y**2) without overflow"},
    };
}

std::vector<Function> piecewise_rows() {
    return {
        {"floor",
         {"x"},
         UnitRule::same,
         TypeRule::real,
         Primitive::floor,
         evaluator(Primitive::floor),
         {},
         {},
         false,
         "largest whole number of SI units not above x"},
        {"ceil",
         {"x"},
         UnitRule::same,
         TypeRule::real,
         Primitive::ceil,
         evaluator(Primitive::ceil),
         {},
         {},
         false,
         "smallest whole number of SI units not below x"},
        {"abs",
         {"x"},
         UnitRule::same,
         TypeRule::highest,
         Primitive::absolute,
         evaluator(Primitive::absolute),
         [](Arguments x) { return Partials{sign(x[0])}; },
         {},
         false,
         "absolute value"},
        {"sign",
         {"x"},
         UnitRule::same_to_one,
         TypeRule::highest,
         Primitive::none,
         sign_of,
         {},
         [](Arguments x) {
             const Type type = x[0].type() == Type::real ? Type::real : Type::integer;
             const Expr one = Expr::constant(1, type), zero = Expr::constant(0, type);
             return where(compare(Op::greater, x[0], zero_like(x[0])), one, zero) -
                    where(compare(Op::less, x[0], zero_like(x[0])), one, zero);
         },
         false,
         "-1, 0 or 1"},
        {"min",
         {"a", "b"},
         UnitRule::same,
         TypeRule::highest,
         Primitive::minimum,
         evaluator(Primitive::minimum),
         [](Arguments x) { return either(compare(Op::less, x[0], x[1])); },
         {},
         false,
         "the smaller of two values"},
        {"max",
         {"a", "b"},
         UnitRule::same,
         TypeRule::highest,
         Primitive::maximum,
         evaluator(Primitive::maximum),
         [](Arguments x) { return either(compare(Op::greater, x[0], x[1])); },
         {},
         false,
         "the larger of two values"},
        {"clip",
         {"x", "low", "high"},
         UnitRule::same,
         TypeRule::highest,
         Primitive::none,
         clip_of,
         [](Arguments x) {
             const Expr below = compare(Op::less, x[0], x[1]), above = compare(Op::greater, x[0], x[2]);
             return Partials{where(below, real(0), where(above, real(0), real(1))),
                             where(below, real(1), real(0)), where(above, real(1), real(0))};
         },
         // In this order a NaN in x stays.
         [](Arguments x) {
             return apply(Primitive::minimum, {x[2], apply(Primitive::maximum, {x[1], x[0]})});
         },
         false,
         "x, at least low and at most high"},
        {"where",
         {"condition", "a", "b"},
         UnitRule::select,
         TypeRule::highest,
         Primitive::select,
         evaluator(Primitive::select),
         [](Arguments x) {
             Partials partials = either(x[0]);
             partials.insert(partials.begin(), real(0, x[1].dimension()));
             return partials;
         },
         {},
         false,
         "a where the condition holds, else b"},
        {"int",
         {"x"},
         UnitRule::dimensionless,
         TypeRule::integer,
         Primitive::to_integer,
         evaluator(Primitive::to_integer),
         {},
         {},
         false,
         "whole part, toward zero; 0 or 1 of a condition"},
        {"timestep",
         {"t", "dt"},
         UnitRule::seconds_to_integer,
         TypeRule::integer,
         Primitive::none,
         timestep_of,
         {},
         [](Arguments x) { return apply(Primitive::to_integer, {(x[0] + real(1e-3) * x[1]) / x[1]}); },
         false,
         "number of the step of length dt that t is in"},
    };
}

std::vector<Function> random_rows() {
    return {
        {"rand",
         {},
         UnitRule::dimensionless,
         TypeRule::real,
         Primitive::uniform,
         nullptr,
         {},
         {},
         true,
         "uniformly distributed random number in [0, 1)"},
        {"randn",
         {},
         UnitRule::dimensionless,
         TypeRule::real,
         Primitive::normal,
         nullptr,
         {},
         {},
         true,
         "normally distributed random number of mean 0 and variance 1"},
        {"poisson",
         {"lam"},
         UnitRule::dimensionless,
         TypeRule::integer,
         Primitive::poisson,
         nullptr,
         {},
         {},
         true,
         "random number of events where lam are expected; 0 if lam is not positive"},
        {"binomial",
         {"n", "p"},
         UnitRule::dimensionless,
         TypeRule::integer,
         Primitive::binomial,
         nullptr,
         {},
         {},
         true,
         "random number of successes in n trials, each with probability p"},
    };
}

const std::vector<Function>& rows() {
    static const std::vector<Function> all = [] {
        std::vector<Function> table = elementary_rows();
        for (auto part : {piecewise_rows, random_rows})
            for (Function& row : part())
                table.push_back(std::move(row));
        return table;
    }();
    return all;
}

/// `**` is an operator of the language; as a function it has no name that text could call.
const Function& power_row() {
    static const Function row{"**",
                              {"base", "exponent"},
                              UnitRule::dimensionless,
                              TypeRule::real,
                              Primitive::power,
                              evaluator(Primitive::power),
                              power_derivatives,
                              {},
                              false,
                              "base to the power of exponent"};
    return row;
}

/// What plans have in the place of exp where that is as exact: not of the language either.
const Function& exp2_row() {
    static const Function row = math("2**", Primitive::exp2, {}, "2 to the power of x");
    return row;
}

/// In the place of a division by exprel.
const Function& inverse_exprel_row() {
    static const Function row = math("1/exprel", Primitive::inverse_exprel, {}, "x/(exp(x) - 1), exactly 1 at 0");
    return row;
}

/// The same beside an exponential that is known.
const Function& inverse_exprel_by_row() {
    static const Function row{"1/exprel by exp",
                              {"x", "exp_x"},
                              UnitRule::dimensionless,
                              TypeRule::real,
                              Primitive::inverse_exprel_by,
                              evaluator(Primitive::inverse_exprel_by),
                              {},
                              {},
                              false,
                              "x/(exp_x - 1), exactly 1 at 0"};
    return row;
}

} // namespace

std::span<const Function> function_table() {
    return rows();
}

const Function* find_function(std::string_view name) {
    const auto found =
        std::find_if(rows().begin(), rows().end(), [&](const Function& row) { return row.name == name; });
    return found == rows().end() ? nullptr : &*found;
}

const Function& function_for(Primitive primitive) {
    if (primitive == Primitive::power)
        return power_row();
    if (primitive == Primitive::exp2)
        return exp2_row();
    if (primitive == Primitive::inverse_exprel)
        return inverse_exprel_row();
    if (primitive == Primitive::inverse_exprel_by)
        return inverse_exprel_by_row();
    for (const Function& row : rows())
        if (row.primitive == primitive && primitive != Primitive::none)
            return row;
    throw InternalError("internal error, please report: no function has primitive " +
                        std::to_string(static_cast<int>(primitive)));
}

UserFunction::UserFunction(std::string its_name, std::vector<std::string> its_parameters,
                           std::variant<Table, Inlined, Hosted> its_content)
    : name(std::move(its_name)), parameters(std::move(its_parameters)), dimensions(parameters.size()),
      content(std::move(its_content)),
      row{name, {parameters.begin(), parameters.end()}, UnitRule::declared, TypeRule::real, Primitive::none, nullptr, {}, {},
          false, {}, this} {
    if (auto* table = std::get_if<Table>(&content)) {
        table->variable.name = name;
        table->variable.shared = true;
    }
    if (const auto* hosted = std::get_if<Hosted>(&content)) row.has_state = !hosted->pure;
}

double table_subdivision(double table_dt, double step_dt) {
    return std::max(std::exp2(std::ceil(std::log2(8 * table_dt / step_dt))), 1.0);
}

std::size_t table_row(const Table& table, double t, double step_dt) {
    const double subdivision = table_subdivision(table.dt_seconds, step_dt);
    const std::int64_t row = to_integer((t / (table.dt_seconds / subdivision) + 0.5) / subdivision);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(row, 0, static_cast<std::int64_t>(table.rows()) - 1));
}

std::span<const NamedConstant> named_constants() {
    static constexpr NamedConstant constants[] = {
        {"pi", std::numbers::pi}, {"e", std::numbers::e}, {"inf", std::numeric_limits<double>::infinity()}};
    return constants;
}

} // namespace hillock::internal::model
