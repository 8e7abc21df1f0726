// SPDX-License-Identifier: Apache-2.0
// What a group takes over from outside: variables of other groups that it is linked to, and constants that a run gives.
#include "engine/variable_owner.hpp"
#include "hillock/error.hpp"

#include <cmath>

namespace hillock::internal::engine {

using model::Variable;
using model::VariableKind;

// ---- links ----------------------------------------------------------------------------------------------------

const LinkedEntry* VariableOwner::linked(const Variable& variable) const {
    for (const auto& [target, linked] : links_)
        if (const auto found = linked.entries.find(&variable); found != linked.entries.end()) return &found->second;
    return nullptr;
}

void VariableOwner::link(const Variable& variable, const LinkSource& source, const LinkIndex& index) {
    links_.insert_or_assign(&variable, make_link(*this, variable, source, index));
    changed();
}

plan::Links VariableOwner::links() const {
    plan::Links result;
    for (const auto& [target, linked] : links_)
        for (const auto& [variable, entry] : linked.entries) result.emplace(variable, entry.link);
    return result;
}

std::vector<const Object*> VariableOwner::link_sources() const {
    std::vector<const Object*> sources;
    for (const auto& [target, linked] : links_)
        for (const auto& [variable, entry] : linked.entries)
            if (const auto owner = entry.owner.lock()) sources.push_back(owner.get());
    return sources;
}

ArrayPlace VariableOwner::linked_place(const Variable& variable) {
    const std::string what = "'" + variable.name + "' of '" + name() + "'";
    const LinkedEntry* entry = linked(variable);
    if (!entry)
        throw TypeError("the linked variable " + what + " stands for nothing yet: link it, as in G[\"" + variable.name +
                        "\"] = linked_var(H, \"" + variable.name + "\")");
    const auto from_first = [&](ArrayPlace place) {
        const auto skipped = entry->first * static_cast<std::ptrdiff_t>(element_bytes(entry->link.storage));
        return ArrayPlace{place.begin + skipped, place.end};
    };
    if (entry->list) return from_first({entry->list->data(), entry->list->end()});
    const auto owner = entry->owner.lock();
    if (!owner) throw TypeError("the group that " + what + " is linked to no longer exists");
    return from_first(owner->place_of(*entry->variable));
}

namespace {

/// lastspike is linked as steps.
void require_same_clock(const VariableOwner& group, const LinkedEntry& entry) {
    const auto source = entry.owner.lock();
    if (!source || !entry.variable || entry.variable->kind != VariableKind::last_spike || source->dt() == group.dt()) return;
    const auto text = [](double seconds) { return to_string(Quantity(seconds, kTimeDimension)); };
    throw ValueError("'" + group.name() + "', whose dt is " + text(group.dt()) + ", is linked to 'lastspike' of '" + source->name() +
                     "', whose dt is " + text(source->dt()) + ": groups of one dt alone can share it");
}

} // namespace

void VariableOwner::require_ready() {
    for (const Variable* variable : model().of_kind(VariableKind::linked))
        if (!linked(*variable)) (void)linked_place(*variable);
    for (const auto& [target, linked] : links_) {
        for (const auto& [variable, entry] : linked.entries)
            if (!entry.link.definition) {
                (void)linked_place(*variable);
                require_same_clock(*this, entry);
            }
        if (!linked.index) continue;
        const std::vector<double> indices = values({linked.index}, Range{0, size()});
        for (std::size_t k = 0; k < indices.size(); ++k)
            if (indices[k] < 0 || indices[k] >= static_cast<double>(linked.index_limit))
                throw IndexError("'" + target->name + "' of '" + name() + "' is linked by '" + linked.index->name + "', which is " +
                                 to_string(Quantity(indices[k])) + " for element " + std::to_string(k) +
                                 ", but the indices of the source are 0 to " + std::to_string(linked.index_limit - 1));
    }
}

// ---- constants of a run -----------------------------------------------------------------------------------------

model::LateConstants late_constants(const Constants& units) {
    model::LateConstants late;
    for (const auto& [name, unit] : units) late.emplace(name, unit.dimension());
    return late;
}

void VariableOwner::require_constants(const Constants& given) const {
    for (const auto& variable : model().variables) {
        if (!variable->late) continue;
        if (const auto found = given.find(variable->name); found != given.end())
            require_dimension(*variable, found->second);
        else if (std::isnan(arrays_.at(variable.get()).number(0)))
            throw NameError("'" + name() + "' leaves the value of '" + variable->name +
                            "' to the run, which does not give it: run(duration, {.constants = {{\"" + variable->name +
                            "\", value}}}), or set_constants of the network");
    }
}

void VariableOwner::take_constants(const Constants& given) {
    for (const auto& variable : model().variables)
        if (const auto found = given.find(variable->name); variable->late && found != given.end())
            arrays_.at(variable.get()).set_number(0, found->second.value());
}

bool VariableOwner::takes_constant(const std::string& constant) const {
    const Variable* variable = model().find(constant);
    return variable && variable->late;
}

} // namespace hillock::internal::engine
