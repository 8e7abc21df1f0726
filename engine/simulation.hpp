// SPDX-License-Identifier: Apache-2.0
// Objects that run together, and the loop that runs them.
#pragma once

#include "engine/object.hpp"
#include "engine/snapshot.hpp"
#include "hillock/network.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::engine {

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

    void run(const Quantity& duration, const RunOptions& options);
    void seed(std::uint64_t number) {
        seed_ = number;
        fresh_ = 0;
    }
    void set_constants(const Constants& constants) { constants_ = constants; }

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
    [[nodiscard]] std::int64_t step() const { return step_; }
    [[nodiscard]] double dt() const { return dt_; }
    /// Start of the next step.
    [[nodiscard]] double t() const { return static_cast<double>(step_) * dt_; }
    /// The time up to which runs were asked for; the last step may go beyond.
    [[nodiscard]] double end() const { return end_; }
    /// Throws ValueError while the loop runs: what is bound to kernels must not move.
    void require_idle(const char* what) const;

  private:
    /// The name that an object can have in this network beside others that join with it. Throws ValueError.
    [[nodiscard]] std::string free_name(const Object& object, std::span<const std::string> joining) const;
    [[nodiscard]] std::uint64_t stream_of(const Object& object) const;
    void require_dependencies() const;
    [[nodiscard]] std::int64_t steps_in(const Quantity& duration) const;
    void choose_key();
    void give_constants(const Constants& of_run);
    void prepare();
    void loop(std::int64_t end, bool guard, class ProgressReporter& progress);
    void require_valid_states() const;
    [[nodiscard]] NetworkState state();
    void take_state(const NetworkState& state, const std::string& stored_as, const RestoreOptions& options);
    void visit_state(StateVisitor& visitor, const RestoreOptions& options);
    void visit_random_state(StateVisitor& visitor, const RestoreOptions& options);
    void visit_constants(StateVisitor& visitor);
    void visit_stream(StateVisitor& visitor, const Object& object);

    struct Member {
        std::weak_ptr<Object> object;
        std::uint64_t stream; ///< its random numbers' place in the network's key
    };
    std::vector<std::shared_ptr<Object>> objects_;
    std::vector<Member> members_;
    std::vector<Task> tasks_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> prepared_; ///< streams and revisions of the objects of tasks_
    std::uint64_t prepared_key_ = 0;
    double dt_ = 1e-4;
    double prepared_dt_ = 0;
    std::int64_t step_ = 0;
    double end_ = 0; ///< seconds
    bool running_ = false;
    std::uint64_t others_ = 0, monitors_ = 0; ///< streams given out
    std::optional<std::uint64_t> seed_; ///< given to this network alone
    Constants constants_;               ///< for all runs
    std::uint64_t key_ = 0;
    std::uint64_t fresh_ = 0; ///< how often a restore asked for other random numbers since seed_ was given
    std::map<std::string, std::shared_ptr<const NetworkState>> stored_; ///< shared with clones
    std::uint64_t key_generation_ = 0; ///< of the thread's keys when key_ was taken; 0: not yet
};

} // namespace hillock::engine
