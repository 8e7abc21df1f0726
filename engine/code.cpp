// SPDX-License-Identifier: Apache-2.0
#include "engine/code.hpp"

#include "jit/plan/interpreter.hpp"

#include <algorithm>

namespace hillock::engine {

namespace {

std::vector<void*> addresses(const plan::Kernel& kernel, const ArrayLookup& array_of) {
    std::vector<void*> result;
    for (const plan::Slot& slot : kernel.slots)
        result.push_back(slot.table ? const_cast<double*>(slot.table->values->data()) : array_of(slot)); // tables are only read
    return result;
}

} // namespace

void Code::plan(plan::Kernel kernel) {
    std::string text = plan::print(kernel);
    if (kernel_ && text == text_) {
        kernel_ = std::move(kernel); // the same operations, perhaps on variables of another model
        return;
    }
    kernel_ = std::move(kernel);
    text_ = std::move(text);
    machine_code_.reset();
    function_ = nullptr;
}

void Code::bind(const ArrayLookup& array_of) {
    arrays_ = addresses(*kernel_, array_of);
    host_calls_ = HostCalls(*kernel_);
}

void compile_all(std::span<Code* const> codes) {
    std::vector<Code*> waiting;
    std::vector<plan::Kernel> kernels;
    for (Code* code : codes) {
        if (!code->planned() || code->compiled()) continue;
        waiting.push_back(code);
        kernels.push_back(code->kernel());
    }
    if (kernels.empty()) return;
    const auto machine_code = std::make_shared<const jit::CompiledKernels>(jit::compile(kernels));
    for (std::size_t k = 0; k < waiting.size(); ++k) {
        waiting[k]->machine_code_ = machine_code;
        waiting[k]->function_ = machine_code->function(k);
    }
}

bool draws(const plan::Kernel& kernel) {
    return std::any_of(kernel.operations.begin(), kernel.operations.end(),
                       [](const plan::Operation& operation) { return operation.code == plan::Opcode::draw; });
}

void run_once(const plan::Kernel& kernel, const ArrayLookup& array_of, std::int64_t evaluations,
              const std::function<void(const std::function<std::int64_t(KernelArguments)>&)>& run_kernel) {
    const std::vector<void*> arrays = addresses(kernel, array_of);
    const HostCalls host_calls(kernel);
    // The interpreter takes about 5 ns an operation, compiling about 10 ms; both give the same bits.
    constexpr std::int64_t kWorthCompiling = 2'000'000;
    if (evaluations * static_cast<std::int64_t>(kernel.operations.size()) < kWorthCompiling) {
        run_kernel([&](KernelArguments arguments) {
            arguments.arrays = arrays.data();
            arguments.host_functions = host_calls.table();
            const std::int64_t emitted = plan::interpret(kernel, arguments);
            host_calls.rethrow();
            return emitted;
        });
        return;
    }
    // Scalar code: it may start and end anywhere, so it is right for slices too.
    const jit::CompiledKernels compiled =
        jit::compile(std::span(&kernel, 1), {.vector_bytes = kernel.real == plan::Storage::float32 ? 4 : 8, .threads = 1});
    run_kernel([&](KernelArguments arguments) {
        arguments.arrays = arrays.data();
        arguments.host_functions = host_calls.table();
        const std::int64_t emitted = compiled.function(0)(&arguments);
        host_calls.rethrow();
        return emitted;
    });
}

} // namespace hillock::engine
