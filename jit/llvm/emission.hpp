// SPDX-License-Identifier: Apache-2.0
// The list of emitted elements: the mask of an iteration compacted to indices, off the hot path.
#pragma once

#include "jit/llvm/memory.hpp"

namespace hillock::internal::jit {

/// What one iteration emits.
struct EmittedLanes {
    llvm::Value* mask = nullptr;  ///< i1 or a vector of them
    llvm::Value* first = nullptr; ///< i64, the element of lane 0
    llvm::Value* end = nullptr;   ///< i64, lanes from here on are padding
    llvm::Value* list = nullptr;  ///< KernelArguments::emitted
    llvm::Value* count = nullptr; ///< i64, emitted before
};

/// Emit the code where the builder stands and leave it behind; the new count.
[[nodiscard]] llvm::Value* lower_emission(llvm::IRBuilder<>& builder, const Memory& memory,
                                          const EmittedLanes& lanes, bool avx512);

} // namespace hillock::internal::jit
