// SPDX-License-Identifier: Apache-2.0
// Kernels of one line of code on a small model, and what they compute.
#pragma once

#include "jit/plan/interpreter.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <array>
#include <string>
#include <vector>

namespace hillock::test {
using namespace internal;

inline plan::Kernel kernel_of(const std::string& text, plan::Storage real = plan::Storage::float64) {
    static const SourcePtr source = make_source("model", "x : 1\n y : 1\n z : 1\n n : integer\n s : 1 (shared)");
    static const auto model = model::check_neurons(source, parser::parse_equations(source).or_throw(), {}).or_throw();
    const SourcePtr code_source = make_source("code", text);
    const auto code = model::check_statements(code_source, parser::parse_statements(code_source).or_throw(), model->scope).or_throw();
    plan::Surroundings surroundings;
    surroundings.real = real;
    for (plan::GroupTraits& traits : surroundings.traits) traits.real = real;
    return plan::plan_code("k", plan::Domain::elements, code, plan::WriteLock::respected, surroundings);
}

/// Operations of a kind for each element.
inline std::size_t operations(const plan::Kernel& kernel, plan::Opcode code) {
    std::size_t found = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k) found += kernel.operations[k].code == code;
    return found;
}

/// What "y = TEXT" makes of x and s.
inline double value(const plan::Kernel& kernel, double x, double s = 0) {
    alignas(kArrayAlignment) std::array<double, kArrayPadding> xs{x}, ys{}, ss{s};
    std::vector<void*> slots;
    for (const plan::Slot& slot : kernel.slots) {
        const std::string& name = slot.reference.variable->name;
        slots.push_back((name == "x" ? xs : name == "s" ? ss : ys).data());
    }
    KernelArguments arguments{};
    arguments.arrays = slots.data();
    arguments.end = 1;
    plan::interpret(kernel, arguments);
    return ys[0];
}

} // namespace hillock::test
