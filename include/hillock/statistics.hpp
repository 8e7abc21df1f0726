// SPDX-License-Identifier: Apache-2.0
// Statistics of spikes, in seconds. The interspike intervals of a neuron that spikes at t_0 <= t_1 <= ... <= t_n are
//     x_k = t_k - t_(k-1),  k = 1 ... n.
// A time in which the monitor was not active is part of the interval in which it lies.
#pragma once

#include <hillock/export.hpp>

#include <span>
#include <vector>

namespace hillock {

class SpikeMonitor;

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

} // namespace hillock
