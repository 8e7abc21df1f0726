// SPDX-License-Identifier: Apache-2.0
// The public face of monitors.
#include "engine/access.hpp"
#include "engine/event_recorder.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/rate_recorder.hpp"
#include "engine/state_recorder.hpp"
#include "hillock/error.hpp"
#include "hillock/monitors.hpp"
#include "hillock/synapses.hpp"

namespace hillock {

using engine::Access;
using engine::EventRecorder;
using engine::RateRecorder;
using engine::StateRecorder;

namespace {

template <class Recorder, class Source, class... Arguments>
std::shared_ptr<engine::Object> make_recorder(const std::string& of, const Source& source, const Arguments&... arguments) {
    return engine::entered(engine::with_memory_for("a monitor of '" + of + "'",
                                                   [&] { return std::make_shared<Recorder>(source, arguments...); }));
}

template <class Recorder, class... Arguments>
std::shared_ptr<engine::Object> recorder_of(const Subgroup& group, const Arguments&... arguments) {
    const engine::Population population = Access::population(group);
    return make_recorder<Recorder>(population.neurons->name(), population, arguments...);
}

EventRecorder& keeping_recorder(const Monitor& monitor) {
    auto& recorder = Access::as<EventRecorder>(monitor);
    if (!recorder.keeps_spikes()) throw ValueError("'" + recorder.name() + "' only counts: it was made with record = false");
    return recorder;
}

/// Reads what may take as much memory as was recorded.
template <class Read> auto read_within_memory(const Monitor& monitor, Read read) {
    return engine::with_memory_for("what '" + monitor.name() + "' has recorded", read);
}

std::vector<std::vector<double>> recorded_trains(const Monitor& monitor) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.trains(); });
}

std::vector<std::vector<double>> recorded_values(const Monitor& monitor, const std::string& variable) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.values_by_neuron(variable); });
}

} // namespace

void Monitor::set_active(bool active) const { Access::as<engine::Recorder>(*this).set_active(active); }
bool Monitor::active() const { return Access::as<engine::Recorder>(*this).active(); }

// ---- states -----------------------------------------------------------------------------------------------------

std::span<const double> Traces::operator[](std::size_t row) const {
    if (row >= rows_)
        throw IndexError("row " + std::to_string(row) + " was asked for, but " + std::to_string(rows_) +
                         (rows_ == 1 ? " element is" : " elements are") + " recorded");
    const std::size_t samples = values_.size() / rows_;
    return values_.subspan(row * samples, samples);
}

std::span<const double> ElementTraces::operator[](const std::string& variable) const {
    const std::size_t rows = recorder_->row_count(variable);
    const std::span<const double> values =
        engine::with_memory_for("what '" + recorder_->name() + "' has recorded", [&] { return recorder_->rows(variable); });
    const std::size_t samples = values.size() / rows;
    return values.subspan(rows == 1 ? 0 : row_ * samples, samples);
}

std::vector<std::span<const double>> SelectedTraces::operator[](const std::string& variable) const {
    std::vector<std::span<const double>> result;
    for (const ElementTraces& element : elements_) result.push_back(element[variable]);
    return result;
}

StateMonitor::StateMonitor(const Subgroup& source, const Names& variables, const StateMonitorOptions& options)
    : Monitor(recorder_of<StateRecorder>(source, variables, options)) {}

StateMonitor::StateMonitor(const Synapses& source, const Names& variables, const StateMonitorOptions& options)
    : Monitor(make_recorder<StateRecorder>(source.name(), std::static_pointer_cast<engine::SynapseSet>(Access::object(source)), variables,
                                           options)) {}

StateMonitor::StateMonitor(const NetworkObject& object) : Monitor(Access::handle_of<StateRecorder>(object, "StateMonitor")) {}

std::span<const double> StateMonitor::t() const { return Access::as<StateRecorder>(*this).t(); }

Traces StateMonitor::operator[](const std::string& variable) const {
    auto& recorder = Access::as<StateRecorder>(*this);
    const std::size_t rows = recorder.row_count(variable);
    return {read_within_memory(*this, [&] { return recorder.rows(variable); }), rows, recorder.dimension(variable)};
}

ElementTraces StateMonitor::of(std::int64_t element) const {
    auto recorder = std::static_pointer_cast<StateRecorder>(Access::object(*this));
    const std::size_t row = recorder->row_of(element);
    return {std::move(recorder), row};
}

SelectedTraces StateMonitor::of(const std::vector<std::int64_t>& elements) const {
    std::vector<ElementTraces> traces;
    for (const std::int64_t element : elements) traces.push_back(of(element));
    return SelectedTraces(std::move(traces));
}

void StateMonitor::record_single_timestep() const {
    auto& recorder = Access::as<StateRecorder>(*this);
    engine::with_memory_for("a sample of '" + recorder.name() + "'", [&] { recorder.record_now(); });
}

// ---- spikes and events ------------------------------------------------------------------------------------------

SpikeMonitor::SpikeMonitor(const Subgroup& source, const SpikeMonitorOptions& options)
    : Monitor(recorder_of<EventRecorder>(source, options)) {}

SpikeMonitor::SpikeMonitor(const NetworkObject& object) : Monitor(Access::handle_of<EventRecorder>(object, "SpikeMonitor")) {}

std::span<const double> SpikeMonitor::t() const { return keeping_recorder(*this).t(); }
std::span<const std::int32_t> SpikeMonitor::i() const { return keeping_recorder(*this).i(); }
std::span<const double> SpikeMonitor::operator[](const std::string& variable) const { return keeping_recorder(*this).values(variable); }
std::vector<std::vector<double>> SpikeMonitor::values(const std::string& variable) const { return recorded_values(*this, variable); }
Dimension SpikeMonitor::dimension(const std::string& variable) const { return keeping_recorder(*this).dimension(variable); }
std::span<const std::int64_t> SpikeMonitor::count() const { return Access::as<EventRecorder>(*this).count(); }
std::size_t SpikeMonitor::num_spikes() const { return Access::as<EventRecorder>(*this).total(); }
std::size_t SpikeMonitor::source_size() const { return count().size(); }
std::vector<std::vector<double>> SpikeMonitor::spike_trains() const { return recorded_trains(*this); }

EventMonitor::EventMonitor(const Subgroup& source, const std::string& event, const EventMonitorOptions& options)
    : Monitor(recorder_of<EventRecorder>(source, event, options)) {}

EventMonitor::EventMonitor(const NetworkObject& object) : Monitor(Access::handle_of<EventRecorder>(object, "EventMonitor")) {}

std::span<const double> EventMonitor::t() const { return keeping_recorder(*this).t(); }
std::span<const std::int32_t> EventMonitor::i() const { return keeping_recorder(*this).i(); }
std::span<const double> EventMonitor::operator[](const std::string& variable) const { return keeping_recorder(*this).values(variable); }
std::vector<std::vector<double>> EventMonitor::values(const std::string& variable) const { return recorded_values(*this, variable); }
Dimension EventMonitor::dimension(const std::string& variable) const { return keeping_recorder(*this).dimension(variable); }
std::span<const std::int64_t> EventMonitor::count() const { return Access::as<EventRecorder>(*this).count(); }
std::size_t EventMonitor::num_events() const { return Access::as<EventRecorder>(*this).total(); }
std::vector<std::vector<double>> EventMonitor::event_trains() const { return recorded_trains(*this); }

// ---- rates ------------------------------------------------------------------------------------------------------

PopulationRateMonitor::PopulationRateMonitor(const Subgroup& source, const PopulationRateMonitorOptions& options)
    : Monitor(recorder_of<RateRecorder>(source, options)) {}

PopulationRateMonitor::PopulationRateMonitor(const NetworkObject& object) : Monitor(Access::handle_of<RateRecorder>(object, "PopulationRateMonitor")) {}

std::span<const double> PopulationRateMonitor::t() const { return Access::as<RateRecorder>(*this).t(); }
std::span<const double> PopulationRateMonitor::rate() const { return Access::as<RateRecorder>(*this).rate(); }

std::vector<double> PopulationRateMonitor::smooth_rate(const std::string& window, const Quantity& width) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).smooth_rate(window, width); });
}

std::vector<double> PopulationRateMonitor::smooth_rate(std::span<const double> window) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).smooth_rate(window); });
}

BinnedRate PopulationRateMonitor::binned_rate(const Quantity& bin) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).binned_rate(bin); });
}

} // namespace hillock
