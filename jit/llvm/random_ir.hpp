// SPDX-License-Identifier: Apache-2.0
// The random numbers of jit/plan/random.hpp in IR, several elements at a time.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <array>

namespace hillock::jit {

inline constexpr int kPhiloxRounds = 10;

/// Both key words of every round as i64 scalars: they do not depend on the element and stand before the loop.
struct PhiloxKeys {
    std::array<llvm::Value*, kPhiloxRounds> low;
    std::array<llvm::Value*, kPhiloxRounds> high;
};

/// draw_key() and the key schedule.
[[nodiscard]] PhiloxKeys lower_draw_key(llvm::IRBuilder<>& builder, llvm::Value* object_key,
                                        std::uint64_t draw);

/// random_bits() for elements (i64 or a vector of them) and one step (i64); the two words of each result.
struct BitsValue {
    llvm::Value* low;
    llvm::Value* high;
};
[[nodiscard]] BitsValue lower_random_bits(llvm::IRBuilder<>& builder, const PhiloxKeys& keys,
                                          llvm::Value* elements, llvm::Value* step);

[[nodiscard]] llvm::Value* lower_uniform(llvm::IRBuilder<>& builder, llvm::Value* bits);
[[nodiscard]] llvm::Value* lower_uniform_float32(llvm::IRBuilder<>& builder, llvm::Value* bits);
/// In double, whatever the kernel's real.
[[nodiscard]] llvm::Value* lower_normal(llvm::IRBuilder<>& builder, const BitsValue& bits, int vector_bytes);

} // namespace hillock::jit
