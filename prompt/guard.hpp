// SPDX-License-Identifier: Apache-2.0
// Runs code of a user so that nothing in it ends the session: exceptions, faults of the machine and Ctrl+C
// become a text.
#pragma once

#include <optional>
#include <string>

namespace hillock::prompt {

/// Ctrl+C and faults go here from now on. Called once, in the thread that runs the code of the user.
void install_guard();

/// \return what ended the code before its time: "ValueError: ...", "a segmentation fault: ..."; nothing if it
/// came to its end
[[nodiscard]] std::optional<std::string> run_guarded(void (*code)());

/// Ctrl+C was pressed since the last call of forget_interrupt().
[[nodiscard]] bool interrupted();
void forget_interrupt();

/// Ends the code that calls it once Ctrl+C was pressed, by an exception that run_guarded() catches.
void end_if_interrupted();

} // namespace hillock::prompt
