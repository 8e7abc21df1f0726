// SPDX-License-Identifier: Apache-2.0
// How many elements of a kernel are handled at a time.
#pragma once

#include "jit/llvm/target.hpp"
#include "jit/plan/kernel.hpp"

namespace hillock::internal::jit {

/// A power of two, at most kArrayPadding; 1 for a kernel that must take its elements one after the other. In a walk that is for what
/// its order leaves free (plan::operations_in_order).
[[nodiscard]] int lanes_for(const plan::Kernel& kernel, const Target& target);

/// Whether machine code should keep the order of the operations, each for all registers of a value one after the other: so many chains
/// overlap, and share what a constant takes to load.
[[nodiscard]] bool keeps_order(const plan::Kernel& kernel, const Target& target);

} // namespace hillock::internal::jit
