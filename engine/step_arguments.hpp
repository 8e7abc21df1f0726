// SPDX-License-Identifier: Apache-2.0
// The time of a step as kernels are told it.
#pragma once

#include "engine/schedule.hpp"
#include "jit/kernel_abi.hpp"

namespace hillock::engine {

[[nodiscard]] inline KernelArguments arguments_at(const Step& step) {
    KernelArguments arguments{};
    arguments.t = step.t;
    arguments.dt = step.dt;
    arguments.step = step.number;
    arguments.random_step = static_cast<std::uint64_t>(step.number);
    return arguments;
}

} // namespace hillock::engine
