// SPDX-License-Identifier: Apache-2.0
// Leaves out what a picture of a given resolution cannot show of a long curve, and nothing else: every extreme stays.
#pragma once

#include "plot/axis.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace hillock::plot {

struct Points {
    std::vector<double> x;
    std::vector<double> y;
};

/// Of x that never falls: for each of `columns` equal columns of the range of x the first, lowest, highest and last
/// point, in their order; gaps (NaN) stay. Of other curves: without the points in the same cell of a square grid of `columns`
/// cells on each side as the last one that was kept. Few points are returned as they are.
[[nodiscard]] Points thinned(std::span<const double> x, std::span<const double> y, std::size_t columns);
/// For points that no line joins: one in each cell of the grid, whichever was first.
[[nodiscard]] Points one_each_cell(std::span<const double> x, std::span<const double> y, std::size_t columns);

} // namespace hillock::plot
