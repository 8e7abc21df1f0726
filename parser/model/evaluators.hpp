// SPDX-License-Identifier: Apache-2.0
// Values of functions and operators for doubles, with the same bits as compiled code computes them: vector
// math is SLEEF's deterministic scalar code (the vector variants of the same functions give equal bits).
#pragma once

#include "parser/model/functions.hpp"

#include <cstdint>
#include <span>

namespace hillock::internal::model {

/// Powers with a constant whole exponent up to this size are products (by squaring), with exponent 0.5 square
/// roots.
inline constexpr double kLargestWholeExponent = 8;

/// base**exponent for an exponent known when the code is made.
[[nodiscard]] double constant_power(double base, double exponent);

/// Truncates toward zero, saturates at the ends of 64-bit integers, NaN gives 0.
[[nodiscard]] std::int64_t to_integer(double value);

/// Value of an operator in the arithmetic of `type`, the type of its result for arithmetic and of the wider
/// operand for comparisons. Integers wrap at 64 bits; an integer divided by zero is 0.
[[nodiscard]] double evaluate_operator(Op op, Type type, std::span<const double> operands);

using Evaluator = double (*)(std::span<const double>);

/// The evaluator of a primitive; nullptr for random draws.
[[nodiscard]] Evaluator evaluator(Primitive primitive);

} // namespace hillock::internal::model
