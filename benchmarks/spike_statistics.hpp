// SPDX-License-Identifier: Apache-2.0
// Three numbers that tell whether two simulators ran the same network: how often, how regularly and how much
// together its neurons spike. They stand beside every time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::benchmarks {

struct SpikeStatistics {
    /// Of a neuron, on average.
    double rate_hz = 0;
    /// Coefficient of variation of the interspike intervals, the mean of those neurons that have two of them;
    /// 0 without any.
    double cv = 0;
    /// Variance over mean of the number of spikes of all neurons in bins of 5 ms: 1 for independent Poisson
    /// neurons; 0 without spikes.
    double synchrony = 0;
};

inline double mean_interval_cv(std::span<const std::int32_t> neurons, std::span<const double> times,
                               std::size_t size) {
    struct Intervals {
        double last = 0, sum = 0, squares = 0;
        std::size_t spikes = 0;
    };
    std::vector<Intervals> all(size);
    for (std::size_t k = 0; k < times.size(); ++k) {
        Intervals& of = all[static_cast<std::size_t>(neurons[k])];
        if (of.spikes++ > 0) {
            const double interval = times[k] - of.last;
            of.sum += interval;
            of.squares += interval * interval;
        }
        of.last = times[k];
    }
    double total = 0;
    std::size_t counted = 0;
    for (const Intervals& of : all) {
        if (of.spikes < 3)
            continue;
        const double mean = of.sum / static_cast<double>(of.spikes - 1);
        const double variance = of.squares / static_cast<double>(of.spikes - 1) - mean * mean;
        total += std::sqrt(std::max(0.0, variance)) / mean;
        ++counted;
    }
    return counted ? total / static_cast<double>(counted) : 0;
}

inline double bin_synchrony(std::span<const double> times, double seconds) {
    constexpr double kBin = 5e-3;
    // A time that is a multiple of the bin, up to rounding, belongs to the bin that begins with it.
    constexpr double kRounding = 1e-6;
    const auto bins = static_cast<std::size_t>(seconds / kBin + kRounding);
    std::vector<double> counts(bins);
    for (const double t : times)
        if (const auto bin = static_cast<std::size_t>(t / kBin + kRounding); bin < bins)
            ++counts[bin];
    double sum = 0, squares = 0;
    for (const double count : counts) {
        sum += count;
        squares += count * count;
    }
    if (sum == 0)
        return 0;
    const double mean = sum / static_cast<double>(bins);
    return (squares / static_cast<double>(bins) - mean * mean) / mean;
}

/// \param neurons, times  of each spike, in order of time
/// \param size            number of neurons that could spike
/// \param seconds         simulated time, from 0
inline SpikeStatistics spike_statistics(std::span<const std::int32_t> neurons, std::span<const double> times,
                                        std::size_t size, double seconds) {
    if (times.empty() || !(seconds > 0))
        return {};
    return {.rate_hz = static_cast<double>(times.size()) / static_cast<double>(size) / seconds,
            .cv = mean_interval_cv(neurons, times, size),
            .synchrony = bin_synchrony(times, seconds)};
}

} // namespace hillock::benchmarks
