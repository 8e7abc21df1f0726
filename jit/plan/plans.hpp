// SPDX-License-Identifier: Apache-2.0
// Checked models to kernels: one function for each kind of kernel that a network runs.
#pragma once

#include "jit/plan/builder.hpp"
#include "jit/plan/event_driven.hpp"
#include "jit/plan/integrators.hpp"
#include "parser/model/check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::plan {

/// What to integrate with.
struct RequestedMethod {
    std::string name = {};                          ///< of a row of the table; "" for the default choice
    std::shared_ptr<const Scheme> scheme = nullptr; ///< not null: a method of the user's own instead
};

/// A group of neurons, or of synapses with their clock-driven equations, as its state update needs it.
struct NeuronDynamics {
    std::string name; ///< of the kernel
    const model::Model* model = nullptr;
    std::vector<RequestedMethod> methods = {}; ///< the first that takes the equations is used; none: the default choice
    std::optional<model::Expr> threshold; ///< boolean
    /// A time in seconds (real) or a condition that keeps a refractory neuron refractory: the kernel writes `not_refractory`. Absent: it
    /// reads it, where the traits say that there is one.
    std::optional<model::Expr> refractory;
    AdaptiveOptions adaptive = {};
    Domain domain = Domain::elements;               ///< rows, where equations of synapses look at the neurons
};

struct StateUpdate {
    Kernel kernel;
    const Integrator* method = nullptr; ///< nullptr for a scheme of the user's own and without differential equations
    std::string name;                   ///< of the method or scheme; "" without differential equations
    std::string reason;                 ///< why this method; "" if there was no choice
};

/// One pass over the neurons: refractoriness, integration over dt, threshold. Emits the neurons that spike; it does not
/// note the spike (last_spike, not_refractory): that is done for the few in the list.
/// The problems are of kind unsupported (none of the methods takes the equations, each says why) or value (no such method).
[[nodiscard]] Result<StateUpdate> plan_state_update(const NeuronDynamics& dynamics, const Surroundings& surroundings);

/// Whether code respects (unless refractory): all code but a reset does.
enum class WriteLock : unsigned char { respected, ignored };

/// Assignments to shared variables happen once, all others for each element: the two are kernels of their own.
enum class CodePart : unsigned char { elements, shared };

/// Statements, run for each element of the domain in their order.
[[nodiscard]] Kernel plan_code(std::string name, Domain domain, const model::Code& code, WriteLock lock,
                               const Surroundings& surroundings, CodePart part = CodePart::elements);

/// Code of a pathway, run for synapses of the neurons with an event: brings the event-driven variables to t, runs the statements, and
/// notes the time if there are such variables. Those that the surroundings keep by neuron are only read: see plan_traces().
[[nodiscard]] Kernel plan_pathway(std::string name, Domain domain, const LinearSystem& event_driven, const model::Code& code,
                                  const Surroundings& surroundings);

/// What the same code does to variables that are kept by neuron: run for the list of neurons with an event, those on `side`, after it has
/// run for their synapses. \pre the surroundings have traces
[[nodiscard]] Kernel plan_traces(std::string name, model::Side side, const model::Code& code, const Surroundings& surroundings);

/// What synapses show of variables that are kept by neuron: the variables and lastupdate, in arrays of the synapses, domain rows.
/// \pre the surroundings have traces
[[nodiscard]] Kernel plan_shown_traces(std::string name, const Surroundings& surroundings);

/// Where code of synapses is run for all of them: `rows` if it reads or writes something of the neurons, also by a subexpression, else
/// `elements`, which is faster.
[[nodiscard]] Domain domain_for_all(const model::Code& code);
[[nodiscard]] Domain domain_for_all(const model::Expr& value);

/// Emits the elements for which the condition holds.
[[nodiscard]] Kernel plan_event(std::string name, const model::Expr& condition, const Surroundings& surroundings);

/// target = value for each element (of domain rows: each synapse); respects (unless refractory).
[[nodiscard]] Kernel plan_assignment(std::string name, Domain domain, const model::Variable& target,
                                     const model::Expr& value, const Surroundings& surroundings);

/// What is noted of the pairs of a row beside those that are emitted.
struct NotedCondition {
    const model::Variable* flag = nullptr; ///< boolean, of post: whether it holds for the pair with that element
    model::Expr condition;                 ///< may share draws with what decides what is emitted
};
/// Emits the post element of each pair for which the condition holds. \param noted  nullptr: nothing
[[nodiscard]] Kernel plan_pairs(std::string name, const model::Expr& condition, const Surroundings& surroundings,
                                const NotedCondition* noted = nullptr);

} // namespace hillock::internal::plan
