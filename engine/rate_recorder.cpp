// SPDX-License-Identifier: Apache-2.0
#include "engine/rate_recorder.hpp"

#include "engine/smoothing.hpp"
#include "hillock/error.hpp"
#include "hillock/units.hpp"

namespace hillock::internal::engine {

RateRecorder::RateRecorder(Population source, const PopulationRateMonitorOptions& options)
    : Recorder(object_name(options.name, "ratemonitor"), source.neurons), source_(std::move(source)) {
    require_spikes(source_);
    recording_.add_column({"rate", plan::Storage::float64, 1, false, hertz.dimension()});
    stream_as(options, "population rate");
}

std::vector<Task> RateRecorder::tasks() {
    Task recording = task(Slot::end, 0, [this](const Step& step) {
        const auto spikes = static_cast<double>(source_.neurons->spikes_in(source_.range).size());
        recording_.place<double>(kTime, 1)[0] = step.t;
        recording_.place<double>(kRate, 1)[0] = spikes / static_cast<double>(source_.range.size()) / step.dt;
        watched_.note(step);
        recording_.append(1);
    });
    recording.tiling = Tiling{.afterwards = recording.run, .hears = source_.neurons->list_of_event(0).begin};
    return with_file({std::move(recording)});
}

std::vector<double> RateRecorder::smooth_rate(const std::string& window, const Quantity& width) const {
    return smoothed(watched_, rate(), SmoothingWindow(name(), window, width));
}

std::vector<double> RateRecorder::smooth_rate(std::span<const double> window) const {
    return smoothed(watched_, rate(), SmoothingWindow(name(), window));
}

BinnedRate RateRecorder::binned_rate(const Quantity& bin) const {
    const RateBins bins(name(), watched_, bin);
    return {bins.t(), bins.means(rate())};
}

} // namespace hillock::internal::engine
