// SPDX-License-Identifier: Apache-2.0
// The primitives in IR: a few are instructions, the others are calls of SLEEF's deterministic functions,
// which give the same bits at every vector width.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "parser/model/functions.hpp"

#include <span>
#include <string>
#include <vector>

namespace hillock::internal::jit {

/// Emit the value of a primitive for arguments of one type: float or double, or vectors of them. Vectors
/// longer than a register of `vector_bytes` are cut into registers.
[[nodiscard]] llvm::Value* lower_primitive(llvm::IRBuilder<>& builder, model::Primitive primitive,
                                           std::span<llvm::Value* const> arguments, int vector_bytes);

/// Functions of this process that machine code may call.
struct ProcessSymbol {
    std::string name;
    void (*address)();
};
[[nodiscard]] std::vector<ProcessSymbol> process_symbols();

} // namespace hillock::internal::jit
