// SPDX-License-Identifier: Apache-2.0
// Plans to machine code: the only door to LLVM.
#pragma once

#include "jit/kernel_abi.hpp"
#include "jit/plan/kernel.hpp"

#include <memory>
#include <span>
#include <string>

namespace hillock::internal::jit {

/// Which rounds of AES a processor has instructions for.
enum class AesInstructions : unsigned char {
    none,
    of_one_block,
    of_two_blocks,  ///< in a register of 256 bits
    of_four_blocks, ///< of 512 bits
};

struct CompileOptions {
    /// Bytes of a vector register: 64 (AVX-512), 32 (AVX2), or 0 for the best of this machine. A kernel that may be vectorised
    /// handles vector_bytes / sizeof(real) elements at a time, all others one. 8 (4 for float32) compiles scalar code.
    int vector_bytes = 0;
    /// Threads that compile; 0 for as many as the machine has and there are kernels.
    unsigned threads = 0;
    /// Registers that hold the lanes of one real; 0: as many as serve what the kernel computes. A kernel handles no more
    /// than kArrayPadding elements at a time.
    int registers = 0;
    /// The most that random numbers are made with, of what the machine has; they have the same bits with less.
    AesInstructions aes = AesInstructions::of_four_blocks;
    /// Where object files are kept and looked for (see object_cache.hpp); "": nowhere.
    std::string cache_folder = {};
};

/// Bytes of a vector register on this machine: 64, 32 or 8 (no vectors).
[[nodiscard]] int host_vector_bytes();

/// Machine code that stays loaded as long as this object lives.
class CompiledKernels {
  public:
    CompiledKernels();
    CompiledKernels(CompiledKernels&&) noexcept;
    CompiledKernels& operator=(CompiledKernels&&) noexcept;
    ~CompiledKernels();

    /// The function of kernels[k] of the call to compile().
    [[nodiscard]] KernelFunction function(std::size_t k) const;

  private:
    friend CompiledKernels compile(std::span<const plan::Kernel>, const CompileOptions&);
    struct Session;
    std::unique_ptr<Session> session_;
};

/// Compile all kernels, in parallel. Throws InternalError (with the pass and the symbol) if LLVM refuses.
[[nodiscard]] CompiledKernels compile(std::span<const plan::Kernel> kernels, const CompileOptions& options = {});

/// The optimised LLVM IR of one kernel, for people and tests.
[[nodiscard]] std::string llvm_ir(const plan::Kernel& kernel, const CompileOptions& options = {});

} // namespace hillock::internal::jit
