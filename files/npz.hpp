// SPDX-License-Identifier: Apache-2.0
// Arrays for NumPy: a zip file of .npy files (NEP 1, "A Simple File Format for NumPy Arrays", version 1.0).
#pragma once

#include "files/file.hpp"
#include "files/types.hpp"

#include <span>

namespace hillock::internal::files {

/// Throws SystemError with the name that the file will have.
void fill_npz(const Replacement& place, std::span<const Table> tables);

} // namespace hillock::internal::files
