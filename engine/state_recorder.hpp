// SPDX-License-Identifier: Apache-2.0
// Samples of variables of neurons or synapses.
#pragma once

#include "engine/probe.hpp"
#include "engine/recorder.hpp"
#include "hillock/monitors.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::engine {

class StateRecorder : public Recorder {
  public:
    [[nodiscard]] const char* class_name() const override { return "StateMonitor"; }
    StateRecorder(const Population& source, const Names& variables, const StateMonitorOptions& options);
    StateRecorder(const std::shared_ptr<SynapseSet>& source, const Names& variables, const StateMonitorOptions& options);

    /// Row by row: all samples of the first element, then of the second, ... Valid until the next sample.
    [[nodiscard]] std::span<const double> rows(const std::string& variable);
    /// One for each recorded element; one for a shared variable.
    [[nodiscard]] std::size_t row_count(const std::string& variable) const;
    /// Row of an element by index. Throws IndexError.
    [[nodiscard]] std::size_t row_of(std::int64_t element) const;
    [[nodiscard]] Dimension dimension(const std::string& variable) const;
    /// Sample the state between two runs. Throws TypeError if no network has run it.
    void record_now();

    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<StateRecorder>(new StateRecorder(*this)); }
    void meet(const Twins& twins) override;
    [[nodiscard]] bool calls_host_before_threshold() const override;
    void require_ready() override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;
    void end_run(const Step& next) override;

  private:
    struct Channel : Probe {
        using Probe::Probe;
        std::vector<double> samples; ///< sample by sample
        std::vector<double> rows;    ///< transposed on demand
    };
    StateRecorder(const StateRecorder&) = default;
    StateRecorder(std::shared_ptr<VariableOwner> owner, Range range, SynapseSet* synapses, const Names& variables,
                  const StateMonitorOptions& options);
    void choose_elements(const Record& record);
    [[nodiscard]] std::size_t kept_bytes() const override;
    /// Where the elements are in memory, now that nothing moves any more.
    void find_places();
    void find_synapses();
    void bind();
    void sample(const Step& step);
    [[nodiscard]] KernelArguments arguments(const Step& step) const;
    /// The same for one element only.
    [[nodiscard]] KernelArguments arguments_for_shared(KernelArguments call) const;
    [[nodiscard]] Channel& channel(const std::string& variable);
    [[nodiscard]] const Channel& channel(const std::string& variable) const {
        return const_cast<StateRecorder&>(*this).channel(variable);
    }

    SynapseSet* synapses_; ///< the owner, unless it is a group of neurons
    Range range_;          ///< of the owner's elements: those that can be recorded
    std::optional<double> period_seconds_;
    std::int64_t period_ = 1; ///< steps from one sample to the next
    Slot slot_;
    int order_;
    bool record_final_;
    std::vector<std::int64_t> elements_; ///< as users count them, in the order of the rows
    std::vector<Channel> channels_;
    std::optional<Preparation> preparation_; ///< the last one

    std::vector<std::uint32_t> places_; ///< in memory, in the order of the rows
    // What is computed: each element once, by ascending place. Of synapses, list_ holds the source neuron of each row of a walk.
    std::vector<std::int32_t> list_;
    std::vector<std::uint32_t> walk_;      ///< places of synapses
    std::vector<std::uint64_t> row_start_; ///< in walk_, one a row, and the end
    std::int32_t first_ = 0;               ///< the element that shared variables are computed for
};

} // namespace hillock::engine
