// SPDX-License-Identifier: Apache-2.0
// Series of samples at equal distances, smoothed by a window or averaged in bins.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace hillock::engine {

/// Of odd length, 1 in the middle. Widths are positive numbers of samples.
[[nodiscard]] std::vector<double> gaussian_window(double standard_deviation_steps); ///< up to 2 standard deviations on each side
[[nodiscard]] std::vector<double> flat_window(double width_steps);                  ///< the width is rounded to an odd number

/// Samples [begin, end) without a pause.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};
/// \param t  ascending, in seconds; neighbours are dt apart
[[nodiscard]] std::vector<Stretch> stretches(std::span<const double> t, double dt);

/// smooth[k] = sum over m of window[m] * values[k + h - m], where h is half the length of the window, rounded down, and values beyond
/// the ends are 0. \pre the window has odd length
[[nodiscard]] std::vector<double> convolved(std::span<const double> values, std::span<const double> window);

} // namespace hillock::engine
