// SPDX-License-Identifier: Apache-2.0
// Power spectra of samples. The transform is Eigen's (kissfft): the one place that includes it.
#include "engine/memory.hpp"
#include "hillock/error.hpp"
#include "hillock/statistics.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <string>

#include <unsupported/Eigen/FFT>

namespace hillock {
using namespace internal;

namespace {

double positive_time(const char* what, const Quantity& time) {
    if (!(time.dimension() == kTimeDimension)) throw DimensionMismatchError(std::string(what) + " must be a time, but it is " + to_string(time));
    if (!(time.value() > 0) || std::isinf(time.value()))
        throw ValueError(std::string(what) + " must be a positive time, but it is " + to_string(time));
    return time.value();
}

std::size_t segment_size(std::size_t samples, double dt, const Quantity& segment) {
    if (samples < 2) throw ValueError("a spectrum takes at least 2 samples, but was given " + std::to_string(samples));
    if (segment.value() == 0) return samples;
    const double size = std::nearbyint(positive_time("the segment", segment) / dt);
    if (size < 2 || size > static_cast<double>(samples))
        throw ValueError("a segment of " + to_string(segment) + " has " + to_string(Quantity(size)) +
                         " samples, but must have 2 to as many as there are, " + std::to_string(samples));
    return static_cast<std::size_t>(size);
}

/// Adds |FFT|**2 of a segment, less its mean and in the window, to the sums for the frequencies from 0 up.
void add_power(std::span<const double> segment, std::span<const double> window, Eigen::FFT<double>& transform, std::vector<double>& sums) {
    const double mean = std::accumulate(segment.begin(), segment.end(), 0.0) / static_cast<double>(segment.size());
    std::vector<double> weighted(segment.size());
    for (std::size_t k = 0; k < segment.size(); ++k) weighted[k] = (segment[k] - mean) * window[k];
    std::vector<std::complex<double>> amplitudes;
    transform.fwd(amplitudes, weighted);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += std::norm(amplitudes[k]);
}

Spectrum welch(std::span<const double> x, double dt, std::size_t size) {
    std::vector<double> window(size);
    double squares = 0;
    for (std::size_t k = 0; k < size; ++k) {
        window[k] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size));
        squares += window[k] * window[k];
    }
    Spectrum result{std::vector<double>(size / 2 + 1), std::vector<double>(size / 2 + 1)};
    Eigen::FFT<double> transform;
    double segments = 0;
    const std::size_t step = size - size / 2;
    for (std::size_t begin = 0; begin + size <= x.size(); begin += step, ++segments)
        add_power(x.subspan(begin, size), window, transform, result.density);
    for (std::size_t k = 0; k < result.density.size(); ++k) {
        // From one side: each frequency stands for its negative too, but 0 and half the rate of the samples have none.
        const double sides = k == 0 || 2 * k == size ? 1 : 2;
        result.density[k] *= sides * dt / (squares * segments);
        result.frequency[k] = static_cast<double>(k) / (static_cast<double>(size) * dt);
    }
    return result;
}

} // namespace

Spectrum power_spectrum(std::span<const double> x, const Quantity& dt, const PowerSpectrumOptions& options) {
    const double seconds = positive_time("dt", dt);
    const std::size_t size = segment_size(x.size(), seconds, options.segment);
    return engine::with_memory_for("a spectrum of " + std::to_string(x.size()) + " samples", [&] { return welch(x, seconds, size); });
}

} // namespace hillock
