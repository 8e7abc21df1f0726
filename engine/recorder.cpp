// SPDX-License-Identifier: Apache-2.0
#include "engine/recorder.hpp"

#include "hillock/error.hpp"

namespace hillock::internal::engine {

void Recorder::require_spikes(const Population& source) const {
    if (!source.neurons->can_spike())
        throw ValueError("'" + name() + "' cannot record spikes of '" + source.neurons->name() + "', which has no threshold");
}

void Recorder::refuse_name(const std::string& variable, std::span<const std::string> names) const {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
    throw NameError("'" + name() + "' does not record '" + variable + "'" +
                    (list.empty() ? "; it records no variables" : "; it records " + list));
}

} // namespace hillock::internal::engine
