// SPDX-License-Identifier: Apache-2.0
// A stream of random numbers with the exponential distribution of mean 1, made many at a time.
#pragma once

#include "jit/kernel_abi.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace hillock::internal::engine {

/// Number k is -log(1 - u) of the uniform number for (key, element k mod kBlock, step k / kBlock): the same bits whatever
/// computes it.
class ExponentialDraws {
  public:
    /// \param expected  how many will be taken, roughly: decides whether a compiled kernel makes them
    ExponentialDraws(std::uint64_t key, double expected);

    /// The next ones, at least one; valid until the next call.
    [[nodiscard]] std::span<const double> next();

  private:
    static constexpr std::size_t kBlock = 4096;
    static constexpr std::size_t kFew = 64; ///< that are made at a time without a kernel
    void fill_by_kernel();
    void fill(std::size_t begin, std::size_t end);

    std::uint64_t key_;
    std::uint64_t block_ = 0;
    std::size_t taken_ = 0; ///< of this block
    KernelFunction kernel_ = nullptr;
    struct alignas(kArrayAlignment) Block {
        double values[kBlock];
    };
    std::unique_ptr<Block> values_;
};

} // namespace hillock::internal::engine
