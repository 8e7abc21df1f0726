// SPDX-License-Identifier: Apache-2.0
// What a name refers to: lookups in a scope and in a model.
#include "parser/model/check.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::model {

void Scope::declare(std::string name, Reference reference) {
    entries_.emplace(std::move(name), reference);
}

const Reference* Scope::find(std::string_view name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
}

const UserFunction* Scope::find_function(std::string_view name) const {
    const auto found = functions_.find(name);
    return found == functions_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Scope::names() const {
    std::vector<std::string> names;
    names.reserve(entries_.size());
    for (const auto& entry : entries_)
        names.push_back(entry.first);
    return names;
}

std::vector<const Variable*> Model::of_kind(VariableKind wanted) const {
    std::vector<const Variable*> found;
    for (const auto& variable : variables)
        if (variable->kind == wanted)
            found.push_back(variable.get());
    return found;
}

const Variable* Model::find(std::string_view name) const {
    const auto found = std::ranges::find(
        variables, name, [](const auto& variable) -> std::string_view { return variable->name; });
    return found == variables.end() ? nullptr : found->get();
}

} // namespace hillock::internal::model
