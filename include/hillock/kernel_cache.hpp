// SPDX-License-Identifier: Apache-2.0
// Compiled kernels that outlive the process.
#pragma once

#include <hillock/options.hpp>

#include <string>

namespace hillock {

/// From now on this process keeps the machine code of its kernels as files in a folder, and looks there before it compiles: the second run of a
/// script need not wait for what the first has compiled (some 10 ms for each kernel). Any number of processes may use a folder at
/// a time; damaged files and those of other versions or processors are passed over; beyond 256 MB the files that were not used longest go.
///
/// Off unless the environment variable HILLOCK_CACHE is set when the first kernel is compiled: to a folder, or to 1 for the usual one.
/// The machine code in the folder is run: nobody else should be able to write there. A folder that is made here belongs to its owner alone.
///
/// \param folder  is made if it is not there; "": $XDG_CACHE_HOME/hillock, without that variable ~/.cache/hillock
/// Throws SystemError with the path and the reason if the folder is not there and cannot be made, and ValueError if it is "" and neither variable
/// is set. Then nothing has changed.
HILLOCK_API void cache_kernels(const std::string& folder = "");

/// From now on kernels are compiled and not kept, whatever the environment says.
HILLOCK_API void stop_caching_kernels();

/// The folder in use, "" for none.
[[nodiscard]] HILLOCK_API std::string kernel_cache_folder();

} // namespace hillock
