// SPDX-License-Identifier: Apache-2.0
// Where the prompt finds and keeps its files.
#pragma once

#include "prompt/compiler.hpp"

#include <string>

namespace hillock::prompt {

/// With the headers that belong to this executable: those that were installed with it, else those of the
/// source tree.
[[nodiscard]] CompilerOptions compiler_options();

/// Where the prompt may keep the precompiled header, "" without a home. One for each version and place of the
/// headers.
[[nodiscard]] std::string cached_header(const CompilerOptions& options);

/// "" without a home.
[[nodiscard]] std::string history_file();

} // namespace hillock::prompt
