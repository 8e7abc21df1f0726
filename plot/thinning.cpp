// SPDX-License-Identifier: Apache-2.0
#include "plot/thinning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_set>

namespace hillock::plot {

namespace {

constexpr std::size_t kPointsAColumn = 4;

/// Cells of equal width across the finite values of a list.
struct Cells {
    double begin = 0;
    double width = 1;
    std::size_t count = 1;

    [[nodiscard]] std::size_t operator()(double value) const {
        const double cell = (value - begin) / width;
        return cell <= 0 ? 0 : std::min(static_cast<std::size_t>(cell), count - 1);
    }
};

Cells cells_of(std::span<const double> values, std::size_t count) {
    Range range;
    range.include(values);
    const double span = range.empty() ? 0 : range.span();
    return {range.begin, span > 0 ? span / static_cast<double>(count) : 1, count};
}

class Kept {
  public:
    Kept(std::span<const double> x, std::span<const double> y) : x_(x), y_(y) {}
    void keep(std::size_t k) {
        points_.x.push_back(x_[k]);
        points_.y.push_back(y_[k]);
    }
    [[nodiscard]] Points take() { return std::move(points_); }

  private:
    std::span<const double> x_, y_;
    Points points_;
};

/// Lowest, highest, first and last of the points [begin, end), in their order.
void keep_extremes(Kept& kept, std::span<const double> y, std::size_t begin, std::size_t end) {
    std::size_t low = begin, high = begin;
    for (std::size_t k = begin; k < end; ++k) {
        if (y[k] < y[low])
            low = k;
        if (y[k] > y[high])
            high = k;
    }
    std::array<std::size_t, kPointsAColumn> order{begin, low, high, end - 1};
    std::sort(order.begin(), order.end());
    for (std::size_t k = 0; k < order.size(); ++k)
        if (k == 0 || order[k] != order[k - 1])
            kept.keep(order[k]);
}

Points thinned_by_columns(std::span<const double> x, std::span<const double> y, std::size_t columns) {
    const Cells column = cells_of(x, columns);
    Kept kept(x, y);
    for (std::size_t begin = 0; begin < x.size();) {
        if (std::isnan(y[begin])) {
            kept.keep(begin++);
            continue;
        }
        std::size_t end = begin + 1;
        while (end < x.size() && !std::isnan(y[end]) && column(x[end]) == column(x[begin]))
            ++end;
        keep_extremes(kept, y, begin, end);
        begin = end;
    }
    return kept.take();
}

Points thinned_by_cells(std::span<const double> x, std::span<const double> y, std::size_t columns) {
    const Cells column = cells_of(x, columns), row = cells_of(y, columns);
    Kept kept(x, y);
    for (std::size_t k = 0; k < x.size(); ++k) {
        const bool gap = std::isnan(x[k]) || std::isnan(y[k]);
        const bool same = !gap && k > 0 && !std::isnan(x[k - 1]) && !std::isnan(y[k - 1]) &&
                          column(x[k]) == column(x[k - 1]) && row(y[k]) == row(y[k - 1]);
        if (!same || k + 1 == x.size())
            kept.keep(k);
    }
    return kept.take();
}

} // namespace

Points thinned(std::span<const double> x, std::span<const double> y, std::size_t columns) {
    if (x.size() <= kPointsAColumn * columns)
        return {{x.begin(), x.end()}, {y.begin(), y.end()}};
    // A NaN among x fails this test too.
    const bool ascending = std::adjacent_find(x.begin(), x.end(), [](double a, double b) { return !(a <= b); }) == x.end();
    return ascending ? thinned_by_columns(x, y, columns) : thinned_by_cells(x, y, columns);
}

Points one_each_cell(std::span<const double> x, std::span<const double> y, std::size_t columns) {
    const Cells column = cells_of(x, columns), row = cells_of(y, columns);
    std::unordered_set<std::uint64_t> taken;
    Kept kept(x, y);
    for (std::size_t k = 0; k < x.size(); ++k)
        if (std::isfinite(x[k]) && std::isfinite(y[k]) && taken.insert(row(y[k]) * columns + column(x[k])).second)
            kept.keep(k);
    return kept.take();
}

} // namespace hillock::plot
