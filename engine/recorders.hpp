// SPDX-License-Identifier: Apache-2.0
// Monitors at work. What they hold is in SI units and outlives the run.
#pragma once

#include "engine/synapse_set.hpp"
#include "hillock/monitors.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hillock::engine {

class Recorder : public Object {
  public:
    Recorder(ObjectName name, Population source) : Object(std::move(name)), source_(std::move(source)) {}
    [[nodiscard]] bool is_monitor() const override { return true; }
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {source_.neurons.get()}; }
    [[nodiscard]] const Population& source() const { return source_; }
    [[nodiscard]] std::span<const double> t() const { return t_; }
    [[nodiscard]] Footprint footprint() const override { return {0, t_.capacity() * sizeof(double) + kept_bytes()}; }

  protected:
    /// Of what it keeps beside the times.
    [[nodiscard]] virtual std::size_t kept_bytes() const = 0;
    Population source_;
    std::vector<double> t_;
};

class StateRecorder : public Recorder {
  public:
    StateRecorder(Population source, const Names& variables, const StateMonitorOptions& options);

    /// Row by row: all samples of the first element, then of the second, ... Valid until the next sample.
    [[nodiscard]] std::span<const double> rows(const std::string& variable);
    [[nodiscard]] std::size_t row_count() const { return indices_.size(); }
    [[nodiscard]] Dimension dimension(const std::string& variable) const;

    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    struct Channel {
        std::string name;
        model::Reference reference;
        std::unique_ptr<model::Variable> result; ///< what a computed variable is stored to
        std::unique_ptr<Array> scratch;
        Code code;                    ///< of a computed variable
        std::vector<double> samples;  ///< sample by sample
        std::vector<double> rows;     ///< transposed on demand
        [[nodiscard]] bool computed() const { return result != nullptr; }
    };
    [[nodiscard]] std::size_t kept_bytes() const override;
    void sample(const Step& step);
    [[nodiscard]] const Channel& channel(const std::string& variable) const;

    std::vector<std::int32_t> indices_; ///< in the arrays of the group, in the order of the rows
    std::vector<std::int32_t> sorted_;  ///< each once, ascending: what is computed
    std::vector<Channel> channels_;
    std::uint64_t random_key_ = 0;
};

/// Records spikes, or a custom event.
class EventRecorder : public Recorder {
  public:
    EventRecorder(Population source, const SpikeMonitorOptions& options);
    EventRecorder(Population source, const std::string& event, const EventMonitorOptions& options);
    [[nodiscard]] std::span<const std::int32_t> i() const { return std::span(i_).first(t_.size()); }
    [[nodiscard]] std::span<const std::int64_t> count() const { return count_; }
    [[nodiscard]] std::size_t total() const { return total_; }
    [[nodiscard]] std::vector<std::vector<double>> trains() const;
    [[nodiscard]] bool keeps_spikes() const { return keeps_spikes_; }
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    [[nodiscard]] std::size_t kept_bytes() const override {
        return i_.capacity() * sizeof(std::int32_t) + count_.capacity() * sizeof(std::int64_t);
    }
    std::size_t event_ = 0;
    std::vector<std::int32_t> i_;
    std::vector<std::int64_t> count_;
    std::size_t total_ = 0;
    bool keeps_spikes_;
};

class RateRecorder : public Recorder {
  public:
    RateRecorder(Population source, const PopulationRateMonitorOptions& options);
    [[nodiscard]] std::span<const double> rate() const { return std::span(rate_).first(t_.size()); }
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    [[nodiscard]] std::size_t kept_bytes() const override { return rate_.capacity() * sizeof(double); }
    std::vector<double> rate_;
};

} // namespace hillock::engine
