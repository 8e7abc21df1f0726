// SPDX-License-Identifier: Apache-2.0
// A variable of a model: declared once, referred to by address ever after.
#pragma once

#include "parser/model/expr.hpp"

#include <optional>
#include <string>

namespace hillock::model {

enum class VariableKind : unsigned char {
    differential,  ///< `definition` is the right-hand side, dimension of the variable / second
    parameter,     ///< set from outside
    subexpression, ///< `definition` stands for it wherever it is used
    constant,      ///< a number given from outside, `value`; the same for all elements
    noise,         ///< xi, xi_name: second**-0.5, one draw a step and element
    local,         ///< a temporary of one code block
    time,          ///< t, start of the step, seconds
    time_step,     ///< dt
    step_count,    ///< t_in_timesteps
    index,         ///< i; j is the index on side post
    count,         ///< N, N_pre, N_post
    last_spike,    ///< lastspike, seconds, -1e4 s before the first
    not_refractory ///< true while the neuron may spike
};

struct Variable {
    std::string name;
    VariableKind kind = VariableKind::parameter;
    Type type = Type::real;
    Dimension dimension;
    bool shared = false;            ///< one value for the whole group
    bool constant = false;          ///< flag (constant)
    bool unless_refractory = false; ///< flag (unless refractory)
    double value = 0;               ///< of a constant
    std::optional<Expr> definition; ///< of differential and subexpression
    Place declared;                 ///< the name in the model's text
    Place definition_place;         ///< the right-hand side in the model's text

    /// Holds one value an element in memory.
    [[nodiscard]] bool stored() const {
        return kind == VariableKind::differential || kind == VariableKind::parameter;
    }
};

/// The variables that every group has; one object each for the whole library.
[[nodiscard]] const Variable& builtin(VariableKind kind);

} // namespace hillock::model
