// SPDX-License-Identifier: Apache-2.0
// Booleans of one byte as masks of lanes.
#pragma once

#include <llvm/IR/Function.h>

namespace hillock::internal::jit {

/// Has vectors of such booleans compared in lanes of `bits`, as wide as those of numbers, if they choose among numbers or if that takes
/// no more than a register. Comes last: optimisations narrow the comparison again.
void widen_lane_masks(llvm::Function& function, unsigned bits, unsigned register_bits);

} // namespace hillock::internal::jit
