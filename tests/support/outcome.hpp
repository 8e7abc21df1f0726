// SPDX-License-Identifier: Apache-2.0
// What there is to see of a network after its run, and where that of another one differs.
#pragma once

#include <hillock/hillock.hpp>

#include <map>
#include <string>
#include <vector>

namespace hillock::test {

using Values = std::map<std::string, std::vector<double>>;

/// All variables of all groups and synapses of a network, by "object.variable".
[[nodiscard]] inline Values states_of(const Network& net) {
    Values values;
    for (const auto& [owner, states] : net.get_states())
        for (const auto& [variable, array] : states) values[owner + "." + variable] = array.values;
    return values;
}

inline void add_spikes(Values& values, const std::string& name, const SpikeMonitor& spikes) {
    values[name + ".i"].assign(spikes.i().begin(), spikes.i().end());
    values[name + ".t"].assign(spikes.t().begin(), spikes.t().end());
}

/// "" if all is equal.
[[nodiscard]] inline std::string first_difference(const Values& a, const Values& b) {
    if (a.size() != b.size()) return "other variables";
    for (const auto& [name, values] : a) {
        const auto& others = b.at(name);
        if (values.size() != others.size()) return name + ": another length";
        for (std::size_t k = 0; k < values.size(); ++k)
            if (values[k] != others[k]) return name + "[" + std::to_string(k) + "]";
    }
    return "";
}

} // namespace hillock::test
