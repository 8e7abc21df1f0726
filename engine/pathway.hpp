// SPDX-License-Identifier: Apache-2.0
// The way from events of the neurons on one side to code of the synapses: delays, the order in which synapses are visited, the kernel.
#pragma once

#include "engine/arrivals.hpp"
#include "engine/code.hpp"
#include "engine/connectivity.hpp"
#include "engine/delays.hpp"
#include "engine/object.hpp"
#include "engine/row_bounds.hpp"
#include "engine/spikes_under_way.hpp"
#include "engine/stragglers.hpp"
#include "jit/plan/builder.hpp"
#include "jit/plan/linear_system.hpp"
#include "parser/model/check.hpp"

#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// In which order the synapses of a neuron are visited: by delay, then as they stand in memory.
struct Walk {
    const std::uint64_t* row_begin = nullptr;   ///< by neuron, counted in its subgroup; the end is the next one's begin
    const std::uint32_t* synapse = nullptr;     ///< position by entry; nullptr: the same
    const std::uint32_t* source = nullptr;      ///< presynaptic neuron by entry, of columns
    const StepList* delays = nullptr;           ///< steps by entry; nullptr: one for all
};

class Pathway {
  public:
    /// \param side  pre or post: whose events start it
    Pathway(std::string name, model::Side side, std::size_t event, model::Code code);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] model::Side side() const { return side_; }
    [[nodiscard]] std::size_t event() const { return event_; }
    [[nodiscard]] const model::Code& statements() const { return statements_; }
    /// What users read and assign: seconds of each synapse.
    [[nodiscard]] const model::Variable& delay() const { return delay_; }

    Delays delays;
    Slot slot = Slot::synapses;
    int order; ///< within the slot

    struct Preparation {
        std::string name;     ///< of the kernel
        Range neurons;        ///< of the subgroup on its side
        bool rows_are_sorted; ///< by the delays of this pathway
        std::uint64_t key;
    };
    /// Delays are counted in steps of `dt` seconds from now on, those of the clock of the neurons on its side. Comes before prepare().
    void take_dt(double dt, Connectivity& connectivity);
    /// \param event_driven  equations that are solved up to t before the code runs
    void prepare(const Preparation& preparation, Connectivity& connectivity, const plan::LinearSystem& event_driven,
                 const plan::Surroundings& surroundings);
    /// The kernel alone once more, for memory of another order. \pre prepared, with surroundings that are otherwise the same
    void plan(const plan::LinearSystem& event_driven, const plan::Surroundings& surroundings);
    [[nodiscard]] double dt() const { return dt_; }
    /// What is under way keeps the delays, and the synapses, that there are now. To be called before either changes.
    void settle_under_way(Connectivity& connectivity);
    [[nodiscard]] Code& code() { return code_; }
    /// What its events do to variables that are kept by neuron; not planned if there are none.
    [[nodiscard]] Code& trace_code() { return trace_code_; }
    /// The connectivity is another one from now on, with the same synapses; prepare() will be called before the next step.
    void forget_walk() {
        walk_ = {};
        runs_ = {};
        arrivals_ = {};
        due_ = {};
        bounds_ = {};
    }

    // One step.
    /// `events` of this step join those that are under way.
    void collect(std::span<const std::int32_t> events);
    /// Whether some synapses of a neuron may be due at another time than the rest.
    [[nodiscard]] bool parts_rows() const { return !delays.one_for_all() || !stragglers_.empty(); }
    /// Whether synapses are due now.
    [[nodiscard]] bool is_due() const { return !due_.neurons.empty(); }
    /// The code runs for those that are, or for a share of them.
    /// \param call  with t, dt, step, offsets, counts and the targets filled in
    /// \pre the share is the only one, or cut() was possible for as many
    void run(KernelArguments& call, Share share) { run(due_, call, share); }
    /// The same for a step to come: how many steps after the next. \pre what happens until then does not arrive until then
    void run_ahead(KernelArguments& call, Share share, std::int64_t ahead) { run(due_ahead(ahead), call, share); }

    /// For shares of several threads, each with the synapses of its own targets.
    /// \param connectivity  that it was prepared for \param size  of the target group
    /// \return whether it is possible
    [[nodiscard]] bool cut(unsigned shares, const Connectivity& connectivity, std::int64_t size);
    /// Steps of the shortest delay. \pre prepared
    [[nodiscard]] std::int64_t shortest_delay() const { return shortest_; }
    /// In how many steps from the next on nothing arrives if no neuron has an event in the first `silent` of them: whatever else happens.
    [[nodiscard]] std::int64_t steps_without_arrival(std::int64_t silent);
    /// In how many steps all that arrives is under way now.
    [[nodiscard]] std::int64_t steps_known(std::int64_t silent) const { return stragglers_.empty() ? silent + shortest_ : 0; }
    /// On average.
    [[nodiscard]] double synapses_an_event() const;

    /// \param neurons  of the subgroup on its side
    /// \param same_synapses  whether the connectivity stays as it is
    /// \return whether the walk stays as it is; where not, prepare() must be called before the next step
    bool visit_state(StateVisitor& visitor, Connectivity& connectivity, Range neurons, std::size_t synapses, bool same_synapses);
    [[nodiscard]] std::size_t bytes() const;

  private:
    /// Whether a row that stands in another order than that of creation, as it may for the delays of another pathway, must be
    /// visited in order of creation nevertheless: the code of one synapse changes what that of another reads.
    [[nodiscard]] bool needs_order_of_creation(const Connectivity& connectivity) const;
    void plan_walk(Connectivity& connectivity, bool in_memory_order, bool rows_are_sorted);
    void sort_by_delay(const Walk& plain, const Connectivity& connectivity);
    /// Where the events that are under way stand in a walk that is new to them.
    void refill_arrivals();
    void find_stragglers(const Connectivity& connectivity);
    // See pathway_shares.cpp
    /// Whether the entries of each row that are due together ascend in their targets.
    [[nodiscard]] bool targets_ascend() const;
    [[nodiscard]] std::uint32_t target_at(std::uint64_t entry) const { return targets_[walk_.synapse ? walk_.synapse[entry] : entry]; }
    /// Finds the runs of equal delays, cut for so many shares, and where what is under way stands in them.
    void find_runs(unsigned shares);
    /// The first of entries [first, last) of a row that is of a share after this one, of so many.
    [[nodiscard]] std::uint64_t end_of_part(std::size_t row, std::uint64_t first, std::uint64_t last, Share share) const;
    /// Entries of a row that are due for another reason than their delay.
    void add_late(std::int32_t neuron, std::uint64_t first, std::uint64_t last);
    [[nodiscard]] std::size_t row_of(std::int32_t neuron) const { return static_cast<std::size_t>(neuron - neurons_.begin); }

    struct Due {
        std::span<const std::int32_t> neurons;
        const DueEntries* entries = nullptr; ///< of each neuron; nullptr: its whole row
    };
    [[nodiscard]] Due due_ahead(std::int64_t steps);
    void run(const Due& due, KernelArguments& call, Share share);
    void walk(const Due& due, KernelArguments& call, Share share);
    void update_traces(const Due& due, KernelArguments& call, Share share);

    void visit_under_way(StateVisitor& visitor, Range neurons);

    std::string name_;
    model::Side side_;
    std::size_t event_;
    model::Code statements_;
    model::Variable delay_;
    std::string kernel_name_;
    plan::Domain domain_ = plan::Domain::rows; ///< of the kernel
    Code code_;
    Code trace_code_;
    std::uint64_t key_ = 0;
    Range neurons_; ///< the subgroup on its side
    Walk walk_;
    std::vector<std::uint32_t> sorted_synapses_;
    std::vector<std::uint32_t> sorted_sources_;
    StepList sorted_delays_;
    std::int64_t one_delay_ = 0; ///< steps
    std::int64_t shortest_ = 0;  ///< delay of all, steps
    double dt_ = 0;               ///< seconds: of the clock that it was prepared for, and of the steps of what is under way
    SpikesUnderWay under_way_;
    DelayRuns runs_;    ///< of unequal delays
    Arrivals arrivals_; ///< of unequal delays: the same events by the step in which they are due
    Stragglers stragglers_;
    DueEntries late_; ///< what is due in this step, while there are stragglers
    Due due_; ///< in this step, from collect() on
    const std::uint32_t* targets_ = nullptr; ///< once it was cut: as cut() says
    std::int64_t targets_size_ = 0;
    RowBounds bounds_;                ///< of one delay for all
    unsigned shares_ = 1;             ///< that what is due is cut for
};

} // namespace hillock::internal::engine
