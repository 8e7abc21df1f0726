// SPDX-License-Identifier: Apache-2.0
// The door from public handles to the objects behind them.
#pragma once

#include "engine/simulation.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"
#include "hillock/groups.hpp"
#include "hillock/network.hpp"
#include "hillock/shared_pointer.hpp"

namespace hillock::internal::engine {

/// What a handle holds. Throws ValueError if that was moved to another handle.
template <class T> [[nodiscard]] const Shared<T>& held(const Shared<T>& content) {
    if (!content) throw ValueError("this variable is empty: what it stood for was moved to another variable, use that one");
    return content;
}

class Access {
  public:
    [[nodiscard]] static NetworkObject found(const std::shared_ptr<Object>& object) { return NetworkObject(object); }
    /// \pre objects of the public class are made of Implementation
    template <class Implementation>
    [[nodiscard]] static std::shared_ptr<Implementation> handle_of(const NetworkObject& handle, const char* public_class) {
        const std::shared_ptr<Object> content = object(handle);
        if (std::string(content->class_name()) != public_class)
            throw TypeError("'" + content->name() + "' is of the class " + content->class_name() + ", not " + public_class);
        return std::static_pointer_cast<Implementation>(content);
    }
    [[nodiscard]] static std::shared_ptr<Object> object(const SimulationObject& handle) { return held(handle.object_); }
    /// \pre the handle was made with an Implementation
    template <class Implementation> [[nodiscard]] static Implementation& as(const SimulationObject& handle) {
        return static_cast<Implementation&>(*held(handle.object_));
    }
    [[nodiscard]] static Simulation& simulation(const Network& network) { return network.simulation(); }
    [[nodiscard]] static Network network(std::unique_ptr<Simulation> simulation) { return Network(std::shared_ptr<Simulation>(std::move(simulation))); }
    [[nodiscard]] static Population population(const Subgroup& group) {
        return {held(group.neurons_), {group.begin_, group.end_}};
    }
};

} // namespace hillock::internal::engine
