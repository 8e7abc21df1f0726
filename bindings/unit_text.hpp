// SPDX-License-Identifier: Apache-2.0
// Units as text.
#pragma once

#include "hillock/dimension.hpp"
#include "hillock/functions.hpp"

#include <string>
#include <vector>

namespace hillock::bindings {

/// The dimension of "second", "mV", "nS/cm**2", "1". Throws SyntaxError and NameError with a caret, ValueError for what is no unit.
[[nodiscard]] Dimension dimension_of(const std::string& unit);

/// Names with units: "v : volt, n : 1". Throws ValueError for one without a unit, and as dimension_of.
[[nodiscard]] std::vector<Parameter> parameters_of(const std::string& text);

/// Without the blanks around it.
[[nodiscard]] std::string trimmed(const std::string& text);
/// The parts between the commas, trimmed; none of an empty text.
[[nodiscard]] std::vector<std::string> list_of(const std::string& text);

} // namespace hillock::bindings
