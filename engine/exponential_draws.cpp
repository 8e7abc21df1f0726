// SPDX-License-Identifier: Apache-2.0
#include "engine/exponential_draws.hpp"

#include "jit/llvm/compiler.hpp"
#include "jit/plan/builder.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/elementary_functions.hpp"

#include <algorithm>
#include <array>

namespace hillock::internal::engine {

namespace {

using model::Primitive;
using plan::Opcode;
using plan::ValueType;

/// Result is the only array of the kernel.
plan::Kernel exponential_kernel(const model::Variable& result) {
    plan::Builder builder("exponential draws", plan::Domain::elements, {});
    const plan::Value u = builder.draw(Primitive::uniform);
    const plan::Value rest = builder.operation(Opcode::subtract, ValueType::real, builder.constant(1), u); // exact
    const plan::Value log = builder.call(Primitive::log, rest);
    builder.store({&result}, builder.operation(Opcode::negate, ValueType::real, log));
    return builder.finish();
}

KernelFunction compiled_kernel() {
    // Compiled once, by the first who needs it, and kept to the end of the program.
    static const jit::CompiledKernels compiled = [] {
        model::Variable result;
        result.name = "result";
        const plan::Kernel kernel = exponential_kernel(result);
        return jit::compile(std::span(&kernel, 1), {.threads = 1, .registers = 2});
    }();
    return compiled.function(0);
}

} // namespace

ExponentialDraws::ExponentialDraws(std::uint64_t key, double expected) : key_(key), values_(std::make_unique<Block>()) {
    // One number takes about 50 ns without the kernel, compiling about 10 ms.
    constexpr double kWorthCompiling = 200'000;
    if (expected > kWorthCompiling) kernel_ = compiled_kernel();
}

std::span<const double> ExponentialDraws::next() {
    if (taken_ == kBlock) {
        ++block_;
        taken_ = 0;
    }
    const std::size_t begin = taken_;
    taken_ = kernel_ ? kBlock : begin + kFew;
    if (kernel_) fill_by_kernel();
    else fill(begin, taken_);
    return std::span(values_->values).subspan(begin, taken_ - begin);
}

void ExponentialDraws::fill_by_kernel() {
    const std::array<void*, 1> arrays{values_->values};
    KernelArguments call{};
    call.arrays = arrays.data();
    call.end = kBlock;
    call.random_key = key_;
    call.random_step = block_;
    kernel_(&call);
}

void ExponentialDraws::fill(std::size_t begin, std::size_t end) {
    static_assert(kBlock % kFew == 0);
    const std::uint64_t key = plan::draw_key(key_, 0);
    for (std::size_t k = begin; k < end; ++k) values_->values[k] = -model::elementary_log(1 - plan::uniform(key, k, block_));
}

} // namespace hillock::internal::engine
