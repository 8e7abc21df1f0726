// SPDX-License-Identifier: Apache-2.0
// Which names a variable may have, and which names code can see.
#pragma once

#include "parser/model/check.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hillock::internal::model {

struct Function;

/// `xi` or `xi_name`.
[[nodiscard]] bool is_noise_name(std::string_view name);

/// Why an equation of such a group cannot define this name ("it is the time of the simulation"); nullopt if
/// it can.
[[nodiscard]] std::optional<std::string> reserved_because(std::string_view name, GroupKind kind);

/// What the language itself means by a name (unit, function, mathematical constant), for code that wants to
/// assign to it: "a unit"; nullptr for all other names.
[[nodiscard]] const char* language_name(std::string_view name);

/// "(a, low, high)".
[[nodiscard]] std::string parameter_list(const Function& function);

/// Everything that a name in code can mean: the scope, then constants, functions and units. For suggestions.
[[nodiscard]] std::vector<std::string> visible_names(const Scope& scope);

} // namespace hillock::internal::model
