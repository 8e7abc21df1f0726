// SPDX-License-Identifier: Apache-2.0
// Built-in names and the names of connected groups. A name that is declared twice keeps its first meaning, so
// the order of the calls is the order of precedence.
#include "parser/model/group_scope.hpp"

namespace hillock::internal::model {

namespace {

void declare_builtin(Scope& scope, const char* name, VariableKind kind, Side side = Side::own) {
    scope.declare(name, {&builtin(kind), side});
}

void declare_time(Scope& scope) {
    declare_builtin(scope, "t", VariableKind::time);
    declare_builtin(scope, "dt", VariableKind::time_step);
    declare_builtin(scope, "t_in_timesteps", VariableKind::step_count);
}

void declare_group(Scope& scope, const Model& group, Side side, const std::string& suffix) {
    for (const auto& variable : group.variables)
        if (is_visible_outside(*variable))
            scope.declare(variable->name + suffix, {variable.get(), side});
    if (group.kind == GroupKind::neurons) {
        scope.declare("lastspike" + suffix, {&builtin(VariableKind::last_spike), side});
        scope.declare("not_refractory" + suffix, {&builtin(VariableKind::not_refractory), side});
    }
    if (suffix.empty())
        return; // bare i and N are not those of the target
    scope.declare("i" + suffix, {&builtin(VariableKind::index), side});
    scope.declare("N" + suffix, {&builtin(VariableKind::count), side});
}

} // namespace

bool is_visible_outside(const Variable& variable) {
    return variable.declared_by_equation();
}

void declare_neuron_builtins(Scope& scope) {
    declare_time(scope);
    declare_builtin(scope, "i", VariableKind::index);
    declare_builtin(scope, "N", VariableKind::count);
    declare_builtin(scope, "lastspike", VariableKind::last_spike);
    declare_builtin(scope, "not_refractory", VariableKind::not_refractory);
}

void declare_neighbours(Scope& scope, const Model& pre, const Model& post) {
    declare_time(scope);
    declare_builtin(scope, "i", VariableKind::index, Side::pre);
    declare_builtin(scope, "j", VariableKind::index, Side::post);
    declare_builtin(scope, "N", VariableKind::count);
    for (const char* name : {"N_incoming", "N_incoming_post"})
        declare_builtin(scope, name, VariableKind::incoming, Side::post);
    for (const char* name : {"N_outgoing", "N_outgoing_pre"})
        declare_builtin(scope, name, VariableKind::outgoing, Side::pre);
    declare_group(scope, pre, Side::pre, "_pre");
    declare_group(scope, post, Side::post, "_post");
    declare_group(scope, post, Side::post, "");
}

} // namespace hillock::internal::model
