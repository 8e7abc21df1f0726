// SPDX-License-Identifier: Apache-2.0
#include "engine/smoothing.hpp"

#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

namespace hillock::internal::engine {

namespace {

/// \param what  "the bin". Throws DimensionMismatchError or ValueError.
double positive_time(const std::string& what, const std::string& monitor, const Quantity& time) {
    if (!(time.dimension() == kTimeDimension))
        throw DimensionMismatchError(what + " for the rate of '" + monitor + "' must be a time, but it is " + to_string(time));
    if (!(time.value() > 0) || std::isinf(time.value()))
        throw ValueError(what + " for the rate of '" + monitor + "' must be a positive time, but it is " + to_string(time));
    return time.value();
}

// Of odd length, 1 in the middle. Widths are positive numbers of steps.

/// Up to 2 standard deviations on each side.
std::vector<double> gaussian_window(double standard_deviation) {
    const auto half = static_cast<std::size_t>(std::nearbyint(2 * standard_deviation));
    std::vector<double> window(2 * half + 1);
    for (std::size_t k = 0; k < window.size(); ++k) {
        const double x = (static_cast<double>(k) - static_cast<double>(half)) / standard_deviation;
        window[k] = std::exp(-x * x / 2);
    }
    return window;
}

/// The width is rounded to an odd number.
std::vector<double> flat_window(double width) {
    // 1e-6 forgives the rounding of decimal numbers: a width halfway between two odd numbers counts as the larger.
    const auto half = static_cast<std::size_t>(width / 2 + 1e-6);
    return std::vector<double>(2 * half + 1, 1.0);
}

/// smooth[k] = sum over m of window[m] * values[k + h - m], where h is half the length of the window, rounded down, and values beyond
/// the ends are 0; a step without a spike costs nothing. \pre the window has odd length
std::vector<double> convolved(std::span<const double> values, std::span<const double> window) {
    const std::ptrdiff_t size = std::ssize(values), half = std::ssize(window) / 2;
    std::vector<double> result(values.size(), 0.0);
    for (std::ptrdiff_t from = size - 1; from >= 0; --from) {
        const double value = values[static_cast<std::size_t>(from)];
        if (value == 0) continue;
        const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, from - half), end = std::min(size, from + half + 1);
        for (std::ptrdiff_t k = begin; k < end; ++k)
            result[static_cast<std::size_t>(k)] += value * window[static_cast<std::size_t>(k - from + half)];
    }
    return result;
}

} // namespace

SmoothingWindow::SmoothingWindow(std::string monitor, const std::string& window, const Quantity& width)
    : monitor_(std::move(monitor)), flat_(window == "flat"), width_(width) {
    if (window != "gaussian" && !flat_)
        throw ValueError("there is no window '" + window + "'" + did_you_mean(window, std::vector<std::string>{"gaussian", "flat"}) +
                         "; the windows are 'gaussian' and 'flat'");
    (void)positive_time("the width of the window", monitor_, width);
}

SmoothingWindow::SmoothingWindow(std::string monitor, std::span<const double> values)
    : monitor_(std::move(monitor)), values_(values.begin(), values.end()) {
    if (values_.size() % 2 == 0)
        throw ValueError("a window for the rate of '" + monitor_ + "' has an odd number of values, but was given " +
                         std::to_string(values_.size()));
    const double sum = std::accumulate(values_.begin(), values_.end(), 0.0);
    if (sum == 0 || !std::isfinite(sum))
        throw ValueError("the values of a window for the rate of '" + monitor_ + "' must have a finite sum that is not 0");
}

std::vector<double> SmoothingWindow::weights(double dt) const {
    std::vector<double> window = values_;
    if (window.empty()) {
        constexpr double kMostSteps = 1e9; // its values would take gigabytes
        const double steps = width_.value() / dt;
        if (steps > kMostSteps)
            throw ValueError("the width of the window for the rate of '" + monitor_ + "' is " + to_string(width_) +
                             ", more than 10**9 steps of the clock");
        window = flat_ ? flat_window(steps) : gaussian_window(steps);
    }
    const double sum = std::accumulate(window.begin(), window.end(), 0.0);
    for (double& weight : window) weight /= sum;
    return window;
}

// ---- smoothing ----------------------------------------------------------------------------------------------

namespace {

/// The rate of stretches without a pause as a function of time, which is constant in each step and 0 before and after them.
class RateInTime {
  public:
    RateInTime(std::span<const WatchedSteps::Stretch> stretches, std::span<const double> rate) : stretches_(stretches) {
        double sum = 0;
        std::size_t step = 0;
        for (const WatchedSteps::Stretch& stretch : stretches_) {
            std::vector<double>& sums = integrals_.emplace_back(1, sum);
            for (std::size_t k = 0; k < stretch.size(); ++k) sums.push_back(sum += rate[step++] * stretch.dt);
        }
    }
    /// Mean from a to b, in seconds.
    [[nodiscard]] double mean(double a, double b) const { return (integral(b) - integral(a)) / (b - a); }

  private:
    /// From the start to time t.
    [[nodiscard]] double integral(double t) const {
        std::size_t k = 0;
        while (k + 1 < stretches_.size() && t >= stretches_[k].end()) ++k;
        const std::vector<double>& sums = integrals_[k];
        const double steps = std::clamp((t - stretches_[k].t(0)) / stretches_[k].dt, 0.0, static_cast<double>(stretches_[k].count));
        const auto whole = std::min(static_cast<std::size_t>(steps), sums.size() - 2);
        return sums[whole] + (sums[whole + 1] - sums[whole]) * (steps - static_cast<double>(whole));
    }

    std::span<const WatchedSteps::Stretch> stretches_;
    std::vector<std::vector<double>> integrals_; ///< of each stretch: up to the start of each of its steps, and to its end
};

/// Of one stretch among others from which no pause parts it: beyond its ends the rate is that of the others, in steps of its own length.
std::vector<double> smoothed_among(std::span<const WatchedSteps::Stretch> all, std::size_t which, const RateInTime& in_time,
                                   std::span<const double> own, std::span<const double> window) {
    const WatchedSteps::Stretch& stretch = all[which];
    const auto half = static_cast<double>(window.size() / 2);
    const auto before = static_cast<std::int64_t>(std::min(half, std::ceil((stretch.t(0) - all.front().t(0)) / stretch.dt)));
    const auto after = static_cast<std::int64_t>(std::min(half, std::ceil((all.back().end() - stretch.end()) / stretch.dt)));
    std::vector<double> rate;
    const auto add_beyond = [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t step = begin; step < end; ++step) rate.push_back(in_time.mean(stretch.t(step), stretch.t(step + 1)));
    };
    add_beyond(-before, 0);
    rate.insert(rate.end(), own.begin(), own.end());
    add_beyond(stretch.count, stretch.count + after);
    const std::vector<double> all_smooth = convolved(rate, window);
    return {all_smooth.begin() + before, all_smooth.end() - after};
}

} // namespace

std::vector<double> smoothed(const WatchedSteps& watched, std::span<const double> rate, const SmoothingWindow& window) {
    const std::span stretches = watched.stretches();
    std::vector<double> result;
    result.reserve(rate.size());
    for (std::size_t begin = 0, end = 0; begin < stretches.size(); begin = end) {
        std::size_t steps = stretches[begin].size();
        for (end = begin + 1; end < stretches.size() && watched.follows(end); ++end) steps += stretches[end].size();
        const std::span connected = stretches.subspan(begin, end - begin);
        const std::span of_these = rate.subspan(result.size(), steps);
        if (connected.size() == 1) {
            const std::vector<double> part = convolved(of_these, window.weights(connected.front().dt));
            result.insert(result.end(), part.begin(), part.end());
            continue;
        }
        const RateInTime in_time(connected, of_these);
        std::size_t first = 0;
        for (std::size_t k = 0; k < connected.size(); ++k) {
            const std::span own = of_these.subspan(first, connected[k].size());
            const std::vector<double> part = smoothed_among(connected, k, in_time, own, window.weights(connected[k].dt));
            result.insert(result.end(), part.begin(), part.end());
            first += own.size();
        }
    }
    return result;
}

// ---- bins -------------------------------------------------------------------------------------------------------

namespace {

constexpr double kRounding = 1e-4; // of a step: what rounding of decimal numbers leaves

} // namespace

RateBins::RateBins(const std::string& monitor, const WatchedSteps& watched, const Quantity& width)
    : width_(positive_time("the bin", monitor, width)) {
    const std::span stretches = watched.stretches();
    double start = 0;       // seconds, of the bin that is being filled
    std::size_t filled = 0; // parts in whole bins
    for (std::size_t k = 0; k < stretches.size(); ++k) {
        const WatchedSteps::Stretch& stretch = stretches[k];
        const double steps = width_ / stretch.dt, whole = std::nearbyint(steps);
        if (whole < 1 || std::abs(steps - whole) > kRounding)
            throw ValueError("the bin for the rate of '" + monitor + "' is " + to_string(width) +
                             ", which is no multiple of the clock's dt, " + to_string(Quantity(stretch.dt, kTimeDimension)));
        // Where the steps of another length do not end where the bin would, bins begin anew.
        const double passed = (stretch.t(0) - start) / stretch.dt;
        const bool goes_on = watched.follows(k) && parts_.size() > filled && std::abs(passed - std::nearbyint(passed)) <= kRounding;
        if (!goes_on) parts_.resize(filled);
        double step = goes_on ? std::nearbyint(passed) : 0; // of the bin
        for (std::int64_t at = 0; at < stretch.count;) {
            if (step == 0) start = stretch.t(at);
            const auto count = static_cast<std::int64_t>(std::min(whole - step, static_cast<double>(stretch.count - at)));
            const std::size_t begin = steps_ + static_cast<std::size_t>(at);
            parts_.push_back({t_.size(), begin, begin + static_cast<std::size_t>(count), whole});
            at += count;
            step += static_cast<double>(count);
            if (step < whole) continue;
            t_.push_back(start);
            filled = parts_.size();
            step = 0;
        }
        steps_ += stretch.size();
    }
    parts_.resize(filled);
}

std::vector<std::size_t> RateBins::by_step() const {
    std::vector<std::size_t> bins(steps_, kNone);
    for (const Part& part : parts_) std::ranges::fill(std::span(bins).subspan(part.begin, part.end - part.begin), part.bin);
    return bins;
}

std::vector<double> RateBins::means(std::span<const double> rate) const {
    std::vector<double> result(t_.size(), 0.0);
    for (const Part& part : parts_) {
        const std::span rates = rate.subspan(part.begin, part.end - part.begin);
        result[part.bin] += std::accumulate(rates.begin(), rates.end(), 0.0) / part.steps;
    }
    return result;
}

} // namespace hillock::internal::engine
