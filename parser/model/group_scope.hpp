// SPDX-License-Identifier: Apache-2.0
// The names that a group has beside its own equations: built-in ones, and in synapses those of the two
// groups.
#pragma once

#include "parser/model/check.hpp"

namespace hillock::internal::model {

/// t, dt, t_in_timesteps, i, N, lastspike, not_refractory.
void declare_neuron_builtins(Scope& scope);

/// t, dt, t_in_timesteps, i (source), j (target), N (synapses); x_pre and x_post of every variable x of the
/// groups and of their i, N, lastspike and not_refractory; N_incoming and N_outgoing; then bare x of the target.
void declare_neighbours(Scope& scope, const Model& pre, const Model& post);

/// Whether code of other groups can name the variable: it is defined by an equation.
[[nodiscard]] bool is_visible_outside(const Variable& variable);

} // namespace hillock::internal::model
