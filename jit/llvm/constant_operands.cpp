// SPDX-License-Identifier: Apache-2.0
// Code generation loads a constant that is used twice into a register, or loads it there anew for each use: in a kernel of
// Hodgkin-Huxley neurons that is every third instruction. A load that has one user becomes part of it. So each use gets memory of
// its own.
#include "jit/llvm/constant_operands.hpp"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <set>
#include <vector>

namespace hillock::internal::jit {
namespace {

/// As many constants stay in the sixteen registers of AVX2, beside what is computed.
constexpr std::size_t kInRegisters = 8;

bool is_arithmetic(const llvm::Instruction& instruction) {
    if (const auto* const call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction))
        return call->getIntrinsicID() == llvm::Intrinsic::fma;
    return llvm::isa<llvm::BinaryOperator>(instruction);
}

/// A vector of one number in all lanes. Zeros are made by an instruction that loads nothing.
bool is_number(const llvm::Value* value) {
    const auto* const constant = llvm::dyn_cast<llvm::ConstantDataVector>(value);
    return constant && constant->getElementType()->isFloatingPointTy() && !constant->isNullValue();
}

/// The last operand that is a constant: an instruction takes one from memory.
llvm::Use* constant_operand(llvm::Instruction& instruction) {
    llvm::Use* found = nullptr;
    for (llvm::Use& use : instruction.operands())
        if (is_number(use.get()))
            found = &use;
    return found;
}

} // namespace

void place_constants_in_memory(llvm::Function& function) {
    std::vector<llvm::Use*> uses;
    std::set<const llvm::Value*> constants;
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
        if (!is_arithmetic(instruction))
            continue;
        if (llvm::Use* const use = constant_operand(instruction)) {
            uses.push_back(use);
            constants.insert(use->get());
        }
    }
    if (constants.size() <= kInRegisters)
        return;
    for (llvm::Use* const use : uses) {
        auto* const constant = llvm::cast<llvm::Constant>(use->get());
        const llvm::Align kLine(64);
        auto* const place =
            new llvm::GlobalVariable(*function.getParent(), constant->getType(), /*isConstant=*/true,
                                     llvm::GlobalValue::PrivateLinkage, constant, "constant");
        place->setAlignment(kLine);
        llvm::IRBuilder<> builder(llvm::cast<llvm::Instruction>(use->getUser()));
        use->set(builder.CreateAlignedLoad(constant->getType(), place, kLine));
    }
}

} // namespace hillock::internal::jit
