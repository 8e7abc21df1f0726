// SPDX-License-Identifier: Apache-2.0
#include "jit/llvm/elementary_ir.hpp"

#include "jit/llvm/rare_branch.hpp"
#include "parser/model/elementary.hpp"

namespace hillock::internal::jit {
namespace {

template <class NumberFormat> class Instructions {
  public:
    using Format = NumberFormat;
    using Real = llvm::Value*;
    using Word = llvm::Value*;
    using Mask = llvm::Value*;

    /// \param x  a value of the type of all numbers
    Instructions(llvm::IRBuilder<>& builder, llvm::Value* x)
        : builder_(builder), real_(x->getType()), word_(x->getType()->getWithNewType(builder.getIntNTy(x->getType()->getScalarSizeInBits()))) {}

    Real number(double x) { return llvm::ConstantFP::get(real_, x); }
    Word word(std::uint64_t x) { return llvm::ConstantInt::get(word_, x); }
    Real fma(Real a, Real b, Real c) {
        return builder_.CreateIntrinsic(llvm::Intrinsic::fma, {real_}, {a, b, c});
    }
    Real add(Real a, Real b) { return builder_.CreateFAdd(a, b); }
    Real subtract(Real a, Real b) { return builder_.CreateFSub(a, b); }
    Real multiply(Real a, Real b) { return builder_.CreateFMul(a, b); }
    Real divide(Real a, Real b) { return builder_.CreateFDiv(a, b); }
    Real square_root(Real a) { return builder_.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, a); }
    Word bits(Real a) { return builder_.CreateBitCast(a, word_); }
    Real real(Word a) { return builder_.CreateBitCast(a, real_); }
    Word plus(Word a, Word b) { return builder_.CreateAdd(a, b); }
    Word both(Word a, Word b) { return builder_.CreateAnd(a, b); }
    Word left(Word a, int n) { return builder_.CreateShl(a, static_cast<std::uint64_t>(n)); }
    Word right(Word a, int n) { return builder_.CreateLShr(a, static_cast<std::uint64_t>(n)); }
    Mask less(Real a, Real b) { return builder_.CreateFCmpOLT(a, b); }
    Mask equal(Real a, Real b) { return builder_.CreateFCmpOEQ(a, b); }
    Mask differ(Real a, Real b) { return builder_.CreateFCmpUNE(a, b); }
    Mask odd(Word a) { return builder_.CreateICmpNE(builder_.CreateAnd(a, word(1)), word(0)); }
    Real select(Mask mask, Real a, Real b) { return builder_.CreateSelect(mask, a, b); }
    /// A branch around what no lane needs.
    template <class Function> Real rarely(Mask mask, Real usual, Function function) {
        llvm::Function* const all = builder_.GetInsertBlock()->getParent();
        llvm::BasicBlock* const before = builder_.GetInsertBlock();
        llvm::BasicBlock* const rare = llvm::BasicBlock::Create(builder_.getContext(), "rare", all);
        llvm::BasicBlock* const after = llvm::BasicBlock::Create(builder_.getContext(), "usual", all);
        llvm::Value* const any = mask->getType()->isVectorTy() ? builder_.CreateOrReduce(mask) : mask;
        branch_rarely(builder_, any, rare, after);
        builder_.SetInsertPoint(rare);
        const Real mixed = select(mask, function(), usual);
        llvm::BasicBlock* const end = builder_.GetInsertBlock();
        builder_.CreateBr(after);
        builder_.SetInsertPoint(after);
        llvm::PHINode* const result = builder_.CreatePHI(real_, 2);
        result->addIncoming(usual, before);
        result->addIncoming(mixed, end);
        return result;
    }

  private:
    llvm::IRBuilder<>& builder_;
    llvm::Type* real_;
    llvm::Type* word_;
};

/// function(elementary functions of the precision of x)
template <class Function> llvm::Value* in_precision_of(llvm::IRBuilder<>& builder, llvm::Value* x, Function function) {
    if (x->getType()->getScalarType()->isFloatTy()) {
        Instructions<model::Binary32> instructions(builder, x);
        return function(model::Elementary(instructions));
    }
    Instructions<model::Binary64> instructions(builder, x);
    return function(model::Elementary(instructions));
}

} // namespace

llvm::Value* lower_exp(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.exp(x); });
}

llvm::Value* lower_exp2(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.exp2(x); });
}

llvm::Value* lower_expm1(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.expm1(x); });
}

llvm::Value* lower_exprel(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.exprel(x); });
}

llvm::Value* lower_inverse_exprel(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.inverse_exprel(x); });
}

llvm::Value* lower_inverse_exprel_by(llvm::IRBuilder<>& builder, llvm::Value* x, llvm::Value* exp_x) {
    return in_precision_of(builder, x, [=](auto functions) { return functions.inverse_exprel_by(x, exp_x); });
}

llvm::Value* lower_log(llvm::IRBuilder<>& builder, llvm::Value* x) {
    return in_precision_of(builder, x, [x](auto functions) { return functions.log(x); });
}

std::pair<llvm::Value*, llvm::Value*> lower_normals_of(llvm::IRBuilder<>& builder, llvm::Value* u, llvm::Value* v) {
    Instructions<model::Binary64> instructions(builder, u);
    const auto [first, second] = model::Elementary(instructions).normals(u, v);
    return {first, second};
}

} // namespace hillock::internal::jit
