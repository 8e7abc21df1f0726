// SPDX-License-Identifier: Apache-2.0
// Multiplications of lanes whose upper halves are 0, in a form that instruction selection knows.
#pragma once

#include <llvm/IR/Function.h>

namespace hillock::internal::jit {

/// Marks the factors of such multiplications, for which processors have one instruction; of 64 bits it takes eight. Comes last:
/// optimisations remove the marks as redundant.
void mark_half_products(llvm::Function& function);

} // namespace hillock::internal::jit
