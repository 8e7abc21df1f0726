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
using namespace internal;

using engine::Access;
using engine::EventRecorder;
using engine::RateRecorder;
using engine::StateRecorder;

namespace {

template <class Recorder, class Source, class... Arguments>
std::shared_ptr<engine::Object> make_recorder(const std::source_location& made_at, const std::string& of, const Source& source,
                                              const Arguments&... arguments) {
    return engine::entered(engine::with_memory_for("a monitor of '" + of + "'",
                                                   [&] { return std::make_shared<Recorder>(source, arguments...); }),
                           made_at);
}

/// What traces hold is not what handles hold: a monitor without a handle is gone for the network, though what it recorded is still read.
struct Behind {
    std::shared_ptr<StateRecorder> recorder;
    void operator()(StateRecorder*) noexcept { recorder.reset(); }
};

/// To be entered where it can be found.
template <class Source, class... Arguments>
std::shared_ptr<engine::Object> make_state_recorder(const std::source_location& made_at, const std::string& of, const Source& source,
                                                    const Arguments&... arguments) {
    return engine::entered(engine::with_memory_for("a monitor of '" + of + "'",
                                                   [&] {
                                                       auto recorder = std::make_shared<StateRecorder>(source, arguments...);
                                                       StateRecorder* const itself = recorder.get();
                                                       return std::shared_ptr<StateRecorder>(itself, Behind{std::move(recorder)});
                                                   }),
                           made_at);
}

/// To be read.
std::shared_ptr<StateRecorder> behind(const StateMonitor& monitor) {
    auto recorder = std::static_pointer_cast<StateRecorder>(Access::object(monitor));
    const Behind* const found = std::get_deleter<Behind>(recorder);
    return found ? found->recorder : recorder; // clones live in networks that keep them
}

template <class Recorder, class... Arguments>
std::shared_ptr<engine::Object> recorder_of(const std::source_location& made_at, const Subgroup& group, const Arguments&... arguments) {
    const engine::Population population = Access::population(group);
    return make_recorder<Recorder>(made_at, population.neurons->name(), population, arguments...);
}

EventRecorder& keeping_recorder(const Monitor& monitor) {
    auto& recorder = Access::as<EventRecorder>(monitor);
    recorder.require_kept();
    return recorder;
}

/// Reads what may take as much memory as was recorded.
template <class Named, class Read> auto read_within_memory(const Named& monitor, Read read) {
    return engine::with_memory_for("what '" + monitor.name() + "' has recorded", read);
}

std::span<const double> times_of(const Monitor& monitor, const engine::Recorder& recorder) {
    return read_within_memory(monitor, [&] { return recorder.t(); });
}
std::span<const double> times_of(const Monitor& monitor) { return times_of(monitor, Access::as<engine::Recorder>(monitor)); }

std::span<const std::int32_t> neurons_of(const Monitor& monitor) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.i(); });
}

std::vector<std::vector<double>> recorded_trains(const Monitor& monitor) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.trains(); });
}

std::vector<std::vector<double>> recorded_values(const Monitor& monitor, const std::string& variable) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.values_by_neuron(variable); });
}

std::map<std::string, std::vector<std::vector<double>>> all_recorded_values(const Monitor& monitor) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] {
        std::map<std::string, std::vector<std::vector<double>>> all{{"t", recorder.trains()}};
        for (const std::string& variable : recorder.variables()) all[variable] = recorder.values_by_neuron(variable);
        return all;
    });
}

NeuronRates smooth_rates(const Monitor& monitor, const engine::SmoothingWindow& window) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.smooth_rate(window); });
}

NeuronRates binned_rates(const Monitor& monitor, const Quantity& bin) {
    const EventRecorder& recorder = keeping_recorder(monitor);
    return read_within_memory(monitor, [&] { return recorder.binned_rate(bin); });
}

} // namespace

// ---- states -----------------------------------------------------------------------------------------------------

void Traces::require_row(std::size_t row) const {
    if (row >= rows_)
        throw IndexError("row " + std::to_string(row) + " was asked for, but " + std::to_string(rows_) +
                         (rows_ == 1 ? " element is" : " elements are") + " recorded");
}

std::span<const double> Traces::operator[](std::size_t row) const {
    require_row(row);
    return read_within_memory(*recorder_, [&] { return recorder_->row(variable_, row); });
}

template <class T> std::span<const T> Traces::typed(std::size_t row) const {
    require_row(row);
    return read_within_memory(*recorder_, [&] { return recorder_->typed_row<T>(variable_, row); });
}

NumberType Traces::type() const { return recorder_->type(variable_); }

std::span<const double> ElementTraces::operator[](const std::string& variable) const {
    return read_within_memory(*recorder_, [&] { return recorder_->row(variable, row_); });
}

template <class T> std::span<const T> ElementTraces::typed(const std::string& variable) const {
    return read_within_memory(*recorder_, [&] { return recorder_->typed_row<T>(variable, row_); });
}

std::vector<std::span<const double>> SelectedTraces::operator[](const std::string& variable) const {
    std::vector<std::span<const double>> result;
    for (const ElementTraces& element : elements_) result.push_back(element[variable]);
    return result;
}

StateMonitor::StateMonitor(const Subgroup& source, const VariableNames& variables, const StateMonitorOptions& options, std::source_location made_at)
    : Monitor(make_state_recorder(made_at, Access::population(source).neurons->name(), Access::population(source), variables, options)) {}

StateMonitor::StateMonitor(const Synapses& source, const VariableNames& variables, const StateMonitorOptions& options, std::source_location made_at)
    : Monitor(make_state_recorder(made_at, source.name(), std::static_pointer_cast<engine::SynapseSet>(Access::object(source)), variables, options)) {}

StateMonitor::StateMonitor(const NetworkObject& object) : Monitor(Access::handle_of<StateRecorder>(object, "StateMonitor")) {}

std::span<const double> StateMonitor::t() const { return times_of(*this); }
std::size_t StateMonitor::num_samples() const { return Access::as<StateRecorder>(*this).recording().rows(); }

std::vector<std::string> StateMonitor::variables() const { return Access::as<StateRecorder>(*this).variables(); }

Traces StateMonitor::operator[](const std::string& variable) const {
    auto recorder = behind(*this);
    const std::size_t rows = recorder->row_count(variable);
    const Dimension dimension = recorder->dimension(variable);
    return {std::move(recorder), variable, rows, dimension};
}

ElementTraces StateMonitor::of(std::int64_t element) const {
    auto recorder = behind(*this);
    const std::size_t row = recorder->row_of(element);
    return {std::move(recorder), row};
}

SelectedTraces StateMonitor::of(std::initializer_list<std::int64_t> elements) const { return of(std::vector<std::int64_t>(elements)); }
SelectedTraces::SelectedTraces(std::vector<ElementTraces> elements) : elements_(std::move(elements)) {}

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

SpikeMonitor::SpikeMonitor(const Subgroup& source, const SpikeMonitorOptions& options, std::source_location made_at)
    : Monitor(recorder_of<EventRecorder>(made_at, source, options)) {}

SpikeMonitor::SpikeMonitor(const NetworkObject& object) : Monitor(Access::handle_of<EventRecorder>(object, "SpikeMonitor")) {}

std::span<const double> SpikeMonitor::t() const { return times_of(*this, keeping_recorder(*this)); }
std::span<const std::int32_t> SpikeMonitor::i() const { return neurons_of(*this); }
std::span<const double> SpikeMonitor::operator[](const std::string& variable) const {
    const EventRecorder& recorder = keeping_recorder(*this);
    return read_within_memory(*this, [&] { return recorder.values(variable); });
}
template <class T> std::span<const T> SpikeMonitor::typed(const std::string& variable) const {
    const EventRecorder& recorder = keeping_recorder(*this);
    return read_within_memory(*this, [&] { return recorder.typed_values<T>(variable); });
}
NumberType SpikeMonitor::type(const std::string& variable) const { return keeping_recorder(*this).type(variable); }
std::vector<std::vector<double>> SpikeMonitor::values(const std::string& variable) const { return recorded_values(*this, variable); }
std::map<std::string, std::vector<std::vector<double>>> SpikeMonitor::all_values() const { return all_recorded_values(*this); }
Dimension SpikeMonitor::dimension(const std::string& variable) const { return keeping_recorder(*this).dimension(variable); }
std::span<const std::int64_t> SpikeMonitor::count() const { return Access::as<EventRecorder>(*this).count(); }
std::size_t SpikeMonitor::num_spikes() const { return Access::as<EventRecorder>(*this).total(); }
std::size_t SpikeMonitor::source_size() const { return count().size(); }
std::vector<std::vector<double>> SpikeMonitor::spike_trains() const { return recorded_trains(*this); }
NeuronRates SpikeMonitor::smooth_rate(const std::string& window, const Quantity& width) const {
    return smooth_rates(*this, {name(), window, width});
}
NeuronRates SpikeMonitor::smooth_rate(std::span<const double> window) const { return smooth_rates(*this, {name(), window}); }
NeuronRates SpikeMonitor::binned_rate(const Quantity& bin) const { return binned_rates(*this, bin); }

EventMonitor::EventMonitor(const Subgroup& source, const std::string& event, const EventMonitorOptions& options, std::source_location made_at)
    : Monitor(recorder_of<EventRecorder>(made_at, source, event, options)) {}

EventMonitor::EventMonitor(const NetworkObject& object) : Monitor(Access::handle_of<EventRecorder>(object, "EventMonitor")) {}

std::span<const double> EventMonitor::t() const { return times_of(*this, keeping_recorder(*this)); }
std::span<const std::int32_t> EventMonitor::i() const { return neurons_of(*this); }
std::span<const double> EventMonitor::operator[](const std::string& variable) const {
    const EventRecorder& recorder = keeping_recorder(*this);
    return read_within_memory(*this, [&] { return recorder.values(variable); });
}
template <class T> std::span<const T> EventMonitor::typed(const std::string& variable) const {
    const EventRecorder& recorder = keeping_recorder(*this);
    return read_within_memory(*this, [&] { return recorder.typed_values<T>(variable); });
}
NumberType EventMonitor::type(const std::string& variable) const { return keeping_recorder(*this).type(variable); }
std::vector<std::vector<double>> EventMonitor::values(const std::string& variable) const { return recorded_values(*this, variable); }
std::map<std::string, std::vector<std::vector<double>>> EventMonitor::all_values() const { return all_recorded_values(*this); }
Dimension EventMonitor::dimension(const std::string& variable) const { return keeping_recorder(*this).dimension(variable); }
std::span<const std::int64_t> EventMonitor::count() const { return Access::as<EventRecorder>(*this).count(); }
std::size_t EventMonitor::num_events() const { return Access::as<EventRecorder>(*this).total(); }
std::vector<std::vector<double>> EventMonitor::event_trains() const { return recorded_trains(*this); }
NeuronRates EventMonitor::smooth_rate(const std::string& window, const Quantity& width) const {
    return smooth_rates(*this, {name(), window, width});
}
NeuronRates EventMonitor::smooth_rate(std::span<const double> window) const { return smooth_rates(*this, {name(), window}); }
NeuronRates EventMonitor::binned_rate(const Quantity& bin) const { return binned_rates(*this, bin); }

// ---- rates ------------------------------------------------------------------------------------------------------

PopulationRateMonitor::PopulationRateMonitor(const Subgroup& source, const PopulationRateMonitorOptions& options, std::source_location made_at)
    : Monitor(recorder_of<RateRecorder>(made_at, source, options)) {}

PopulationRateMonitor::PopulationRateMonitor(const NetworkObject& object) : Monitor(Access::handle_of<RateRecorder>(object, "PopulationRateMonitor")) {}

std::span<const double> PopulationRateMonitor::t() const { return times_of(*this); }
std::span<const double> PopulationRateMonitor::rate() const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).rate(); });
}

std::vector<double> PopulationRateMonitor::smooth_rate(const std::string& window, const Quantity& width) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).smooth_rate(window, width); });
}

std::vector<double> PopulationRateMonitor::smooth_rate(std::span<const double> window) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).smooth_rate(window); });
}

BinnedRate PopulationRateMonitor::binned_rate(const Quantity& bin) const {
    return read_within_memory(*this, [&] { return Access::as<RateRecorder>(*this).binned_rate(bin); });
}

// ---- values in their own types -----------------------------------------------------------------------------------

#define HILLOCK_READ_AS(T)                                                                                                                 \
    template std::span<const T> Traces::typed<T>(std::size_t) const;                                                                        \
    template std::span<const T> ElementTraces::typed<T>(const std::string&) const;                                                          \
    template std::span<const T> SpikeMonitor::typed<T>(const std::string&) const;                                                           \
    template std::span<const T> EventMonitor::typed<T>(const std::string&) const;
HILLOCK_READ_AS(double)
HILLOCK_READ_AS(float)
HILLOCK_READ_AS(std::int32_t)
HILLOCK_READ_AS(std::int64_t)
HILLOCK_READ_AS(bool)
#undef HILLOCK_READ_AS

} // namespace hillock
