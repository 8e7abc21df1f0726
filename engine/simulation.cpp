// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation.hpp"

#include "engine/log.hpp"
#include "engine/progress.hpp"
#include "engine/random.hpp"
#include "engine/variable_owner.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hillock::engine {

namespace {

/// Steps between two looks at the states: looking costs less than a hundredth of the work that way.
constexpr std::int64_t kGuardPeriod = 64;

} // namespace

double clock_dt() {
    const Quantity dt = defaultclock().dt;
    if (!(dt.dimension() == kTimeDimension))
        throw DimensionMismatchError("defaultclock().dt must be a time, but it is " + to_string(dt));
    if (!(dt.value() > 0) || std::isinf(dt.value()))
        throw ValueError("defaultclock().dt must be positive, but it is " + to_string(dt));
    return dt.value();
}

Simulation::~Simulation() {
    for (const Member& member : members_)
        if (const auto object = member.object.lock()) {
            object->network_ = nullptr;
            object->leave(step_);
        }
}

std::string Simulation::free_name(const Object& object, std::span<const std::string> joining) const {
    const auto taken = [&](const std::string& name) {
        return std::find(joining.begin(), joining.end(), name) != joining.end() ||
               std::any_of(objects_.begin(), objects_.end(), [&](const auto& other) { return other->name() == name; });
    };
    if (!taken(object.name())) return object.name();
    if (!object.name_.automatic) throw ValueError("two objects of the network are named '" + object.name() + "'");
    int number = 1;
    while (taken(object.name() + "_" + std::to_string(number))) ++number;
    return object.name() + "_" + std::to_string(number);
}

void Simulation::add(std::span<const std::shared_ptr<Object>> objects) {
    require_idle("an object cannot be added");
    std::vector<std::shared_ptr<Object>> fresh;
    std::vector<std::string> names;
    for (const auto& object : objects) {
        if (object->network_ == this || std::find(fresh.begin(), fresh.end(), object) != fresh.end()) continue;
        if (object->network_) throw ValueError("'" + object->name() + "' is part of another network already");
        names.push_back(free_name(*object, names));
        fresh.push_back(object);
    }
    members_.reserve(members_.size() + fresh.size());
    objects_.reserve(objects_.size() + fresh.size());
    // Nothing below can fail. Monitors draw from streams of their own: adding one leaves the numbers of all others as they are.
    constexpr std::uint64_t kMonitorStreams = std::uint64_t{1} << 32;
    for (std::size_t k = 0; k < fresh.size(); ++k) {
        members_.push_back({fresh[k], fresh[k]->is_monitor() ? kMonitorStreams + monitors_++ : others_++});
        objects_.push_back(fresh[k]);
        fresh[k]->name_.text = std::move(names[k]);
        fresh[k]->network_ = this;
        fresh[k]->was_member_ = true;
    }
}

void Simulation::remove(std::span<const std::shared_ptr<Object>> objects) {
    require_idle("an object cannot be removed");
    for (const auto& object : objects)
        if (object->network_ != this) throw ValueError("'" + object->name() + "' is not part of this network");
    for (const auto& object : objects) {
        if (object->network_ != this) continue; // named twice
        object->network_ = nullptr;
        object->leave(step_);
        std::erase(objects_, object);
        std::erase_if(members_, [&](const Member& member) { return member.object.lock() == object; });
    }
    prepared_.clear();
}

std::uint64_t Simulation::stream_of(const Object& object) const {
    for (const Member& member : members_)
        if (member.object.lock().get() == &object) return member.stream;
    throw InternalError("internal error, please report: '" + object.name() + "' is no member of its network");
}

void Simulation::require_dependencies() const {
    for (const auto& object : objects_)
        for (const Object* needed : object->dependencies())
            if (std::none_of(objects_.begin(), objects_.end(), [&](const auto& other) { return other.get() == needed; }))
                throw ValueError("'" + object->name() + "' needs '" + needed->name() +
                                 "', which is not part of the network that runs");
}

void Simulation::require_idle(const char* what) const {
    if (running_) throw ValueError(std::string(what) + " while the network runs");
}

std::int64_t Simulation::steps_in(const Quantity& duration) const {
    if (!(duration.dimension() == kTimeDimension))
        throw DimensionMismatchError("a run takes a time such as '100*ms', but was given " + to_string(duration));
    if (!(duration.value() >= 0) || std::isinf(duration.value()))
        throw ValueError("a run takes a finite time that is not negative, but was given " + to_string(duration));
    // A duration that is no multiple of dt ends with the step that it begins; 1e-4 forgives the rounding of decimal numbers.
    const double steps = (end_ + duration.value()) / dt_ - static_cast<double>(step_), nearest = std::nearbyint(steps);
    const double whole = std::abs(steps - nearest) < 1e-4 ? nearest : std::ceil(steps);
    if (whole > 9e15) throw ValueError("a run of " + to_string(duration) + " has too many steps");
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(whole));
}

void Simulation::choose_key() {
    if (seed_) {
        key_ = fresh_ == 0 ? *seed_ : mix_keys(*seed_, fresh_);
        key_generation_ = 0;
    } else if (key_generation_ != thread_keys().generation()) {
        key_ = thread_keys().next();
        key_generation_ = thread_keys().generation();
    }
}

void Simulation::give_constants(const Constants& of_run) {
    Constants all = of_run;
    all.insert(constants_.begin(), constants_.end());
    for (const auto& object : objects_) object->require_constants(all);
    for (const auto& object : objects_) object->take_constants(all);
    for (const auto& [name, value] : all)
        if (std::none_of(objects_.begin(), objects_.end(), [&](const auto& object) { return object->takes_constant(name); }))
            log_warning("the constant '" + name + "' of the run is not used: no object of the network left its value for a run to give");
}

void Simulation::prepare() {
    if (std::any_of(objects_.begin(), objects_.end(), [](const auto& object) { return object->calls_host_before_threshold(); }))
        for (const auto& object : objects_) object->keep_threshold_apart();
    std::vector<std::pair<std::uint64_t, std::uint64_t>> wanted;
    for (const auto& object : objects_) wanted.emplace_back(stream_of(*object), object->revision());
    if (wanted == prepared_ && dt_ == prepared_dt_ && key_ == prepared_key_) return;
    prepared_.clear(); // whatever fails from here on, nothing half prepared is run

    std::vector<Code*> codes;
    for (const auto& object : objects_) {
        object->prepare({.dt = dt_, .random_key = mix_keys(key_, stream_of(*object))});
        for (Code* code : object->codes()) codes.push_back(code);
    }
    compile_all(codes);

    tasks_.clear();
    for (const auto& object : objects_)
        for (Task& task : object->tasks()) tasks_.push_back(std::move(task));
    std::stable_sort(tasks_.begin(), tasks_.end(), [](const Task& a, const Task& b) {
        return std::tuple(a.slot, a.order, a.last, a.rank) < std::tuple(b.slot, b.order, b.last, b.rank);
    });
    prepared_ = std::move(wanted);
    prepared_dt_ = dt_;
    prepared_key_ = key_;
}

void Simulation::require_valid_states() const {
    for (const auto& object : objects_)
        if (const auto problem = object->invalid_state())
            throw NumericalError(*problem + " at t = " + to_string(Quantity(t(), kTimeDimension)) +
                                 ", the end of the step; the run ends here. A time constant that is 0, a step that is too long for the method, or "
                                 "a division by 0 are common causes; run(..., {.nan_guard = false}) goes on");
}

// One step k of [t, t+dt) as a partial order of its tasks; "a < b": a ends before b begins.
//
//   G  run_regularly,    code of one group                                   its own slot, start if none is named
//      run_at           or set of synapses
//   H  NetworkOperation  calls the host, which may read and write any state  its own slot, start if none is named
//   S  StateMonitor      samples the state: in slot start that at t           its own slot, start if none is named; last
//   Z  sums cleared      each variable that synapses sum into is set to 0     groups, order -1,
//   A  sums made         of one set of synapses: adds the value of each       unless moved
//                        synapse to its neuron's variable
//   U  state update      of one group: refractoriness at t, integration to   groups
//                        t+dt, threshold at t+dt; its list of spikes; marks
//                        the spiking neurons as refractory
//   D  clock-driven      of one set of synapses: integration to t+dt          groups
//      equations
//   T  threshold         of a group that has code between U and thresholds:   thresholds
//                        then U leaves the test to it
//   C  SpikeMonitor      copies the list                                     thresholds, order 1
//   V  custom event      tests its condition, makes its list                 after_thresholds
//   P  pathway           of one set of synapses: its code for every synapse   synapses, order -1 for
//                        that is due, by age of the event, oldest first,     on_pre, 1 for on_post
//                        then by ascending neuron, then in order of creation
//   R  reset             of one group, for its spikes                        resets
//   W  run_on_event      code of one group, for a list of V                  after_resets
//   E  rate monitor      counts the list                                     end
//
//   S(all) < Z(all) < A(all) < U(all) < D(all): sums are of values at t on both sides; several sets that sum into one variable add
//   up; equations of synapses see neurons as they are at t+dt. In every slot and order code of groups < code of synapses.
//   A(s) < A(s') for s before s' in the network: sums of one target are added in one order.
//   G(start), H(start) < S(all) < U(all): a sample is of time t in all groups, after the code of its slot.
//   U(g) < T(g) < C(g), V(g), E(g), P(from g), R(g): they read the spikes of g, or the state that they left.
//   U(all) < P(all): synapses write states that U integrates.
//   P(s) < P(s') for s before s' in the network, and within s by name, where slot and order are equal: sums of one target are added in
//   one order, and code that does not commute has one result.
//   P(all) < R(all): input of this step reaches a neuron before its own reset.
//   R(g) < W(g): code of an event sees the state after the reset.
//   All of step k < all of step k+1.
//
// On entry and on exit: states are those at t of the next step, no list of spikes is pending. Tasks of different groups
// within U, D, T, C, V, R and E share nothing. Running the list, sorted by slot, order and rank, from front to back respects all of this.
void Simulation::loop(std::int64_t end, bool guard, ProgressReporter& progress) {
    const auto first = static_cast<double>(step_);
    const double whole = static_cast<double>(end) - first;
    while (step_ < end) {
        const Step step{.number = step_, .t = t(), .dt = dt_};
        for (const Task& task : tasks_) task.run(step);
        ++step_;
        if (guard && (step_ % kGuardPeriod == 0 || step_ == end)) require_valid_states();
        progress.step((static_cast<double>(step_) - first) / whole);
    }
}

void Simulation::run(const Quantity& duration, const RunOptions& options) {
    require_idle("run() cannot be called");
    const double dt = clock_dt();
    if (dt != dt_ && step_ > 0)
        throw ValueError("dt changed from " + to_string(Quantity(dt_, kTimeDimension)) + " to " + to_string(Quantity(dt, kTimeDimension)) +
                         " after the network has run");
    dt_ = dt;
    const std::int64_t steps = steps_in(duration);
    ProgressReporter progress(options, t(), duration.value());
    choose_key();
    require_dependencies();
    give_constants(options.constants);
    for (const auto& object : objects_) object->require_ready();
    prepare();
    const double asked = end_ + duration.value();
    // However the loop ends, time goes on from the last whole step.
    struct Running {
        Simulation& simulation;
        explicit Running(Simulation& running) : simulation(running) { simulation.running_ = true; }
        ~Running() {
            simulation.running_ = false;
            simulation.end_ = simulation.t();
        }
    };
    {
        const Running running(*this);
        progress.begin();
        loop(step_ + steps, options.nan_guard, progress);
        if (steps > 0)
            for (const auto& object : objects_) object->end_run({.number = step_, .t = t(), .dt = dt_});
        progress.end();
    }
    end_ = asked;
}

} // namespace hillock::engine
