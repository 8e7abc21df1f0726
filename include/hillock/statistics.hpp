// SPDX-License-Identifier: Apache-2.0
// Statistics of spikes, in seconds. The interspike intervals of a neuron that spikes at t_0 <= t_1 <= ... <= t_n are
//     x_k = t_k - t_(k-1),  k = 1 ... n.
// A time in which the monitor was not active is part of the interval in which it lies.
#pragma once

#include <hillock/export.hpp>
#include <hillock/monitors.hpp>
#include <hillock/quantity.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace hillock {

/// The intervals of one spike train: its size less 1. \param t  ascending
[[nodiscard]] HILLOCK_API std::vector<double> interspike_intervals(std::span<const double> t);
/// The intervals of each neuron of a monitor, in order of time. Throws ValueError if it only counts.
[[nodiscard]] HILLOCK_API std::vector<std::vector<double>> interspike_intervals(const SpikeMonitor& monitor);

/// Mean interval of each neuron: m = (x_1 + ... + x_n) / n; NaN for one without an interval. One pass over the spikes with a few numbers
/// a neuron, or none if the monitor was made with `interval_statistics`. Throws ValueError if it only counts.
[[nodiscard]] HILLOCK_API std::vector<double> mean_interspike_intervals(const SpikeMonitor& monitor);

/// Coefficient of variation of numbers: s / m with m their mean and s**2 = ((x_1 - m)**2 + ... + (x_n - m)**2) / n; NaN below two numbers.
/// 0 for regular spikes, 1 for the expected one of a Poisson process.
[[nodiscard]] HILLOCK_API double cv(std::span<const double> x);
/// Coefficient of variation of each neuron's intervals, as mean_interspike_intervals() in one pass; NaN below two intervals.
[[nodiscard]] HILLOCK_API std::vector<double> cv(const SpikeMonitor& monitor);

// ---- regularity of intervals ------------------------------------------------------------------------------------

/// CV2: mean of 2 |x_(k+1) - x_k| / (x_(k+1) + x_k), which a rate that changes slowly leaves as it is (G. R. Holt et al., J Neurophysiol 75
/// (1996) 1806). 0 for regular spikes, 1 for the expected one of a Poisson process; NaN below two intervals. A pair of intervals that are
/// both 0 is left out.
[[nodiscard]] HILLOCK_API double cv2(std::span<const double> intervals);
/// Of each neuron. Throws ValueError if the monitor only counts.
[[nodiscard]] HILLOCK_API std::vector<double> cv2(const SpikeMonitor& monitor);

/// Local variation Lv: mean of 3 ((x_k - x_(k+1)) / (x_k + x_(k+1)))**2 (S. Shinomoto, K. Shima, J. Tanji, Neural Comput 15 (2003) 2823). 0
/// for regular spikes, 1 for the expected one of a Poisson process; NaN and left out as in cv2().
[[nodiscard]] HILLOCK_API double local_variation(std::span<const double> intervals);
[[nodiscard]] HILLOCK_API std::vector<double> local_variation(const SpikeMonitor& monitor);

// ---- counts -----------------------------------------------------------------------------------------------------
// Bins are [start, start + bin), [start + bin, ...); one that does not end before or at `stop` is left out. A time that is on the border of
// two up to rounding (a millionth of a bin) belongs to the later. All throw DimensionMismatchError for what is no time, and ValueError for
// a bin that is not positive or a `stop` before `start`.

struct Interval {
    Quantity start;
    Quantity stop;
};

/// Spikes in each bin. \param t  in any order
[[nodiscard]] HILLOCK_API std::vector<std::int64_t> spike_counts(std::span<const double> t, const Quantity& bin, const Interval& interval);

/// Fano factor of the counts n: their variance (over the number of bins) / their mean; 1 for the expected one of a Poisson process, NaN
/// without a spike.
[[nodiscard]] HILLOCK_API double fano_factor(std::span<const double> t, const Quantity& bin, const Interval& interval);

/// Pearson's correlation of two lists of numbers; NaN if one of them does not vary. Throws ValueError if their lengths differ.
[[nodiscard]] HILLOCK_API double correlation(std::span<const double> x, std::span<const double> y);

/// Pearson's correlation of the counts of each two neurons: row i, column j; NaN for a neuron whose counts do not vary. It takes memory for
/// the counts and for the square of the number of neurons (MemoryError).
[[nodiscard]] HILLOCK_API std::vector<std::vector<double>> count_correlation(const SpikeMonitor& monitor, const Quantity& bin,
                                                                             const Interval& interval);

/// Pairs of spikes by distance in time: count[k] of those with t_y - t_x in lag[k] +- bin/2 (the later bin at the border); lag is
/// -m bin, ..., 0, ..., m bin with m bin the largest that is not above max_lag. Seconds.
struct Correlogram {
    std::vector<double> lag;
    std::vector<std::int64_t> count;
};
/// \param x, y  ascending; in the correlogram of a train with itself each spike meets itself at 0
[[nodiscard]] HILLOCK_API Correlogram cross_correlogram(std::span<const double> x, std::span<const double> y, const Quantity& max_lag,
                                                        const Quantity& bin);

/// Peristimulus time histogram: the mean rate of a neuron around stimuli, in bins of the time since the stimulus, from -before to after.
/// t[k] is the start of a bin. Throws ValueError if there is no stimulus. \param stimuli  seconds
[[nodiscard]] HILLOCK_API BinnedRate rate_histogram(const SpikeMonitor& monitor, std::span<const double> stimuli, const Quantity& before,
                                                    const Quantity& after, const Quantity& bin);
/// The same of one spike train. \param t  ascending
[[nodiscard]] HILLOCK_API BinnedRate rate_histogram(std::span<const double> t, std::span<const double> stimuli, const Quantity& before,
                                                    const Quantity& after, const Quantity& bin);

// ---- spectra ----------------------------------------------------------------------------------------------------

/// Frequencies in hertz from 0 to half the rate of the samples, and power in each in units of the samples, squared, a hertz. The sum of
/// density * (frequency[1] - frequency[0]) is the variance that the samples have within the segments.
struct Spectrum {
    std::vector<double> frequency;
    std::vector<double> density;
};

struct PowerSpectrumOptions {
    /// Length of the segments whose spectra are averaged: shorter ones give fewer frequencies, known better. 0: one segment.
    Quantity segment = 0;
};
/// Power spectrum of samples `dt` apart, from one side, by P. D. Welch's method (IEEE Trans Audio Electroacoust 15 (1967) 70): segments that
/// overlap by half, less their means, in a Hann window (periodic). Samples after the last whole segment are left out. Throws ValueError for
/// a dt that is not positive, for fewer than 2 samples and for a segment of fewer than 2 or of more than there are;
/// DimensionMismatchError unless dt and segment are times.
[[nodiscard]] HILLOCK_API Spectrum power_spectrum(std::span<const double> x, const Quantity& dt, const PowerSpectrumOptions& options = {});

} // namespace hillock
