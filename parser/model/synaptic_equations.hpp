// SPDX-License-Identifier: Apache-2.0
// What equations can say in synapses alone: sums into a variable of the neurons, and variables that are solved
// from event to event beside others that move in every step.
#pragma once

#include "parser/model/check.hpp"

#include <optional>
#include <string>

namespace hillock::internal::model {

/// What `x_post = ... (summed)` sums into, or nullopt with the reason in `problems`.
[[nodiscard]] std::optional<Reference> summed_target(const SourcePtr& source, const ast::Equation& equation,
                                                     const Model& pre, const Model& post,
                                                     Diagnostics& problems);

/// Whether the value fits what it is summed into; it may get the type and dimension of that.
[[nodiscard]] bool fit_summed(const SourcePtr& source, const ast::Equation& equation, const Reference& target,
                              Expr& value, Diagnostics& problems);

/// Report what has no value of the same time: event-driven equations have their values at the last event, all
/// others, sums included, at the step, so none may depend on one of the other kind. And no sum may depend on
/// another one of the model, because all of them begin at 0.
void check_synaptic_dependencies(const Model& model, Diagnostics& problems);

} // namespace hillock::internal::model
