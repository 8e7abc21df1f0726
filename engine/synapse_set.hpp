// SPDX-License-Identifier: Apache-2.0
// Synapses between two groups at work.
#pragma once

#include "engine/connect_rule.hpp"
#include "engine/connect_rules.hpp"
#include "engine/connectivity.hpp"
#include "engine/neurons.hpp"
#include "engine/pathway.hpp"
#include "engine/routine.hpp"
#include "engine/synapse_records.hpp"
#include "engine/trace_arrays.hpp"
#include "hillock/synapses.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hillock::internal::engine {

/// Consecutive neurons of a group.
struct Population {
    std::shared_ptr<Neurons> neurons;
    Range range;
};

class SynapseSet;
struct CountedPairs;

/// What synapses start or end at: consecutive neurons of a group, or all synapses of a set.
struct Endpoint {
    Endpoint(Population population) : owner(std::move(population.neurons)), range(population.range) {}
    /// Throws ValueError if there are none, or if their order of creation is not that in memory.
    explicit Endpoint(const std::shared_ptr<SynapseSet>& its_synapses);
    std::shared_ptr<VariableOwner> owner;
    Range range;
    std::shared_ptr<SynapseSet> synapses = nullptr; ///< the owner, unless it is a group of neurons
};

/// A walk over all synapses one by one in order of creation, for code that has another result in another order.
struct CreationWalk {
    std::vector<std::int32_t> sources;
    std::vector<std::uint64_t> begin, end;
};

class SynapseSet : public VariableOwner {
  public:
    [[nodiscard]] const std::string& method() const { return integration_.method_in_use(); }
    [[nodiscard]] const char* class_name() const override { return "Synapses"; }
    /// Throws what the constructor of Synapses documents.
    [[nodiscard]] static std::shared_ptr<SynapseSet> make(Endpoint source, Endpoint target,
                                                          const SynapsesOptions& options);

    void connect(const ConnectOptions& options);
    void connect(const DenseMatrix& weights, const std::string& variable, const Quantity& unit);
    void connect(const SparseMatrix& weights, const std::string& variable, const Quantity& unit);
    [[nodiscard]] bool connected() const { return connected_; }
    /// By which calls its synapses came about, for those who describe it; empty if a stored state has brought others.
    [[nodiscard]] std::span<const ConnectRule> connect_rules() const;
    /// Code that runs regularly, as above.
    [[nodiscard]] std::vector<const engine::Routine*> regular_code() const;
    /// Others refer to its synapses by number: none can be added from now on, and they stay where they are.
    void hold_still() { held_still_ = true; }
    [[nodiscard]] const Connectivity& connectivity() const { return connectivity_; }
    [[nodiscard]] DenseMatrix dense(const std::string& variable);
    [[nodiscard]] SparseMatrix sparse(const std::string& variable);
    /// What Synapses::synapses documents.
    [[nodiscard]] std::vector<std::int64_t> synapses(const SynapseIndex& i, const SynapseIndex& j,
                                                     std::optional<std::int64_t> k) const;
    /// Memory that the synapses take.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] Footprint footprint() const override { return {connectivity_.size(), bytes()}; }

    [[nodiscard]] std::vector<std::string> built_in_variables() const override;
    /// By name. Throws NameError.
    [[nodiscard]] std::size_t pathway(const std::string& name) const;
    [[nodiscard]] Pathway& pathway(std::size_t number) { return *pathways_[number]; }
    [[nodiscard]] std::size_t pathway_count() const { return pathways_.size(); }
    [[nodiscard]] const Endpoint& source() const { return source_; }
    [[nodiscard]] const Endpoint& target() const { return target_; }
    void set_schedule(std::size_t pathway, Slot slot, int order);
    /// Code for all synapses. Throws what bad text throws, and ValueError for a slot or a dt that is none.
    /// Throws NameError for a variable that is no sum of these synapses.
    void set_summed_schedule(const std::string& variable, Slot slot, int order);
    void run_regularly(const std::string& code, const RunRegularlyOptions& options);

    /// Also "delay", of the pathway "pre", and "NAME.delay".
    [[nodiscard]] model::Reference find(const std::string& variable) const override;
    [[nodiscard]] std::vector<double> values(model::Reference target, const Selection& selection) override;
    void assign(model::Reference target, const Selection& selection, const Quantity& value) override;
    void assign(model::Reference target, const Selection& selection, std::span<const double> values, const Dimension& dimension) override;
    void assign_text(model::Reference target, const Selection& selection, const std::string& expression) override;

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(connectivity_.size()); }
    [[nodiscard]] std::vector<const Object*> dependencies() const override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;
    void end_run(const Step& /*next*/) override { hide_traces(); }
    void leave(double t) override;
    [[nodiscard]] std::vector<double> clocks(double usual) const override;
    [[nodiscard]] std::vector<EventTimes> event_clocks() const override;
    void part_thresholds(const Schedule& schedule) override;
    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<SynapseSet>(new SynapseSet(*this)); }
    void meet(const Twins& twins) override;
    [[nodiscard]] std::optional<std::string> invalid_state() const override;
    [[nodiscard]] bool is_valid(Share share) const override;

    [[nodiscard]] std::size_t position(std::int64_t index) const override {
        return find_position_(static_cast<std::size_t>(index));
    }
    [[nodiscard]] plan::Surroundings surroundings_at(double usual_dt) const override;
    [[nodiscard]] ArrayPlace array_place(const plan::Slot& slot) override { return array_place(slot, 0); }
    // How they lie in memory: see synapse_layout.cpp
    [[nodiscard]] Array* array(const model::Variable& variable) override;
    [[nodiscard]] bool is_computed(const model::Variable& variable) const override { return traces_ && traces_->held && is_trace(variable); }
    [[nodiscard]] Array* lend(const model::Variable& variable) override;
    void arrange(bool is_private) override;
    /// Rows, offsets and counts.
    void fill_in(KernelArguments& arguments) const;
    [[nodiscard]] KernelArguments arguments_at(const Step& step) const;

  protected:
    [[nodiscard]] plan::Domain assignment_domain() const override { return plan::Domain::rows; }
    void run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) override;

  private:
    /// When a sum is made, on the clock of the neurons that it is made for.
    struct SumPlace {
        model::Side side;
        Slot slot;
        int order;
        auto operator<=>(const SumPlace&) const = default;
    };
    SynapseSet(const SynapseSet&) = default;
    SynapseSet(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision, Endpoint source, Endpoint target);
    [[nodiscard]] const Endpoint& end_at(model::Side side) const { return side == model::Side::pre ? source_ : target_; }
    // Equations: see synaptic_dynamics.cpp
    void make_dynamics(const SynapsesOptions& options);
    void make_routines();
    /// \return whether the array stays where it is
    bool visit_last_update(StateVisitor& visitor, std::size_t synapses);
    [[nodiscard]] bool integrates() const; ///< in every step
    [[nodiscard]] plan::StateUpdate plan_update(double usual_dt) const;
    void prepare_dynamics(const Preparation& preparation);
    /// What code of postsynaptic events touches of its synapses. \pre planned
    [[nodiscard]] std::vector<const model::Variable*> variables_of_columns() const;
    /// Makes records of them if they are to be that, or arrays.
    void gather_variables();
    void part_variables();
    /// \param copy  of variables that are kept by neuron
    [[nodiscard]] ArrayPlace array_place(const plan::Slot& slot, unsigned copy);
    // Event-driven variables by neuron: see synapse_traces.cpp
    [[nodiscard]] bool is_trace(const model::Variable& variable) const;
    [[nodiscard]] std::vector<plan::SidedCode> code_by_side() const;
    /// All 0.
    [[nodiscard]] TraceArrays empty_traces(std::shared_ptr<const plan::NeuronTraces> plan) const;
    /// As they can be kept in this run; nullptr if they cannot.
    [[nodiscard]] std::shared_ptr<const plan::NeuronTraces> possible_traces(const Preparation& preparation) const;
    /// From now on the synapses' arrays have them, unless they can stay.
    void give_up_traces(const Preparation& preparation);
    /// From now on they are kept by neuron, if they can be and are the same for all synapses of each.
    void keep_traces(const Preparation& preparation);
    /// Whether the traces by neuron are what the synapses' arrays say: as they were shown, or with 0, which stays 0, assigned to some.
    [[nodiscard]] bool take_assigned();
    /// The synapses' arrays have what the traces by neuron say, until these go on; in a run, until it ends.
    void show_traces();
    void hide_traces();
    /// What the synapses' arrays are, as the traces by neuron say.
    [[nodiscard]] std::map<const model::Variable*, Array> shown_traces();
    /// From what the synapses' arrays say; nothing if synapses of one neuron differ.
    [[nodiscard]] std::optional<TraceArrays> traces_of_arrays(std::shared_ptr<const plan::NeuronTraces> plan);
    /// Comes before an assignment. Throws ValueError if it is to a trace that code of a running network goes on with.
    void note_assignment(model::Reference target);
    [[nodiscard]] bool has_had_own_traces(double now) const;
    /// \return whether each synapse has its own and goes on with them as before
    bool visit_traces(StateVisitor& visitor);
    /// All code of the pathways, to the arrays of each share.
    void bind_pathways();
    /// A copy of the traces for each share.
    void share_traces(unsigned shares);
    /// What a share of a pathway touches.
    [[nodiscard]] std::vector<Touch> touches(Pathway& pathway, const Cuts& cuts);
    /// dt of the clock that runs a pathway: that of the neurons whose events start it.
    [[nodiscard]] double pathway_dt(const Pathway& pathway, double usual) const { return end_at(pathway.side()).owner->clock_dt_among(usual); }
    [[nodiscard]] double clock_of(model::Side side) const { return end_at(side).owner->clock_dt_among(usual_dt_); }
    /// Whether lastupdate is kept in seconds: pathways run by other clocks than the synapses' own, or dt has become longer since.
    [[nodiscard]] bool keeps_seconds(double usual) const;
    void keep_last_update(const Preparation& preparation);
    void add_dynamics_codes(std::vector<Code*>& codes);
    void add_dynamics_tasks(std::vector<Task>& tasks);
    // As shares of several threads: see synapse_shares.cpp. Absent if they cannot share it.
    [[nodiscard]] std::optional<Division> divide(Pathway& pathway);
    /// In tiles of which a block is a share: what arrives is delivered.
    [[nodiscard]] Tiling tile_in_shares(Pathway& pathway, const Division& division);
    /// Code for all synapses.
    [[nodiscard]] std::optional<Division> divide(const Code& code, const std::uint64_t& key);
    [[nodiscard]] std::optional<Division> divide_elements(const Code& code, const std::uint64_t& key);
    [[nodiscard]] std::optional<Division> divide_sources(const Code& code, const std::uint64_t& key);
    [[nodiscard]] std::optional<Division> divide_targets(const Code& code, const std::uint64_t& key);
    [[nodiscard]] Division divide_clearing(const SumPlace& place);
    void clear_sums(const SumPlace& place, Share share);
    /// Whether the targets of each row ascend.
    [[nodiscard]] bool rows_ascend() const;
    /// A routine for the sums of each side and place in the step.
    void make_sums();
    /// A call for all synapses, of domain elements or rows.
    [[nodiscard]] KernelArguments arguments_for_all(const Step& step) const;
    /// A call for all rows between steps. \param sources  of the rows: what the call refers to
    [[nodiscard]] KernelArguments arguments_between_steps(std::vector<std::int32_t>& sources) const;
    [[nodiscard]] CreationWalk walk_by_creation() const;
    void run_routine(const engine::Routine& routine, bool by_creation, const Step& step) const;
    /// N_incoming or N_outgoing.
    [[nodiscard]] ArrayPlace numbers_of_synapses(model::VariableKind kind);
    // connect(): see connect.cpp
    void require_possible(const ConnectOptions& options) const;
    void require_number(double synapses) const;
    [[nodiscard]] Candidates candidates(const ConnectOptions& options) const;
    [[nodiscard]] NewSynapses fixed_number(const ConnectOptions& options) const;
    [[nodiscard]] NewSynapses drawn_pairs(const Candidates& pairs, double p) const;
    [[nodiscard]] std::vector<Pair> listed_pairs(const ConnectOptions& options) const;
    [[nodiscard]] std::vector<Pair> kept_with_probability(std::vector<Pair> pairs, const Probability& p);
    /// An expression of a pair. \param what  what it is called in messages
    [[nodiscard]] model::Expr connect_text(const char* what, const std::string& text, model::Type type) const;
    /// Of synapses that are not made yet, by their place in `pairs.targets`, as values of `type`.
    [[nodiscard]] Array values_of_pairs(const std::string& what, const model::Expr& value, model::Type type, const NewSynapses& pairs);
    /// \param noted  a condition whose pairs are counted, whether or not they are connected; nullptr: none
    [[nodiscard]] NewSynapses pairs_that(const Candidates& pairs, const model::Expr& condition, const model::Expr* noted, CountedPairs& counted);
    /// Warns of pairs of a call of connect() for which the text of p gives no probability.
    void tell_of_probability(const std::string& text, const model::Expr& p, const CountedPairs& pairs);
    /// By condition and probability.
    [[nodiscard]] NewSynapses described_pairs(const ConnectOptions& options);
    void connect_by(const ConnectOptions& options);
    void append_generated(const ConnectOptions& options);
    void append(std::span<const Pair> pairs);
    void append(NewSynapses&& added);
    /// Delays in steps of `dt` seconds, 0 for the new synapses; empty if they stay as they are.
    [[nodiscard]] std::optional<Delays::Split> delays_with(const Pathway& pathway, const NewSynapses& added) const;
    /// Writes, for each new synapse, how many of its pair were there before.
    void number_within_pairs(const NewSynapses& added, Array& index) const;
    void require_shape(std::size_t rows, std::size_t columns) const;
    void append_with_values(NewSynapses&& added, std::vector<double> values, const std::string& variable, const Quantity& unit);
    [[noreturn]] void refuse_number(double synapses) const;
    void make_pathways(const SynapsesOptions& options);
    void add_pathways(const PathwayCode& codes, model::Side side, const PathwayEvents& events);
    void set_delays(const PathwayDelays& delays);
    /// At the first preparation: where its own clock or one of its groups' is another.
    void warn_of_clocks(double usual) const;
    /// Sorts the rows by the delays of the first on_pre pathway that has unequal ones. Returns it; nullptr if there is none.
    const Pathway* sort_rows();
    [[nodiscard]] Pathway* pathway_of(const model::Variable& delay) const;
    void require_delay(const Pathway& pathway, double seconds, double dt) const;
    void assign_delays(Pathway& pathway, const Selection& selection, const std::function<double(std::int64_t)>& seconds_of);

    Endpoint source_;
    Endpoint target_;
    Connectivity connectivity_;
    mutable PositionFinder find_position_{connectivity_}; ///< remembers a row: indices mostly come in ascending order
    bool connected_ = false;
    bool held_still_ = false;
    std::vector<ConnectRule> connect_rules_;
    const model::Variable* multisynaptic_index_ = nullptr; ///< of its own model; nullptr: none is asked for
    std::vector<Owned<Pathway>> pathways_; ///< those of on_pre, then those of on_post, each by name

    std::optional<SynapseRecords> records_; ///< of what columns touch; absent: all are arrays
    int partings_ = 0;                      ///< how often they were taken apart for others than the pathways
    bool lent_ = false;                     ///< the host keeps arrays
    std::optional<TraceArrays> traces_;     ///< absent: each synapse has its own
    bool own_traces_ = false;               ///< and had them in a step
    std::optional<double> own_traces_since_; ///< seconds of the network: when it was prepared so that each synapse has its own
    Code show_code_;                        ///< what the arrays are while they are kept by neuron
    double show_work_ = 0;                  ///< operations that this has taken so far
    bool lent_traces_ = false;              ///< the host keeps arrays of event-driven variables

    plan::LinearSystem event_driven_;
    double last_update_dt_ = 0; ///< seconds: of the steps in the array of lastupdate; 0: it is in seconds itself
    bool last_update_between_steps_ = false; ///< dt has changed since, and it is no multiple of the new one
    double dt_ = 0;             ///< seconds: of the clock that it was prepared for
    double usual_dt_ = 0;       ///< seconds: of clocks that objects share
    Integration integration_;
    Code update_code_;
    std::uint64_t update_key_ = 0;
    struct Routine : engine::Routine {
        std::optional<SumPlace> sums; ///< absent: it makes no sums
    };
    [[nodiscard]] std::optional<Division> divide_routine(const Routine& routine);

    std::vector<SumPlace> sum_places_;               ///< by number of the sum
    std::vector<Owned<Routine>> routines_;           ///< tasks hold on to them
    std::vector<std::int32_t> all_sources_;          ///< elements of the source group, while prepared
    std::vector<std::size_t> source_bounds_;         ///< in all_sources_: where each share begins, and the end
    RowBounds row_bounds_;                           ///< for code that runs for all synapses
    CreationWalk by_creation_;                       ///< empty unless it is needed
    struct NumbersOfSynapses {
        std::optional<Array> by_neuron; ///< integer32, an element for each neuron of the whole group
        std::size_t synapses = 0;       ///< in all when they were counted
    };
    NumbersOfSynapses incoming_, outgoing_;
};

} // namespace hillock::internal::engine
