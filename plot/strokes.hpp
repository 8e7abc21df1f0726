// SPDX-License-Identifier: Apache-2.0
// Turns spikes into the horizontal strokes that a raster draws, and bounds their number: a picture of a given
// resolution shows no more than that, however many spikes there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::plot {

/// The closed interval [begin, end] of time at the height of one row. A single spike has begin == end.
struct Stroke {
    double begin = 0; // seconds
    double end = 0;
    double row = 0; // neuron index; between two indices where rows were merged
    bool operator==(const Stroke&) const = default;
};

/// Number of cells that strokes are rounded to, across the span of the data.
struct Grid {
    std::size_t columns = 0;
    std::size_t rows = 0;
};

/// One stroke a spike, in the order given.
[[nodiscard]] std::vector<Stroke> exact_strokes(std::span<const double> t, std::span<const std::int32_t> i);

/// Spikes rounded to the grid, runs of neighbouring cells in a row as one stroke, ordered by row and time.
/// The first and the last column and row lie exactly on the extreme times and indices. At most rows *
/// (columns + 1) / 2 strokes.
[[nodiscard]] std::vector<Stroke> merged_strokes(std::span<const double> t, std::span<const std::int32_t> i,
                                                 Grid grid);

} // namespace hillock::plot
