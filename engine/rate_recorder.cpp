// SPDX-License-Identifier: Apache-2.0
#include "engine/rate_recorder.hpp"

#include "engine/smoothing.hpp"
#include "hillock/error.hpp"
#include "hillock/units.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hillock::engine {

RateRecorder::RateRecorder(Population source, const PopulationRateMonitorOptions& options)
    : Recorder(object_name(options.name, "ratemonitor"), source.neurons), source_(std::move(source)) {
    require_spikes(source_);
    recording_.add_column({"rate", plan::Storage::float64, 1, false, hertz.dimension()});
    stream_as(options, "population rate");
}

std::vector<Task> RateRecorder::tasks() {
    return with_file({task(Slot::end, 0, [this](const Step& step) {
        const auto spikes = static_cast<double>(source_.neurons->spikes_in(source_.range).size());
        recording_.place<double>(kTime, 1)[0] = step.t;
        recording_.place<double>(kRate, 1)[0] = spikes / static_cast<double>(source_.range.size()) / step.dt;
        recording_.append(1);
        dt_ = step.dt;
    })});
}

double RateRecorder::positive_time(const char* what, const Quantity& time) const {
    if (!(time.dimension() == kTimeDimension))
        throw DimensionMismatchError(std::string(what) + " for the rate of '" + name() + "' must be a time, but it is " + to_string(time));
    if (!(time.value() > 0) || std::isinf(time.value()))
        throw ValueError(std::string(what) + " for the rate of '" + name() + "' must be a positive time, but it is " + to_string(time));
    return time.value();
}

std::vector<double> RateRecorder::smooth_rate(const std::string& window, const Quantity& width) const {
    if (window != "gaussian" && window != "flat")
        throw ValueError("there is no window '" + window + "'" + did_you_mean(window, std::vector<std::string>{"gaussian", "flat"}) +
                         "; the windows are 'gaussian' and 'flat'");
    const double seconds = positive_time("the width of the window", width);
    if (recording_.rows() == 0) return {};
    constexpr double kMostSteps = 1e9; // its values would take gigabytes
    if (seconds / dt_ > kMostSteps)
        throw ValueError("the width of the window for the rate of '" + name() + "' is " + to_string(width) +
                         ", more than 10**9 steps of the clock");
    return smooth_rate(window == "flat" ? flat_window(seconds / dt_) : gaussian_window(seconds / dt_));
}

std::vector<double> RateRecorder::smooth_rate(std::span<const double> window) const {
    if (window.size() % 2 == 0)
        throw ValueError("a window for the rate of '" + name() + "' has an odd number of values, but was given " +
                         std::to_string(window.size()));
    const double sum = std::accumulate(window.begin(), window.end(), 0.0);
    if (sum == 0 || !std::isfinite(sum))
        throw ValueError("the values of a window for the rate of '" + name() + "' must have a finite sum that is not 0");
    std::vector<double> normalised(window.begin(), window.end());
    for (double& weight : normalised) weight /= sum;
    std::vector<double> result;
    for (const Stretch& stretch : stretches(t(), dt_)) {
        const std::vector<double> part = convolved(rate().subspan(stretch.begin, stretch.end - stretch.begin), normalised);
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

BinnedRate RateRecorder::binned_rate(const Quantity& bin) const {
    const double seconds = positive_time("the bin", bin);
    BinnedRate result;
    if (recording_.rows() == 0) return result;
    const double steps = seconds / dt_, nearest = std::nearbyint(steps);
    if (nearest < 1 || std::abs(steps - nearest) > 1e-4) // what rounding of decimal numbers leaves
        throw ValueError("the bin for the rate of '" + name() + "' is " + to_string(bin) + ", which is no multiple of the clock's dt, " +
                         to_string(Quantity(dt_, kTimeDimension)));
    if (nearest > static_cast<double>(recording_.rows())) return result;
    const auto width = static_cast<std::size_t>(nearest);
    for (const Stretch& stretch : stretches(t(), dt_)) {
        for (std::size_t begin = stretch.begin; begin + width <= stretch.end; begin += width) {
            const std::span<const double> rates = rate().subspan(begin, width);
            result.t.push_back(t()[begin]);
            result.rate.push_back(std::accumulate(rates.begin(), rates.end(), 0.0) / nearest);
        }
    }
    return result;
}

} // namespace hillock::engine
