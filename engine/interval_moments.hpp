// SPDX-License-Identifier: Apache-2.0
// Mean and variance of interspike intervals, updated spike by spike: B. P. Welford, Technometrics 4 (1962) 419. Unlike the difference
// of two sums it loses no digits where the intervals are nearly equal.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace hillock::internal::engine {

class IntervalMoments {
  public:
    /// \param t  seconds, not before the last one
    void add_spike(double t) {
        if (spikes_++ > 0) add_interval(t - last_);
        last_ = t;
    }
    void add_interval(double interval) {
        const double from_mean = interval - mean_;
        mean_ += from_mean / static_cast<double>(++intervals_);
        squares_ += from_mean * (interval - mean_);
    }
    /// NaN without an interval.
    [[nodiscard]] double mean() const { return intervals_ > 0 ? mean_ : std::numeric_limits<double>::quiet_NaN(); }
    /// Standard deviation / mean, with the variance over n; NaN below two intervals.
    [[nodiscard]] double cv() const {
        if (intervals_ < 2) return std::numeric_limits<double>::quiet_NaN();
        return std::sqrt(squares_ / static_cast<double>(intervals_)) / mean_;
    }

    /// All that it holds, and back.
    static constexpr std::size_t kNumbers = 5;
    [[nodiscard]] std::array<double, kNumbers> numbers() const {
        return {last_, mean_, squares_, static_cast<double>(spikes_), static_cast<double>(intervals_)};
    }
    void set_numbers(std::span<const double, kNumbers> numbers) {
        last_ = numbers[0];
        mean_ = numbers[1];
        squares_ = numbers[2];
        spikes_ = static_cast<std::int64_t>(numbers[3]);
        intervals_ = static_cast<std::int64_t>(numbers[4]);
    }

  private:
    double last_ = 0;
    double mean_ = 0;
    double squares_ = 0; ///< sum of squared distances from the mean
    std::int64_t spikes_ = 0;
    std::int64_t intervals_ = 0;
};

} // namespace hillock::internal::engine
