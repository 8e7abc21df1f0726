// SPDX-License-Identifier: Apache-2.0
// The random numbers of jit/plan/random.hpp in IR, several elements at a time.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "jit/llvm/target.hpp"
#include "jit/llvm/vector_math.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/functions.hpp"

#include <array>
#include <span>
#include <vector>

namespace hillock::internal::jit {

/// The key of a draw in every round, before the loop: the lower halves as i64 scalars; the upper ones are constants.
using RoundKeys = std::array<llvm::Value*, plan::kRandomRounds + 1>;

/// draw_key() and the key schedule.
[[nodiscard]] RoundKeys lower_draw_key(llvm::IRBuilder<>& builder, llvm::Value* object_key, std::uint64_t draw);

/// random_bits() for elements (i64 or a vector of them) and their step (i64, or as the elements); the two
/// words of each result.
struct BitsValue {
    llvm::Value* low;
    llvm::Value* high;
};
[[nodiscard]] BitsValue lower_random_bits(llvm::IRBuilder<>& builder, const RoundKeys& keys, AesInstructions aes,
                                          llvm::Value* elements, llvm::Value* step);

/// Where real numbers are drawn: one number for each element, as plan::share_of() deals out the bits.
struct DrawPlace {
    const RoundKeys& keys;
    AesInstructions aes;
    llvm::Value* elements;          ///< i64 or a vector of them
    llvm::Value* step;              ///< i64, or as the elements
    llvm::Value* first_of_whole = nullptr; ///< i64: the first of the elements, if they are consecutive and whole eights
};
[[nodiscard]] llvm::Value* lower_uniform(llvm::IRBuilder<>& builder, const DrawPlace& place);
[[nodiscard]] llvm::Value* lower_uniform_float32(llvm::IRBuilder<>& builder, const DrawPlace& place);
/// In double, whatever the kernel's real.
[[nodiscard]] llvm::Value* lower_normal(llvm::IRBuilder<>& builder, const DrawPlace& place);

/// draw_stream()
[[nodiscard]] llvm::Value* lower_draw_stream(llvm::IRBuilder<>& builder, llvm::Value* object_key,
                                             std::uint64_t draw);

/// Where counts are drawn; elements and step as for lower_random_bits.
struct CountPlace {
    llvm::Value* stream; ///< i64
    llvm::Value* elements;
    llvm::Value* step;
};
/// poisson() or binomial() of jit/plan/counts.hpp, called for one lane after the other; i64 in the lanes of
/// the elements.
[[nodiscard]] llvm::Value* lower_count(llvm::IRBuilder<>& builder, model::Primitive distribution,
                                       const CountPlace& place, std::span<llvm::Value* const> parameters);

/// The functions that lower_count() and lower_random_bits() call, by the names that they give them.
[[nodiscard]] std::vector<ProcessSymbol> random_symbols();

} // namespace hillock::internal::jit
