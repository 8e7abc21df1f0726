// SPDX-License-Identifier: Apache-2.0
// Inputs that are no C++ but orders to the prompt: %help, %quit, %load, %time.
#pragma once

#include "prompt/session.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hillock::prompt {

enum class After { go_on, quit };

/// Whether the text is a command: its first character is '%'.
[[nodiscard]] bool is_command(const std::string& text);

/// \param report  takes messages, as that of Session
After run_command(const std::string& text, Session& session,
                  const std::function<void(const std::string&)>& report);

/// Reads a script and evaluates it piece by piece up to the first that fails.
/// \return whether all of it ran to its end
bool load(const std::string& path, Session& session, const std::function<void(const std::string&)>& report);

/// As load(), for a script without main() whose text is known. \param name  for messages
bool evaluate_script(const std::string& text, const std::string& name, Session& session);

/// Names of commands that begin like this, a text with its '%', but without theirs.
[[nodiscard]] std::vector<std::string> commands_beginning(const std::string& text);

} // namespace hillock::prompt
