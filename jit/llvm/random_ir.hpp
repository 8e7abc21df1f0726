// SPDX-License-Identifier: Apache-2.0
// The random numbers of jit/plan/random.hpp in IR, several elements at a time.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "jit/llvm/vector_math.hpp"
#include "parser/model/functions.hpp"

#include <array>
#include <span>
#include <vector>

namespace hillock::internal::jit {

inline constexpr int kPhiloxRounds = 10;

/// Both key words of every round as i64 scalars: they do not depend on the element and stand before the loop.
struct PhiloxKeys {
    std::array<llvm::Value*, kPhiloxRounds> low;
    std::array<llvm::Value*, kPhiloxRounds> high;
};

/// draw_key() and the key schedule.
[[nodiscard]] PhiloxKeys lower_draw_key(llvm::IRBuilder<>& builder, llvm::Value* object_key,
                                        std::uint64_t draw);

/// random_bits() for elements (i64 or a vector of them) and their step (i64, or as the elements); the two
/// words of each result.
struct BitsValue {
    llvm::Value* low;
    llvm::Value* high;
};
[[nodiscard]] BitsValue lower_random_bits(llvm::IRBuilder<>& builder, const PhiloxKeys& keys,
                                          llvm::Value* elements, llvm::Value* step);

/// Where real numbers are drawn: one number for each element, as plan::share_of() deals out the bits.
struct DrawPlace {
    const PhiloxKeys& keys;
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

/// The functions that lower_count() calls, by the names that it gives them.
[[nodiscard]] std::vector<ProcessSymbol> count_symbols();

} // namespace hillock::internal::jit
