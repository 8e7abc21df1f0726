// SPDX-License-Identifier: Apache-2.0
#include "plot/strokes.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::plot {

namespace {

/// Cells 0 to cells - 1 whose centres run from low to high, both included.
struct Scale {
    double low = 0;
    double high = 0;
    std::size_t cells = 1;

    [[nodiscard]] std::size_t cell(double value) const {
        if (cells == 1)
            return 0;
        return static_cast<std::size_t>(
            std::lround((value - low) / (high - low) * static_cast<double>(cells - 1)));
    }
    [[nodiscard]] double centre(std::size_t cell) const {
        if (cell + 1 == cells)
            return high;
        return low + (high - low) * static_cast<double>(cell) / static_cast<double>(cells - 1);
    }
};

template <class T> Scale scale_of(std::span<const T> values, std::size_t cells) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {double(*low), double(*high), *low == *high ? 1 : std::max<std::size_t>(cells, 2)};
}

} // namespace

std::vector<Stroke> exact_strokes(std::span<const double> t, std::span<const std::int32_t> i) {
    std::vector<Stroke> strokes(t.size());
    for (std::size_t k = 0; k < t.size(); ++k)
        strokes[k] = {t[k], t[k], double(i[k])};
    return strokes;
}

std::vector<Stroke> merged_strokes(std::span<const double> t, std::span<const std::int32_t> i, Grid grid) {
    if (t.empty())
        return {};
    const Scale columns = scale_of(t, grid.columns);
    Scale rows = scale_of(i, grid.rows);
    // Fewer neurons than rows: a row each, so that none moves.
    rows.cells = std::min(rows.cells, static_cast<std::size_t>(rows.high - rows.low) + 1);

    std::vector<bool> occupied(columns.cells * rows.cells);
    for (std::size_t k = 0; k < t.size(); ++k)
        occupied[rows.cell(double(i[k])) * columns.cells + columns.cell(t[k])] = true;

    std::vector<Stroke> strokes;
    for (std::size_t row = 0; row < rows.cells; ++row) {
        const auto begin = occupied.begin() + static_cast<std::ptrdiff_t>(row * columns.cells);
        const auto end = begin + static_cast<std::ptrdiff_t>(columns.cells);
        for (auto first = std::find(begin, end, true); first != end;) {
            const auto after = std::find(first, end, false);
            strokes.push_back({columns.centre(static_cast<std::size_t>(first - begin)),
                               columns.centre(static_cast<std::size_t>(after - begin) - 1),
                               rows.centre(row)});
            first = std::find(after, end, true);
        }
    }
    return strokes;
}

} // namespace hillock::plot
