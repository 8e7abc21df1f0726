// SPDX-License-Identifier: Apache-2.0
// Recording what happens during a run. Times and values are in SI units.
#pragma once

#include <hillock/groups.hpp>
#include <hillock/shared.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <vector>

namespace hillock {

namespace internal::engine {
class StateRecorder;
class EventRecorder;
class RateRecorder;
} // namespace internal::engine

class Synapses;

/// What all monitors have in common.
///
/// One that is given a `file` streams to it: recorded values are written in chunks of about 1 MiB, and all of them at the end of each run,
/// also of one that fails. It is an HDF5 file with a data set "t" (seconds), "i" (neurons, of spikes and events), "rate", and one of the
/// name of each variable; that of a StateMonitor has a row a sample and a column for each of its "elements". A variable whose name is taken,
/// a recorded "t", has a "_" behind it there. All are in SI units, named in the attribute "unit". The file is whole at every moment: if the
/// program is killed it has all chunks that were written. Any reader of HDF5 may open it while the network runs; one that met many writes
/// while it read opens it again. Everything that can be asked of a monitor is read back from it; what is asked for must fit into memory.
///
/// A state that store() keeps of it is the number of its rows: restore() cuts the file back to these, and the next run goes on from there. A
/// state whose rows were cut off since cannot come back (ValueError). In another process, or another monitor of the name, the rows of a state
/// are not at hand: there the monitor begins anew. The monitor of a clone has the same rows in a file without a name.
///
/// The constructor throws SystemError if the file cannot be written, ValueError if another monitor writes it; it replaces a file of this
/// name. A run throws SystemError when there is no room for more: the file keeps what it has, and the network may be run again.
class HILLOCK_API Monitor : public SimulationObject {
  protected:
    explicit Monitor(internal::Shared<internal::engine::Object> object) : SimulationObject(std::move(object)) {}
    Monitor(Monitor&&) = default;
    Monitor& operator=(Monitor&&) = default;
    ~Monitor() = default;
};

/// Types in which monitors keep values: that of a stored variable's array; of what is computed at each sample float64 or float32 as its
/// code computes, int64 for integers, boolean.
template <class T>
concept SampleType = std::same_as<T, double> || std::same_as<T, float> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
                     std::same_as<T, bool>;

/// The recorded values of one variable: one row for each recorded element (for a shared variable one row), one column for each sample. It
/// may outlive the monitor, which then records no more in what run() runs.
class HILLOCK_API Traces {
  public:
    [[nodiscard]] std::size_t size() const { return rows_; }
    /// Row k as numbers, in the order of `record`; booleans are 0 and 1, integers beyond 2**53 are rounded. Throws IndexError. Valid until
    /// the next sample.
    [[nodiscard]] std::span<const double> operator[](std::size_t row) const;
    /// The same in the type in which the values are kept. Throws TypeError if T is another one.
    template <SampleType T> [[nodiscard]] std::span<const T> data(std::size_t row) const { return typed<T>(row); }
    [[nodiscard]] NumberType type() const;
    [[nodiscard]] Dimension dimension() const { return dimension_; }

  private:
    friend class StateMonitor;
    Traces(internal::Shared<internal::engine::StateRecorder> recorder, std::string variable, std::size_t rows, Dimension dimension)
        : recorder_(std::move(recorder)), variable_(std::move(variable)), rows_(rows), dimension_(dimension) {}
    void require_row(std::size_t row) const;
    // Here and below without a constraint: compilers differ in how they name functions of a library that have one.
    template <class T> [[nodiscard]] std::span<const T> typed(std::size_t row) const;
    internal::Shared<internal::engine::StateRecorder> recorder_;
    std::string variable_;
    std::size_t rows_;
    Dimension dimension_;
};

/// The traces of one recorded element, by name of the variable: M.of(3)["v"]. It may outlive the monitor.
class HILLOCK_API ElementTraces {
  public:
    /// One value a sample; of a shared variable the one that all elements have. Throws NameError. Valid until the next sample.
    [[nodiscard]] std::span<const double> operator[](const std::string& variable) const;
    /// As Traces::data.
    template <SampleType T> [[nodiscard]] std::span<const T> data(const std::string& variable) const { return typed<T>(variable); }

  private:
    friend class StateMonitor;
    ElementTraces(internal::Shared<internal::engine::StateRecorder> recorder, std::size_t row)
        : recorder_(std::move(recorder)), row_(row) {}
    template <class T> [[nodiscard]] std::span<const T> typed(const std::string& variable) const;
    internal::Shared<internal::engine::StateRecorder> recorder_;
    std::size_t row_;
};

/// The traces of several recorded elements: M.of(S.synapses(0, every_neuron))["w"].
class HILLOCK_API SelectedTraces {
  public:
    /// As ElementTraces, one for each element in the order in which they were asked for.
    [[nodiscard]] std::vector<std::span<const double>> operator[](const std::string& variable) const;

  private:
    friend class StateMonitor;
    explicit SelectedTraces(std::vector<ElementTraces> elements);
    std::vector<ElementTraces> elements_;
};

struct StateMonitorOptions {
    /// Indices of neurons (in a slice: counted from its start) or numbers of synapses in order of creation; false: shared variables only.
    Record record = true;
    /// Time from one sample to the next, any positive time (ValueError, DimensionMismatchError); 0: every step of the source.
    Quantity dt = 0;
    /// Instead of dt: take samples at these times (ValueError if both are given).
    std::optional<EventClock> clock = std::nullopt;
    /// Slot of the step in which samples are taken: "start", "groups", "thresholds", "synapses", "resets", "end", also with "before_" or
    /// "after_". Within an order monitors come last.
    std::string when = "start";
    /// Within the slot, lower numbers first.
    int order = 0;
    /// Also sample the state at the end of each run, at the time of the step that would come next. The first sample of a run that follows
    /// has the same time, and shows what was assigned in between.
    bool record_final = false;
    /// Stream to this HDF5 file instead of growing in memory; see above. "": keep everything in memory.
    std::string file = "";
    /// Bytes of memory that recorded values may take; beyond they go to the file, or to one that has no name and ends with the monitor (in
    /// TMPDIR, else /tmp). 0: no limit, with a file a chunk.
    std::size_t memory_limit = 0;
    /// Of the file, 0 (none) to 9 (smallest, slowest).
    int compression = 1;
    /// Wait at each write until the disk has it (fdatasync), so that the file is whole after a failure of the power too, not only after the
    /// end of the program. It takes what the disk takes, often milliseconds.
    bool sync = false;
    std::string name = "";
};

/// Records variables (also subexpressions and linked ones; true: all) at t = 0, dt, 2 dt, ..., at the start of the step unless asked otherwise, before
/// anything changes: the sample at t is the state at t. The state at the end of the run is not recorded unless `record_final` is set.
class HILLOCK_API StateMonitor : public Monitor {
  public:
    /// Throws NameError for an unknown variable, IndexError for an element that does not exist, ValueError for what names no slot or a dt
    /// that is no positive time.
    StateMonitor(const Subgroup& source, const VariableNames& variables, const StateMonitorOptions& options = {},
                 std::source_location made_at = std::source_location::current());
    /// Variables of synapses, and x_pre, x_post of the neurons at both ends. Throws ValueError before connect(), and at the run if synapses
    /// were added since; TypeError for a delay, which does not change during a run.
    StateMonitor(const Synapses& source, const VariableNames& variables, const StateMonitorOptions& options = {},
                 std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit StateMonitor(const NetworkObject& object);

    /// Seconds. Valid until the next sample.
    [[nodiscard]] std::span<const double> t() const;
    /// Names of the variables, in the order in which they were given or, of all, declared.
    [[nodiscard]] std::vector<std::string> variables() const;
    /// The rows of a variable. Throws NameError. Valid until the next sample.
    [[nodiscard]] Traces operator[](const std::string& variable) const;
    /// The traces of an element by its own index or number, not by row. Throws IndexError if it is not recorded.
    [[nodiscard]] ElementTraces of(std::int64_t element) const;
    [[nodiscard]] SelectedTraces of(const std::vector<std::int64_t>& elements) const;
    [[nodiscard]] SelectedTraces of(std::initializer_list<std::int64_t> elements) const;
    [[nodiscard]] std::size_t num_samples() const;

    /// Add a sample of the state as it is now, between two runs, active or not. Throws TypeError if no network has run the monitor, ValueError
    /// while one runs.
    void record_single_timestep() const;
};

/// Rates of each neuron in hertz: rate[i][k] of neuron i in the step or bin that begins at t[k], in seconds.
struct NeuronRates {
    std::vector<double> t;
    std::vector<std::vector<double>> rate;
};

struct SpikeMonitorOptions {
    /// false: only count.
    bool record = true;
    /// Variables whose values at each spike are recorded too, after the equations of the step and before synapses and reset.
    VariableNames variables = false;
    /// Slot of the step in which spikes and their variables are recorded, as of StateMonitorOptions, not before the one in which the source
    /// makes them (a run throws ValueError): "end" shows the variables after the reset. "": that one, right after them.
    std::string when = "";
    /// Within the slot `when`, lower numbers first; 0 if it is not given. The constructor throws ValueError for an order without a `when`.
    std::optional<int> order = std::nullopt;
    /// Gather mean and variance of each neuron's interspike intervals as spikes come, for mean_interspike_intervals() and cv() of
    /// <hillock/statistics.hpp>: 40 bytes a neuron, however long the run, and no need to record.
    bool interval_statistics = false;
    /// As of StateMonitorOptions.
    std::string file = "";
    std::size_t memory_limit = 0;
    int compression = 1;
    bool sync = false;
    std::string name = "";
};

/// Records spikes in order of time, within one step in order of the neuron. A spike is at the start of the step in which
/// the threshold was crossed.
class HILLOCK_API SpikeMonitor : public Monitor {
  public:
    /// Throws ValueError if the source has no threshold or if variables are to be recorded of spikes that are not, NameError for an unknown
    /// variable.
    explicit SpikeMonitor(const Subgroup& source, const SpikeMonitorOptions& options = {},
                          std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit SpikeMonitor(const NetworkObject& object);

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const std::int32_t> i() const;
    /// One of `variables`: its value at each spike, in SI units. Throws NameError. Valid until the next spike.
    [[nodiscard]] std::span<const double> operator[](const std::string& variable) const;
    /// The same in the type in which the values are kept. Throws TypeError if T is another one.
    template <SampleType T> [[nodiscard]] std::span<const T> data(const std::string& variable) const { return typed<T>(variable); }
    [[nodiscard]] NumberType type(const std::string& variable) const;
    /// The values for each neuron, also of those without a spike.
    [[nodiscard]] std::vector<std::vector<double>> values(const std::string& variable) const;
    /// The same of all `variables` and of "t", the spike times, by name.
    [[nodiscard]] std::map<std::string, std::vector<std::vector<double>>> all_values() const;
    /// Unit of one of `variables`. Throws NameError.
    [[nodiscard]] Dimension dimension(const std::string& variable) const;
    /// Spikes of each neuron.
    [[nodiscard]] std::span<const std::int64_t> count() const;
    [[nodiscard]] std::size_t num_spikes() const;
    /// Number of neurons that are watched.
    [[nodiscard]] std::size_t source_size() const;
    /// Spike times of each neuron, also of those without a spike.
    [[nodiscard]] std::vector<std::vector<double>> spike_trains() const;

    /// Rate of each neuron in each step in which the monitor was active, 1/dt with a spike and 0 without, smoothed as by
    /// PopulationRateMonitor::smooth_rate. It takes 8 bytes a neuron and step (MemoryError).
    [[nodiscard]] NeuronRates smooth_rate(const std::string& window, const Quantity& width) const;
    [[nodiscard]] NeuronRates smooth_rate(std::span<const double> window) const;
    /// Rate of each neuron in the bins of PopulationRateMonitor::binned_rate: spikes / bin.
    [[nodiscard]] NeuronRates binned_rate(const Quantity& bin) const;

  private:
    template <class T> [[nodiscard]] std::span<const T> typed(const std::string& variable) const;
};

struct EventMonitorOptions {
    /// false: only count.
    bool record = true;
    /// As SpikeMonitorOptions::variables, right after the condition of the event was tested.
    VariableNames variables = false;
    /// As of SpikeMonitorOptions.
    std::string when = "";
    std::optional<int> order = std::nullopt;
    /// As of StateMonitorOptions.
    std::string file = "";
    std::size_t memory_limit = 0;
    int compression = 1;
    bool sync = false;
    std::string name = "";
};

/// Records a custom event of a group as SpikeMonitor records spikes.
class HILLOCK_API EventMonitor : public Monitor {
  public:
    /// Throws ValueError if the source has no such event or if variables are to be recorded of events that are not, NameError for an
    /// unknown variable.
    EventMonitor(const Subgroup& source, const std::string& event, const EventMonitorOptions& options = {},
                 std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit EventMonitor(const NetworkObject& object);

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const std::int32_t> i() const;
    /// As of SpikeMonitor.
    [[nodiscard]] std::span<const double> operator[](const std::string& variable) const;
    template <SampleType T> [[nodiscard]] std::span<const T> data(const std::string& variable) const { return typed<T>(variable); }
    [[nodiscard]] NumberType type(const std::string& variable) const;
    [[nodiscard]] std::vector<std::vector<double>> values(const std::string& variable) const;
    [[nodiscard]] std::map<std::string, std::vector<std::vector<double>>> all_values() const;
    [[nodiscard]] Dimension dimension(const std::string& variable) const;
    /// Events of each neuron.
    [[nodiscard]] std::span<const std::int64_t> count() const;
    [[nodiscard]] std::size_t num_events() const;
    /// Event times of each neuron, also of those without an event.
    [[nodiscard]] std::vector<std::vector<double>> event_trains() const;
    /// As of SpikeMonitor.
    [[nodiscard]] NeuronRates smooth_rate(const std::string& window, const Quantity& width) const;
    [[nodiscard]] NeuronRates smooth_rate(std::span<const double> window) const;
    [[nodiscard]] NeuronRates binned_rate(const Quantity& bin) const;

  private:
    template <class T> [[nodiscard]] std::span<const T> typed(const std::string& variable) const;
};

struct PopulationRateMonitorOptions {
    /// As of StateMonitorOptions.
    std::string file = "";
    std::size_t memory_limit = 0;
    int compression = 1;
    bool sync = false;
    std::string name = "";
};

/// Rates in bins: t[k] is the start of a bin in seconds, rate[k] its mean rate in hertz.
struct BinnedRate {
    std::vector<double> t;
    std::vector<double> rate;
};

/// Records the population rate of every step: spikes / (neurons * dt).
class HILLOCK_API PopulationRateMonitor : public Monitor {
  public:
    /// Throws ValueError if the source has no threshold.
    explicit PopulationRateMonitor(const Subgroup& source, const PopulationRateMonitorOptions& options = {},
                                   std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit PopulationRateMonitor(const NetworkObject& object);

    [[nodiscard]] std::span<const double> t() const;
    [[nodiscard]] std::span<const double> rate() const; ///< hertz

    /// The rate convolved with a window of sum 1, in hertz, one value a step. Window "gaussian": exp(-x**2 / (2 width**2)) for |x| up to
    /// 2 width, rounded to whole steps. Window "flat": the nearest odd number of steps (the larger of two). Beyond the first and the
    /// last step, and in a pause of the monitor, the rate counts as 0. Where dt changed between two runs, a step sees the rate beyond in
    /// steps of its own length. Throws ValueError for another window or a width that is not positive or above 10**9 steps,
    /// DimensionMismatchError unless it is a time.
    [[nodiscard]] std::vector<double> smooth_rate(const std::string& window, const Quantity& width) const;
    /// The same with a window of one's own, one value a step, which is divided by its sum. Throws ValueError if its length is even or its
    /// sum 0.
    [[nodiscard]] std::vector<double> smooth_rate(std::span<const double> window) const;
    /// Mean rates in consecutive bins from the first step on, and anew after a pause; one that the recording does not fill is left out. Throws
    /// ValueError if `bin` is no multiple of each dt that the clock has had, DimensionMismatchError unless it is a time.
    [[nodiscard]] BinnedRate binned_rate(const Quantity& bin) const;
};

} // namespace hillock
