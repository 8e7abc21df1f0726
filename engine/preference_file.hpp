// SPDX-License-Identifier: Apache-2.0
// The text of a preference file to its lines `name = value`, with their places. What they mean is another matter: preferences.cpp.
#pragma once

#include "parser/diagnostics.hpp"

#include <string>
#include <vector>

namespace hillock::internal::engine {

struct PreferenceLine {
    std::string name;
    Span name_span;
    std::string value; ///< without the quotes around it
    Span value_span;   ///< the same; not empty unless there are quotes
};

/// In their order. The problems are of kind syntax, one for each line that is none, or value: a name that stands there twice.
[[nodiscard]] Result<std::vector<PreferenceLine>> parse_preferences(const SourcePtr& source);

} // namespace hillock::internal::engine
