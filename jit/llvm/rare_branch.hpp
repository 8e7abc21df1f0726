// SPDX-License-Identifier: Apache-2.0
// A branch to what happens in few iterations of a loop, so that the others fall through.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/MDBuilder.h>

namespace hillock::internal::jit {

/// Ends the block of the builder. A neuron spikes in one step of a thousand or so.
inline void branch_rarely(llvm::IRBuilder<>& builder, llvm::Value* condition, llvm::BasicBlock* rare, llvm::BasicBlock* usual) {
    constexpr std::uint32_t kUsually = 1000;
    builder.CreateCondBr(condition, rare, usual, llvm::MDBuilder(builder.getContext()).createBranchWeights(1, kUsually));
}

} // namespace hillock::internal::jit
