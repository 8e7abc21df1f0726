// SPDX-License-Identifier: Apache-2.0
// Compared as bytes, booleans become one mask for each width at which they are used, each by instructions of its own. Widened while they
// are loaded, which costs nothing, they are one mask for selections and conditions alike.
#include "jit/llvm/lane_masks.hpp"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/PatternMatch.h>

#include <algorithm>
#include <vector>

namespace hillock::internal::jit {
namespace {

bool looks_at_bytes(const llvm::ICmpInst& comparison) {
    const llvm::Type* const type = comparison.getOperand(0)->getType();
    return comparison.isEquality() && type->isVectorTy() && type->getScalarType()->isIntegerTy(8) &&
           llvm::PatternMatch::match(comparison.getOperand(1), llvm::PatternMatch::m_Zero());
}

/// As bytes, several registers of conditions are put together before they meet the booleans.
bool is_worth(const llvm::ICmpInst& comparison, unsigned bits, unsigned register_bits) {
    const auto* const type = llvm::cast<llvm::FixedVectorType>(comparison.getOperand(0)->getType());
    const auto chooses = [](const llvm::User* user) { return llvm::isa<llvm::SelectInst>(user); };
    return type->getNumElements() * bits <= register_bits || std::any_of(comparison.user_begin(), comparison.user_end(), chooses);
}

} // namespace

void widen_lane_masks(llvm::Function& function, unsigned bits, unsigned register_bits) {
    std::vector<llvm::ICmpInst*> comparisons;
    for (llvm::Instruction& instruction : llvm::instructions(function))
        if (auto* const comparison = llvm::dyn_cast<llvm::ICmpInst>(&instruction); comparison && looks_at_bytes(*comparison) &&
                                                                                 is_worth(*comparison, bits, register_bits))
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
