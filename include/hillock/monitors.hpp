// SPDX-License-Identifier: Apache-2.0
// Recording what happens during a run. Times and values are in SI units.
#pragma once

#include <hillock/groups.hpp>

#include <span>
#include <vector>

namespace hillock {

namespace engine {
class StateRecorder;
class EventRecorder;
class RateRecorder;
} // namespace engine

/// The recorded values of one variable: one row for each recorded element, one column for each sample.
class HILLOCK_API Traces {
  public:
    [[nodiscard]] std::size_t size() const { return rows_; }
    /// Row k, in the order of `record`. Throws IndexError. Valid until the next run.
    [[nodiscard]] std::span<const double> operator[](std::size_t row) const;
    [[nodiscard]] Dimension dimension() const { return dimension_; }

  private:
    friend class StateMonitor;
    Traces(std::span<const double> values, std::size_t rows, Dimension dimension)
        : values_(values), rows_(rows), dimension_(dimension) {}
    std::span<const double> values_;
    std::size_t rows_;
    Dimension dimension_;
};

struct StateMonitorOptions {
    Record record = true;
    std::string name = "";
};

/// Records variables (also subexpressions) at the start of every step, before anything changes: the sample at t is the
/// state at t. The state at the end of the run is not recorded.
class HILLOCK_API StateMonitor : public SimulationObject {
  public:
    /// Throws NameError for an unknown variable, IndexError for an element that does not exist.
    StateMonitor(const Subgroup& source, const Names& variables, const StateMonitorOptions& options = {});

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] Traces operator[](const std::string& variable) const;
    [[nodiscard]] std::size_t num_samples() const { return t().size(); }
};

struct SpikeMonitorOptions {
    /// false: only count.
    bool record = true;
    std::string name = "";
};

/// Records spikes in order of time, within one step in order of the neuron. A spike is at the start of the step in which
/// the threshold was crossed.
class HILLOCK_API SpikeMonitor : public SimulationObject {
  public:
    /// Throws ValueError if the source has no threshold.
    explicit SpikeMonitor(const Subgroup& source, const SpikeMonitorOptions& options = {});

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const std::int32_t> i() const;
    /// Spikes of each neuron.
    [[nodiscard]] std::span<const std::int64_t> count() const;
    [[nodiscard]] std::size_t num_spikes() const;
    /// Number of neurons that are watched.
    [[nodiscard]] std::size_t source_size() const;
    /// Spike times of each neuron, also of those without a spike.
    [[nodiscard]] std::vector<std::vector<double>> spike_trains() const;
};

struct EventMonitorOptions {
    /// false: only count.
    bool record = true;
    std::string name = "";
};

/// Records a custom event of a group as SpikeMonitor records spikes.
class HILLOCK_API EventMonitor : public SimulationObject {
  public:
    /// Throws ValueError if the source has no such event.
    EventMonitor(const Subgroup& source, const std::string& event, const EventMonitorOptions& options = {});

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const std::int32_t> i() const;
    /// Events of each neuron.
    [[nodiscard]] std::span<const std::int64_t> count() const;
    [[nodiscard]] std::size_t num_events() const;
    /// Event times of each neuron, also of those without an event.
    [[nodiscard]] std::vector<std::vector<double>> event_trains() const;
};

struct PopulationRateMonitorOptions {
    std::string name = "";
};

/// Records the population rate of every step: spikes / (neurons * dt).
class HILLOCK_API PopulationRateMonitor : public SimulationObject {
  public:
    /// Throws ValueError if the source has no threshold.
    explicit PopulationRateMonitor(const Subgroup& source, const PopulationRateMonitorOptions& options = {});

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const double> rate() const; ///< hertz
};

} // namespace hillock
