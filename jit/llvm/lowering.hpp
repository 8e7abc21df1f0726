// SPDX-License-Identifier: Apache-2.0
// A kernel to an LLVM module with one function of type KernelFunction: the loop of its domain around its
// operations.
#pragma once

#include "jit/llvm/target.hpp"
#include "jit/plan/kernel.hpp"

#include <memory>
#include <string>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace hillock::internal::jit {

/// \pre plan::verify(kernel)
[[nodiscard]] std::unique_ptr<llvm::Module> lower(const plan::Kernel& kernel, const std::string& symbol,
                                                  const Target& target, llvm::LLVMContext& context);

} // namespace hillock::internal::jit
