// SPDX-License-Identifier: Apache-2.0
// Which operations of a walk have to be carried out for one synapse after the other.
#pragma once

#include "jit/plan/kernel.hpp"

#include <optional>
#include <vector>

namespace hillock::internal::plan {

/// Synapses of a row may have one neuron in common, so what reads a variable of neurons that the walk writes, and all that follows
/// from it, is done in their order (`ge_post += w`); everything else may be computed for several synapses before, because each has
/// variables of its own. By operation: whether it belongs to the former. Nothing, if that cannot be told apart: a variable of the
/// synapse follows from what the order decides, the host is called, or a shared variable is written.
/// \pre the domain is a walk
[[nodiscard]] std::optional<std::vector<bool>> operations_in_order(const Kernel& kernel);

} // namespace hillock::internal::plan
