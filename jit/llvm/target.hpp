// SPDX-License-Identifier: Apache-2.0
// Which processor the code is for: the host, or one named by a test.
#pragma once

#include "jit/llvm/compiler.hpp"

#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace hillock::internal::jit {

struct Target {
    std::string cpu;
    std::string features; ///< LLVM's "+avx2,-avx512f,..."
    int vector_bytes = 8; ///< 64, 32 or 8; 8 stands for scalar code
    bool avx512 = false;  ///< has the mask registers and compressing stores
    AesInstructions aes = AesInstructions::none;
    int registers = 0;    ///< see CompileOptions

    /// How many reals of this size a register holds.
    [[nodiscard]] int lanes(std::size_t real_bytes) const {
        return vector_bytes <= 8 ? 1 : vector_bytes / static_cast<int>(real_bytes);
    }
};

/// This machine, with vectors of that many bytes (0: the best it has; 4 and 8: scalar). Throws ValueError for
/// a width that does not exist or that this machine does not have.
[[nodiscard]] Target host_target(int vector_bytes);

/// Another x86-64 processor, by LLVM's name: code for it can be made and looked at, not run.
[[nodiscard]] Target named_target(const std::string& cpu, int vector_bytes);

/// Strict floating point: nothing is fused, reassociated or assumed that the plan does not say.
[[nodiscard]] std::unique_ptr<llvm::TargetMachine> make_target_machine(const Target& target);

} // namespace hillock::internal::jit
