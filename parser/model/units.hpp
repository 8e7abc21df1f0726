// SPDX-License-Identifier: Apache-2.0
// The units that equation text can name: every constant of <hillock/units.hpp>, all SI prefixes and powers
// included.
#pragma once

#include "hillock/quantity.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hillock::internal::model {

/// nullptr if there is no such unit.
[[nodiscard]] const Quantity* find_unit(std::string_view name);

/// All of them, for suggestions: short names, then units without a prefix, then the rest.
[[nodiscard]] std::span<const std::string> unit_names();

/// What to write instead of a unit that people miss ("; write 'volt'" for V): one letter names no unit, and there
/// is no unit of relative temperature. "" for all other names.
[[nodiscard]] std::string missing_unit_hint(std::string_view name);

/// Whether a variable may be declared in this unit: it is one in SI units (volt, radian, kilogram, metre2,
/// mmolar; not mV, gram, molar), so that stored values need no scale.
[[nodiscard]] bool is_base_unit(std::string_view name);

} // namespace hillock::internal::model
