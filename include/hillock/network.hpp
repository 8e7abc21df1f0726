// SPDX-License-Identifier: Apache-2.0
// Running: networks, time, the seed.
#pragma once

#include <hillock/callback.hpp>
#include <hillock/groups.hpp>
#include <hillock/real_time.hpp>
#include <hillock/shared.hpp>
#include <hillock/stop_token.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace hillock {

namespace internal::engine {
class Simulation;
}

/// What a progress callback is told.
struct Progress {
    Quantity elapsed;   ///< wall time since the run began
    double completed;   ///< 0 .. 1
    Quantity start;     ///< simulated time at which the run began
    Quantity duration;  ///< simulated time that was asked for
    bool finished = false; ///< the run is over: this is its last report, with `completed` below 1 if it was stopped
};

/// Where progress goes: nowhere, "text" or "stdout", "stderr", or a function. On a terminal the text is a bar that is drawn anew in
/// its line, elsewhere a line a report. A function may stop() the run; what it throws ends the run and reaches its caller.
class HILLOCK_API Report {
  public:
    Report() = default;
    /// Throws ValueError for an unknown name.
    Report(const char* name);
    Report(const std::string& name) : Report(name.c_str()) {}
    template <std::invocable<const Progress&> Callback> Report(Callback callback) : callback_(std::move(callback)) {}

    [[nodiscard]] const internal::Callback<void(const Progress&)>& callback() const { return callback_; }

  private:
    internal::Callback<void(const Progress&)> callback_;
};

struct RunOptions {
    Report report = {};
    /// Wall time between two reports, which come between two pieces of work of a step; one is made at the start and one at the end too.
    Quantity report_period = Quantity(10, kTimeDimension);
    /// Look at all differential variables every 64 steps and at the end, and end the run with a NumericalError that names variable,
    /// neuron and time when one is not a number or beyond 1e50. The network stays as it is and may be run again.
    bool nan_guard = true;
    /// Values of the names that objects left for a run to give (`late_constants`). In this run they come before those of the network
    /// (Network::set_constants), and an object's own `constants` before both. Later runs and step() take those of the network again, and keep
    /// the last value of a name that the network has none for.
    Constants constants = {};
    /// Another thread ends the run with the std::stop_source of this token, as Network::stop() does; also before it begins.
    StopToken stop_token = {};
    /// For the length of the run SIGINT (Ctrl+C) does not end the program but the run, after its current step, with a warning
    /// (HILLOCK_LOG=warn). The handler of before comes back with the end of the run.
    bool stop_on_interrupt = false;
    /// While nothing can reach the neurons for several steps (no synapses, or delays longer than dt and nothing under way), a block of them that
    /// fits into the cache goes through all of these steps, at most 64, before the next does; of several threads each goes through as many as the
    /// shortest delay while spikes arrive. The outcome is the same to the bit. Not with `profile`, `real_time` or several dt.
    bool temporal_blocking = true;
    /// Measure how long each piece of work takes, for profiling_info(). It costs about 50 ns a piece and step.
    bool profile = false;
    /// Keep pace with the clock on the wall, `{.real_time = RealTime{.factor = 1}}`, and measure how well, for real_time_report(). Without it
    /// a run is as fast as it can be. A run waits after the work of a step; stop() ends the wait too.
    std::optional<RealTime> real_time = std::nullopt;
};

/// What one piece of work of an object took in a run.
struct ProfileEntry {
    std::string name; ///< of the object
    std::string work; ///< "equations", "reset", "pathway pre", ...
    double seconds = 0;
    double share = 0; ///< of the sum of all, 0 .. 1
};

struct RestoreOptions {
    /// Go on with the same random numbers, so that a run repeats what followed when the state was stored, bit for bit. Without it the
    /// runs from now on draw others: after each restore() other ones, which follow from the seed too.
    bool random_state = true;
};

/// Memory that an object of a network takes.
struct MemoryUse {
    std::string name;
    std::size_t elements = 0; ///< neurons, synapses; 0 for monitors
    std::size_t bytes = 0;    ///< of arrays that grow with them or with time
};

namespace internal {

template <class T>
concept TupleLike = requires { typename std::tuple_size<T>::type; };
template <class T>
concept ListLike = requires(const T& list) { *list.begin(), list.begin() != list.end(); };
template <class T>
concept MapLike = ListLike<T> && requires { typename T::mapped_type; };
template <ListLike T> using ElementOf = std::remove_cvref_t<decltype(*std::declval<const T&>().begin())>;

/// Whether a network can be made of it.
template <class T> [[nodiscard]] consteval bool is_network_part() {
    if constexpr (std::derived_from<T, SimulationObject>) return true;
    else if constexpr (MapLike<T>) return is_network_part<typename T::mapped_type>();
    else if constexpr (ListLike<T>) return !std::same_as<ElementOf<T>, T> && is_network_part<ElementOf<T>>();
    else if constexpr (TupleLike<T>)
        return []<std::size_t... K>(std::index_sequence<K...>) {
            return (is_network_part<std::remove_cvref_t<std::tuple_element_t<K, T>>>() && ...);
        }(std::make_index_sequence<std::tuple_size_v<T>>());
    else if constexpr (std::convertible_to<T, const SimulationObject&>) return true; // std::reference_wrapper
    else return false;
}

/// visit(object) for each object in it, front to back.
template <class T, class Visit> void for_each_object(const T& part, const Visit& visit) {
    if constexpr (std::derived_from<T, SimulationObject>) visit(part);
    else if constexpr (MapLike<T>)
        for (const auto& [key, value] : part) for_each_object(value, visit);
    else if constexpr (ListLike<T>)
        for (const auto& inner : part) for_each_object(inner, visit);
    else if constexpr (TupleLike<T>) std::apply([&](const auto&... inner) { (for_each_object(inner, visit), ...); }, part);
    else visit(static_cast<const SimulationObject&>(part));
}

/// An object of any class.
class ObjectReference {
  public:
    ObjectReference(const SimulationObject& object) : object_(&object) {}
    operator const SimulationObject&() const { return *object_; }

  private:
    const SimulationObject* object_;
};

} // namespace internal

/// What can be added to a network: an object, or a list, a tuple or the values of a map of such parts, in any depth: std::vector<NeuronGroup>,
/// std::map<std::string, std::vector<SpikeMonitor>>, std::tie(G, S, M), collect().
template <class T>
concept NetworkPart = internal::is_network_part<T>();
/// Objects of several classes in braces: Network({G, S, M}).
using NetworkParts = std::initializer_list<internal::ObjectReference>;

/// A set of objects that run together, with a time of their own. Networks share nothing: they may run in different threads.
/// The objects live at least as long as the network.
class HILLOCK_API Network {
  public:
    Network();
    template <NetworkPart First, NetworkPart... Rest> explicit Network(const First& first, const Rest&... rest) : Network() { add(first, rest...); }
    explicit Network(NetworkParts parts) : Network() { add(parts); }
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

    /// Throws ValueError if an object is part of another network already or its name is taken; then none of them is added.
    template <NetworkPart... Parts> void add(const Parts&... parts) { add_all(pointers_to(parts...)); }
    void add(NetworkParts parts) { add_all(pointers_to(parts)); }
    /// The objects leave with the values that they have; they may join this network again or another one, where time starts at 0 for them.
    /// Throws ValueError if one is not part of this network; then none has left.
    template <NetworkPart... Parts> void remove(const Parts&... parts) { remove_all(pointers_to(parts...)); }
    void remove(NetworkParts parts) { remove_all(pointers_to(parts)); }

    /// The object of this name. Throws NameError.
    [[nodiscard]] NetworkObject operator[](const std::string& name) const;
    /// The same as a handle of its class, net.get<SpikeMonitor>("spikes"). Throws NameError, and TypeError if it is of another class.
    template <std::derived_from<SimulationObject> Handle> [[nodiscard]] Handle get(const std::string& name) const { return Handle((*this)[name]); }
    [[nodiscard]] bool contains(const std::string& name) const;
    /// Names of all objects, in the order in which they were added.
    [[nodiscard]] std::vector<std::string> names() const;
    /// The objects, in this order.
    [[nodiscard]] std::vector<NetworkObject> objects() const;

    /// Advance by `duration`; a step that has begun is finished, also when something in it throws, and the next run takes it into account. run(0*second) only
    /// prepares (checks, compiles).
    /// Throws DimensionMismatchError unless it is a time or if a constant does not fit, NameError if one has no value, ValueError if it is negative, an object needs one that is not part of
    /// the network or `real_time` has a factor that is not positive or a time that is negative, MemoryError if what monitors keep does not fit any more.
    void run(const Quantity& duration, const RunOptions& options = {});

    /// Advance by one step, that of the clock whose next one begins first, and of all that begin with it: for hosts with a loop of
    /// their own, who write `group["drive"].data()` or fire an InputGroup before it and read what came of it after. It is a run
    /// without report and end, and cheap: what was assigned since the last step is checked as before a run only when something was changed
    /// that needs new code. Constants are those of a run that is given none. States are looked at every 64 steps (see RunOptions::nan_guard).
    /// Throws what run() throws.
    void step();

    /// End the run that lasts, after its current step: run() returns, t() is the time that was reached, and a run that follows goes on from
    /// there. May be called by a NetworkOperation, a function of the equations, a progress callback, or another thread. Without a run nothing
    /// happens.
    void stop() const;
    /// Whether the last run was ended by stop(), a token or Ctrl+C before its time.
    [[nodiscard]] bool stopped() const;

    /// How the last run with `real_time` kept its pace, also one that failed. Throws ValueError if there was none.
    [[nodiscard]] RealTimeReport real_time_report() const;

    /// What the last run with `profile` took, the longest first. Throws ValueError if there was none.
    [[nodiscard]] std::vector<ProfileEntry> profiling_info() const;
    /// The same as a table, of the `show` longest.
    [[nodiscard]] std::string profiling_summary(std::optional<std::size_t> show = std::nullopt) const;
    /// A table of all that is done in a step, in its order: object, work, dt of the clock, slot, order, active. Prepares as run(0*second)
    /// does, and throws what that throws.
    [[nodiscard]] std::string scheduling_summary();

    /// Slots of a step in their order instead of those of before, each with a "before_" and an "after_" slot around it. Takes effect with the next
    /// run, which throws ValueError if an object has another slot. Throws ValueError for a name that begins with "before_" or
    /// "after_", is no identifier, or comes twice, for no slot at all, and while the network runs.
    void set_schedule(const std::vector<std::string>& slots);
    [[nodiscard]] std::vector<std::string> schedule() const;
    /// "start", "groups", "thresholds", "synapses", "resets", "end"
    [[nodiscard]] static std::vector<std::string> default_schedule();

    /// Values of the names that objects left for a run to give (`late_constants`), for all runs from now on.
    void set_constants(const Constants& constants);

    /// Memory of each object, in the order in which they were added.
    [[nodiscard]] std::vector<MemoryUse> memory() const;
    /// The same as a table, with bytes for each neuron and synapse.
    [[nodiscard]] std::string memory_report() const;

    /// All random numbers of runs from now on follow from this number and from nothing else.
    void seed(std::uint64_t number);
    template <std::floating_point T> void seed(T number) = delete; ///< it would lose its fraction

    /// Threads that carry out the runs of this network from now on, the calling thread among them: it starts the others with the first
    /// run that needs them, and they end with the network. 0, as at the start: what hillock::threads() says. The results are the same in
    /// every bit. Functions, operations and callbacks of the host are called by the calling thread alone. Throws ValueError unless it is
    /// 0 to 1024, and while the network runs.
    void threads(int number);
    /// How many carried out the last run or step; 1 before.
    [[nodiscard]] int threads() const;
    /// How many steps of the last run were carried out in blocks, or by each thread for itself (RunOptions::temporal_blocking).
    [[nodiscard]] std::int64_t blocked_steps() const;

    /// The time up to which it was run; in a run that of the step.
    [[nodiscard]] Quantity t() const;

    /// A network of equal objects with the same names, values, monitors' records, time, stored states and random numbers: both go on
    /// alike, and what is done to one does not concern the other. Its objects are reached by name, clone.get<NeuronGroup>("G"). Nothing is
    /// compiled for it. Functions of the host program that equations call are shared: clones that run in several threads call them from
    /// all of these. Throws ValueError for a network that runs, that lacks an object which one of its objects needs, or that has a
    /// NetworkOperation.
    [[nodiscard]] Network clone() const;

    /// Copies of the variables of all groups and synapses, by name of the object.
    [[nodiscard]] std::map<std::string, States> get_states(const GetStatesOptions& options = {}) const;
    /// Assigns to all of these variables, or if anything is wrong to none. Throws NameError for an object that is none, TypeError for one
    /// without variables, and what set_states of a group throws.
    void set_states(const std::map<std::string, States>& states);

    /// Keep the state as it is now, in memory, under a name; one of the same name is replaced. The state is everything that a run
    /// changes or that is assigned between runs: the time, variables, synapses and their delays, events on their way, spikes of
    /// SpikeGeneratorGroups, what monitors hold (of those that stream to a file see Monitor), constants of set_constants(), the random numbers
    /// to come. It is not texts, schedules or TimedArrays, nor anything of the host program.
    void store(const std::string& name = "default");
    /// Go back to a stored state. Arrays of neurons stay where they are (see VariableView::data), and so do those of synapses unless
    /// their number was another one. Throws NameError if there is none of this name, and ValueError if objects differ from what they
    /// were: each object needs a state under its name, of as many neurons and the same variables. Then nothing has changed.
    void restore(const std::string& name = "default", const RestoreOptions& options = {});
    /// The same in a file, for another process too. The file appears once it is whole: an existing one is replaced by then, not
    /// before. Throws SystemError if it cannot be written.
    void store_to_file(const std::string& path);
    /// The network must have objects of the same names and kinds as the one that was stored. Throws SystemError if the file cannot
    /// be read, ValueError if it is no stored state, damaged, made by a newer version, or does not fit. Then nothing has changed.
    void restore_from_file(const std::string& path, const RestoreOptions& options = {});

  private:
    friend class internal::engine::Access;
    explicit Network(internal::Shared<internal::engine::Simulation> simulation);
    using Handles = std::vector<const SimulationObject*>;
    template <class... Parts> static Handles pointers_to(const Parts&... parts) {
        Handles handles;
        (internal::for_each_object(parts, [&handles](const SimulationObject& object) { append_to(handles, object); }), ...);
        return handles;
    }
    static void append_to(Handles& handles, const SimulationObject& object);
    void add_all(const Handles& handles);
    void remove_all(const Handles& handles);
    [[nodiscard]] internal::engine::Simulation& simulation() const;

    internal::Shared<internal::engine::Simulation> simulation_;
};

/// Run all objects of this thread that exist, were made since start_scope() and are part of no Network. Goes on from where the last run
/// of the same objects ended; new objects start at 0. Throws MagicError if there are none, or if some have run before and some
/// have not (monitors may come later).
HILLOCK_API void run(const Quantity& duration, const RunOptions& options = {});

/// Network::stop() for all runs that last, of all networks in all threads.
HILLOCK_API void stop();
// As those of Network, for what run() of this thread ran last.
[[nodiscard]] HILLOCK_API bool stopped();
[[nodiscard]] HILLOCK_API RealTimeReport real_time_report();
[[nodiscard]] HILLOCK_API std::vector<ProfileEntry> profiling_info();
[[nodiscard]] HILLOCK_API std::string profiling_summary(std::optional<std::size_t> show = std::nullopt);
[[nodiscard]] HILLOCK_API std::string scheduling_summary();
/// As those of Network, for what run() runs.
HILLOCK_API void store(const std::string& name = "default");
HILLOCK_API void restore(const std::string& name = "default", const RestoreOptions& options = {});
HILLOCK_API void store_to_file(const std::string& path);
HILLOCK_API void restore_from_file(const std::string& path, const RestoreOptions& options = {});

/// The objects that run() would run, in the order in which they were made: Network network(collect()). The handles keep them alive.
[[nodiscard]] HILLOCK_API std::vector<NetworkObject> collect();

/// Objects made before are no longer part of what run() runs.
HILLOCK_API void start_scope();

/// The same number gives the same random numbers: values assigned by text, connections, and runs of this thread.
HILLOCK_API void seed(std::uint64_t number);
template <std::floating_point T> void seed(T number) = delete;
/// Start from an unpredictable number, as at the start of the program.
HILLOCK_API void seed();

/// Threads for each of the networks that this thread runs from now on, unless Network::threads() says otherwise, and for large connections and
/// assignments. 0, as at the start: what the environment variable HILLOCK_THREADS says, and without it as many as help, at most one for each
/// processor: a small network runs in the calling thread alone, and variants that sweep() runs at the same time share the processors. Throws
/// ValueError unless it is 0 to 1024; a run throws it for a variable that is no such number, and so does what else would start threads.
HILLOCK_API void threads(int number);
/// As Network::threads(), for what run() ran last.
[[nodiscard]] HILLOCK_API int threads();

/// Time step of the networks that this thread prepares: `defaultclock().dt = 0.05*ms`. 0.1 ms unless it is set.
struct DefaultClock {
    Quantity dt = Quantity(1e-4, kTimeDimension);
};
[[nodiscard]] HILLOCK_API DefaultClock& defaultclock();

} // namespace hillock
