// SPDX-License-Identifier: Apache-2.0
// Settings of the process and of a thread from files: read when a program asks for it, never by themselves.
#pragma once

#include <hillock/export.hpp>

#include <string>
#include <vector>

namespace hillock {

/// Reads preferences and sets what they say, as the functions of these names do, which can set it anew afterwards:
///
///     # what this machine is for
///     dt = 0.05*ms                         # defaultclock().dt
///     default_dtype = float32
///     threads = 4
///     seed = 11
///     log_level = warning
///     log_to_file = "/var/log/spikes #1"   # quotes only where a '#' or a blank at an end belongs to it
///     suppress_warning = no_reset, unused_object
///     cache_kernels = yes
///
/// Two files, each if it is there: the user's own, $XDG_CONFIG_HOME/hillock/preferences (~/.config/hillock/preferences without that variable), then
/// hillock_preferences in the working directory, which wins. The latter may come with somebody else's files, so it cannot name files or folders
/// (log_to_file, cache_kernels other than yes and no). In the user's own a path may begin with "~/", and counts from the file's folder if it is
/// relative.
///
/// dt, default_dtype and seed are set for this thread, the rest for the process. A number of threads is for networks for which neither the program
/// nor HILLOCK_THREADS says one; HILLOCK_LOG keeps log_level and log_to_file from being set, HILLOCK_CACHE cache_kernels.
///
/// \return the files that were read, in their order
/// Everything is checked before anything is set: where it throws, nothing has changed. Throws SyntaxError (a line that is no `name = value`),
/// NameError (no such preference, unit or warning), ValueError (a value that is none of the possible ones, a name twice in a file),
/// DimensionMismatchError, each with file, line and caret, and SystemError (a file cannot be read; a log file or folder cannot be made).
HILLOCK_API std::vector<std::string> load_preferences();

/// The same with one file, which must be there (SystemError) and may name others as the user's own does.
HILLOCK_API std::vector<std::string> load_preferences(const std::string& path);

struct PreferenceName {
    std::string name;
    std::string meaning;
};
/// All that such a file can set, in the order of their names.
[[nodiscard]] HILLOCK_API std::vector<PreferenceName> preference_names();

} // namespace hillock
