// SPDX-License-Identifier: Apache-2.0
// Scalar values of primitives and operators. Bounds: SLEEF's are 1.0 ULP, of hypot 0.5 ULP; for exp, expm1 and log see elementary.hpp.
#include "parser/model/evaluators.hpp"

#include "parser/model/elementary_functions.hpp"

#include <cmath>
#include <limits>

// Declared here because <sleef.h> has the vector types of every instruction set.
extern "C" {
double Sleef_finz_sind1_u10purecfma(double);
double Sleef_finz_cosd1_u10purecfma(double);
double Sleef_finz_tand1_u10purecfma(double);
double Sleef_finz_asind1_u10purecfma(double);
double Sleef_finz_acosd1_u10purecfma(double);
double Sleef_finz_atand1_u10purecfma(double);
double Sleef_finz_sinhd1_u10purecfma(double);
double Sleef_finz_coshd1_u10purecfma(double);
double Sleef_finz_tanhd1_u10purecfma(double);
double Sleef_finz_log10d1_u10purecfma(double);
double Sleef_finz_log1pd1_u10purecfma(double);
double Sleef_finz_powd1_u10purecfma(double, double);
double Sleef_finz_atan2d1_u10purecfma(double, double);
double Sleef_finz_hypotd1_u05purecfma(double, double);
}

namespace hillock::internal::model {
namespace {

template <double (*f)(double)> double unary(std::span<const double> x) {
    return f(x[0]);
}
template <double (*f)(double, double)> double binary(std::span<const double> x) {
    return f(x[0], x[1]);
}

double square_root(double x) {
    return std::sqrt(x);
}
double floor_of(double x) {
    return std::floor(x);
}
double ceil_of(double x) {
    return std::ceil(x);
}
double absolute_of(double x) {
    return std::fabs(x);
}
double integer_of(double x) {
    return static_cast<double>(to_integer(x));
}
// With a NaN the second argument is the result, as the machine instruction has it.
double minimum_of(double a, double b) {
    return a < b ? a : b;
}
double maximum_of(double a, double b) {
    return a > b ? a : b;
}
double select_of(std::span<const double> x) {
    return x[0] != 0 ? x[1] : x[2];
}

double whole_power(double base, unsigned exponent) {
    if (exponent == 1)
        return base;
    const double half = whole_power(base, exponent / 2);
    return exponent % 2 ? half * half * base : half * half;
}

std::int64_t wrapped(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

std::int64_t floor_quotient(std::int64_t a, std::int64_t b) {
    if (b == 0)
        return 0;
    if (b == -1)
        return wrapped(-static_cast<std::uint64_t>(a));
    const bool rounded_up = a % b != 0 && (a < 0) != (b < 0);
    return a / b - rounded_up;
}

std::int64_t floor_remainder(std::int64_t a, std::int64_t b) {
    if (b == 0 || b == -1)
        return 0;
    const std::int64_t remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

template <class Number> bool comparison(Op op, Number a, Number b) {
    switch (op) {
    case Op::equal:
        return a == b;
    case Op::not_equal:
        return a != b;
    case Op::less:
        return a < b;
    case Op::less_equal:
        return a <= b;
    case Op::greater:
        return a > b;
    default:
        return a >= b;
    }
}

std::int64_t integer_operator(Op op, std::int64_t a, std::int64_t b) {
    const auto x = static_cast<std::uint64_t>(a);
    const auto y = static_cast<std::uint64_t>(b);
    switch (op) {
    case Op::negate:
        return wrapped(-x);
    case Op::add:
        return wrapped(x + y);
    case Op::subtract:
        return wrapped(x - y);
    case Op::multiply:
        return wrapped(x * y);
    case Op::floor_divide:
        return floor_quotient(a, b);
    case Op::modulo:
        return floor_remainder(a, b);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
        return comparison(op, a, b);
    case Op::logical_and:
        return a && b;
    case Op::logical_or:
        return a || b;
    case Op::logical_not:
        return !a;
    case Op::divide:
    case Op::power:
        break; // computed as reals
    }
    return 0;
}

double real_operator(Op op, double a, double b) {
    switch (op) {
    case Op::negate:
        return -a;
    case Op::add:
        return a + b;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::floor_divide:
        return std::floor(a / b);
    case Op::modulo:
        return std::fma(-b, std::floor(a / b), a);
    case Op::power:
        return Sleef_finz_powd1_u10purecfma(a, b);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
        return comparison(op, a, b);
    case Op::logical_and:
        return a != 0 && b != 0;
    case Op::logical_or:
        return a != 0 || b != 0;
    case Op::logical_not:
        return a == 0;
    }
    return 0;
}

} // namespace

double constant_power(double base, double exponent) {
    if (exponent == 0)
        return 1;
    if (exponent == 0.5)
        return std::sqrt(base);
    if (std::nearbyint(exponent) == exponent && std::abs(exponent) <= kLargestWholeExponent) {
        const double power = whole_power(base, static_cast<unsigned>(std::abs(exponent)));
        return exponent > 0 ? power : 1 / power;
    }
    return Sleef_finz_powd1_u10purecfma(base, exponent);
}

std::int64_t to_integer(double value) {
    constexpr double kLimit = 9223372036854775808.0; // 2^63
    if (std::isnan(value))
        return 0;
    if (value >= kLimit)
        return std::numeric_limits<std::int64_t>::max();
    if (value < -kLimit)
        return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(value);
}

double evaluate_operator(Op op, Type type, std::span<const double> operands) {
    const double a = operands.front();
    const double b = operands.back();
    if (type == Type::real || op == Op::divide)
        return real_operator(op, a, b);
    if (op == Op::power)
        return static_cast<double>(to_integer(real_operator(op, a, b)));
    return static_cast<double>(integer_operator(op, to_integer(a), to_integer(b)));
}

Evaluator evaluator(Primitive primitive) {
    switch (primitive) {
    case Primitive::sqrt:
        return unary<square_root>;
    case Primitive::floor:
        return unary<floor_of>;
    case Primitive::ceil:
        return unary<ceil_of>;
    case Primitive::absolute:
        return unary<absolute_of>;
    case Primitive::minimum:
        return binary<minimum_of>;
    case Primitive::maximum:
        return binary<maximum_of>;
    case Primitive::select:
        return select_of;
    case Primitive::to_integer:
        return unary<integer_of>;
    case Primitive::sin:
        return unary<Sleef_finz_sind1_u10purecfma>;
    case Primitive::cos:
        return unary<Sleef_finz_cosd1_u10purecfma>;
    case Primitive::tan:
        return unary<Sleef_finz_tand1_u10purecfma>;
    case Primitive::arcsin:
        return unary<Sleef_finz_asind1_u10purecfma>;
    case Primitive::arccos:
        return unary<Sleef_finz_acosd1_u10purecfma>;
    case Primitive::arctan:
        return unary<Sleef_finz_atand1_u10purecfma>;
    case Primitive::sinh:
        return unary<Sleef_finz_sinhd1_u10purecfma>;
    case Primitive::cosh:
        return unary<Sleef_finz_coshd1_u10purecfma>;
    case Primitive::tanh:
        return unary<Sleef_finz_tanhd1_u10purecfma>;
    case Primitive::exp:
        return unary<elementary_exp>;
    case Primitive::exp2:
        return unary<elementary_exp2>;
    case Primitive::expm1:
        return unary<elementary_expm1>;
    case Primitive::exprel:
        return unary<elementary_exprel>;
    case Primitive::inverse_exprel:
        return unary<elementary_inverse_exprel>;
    case Primitive::inverse_exprel_by:
        return binary<elementary_inverse_exprel_by>;
    case Primitive::log:
        return unary<elementary_log>;
    case Primitive::log10:
        return unary<Sleef_finz_log10d1_u10purecfma>;
    case Primitive::log1p:
        return unary<Sleef_finz_log1pd1_u10purecfma>;
    case Primitive::power:
        return binary<Sleef_finz_powd1_u10purecfma>;
    case Primitive::arctan2:
        return binary<Sleef_finz_atan2d1_u10purecfma>;
    case Primitive::hypot:
        return binary<Sleef_finz_hypotd1_u05purecfma>;
    case Primitive::none:
    case Primitive::uniform:
    case Primitive::normal:
    case Primitive::poisson:
    case Primitive::binomial:
        break;
    }
    return nullptr;
}

} // namespace hillock::internal::model
