// SPDX-License-Identifier: Apache-2.0
// Arrays for NumPy: a zip file of .npy files (NEP 1, "A Simple File Format for NumPy Arrays", version 1.0).
#pragma once

#include "files/types.hpp"

#include <span>
#include <string>

namespace hillock::internal::files {

/// Throws SystemError.
void write_npz(const std::string& path, std::span<const Table> tables);

} // namespace hillock::internal::files
