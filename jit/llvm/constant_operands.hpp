// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <llvm/IR/Function.h>

namespace hillock::internal::jit {

/// Gives vector constants to the arithmetic of a function as operands in memory, where they are too many for registers: a load and an
/// operation are one instruction then, and no register waits with a constant. To be called last: everything that merges equal values
/// undoes it.
void place_constants_in_memory(llvm::Function& function);

} // namespace hillock::internal::jit
