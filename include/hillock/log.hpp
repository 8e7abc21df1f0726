// SPDX-License-Identifier: Apache-2.0
// What the library has to say beside results and errors: where it goes, how much of it, and which warnings are not wanted.
#pragma once

#include <hillock/callback.hpp>
#include <hillock/export.hpp>

#include <string>
#include <vector>

namespace hillock {

/// `info` tells which method integrates what, `warning` what is allowed but suspicious.
enum class LogLevel { info, warning, off };

struct LogMessage {
    LogLevel level = LogLevel::warning;
    std::string name; ///< of a warning, one of warning_names(); "" otherwise
    std::string text;
};

// All of this is one for the whole process, may be called by any thread at any time, and holds for what is said from then on. At the start
// the library says nothing, or, if the environment variable HILLOCK_LOG is "info" or "warn", what that asks for to standard error.

/// The least important messages that are told.
HILLOCK_API void set_log_level(LogLevel level);
[[nodiscard]] HILLOCK_API LogLevel log_level();

// Where messages go from now on, instead of before, from a level on.

/// Lines "hillock: warning: ..." to standard error.
HILLOCK_API void log_to_stderr(LogLevel level = LogLevel::warning);
/// Such lines at the end of a file, each written when it is said. Throws SystemError if the file cannot be opened; then nothing changes.
HILLOCK_API void log_to_file(const std::string& path, LogLevel level = LogLevel::warning);
/// To a function of the host, one call at a time; the thread that calls it is the one that had something to say. It must not run a network, log
/// or set anything of this header; what it throws is dropped. Throws ValueError for an empty function.
HILLOCK_API void log_to(internal::Callback<void(const LogMessage&)> callback, LogLevel level = LogLevel::warning);

/// How often a warning is told: each time, the first time only (counted from this setting on), or not at all.
enum class WarningMode { always, once, never };
/// Of a warning by its name. Throws NameError for an unknown one.
HILLOCK_API void set_warning(const std::string& name, WarningMode mode);
/// set_warning(name, WarningMode::never).
HILLOCK_API void suppress_warning(const std::string& name);

struct WarningName {
    std::string name;
    std::string meaning;
};
/// All warnings there are, in the order of their names.
[[nodiscard]] HILLOCK_API std::vector<WarningName> warning_names();

} // namespace hillock
