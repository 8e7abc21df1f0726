// SPDX-License-Identifier: Apache-2.0
// In most iterations nothing is emitted, so a mask costs one test and one branch that falls through.
#include "jit/llvm/emission.hpp"

#include "jit/llvm/rare_branch.hpp"

#include <llvm/IR/Intrinsics.h>

#include <numeric>
#include <vector>

namespace hillock::internal::jit {
namespace {

int lanes_of(const llvm::Value* mask) {
    const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(mask->getType());
    return vector ? static_cast<int>(vector->getNumElements()) : 1;
}

/// Lane k as bit k.
llvm::Value* bits_of(llvm::IRBuilder<>& builder, llvm::Value* mask) {
    return builder.CreateBitCast(mask, builder.getIntNTy(static_cast<unsigned>(lanes_of(mask))));
}

llvm::BasicBlock* new_block(llvm::IRBuilder<>& builder, const char* name) {
    return llvm::BasicBlock::Create(builder.getContext(), name, builder.GetInsertBlock()->getParent());
}

/// The mask as an integer, without the lanes that are padding.
llvm::Value* element_bits(llvm::IRBuilder<>& builder, const EmittedLanes& lanes) {
    llvm::Value* const bits = builder.CreateZExt(bits_of(builder, lanes.mask), builder.getInt64Ty());
    if (lanes_of(lanes.mask) == 1)
        return bits;
    llvm::Value* const width = builder.getInt64(static_cast<std::uint64_t>(lanes_of(lanes.mask)));
    llvm::Value* const remaining = builder.CreateBinaryIntrinsic(
        llvm::Intrinsic::umin, builder.CreateSub(lanes.end, lanes.first), width);
    llvm::Value* const one = builder.getInt64(1);
    return builder.CreateAnd(bits, builder.CreateSub(builder.CreateShl(one, remaining), one));
}

/// One set bit after the other, lowest first. Leaves the builder in `after`.
llvm::Value* append_bits(llvm::IRBuilder<>& builder, const Memory& memory, const EmittedLanes& lanes,
                         llvm::BasicBlock* after) {
    llvm::BasicBlock* const before = builder.GetInsertBlock();
    llvm::Value* const bits = element_bits(builder, lanes);
    llvm::BasicBlock* const head = new_block(builder, "emit.head");
    llvm::BasicBlock* const body = new_block(builder, "emit.one");
    builder.CreateBr(head);
    builder.SetInsertPoint(head);
    llvm::PHINode* const left = builder.CreatePHI(builder.getInt64Ty(), 2, "left");
    llvm::PHINode* const count = builder.CreatePHI(builder.getInt64Ty(), 2, "count");
    left->addIncoming(bits, before);
    count->addIncoming(lanes.count, before);
    builder.CreateCondBr(builder.CreateIsNotNull(left), body, after);

    builder.SetInsertPoint(body);
    llvm::Value* const lane =
        builder.CreateIntrinsic(llvm::Intrinsic::cttz, {left->getType()}, {left, builder.getTrue()});
    llvm::Value* const element =
        builder.CreateTrunc(builder.CreateAdd(lanes.first, lane), builder.getInt32Ty());
    memory.mark_emitted(
        builder.CreateStore(element, builder.CreateInBoundsGEP(builder.getInt32Ty(), lanes.list, count)));
    count->addIncoming(builder.CreateAdd(count, builder.getInt64(1)), body);
    left->addIncoming(builder.CreateAnd(left, builder.CreateSub(left, builder.getInt64(1))), body);
    builder.CreateBr(head);
    builder.SetInsertPoint(head);
    return count;
}

/// One compressing store.
llvm::Value* append_compressed(llvm::IRBuilder<>& builder, const Memory& memory, const EmittedLanes& lanes,
                               llvm::BasicBlock* after) {
    const auto width = static_cast<std::uint32_t>(lanes_of(lanes.mask));
    std::vector<std::uint32_t> numbers(width);
    std::iota(numbers.begin(), numbers.end(), 0u);
    const auto broadcast = [&](llvm::Value* value) {
        return builder.CreateVectorSplat(width, builder.CreateTrunc(value, builder.getInt32Ty()));
    };
    llvm::Value* const elements = builder.CreateAdd(
        broadcast(lanes.first), llvm::ConstantDataVector::get(builder.getContext(), numbers));
    llvm::Value* const mask =
        builder.CreateAnd(lanes.mask, builder.CreateICmpSLT(elements, broadcast(lanes.end)));
    llvm::Value* const place = builder.CreateInBoundsGEP(builder.getInt32Ty(), lanes.list, lanes.count);
    memory.mark_emitted(builder.CreateIntrinsic(llvm::Intrinsic::masked_compressstore, {elements->getType()},
                                                {elements, place, mask}));
    llvm::Value* const number = builder.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits_of(builder, mask));
    llvm::Value* const count =
        builder.CreateAdd(lanes.count, builder.CreateZExt(number, builder.getInt64Ty()));
    builder.CreateBr(after);
    return count;
}

} // namespace

llvm::Value* lower_emission(llvm::IRBuilder<>& builder, const Memory& memory, const EmittedLanes& lanes,
                            bool avx512) {
    llvm::BasicBlock* const hot = builder.GetInsertBlock();
    llvm::BasicBlock* const cold = new_block(builder, "emit");
    llvm::BasicBlock* const after = new_block(builder, "emitted");
    branch_rarely(builder, builder.CreateIsNotNull(bits_of(builder, lanes.mask)), cold, after);
    builder.SetInsertPoint(cold);
    const bool compress = avx512 && lanes_of(lanes.mask) > 1;
    llvm::Value* const count = compress ? append_compressed(builder, memory, lanes, after)
                                        : append_bits(builder, memory, lanes, after);
    llvm::BasicBlock* const cold_end = builder.GetInsertBlock();
    builder.SetInsertPoint(after);
    llvm::PHINode* const merged = builder.CreatePHI(builder.getInt64Ty(), 2, "emitted.count");
    merged->addIncoming(lanes.count, hot);
    merged->addIncoming(count, cold_end);
    return merged;
}

} // namespace hillock::internal::jit
