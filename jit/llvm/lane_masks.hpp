// SPDX-License-Identifier: Apache-2.0
// Masks of lanes: what booleans of one byte become, and how they become bits.
#pragma once

#include <llvm/IR/Function.h>

namespace hillock::internal::jit {

/// Has vectors of such booleans compared in lanes of `bits`, as wide as those of numbers, if they choose among numbers or if that takes
/// no more than a register. Comes last: optimisations narrow the comparison again.
void widen_lane_masks(llvm::Function& function, unsigned bits, unsigned register_bits);

/// Has the bits of masks of several AVX2 registers, of numbers of `bits`, taken from each register. Comes last: optimisations would put the
/// masks together first.
void take_bits_by_registers(llvm::Function& function, unsigned bits);

} // namespace hillock::internal::jit
