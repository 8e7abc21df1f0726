// SPDX-License-Identifier: Apache-2.0
// Statistics of spikes in bins of time.
#include "engine/memory.hpp"
#include "hillock/error.hpp"
#include "hillock/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace hillock {
using namespace internal;

namespace {

constexpr double kRounding = 1e-6; // of a bin, in which decimal numbers are rounded

double seconds(const std::string& what, const Quantity& time) {
    if (!(time.dimension() == kTimeDimension) && !(time.dimension().is_dimensionless() && time.value() == 0))
        throw DimensionMismatchError(what + " must be a time, but it is " + to_string(time));
    if (!std::isfinite(time.value())) throw ValueError(what + " must be finite, but it is " + to_string(time));
    return time.value();
}

double positive_seconds(const std::string& what, const Quantity& time) {
    const double value = seconds(what, time);
    if (!(value > 0)) throw ValueError(what + " must be positive, but it is " + to_string(time));
    return value;
}

/// Bins of equal width from a start on.
struct Bins {
    double start;
    double width;
    std::size_t count;
    /// Number of the bin of a time; `count` for one outside.
    [[nodiscard]] std::size_t operator()(double t) const {
        const double place = std::floor((t - start) / width + kRounding);
        return place >= 0 && place < static_cast<double>(count) ? static_cast<std::size_t>(place) : count;
    }
};

Bins bins_in(double start, double stop, double width, const Quantity& bin) {
    const double count = std::floor((stop - start) / width + kRounding);
    if (count > 1e15) throw ValueError("there are too many bins of " + to_string(bin));
    return {start, width, static_cast<std::size_t>(count)};
}

Bins bins_of(const Quantity& bin, const Interval& interval) {
    const double width = positive_seconds("the bin", bin);
    const double start = seconds("the start", interval.start), stop = seconds("the stop", interval.stop);
    if (stop < start)
        throw ValueError("the stop, " + to_string(interval.stop) + ", is before the start, " + to_string(interval.start));
    return bins_in(start, stop, width, bin);
}

/// `count` more entries of numbers, as many as bins.
template <class Number> std::vector<Number> zeros(const Bins& bins) {
    return engine::with_memory_for(std::to_string(bins.count) + " bins", [&] { return std::vector<Number>(bins.count); });
}

/// \return  less their mean and divided by their length as a vector; nothing if they do not vary
std::vector<double> normalised(std::span<const double> x) {
    std::vector<double> result(x.begin(), x.end());
    double largest = 0;
    for (const double value : x) largest = std::max(largest, std::abs(value));
    // By a power of two, which rounds nothing: squares of huge numbers would be infinite, and those of tiny ones 0.
    int exponent = 0;
    (void)std::frexp(largest, &exponent);
    for (double& value : result) value = std::ldexp(value, -exponent);
    const double mean = std::accumulate(result.begin(), result.end(), 0.0) / static_cast<double>(x.size());
    double squares = 0;
    for (double& value : result) {
        value -= mean;
        squares += value * value;
    }
    if (!(squares > 0)) return {};
    for (double& value : result) value /= std::sqrt(squares);
    return result;
}

double product(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.empty() || y.empty()) return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(std::inner_product(x.begin(), x.end(), y.begin(), 0.0), -1.0, 1.0);
}

std::vector<double> counts_of(std::span<const double> t, const Bins& bins) {
    std::vector<double> counts = zeros<double>(bins);
    for (const double time : t)
        if (const std::size_t bin = bins(time); bin < bins.count) ++counts[bin];
    return counts;
}

} // namespace

std::vector<std::int64_t> spike_counts(std::span<const double> t, const Quantity& bin, const Interval& interval) {
    const Bins bins = bins_of(bin, interval);
    std::vector<std::int64_t> counts = zeros<std::int64_t>(bins);
    for (const double time : t)
        if (const std::size_t place = bins(time); place < bins.count) ++counts[place];
    return counts;
}

double fano_factor(std::span<const double> t, const Quantity& bin, const Interval& interval) {
    const std::vector<double> counts = counts_of(t, bins_of(bin, interval));
    const auto size = static_cast<double>(counts.size());
    const double mean = std::accumulate(counts.begin(), counts.end(), 0.0) / size;
    double squares = 0;
    for (const double count : counts) squares += (count - mean) * (count - mean);
    return squares / size / mean;
}

double correlation(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size())
        throw ValueError("a correlation is of two lists of one length, but was given " + std::to_string(x.size()) + " and " +
                         std::to_string(y.size()) + " numbers");
    return product(normalised(x), normalised(y));
}

std::vector<std::vector<double>> count_correlation(const SpikeMonitor& monitor, const Quantity& bin, const Interval& interval) {
    const Bins bins = bins_of(bin, interval);
    return engine::with_memory_for("the correlations of '" + monitor.name() + "'", [&] {
        std::vector<std::vector<double>> rows = monitor.spike_trains();
        for (std::vector<double>& row : rows) row = normalised(counts_of(row, bins));
        std::vector<std::vector<double>> result(rows.size(), std::vector<double>(rows.size()));
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (std::size_t j = 0; j <= i; ++j) result[i][j] = result[j][i] = product(rows[i], rows[j]);
        return result;
    });
}

Correlogram cross_correlogram(std::span<const double> x, std::span<const double> y, const Quantity& max_lag, const Quantity& bin) {
    const double width = positive_seconds("the bin", bin), most = seconds("the largest lag", max_lag);
    if (most < 0) throw ValueError("the largest lag must not be negative, but it is " + to_string(max_lag));
    const auto side = std::floor(most / width + kRounding);
    if (side > 1e15) throw ValueError("there are too many bins of " + to_string(bin));
    const Bins bins{-(side + 0.5) * width, width, 2 * static_cast<std::size_t>(side) + 1};
    Correlogram result{zeros<double>(bins), zeros<std::int64_t>(bins)};
    for (std::size_t k = 0; k < bins.count; ++k) result.lag[k] = (static_cast<double>(k) - side) * width;
    std::size_t first = 0; // of y, that is not too early for this and all later ones of x
    for (const double time : x) {
        while (first < y.size() && y[first] - time < bins.start - width) ++first;
        for (std::size_t k = first; k < y.size() && y[k] - time < width - bins.start; ++k)
            if (const std::size_t place = bins(y[k] - time); place < bins.count) ++result.count[place];
    }
    return result;
}

namespace {

BinnedRate histogram(std::span<const double> t, std::span<const double> stimuli, const Quantity& before, const Quantity& after,
                     const Quantity& bin, std::size_t neurons) {
    const double width = positive_seconds("the bin", bin), start = -seconds("the time before", before), stop = seconds("the time after", after);
    if (stop < start) throw ValueError("the times before, " + to_string(before) + ", and after, " + to_string(after) + ", leave none between");
    if (stimuli.empty()) throw ValueError("a rate histogram takes at least one stimulus");
    const Bins bins = bins_in(start, stop, width, bin);
    BinnedRate result{zeros<double>(bins), zeros<double>(bins)};
    for (std::size_t k = 0; k < bins.count; ++k) result.t[k] = start + static_cast<double>(k) * width;
    for (const double stimulus : stimuli) {
        const auto first = std::lower_bound(t.begin(), t.end(), stimulus + start - width);
        for (auto time = first; time != t.end() && *time < stimulus + stop + width; ++time)
            if (const std::size_t place = bins(*time - stimulus); place < bins.count) ++result.rate[place];
    }
    for (double& rate : result.rate) rate /= static_cast<double>(stimuli.size()) * static_cast<double>(neurons) * width;
    return result;
}

} // namespace

BinnedRate rate_histogram(const SpikeMonitor& monitor, std::span<const double> stimuli, const Quantity& before, const Quantity& after,
                          const Quantity& bin) {
    return histogram(monitor.t(), stimuli, before, after, bin, monitor.source_size());
}

BinnedRate rate_histogram(std::span<const double> t, std::span<const double> stimuli, const Quantity& before, const Quantity& after,
                          const Quantity& bin) {
    return histogram(t, stimuli, before, after, bin, 1);
}

} // namespace hillock
