// SPDX-License-Identifier: Apache-2.0
// The lookup table of units, made of the same list as the constants of <hillock/units.hpp>.
#include "parser/model/units.hpp"

#include "hillock/units.hpp"

#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hillock::internal::model {
namespace {

struct NamedUnit {
    const char* name;
    const Quantity* unit;
};

#define HILLOCK_ROW(name) {#name, &allunits::name},
#define HILLOCK_SHORT_ROW(name, unit) {#name, &hillock::name},
#define HILLOCK_UNIT_ROW(name, ...) HILLOCK_ROW(name)
#define HILLOCK_POWER_ROWS(name, ...) HILLOCK_ROW(name##2) HILLOCK_ROW(name##3)
#define HILLOCK_PREFIXED_ROW(prefix, p1, p2, p3, name) HILLOCK_ROW(prefix##name)
#define HILLOCK_PREFIXED_POWER_ROWS(prefix, p1, p2, p3, name) HILLOCK_POWER_ROWS(prefix##name)
#define HILLOCK_ALL_PREFIXED_ROWS(name, ...)                                                                 \
    HILLOCK_COMMON_PREFIXES(HILLOCK_PREFIXED_ROW, name) HILLOCK_RARE_PREFIXES(HILLOCK_PREFIXED_ROW, name)
#define HILLOCK_ALL_PREFIXED_POWER_ROWS(name, ...)                                                           \
    HILLOCK_COMMON_PREFIXES(HILLOCK_PREFIXED_POWER_ROWS, name)                                               \
    HILLOCK_RARE_PREFIXES(HILLOCK_PREFIXED_POWER_ROWS, name)

// clang-format off: a macro call a line
constexpr NamedUnit kUnits[] = {
    HILLOCK_SHORT_UNITS(HILLOCK_SHORT_ROW)
    HILLOCK_UNITS(HILLOCK_UNIT_ROW)
    HILLOCK_VOLUME_UNITS(HILLOCK_UNIT_ROW)
    HILLOCK_UNPREFIXED_UNITS(HILLOCK_UNIT_ROW)
    HILLOCK_UNITS(HILLOCK_ALL_PREFIXED_ROWS)
    HILLOCK_VOLUME_UNITS(HILLOCK_ALL_PREFIXED_ROWS)
    HILLOCK_UNITS(HILLOCK_POWER_ROWS)
    HILLOCK_UNPREFIXED_UNITS(HILLOCK_POWER_ROWS)
    HILLOCK_UNITS(HILLOCK_ALL_PREFIXED_POWER_ROWS)
};
// clang-format on

} // namespace

const Quantity* find_unit(std::string_view name) {
    static const std::unordered_map<std::string_view, const Quantity*> table = [] {
        std::unordered_map<std::string_view, const Quantity*> units;
        for (const NamedUnit& row : kUnits)
            units.emplace(row.name, row.unit);
        return units;
    }();
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

std::span<const std::string> unit_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const NamedUnit& row : kUnits)
            all.emplace_back(row.name);
        return all;
    }();
    return names;
}

std::string missing_unit_hint(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kLetters{{
        {"s", "second"}, {"m", "metre"}, {"g", "gram"}, {"A", "amp"}, {"V", "volt"},
        {"S", "siemens"}, {"F", "farad"}, {"K", "kelvin"}, {"J", "joule"}, {"W", "watt"},
    }};
    for (const auto& [letter, unit] : kLetters)
        if (name == letter)
            return "; the unit is written '" + std::string(unit) + "'";
    if (name == "celsius" || name == "degC")
        return "; temperatures are absolute, 0 degrees Celsius are 273.15*kelvin";
    return "";
}

bool is_base_unit(std::string_view name) {
    const Quantity* unit = find_unit(name);
    return unit && unit->value() == 1;
}

} // namespace hillock::internal::model
