// SPDX-License-Identifier: Apache-2.0
#include "engine/states.hpp"

#include <utility>
#include <vector>

namespace hillock::internal::engine {

using model::Variable;
using model::VariableKind;

namespace {

/// Whether the options choose a variable that an equation declares.
bool is_chosen(const Variable& variable, const GetStatesOptions& options) {
    switch (variable.kind) {
    case VariableKind::differential:
    case VariableKind::parameter: return true;
    case VariableKind::subexpression: return options.subexpressions && options.read_only_variables;
    default: return options.read_only_variables; // held and linked: nobody assigns them
    }
}

} // namespace

std::vector<std::string> names_among(const VariableOwner& owner, const VariableNames& names) {
    if (!names.all()) return names.values();
    std::vector<std::string> all;
    for (const auto& variable : owner.model().variables)
        if (variable->declared_by_equation()) all.push_back(variable->name);
    return all;
}

States states_of(VariableOwner& owner, Range range, const GetStatesOptions& options) {
    std::vector<std::string> names;
    for (const auto& variable : owner.model().variables)
        if (variable->declared_by_equation() && is_chosen(*variable, options)) names.push_back(variable->name);
    if (options.read_only_variables)
        for (std::string& name : owner.built_in_variables()) names.push_back(std::move(name));
    return states_of(owner, range, names);
}

States states_of(VariableOwner& owner, Range range, std::span<const std::string> variables) {
    States states;
    for (const std::string& name : variables) {
        const model::Reference reference = owner.find(name);
        states.insert_or_assign(name, QuantityArray{owner.values(reference, range), reference.variable->dimension});
    }
    return states;
}

void require_states(VariableOwner& owner, Range range, const States& values) {
    for (const auto& [name, array] : values) owner.require_assignable(owner.find(name), range, array.values, array.dimension);
}

void set_states(VariableOwner& owner, Range range, const States& values) {
    require_states(owner, range, values);
    for (const auto& [name, array] : values) owner.assign(owner.find(name), range, array.values, array.dimension);
}

} // namespace hillock::internal::engine
