// SPDX-License-Identifier: Apache-2.0
#include "engine/smoothing.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::engine {

std::vector<double> gaussian_window(double standard_deviation_steps) {
    const auto half = static_cast<std::size_t>(std::nearbyint(2 * standard_deviation_steps));
    std::vector<double> window(2 * half + 1);
    for (std::size_t k = 0; k < window.size(); ++k) {
        const double x = (static_cast<double>(k) - static_cast<double>(half)) / standard_deviation_steps;
        window[k] = std::exp(-x * x / 2);
    }
    return window;
}

std::vector<double> flat_window(double width_steps) {
    // 1e-6 forgives the rounding of decimal numbers: a width halfway between two odd numbers counts as the larger.
    const auto half = static_cast<std::size_t>(width_steps / 2 + 1e-6);
    return std::vector<double>(2 * half + 1, 1.0);
}

std::vector<Stretch> stretches(std::span<const double> t, double dt) {
    std::vector<Stretch> result;
    for (std::size_t k = 0; k < t.size(); ++k) {
        if (result.empty() || t[k] - t[k - 1] > 1.5 * dt) result.push_back({k, k});
        ++result.back().end;
    }
    return result;
}

std::vector<double> convolved(std::span<const double> values, std::span<const double> window) {
    const std::ptrdiff_t size = std::ssize(values), half = std::ssize(window) / 2;
    std::vector<double> result(values.size(), 0.0);
    for (std::ptrdiff_t m = 0; m < std::ssize(window); ++m) {
        const std::ptrdiff_t shift = half - m;
        const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, -shift), end = std::min(size, size - shift);
        const double weight = window[static_cast<std::size_t>(m)];
        for (std::ptrdiff_t k = begin; k < end; ++k)
            result[static_cast<std::size_t>(k)] += weight * values[static_cast<std::size_t>(k + shift)];
    }
    return result;
}

} // namespace hillock::engine
