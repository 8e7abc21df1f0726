// SPDX-License-Identifier: Apache-2.0
// A group of neurons at work: its arrays, its kernels, the neurons that spiked in this step.
#pragma once

#include "engine/deep_copy.hpp"
#include "engine/emission.hpp"
#include "engine/integration.hpp"
#include "engine/refractory_period.hpp"
#include "engine/routine.hpp"
#include "engine/variable_owner.hpp"
#include "hillock/groups.hpp"
#include "jit/plan/plans.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace hillock::internal::engine {

class Neurons : public VariableOwner {
  public:
    /// Throws what NeuronGroup's constructor documents.
    [[nodiscard]] static std::shared_ptr<Neurons> make(std::int64_t size, const Equations& model,
                                                       const NeuronGroupOptions& options);

    [[nodiscard]] const char* class_name() const override { return "NeuronGroup"; }
    [[nodiscard]] std::int64_t size() const override { return size_; }
    [[nodiscard]] Array* array(const model::Variable& variable) override;

    [[nodiscard]] std::vector<std::string> built_in_variables() const override;

    [[nodiscard]] bool can_spike() const override { return threshold_.has_value(); }
    /// Whether a neuron may be listed several times in spikes().
    [[nodiscard]] virtual bool may_repeat_spikes() const { return false; }
    /// Neurons that spiked in this step, ascending; changes in slot `groups`, valid until the next step.
    [[nodiscard]] std::span<const std::int32_t> spikes() const { return spikes_; }
    /// Of those, the ones in a range.
    [[nodiscard]] std::span<const std::int32_t> spikes_in(Range range) const { return within(spikes_, range); }

    /// Number of an event by name; the threshold is the event "spike". Throws ValueError.
    [[nodiscard]] std::size_t event(const std::string& name) const override;
    /// Neurons in a range for which the event happened in this step, ascending.
    [[nodiscard]] std::span<const std::int32_t> events_in(std::size_t event, Range range) const override;
    [[nodiscard]] Touch list_of_event(std::size_t event) const override;
    [[nodiscard]] std::pair<Slot, int> event_schedule(std::size_t event) const;
    void set_event_schedule(const std::string& name, const std::string& when, int order);

    /// Code of the group beside its reset. Throw what bad text throws, and ValueError for the rest.
    void run_regularly(Range range, const std::string& code, const RunRegularlyOptions& options);
    void run_at(Range range, const std::string& code, std::span<const Quantity> times, const RunAtOptions& options);
    void run_on_event(const std::string& event, const std::string& code, const RunOnEventOptions& options);

    void set_active(bool active) override;
    /// Throws what Subgroup::rest documents.
    void rest(Range range);

    /// From now on the threshold is tested in its own slot: code of others runs between the equations and that.
    void keep_threshold_apart() override {
        if (!threshold_apart_) changed();
        threshold_apart_ = true;
    }

    /// What code of this group or of synapses at it has to know.
    [[nodiscard]] plan::GroupTraits traits(double usual_dt) const override;
    [[nodiscard]] plan::Surroundings surroundings_at(double usual_dt) const override;
    [[nodiscard]] std::string method() const { return integration_.method_in_use(); }
    /// What a kernel over the whole group is called with in a step; keys, lists and results are the caller's.
    [[nodiscard]] KernelArguments arguments(const Step& step, std::uint64_t key = 0) const;
    /// How several threads run code over the whole group; absent if they cannot.
    /// \param call  with everything filled in but the elements
    [[nodiscard]] std::optional<Division> divide(const Code& code, std::function<KernelArguments(const Step&)> call) const;
    /// The same of code over an ascending list of elements. \param usual  how many there usually are \param list  what is read as the
    /// list, if it changes in a step
    [[nodiscard]] std::optional<Division> divide_list(const Code& code, std::function<KernelArguments(const Step&)> call, double usual,
                                                      Touch list = {}) const;

    // What its options said, for those who describe it.
    [[nodiscard]] const std::optional<model::Expr>& threshold() const { return threshold_; }
    [[nodiscard]] const std::optional<model::Code>& reset() const { return reset_; }
    [[nodiscard]] const std::optional<double>& refractory_seconds() const { return refractory_seconds_; }
    [[nodiscard]] const std::optional<model::Expr>& refractory() const { return refractory_; }
    struct CustomEvent {
        const std::string* name;
        const model::Expr* condition;
    };
    [[nodiscard]] std::vector<CustomEvent> custom_events() const;
    /// Code beside the reset: on an event, at some times, or every so many seconds (0: in every step).
    struct OwnCode {
        const model::Code* statements;
        Range range;
        const std::string* event = nullptr; ///< nullptr: none starts it
        std::optional<std::vector<double>> times = std::nullopt;
        double every = 0;
    };
    [[nodiscard]] std::vector<OwnCode> own_code() const;

    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<Neurons>(new Neurons(*this)); }
    [[nodiscard]] Footprint footprint() const override;
    void leave(double t) override;
    [[nodiscard]] std::optional<std::string> invalid_state() const override;
    [[nodiscard]] bool is_valid(Share share) const override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return link_sources(); }
    [[nodiscard]] std::vector<double> clocks(double usual) const override;
    [[nodiscard]] std::vector<EventTimes> event_clocks() const override;
    void part_thresholds(const Schedule& schedule) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  protected:
    void run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) override;

    // For groups whose spikes come about in a way of their own. \pre the size is one that require_size takes
    Neurons(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision, std::int64_t size);
    Neurons(const Neurons&) = default;
    /// What is left to do once the model is checked; throws what NeuronGroup's constructor documents.
    void complete(OwnFunctions functions, const NeuronGroupOptions& options);
    /// Throws ValueError.
    static void require_size(std::int64_t size);
    /// When the spikes of a step are made, unless they are made with the equations.
    void set_spike_schedule(Slot slot, int order) { spike_schedule_ = {slot, order}; }
    /// \param emit  ends with note_spikes()
    [[nodiscard]] Task spike_task(std::function<void(const Step&)> emit) {
        Tiling tiling = spikes_afterwards(emit);
        return {spike_schedule_.first, spike_schedule_.second, false, std::move(emit), Rank::neurons, 0, "spikes", {}, {}, std::move(tiling)};
    }
    /// In tiles, of spikes that depend on nothing that a block changes.
    [[nodiscard]] Tiling spikes_afterwards(std::function<void(const Step&)> emit);
    void allocate_last_spike();
    void allocate_not_refractory();
    /// A threshold that is a kernel of its own: makes the spikes of this step.
    virtual void test_threshold(const Step& step);
    /// Those in a range whose begin is a multiple of kArrayPadding, as a list behind the first `listed` spikes of this step.
    /// \return how many
    std::int64_t test_threshold_in(Range range, const Step& step, std::int64_t listed);
    /// The same as shares of several threads; absent if one thread does it.
    [[nodiscard]] virtual std::optional<Division> divide_threshold();
    [[nodiscard]] virtual std::optional<Tiling> tile_threshold(const std::optional<Division>& division);
    [[nodiscard]] std::uint64_t threshold_key() const { return threshold_key_; }
    /// Room for a spike of each neuron.
    [[nodiscard]] std::span<std::int32_t> spike_buffer() { return spike_buffer_.room(); }
    /// They are the spikes of this step, and stay where they are until the next.
    void note_spikes(std::span<const std::int32_t> spikes, const Step& step);

  private:
    struct Routine;
    [[nodiscard]] std::int64_t approach_rest(Range range, const std::vector<Array*>& arrays, const std::vector<model::Expr>& rates,
                                             const std::vector<model::Expr>& derivatives);
    void check_texts(const NeuronGroupOptions& options);
    void check_refractory(const Refractory& refractory);
    void hold_subexpressions();
    void allocate();
    void rescale_last_spike(double dt);
    [[nodiscard]] plan::StateUpdate plan_update(double usual_dt) const;
    /// Whether code runs after the equations and before the threshold: then the two are kernels of their own.
    [[nodiscard]] bool has_code_before_threshold() const { return threshold_ && threshold_apart_; }
    /// Whether the update of a step does anything.
    [[nodiscard]] bool updates() const { return !update_code_.kernel().operations.empty() || refractory_seconds_; }
    void check_events(const NeuronGroupOptions& options);
    void prepare_events(const Preparation& preparation);
    [[nodiscard]] std::unique_ptr<Routine> routine_over(Range range, const char* kind, const std::string& code, const std::string& when,
                                                        int order) const;
    void prepare_routines(const Preparation& preparation);
    void prepare_times(Routine& routine) const;
    void add_event_tasks(std::vector<Task>& tasks);
    void add_routine_tasks(std::vector<Task>& tasks);
    [[nodiscard]] KernelArguments arguments_of(const Routine& routine, const Step& step) const;
    [[nodiscard]] std::optional<Division> divide_routine(const Routine& routine) const;
    [[nodiscard]] std::span<const std::int32_t> within(std::span<const std::int32_t> ascending, Range range) const;
    void visit_list(StateVisitor& visitor, const std::string& field, ElementList& listed) const;
    void update(const Step& step);
    void reset(std::span<const std::int32_t> spikes, const Step& step) const;
    // As shares of several threads: see neuron_shares.cpp
    /// A kernel that may emit. \param list  that is made of what it emits, at the end
    [[nodiscard]] std::optional<Division> divide(const Code& code, const std::uint64_t& key, Emission& emitted, Touch list);
    /// One that emits those that spike.
    [[nodiscard]] std::optional<Division> divide_spiking(const Code& code, const std::uint64_t& key);
    /// Where it has to be guessed for how many neurons an event happens in a step.
    [[nodiscard]] double usual_events() const;
    [[nodiscard]] std::optional<Division> divide_update();
    /// Who waits for the release is kept by its shares.
    void begin_releases_of(Division& division);
    [[nodiscard]] std::optional<Division> divide_reset() const;
    /// In tiles: see neuron_tiles.cpp
    [[nodiscard]] std::optional<Tiling> tile(const Code& code, const std::uint64_t& key, const std::optional<Division>& division, bool spikes);
    [[nodiscard]] std::optional<Tiling> tile_update(const std::optional<Division>& division);
    [[nodiscard]] std::optional<Tiling> tile_reset(const std::optional<Division>& division);
    [[nodiscard]] std::optional<Tiling> tile_routine(const Routine& routine, const std::optional<Division>& division) const;
    /// \param call  for all elements
    /// \return what the kernel emits for these
    std::span<const std::int32_t> run_for(const Code& code, KernelArguments& call, Emission& emitted, const Range& elements) const;
    /// \return what it has emitted
    std::span<const std::int32_t> run_share(const Code& code, std::uint64_t key, Emission& emitted, const Step& step, Share share) const;
    void mark_spikes(std::span<const std::int32_t> spikes, const Step& step, Share share);
    // Of neurons whose refractory period is over, before the update of a step.
    void begin_releases(unsigned shares);
    void release(const Step& step, Share share);

    /// A custom event: a condition of its own beside the threshold.
    struct Event {
        std::string name;
        model::Expr condition;
        Slot slot = Slot::after_thresholds;
        int order = 0;
        Code code;
        std::uint64_t key = 0;
        Emission buffer;
        ElementList happened; ///< in this step
    };
    /// Statements that run regularly, at some times or on an event.
    struct Routine : engine::Routine {
        std::optional<std::size_t> event;         ///< absent: regularly or at times
        std::optional<std::vector<double>> times; ///< seconds, ascending: when it runs; absent: regularly
        std::vector<std::int64_t> steps;          ///< the same in steps
        std::optional<std::int64_t> since;        ///< the step of the network from which on it is part of it
        [[nodiscard]] bool is_due(std::int64_t step) const;
        Range range;
        std::vector<std::int32_t> elements; ///< of a subgroup: what is run over; empty: the whole group
    };
    static constexpr std::size_t kSpike = 0; ///< number of the event "spike"; custom events follow

    std::int64_t size_;
    std::optional<model::Expr> threshold_;
    std::optional<model::Code> reset_;
    std::optional<double> refractory_seconds_;  ///< a constant time
    std::optional<model::Expr> refractory_;     ///< a time or condition that changes
    Integration integration_;

    std::vector<Event> events_;
    std::vector<Owned<Routine>> routines_; ///< tasks hold on to them

    double dt_ = 0;                ///< seconds: of the clock that it was prepared for
    bool threshold_apart_ = false; ///< code of others asks for that
    std::pair<Slot, int> spike_schedule_{Slot::thresholds, 0};
    Code update_code_;    ///< with the threshold, unless
    Code threshold_code_; ///< is planned
    Code reset_code_;
    std::uint64_t update_key_ = 0;
    std::uint64_t reset_key_ = 0;
    std::uint64_t threshold_key_ = 0;
    std::optional<Array> last_spike_;     ///< integer64: the step of the last spike
    double last_spike_dt_ = 0;            ///< seconds: of the steps in last_spike_
    std::optional<Array> not_refractory_; ///< boolean8, as the last update left it; false in the step of a spike
    RefractoryPeriod period_;             ///< of refractory_seconds_
    Emission spike_buffer_;
    std::vector<Range> sweep_; ///< blocks of the update by one thread, in turn from the first and from the last
    ElementList spikes_;
};

} // namespace hillock::internal::engine
