// SPDX-License-Identifier: Apache-2.0
// The network that nobody made: all objects of a thread since start_scope().
#pragma once

#include "engine/simulation.hpp"

#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class MagicScope {
  public:
    void enter(const std::shared_ptr<Object>& object, const std::source_location& made_at);
    void start() { objects_.clear(); }
    /// Whether objects that had no network are known to it from now on, before any step has begun.
    enum class Stay { always, once_begun };
    /// Calls `action` with the network of all objects, as run() documents. \param caller  for messages: "run()"
    void with_network(const std::string& caller, const std::function<void(Simulation&)>& action, Stay stay = Stay::always);
    /// What ran last; nullptr if nothing did.
    [[nodiscard]] const Simulation* simulation() const { return simulation_.get(); }
    /// Objects that exist and are part of no other network, in order of their making.
    [[nodiscard]] std::vector<std::shared_ptr<Object>> collect();

  private:
    void sweep();

    std::vector<std::weak_ptr<Object>> objects_;
    std::unique_ptr<Simulation> simulation_;
};

/// The scope of this thread.
[[nodiscard]] MagicScope& magic_scope();

/// Makes an object a candidate for run() of this thread.
template <class Kind> [[nodiscard]] std::shared_ptr<Kind> entered(std::shared_ptr<Kind> object, const std::source_location& made_at) {
    magic_scope().enter(object, made_at);
    return object;
}

} // namespace hillock::internal::engine
