// SPDX-License-Identifier: Apache-2.0
// All variables of an object at once, by name.
#pragma once

#include "engine/variable_owner.hpp"
#include "hillock/variables.hpp"

#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Names that were given; of all variables those that the equations declare, in their order.
[[nodiscard]] std::vector<std::string> names_among(const VariableOwner& owner, const VariableNames& names);

/// Copies of the variables that the options choose. Built-in ones are those of VariableOwner::built_in_variables.
[[nodiscard]] States states_of(VariableOwner& owner, Range range, const GetStatesOptions& options);
/// Copies of these variables, which may be any that can be read. Throws NameError.
[[nodiscard]] States states_of(VariableOwner& owner, Range range, std::span<const std::string> variables);

/// Throws what set_states throws, without writing.
void require_states(VariableOwner& owner, Range range, const States& values);
/// Assigns all of them, or none: everything is checked before anything is written. Throws NameError and what an assignment of an
/// array throws.
void set_states(VariableOwner& owner, Range range, const States& values);

} // namespace hillock::internal::engine
