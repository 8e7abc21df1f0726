// SPDX-License-Identifier: Apache-2.0
// From an expression for i or j to pairs: "k for k in range(i-1, i+2) if k != i". What its parts mean is computed by kernels, for
// many candidates at a time.
#pragma once

#include "engine/code.hpp"
#include "engine/connect_rules.hpp"
#include "engine/connectivity.hpp"
#include "engine/range.hpp"
#include "hillock/synapses.hpp"
#include "jit/plan/builder.hpp"
#include "parser/model/check.hpp"

#include <string>
#include <vector>

namespace hillock::internal::engine {

/// What the expressions of connect() are surrounded by.
struct PairSurroundings {
    std::string name;           ///< of the synapses, for messages
    const model::Scope* scope;  ///< of the synapses
    plan::Surroundings plan;
    KernelArguments arguments;  ///< with time, offsets and counts
    ArrayLookup array_of;
    std::string group_names[3]; ///< by side
    Range ranges[3];            ///< by side: elements in the arrays of the group
    Candidates allowed;         ///< which pairs may become synapses
};

/// The pairs in their order of creation: of an expression for j by source neuron, of one for i by target neuron, each in the
/// order of its loop. Throws what Synapses::connect documents. \pre i or j of the options is text
[[nodiscard]] std::vector<Pair> generate_pairs(const PairSurroundings& around, const ConnectOptions& options);

} // namespace hillock::internal::engine
