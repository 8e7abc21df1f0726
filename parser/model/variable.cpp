// SPDX-License-Identifier: Apache-2.0
// The variables that every group has.
#include "parser/model/variable.hpp"

#include "hillock/error.hpp"

#include <array>
#include <utility>

namespace hillock::internal::model {
namespace {

Variable make(const char* name, VariableKind kind, Type type, const Dimension& dimension, bool shared) {
    Variable variable;
    variable.name = name;
    variable.kind = kind;
    variable.type = type;
    variable.dimension = dimension;
    variable.shared = shared;
    return variable;
}

} // namespace

const Variable& builtin(VariableKind kind) {
    static const std::array<Variable, 10> variables{
        make("t", VariableKind::time, Type::real, kTimeDimension, true),
        make("dt", VariableKind::time_step, Type::real, kTimeDimension, true),
        make("t_in_timesteps", VariableKind::step_count, Type::integer, {}, true),
        make("i", VariableKind::index, Type::integer, {}, false),
        make("N", VariableKind::count, Type::integer, {}, true),
        make("lastspike", VariableKind::last_spike, Type::real, kTimeDimension, false),
        make("not_refractory", VariableKind::not_refractory, Type::boolean, {}, false),
        make("lastupdate", VariableKind::last_update, Type::real, kTimeDimension, false),
        make("N_incoming", VariableKind::incoming, Type::integer, {}, false),
        make("N_outgoing", VariableKind::outgoing, Type::integer, {}, false),
    };
    for (const Variable& variable : variables)
        if (variable.kind == kind)
            return variable;
    throw InternalError("internal error, please report: variables of kind " +
                        std::to_string(static_cast<int>(kind)) + " belong to a model");
}

} // namespace hillock::internal::model
