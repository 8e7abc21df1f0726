// SPDX-License-Identifier: Apache-2.0
// How this process compiles kernels.
#pragma once

#include "jit/llvm/compiler.hpp"

namespace hillock::internal::engine {

/// With the folder that cache_kernels() or HILLOCK_CACHE names, and vectors of HILLOCK_VECTOR_BYTES bytes (8: none; for tests, since no
/// result depends on it). Any thread may ask. Throws ValueError for a width that the machine does not have.
[[nodiscard]] jit::CompileOptions compile_options();

} // namespace hillock::internal::engine
