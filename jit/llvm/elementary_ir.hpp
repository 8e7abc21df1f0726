// SPDX-License-Identifier: Apache-2.0
// The functions of parser/model/elementary.hpp as instructions: of double, float and vectors of them; the normal numbers of double alone.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <utility>

namespace hillock::internal::jit {

[[nodiscard]] llvm::Value* lower_exp(llvm::IRBuilder<>& builder, llvm::Value* x);
[[nodiscard]] llvm::Value* lower_exp2(llvm::IRBuilder<>& builder, llvm::Value* x);
[[nodiscard]] llvm::Value* lower_expm1(llvm::IRBuilder<>& builder, llvm::Value* x);
[[nodiscard]] llvm::Value* lower_exprel(llvm::IRBuilder<>& builder, llvm::Value* x);
[[nodiscard]] llvm::Value* lower_inverse_exprel(llvm::IRBuilder<>& builder, llvm::Value* x);
[[nodiscard]] llvm::Value* lower_inverse_exprel_by(llvm::IRBuilder<>& builder, llvm::Value* x, llvm::Value* exp_x);
[[nodiscard]] llvm::Value* lower_log(llvm::IRBuilder<>& builder, llvm::Value* x);
/// See model::Elementary::normals.
[[nodiscard]] std::pair<llvm::Value*, llvm::Value*> lower_normals_of(llvm::IRBuilder<>& builder, llvm::Value* u,
                                                                     llvm::Value* v);

} // namespace hillock::internal::jit
