// SPDX-License-Identifier: Apache-2.0
// The door from public handles to the objects behind them.
#pragma once

#include "engine/synapse_set.hpp"
#include "hillock/groups.hpp"

namespace hillock::engine {

class Access {
  public:
    [[nodiscard]] static const std::shared_ptr<Object>& object(const SimulationObject& handle) { return handle.object_; }
    /// \pre the handle was made with an Implementation
    template <class Implementation> [[nodiscard]] static Implementation& as(const SimulationObject& handle) {
        return static_cast<Implementation&>(*handle.object_);
    }
    [[nodiscard]] static Population population(const Subgroup& group) {
        return {group.neurons_, {group.begin_, group.end_}};
    }
};

} // namespace hillock::engine
