// SPDX-License-Identifier: Apache-2.0
// Objects that run together, and the loop that runs them.
#pragma once

#include "engine/block_supply.hpp"
#include "engine/clocks.hpp"
#include "engine/object.hpp"
#include "engine/pacer.hpp"
#include "engine/sharing.hpp"
#include "engine/snapshot.hpp"
#include "engine/stopping.hpp"
#include "engine/thread_count.hpp"
#include "hillock/network.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class Simulation {
  public:
    Simulation() = default;
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Throws ValueError if one is part of another network or its name is taken; then none is added. Those that are members already
    /// stay what they are.
    void add(std::span<const std::shared_ptr<Object>> objects);
    /// Throws ValueError if one is no member; then all stay.
    void remove(std::span<const std::shared_ptr<Object>> objects);
    /// Let go of all objects without forgetting that they are members: those that nobody else holds end here.
    void release() { objects_.clear(); }
    /// Take a member back after release().
    void take(const std::shared_ptr<Object>& object) { objects_.push_back(object); }

    // What Network documents.
    void run(const Quantity& duration, const RunOptions& options);
    void step();
    void stop() { stop_.raise(); }
    [[nodiscard]] bool stopped() const { return stopped_; }
    [[nodiscard]] RealTimeReport real_time_report() const;
    [[nodiscard]] const std::vector<ProfileEntry>& profile() const;
    [[nodiscard]] std::string scheduling_summary();
    void set_schedule(const std::vector<std::string>& slots);
    [[nodiscard]] const Schedule& schedule() const { return schedule_; }
    void seed(std::uint64_t number) {
        seed_ = number;
        fresh_ = 0;
    }
    void set_threads(int number);
    /// That the last run or step was carried out with.
    [[nodiscard]] unsigned threads() const { return sharing_ ? sharing_->shares() : 1; }
    /// Of the last run, in tiles.
    [[nodiscard]] std::int64_t blocked_steps() const { return blocked_steps_; }
    void set_constants(const Constants& constants) {
        constants_ = constants;
        prepared_.clear(); // step() looks at them again
    }

    /// An equal network of equal objects, as Network::clone documents. Once ready_to_clone() was called it may be called by several
    /// threads at a time, as long as nothing else is called.
    [[nodiscard]] std::unique_ptr<Simulation> clone() const;
    /// Throws ValueError for a network that runs or lacks an object that one of its objects needs. Chooses the key of its random numbers.
    void ready_to_clone();
    /// Compiles what the next run needs, so that clones need not.
    void compile();
    /// Of the random numbers of the next run. \pre ready_to_clone() was called
    [[nodiscard]] std::uint64_t key() const { return key_; }
    // What Network documents; see store.cpp.
    void store(const std::string& name);
    void restore(const std::string& name, const RestoreOptions& options);
    void store_to_file(const std::string& path);
    void restore_from_file(const std::string& path, const RestoreOptions& options);

    [[nodiscard]] const std::vector<std::shared_ptr<Object>>& objects() const { return objects_; }
    /// Seconds: while it runs the time of the step, else the time up to which it was run; the last step may go beyond.
    [[nodiscard]] double t() const { return running_ ? clocks_.t() : end_; }
    /// The step of a clock that begins now, or next, whether or not the network has such a clock.
    [[nodiscard]] std::int64_t step_at(double dt) const;
    [[nodiscard]] Step next_step(double dt) const;
    /// Whether any step has begun.
    [[nodiscard]] bool has_begun() const { return end_ > 0; }
    /// Memory for what monitors record, while a run lasts that records much; else nullptr.
    [[nodiscard]] BlockSupply* block_supply() const { return supply_.get(); }
    /// Whether it is between the first and the last step of a run.
    [[nodiscard]] bool running() const { return running_; }
    /// Throws ValueError while the loop runs: what is bound to kernels must not move.
    void require_idle(const char* what) const;

  private:
    /// The name that an object can have in this network beside others that join with it. Throws ValueError.
    [[nodiscard]] std::string free_name(const Object& object, std::span<const std::string> joining) const;
    [[nodiscard]] std::uint64_t stream_of(const Object& object) const;
    void require_dependencies() const;
    /// Seconds. Throws DimensionMismatchError or ValueError.
    [[nodiscard]] static double seconds_of(const Quantity& duration);
    /// Throws ValueError if time cannot go on from here in steps of another length.
    void require_continuing(double dt) const;
    void choose_key();
    void give_constants(const Constants& of_run);
    [[nodiscard]] bool is_prepared() const;
    void prepare();
    /// The objects that others depend on: all others, or those alone that may write.
    [[nodiscard]] std::set<const Object*> touched_objects(bool by_monitors) const;
    void prepare_objects();
    /// Tells all objects whether others touch their variables.
    void arrange_variables();
    void make_clocks();
    void collect_work();
    // See simulation_threads.cpp
    /// Chooses the number of threads, and which tasks they carry out together.
    void share_work();
    void make_batches();
    // See simulation_tiles.cpp
    /// Whether there can be tiles, and of which size.
    void find_tiles();
    /// What all tasks do in tiles; empty: there are none. \param in_shares  whether there is one block a thread
    [[nodiscard]] std::vector<const Tiling*> tilings(bool in_shares) const;
    struct TilesAhead {
        std::int64_t steps = 0; ///< 0: the next step is one for itself
        bool in_shares = false;
    };
    /// From now on, up to `most` steps.
    [[nodiscard]] TilesAhead tiles_ahead(std::int64_t most) const;
    [[nodiscard]] std::int64_t steps_in_tiles(std::int64_t most, bool in_shares) const;
    void pass_in_tiles(const TilesAhead& ahead);
    /// All that a run needs, at the time that was reached.
    void make_ready(const Constants& of_run);
    /// The same between two runs, if anything has changed.
    void make_ready_again();
    struct Work;
    [[nodiscard]] static const Tiling& tiling_of(const Work& work, bool in_shares);
    /// One step: run(work, step) for all that is due.
    template <class Run> void pass(Run run);
    /// The same with several threads, batch by batch. The last one may wait for the next pass.
    void pass_together();
    /// What waits is carried out: then the states are those of the end of the step.
    void finish_pass();
    void carry_out(const Work* first, const Work* last, bool waits);
    /// One task, with all threads that there are.
    void carry_out_alone(const Work& work, const Step& step);
    [[nodiscard]] bool is_due(const Work& work) const { return work.object->active() && clocks_.is_due(work.clock); }
    void loop(double end, const RunOptions& options, const StopWatch& watch, class ProgressReporter& progress);
    /// Has memory made ready for what monitors will record until a time in seconds.
    void order_memory(double until);
    void keep_profile();
    [[nodiscard]] bool states_are_valid();
    void require_valid_states();
    [[nodiscard]] NetworkState state();
    void take_state(const NetworkState& state, const std::string& stored_as, const RestoreOptions& options);
    void visit_state(StateVisitor& visitor, const RestoreOptions& options);
    void visit_random_state(StateVisitor& visitor, const RestoreOptions& options);
    void visit_constants(StateVisitor& visitor);
    /// What the network knows of an object.
    void visit_member(StateVisitor& visitor, Object& object);

    struct Member {
        std::weak_ptr<Object> object;
        std::uint64_t stream; ///< its random numbers' place in the network's key
    };
    std::vector<std::shared_ptr<Object>> objects_;
    std::vector<Member> members_;
    struct Work {
        Task task;
        std::size_t clock;    ///< that runs it
        const Object* object; ///< whose it is
        double seconds = 0;   ///< in the run that is profiled
    };
    /// While it is in place the network runs. However that ends, time goes on from the last whole step.
    struct Running {
        Simulation& simulation;
        double begin; ///< seconds, at which the first step begins: later than the end of the last run where that is between two steps
        explicit Running(Simulation& running) : simulation(running), begin(running.clocks_.t()) { simulation.running_ = true; }
        ~Running() {
            simulation.running_ = false;
            simulation.supply_.reset();
            if (simulation.clocks_.t() > begin) simulation.end_ = simulation.clocks_.t();
        }
    };
    std::vector<Work> work_; ///< in the order of a step
    /// Consecutive work: one task that one thread carries out, or such as several threads carry out without a wait in between.
    struct Batch {
        std::size_t first;
        std::size_t last; ///< behind it
    };
    std::vector<Batch> batches_; ///< of all work, if there are several threads
    bool last_waits_ = false;    ///< the last batch of a pass is carried out with the first of the next
    std::unique_ptr<Sharing> sharing_; ///< of several threads; nullptr: one does everything
    unsigned tile_blocks_ = 0; ///< of a thread, in tiles; 0: there are none
    std::int64_t blocked_steps_ = 0; ///< of the last run
    bool tiles_in_shares_ = false;
    std::vector<const Tiling*> tiled_; ///< what has something to do in a block of the tiles that are under way
    int threads_asked_ = 0; ///< for this network alone; 0: nothing
    ThreadWish prepared_wish_;
    Clocks clocks_;
    Schedule schedule_;
    StopFlag stop_;
    bool stopped_ = false;
    std::int64_t steps_alone_ = 0; ///< of step()
    std::optional<std::vector<ProfileEntry>> profile_;
    std::optional<Pacer> pacer_; ///< of the last run, if it had one
    std::vector<std::pair<std::weak_ptr<Object>, std::uint64_t>> prepared_; ///< objects of work_ and their revisions
    std::uint64_t prepared_key_ = 0;
    double dt_ = 1e-4; ///< seconds, of the objects without a clock of their own
    double prepared_dt_ = 0;
    double end_ = 0; ///< seconds
    bool running_ = false;
    std::unique_ptr<BlockSupply> supply_;
    std::uint64_t others_ = 0, monitors_ = 0; ///< streams given out
    std::optional<std::uint64_t> seed_; ///< given to this network alone
    Constants constants_;               ///< for all runs
    bool took_constants_of_run_ = false; ///< objects have some that come before these in one run alone
    std::uint64_t key_ = 0;
    std::uint64_t fresh_ = 0; ///< how often a restore asked for other random numbers since seed_ was given
    std::map<std::string, std::shared_ptr<const NetworkState>> stored_; ///< shared with clones
    std::uint64_t key_generation_ = 0; ///< of the thread's keys when key_ was taken; 0: not yet
};

} // namespace hillock::internal::engine
