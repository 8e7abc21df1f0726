// SPDX-License-Identifier: Apache-2.0
// Connections from the neurons of one group to those of another.
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
#include <utility>
#include <vector>

namespace hillock {

namespace internal::engine {
class SynapseSet;
}

/// Code of one pathway, "w += 1", or of several by name: {{"fast", "ge += w"}, {"slow", "gn += w"}}.
class HILLOCK_API PathwayCode {
  public:
    PathwayCode() = default;
    PathwayCode(const char* code) : PathwayCode(std::string(code)) {}
    PathwayCode(std::string code) : code_(std::move(code)) {}
    PathwayCode(std::initializer_list<std::pair<const std::string, std::string>> by_name);
    PathwayCode(std::map<std::string, std::string> by_name);

    [[nodiscard]] const std::string& code() const { return code_; }
    [[nodiscard]] const std::map<std::string, std::string>& by_name() const { return by_name_; }

  private:
    std::string code_;
    std::map<std::string, std::string> by_name_;
};

/// One delay, 2*ms (of the pathway "pre"), or of several pathways: {{"pre", 2*ms}, {"post", 1*ms}}.
class HILLOCK_API PathwayDelays {
  public:
    PathwayDelays() = default;
    PathwayDelays(const Quantity& delay);
    PathwayDelays(std::initializer_list<std::pair<const std::string, Quantity>> by_name);
    PathwayDelays(std::map<std::string, Quantity> by_name);

    [[nodiscard]] const std::map<std::string, Quantity>& by_name() const { return by_name_; }

  private:
    std::map<std::string, Quantity> by_name_;
};

/// The event that all pathways wait for, "spike" unless it is given, or that of some: {{"pre", "burst"}}.
class HILLOCK_API PathwayEvents {
  public:
    PathwayEvents() = default;
    PathwayEvents(const char* event) : all_(event) {}
    PathwayEvents(std::string event) : all_(std::move(event)) {}
    PathwayEvents(std::initializer_list<std::pair<const std::string, std::string>> by_name);
    PathwayEvents(std::map<std::string, std::string> by_name);

    [[nodiscard]] const std::string& all() const { return all_; }
    [[nodiscard]] const std::map<std::string, std::string>& by_name() const { return by_name_; }

  private:
    std::string all_ = "spike";
    std::map<std::string, std::string> by_name_;
};

struct SynapsesOptions {
    /// Equations of a synapse. Differential equations are integrated in every step (clock-driven), or, marked (event-driven), solved
    /// exactly from event to event. A subexpression `x_post = ... : unit (summed)` is added up over the synapses of each neuron into its
    /// parameter x, before the neurons are integrated.
    Equations model = "";
    /// Statements run for each synapse of a neuron that spikes, `delay` after the spike. A name is one of the synapse's, `x_pre` and
    /// `x_post` are the two neurons', a bare `x` is the postsynaptic neuron's; i and j are the indices of the two. The pathway is called
    /// "pre", several have the names that are given; they run in order of their names.
    PathwayCode on_pre = {};
    /// The same for spikes of the target neuron; the pathway is called "post" and runs after those of on_pre.
    PathwayCode on_post = {};
    /// Time from the event to the code, rounded to whole steps. A pathway that is named here has the same delay for all synapses.
    PathwayDelays delay = {};
    /// What starts a pathway: an event of the source (on_pre) or the target (on_post).
    PathwayEvents on_event = {};
    /// Name of an integer variable that numbers the synapses of one pair of neurons from 0, in order of creation; "": none.
    std::string multisynaptic_index = "";
    /// Integration of the clock-driven equations, as NeuronGroupOptions::method.
    Method method = {};
    Constants method_options = {};
    Constants constants = {};
    /// As NeuronGroupOptions::late_constants.
    Constants late_constants = {};
    Functions functions = {};
    /// Of the variables of a synapse, as that of a NeuronGroup; where nothing is said, that of the target: a weight takes half of the
    /// memory as float32.
    Dtype dtype = {};
    /// Time step of the clock-driven equations, as of NeuronGroupOptions. Pathways run by the clock of the neurons whose events start them,
    /// and their delays are whole steps of it; sums are made by the clock of the neurons that they go into. Code of a pathway sees the
    /// true time as `t`, and as `dt` this one.
    Quantity dt = 0;
    std::string name = "";
};

/// Indices of neurons for connect(): one, a list or another range of numbers, or an expression that gives one or several for each neuron of the other side:
/// "i", "(i+1) % N_post", "k for k in range(i-3, i+4) if k != i", "k for k in sample(N_post, p=0.1)", "k for k in sample(N_post, size=5)".
class ConnectIndices {
  public:
    ConnectIndices() = default;
    template <std::integral T> ConnectIndices(T index) : list_(index) {}
    template <std::integral T> ConnectIndices(std::initializer_list<T> indices) : list_(indices) {}
    template <internal::IndexRange T> ConnectIndices(T&& indices) : list_(indices) {}
    ConnectIndices(const char* expression) : text_(expression) {}
    ConnectIndices(std::string expression) : text_(std::move(expression)) {}

    [[nodiscard]] bool given() const { return list_.given() || !text_.empty(); }
    [[nodiscard]] bool is_text() const { return !text_.empty(); }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<long>& values() const { return list_.values(); }

  private:
    Indices list_;
    std::string text_;
};

/// How many synapses a pair gets: a number, or an expression of the pair.
class Count {
  public:
    template <std::integral T> Count(T value) : number_(static_cast<std::int64_t>(value)) {}
    Count(const char* expression) : text_(expression) {}
    Count(std::string expression) : text_(std::move(expression)) {}

    [[nodiscard]] bool is_text() const { return !text_.empty(); }
    [[nodiscard]] std::int64_t number() const { return number_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::int64_t number_ = 1;
    std::string text_;
};

/// Which pairs connect() makes. Without any member: all pairs.
struct ConnectOptions {
    /// Probability with which a pair is connected: a number or an expression of i, j and the neurons' variables. What is not from 0 to 1 is told of.
    Probability p = 1.0;
    /// Only pairs for which this holds ("abs(i-j) > 2").
    std::string condition = "";
    /// Only these pairs: two lists, i[k] to j[k], a single index going with all of the other list; or one expression.
    ConnectIndices i = {};
    ConnectIndices j = {};
    /// Synapses for each of the pairs.
    Count n = 1;
    /// Leave out what an expression for i or j gives outside of the group, instead of an IndexError.
    bool skip_if_invalid = false;

    // Rules with a fixed number, drawn at random without preference. At most one of the three, and none of p, condition, i, j, n.
    std::optional<std::int64_t> indegree = std::nullopt;  ///< synapses onto each target neuron
    std::optional<std::int64_t> outdegree = std::nullopt; ///< synapses from each source neuron
    std::optional<std::int64_t> total = std::nullopt;     ///< synapses in all
    /// Whether a neuron may be connected to itself (source and target are neurons of one group).
    bool allow_autapses = true;
    /// Whether the three rules may connect a pair more than once; `n` and lists always may.
    bool allow_multapses = true;
};

/// A matrix of weights, row by row: entry (i, j) is of the synapse from i to j.
struct DenseMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values; ///< SI, rows * columns of them
};
/// The same in compressed sparse rows: row i has the entries [row_start[i], row_start[i + 1]).
struct SparseMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<std::int64_t> row_start; ///< rows + 1 of them, from 0, never falling
    std::vector<std::int32_t> column;
    std::vector<double> values; ///< SI
};

/// What was recorded or assigned for neurons on one side of a synapse: one, a list, all, or those in [begin, end).
class HILLOCK_API SynapseIndex {
  public:
    struct All {};
    SynapseIndex(All) {}
    template <std::integral T> SynapseIndex(T index) : SynapseIndex(One(static_cast<std::int64_t>(index))) {}
    template <std::integral T> SynapseIndex(std::initializer_list<T> indices) : list_(indices.begin(), indices.end()), all_(false) {}
    template <internal::IndexRange T> SynapseIndex(T&& indices) : all_(false) {
        for (const auto index : indices) list_.push_back(static_cast<std::int64_t>(index));
    }

    [[nodiscard]] bool all() const { return all_; }
    [[nodiscard]] const std::vector<std::int64_t>& list() const { return list_; }

  private:
    struct One {
        explicit One(std::int64_t its_index) : index(its_index) {}
        std::int64_t index;
    };
    SynapseIndex(One one);
    std::vector<std::int64_t> list_;
    bool all_ = true;
};
/// S.synapses(every_neuron, 3): every synapse onto neuron 3.
inline constexpr SynapseIndex::All every_neuron{};

/// A pathway of synapses: the way from an event to its code. A view; it ends with the synapses.
class HILLOCK_API SynapticPathway {
  public:
    /// Delays of the synapses in order of creation; text may use i, j, x_pre, x_post, rand() and the synapse's variables. They are kept as
    /// they are assigned, unequal ones to 1e-5 of a step, and rounded to whole steps of the clock that counts them when a run begins, also
    /// if dt has changed by then. One that was given to the constructor is one for all. Spikes that are on their way keep the delays that they
    /// set out with, and do not reach synapses that are made later. Assigning throws ValueError for a delay that is negative or
    /// longer than 65535 steps (a run throws it after a change of dt), and before connect(), when one for all is all that can be assigned.
    [[nodiscard]] VariableView delay() const;
    /// Place among the code of slot `when` ("synapses" unless it is changed): lower numbers first. on_pre has -1, on_post 1.
    void set_order(int order) const;
    /// Throws ValueError for what cannot name a slot.
    void set_when(const std::string& slot) const;

  private:
    friend class Synapses;
    SynapticPathway(internal::Shared<internal::engine::SynapseSet> synapses, std::size_t number)
        : synapses_(std::move(synapses)), number_(number) {}
    internal::Shared<internal::engine::SynapseSet> synapses_;
    std::size_t number_;
};

/// When a summed variable is made.
struct SummedSchedule {
    std::string when = "groups"; ///< slot, as of RunRegularlyOptions
    int order = -1;
};

/// Synapses from `source` to `target`; none exist before connect().
class HILLOCK_API Synapses : public SimulationObject {
  public:
    Synapses(const Subgroup& source, const Subgroup& target, const SynapsesOptions& options = {},
             std::source_location made_at = std::source_location::current());
    /// From a group to itself.
    explicit Synapses(const Subgroup& source, const SynapsesOptions& options = {},
                      std::source_location made_at = std::source_location::current())
        : Synapses(source, source, options, made_at) {}

    /// Synapses that start or end at synapses: `x_pre` or `x_post` are variables of those. They must be connected already, in ascending order
    /// of their presynaptic neuron, and none can be added to them any more (ValueError). Only neurons have events.
    Synapses(const Synapses& source, const Subgroup& target, const SynapsesOptions& options = {},
             std::source_location made_at = std::source_location::current());
    Synapses(const Subgroup& source, const Synapses& target, const SynapsesOptions& options = {},
             std::source_location made_at = std::source_location::current());
    Synapses(const Synapses& source, const Synapses& target, const SynapsesOptions& options = {},
             std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit Synapses(const NetworkObject& object);

    /// Adds synapses: of conditions, of expressions for j, of fixed numbers and of all pairs in ascending order of i and then j; of
    /// expressions for i by j and then i; of lists in their order. Synapses that exist keep their values, new ones start at 0. Throws IndexError, ValueError, MemoryError, and what
    /// bad text throws; then nothing was added.
    void connect(const ConnectOptions& options = {});
    /// A synapse for each entry that is not 0, with the entry as `variable`, in ascending order of i and then j. Throws ValueError
    /// (another size than source times target), NameError and TypeError; `unit` is that of the entries (DimensionMismatchError).
    void connect(const DenseMatrix& weights, const std::string& variable, const Quantity& unit = 1);
    /// A synapse for each entry that is stored, 0 included, in order of row and entry.
    void connect(const SparseMatrix& weights, const std::string& variable, const Quantity& unit = 1);

    /// A variable as a matrix in SI units; several synapses of one pair are added up in the dense one and stand side by side in the
    /// sparse one.
    [[nodiscard]] DenseMatrix dense(const std::string& variable) const;
    [[nodiscard]] SparseMatrix sparse(const std::string& variable) const;

    /// As NeuronGroup::set_function.
    void set_function(const std::string& name, const TimedArray& values);

    /// Number of synapses.
    [[nodiscard]] std::size_t size() const;
    /// Pre- and postsynaptic index of each synapse, in order of creation.
    [[nodiscard]] std::vector<int> i() const;
    [[nodiscard]] std::vector<int> j() const;
    /// Synapses of each target and of each source neuron.
    [[nodiscard]] std::vector<int> incoming() const;
    [[nodiscard]] std::vector<int> outgoing() const;

    /// Numbers of the synapses from i to j, ascending; those between any of the two lists; with `k`, only the k-th of each pair in order of
    /// creation. None is no error. Throws IndexError for a neuron that does not exist.
    [[nodiscard]] std::vector<std::int64_t> synapses(const SynapseIndex& i, const SynapseIndex& j,
                                                     std::optional<std::int64_t> k = std::nullopt) const;
    /// Numbers of the synapses for which a condition holds now, ascending: StateMonitor(S, "w", {.record = S.synapses("i == j")}). Throws
    /// ValueError before connect(), and what bad text throws.
    [[nodiscard]] std::vector<std::int64_t> synapses(const std::string& condition) const;

    /// A variable of the synapses in order of creation; "delay" is that of the pathway "pre". Throws NameError, and ValueError before
    /// connect(). Some of them: S["w"][S.synapses(1, 4)] = 3*mV, S["w"]["i == j"] = 0*mV.
    [[nodiscard]] VariableView operator[](const std::string& variable) const;

    /// Throws NameError with the names that there are.
    [[nodiscard]] SynapticPathway pathway(const std::string& name) const;
    /// Delays of the pathway "pre".
    [[nodiscard]] VariableView delay() const { return pathway("pre").delay(); }

    /// Copies of all variables of the synapses as they are now, or of those that are named, which may be any that can be read. Throws
    /// NameError, and ValueError before connect().
    [[nodiscard]] States get_states(const GetStatesOptions& options = {}) const;
    [[nodiscard]] States get_states(const Names& variables) const;
    [[nodiscard]] States get_states(std::initializer_list<std::string> variables) const;
    /// Assigns to all of these variables, or if anything is wrong to none. Throws NameError, TypeError for a variable that cannot be
    /// assigned or a value that it cannot have, ValueError for a wrong length and DimensionMismatchError.
    void set_states(const States& states) const;

    /// As Subgroup::run_regularly, for all synapses.
    void run_regularly(const std::string& code, const RunRegularlyOptions& options = {}) const;

    /// When the sum `variable`, as "v_post", is made: set to 0 and added up. In slot "groups" with order -1, before the neurons are
    /// integrated, unless this says otherwise; from the next run on, which throws ValueError for an unknown slot. Throws NameError for
    /// what is no sum. Sums of several objects into one variable add up only if all are made at the same place: each sets it to 0.
    void set_summed_schedule(const std::string& variable, const SummedSchedule& schedule) const;

    /// Name of the integration method of the clock-driven equations, "" before the first run or without them.
    [[nodiscard]] std::string method() const;

    /// Memory that the synapses take now, in bytes. Plastic synapses may take some bytes more in a run than between two.
    [[nodiscard]] std::size_t memory() const;
};

} // namespace hillock
