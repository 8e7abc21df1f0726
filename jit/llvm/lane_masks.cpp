// SPDX-License-Identifier: Apache-2.0
// Compared as bytes, booleans become one mask for each width at which they are used, each by instructions of its own. Widened while they
// are loaded, which costs nothing, they are one mask for selections and conditions alike. And masks that are packed until they fit into one
// register become bits by seven instructions that wait for each other; those of each register, put together as integers, by four.
#include "jit/llvm/lane_masks.hpp"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/PatternMatch.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace hillock::internal::jit {
namespace {

constexpr unsigned kRegisterBits = 256;

bool looks_at_bytes(const llvm::ICmpInst& comparison) {
    const llvm::Type* const type = comparison.getOperand(0)->getType();
    return comparison.isEquality() && type->isVectorTy() && type->getScalarType()->isIntegerTy(8) &&
           llvm::PatternMatch::match(comparison.getOperand(1), llvm::PatternMatch::m_Zero());
}

/// Lane k as bit k, by the sign bits of each register.
llvm::Value* bits_by_registers(llvm::IRBuilder<>& builder, llvm::Value* mask, unsigned bits) {
    const unsigned lanes = llvm::cast<llvm::FixedVectorType>(mask->getType())->getNumElements();
    llvm::Type* const real = bits == 32 ? builder.getFloatTy() : builder.getDoubleTy();
    llvm::Value* const wide = builder.CreateSExt(mask, llvm::FixedVectorType::get(builder.getIntNTy(bits), lanes));
    llvm::Value* const numbers = builder.CreateBitCast(wide, llvm::FixedVectorType::get(real, lanes));
    const auto signs = bits == 32 ? llvm::Intrinsic::x86_avx_movmsk_ps_256 : llvm::Intrinsic::x86_avx_movmsk_pd_256;
    llvm::Value* all = builder.getInt32(0);
    for (unsigned first = 0; first < lanes; first += kRegisterBits / bits) {
        std::vector<int> part(kRegisterBits / bits);
        std::iota(part.begin(), part.end(), static_cast<int>(first));
        llvm::Value* const found = builder.CreateIntrinsic(signs, {}, {builder.CreateShuffleVector(numbers, part)});
        all = builder.CreateOr(all, builder.CreateShl(found, first));
    }
    return builder.CreateTrunc(all, builder.getIntNTy(lanes));
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

void take_bits_by_registers(llvm::Function& function, unsigned bits) {
    std::vector<llvm::BitCastInst*> casts;
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
        auto* const cast = llvm::dyn_cast<llvm::BitCastInst>(&instruction);
        const auto* const mask = cast ? llvm::dyn_cast<llvm::FixedVectorType>(cast->getSrcTy()) : nullptr;
        if (mask && mask->getElementType()->isIntegerTy(1) && mask->getNumElements() * bits > kRegisterBits) casts.push_back(cast);
    }
    for (llvm::BitCastInst* const cast : casts) {
        llvm::IRBuilder<> builder(cast);
        cast->replaceAllUsesWith(bits_by_registers(builder, cast->getOperand(0), bits));
        cast->eraseFromParent();
    }
}

} // namespace hillock::internal::jit
