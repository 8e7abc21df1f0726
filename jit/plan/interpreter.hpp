// SPDX-License-Identifier: Apache-2.0
// Runs a plan without a compiler, element by element: slow, simple, and the oracle for compiled kernels.
#pragma once

#include "jit/kernel_abi.hpp"
#include "jit/plan/kernel.hpp"

namespace hillock::internal::plan {

/// The same contract as a compiled KernelFunction. Returns how many indices were emitted.
std::int64_t interpret(const Kernel& kernel, const KernelArguments& arguments);

} // namespace hillock::internal::plan
