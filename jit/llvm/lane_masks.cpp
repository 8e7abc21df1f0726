// SPDX-License-Identifier: Apache-2.0
// Compared as bytes, booleans become one mask for each width at which they are used, each by instructions of its own. Widened while they
// are loaded, which costs nothing, they are one mask for selections and conditions alike.
#include "jit/llvm/lane_masks.hpp"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/PatternMatch.h>

#include <vector>

namespace hillock::internal::jit {
namespace {

bool looks_at_bytes(const llvm::ICmpInst& comparison) {
    const llvm::Type* const type = comparison.getOperand(0)->getType();
    return comparison.isEquality() && type->isVectorTy() && type->getScalarType()->isIntegerTy(8) &&
           llvm::PatternMatch::match(comparison.getOperand(1), llvm::PatternMatch::m_Zero());
}

} // namespace

void widen_lane_masks(llvm::Function& function, unsigned bits) {
    std::vector<llvm::ICmpInst*> comparisons;
    for (llvm::Instruction& instruction : llvm::instructions(function))
        if (auto* const comparison = llvm::dyn_cast<llvm::ICmpInst>(&instruction); comparison && looks_at_bytes(*comparison))
            comparisons.push_back(comparison);
    for (llvm::ICmpInst* const comparison : comparisons) {
        llvm::IRBuilder<> builder(comparison);
        llvm::Value* const bytes = comparison->getOperand(0);
        llvm::Value* const lanes = builder.CreateZExt(bytes, bytes->getType()->getWithNewType(builder.getIntNTy(bits)));
        comparison->replaceAllUsesWith(
            builder.CreateICmp(comparison->getPredicate(), lanes, llvm::Constant::getNullValue(lanes->getType())));
        comparison->eraseFromParent();
    }
}

} // namespace hillock::internal::jit
