// SPDX-License-Identifier: Apache-2.0
// Integer arithmetic of the plans, defined for every operand: it wraps at 64 bits, and a zero divisor gives 0
// (as NumPy does), so that no element, also none of the padding behind the last one, can stop the program.
#pragma once

#include <cstdint>

namespace hillock::internal::plan {

[[nodiscard]] constexpr std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
[[nodiscard]] constexpr std::int64_t wrapping_subtract(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
[[nodiscard]] constexpr std::int64_t wrapping_multiply(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// Rounds toward minus infinity. The most negative number divided by -1 wraps to itself.
[[nodiscard]] constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    if (b == 0 || b == -1)
        return wrapping_multiply(a, b);
    const std::int64_t quotient = a / b;
    const bool inexact_and_negative = a % b != 0 && (a < 0) != (b < 0);
    return inexact_and_negative ? quotient - 1 : quotient;
}

/// a - b * floor_divide(a, b): it has the sign of b; 0 for b = 0.
[[nodiscard]] constexpr std::int64_t floor_modulo(std::int64_t a, std::int64_t b) {
    if (b == 0 || b == -1)
        return 0;
    const std::int64_t remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

} // namespace hillock::internal::plan
