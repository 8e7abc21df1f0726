// SPDX-License-Identifier: Apache-2.0
// Event-driven equations of synapses: linear ones, solved exactly from the last event to this one, however long that is.
#pragma once

#include "jit/plan/kernel.hpp"
#include "jit/plan/linear_system.hpp"
#include "jit/plan/neuron_traces.hpp"
#include "parser/model/check.hpp"

namespace hillock::internal::plan {

class Builder;

/// The event-driven equations of a model, none if it has none. The problems (Problem::unsupported) name those that are not linear or
/// whose coefficients change between events.
[[nodiscard]] Result<LinearSystem> event_driven_system(const model::Model& model);

/// Makes the operations that bring the unknowns from lastupdate to t. With h = t - lastupdate,
///   one equation alone,   x' = a x + b:   x exp(a h) + b h exprel(a h);
///   a chain of two,       y' = c y + d x + e, x' = a x:
///                         y exp(c h) + d x h exp(max(a, c) h) exprel(-|a - c| h) + e h exprel(c h), smooth where a = c;
///   all others by the exponential of their matrix, see emit_flow_over.
void emit_event_driven(Builder& builder, const LinearSystem& system);

/// Of variables that are kept by neuron: the step of the last event of either side, in a walk.
[[nodiscard]] Value emit_last_event(Builder& builder, const NeuronTraces& traces);
/// Code of a walk reads them as of step `until` from now on: the same solutions from the last event on the side of each.
void bind_traces(Builder& builder, const NeuronTraces& traces, Value until);
/// The same as of now for those of one side alone, in code of the neurons on that side.
void bind_traces_of(Builder& builder, const NeuronTraces& traces, model::Side side);

/// lastupdate = t.
void emit_last_update(Builder& builder);

} // namespace hillock::internal::plan
