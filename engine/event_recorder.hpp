// SPDX-License-Identifier: Apache-2.0
// Spikes or custom events: which neuron, when, and the values of variables then.
#pragma once

#include "engine/interval_moments.hpp"
#include "engine/probe.hpp"
#include "engine/recorder.hpp"
#include "engine/smoothing.hpp"
#include "hillock/monitors.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

class EventRecorder : public Recorder {
  public:
    [[nodiscard]] const char* class_name() const override { return class_name_; }
    EventRecorder(Population source, const SpikeMonitorOptions& options);
    EventRecorder(Population source, const std::string& event, const EventMonitorOptions& options);
    [[nodiscard]] std::span<const std::int32_t> i() const { return recording_.read<std::int32_t>(kNeuron); }
    [[nodiscard]] std::span<const std::int64_t> count() const { return count_; }
    [[nodiscard]] std::size_t total() const { return total_; }
    [[nodiscard]] std::vector<std::vector<double>> trains() const { return by_neuron(t()); }
    /// One value an event, as a number; valid until the next event. Throws NameError.
    [[nodiscard]] std::span<const double> values(const std::string& variable) const;
    /// The same in the type of the variable. Throws NameError, and TypeError if T is another type.
    template <class T> [[nodiscard]] std::span<const T> typed_values(const std::string& variable) const {
        const Channel& found = channel(variable);
        require_type<T>(name(), variable, found.storage());
        return recording_.read<T>(found.column);
    }
    [[nodiscard]] NumberType type(const std::string& variable) const { return number_type(channel(variable).storage()); }
    [[nodiscard]] std::vector<std::vector<double>> values_by_neuron(const std::string& variable) const {
        return by_neuron(values(variable));
    }
    [[nodiscard]] Dimension dimension(const std::string& variable) const { return channel(variable).dimension(); }
    [[nodiscard]] std::vector<std::string> variables() const;
    void require_kept() const override;
    /// Of the intervals of each neuron; gathered from the spikes that were kept, unless they were gathered as they came.
    [[nodiscard]] std::vector<IntervalMoments> interval_moments() const;

    // What SpikeMonitor documents.
    [[nodiscard]] NeuronRates smooth_rate(const SmoothingWindow& window) const;
    [[nodiscard]] NeuronRates binned_rate(const Quantity& bin) const;

    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<EventRecorder>(new EventRecorder(*this)); }
    void meet(const Twins& twins) override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    EventRecorder(const EventRecorder&) = default;
    struct Channel : Probe {
        using Probe::Probe;
        std::size_t column = 0; ///< of the recording
    };
    void add_channels(const VariableNames& names);
    /// Throws ValueError for what names no slot and for an order without one.
    void set_schedule(const std::string& when, const std::optional<int>& order);
    /// Slot and order in which it records.
    [[nodiscard]] std::pair<Slot, int> schedule() const;
    /// Throws ValueError if its events come later in a step than it looks for them.
    void require_after_events(const Schedule& schedule) const;
    template <class Options> void stream(const Options& options, const std::string& kind);
    [[nodiscard]] std::size_t kept_bytes() const override;
    void record(const Step& step);
    void keep(const Step& step, std::span<const std::int32_t> neurons);
    void keep_variables(const Step& step, std::span<const std::int32_t> neurons);
    [[nodiscard]] const Channel& channel(const std::string& variable) const;
    /// The step, counted from the first that was watched, in which each event came.
    [[nodiscard]] std::vector<std::size_t> steps_of_events() const;
    /// One entry an event to one list a neuron.
    [[nodiscard]] std::vector<std::vector<double>> by_neuron(std::span<const double> values) const;

    static constexpr std::size_t kNeuron = 1; ///< column of the recording
    const char* class_name_;
    Population source_;
    std::size_t event_ = 0;
    bool keeps_spikes_;
    std::optional<std::pair<Slot, int>> own_schedule_; ///< absent: right after the events
    std::vector<Channel> channels_;
    std::vector<std::int64_t> count_;
    std::size_t total_ = 0;
    WatchedSteps watched_;
    std::vector<IntervalMoments> moments_; ///< by neuron; empty: not gathered
};

} // namespace hillock::internal::engine
