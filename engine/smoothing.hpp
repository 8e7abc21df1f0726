// SPDX-License-Identifier: Apache-2.0
// Rates in the steps that a monitor has watched, smoothed by a window or averaged in bins.
#pragma once

#include "engine/watched_steps.hpp"
#include "hillock/quantity.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// How a rate is smoothed: by a window in seconds, or by one of values for the steps.
class SmoothingWindow {
  public:
    /// \param monitor  its name, for messages. Throws ValueError, DimensionMismatchError as smooth_rate() documents.
    SmoothingWindow(std::string monitor, const std::string& window, const Quantity& width);
    SmoothingWindow(std::string monitor, std::span<const double> values);

    /// Weights of odd length and of sum 1. Throws ValueError for steps so short that there are more than 10**9.
    [[nodiscard]] std::vector<double> weights(double dt) const;

  private:
    std::string monitor_;
    bool flat_ = false;
    Quantity width_ = 0;
    std::vector<double> values_; ///< of a window of the user's own
};

/// One value for each watched step. \param rate  of each
[[nodiscard]] std::vector<double> smoothed(const WatchedSteps& watched, std::span<const double> rate, const SmoothingWindow& window);

/// Bins of one width that lie side by side from the start of what was watched, and anew after each pause.
class RateBins {
  public:
    /// \param monitor  its name, for messages. Throws ValueError, DimensionMismatchError as binned_rate() documents.
    RateBins(const std::string& monitor, const WatchedSteps& watched, const Quantity& width);

    /// Seconds, of their starts.
    [[nodiscard]] const std::vector<double>& t() const { return t_; }
    [[nodiscard]] double width() const { return width_; }
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    /// For each watched step its bin, or kNone in one that the recording does not fill.
    [[nodiscard]] std::vector<std::size_t> by_step() const;
    /// Mean rates of the bins. \param rate  of each watched step
    [[nodiscard]] std::vector<double> means(std::span<const double> rate) const;

  private:
    /// Steps of one length that are in one bin.
    struct Part {
        std::size_t bin;
        std::size_t begin; ///< among all steps
        std::size_t end;
        double steps; ///< of this length that would fill the bin
    };
    std::vector<double> t_;
    std::vector<Part> parts_;
    std::size_t steps_ = 0; ///< watched
    double width_;          ///< seconds
};

} // namespace hillock::internal::engine
