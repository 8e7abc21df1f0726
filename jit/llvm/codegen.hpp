// SPDX-License-Identifier: Apache-2.0
// One kernel to optimised IR, assembly text or an object file, for any target, without linking or running it.
#pragma once

#include "jit/llvm/target.hpp"
#include "jit/plan/kernel.hpp"

#include <string>

namespace hillock::internal::jit {

[[nodiscard]] std::string optimised_ir(const plan::Kernel& kernel, const std::string& symbol,
                                       const Target& target);
[[nodiscard]] std::string assembly(const plan::Kernel& kernel, const std::string& symbol,
                                   const Target& target);

/// The bytes of an ELF (or the host's) object file that defines `symbol`.
[[nodiscard]] std::string object_code(const plan::Kernel& kernel, const std::string& symbol,
                                      const Target& target);

} // namespace hillock::internal::jit
