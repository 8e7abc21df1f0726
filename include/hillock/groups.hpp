// SPDX-License-Identifier: Apache-2.0
// Groups of neurons that share their equations.
#pragma once

#include <hillock/equations.hpp>
#include <hillock/event_clock.hpp>
#include <hillock/export.hpp>
#include <hillock/functions.hpp>
#include <hillock/options.hpp>
#include <hillock/scheme.hpp>
#include <hillock/shared.hpp>
#include <hillock/variables.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace hillock {

namespace internal::engine {
class Object;
class Neurons;
class Access;
} // namespace internal::engine

/// Anything that can be part of a Network. It can be moved to another variable, not copied; a variable that was moved from is empty,
/// and whatever is asked of it throws ValueError.
class HILLOCK_API SimulationObject {
  public:
    [[nodiscard]] const std::string& name() const;

    /// false: from now on the object does nothing in a step, until it is set to true again: a group keeps its state and makes no spikes, synapses
    /// pass none on, a monitor records and counts nothing. May be called at any time, also by a NetworkOperation.
    void set_active(bool active) const;
    [[nodiscard]] bool active() const;

  protected:
    explicit SimulationObject(internal::Shared<internal::engine::Object> object) : object_(std::move(object)) {}
    SimulationObject(SimulationObject&&) = default;
    SimulationObject& operator=(SimulationObject&&) = default;
    ~SimulationObject() = default;

  private:
    friend class internal::engine::Access;
    internal::Shared<internal::engine::Object> object_;
};

/// An object of a network, found by its name: net["inputs"]["rates"] = 5*Hz. What only its own class can do takes a handle of that class,
/// which stands for the same object: `SpikeMonitor spikes(net["spikes"])`.
class HILLOCK_API NetworkObject : public SimulationObject {
  public:
    /// A variable of neurons or synapses, as theirs. Throws NameError, TypeError for an object without variables, and for synapses
    /// ValueError before connect().
    [[nodiscard]] VariableView operator[](const std::string& variable) const;

  private:
    friend class internal::engine::Access;
    using SimulationObject::SimulationObject;
};

/// When code of a group runs that is neither equations nor reset.
struct RunRegularlyOptions {
    /// Time from one run to the next, any positive time (ValueError, DimensionMismatchError); 0: every step.
    Quantity dt = 0;
    /// Instead of dt: run at these times (ValueError if both are given).
    std::optional<EventClock> clock = std::nullopt;
    /// Slot of the step: "start", "groups", "thresholds", "synapses", "resets", "end", also with "before_" or "after_", or one of
    /// Network::set_schedule. A run throws ValueError for one that its network does not have.
    std::string when = "start";
    /// Within the slot, lower numbers first.
    int order = 0;
};
struct RunAtOptions {
    std::string when = "start"; ///< as of RunRegularlyOptions
    int order = 0;
};
struct RunOnEventOptions {
    std::string when = "after_resets";
    int order = 0;
};
struct EventSchedule {
    std::string when = "after_thresholds";
    int order = 0;
};

/// Consecutive neurons of a group. A view: it reads and writes the group's own values, its indices start at 0.
class HILLOCK_API Subgroup {
  public:
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }

    /// A variable by name: state, parameter, subexpression, lastspike, not_refractory, i. Throws NameError.
    [[nodiscard]] VariableView operator[](const std::string& variable) const;

    /// Neurons [begin, end) of this group. Throws IndexError unless 0 <= begin < end <= size().
    [[nodiscard]] Subgroup slice(std::int64_t begin, std::int64_t end) const;

    /// Copies of all variables as they are now, or of those that are named, which may be any that can be read. Throws NameError.
    [[nodiscard]] States get_states(const GetStatesOptions& options = {}) const;
    [[nodiscard]] States get_states(const Names& variables) const;
    [[nodiscard]] States get_states(std::initializer_list<std::string> variables) const;
    /// Assigns to all of these variables, or if anything is wrong to none. Throws NameError, TypeError for a variable that cannot be
    /// assigned or a value that it cannot have, ValueError for a wrong length and DimensionMismatchError.
    void set_states(const States& states) const;

    /// Statements that run for all of these neurons at t = 0, dt, 2 dt, ..., by default at the start of the step; they may
    /// assign shared variables too, before all others. Takes effect with the next run. Throws what bad text throws, and ValueError
    /// for what names no slot or a dt that is no positive time. In the code `dt` is that of the group, `t` is the time of the run.
    void run_regularly(const std::string& code, const RunRegularlyOptions& options = {}) const;

    /// Statements that run once at each of these times, as those of run_regularly do; {10*ms, 25*ms} in any order. A time inside
    /// a step is that of the step. Times that are over when the network takes notice, at its next run, are skipped with a
    /// warning (HILLOCK_LOG=warn). Throws what bad text throws, DimensionMismatchError unless all are times, ValueError for an unknown
    /// slot, a time that is negative or infinite, a time given twice, or two in one step of the clock (at the run).
    void run_at(const std::string& code, const std::vector<Quantity>& times, const RunAtOptions& options = {}) const;
    void run_at(const std::string& code, const QuantityArray& times, const RunAtOptions& options = {}) const;

    // Neurons by number: group[{3, 4, 5}] is group.slice(3, 6), group[3] is group.slice(3, 4). They must follow one another.
    template <std::integral Index> [[nodiscard]] Subgroup operator[](Index neuron) const {
        return neurons({static_cast<std::int64_t>(neuron)});
    }
    [[nodiscard]] Subgroup operator[](std::initializer_list<std::int64_t> neurons) const;
    template <std::integral Index> [[nodiscard]] Subgroup operator[](const std::vector<Index>& neurons) const {
        return this->neurons(std::vector<std::int64_t>(neurons.begin(), neurons.end()));
    }

    /// Sets the variables of these neurons that have differential equations to where they rest: where, with everything else as it is now and
    /// without noise, none of them changes. Found by Newton's method from where they are, in one step for linear equations; of several
    /// states of rest the one that it comes to. Throws ValueError if there are no differential equations, if one has no derivative, or
    /// if a neuron comes to no rest; then nothing is changed.
    void rest() const;

    /// Name of the integration method in use, "" before the first run or without differential equations.
    [[nodiscard]] std::string method() const;

  protected:
    Subgroup(internal::Shared<internal::engine::Neurons> neurons, std::int64_t begin, std::int64_t end);

  private:
    friend class internal::engine::Access;
    /// Throws IndexError for a list that is empty, has gaps or leaves the group.
    [[nodiscard]] Subgroup neurons(const std::vector<std::int64_t>& numbers) const;
    internal::Shared<internal::engine::Neurons> neurons_;
    std::int64_t begin_;
    std::int64_t end_;
};

struct NeuronGroupOptions {
    /// Condition that makes a neuron spike, tested each step ("v > -50*mV").
    std::optional<std::string> threshold = std::nullopt;
    /// Statements run for neurons that spiked ("v = -60*mV"); "" says that none are meant.
    std::optional<std::string> reset = std::nullopt;
    /// A refractory neuron does not spike, and its variables marked (unless refractory) do not change.
    Refractory refractory = {};
    /// Conditions beside the threshold, by name: {{"tired", "w > 1"}}. They do not care for refractoriness. "spike" is the name of the
    /// threshold.
    std::map<std::string, std::string> events = {};
    /// Integration method: "exact", "euler", "heun", "exponential_euler", "rk2", "rk4", "milstein", "independent", "rkf45" or a Scheme;
    /// "" chooses the first of exact, euler, heun that takes the equations.
    Method method = {};
    /// Of the method "rkf45", which takes steps of its own inside dt: `absolute_error` (1e-9, in the SI unit of each variable) and
    /// `relative_error` (1e-6) allowed in each of them, `max_steps` (100) in one dt. A neuron that needs more stays where it has come
    /// to; the integer variable `failed_steps` of the group counts how often that was.
    Constants method_options = {};
    /// Numbers that the texts of this group refer to by name.
    Constants constants = {};
    /// Names that texts refer to and whose numbers come later, each with its unit: {{"tau", second}}. A run gives them
    /// (RunOptions::constants) or its network (Network::set_constants); until then `object["tau"] = 10*ms` does as well. They may differ from
    /// run to run; nothing is compiled again.
    Constants late_constants = {};
    /// Functions that the texts of this group call by name, TimedArrays among them.
    Functions functions = {};
    /// float64 (if not given), float32, or types by name: {{"v", float32}, {"n", int64}}. Throws NameError for a name that is no variable
    /// and TypeError for a type that the variable cannot have.
    Dtype dtype = {};
    /// Time step, any positive time (ValueError, DimensionMismatchError); 0: that of `defaultclock`. Whatever is due at the same time runs in one pass, in the
    /// order of the slots.
    Quantity dt = 0;
    /// Name in messages; "" makes one.
    std::string name = "";
};

/// `size` neurons with the same equations. All variables start at 0.
///
/// Throws ValueError (size < 1), MemoryError, SyntaxError, EquationError, NameError, DimensionMismatchError, TypeError or
/// UnsupportedEquationsError, each with the line and a caret; nothing is left behind.
///
/// Here as for every class of objects `made_at` is for messages: an error that only a run can find says where the object was made.
class HILLOCK_API NeuronGroup : public Subgroup, public SimulationObject {
  public:
    NeuronGroup(std::int64_t size, const Equations& model, const NeuronGroupOptions& options = {},
                std::source_location made_at = std::source_location::current());
    /// Another handle of a group. Throws TypeError if the object is none.
    explicit NeuronGroup(const NetworkObject& object);

    /// Other values for a TimedArray of `functions`, from the next run on. Throws NameError, TypeError (it is no TimedArray),
    /// DimensionMismatchError and ValueError (one has columns and the other has none).
    void set_function(const std::string& name, const TimedArray& values);

    /// Statements that run for the neurons for which an event happened, as a reset does for spikes; one code an event. Throws
    /// ValueError for an unknown event or one that has code already, and what bad text throws.
    void run_on_event(const std::string& event, const std::string& code, const RunOnEventOptions& options = {}) const;
    /// When the condition of an event is tested. Throws ValueError for an unknown event or slot; the threshold cannot be moved.
    void set_event_schedule(const std::string& event, const EventSchedule& schedule) const;

  private:
    explicit NeuronGroup(const internal::Shared<internal::engine::Neurons>& neurons);
};

} // namespace hillock
