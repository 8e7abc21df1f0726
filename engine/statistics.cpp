// SPDX-License-Identifier: Apache-2.0
#include "hillock/statistics.hpp"

#include "engine/access.hpp"
#include "engine/event_recorder.hpp"
#include "engine/memory.hpp"
#include "hillock/monitors.hpp"

#include <cmath>
#include <limits>

namespace hillock {
using namespace internal;

namespace {

/// A number for each neuron of a monitor.
std::vector<double> for_each_neuron(const SpikeMonitor& monitor, double (engine::IntervalMoments::*number)() const) {
    return engine::with_memory_for("the intervals of '" + monitor.name() + "'", [&] {
        std::vector<double> result;
        for (const engine::IntervalMoments& moments : engine::Access::as<engine::EventRecorder>(monitor).interval_moments())
            result.push_back((moments.*number)());
        return result;
    });
}

} // namespace

std::vector<double> interspike_intervals(std::span<const double> t) {
    std::vector<double> intervals;
    for (std::size_t k = 1; k < t.size(); ++k) intervals.push_back(t[k] - t[k - 1]);
    return intervals;
}

std::vector<std::vector<double>> interspike_intervals(const SpikeMonitor& monitor) {
    return engine::with_memory_for("the intervals of '" + monitor.name() + "'", [&] {
        std::vector<std::vector<double>> trains = monitor.spike_trains();
        for (std::vector<double>& train : trains) train = interspike_intervals(train);
        return trains;
    });
}

std::vector<double> mean_interspike_intervals(const SpikeMonitor& monitor) {
    return for_each_neuron(monitor, &engine::IntervalMoments::mean);
}

double cv(std::span<const double> x) {
    engine::IntervalMoments moments;
    for (const double interval : x) moments.add_interval(interval);
    return moments.cv();
}

std::vector<double> cv(const SpikeMonitor& monitor) { return for_each_neuron(monitor, &engine::IntervalMoments::cv); }

// ---- regularity of intervals ------------------------------------------------------------------------------------

namespace {

/// Mean of a number for each two intervals that follow each other and are not both 0.
template <class Number> double mean_of_pairs(std::span<const double> intervals, Number number) {
    double sum = 0;
    std::size_t pairs = 0;
    for (std::size_t k = 1; k < intervals.size(); ++k) {
        const double total = intervals[k] + intervals[k - 1];
        if (total == 0) continue;
        sum += number((intervals[k] - intervals[k - 1]) / total);
        ++pairs;
    }
    return pairs > 0 ? sum / static_cast<double>(pairs) : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> of_each_neuron(const SpikeMonitor& monitor, double (*number)(std::span<const double>)) {
    std::vector<double> result;
    for (const std::vector<double>& intervals : interspike_intervals(monitor)) result.push_back(number(intervals));
    return result;
}

} // namespace

double cv2(std::span<const double> intervals) {
    return mean_of_pairs(intervals, [](double ratio) { return 2 * std::abs(ratio); });
}
std::vector<double> cv2(const SpikeMonitor& monitor) { return of_each_neuron(monitor, cv2); }

double local_variation(std::span<const double> intervals) {
    return mean_of_pairs(intervals, [](double ratio) { return 3 * ratio * ratio; });
}
std::vector<double> local_variation(const SpikeMonitor& monitor) { return of_each_neuron(monitor, local_variation); }

} // namespace hillock
