// SPDX-License-Identifier: Apache-2.0
// The public face of networks, monitors, time and the seed.
#include "engine/access.hpp"
#include "engine/magic.hpp"
#include "engine/random.hpp"
#include "engine/recorders.hpp"
#include "hillock/error.hpp"
#include "hillock/monitors.hpp"
#include "hillock/network.hpp"

namespace hillock {

namespace {

template <class Recorder, class... Arguments>
std::shared_ptr<engine::Object> make_recorder(const Subgroup& source, const Arguments&... arguments) {
    auto recorder = std::make_shared<Recorder>(engine::Access::population(source), arguments...);
    engine::magic_scope().enter(recorder);
    return recorder;
}

engine::EventRecorder& keeping_recorder(const SimulationObject& monitor) {
    auto& recorder = engine::Access::as<engine::EventRecorder>(monitor);
    if (!recorder.keeps_spikes()) throw ValueError("'" + recorder.name() + "' only counts: it was made with record = false");
    return recorder;
}

std::span<const double> recorded_times(const SimulationObject& monitor) { return keeping_recorder(monitor).t(); }
std::span<const std::int32_t> recorded_indices(const SimulationObject& monitor) { return keeping_recorder(monitor).i(); }

} // namespace

// ---- networks -------------------------------------------------------------------------------------------------

Network::Network() : simulation_(std::make_unique<engine::Simulation>()) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

void Network::add(const SimulationObject& object) { simulation_->add(engine::Access::object(object)); }
void Network::run(const Quantity& duration, const RunOptions& options) { simulation_->run(duration, options); }
void Network::seed(std::uint64_t number) { simulation_->seed(number); }
Quantity Network::t() const { return {simulation_->end(), kTimeDimension}; }

void run(const Quantity& duration, const RunOptions& options) { engine::magic_scope().run(duration, options); }
void start_scope() { engine::magic_scope().start(); }
void seed(std::uint64_t number) { engine::thread_keys().seed(number); }
void seed() { engine::thread_keys().seed(); }

DefaultClock& defaultclock() {
    thread_local DefaultClock clock;
    return clock;
}

// ---- monitors -------------------------------------------------------------------------------------------------

std::span<const double> Traces::operator[](std::size_t row) const {
    if (row >= rows_)
        throw IndexError("row " + std::to_string(row) + " was asked for, but " + std::to_string(rows_) +
                         (rows_ == 1 ? " element is" : " elements are") + " recorded");
    const std::size_t samples = values_.size() / rows_;
    return values_.subspan(row * samples, samples);
}

StateMonitor::StateMonitor(const Subgroup& source, const Names& variables, const StateMonitorOptions& options)
    : SimulationObject(make_recorder<engine::StateRecorder>(source, variables, options)) {}

std::span<const double> StateMonitor::t() const { return engine::Access::as<engine::StateRecorder>(*this).t(); }

Traces StateMonitor::operator[](const std::string& variable) const {
    auto& recorder = engine::Access::as<engine::StateRecorder>(*this);
    return {recorder.rows(variable), recorder.row_count(), recorder.dimension(variable)};
}

SpikeMonitor::SpikeMonitor(const Subgroup& source, const SpikeMonitorOptions& options)
    : SimulationObject(make_recorder<engine::EventRecorder>(source, options)) {}

std::span<const double> SpikeMonitor::t() const { return recorded_times(*this); }
std::span<const std::int32_t> SpikeMonitor::i() const { return recorded_indices(*this); }
std::span<const std::int64_t> SpikeMonitor::count() const { return engine::Access::as<engine::EventRecorder>(*this).count(); }
std::size_t SpikeMonitor::num_spikes() const { return engine::Access::as<engine::EventRecorder>(*this).total(); }
std::size_t SpikeMonitor::source_size() const { return count().size(); }

std::vector<std::vector<double>> SpikeMonitor::spike_trains() const {
    (void)t();
    return engine::Access::as<engine::EventRecorder>(*this).trains();
}

EventMonitor::EventMonitor(const Subgroup& source, const std::string& event, const EventMonitorOptions& options)
    : SimulationObject(make_recorder<engine::EventRecorder>(source, event, options)) {}

std::span<const double> EventMonitor::t() const { return recorded_times(*this); }
std::span<const std::int32_t> EventMonitor::i() const { return recorded_indices(*this); }
std::span<const std::int64_t> EventMonitor::count() const { return engine::Access::as<engine::EventRecorder>(*this).count(); }
std::size_t EventMonitor::num_events() const { return engine::Access::as<engine::EventRecorder>(*this).total(); }

std::vector<std::vector<double>> EventMonitor::event_trains() const {
    (void)t();
    return engine::Access::as<engine::EventRecorder>(*this).trains();
}

PopulationRateMonitor::PopulationRateMonitor(const Subgroup& source, const PopulationRateMonitorOptions& options)
    : SimulationObject(make_recorder<engine::RateRecorder>(source, options)) {}

std::span<const double> PopulationRateMonitor::t() const { return engine::Access::as<engine::RateRecorder>(*this).t(); }
std::span<const double> PopulationRateMonitor::rate() const { return engine::Access::as<engine::RateRecorder>(*this).rate(); }

} // namespace hillock
