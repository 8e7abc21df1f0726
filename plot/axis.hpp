// SPDX-License-Identifier: Apache-2.0
// What an axis shows: its ends, and the unit with the prefix that suits its numbers.
#pragma once

#include "hillock/quantity.hpp"

#include <optional>
#include <span>
#include <string>

namespace hillock::plot {

/// Ends of an axis. Empty (begin > end) until something was included.
struct Range {
    double begin = 1;
    double end = 0;

    [[nodiscard]] bool empty() const { return begin > end; }
    [[nodiscard]] double span() const { return end - begin; }
    void include(double value); ///< NaN and infinities are left out
    void include(std::span<const double> values);
    /// begin <= value <= end after a factor: [begin:end] in gnuplot's words.
    [[nodiscard]] std::string text(double factor) const;
};

/// From zero unless the data start well after it, and to the next round number: 991.8 ms becomes 1000 ms, 124 ms
/// becomes 130 ms. Of nothing [0, 1], and around a single value.
[[nodiscard]] Range rounded(Range data);
/// With a twentieth of the span on both sides, of which a side that ends at zero has none if `to_zero`.
[[nodiscard]] Range with_margin(Range data, bool to_zero);

/// Number shown = SI value * factor, in `unit` ("" for plain numbers).
struct AxisUnit {
    double factor = 1;
    std::string unit;
};
/// The prefix with which the largest number is at least 1, and below 10,000 for the larger prefixes; times are in
/// milliseconds below ten seconds. A unit that is a product keeps its SI form.
[[nodiscard]] AxisUnit suitable_unit(const Dimension& dimension, double largest);
/// A unit that the user named.
[[nodiscard]] AxisUnit chosen_unit(const Quantity& unit);

} // namespace hillock::plot
