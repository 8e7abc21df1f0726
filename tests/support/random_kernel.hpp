// SPDX-License-Identifier: Apache-2.0
// Random kernels, worlds of arrays to run them in, and the comparison of two executors on them.
#pragma once

#include "jit/kernel_abi.hpp"
#include "jit/plan/kernel.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hillock::test {
using namespace internal;

/// A kernel that verify() accepts, made of all opcodes, types and effects that its domain has.
[[nodiscard]] plan::Kernel random_kernel(std::uint64_t seed);

/// Everything that KernelArguments points to, filled from a seed with ordinary and with special values.
/// Slots of one variable share one array, as v_pre and v_post do.
class World {
  public:
    World(const plan::Kernel& kernel, std::uint64_t seed);

    [[nodiscard]] KernelArguments arguments();
    /// Empty if both hold the same: arrays up to the last element, all NaN being equal, and the emitted list.
    [[nodiscard]] std::string difference(const World& other, std::int64_t emitted,
                                         std::int64_t other_emitted) const;

  private:
    struct alignas(kArrayAlignment) Line {
        unsigned char bytes[kArrayAlignment];
    };
    using Array = std::vector<Line>;

    const plan::Kernel& kernel_;
    std::vector<Array> arrays_;
    std::vector<std::size_t> array_of_slot_;
    std::vector<void*> bases_;
    std::vector<std::int32_t> list_, emitted_;
    std::vector<std::uint64_t> row_start_;
    std::vector<std::uint32_t> row_target_;
    std::vector<std::uint32_t> row_synapse_;
    std::vector<std::uint32_t> row_source_;
    KernelArguments arguments_{};
};

using Executor = std::function<std::int64_t(const plan::Kernel&, const KernelArguments&)>;

/// Empty if the executor leaves the same world as the interpreter does; else what differs.
[[nodiscard]] std::string difference_from_interpreter(const plan::Kernel& kernel, std::uint64_t seed,
                                                      const Executor& executor);

/// Drop operations while the kernel still fails, to a kernel that a person can read.
[[nodiscard]] plan::Kernel shrink(plan::Kernel kernel, const std::function<bool(const plan::Kernel&)>& fails);

} // namespace hillock::test
