// SPDX-License-Identifier: Apache-2.0
// A number with a physical dimension, the currency of the public interface: `10*nA*5*Mohm` is `50*mV`.
// Sums and comparisons need equal dimensions, or DimensionMismatchError is thrown; two exceptions, as in
// Brian 2: a plain 0 goes with any dimension, and a plain infinity compares with any dimension.
#pragma once

#include "hillock/dimension.hpp"
#include "hillock/export.hpp"

#include <compare>
#include <concepts>
#include <iosfwd>
#include <string>
#include <type_traits>

namespace hillock {

/// A number of the host language, which is dimensionless. Operators take it as it is (and not by way of
/// Quantity), so that `q * 2` has one meaning although a Quantity converts from and to double.
template <class T>
concept PlainNumber = std::is_arithmetic_v<T>;

/// A value in coherent SI units and its dimension: `1*mV` is 0.001 and volt.
class Quantity {
  public:
    constexpr Quantity() = default;
    template <PlainNumber T> constexpr Quantity(T value) : value_(static_cast<double>(value)) {}
    constexpr Quantity(double value, const Dimension& dimension) : value_(value), dimension_(dimension) {}

    [[nodiscard]] constexpr double value() const { return value_; } ///< in SI units
    [[nodiscard]] constexpr const Dimension& dimension() const { return dimension_; }

    /// A dimensionless quantity is a number; any other throws DimensionMismatchError.
    constexpr operator double() const {
        if (!dimension_.is_dimensionless())
            refuse_conversion(*this);
        return value_;
    }

    constexpr Quantity operator+() const { return *this; }
    constexpr Quantity operator-() const { return {-value_, dimension_}; }

    friend constexpr Quantity operator+(const Quantity& a, const Quantity& b) {
        if (a.dimension_ != b.dimension_)
            refuse("add", a, b);
        return {a.value_ + b.value_, a.dimension_};
    }
    friend constexpr Quantity operator-(const Quantity& a, const Quantity& b) {
        if (a.dimension_ != b.dimension_)
            refuse("subtract", a, b);
        return {a.value_ - b.value_, a.dimension_};
    }
    friend constexpr Quantity operator*(const Quantity& a, const Quantity& b) {
        return {a.value_ * b.value_, a.dimension_ * b.dimension_};
    }
    friend constexpr Quantity operator/(const Quantity& a, const Quantity& b) {
        return {a.value_ / b.value_, a.dimension_ / b.dimension_};
    }
    friend constexpr bool operator==(const Quantity& a, const Quantity& b) {
        if (!comparable(a, b))
            refuse("compare", a, b);
        return a.value_ == b.value_;
    }
    friend constexpr std::partial_ordering operator<=>(const Quantity& a, const Quantity& b) {
        if (!comparable(a, b))
            refuse("compare", a, b);
        return a.value_ <=> b.value_;
    }

    template <PlainNumber T> friend constexpr Quantity operator+(const Quantity& a, T b) {
        return a + a.lift(b);
    }
    template <PlainNumber T> friend constexpr Quantity operator+(T a, const Quantity& b) {
        return b.lift(a) + b;
    }
    template <PlainNumber T> friend constexpr Quantity operator-(const Quantity& a, T b) {
        return a - a.lift(b);
    }
    template <PlainNumber T> friend constexpr Quantity operator-(T a, const Quantity& b) {
        return b.lift(a) - b;
    }
    template <PlainNumber T> friend constexpr Quantity operator*(const Quantity& a, T b) {
        return {a.value_ * static_cast<double>(b), a.dimension_};
    }
    template <PlainNumber T> friend constexpr Quantity operator*(T a, const Quantity& b) {
        return {static_cast<double>(a) * b.value_, b.dimension_};
    }
    template <PlainNumber T> friend constexpr Quantity operator/(const Quantity& a, T b) {
        return {a.value_ / static_cast<double>(b), a.dimension_};
    }
    template <PlainNumber T> friend constexpr Quantity operator/(T a, const Quantity& b) {
        return Quantity(a) / b;
    }
    // C++20 also reads these two from right to left.
    template <PlainNumber T> friend constexpr bool operator==(const Quantity& a, T b) {
        return a == a.lift(b);
    }
    template <PlainNumber T> friend constexpr std::partial_ordering operator<=>(const Quantity& a, T b) {
        return a <=> a.lift(b);
    }

    constexpr Quantity& operator+=(const Quantity& other) { return *this = *this + other; }
    constexpr Quantity& operator-=(const Quantity& other) { return *this = *this - other; }
    constexpr Quantity& operator*=(const Quantity& other) { return *this = *this * other; }
    constexpr Quantity& operator/=(const Quantity& other) { return *this = *this / other; }
    template <PlainNumber T> constexpr Quantity& operator+=(T other) { return *this = *this + other; }
    template <PlainNumber T> constexpr Quantity& operator-=(T other) { return *this = *this - other; }

  private:
    /// The plain number beside this quantity in a sum or comparison: 0 takes on the dimension.
    template <PlainNumber T> [[nodiscard]] constexpr Quantity lift(T number) const {
        return number == T{} ? Quantity(0.0, dimension_) : Quantity(number);
    }
    [[nodiscard]] constexpr bool is_plain_infinity() const {
        return dimension_.is_dimensionless() && value_ != 0 && value_ == value_ / 2 && value_ == value_ * 2;
    }
    [[nodiscard]] static constexpr bool comparable(const Quantity& a, const Quantity& b) {
        return a.dimension_ == b.dimension_ || a.is_plain_infinity() || b.is_plain_infinity();
    }

    [[noreturn]] HILLOCK_API static void refuse(const char* operation, const Quantity& a, const Quantity& b);
    [[noreturn]] HILLOCK_API static void refuse_conversion(const Quantity& quantity);

    double value_ = 0;
    Dimension dimension_;
};

/// The number and a unit symbol with the SI prefix that fits, nine digits at most: "50 mV", "1 kA", "5.53
/// Hz", "0 V", "10 mV s^-1"; a dimensionless quantity is the number alone.
[[nodiscard]] HILLOCK_API std::string to_string(const Quantity& quantity);

/// The quantity counted in `unit`: in_unit(1*volt, mV) == "1000 mV". A unit that has no symbol of its own is
/// written out: in_unit(1*volt, 3*mV) == "333.333333 (3 mV)".
[[nodiscard]] HILLOCK_API std::string in_unit(const Quantity& quantity, const Quantity& unit);

HILLOCK_API std::ostream& operator<<(std::ostream& stream, const Quantity& quantity);

/// The exponent is a plain number or a dimensionless quantity.
[[nodiscard]] HILLOCK_API Quantity pow(const Quantity& base, double exponent);
[[nodiscard]] HILLOCK_API Quantity sqrt(const Quantity& quantity);
[[nodiscard]] constexpr Quantity abs(const Quantity& quantity) {
    return quantity.value() < 0    ? -quantity
           : quantity.value() == 0 ? Quantity(0.0, quantity.dimension())
                                   : quantity;
}

} // namespace hillock
