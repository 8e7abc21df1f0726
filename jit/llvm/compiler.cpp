// SPDX-License-Identifier: Apache-2.0
// All kernels of a network to functions: each is compiled to an object file on its own (any thread, its own
// LLVM context), then all are linked in their order. So the result does not depend on the number of threads.
#include "jit/llvm/compiler.hpp"

#include "jit/llvm/codegen.hpp"
#include "jit/llvm/linker.hpp"
#include "jit/llvm/object_cache.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace hillock::internal::jit {
namespace {

/// Kernels may have equal names.
std::string symbol_of(const plan::Kernel& kernel, std::size_t k) {
    return kernel.name + "." + std::to_string(k);
}

/// Run work(0) ... work(count - 1) on the threads; the first failure in that order is thrown again.
template <class Work> void in_parallel(std::size_t count, unsigned threads, const Work& work) {
    std::vector<std::exception_ptr> failures(count);
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
        for (std::size_t k = next++; k < count; k = next++) {
            try {
                work(k);
            } catch (...) {
                failures[k] = std::current_exception();
            }
        }
    };
    {
        std::vector<std::jthread> pool;
        for (unsigned t = 1; t < threads; ++t)
            pool.emplace_back(worker);
        worker();
    }
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
}

unsigned thread_count(unsigned wanted, std::size_t kernels) {
    const unsigned available = wanted != 0 ? wanted : std::max(1u, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::clamp<std::size_t>(kernels, 1, available));
}

Target target_for(const CompileOptions& options) {
    Target target = host_target(options.vector_bytes);
    target.registers = options.registers;
    target.aes = std::min(target.aes, options.aes);
    return target;
}

/// From the cache if it has it, and into it if not.
class ObjectSource {
  public:
    ObjectSource(const Target& target, const std::string& cache_folder) : target_(target) {
        if (!cache_folder.empty())
            cache_.emplace(cache_folder);
    }
    /// Any thread may ask.
    [[nodiscard]] std::string operator()(const plan::Kernel& kernel, const std::string& symbol) {
        if (!cache_)
            return object_code(kernel, symbol, target_);
        const std::string key = ObjectCache::key(kernel, symbol, target_);
        if (std::optional<std::string> found = cache_->find(key))
            return *std::move(found);
        std::string object = object_code(kernel, symbol, target_);
        cache_->keep(key, object);
        kept_ = true;
        return object;
    }
    ~ObjectSource() {
        if (kept_)
            cache_->trim();
    }

  private:
    const Target& target_;
    std::optional<ObjectCache> cache_;
    std::atomic<bool> kept_ = false;
};

} // namespace

struct CompiledKernels::Session {
    LinkedCode code;
};

CompiledKernels::CompiledKernels() = default;
CompiledKernels::CompiledKernels(CompiledKernels&&) noexcept = default;
CompiledKernels& CompiledKernels::operator=(CompiledKernels&&) noexcept = default;
CompiledKernels::~CompiledKernels() = default;

KernelFunction CompiledKernels::function(std::size_t k) const {
    return reinterpret_cast<KernelFunction>(session_->code.address(k));
}

CompiledKernels compile(std::span<const plan::Kernel> kernels, const CompileOptions& options) {
    const Target target = target_for(options);
    std::vector<std::string> symbols;
    for (std::size_t k = 0; k < kernels.size(); ++k)
        symbols.push_back(symbol_of(kernels[k], k));
    std::vector<std::string> objects(kernels.size());
    ObjectSource object_of(target, options.cache_folder);
    in_parallel(kernels.size(), thread_count(options.threads, kernels.size()),
                [&](std::size_t k) { objects[k] = object_of(kernels[k], symbols[k]); });
    CompiledKernels compiled;
    compiled.session_ =
        std::unique_ptr<CompiledKernels::Session>(new CompiledKernels::Session{{objects, symbols}});
    return compiled;
}

std::string llvm_ir(const plan::Kernel& kernel, const CompileOptions& options) {
    return optimised_ir(kernel, symbol_of(kernel, 0), target_for(options));
}

} // namespace hillock::internal::jit
