// SPDX-License-Identifier: Apache-2.0
// Which names a variable may have: an identifier that neither the language nor the group has given a meaning
// already.
#include "parser/model/identifiers.hpp"

#include "parser/model/functions.hpp"
#include "parser/model/units.hpp"

#include <algorithm>
#include <array>

namespace hillock::internal::model {

namespace {

struct ReservedName {
    std::string_view name;
    std::string_view reason;
};

constexpr std::array kReserved{
    ReservedName{"t", "it is the time of the simulation"},
    ReservedName{"dt", "it is the time step of the simulation"},
    ReservedName{"t_in_timesteps", "it is the number of steps since time 0"},
    ReservedName{"not_refractory", "it is true while a neuron may spike"},
    ReservedName{"lastspike", "it is the time of a neuron's last spike"},
    ReservedName{"refractory", "it belongs to the refractory period"},
    ReservedName{"refractory_until", "it belongs to the refractory period"},
};

constexpr std::array kReservedInNeurons{
    ReservedName{"i", "it is the index of the neuron"},
    ReservedName{"N", "it is the number of neurons"},
};

constexpr std::array kReservedInSynapses{
    ReservedName{"i", "it is the index of the presynaptic neuron"},
    ReservedName{"j", "it is the index of the postsynaptic neuron"},
    ReservedName{"N", "it is the number of synapses"},
    ReservedName{"delay", "it is the delay of the synapse"},
    ReservedName{"lastupdate", "it is the time when the synapse was last brought up to date"},
    ReservedName{"N_incoming", "it counts the synapses of the postsynaptic neuron"},
    ReservedName{"N_outgoing", "it counts the synapses of the presynaptic neuron"},
};

std::optional<std::string> find_reason(std::span<const ReservedName> table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &ReservedName::name);
    if (found == table.end())
        return std::nullopt;
    return std::string(found->reason);
}

bool is_named_constant(std::string_view name) {
    return std::ranges::any_of(named_constants(), [&](const NamedConstant& c) { return c.name == name; });
}

} // namespace

bool is_noise_name(std::string_view name) {
    return name == "xi" || name.starts_with("xi_");
}

const char* language_name(std::string_view name) {
    if (find_unit(name))
        return "a unit";
    if (find_function(name))
        return "a function";
    if (is_named_constant(name))
        return "a mathematical constant";
    return nullptr;
}

std::optional<std::string> reserved_because(std::string_view name, GroupKind kind) {
    if (std::optional<std::string> reason = find_reason(kReserved, name))
        return reason;
    std::span<const ReservedName> own = kReservedInNeurons;
    if (kind == GroupKind::synapses)
        own = kReservedInSynapses;
    if (std::optional<std::string> reason = find_reason(own, name))
        return reason;
    if (is_noise_name(name))
        return "names that begin with 'xi' mean white noise";
    if (const char* meaning = language_name(name))
        return "it is " + std::string(meaning);
    if (name.starts_with('_'))
        return "names that begin with '_' are kept for the engine";
    if (name.ends_with("_pre"))
        return "in synapses, names that end in '_pre' mean variables of the presynaptic neuron";
    if (name.ends_with("_post"))
        return "in synapses, names that end in '_post' mean variables of the postsynaptic neuron";
    return std::nullopt;
}

std::string parameter_list(const Function& function) {
    std::string text = "(";
    for (std::size_t k = 0; k < function.parameters.size(); ++k) {
        if (k > 0)
            text += ", ";
        text += function.parameters[k];
    }
    return text + ')';
}

std::vector<std::string> visible_names(const Scope& scope) {
    std::vector<std::string> names = scope.names();
    for (const NamedConstant& constant : named_constants())
        names.emplace_back(constant.name);
    for (const Function& function : function_table())
        names.emplace_back(function.name);
    names.insert(names.end(), unit_names().begin(), unit_names().end());
    return names;
}

} // namespace hillock::internal::model
