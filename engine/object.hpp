// SPDX-License-Identifier: Apache-2.0
// What a network is made of.
#pragma once

#include "engine/code.hpp"
#include "engine/schedule.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hillock::engine {

class Simulation;

/// What an object learns when a run is prepared.
struct Preparation {
    double dt = 1e-4;             ///< seconds
    std::uint64_t random_key = 0; ///< of this object in this network
};

class Object {
  public:
    explicit Object(std::string name) : name_(std::move(name)) {}
    virtual ~Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    /// Objects that must be in the same network.
    [[nodiscard]] virtual std::vector<const Object*> dependencies() const { return {}; }
    /// A monitor may join a network that has run.
    [[nodiscard]] virtual bool is_monitor() const { return false; }

    /// Plan the kernels. May throw; then the object is as before.
    virtual void prepare(const Preparation&) {}
    /// The kernels to compile, once prepared.
    [[nodiscard]] virtual std::vector<Code*> codes() { return {}; }
    /// Bind compiled kernels to arrays and say what there is to do in a step.
    [[nodiscard]] virtual std::vector<Task> tasks() = 0;
    /// Grows with every change that makes a new preparation necessary.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

    /// The network that it is part of, nullptr if none.
    [[nodiscard]] const Simulation* network() const { return network_; }

  protected:
    void changed() { ++revision_; }

  private:
    friend class Simulation;
    std::string name_;
    std::uint64_t revision_ = 0;
    const Simulation* network_ = nullptr;
};

/// "neurongroup", "neurongroup_1", ...: names of objects of this thread that were not given one.
[[nodiscard]] std::string automatic_name(const std::string& kind);

} // namespace hillock::engine
