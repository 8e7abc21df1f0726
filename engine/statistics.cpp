// SPDX-License-Identifier: Apache-2.0
#include "hillock/statistics.hpp"

#include "engine/access.hpp"
#include "engine/event_recorder.hpp"
#include "engine/memory.hpp"
#include "hillock/monitors.hpp"

namespace hillock {

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

} // namespace hillock
