// SPDX-License-Identifier: Apache-2.0
// A physical dimension: the exponents of the seven base units of the SI.
#pragma once

#include "hillock/export.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace hillock {

/// Exponents of metre, kilogram, second, ampere, kelvin, mole, candela, in this order.
/// Exponents may be fractions (second**-0.5); two dimensions are equal when all exponents agree to 1e-6.
class Dimension {
  public:
    static constexpr std::size_t kBases = 7;

    constexpr Dimension() = default;
    constexpr explicit Dimension(const std::array<double, kBases>& exponents) : exponents_(exponents) {}

    [[nodiscard]] constexpr double operator[](std::size_t base) const { return exponents_[base]; }
    [[nodiscard]] constexpr bool is_dimensionless() const { return *this == Dimension(); }

    friend constexpr bool operator==(const Dimension& a, const Dimension& b) {
        for (std::size_t k = 0; k < kBases; ++k) {
            const double difference = a.exponents_[k] - b.exponents_[k];
            if (difference > 1e-6 || difference < -1e-6) return false;
        }
        return true;
    }
    friend constexpr Dimension operator*(Dimension a, const Dimension& b) {
        for (std::size_t k = 0; k < kBases; ++k) a.exponents_[k] += b.exponents_[k];
        return a;
    }
    friend constexpr Dimension operator/(Dimension a, const Dimension& b) {
        for (std::size_t k = 0; k < kBases; ++k) a.exponents_[k] -= b.exponents_[k];
        return a;
    }
    [[nodiscard]] constexpr Dimension power(double exponent) const {
        Dimension result = *this;
        for (double& e : result.exponents_) e *= exponent;
        return result;
    }

  private:
    std::array<double, kBases> exponents_{};
};

/// Of times and durations.
inline constexpr Dimension kTimeDimension({0, 0, 1, 0, 0, 0, 0});

/// The dimension as a unit in words that the equation language reads: "volt", "ampere", "siemens", "volt / second",
/// "mole / metre**3", "second**-0.5", "1" when dimensionless. A named SI unit is used where the dimension is one.
[[nodiscard]] HILLOCK_API std::string unit_name(const Dimension& dimension);
/// The same with symbols: "V", "A", "S", "V s^-1", "1".
[[nodiscard]] HILLOCK_API std::string unit_symbol(const Dimension& dimension);

} // namespace hillock
