// SPDX-License-Identifier: Apache-2.0
// In most iterations nothing is emitted, so a mask costs one test and one branch that falls through. Where it does not, the processor has
// begun what follows in vain, as far as it got while the mask was computed: up to an iteration. So the masks of several lanes go through
// a word, the oldest lowest, and a branch asks for those that are 64 elements old, which were known long before.
#include "jit/llvm/emission.hpp"

#include "jit/llvm/rare_branch.hpp"

#include <llvm/IR/Intrinsics.h>

#include <numeric>

namespace hillock::internal::jit {
namespace {

constexpr std::uint64_t kWordBits = 64;
/// With fewer lanes an iteration is short, and what a word of masks takes counts more.
constexpr int kMany = 16;

/// Lane k as bit k.
llvm::Value* bits_of(llvm::IRBuilder<>& builder, llvm::Value* mask) {
    const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(mask->getType());
    return builder.CreateBitCast(mask, builder.getIntNTy(vector ? vector->getNumElements() : 1));
}

} // namespace

Emission::Emission(llvm::IRBuilder<>& builder, const Memory& memory, llvm::Value* list, llvm::Value* begin, llvm::Value* end, int lanes,
                   bool avx512)
    : builder_(builder), memory_(memory), list_(list), begin_(begin), end_(end), lanes_(static_cast<std::uint64_t>(lanes)),
      compresses_(avx512 && lanes > 1), is_late_(!avx512 && lanes >= kMany) {}

llvm::BasicBlock* Emission::new_block(const char* name) const {
    return llvm::BasicBlock::Create(builder_.getContext(), name, builder_.GetInsertBlock()->getParent());
}

llvm::Value* Emission::word(std::uint64_t value) const {
    return builder_.getInt64(value);
}

llvm::Value* Emission::word_of(llvm::Value* mask) const {
    return builder_.CreateZExt(bits_of(builder_, mask), builder_.getInt64Ty());
}

Carried Emission::start() const {
    return is_late_ ? Carried{word(0), word(0)} : Carried{word(0)};
}

Carried Emission::next(llvm::Value* first, llvm::Value* mask, const Carried& carried) const {
    return is_late_ ? next_late(first, mask, carried) : next_at_once(first, mask, carried.front());
}

llvm::Value* Emission::finish(const Carried& carried) const {
    if (!is_late_)
        return carried.front();
    // The last mask ends with the lanes of the last iteration, of which those behind the end are none.
    llvm::Value* const whole = builder_.CreateAnd(builder_.CreateAdd(builder_.CreateSub(end_, begin_), word(lanes_ - 1)), word(~(lanes_ - 1)));
    llvm::Value* const behind = builder_.CreateAdd(begin_, whole);
    llvm::Value* const elements = builder_.CreateLShr(word(~std::uint64_t{0}), builder_.CreateSub(behind, end_));
    return append_bits(builder_.CreateAnd(carried[1], elements), builder_.CreateSub(behind, word(kWordBits)), carried[0]);
}

Carried Emission::next_at_once(llvm::Value* first, llvm::Value* mask, llvm::Value* count) const {
    return {rarely(builder_.CreateIsNotNull(bits_of(builder_, mask)), count, [&] {
        return compresses_ ? append_compressed(mask, first, count) : append_bits(word_of_elements(mask, first), first, count);
    })};
}

Carried Emission::next_late(llvm::Value* first, llvm::Value* mask, const Carried& carried) const {
    llvm::Value *const count = carried[0], *const masks = carried[1];
    llvm::Value* const newest = builder_.CreateShl(word_of(mask), word(kWordBits - lanes_));
    llvm::Value* const oldest = builder_.CreateAnd(masks, word((std::uint64_t{1} << lanes_) - 1));
    llvm::Value* const left = builder_.CreateOr(builder_.CreateLShr(masks, word(lanes_)), newest);
    llvm::Value* const emitted = rarely(builder_.CreateIsNotNull(oldest), count, [&] {
        return append_bits(oldest, builder_.CreateSub(first, word(kWordBits)), count);
    });
    return {emitted, left};
}

/// `count`, or where the condition holds append().
template <class Append> llvm::Value* Emission::rarely(llvm::Value* condition, llvm::Value* count, const Append& append) const {
    llvm::BasicBlock* const hot = builder_.GetInsertBlock();
    llvm::BasicBlock* const cold = new_block("emit");
    llvm::BasicBlock* const after = new_block("emitted");
    branch_rarely(builder_, condition, cold, after);
    builder_.SetInsertPoint(cold);
    llvm::Value* const more = append();
    llvm::BasicBlock* const cold_end = builder_.GetInsertBlock();
    builder_.CreateBr(after);
    builder_.SetInsertPoint(after);
    llvm::PHINode* const merged = builder_.CreatePHI(builder_.getInt64Ty(), 2, "emitted.count");
    merged->addIncoming(count, hot);
    merged->addIncoming(more, cold_end);
    return merged;
}

/// The mask without the lanes that are padding.
llvm::Value* Emission::word_of_elements(llvm::Value* mask, llvm::Value* first) const {
    if (lanes_ == 1)
        return word_of(mask);
    llvm::Value* const elements = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, builder_.CreateSub(end_, first), word(lanes_));
    return builder_.CreateAnd(word_of(mask), builder_.CreateSub(builder_.CreateShl(word(1), elements), word(1)));
}

/// One set bit after the other, lowest first; the new count.
llvm::Value* Emission::append_bits(llvm::Value* bits, llvm::Value* first, llvm::Value* count_before) const {
    llvm::BasicBlock* const before = builder_.GetInsertBlock();
    llvm::BasicBlock* const head = new_block("emit.head");
    llvm::BasicBlock* const body = new_block("emit.one");
    llvm::BasicBlock* const after = new_block("emit.end");
    builder_.CreateBr(head);
    builder_.SetInsertPoint(head);
    llvm::PHINode* const left = builder_.CreatePHI(builder_.getInt64Ty(), 2, "left");
    llvm::PHINode* const count = builder_.CreatePHI(builder_.getInt64Ty(), 2, "count");
    left->addIncoming(bits, before);
    count->addIncoming(count_before, before);
    builder_.CreateCondBr(builder_.CreateIsNotNull(left), body, after);

    builder_.SetInsertPoint(body);
    llvm::Value* const lane = builder_.CreateIntrinsic(llvm::Intrinsic::cttz, {left->getType()}, {left, builder_.getTrue()});
    llvm::Value* const element = builder_.CreateTrunc(builder_.CreateAdd(first, lane), builder_.getInt32Ty());
    memory_.mark_emitted(builder_.CreateStore(element, builder_.CreateInBoundsGEP(builder_.getInt32Ty(), list_, count)));
    count->addIncoming(builder_.CreateAdd(count, word(1)), body);
    left->addIncoming(builder_.CreateAnd(left, builder_.CreateSub(left, word(1))), body);
    builder_.CreateBr(head);
    builder_.SetInsertPoint(after);
    return count;
}

/// One compressing store; the new count.
llvm::Value* Emission::append_compressed(llvm::Value* mask, llvm::Value* first, llvm::Value* count) const {
    const auto width = static_cast<std::uint32_t>(lanes_);
    std::vector<std::uint32_t> numbers(width);
    std::iota(numbers.begin(), numbers.end(), 0u);
    const auto broadcast = [&](llvm::Value* value) {
        return builder_.CreateVectorSplat(width, builder_.CreateTrunc(value, builder_.getInt32Ty()));
    };
    llvm::Value* const elements = builder_.CreateAdd(broadcast(first), llvm::ConstantDataVector::get(builder_.getContext(), numbers));
    llvm::Value* const present = builder_.CreateAnd(mask, builder_.CreateICmpSLT(elements, broadcast(end_)));
    llvm::Value* const place = builder_.CreateInBoundsGEP(builder_.getInt32Ty(), list_, count);
    memory_.mark_emitted(
        builder_.CreateIntrinsic(llvm::Intrinsic::masked_compressstore, {elements->getType()}, {elements, place, present}));
    llvm::Value* const number = builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits_of(builder_, present));
    return builder_.CreateAdd(count, builder_.CreateZExt(number, builder_.getInt64Ty()));
}

} // namespace hillock::internal::jit
