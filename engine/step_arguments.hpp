// SPDX-License-Identifier: Apache-2.0
// The time of a step as kernels are told it.
#pragma once

#include "engine/schedule.hpp"
#include "jit/kernel_abi.hpp"

namespace hillock::internal::engine {

[[nodiscard]] inline KernelArguments arguments_at(const Step& step) {
    KernelArguments arguments{};
    arguments.t = step.t;
    arguments.dt = step.dt;
    arguments.step = step.number;
    arguments.random_step = static_cast<std::uint64_t>(step.number);
    return arguments;
}

/// The same for code of an object whose clock has `dt`, which may not be the one that runs the code: it sees the true time, and the step
/// of its own clock that this time falls into.
[[nodiscard]] inline KernelArguments arguments_at(const Step& step, double dt) {
    KernelArguments arguments = arguments_at(step);
    if (dt == step.dt) return arguments;
    arguments.dt = dt;
    arguments.step = steps_of(step.t, dt);
    return arguments;
}

} // namespace hillock::internal::engine
