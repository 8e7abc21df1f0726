// SPDX-License-Identifier: Apache-2.0
// Does something in a copy of this process and brings back its result as text; whatever happens there leaves
// no trace here.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hillock::prompt {

struct ChildResult {
    std::string text;    ///< what the action returned; "" if it failed
    std::string failure; ///< why there is none: "Segmentation fault"
};

/// The action must not need other threads of this process. An exception counts as a failure.
[[nodiscard]] ChildResult in_child(const std::function<std::string()>& action);

/// A text of lines that all end with '\n', as what a child returns.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

} // namespace hillock::prompt
