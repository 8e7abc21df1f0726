// SPDX-License-Identifier: Apache-2.0
// Samples of variables of neurons or synapses.
#pragma once

#include "engine/probe.hpp"
#include "engine/recorder.hpp"
#include "hillock/monitors.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class StateRecorder : public Recorder {
  public:
    [[nodiscard]] const char* class_name() const override { return "StateMonitor"; }
    StateRecorder(const Population& source, const VariableNames& variables, const StateMonitorOptions& options);
    StateRecorder(const std::shared_ptr<SynapseSet>& source, const VariableNames& variables, const StateMonitorOptions& options);

    /// All samples of one of its rows as numbers; of a shared variable, of its only row. Valid until the next sample.
    [[nodiscard]] std::span<const double> row(const std::string& variable, std::size_t row);
    /// The same in the type of the variable. Throws TypeError if T is another type.
    template <class T> [[nodiscard]] std::span<const T> typed_row(const std::string& variable, std::size_t row) {
        Channel& found = channel(variable);
        require_type<T>(name(), variable, found.storage());
        return part_of<T>(by_row(found).template as<T>(), found.shared() ? 0 : row);
    }
    [[nodiscard]] NumberType type(const std::string& variable) const { return number_type(channel(variable).storage()); }
    [[nodiscard]] std::vector<std::string> variables() const;
    /// One for each recorded element; one for a shared variable.
    [[nodiscard]] std::size_t row_count(const std::string& variable) const;
    /// Row of an element by index. Throws IndexError.
    [[nodiscard]] std::size_t row_of(std::int64_t element) const;
    [[nodiscard]] Dimension dimension(const std::string& variable) const;
    /// Sample the state between two runs. Throws TypeError if no network has run it.
    void record_now();

    [[nodiscard]] std::span<const std::int64_t> elements() const override { return elements_; }
    /// Of the recording. Throws NameError.
    [[nodiscard]] std::size_t column_of(const std::string& variable) const { return channel(variable).column; }

    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<StateRecorder>(new StateRecorder(*this)); }
    void meet(const Twins& twins) override;
    [[nodiscard]] bool calls_host_before_threshold(const Schedule& schedule) const override;
    [[nodiscard]] double clock_dt_among(double usual) const override;
    [[nodiscard]] std::vector<EventTimes> event_clocks() const override;
    void require_ready() override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;
    void end_run(const Step& next) override;
    [[nodiscard]] double bytes_recorded_in(double seconds) const override;

  private:
    struct Channel : Probe {
        Channel(VariableOwner& owner, const std::string& variable) : Probe(owner, variable), rows(storage()) {}
        /// Give back the memory of what was asked for.
        void forget() {
            rows.release();
            numbers = {};
        }
        std::size_t column = 0;      ///< of the recording, which holds it sample by sample
        Column rows;                 ///< row by row: transposed on demand
        std::vector<double> numbers; ///< the same as numbers, on demand, unless that is what rows has
    };
    StateRecorder(const StateRecorder&) = default;
    StateRecorder(std::shared_ptr<VariableOwner> owner, Range range, SynapseSet* synapses, const VariableNames& variables,
                  const StateMonitorOptions& options);
    void choose_elements(const Record& record);
    [[nodiscard]] std::size_t kept_bytes() const override;
    /// Where the elements are in memory, now that nothing moves any more.
    void find_places();
    void find_synapses();
    void bind();
    void sample(const Step& step);
    /// \param write  the values of a channel that is not shared to the place of their row
    void append(const Step& step, const std::function<void(const Channel&, std::byte*)>& write);
    /// Neither an element nor a shared variable.
    [[nodiscard]] bool records_nothing() const;
    // See state_recorder_tiles.cpp
    [[nodiscard]] Tiling tile();
    [[nodiscard]] bool can_sample_blocks();
    void sample_block(const Step& step, Share block);
    /// Where the samples of a step stand, channel by channel.
    [[nodiscard]] std::byte* kept(const Step& step) { return kept_.data() + static_cast<std::size_t>(step.number - kept_from_) * kept_row_; }
    /// Brings what has no array up to date.
    void compute(const Step& step);
    /// Of all elements one after the other; valid until the next call.
    [[nodiscard]] std::span<const std::byte> values_now(const Channel& channel);
    /// All samples of the first element, then of the second, ...
    [[nodiscard]] const Column& by_row(Channel& channel);
    template <class T> [[nodiscard]] std::span<const T> part_of(std::span<const T> rows, std::size_t row) const {
        return rows.subspan(row * recording_.rows(), recording_.rows());
    }
    [[nodiscard]] KernelArguments arguments(const Step& step) const;
    /// The same for one element only.
    [[nodiscard]] KernelArguments arguments_for_shared(KernelArguments call) const;
    [[nodiscard]] Channel& channel(const std::string& variable);
    [[nodiscard]] const Channel& channel(const std::string& variable) const {
        return const_cast<StateRecorder&>(*this).channel(variable);
    }

    SynapseSet* synapses_; ///< the owner, unless it is a group of neurons
    Range range_;          ///< of the owner's elements: those that can be recorded
    Pace pace_;           ///< from one sample to the next
    EventTimes clock_;    ///< of the samples, instead
    double owner_dt_ = 0; ///< seconds, of its clock
    Slot slot_;
    int order_;
    bool record_final_;
    std::vector<std::int64_t> elements_; ///< as users count them, in the order of the rows
    std::vector<Channel> channels_;
    std::optional<Preparation> preparation_; ///< the last one

    mutable bool fills_blocks_ = false; ///< each variable will, in the run that begins, as was found when its memory was ordered

    std::vector<std::uint32_t> places_; ///< in memory, in the order of the rows
    bool consecutive_ = false;          ///< each place is 1 above the one before
    std::vector<std::byte> gathered_;
    // In tiles: samples of all steps, to which each block adds its elements.
    std::vector<std::byte> kept_;
    std::size_t kept_row_ = 0;   ///< bytes of a step: of all channels that are not shared
    std::int64_t kept_from_ = 0; ///< the first step
    // What is computed: each element once, by ascending place. Of synapses, list_ holds the source neuron of each row of a walk.
    std::vector<std::int32_t> list_;
    std::vector<std::uint32_t> walk_;      ///< places of synapses
    std::vector<std::uint64_t> row_start_; ///< in walk_, one a row, and the end
    std::int32_t first_ = 0;               ///< the element that shared variables are computed for
};

} // namespace hillock::internal::engine
