// SPDX-License-Identifier: Apache-2.0
// A variable of a model: declared once, referred to by address ever after.
#pragma once

#include "parser/model/expr.hpp"

#include <optional>
#include <string>

namespace hillock::internal::model {

enum class VariableKind : unsigned char {
    differential,  ///< `definition` is the right-hand side, dimension of the variable / second
    parameter,     ///< set from outside
    subexpression, ///< `definition` stands for it wherever it is used
    held,          ///< a subexpression (constant over dt): `definition` is evaluated once at the start of each step
    linked,        ///< stands for a variable of another group; which one is said to the running group
    constant,      ///< a number given from outside, `value`; the same for all elements
    noise,         ///< xi, xi_name: second**-0.5, one draw a step and element
    local,         ///< a temporary of one code block
    time,          ///< t, start of the step, seconds
    time_step,     ///< dt
    step_count,    ///< t_in_timesteps
    index,         ///< i; j is the index on side post
    count,         ///< N, N_pre, N_post
    last_spike,    ///< lastspike, seconds, -1e4 s before the first
    not_refractory, ///< true while the neuron may spike
    last_update,   ///< lastupdate, seconds: when the event-driven variables of a synapse had their values
    incoming,      ///< N_incoming: synapses of the set onto a neuron (on side post)
    outgoing       ///< N_outgoing: synapses of the set from a neuron (on side pre)
};

struct Variable {
    std::string name;
    VariableKind kind = VariableKind::parameter;
    Type type = Type::real;
    Dimension dimension;
    bool shared = false;            ///< one value for the whole group
    bool constant = false;          ///< flag (constant)
    bool unless_refractory = false; ///< flag (unless refractory)
    bool event_driven = false;      ///< flag (event-driven): solved from event to event, not in every step
    bool clock_driven = false;      ///< flag (clock-driven): says that it is not event-driven, which goes without saying
    bool read_only = false;         ///< filled in by the engine: neither code nor users assign it
    bool late = false;              ///< no equation declares it: a number that a network or a run hands over
    double value = 0;               ///< of a constant
    std::optional<Expr> definition; ///< of differential, subexpression and held
    Place declared;                 ///< the name in the model's text
    Place definition_place;         ///< the right-hand side in the model's text

    /// Holds its values in memory: one an element, or one if it is shared.
    [[nodiscard]] bool stored() const {
        return kind == VariableKind::differential || kind == VariableKind::parameter || kind == VariableKind::held;
    }
    /// Defined by an equation, so that it is a variable of the group for everybody.
    [[nodiscard]] bool declared_by_equation() const {
        return (stored() && !late) || kind == VariableKind::subexpression || kind == VariableKind::linked;
    }
};

/// The variables that every group has; one object each for the whole library.
[[nodiscard]] const Variable& builtin(VariableKind kind);

} // namespace hillock::internal::model
