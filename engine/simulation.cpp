// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation.hpp"

#include "engine/log.hpp"
#include "engine/origin.hpp"
#include "engine/progress.hpp"
#include "engine/random.hpp"
#include "engine/run_tables.hpp"
#include "engine/variable_owner.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <limits>
#include <set>
#include <tuple>

namespace hillock::internal::engine {

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
            object->leave(end_);
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
        names.push_back(naming_origin(*object, [&] { return free_name(*object, names); }));
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
        object->leave(end_);
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
                naming_origin(*object, [&] {
                    throw ValueError("'" + object->name() + "' needs '" + needed->name() + "', which is not part of the network that runs");
                });
}

void Simulation::require_idle(const char* what) const {
    if (running_) throw ValueError(std::string(what) + " while the network runs");
}

std::int64_t Simulation::step_at(double dt) const { return next_step(dt).number; }

Step Simulation::next_step(double dt) const {
    if (const std::size_t clock = clocks_.find(dt); running_ && clock < clocks_.size()) return clocks_[clock].next();
    return Clock{.dt = dt, .step = clocks_.first_step(t(), dt), .listed = {}, .times = {}}.next();
}

double Simulation::seconds_of(const Quantity& duration) {
    if (!(duration.dimension() == kTimeDimension))
        throw DimensionMismatchError("a run takes a time such as '100*ms', but was given " + to_string(duration));
    if (!(duration.value() >= 0) || std::isinf(duration.value()))
        throw ValueError("a run takes a finite time that is not negative, but was given " + to_string(duration));
    return duration.value();
}

void Simulation::require_continuing(double dt) const {
    if (dt == dt_ || !has_begun()) return;
    const double reached = next_step(dt_).t, next = next_step(dt).t;
    if (std::abs(next - reached) <= kSameTime * dt) return;
    const auto text = [](double seconds) { return to_string(Quantity(seconds, kTimeDimension)); };
    throw ValueError("dt cannot change from " + text(dt_) + " to " + text(dt) + " now: the network has come to " + text(reached) +
                     ", and the next step of " + text(dt) + " would begin at " + text(next));
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
    for (const auto& object : objects_) naming_origin(*object, [&] { object->require_constants(all); });
    for (const auto& object : objects_) object->take_constants(all);
    took_constants_of_run_ = !of_run.empty();
    for (const auto& [name, value] : all)
        if (std::none_of(objects_.begin(), objects_.end(), [&](const auto& object) { return object->takes_constant(name); }))
            log_warning(Warning::unused_constant,
                        "the constant '" + name + "' of the run is not used: no object of the network left its value for a run to give");
}

bool Simulation::is_prepared() const {
    if (prepared_.size() != objects_.size() || dt_ != prepared_dt_ || key_ != prepared_key_ || objects_.empty()) return false;
    if (prepared_wish_ != wished_threads(threads_asked_)) return false;
    for (std::size_t k = 0; k < objects_.size(); ++k) {
        const auto& [object, revision] = prepared_[k];
        const bool same = !object.owner_before(objects_[k]) && !objects_[k].owner_before(object); // an address may be used again
        if (!same || revision != objects_[k]->revision()) return false;
    }
    return true;
}

void Simulation::prepare() {
    const bool apart = schedule_.is_before(Slot::thresholds, Slot::groups) ||
                       std::any_of(objects_.begin(), objects_.end(),
                                   [&](const auto& object) { return object->calls_host_before_threshold(schedule_); });
    for (const auto& object : objects_) {
        object->part_thresholds(schedule_);
        if (apart) object->keep_threshold_apart();
    }
    if (is_prepared()) return;
    prepared_.clear(); // whatever fails from here on, nothing half prepared is run

    make_clocks();
    prepare_objects();
    arrange_variables();
    std::vector<Code*> codes;
    for (const auto& object : objects_)
        for (Code* code : object->codes()) codes.push_back(code);
    const ThreadWish wish = wished_threads(threads_asked_);
    compile_all(codes, wish.asked > 0 ? static_cast<unsigned>(wish.asked) : wish.most);
    collect_work();
    share_work();
    std::vector<std::pair<std::weak_ptr<Object>, std::uint64_t>> revisions; // of now: preparing may have changed some
    for (const auto& object : objects_) revisions.emplace_back(object, object->revision());
    prepared_ = std::move(revisions);
    prepared_dt_ = dt_;
    prepared_key_ = key_;
}

std::set<const Object*> Simulation::touched_objects(bool by_monitors) const {
    std::set<const Object*> result;
    for (const auto& object : objects_) {
        if (object->is_monitor() && !by_monitors) continue;
        for (const Object* const other : object->dependencies()) result.insert(other);
    }
    return result;
}

void Simulation::prepare_objects() {
    const std::set<const Object*> touched = touched_objects(false);
    const bool by_host = std::ranges::any_of(objects_, [](const auto& object) { return object->is_host_code(); });
    // Monitors read what the others have decided to keep.
    for (const bool monitors : {false, true})
        for (const auto& object : objects_) {
            if (object->is_monitor() != monitors) continue;
            const Preparation preparation{.dt = object->clock_dt_among(dt_), .usual_dt = dt_, .random_key = mix_keys(key_, stream_of(*object)),
                                          .schedule = &schedule_, .is_touched = by_host || touched.contains(object.get())};
            naming_origin(*object, [&] { object->prepare(preparation); });
        }
}

void Simulation::arrange_variables() {
    const std::set<const Object*> touched = touched_objects(true);
    bool by_anybody = false; // code of the host may touch what it likes
    for (const auto& object : objects_) {
        const std::vector<Code*> codes = object->codes();
        by_anybody = by_anybody || object->is_host_code() ||
                     std::ranges::any_of(codes, [](const Code* code) { return code->planned() && !code->kernel().host_functions.empty(); });
    }
    for (const auto& object : objects_)
        naming_origin(*object, [&] { object->arrange(!by_anybody && !touched.contains(object.get())); });
}

void Simulation::make_clocks() {
    std::vector<double> dts;
    for (const auto& object : objects_)
        for (const double dt : object->clocks(dt_)) dts.push_back(dt);
    if (dts.empty()) dts.push_back(dt_);
    std::vector<EventTimes> lists;
    for (const auto& object : objects_)
        for (EventTimes& list : object->event_clocks()) lists.push_back(std::move(list));
    clocks_ = Clocks(dts, lists, end_);
}

void Simulation::collect_work() {
    work_.clear();
    for (const auto& object : objects_)
        for (Task& task : object->tasks()) {
            naming_origin(*object, [&] { schedule_.require(task.slot, object->name()); });
            const double dt = task.dt > 0 ? task.dt : object->clock_dt_among(dt_);
            const std::size_t clock = task.times ? clocks_.find(task.times) : clocks_.find(dt);
            work_.push_back({std::move(task), clock, object.get()});
        }
    const auto place = [&](const Task& task) { return std::tuple(schedule_.position(task.slot), task.order, task.last, task.rank); };
    std::stable_sort(work_.begin(), work_.end(), [&](const Work& a, const Work& b) { return place(a.task) < place(b.task); });
}

void Simulation::require_valid_states() {
    if (states_are_valid()) return;
    for (const auto& object : objects_)
        if (const auto problem = object->invalid_state())
            naming_origin(*object, [&] {
                throw NumericalError(*problem + " at t = " + to_string(Quantity(clocks_.t(), kTimeDimension)) +
                                     ", the end of the step; the run ends here. A time constant that is 0, a step that is too long for the method, or "
                                     "a division by 0 are common causes; run(..., {.nan_guard = false}) goes on");
            });
}

// One pass at time t as a partial order of its tasks; "a < b": a ends before b begins. All clocks whose next step begins at t, within 1e-4
// of the shorter dt, have that step in this pass; the tasks of all others are left out. Each task is given the step [t, t+dt) of the clock that
// runs it. With one clock a pass is a step.
//
//   G, H, S with a dt or an EventClock of their own, the owner of G and S or the thread's clock for H otherwise; Z, A by the clock of the target; U, T, V, R, W, C, E
//   by that of the group; D by that of the synapses; P by that of the neurons that spike, which counts its delays too.
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
//   All of pass k < all of pass k+1: the next pass is at the earliest time at which a clock has a step that has not begun.
//   Slots are in the order of the network's schedule; where it puts thresholds before groups, or code between them, U leaves the test to T.
//
// On entry and on exit: the states of what a clock runs are those at t of its next step. A list of spikes is heard in the step that
// makes it, by tasks of the same clock. Tasks of different groups within U, D, T, C, V, R and E share nothing. Running the list, sorted by slot, order and rank, from front to back respects all of this.
//
// With several threads the last tasks of a pass may run with the first of the next, if no order is broken by it (simulation_threads.cpp).
//
// What a task throws waits until the pass is over: a step that were done again would integrate, record and move what is under way twice.
template <class Run> void Simulation::pass(Run run) {
    FirstFailure failure;
    const auto attempt = [&](Work& work, const Step& step) { failure.attempt(work.object, [&] { run(work, step); }); };
    if (clocks_.size() == 1) {
        const Step step = clocks_[0].next();
        for (Work& work : work_)
            if (work.object->active()) attempt(work, step);
    } else {
        for (Work& work : work_)
            if (clocks_.is_due(work.clock) && work.object->active()) attempt(work, clocks_[work.clock].next());
    }
    clocks_.tick();
    failure.rethrow();
}

void Simulation::loop(double end, const RunOptions& options, const StopWatch& watch, ProgressReporter& progress) {
    const double begin = clocks_.t();
    const auto completed = [&] { return std::min(1.0, (clocks_.t() - begin) / (end - begin)); };
    const bool may_tile = options.temporal_blocking && !options.profile && !pacer_;
    std::int64_t steps = 0;
    if (pacer_) pacer_->begin(begin);
    while (!clocks_.finished() && !watch.should_stop()) {
        const bool plain = !options.profile && !progress.wanted();
        if (!plain) finish_pass();
        if (pacer_) pacer_->begin_step();
        const TilesAhead tiles = may_tile ? tiles_ahead(kGuardPeriod - steps % kGuardPeriod) : TilesAhead{};
        if (tiles.steps > 0) {
            pass_in_tiles(tiles);
            progress.look(std::chrono::steady_clock::now(), completed);
            progress.rethrow();
        } else if (plain) {
            if (sharing_) pass_together();
            else pass([](Work& work, const Step& step) { work.task.run(step); });
        } else {
            pass([&](Work& work, const Step& step) {
                const auto before = std::chrono::steady_clock::now();
                carry_out_alone(work, step);
                const auto after = std::chrono::steady_clock::now();
                work.seconds += std::chrono::duration<double>(after - before).count();
                progress.look(after, completed);
            });
            progress.rethrow();
        }
        steps += std::max<std::int64_t>(1, tiles.steps);
        const bool looks = steps % kGuardPeriod == 0 && options.nan_guard;
        if (looks || pacer_) finish_pass();
        if (looks) require_valid_states();
        if (pacer_) pacer_->end_step(clocks_.t(), watch);
    }
    finish_pass();
    if (steps > 0 && options.nan_guard) require_valid_states();
}

void Simulation::make_ready(const Constants& of_run) {
    require_dependencies();
    give_constants(of_run);
    for (const auto& object : objects_) naming_origin(*object, [&] { object->require_ready(); });
    prepare();
    clocks_.set(end_);
}

namespace {

/// The steps until `end`, of a clock with this dt. Throws ValueError for too many, and warns of many.
void require_countable(double end, double dt, const Quantity& duration) {
    const double steps = end / dt;
    if (steps > 9e15) // beyond that not every step has a double of its own
        throw ValueError("a run of " + to_string(duration) + " has too many steps");
    if (steps > 0x1p40) // of 53 bits 13 are left for parts of a step
        log_warning(Warning::many_timesteps,
                    "the run of " + to_string(duration) + " goes on beyond 2**40 steps of " + to_string(Quantity(dt, kTimeDimension)) +
                    ": times are rounded by more than a ten thousandth of a step there");
}

} // namespace

void Simulation::order_memory(double until) {
    double bytes = 0;
    for (const auto& object : objects_) bytes += object->bytes_recorded_in(until - clocks_.t());
    supply_ = BlockSupply::for_run(bytes);
}

void Simulation::run(const Quantity& duration, const RunOptions& options) {
    require_idle("run() cannot be called");
    const double dt = clock_dt(), asked = end_ + seconds_of(duration);
    require_continuing(dt);
    double shortest = std::numeric_limits<double>::infinity();
    for (const auto& object : objects_)
        for (const double step : object->clocks(dt)) shortest = std::min(shortest, step);
    require_countable(asked, shortest, duration);
    std::optional<Pacer> pacer;
    if (options.real_time) pacer.emplace(*options.real_time);
    dt_ = dt;
    ProgressReporter progress(options, end_, duration.value());
    const StopWatch watch(stop_, options.stop_token, options.stop_on_interrupt); // from here on: compiling takes longer than many runs
    choose_key();
    make_ready(options.constants);
    clocks_.run_until(asked);
    for (Work& work : work_) work.seconds = 0;
    profile_.reset();
    pacer_ = std::move(pacer);
    stopped_ = false;
    blocked_steps_ = 0;
    {
        const Running running(*this);
        order_memory(asked);
        progress.begin();
        const double begin = clocks_.t();
        std::exception_ptr failure; // of the loop, or of the first object that fails at the end: the others end theirs all the same
        const auto keep_failure = [&failure](auto work) {
            try {
                work();
            } catch (...) {
                if (!failure) failure = std::current_exception();
            }
        };
        keep_failure([&] { loop(asked, options, watch, progress); });
        keep_failure([&] { finish_pass(); }); // if the loop has failed
        stopped_ = !failure && !clocks_.finished();
        if (clocks_.t() > begin)
            for (const auto& object : objects_) keep_failure([&] { naming_origin(*object, [&] { object->end_run(next_step(object->clock_dt_among(dt_))); }); });
        if (failure) std::rethrow_exception(failure);
        if (watch.interrupted() && stopped_)
            log_warning(Warning::interrupted,
                        "the run was interrupted (SIGINT) at t = " + to_string(Quantity(clocks_.t(), kTimeDimension)) +
                        "; the network can be run on from there");
        progress.end(stopped_ ? (clocks_.t() - begin) / (asked - begin) : 1);
    }
    if (!stopped_) end_ = asked;
    if (options.profile) keep_profile();
}

void Simulation::make_ready_again() {
    const double dt = clock_dt();
    require_continuing(dt);
    dt_ = dt;
    choose_key();
    if (!is_prepared()) make_ready({});
}

void Simulation::step() {
    require_idle("step() cannot be called");
    make_ready_again();
    if (took_constants_of_run_) give_constants({});
    const Running running(*this);
    if (sharing_) {
        FirstFailure failure;
        failure.attempt(nullptr, [&] { pass_together(); });
        failure.attempt(nullptr, [&] { finish_pass(); });
        failure.rethrow();
    } else {
        pass([](Work& work, const Step& step) { work.task.run(step); });
    }
    if (++steps_alone_ % kGuardPeriod == 0) require_valid_states();
}

void Simulation::set_schedule(const std::vector<std::string>& slots) {
    require_idle("the schedule cannot be set");
    schedule_ = Schedule(slots);
    prepared_.clear();
}

// ---- tables -----------------------------------------------------------------------------------------------------

void Simulation::keep_profile() {
    profile_.emplace();
    for (const Work& work : work_) profile_->push_back({work.object->name(), work.task.what, work.seconds, 0});
    finish_profile(*profile_);
}

RealTimeReport Simulation::real_time_report() const {
    if (!pacer_) throw ValueError("nothing was paced: the last run was not made with {.real_time = RealTime{}}");
    return pacer_->report();
}

const std::vector<ProfileEntry>& Simulation::profile() const {
    if (!profile_) throw ValueError("nothing was profiled: the last run was not made with {.profile = true}");
    return *profile_;
}

std::string Simulation::scheduling_summary() {
    require_idle("scheduling_summary() cannot be called");
    make_ready_again();
    std::vector<ScheduleRow> rows;
    for (const Work& work : work_)
        rows.push_back({work.object->name(), work.task.what, clocks_[work.clock].dt, slot_name(work.task.slot), work.task.order,
                        work.object->active()});
    return schedule_table(rows);
}

} // namespace hillock::internal::engine
