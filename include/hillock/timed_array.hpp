// SPDX-License-Identifier: Apache-2.0
// A stimulus given by its values on a time grid, called by name in equations: stim(t), stim(t, i).
#pragma once

#include <hillock/shared.hpp>
#include <hillock/variables.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hillock {

/// Rows of plain numbers with a common unit: what `std::vector<std::vector<double>>{{1, 2}, {3, 4}} * nA` is.
struct QuantityRows {
    std::vector<std::vector<double>> values; ///< SI
    Dimension dimension;
};
[[nodiscard]] HILLOCK_API QuantityRows operator*(std::vector<std::vector<double>> values,
                                                 const Quantity& unit);
[[nodiscard]] HILLOCK_API QuantityRows operator*(const Quantity& unit,
                                                 std::vector<std::vector<double>> values);

/// A piecewise constant function of time: value k holds for k*dt <= t < (k+1)*dt, the first one also before
/// time 0, the last one for ever after. Of rows, a row is a time and a column what `i` chooses.
///
/// A time that rounding left a little below k*dt (by less than an eighth of the step of the simulation at
/// most) counts as k*dt. In code of the equation language a column that does not exist gives NaN; here it is
/// an IndexError.
///
/// Copies share their values. Throws ValueError (no values, rows of different lengths, a dt that is not
/// positive) and DimensionMismatchError (a dt that is no time).
class HILLOCK_API TimedArray {
  public:
    TimedArray(const QuantityArray& values, const Quantity& dt);
    TimedArray(const std::vector<double>& values, const Quantity& dt);
    TimedArray(const QuantityRows& values, const Quantity& dt);
    TimedArray(const std::vector<std::vector<double>>& values, const Quantity& dt);
    TimedArray(const TimedArray&) = default; // no move: it would leave an array without values behind
    TimedArray& operator=(const TimedArray&) = default;

    /// The value at a time, for the step of `defaultclock`. Throws DimensionMismatchError (t is no time),
    /// IndexError (no such column) and ValueError (a column is missing, or given where there are none).
    [[nodiscard]] Quantity operator()(const Quantity& t) const;
    [[nodiscard]] Quantity operator()(const Quantity& t, std::int64_t i) const;

    [[nodiscard]] Quantity dt() const;
    [[nodiscard]] const Dimension& dimension() const { return dimension_; }
    [[nodiscard]] std::size_t rows() const;
    /// 0 for a function of t alone.
    [[nodiscard]] std::size_t columns() const { return columns_; }
    /// SI, row by row.
    [[nodiscard]] const internal::Shared<const std::vector<double>>& values() const { return values_; }

  private:
    [[nodiscard]] std::size_t row_at(const Quantity& t) const;

    internal::Shared<const std::vector<double>> values_;
    std::size_t columns_ = 0;
    double dt_seconds_ = 0;
    Dimension dimension_;
};

} // namespace hillock
