// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule.hpp"

#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <array>
#include <vector>

namespace hillock::engine {

Slot slot_named(const std::string& name) {
    static constexpr std::array<const char*, 6> kNames{"start", "groups", "thresholds", "synapses", "resets", "end"};
    std::vector<std::string> all;
    for (const char* base : kNames)
        for (const char* prefix : {"before_", "", "after_"}) all.push_back(std::string(prefix) + base);
    for (std::size_t k = 0; k < all.size(); ++k)
        if (all[k] == name) return static_cast<Slot>(k);
    throw ValueError("there is no slot '" + name + "'" + did_you_mean(name, all) +
                     "; the slots are 'start', 'groups', 'thresholds', 'synapses', 'resets' and 'end', each also with 'before_' "
                     "and 'after_'");
}

} // namespace hillock::engine
