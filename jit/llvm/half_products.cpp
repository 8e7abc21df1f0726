// SPDX-License-Identifier: Apache-2.0
// Instruction selection looks at one basic block: of a key that was made before the loop it does not know that its upper half is 0,
// and so of nothing that follows from it. A mask at the multiplication tells it, and costs no instruction, because the instruction
// for halves ignores the upper ones.
#include "jit/llvm/half_products.hpp"

#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/KnownBits.h>

#include <vector>

namespace hillock::internal::jit {
namespace {

constexpr unsigned kHalf = 32;

bool is_half(const llvm::Value* value, const llvm::DataLayout& layout) {
    return llvm::computeKnownBits(value, layout).countMinLeadingZeros() >= kHalf;
}

bool is_product_of_halves(const llvm::Instruction& instruction, const llvm::DataLayout& layout) {
    const llvm::Type* const type = instruction.getType();
    return instruction.getOpcode() == llvm::Instruction::Mul && type->isVectorTy() && type->getScalarSizeInBits() == 2 * kHalf &&
           is_half(instruction.getOperand(0), layout) && is_half(instruction.getOperand(1), layout);
}

} // namespace

void mark_half_products(llvm::Function& function) {
    const llvm::DataLayout& layout = function.getParent()->getDataLayout();
    std::vector<llvm::Instruction*> products;
    for (llvm::Instruction& instruction : llvm::instructions(function))
        if (is_product_of_halves(instruction, layout))
            products.push_back(&instruction);
    for (llvm::Instruction* const product : products) {
        llvm::IRBuilder<> builder(product);
        for (llvm::Use& factor : product->operands())
            if (!llvm::isa<llvm::Constant>(factor))
                factor.set(builder.CreateAnd(factor, (std::uint64_t{1} << kHalf) - 1));
    }
}

} // namespace hillock::internal::jit
