// SPDX-License-Identifier: Apache-2.0
// The public face of networks, monitors, time and the seed.
#include "engine/access.hpp"
#include "engine/host_operation.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/random.hpp"
#include "engine/recorders.hpp"
#include "hillock/error.hpp"
#include "hillock/monitors.hpp"
#include "hillock/network.hpp"

#include <iomanip>
#include <sstream>

namespace hillock {

namespace {

template <class Recorder, class... Arguments>
std::shared_ptr<engine::Object> make_recorder(const Subgroup& source, const Arguments&... arguments) {
    const engine::Population population = engine::Access::population(source);
    auto recorder = engine::with_memory_for("a monitor of '" + population.neurons->name() + "'",
                                            [&] { return std::make_shared<Recorder>(population, arguments...); });
    engine::magic_scope().enter(recorder);
    return recorder;
}

engine::EventRecorder& keeping_recorder(const SimulationObject& monitor) {
    auto& recorder = engine::Access::as<engine::EventRecorder>(monitor);
    if (!recorder.keeps_spikes()) throw ValueError("'" + recorder.name() + "' only counts: it was made with record = false");
    return recorder;
}

constexpr const char* kRunMemory = "the run, in which monitors keep all that they record";

std::span<const double> recorded_times(const SimulationObject& monitor) { return keeping_recorder(monitor).t(); }
std::span<const std::int32_t> recorded_indices(const SimulationObject& monitor) { return keeping_recorder(monitor).i(); }

} // namespace

// ---- networks -------------------------------------------------------------------------------------------------

Network::Network() : simulation_(std::make_unique<engine::Simulation>()) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

engine::Simulation& Network::simulation() const {
    if (!simulation_) throw ValueError("this network is empty: it was moved to another variable, use that one");
    return *simulation_;
}

void Network::add_all(std::initializer_list<const SimulationObject*> handles) {
    std::vector<std::shared_ptr<engine::Object>> objects;
    for (const SimulationObject* handle : handles) objects.push_back(engine::Access::object(*handle));
    simulation().add(objects);
}

void Network::run(const Quantity& duration, const RunOptions& options) {
    engine::with_memory_for(kRunMemory, [&] { simulation().run(duration, options); });
}
void Network::set_constants(const Constants& constants) { simulation().set_constants(constants); }
std::vector<MemoryUse> Network::memory() const {
    std::vector<MemoryUse> uses;
    for (const auto& object : simulation().objects()) {
        const auto [elements, bytes] = object->footprint();
        uses.push_back({object->name(), elements, bytes});
    }
    return uses;
}

std::string Network::memory_report() const {
    std::ostringstream table;
    const auto row = [&](const std::string& name, const std::string& elements, const std::string& megabytes, const std::string& each) {
        table << std::left << std::setw(24) << name << std::right << std::setw(14) << elements << std::setw(14) << megabytes << std::setw(14)
              << each << '\n';
    };
    const auto fixed = [](double number, int digits) {
        std::ostringstream text;
        text << std::fixed << std::setprecision(digits) << number;
        return text.str();
    };
    row("object", "elements", "MB", "bytes each");
    std::size_t all = 0;
    for (const auto& [name, elements, bytes] : memory()) {
        const auto size = static_cast<double>(bytes);
        row(name, elements == 0 ? "" : std::to_string(elements), fixed(size / 1e6, 3),
            elements == 0 ? "" : fixed(size / static_cast<double>(elements), 1));
        all += bytes;
    }
    row("all", "", fixed(static_cast<double>(all) / 1e6, 3), "");
    return table.str();
}

void Network::seed(std::uint64_t number) { simulation().seed(number); }
Quantity Network::t() const { return {simulation().end(), kTimeDimension}; }

void run(const Quantity& duration, const RunOptions& options) {
    engine::with_memory_for(kRunMemory, [&] { engine::magic_scope().run(duration, options); });
}
void start_scope() { engine::magic_scope().start(); }
void seed(std::uint64_t number) { engine::thread_keys().seed(number); }
void seed() { engine::thread_keys().seed(); }

DefaultClock& defaultclock() {
    thread_local DefaultClock clock;
    return clock;
}

// ---- operations of the host ------------------------------------------------------------------------------------

namespace {

std::shared_ptr<engine::Object> make_operation(std::function<void(Quantity)> operation, const NetworkOperationOptions& options) {
    auto object = std::make_shared<engine::HostOperation>(std::move(operation), options);
    engine::magic_scope().enter(object);
    return object;
}

} // namespace

NetworkOperation::NetworkOperation(std::function<void(Quantity)> operation, const NetworkOperationOptions& options, int)
    : SimulationObject(make_operation(std::move(operation), options)) {}

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
