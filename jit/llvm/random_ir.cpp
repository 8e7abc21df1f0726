// SPDX-License-Identifier: Apache-2.0
// Element and step of a draw are one block of 128 bits: in two lanes of 64 bits, or in four with the next block.
#include "jit/llvm/random_ir.hpp"

#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/Module.h>

#include "jit/llvm/elementary_ir.hpp"
#include "jit/plan/counts.hpp"

#include <numeric>

namespace hillock::internal::jit {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15; // of SplitMix64, see draw_key()

/// An integer constant of the type of a value, in all lanes.
llvm::Constant* constant_like(const llvm::Value* value, std::uint64_t number) {
    return llvm::ConstantInt::get(value->getType(), number);
}

/// In all lanes of the type of `model`, if it has fewer.
llvm::Value* broadcast_like(llvm::IRBuilder<>& builder, llvm::Value* value, const llvm::Value* model) {
    const auto* const vector = llvm::dyn_cast<llvm::VectorType>(model->getType());
    return vector && !value->getType()->isVectorTy()
               ? builder.CreateVectorSplat(vector->getElementCount(), value)
               : value;
}

llvm::Value* lane_of(llvm::IRBuilder<>& builder, llvm::Value* value, std::uint64_t lane) {
    return value->getType()->isVectorTy() ? builder.CreateExtractElement(value, lane) : value;
}

constexpr const char* kBlock = "hillock_random_bits";
constexpr const char* kPoisson = "hillock_poisson";
constexpr const char* kBinomial = "hillock_binomial";

/// Declared as what it is: its value depends on its arguments and on nothing else, so that calls of equal
/// ones may be merged.
llvm::FunctionCallee declare_pure(llvm::Module& module, const char* name, llvm::FunctionType* type) {
    llvm::FunctionCallee callee = module.getOrInsertFunction(name, type);
    auto* const function = llvm::cast<llvm::Function>(callee.getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->setWillReturn();
    return callee;
}

/// The round keys and the rounds of ARS on one, two or four blocks of 128 bits in a vector.
llvm::Value* encrypt(llvm::IRBuilder<>& builder, const RoundKeys& keys, llvm::Value* state) {
    const unsigned words = llvm::cast<llvm::FixedVectorType>(state->getType())->getNumElements();
    const auto key_of = [&](std::size_t round) {
        llvm::Value* key = llvm::ConstantInt::get(state->getType(), round * plan::kRoundStep.high);
        for (unsigned word = 0; word < words; word += 2)
            key = builder.CreateInsertElement(key, keys[round], word);
        return key;
    };
    const auto of_width = [words](llvm::Intrinsic::ID one, llvm::Intrinsic::ID two, llvm::Intrinsic::ID four) {
        return words == 2 ? one : words == 4 ? two : four;
    };
    const llvm::Intrinsic::ID middle = of_width(llvm::Intrinsic::x86_aesni_aesenc, llvm::Intrinsic::x86_aesni_aesenc_256,
                                                llvm::Intrinsic::x86_aesni_aesenc_512);
    const llvm::Intrinsic::ID last = of_width(llvm::Intrinsic::x86_aesni_aesenclast, llvm::Intrinsic::x86_aesni_aesenclast_256,
                                              llvm::Intrinsic::x86_aesni_aesenclast_512);
    state = builder.CreateXor(state, key_of(0));
    for (std::size_t round = 1; round <= plan::kRandomRounds; ++round)
        state = builder.CreateIntrinsic(round < plan::kRandomRounds ? middle : last, {}, {state, key_of(round)});
    return state;
}

BitsValue block(llvm::IRBuilder<>& builder, const RoundKeys& keys, llvm::Value* element, llvm::Value* step) {
    llvm::Value* state = llvm::PoisonValue::get(llvm::FixedVectorType::get(builder.getInt64Ty(), 2));
    state = builder.CreateInsertElement(state, element, std::uint64_t{0});
    state = encrypt(builder, keys, builder.CreateInsertElement(state, step, std::uint64_t{1}));
    return {builder.CreateExtractElement(state, std::uint64_t{0}), builder.CreateExtractElement(state, std::uint64_t{1})};
}

/// For whole registers of `words` lanes: two of them have half of the blocks each, put together and taken apart within their parts of 128 bits.
BitsValue blocks_by_registers(llvm::IRBuilder<>& builder, const RoundKeys& keys, llvm::Value* elements, llvm::Value* steps, int words) {
    const int lanes = static_cast<int>(llvm::cast<llvm::FixedVectorType>(elements->getType())->getNumElements());
    /// Of each pair of lanes one of a vector, the one of its number in a second vector.
    const auto paired = [&](llvm::Value* a, llvm::Value* b, int first, int second) {
        std::vector<int> from;
        for (int lane = 0; lane < words; lane += 2) {
            from.push_back(first + lane);
            from.push_back(second + lane);
        }
        return builder.CreateShuffleVector(a, b, from);
    };
    std::vector<llvm::Value*> low, high;
    for (int first = 0; first < lanes; first += words) {
        llvm::Value* const even = encrypt(builder, keys, paired(elements, steps, first, lanes + first));
        llvm::Value* const odd = encrypt(builder, keys, paired(elements, steps, first + 1, lanes + first + 1));
        low.push_back(paired(even, odd, 0, words));
        high.push_back(paired(even, odd, 1, words + 1));
    }
    return {llvm::concatenateVectors(builder, low), llvm::concatenateVectors(builder, high)};
}

/// By a function of the library, where the processor has no instructions for it.
BitsValue called_block(llvm::IRBuilder<>& builder, const RoundKeys& keys, llvm::Value* element, llvm::Value* step) {
    llvm::Type* const word = builder.getInt64Ty();
    auto* const type = llvm::FunctionType::get(llvm::StructType::get(word, word), {word, word, word}, false);
    llvm::Value* const both =
        builder.CreateCall(declare_pure(*builder.GetInsertBlock()->getModule(), kBlock, type), {keys[0], element, step});
    return {builder.CreateExtractValue(both, 0), builder.CreateExtractValue(both, 1)};
}

/// x ^= x >> shift, then times the multiplier: a step of the finaliser of SplitMix64.
llvm::Value* mix_step(llvm::IRBuilder<>& builder, llvm::Value* x, unsigned shift, std::uint64_t multiplier) {
    llvm::Value* const folded = builder.CreateXor(x, builder.CreateLShr(x, shift));
    return builder.CreateMul(folded, builder.getInt64(multiplier));
}

llvm::Type* with_lanes_of(llvm::Type* scalar, const llvm::Value* value) {
    return value->getType()->getWithNewType(scalar);
}

/// The blocks of bits that elements share, and who takes what.
struct Blocks {
    BitsValue bits;
    llvm::Value* takes_second; ///< by element, as many as there are blocks; null: each block is for two of whole eights
};

/// Lane k is first + k.
llvm::Value* consecutive(llvm::IRBuilder<>& builder, llvm::Value* first, unsigned lanes) {
    std::vector<std::uint64_t> numbers(lanes);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    return builder.CreateAdd(builder.CreateVectorSplat(lanes, first),
                             llvm::ConstantDataVector::get(builder.getContext(), numbers));
}

/// plan::share_of()
Blocks blocks_of(llvm::IRBuilder<>& builder, const DrawPlace& place) {
    llvm::Value* const elements = place.elements;
    if (place.first_of_whole) {
        const unsigned lanes = llvm::cast<llvm::FixedVectorType>(elements->getType())->getNumElements();
        llvm::Value* const blocks = consecutive(builder, builder.CreateLShr(place.first_of_whole, 1), lanes / 2);
        return {lower_random_bits(builder, place.keys, place.aes, blocks, place.step), nullptr};
    }
    const auto number = [&](std::uint64_t n) { return constant_like(elements, n); };
    llvm::Value* const eights = builder.CreateShl(builder.CreateLShr(elements, 3), 2);
    llvm::Value* const blocks = builder.CreateOr(eights, builder.CreateAnd(elements, number(3)));
    llvm::Value* const takes_second = builder.CreateICmpNE(builder.CreateAnd(elements, number(4)), number(0));
    return {lower_random_bits(builder, place.keys, place.aes, blocks, place.step), takes_second};
}

/// One number for each element, of the two that are made of each block.
llvm::Value* deal_out(llvm::IRBuilder<>& builder, const Blocks& blocks, llvm::Value* first, llvm::Value* second) {
    if (blocks.takes_second)
        return builder.CreateSelect(blocks.takes_second, second, first);
    const int count = static_cast<int>(llvm::cast<llvm::FixedVectorType>(first->getType())->getNumElements());
    std::vector<int> from;
    for (int element = 0; element < 2 * count; ++element)
        from.push_back(element / 8 * 4 + element % 4 + (element % 8 >= 4 ? count : 0));
    return builder.CreateShuffleVector(first, second, from);
}

llvm::Value* shared_word(llvm::IRBuilder<>& builder, const DrawPlace& place) {
    const Blocks blocks = blocks_of(builder, place);
    return deal_out(builder, blocks, blocks.bits.low, blocks.bits.high);
}

/// 52 bits as the mantissa of a number in [1, 2): exact, and cheaper than a conversion of integers.
llvm::Value* unit_interval(llvm::IRBuilder<>& builder, llvm::Value* bits) {
    llvm::Value* const one_and_more =
        builder.CreateOr(builder.CreateLShr(bits, 12), constant_like(bits, 0x3ff0000000000000));
    llvm::Type* const type = with_lanes_of(builder.getDoubleTy(), bits);
    return builder.CreateFSub(builder.CreateBitCast(one_and_more, type), llvm::ConstantFP::get(type, 1.0));
}

} // namespace

RoundKeys lower_draw_key(llvm::IRBuilder<>& builder, llvm::Value* object_key, std::uint64_t draw) {
    llvm::Value* z = builder.CreateAdd(object_key, builder.getInt64((draw + 1) * kGoldenGamma));
    z = mix_step(builder, z, 30, 0xbf58476d1ce4e5b9);
    z = mix_step(builder, z, 27, 0x94d049bb133111eb);
    z = builder.CreateXor(z, builder.CreateLShr(z, 31));
    RoundKeys keys{};
    for (std::size_t round = 0; round < keys.size(); ++round)
        keys[round] = builder.CreateAdd(z, builder.getInt64(round * plan::kRoundStep.low));
    return keys;
}

BitsValue lower_random_bits(llvm::IRBuilder<>& builder, const RoundKeys& keys, AesInstructions aes,
                            llvm::Value* elements, llvm::Value* step) {
    step = broadcast_like(builder, step, elements);
    const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(elements->getType());
    const unsigned lanes = vector ? vector->getNumElements() : 1;
    if (aes == AesInstructions::of_four_blocks && lanes % 8 == 0)
        return blocks_by_registers(builder, keys, elements, step, 8);
    if (aes >= AesInstructions::of_two_blocks && lanes % 4 == 0)
        return blocks_by_registers(builder, keys, elements, step, 4);
    BitsValue all{llvm::PoisonValue::get(elements->getType()), llvm::PoisonValue::get(elements->getType())};
    for (unsigned lane = 0; lane < lanes; ++lane) {
        llvm::Value* const element = lane_of(builder, elements, lane);
        llvm::Value* const its_step = lane_of(builder, step, lane);
        const BitsValue one = aes == AesInstructions::none ? called_block(builder, keys, element, its_step)
                                                           : block(builder, keys, element, its_step);
        if (!vector)
            return one;
        all = {builder.CreateInsertElement(all.low, one.low, lane), builder.CreateInsertElement(all.high, one.high, lane)};
    }
    return all;
}

llvm::Value* lower_uniform(llvm::IRBuilder<>& builder, const DrawPlace& place) {
    return unit_interval(builder, shared_word(builder, place));
}

llvm::Value* lower_uniform_float32(llvm::IRBuilder<>& builder, const DrawPlace& place) {
    llvm::Value* const bits = shared_word(builder, place);
    llvm::Value* const mantissa =
        builder.CreateTrunc(builder.CreateLShr(bits, 41), with_lanes_of(builder.getInt32Ty(), bits));
    llvm::Value* const one_and_more = builder.CreateOr(mantissa, constant_like(mantissa, 0x3f800000));
    llvm::Type* const type = with_lanes_of(builder.getFloatTy(), bits);
    return builder.CreateFSub(builder.CreateBitCast(one_and_more, type), llvm::ConstantFP::get(type, 1.0));
}

llvm::Value* lower_normal(llvm::IRBuilder<>& builder, const DrawPlace& place) {
    const Blocks blocks = blocks_of(builder, place);
    llvm::Value* const u = unit_interval(builder, blocks.bits.low);
    llvm::Value* const one = llvm::ConstantFP::get(u->getType(), 1.0);
    const auto [first, second] =
        lower_normals_of(builder, builder.CreateFSub(one, u), unit_interval(builder, blocks.bits.high));
    return deal_out(builder, blocks, first, second);
}

llvm::Value* lower_draw_stream(llvm::IRBuilder<>& builder, llvm::Value* object_key, std::uint64_t draw) {
    return builder.CreateAdd(object_key, builder.getInt64(draw * kGoldenGamma));
}

llvm::Value* lower_count(llvm::IRBuilder<>& builder, model::Primitive distribution, const CountPlace& place,
                         std::span<llvm::Value* const> parameters) {
    llvm::Type* const word = builder.getInt64Ty();
    std::vector<llvm::Type*> types{word, word, word};
    for (llvm::Value* const parameter : parameters)
        types.push_back(parameter->getType()->isFPOrFPVectorTy() ? builder.getDoubleTy() : word);
    const llvm::FunctionCallee callee =
        declare_pure(*builder.GetInsertBlock()->getModule(),
                      distribution == model::Primitive::poisson ? kPoisson : kBinomial,
                      llvm::FunctionType::get(word, types, false));
    const auto call = [&](std::uint64_t lane) {
        std::vector<llvm::Value*> arguments{place.stream, lane_of(builder, place.elements, lane),
                                            lane_of(builder, place.step, lane)};
        for (llvm::Value* const parameter : parameters) {
            llvm::Value* const value = lane_of(builder, parameter, lane);
            arguments.push_back(
                value->getType()->isFloatTy() ? builder.CreateFPExt(value, builder.getDoubleTy()) : value);
        }
        return builder.CreateCall(callee, arguments);
    };
    const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(place.elements->getType());
    if (!vector)
        return call(0);
    llvm::Value* counts = llvm::PoisonValue::get(place.elements->getType());
    for (std::uint64_t lane = 0; lane < vector->getNumElements(); ++lane)
        counts = builder.CreateInsertElement(counts, call(lane), lane);
    return counts;
}

std::vector<ProcessSymbol> random_symbols() {
    return {{kBlock, reinterpret_cast<void (*)()>(plan::random_bits)},
            {kPoisson, reinterpret_cast<void (*)()>(plan::poisson)},
            {kBinomial, reinterpret_cast<void (*)()>(plan::binomial)}};
}

} // namespace hillock::internal::jit
