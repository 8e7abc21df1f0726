// SPDX-License-Identifier: Apache-2.0
// A kernel of an object: planned, then compiled together with all others of the network, then bound to arrays.
#pragma once

#include "engine/array.hpp"
#include "engine/division.hpp"
#include "engine/functions.hpp"
#include "jit/kernel_abi.hpp"
#include "jit/llvm/compiler.hpp"
#include "jit/plan/kernel.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Memory of an array, from the entry on that a kernel takes for the first.
struct ArrayPlace {
    std::byte* begin = nullptr;
    std::byte* end = nullptr;
};
/// Where the array of a slot is.
using ArrayLookup = std::function<ArrayPlace(const plan::Slot&)>;

/// The arrays of a kernel, in the order of its slots. What a linked variable reads and the kernel writes is the same memory when
/// a group is linked to itself: then it reads a copy, as it was before the kernel began, whatever the order of the elements.
class BoundArrays {
  public:
    BoundArrays() = default;
    BoundArrays(const plan::Kernel& kernel, const ArrayLookup& array_of);

    /// \return what KernelArguments::arrays asks for, for one call
    [[nodiscard]] void* const* for_call() const;
    /// Whether a call has copies to make.
    [[nodiscard]] bool copies() const { return !copies_.empty(); }
    /// By slot; empty for a table.
    [[nodiscard]] std::span<const ArrayPlace> places() const { return places_; }

  private:
    struct Copy {
        ArrayPlace original;
        std::unique_ptr<Array> copy;
    };
    std::vector<ArrayPlace> places_;
    std::vector<void*> addresses_;
    std::vector<Copy> copies_;
};

/// How the elements on side own, pre and post of a kernel are cut: see Touch::cut.
using Cuts = std::array<const void*, 3>;

class Code {
  public:
    Code() = default;
    /// A copy shares the machine code and is bound to nothing.
    Code(const Code& other)
        : kernel_(other.kernel_), text_(other.text_), machine_code_(other.machine_code_), function_(other.function_) {}
    Code(Code&&) noexcept = default;
    Code& operator=(Code&&) noexcept = default;
    ~Code() = default;

    /// Takes a new plan; machine code of an equal plan is kept.
    void plan(plan::Kernel kernel);
    void bind(const ArrayLookup& array_of);
    /// Other arrays, one set of them for each of these, that calls name by number from 1 on. \pre bound
    void bind_others(std::span<const ArrayLookup> arrays_of);
    /// How often it is bound.
    [[nodiscard]] unsigned bindings() const { return 1 + static_cast<unsigned>(others_.size()); }

    [[nodiscard]] bool planned() const { return kernel_.has_value(); }
    [[nodiscard]] bool compiled() const { return function_ != nullptr; }
    [[nodiscard]] const plan::Kernel& kernel() const { return *kernel_; }

    /// Whether several threads may run it at a time, each for a share of the elements. \pre bound
    [[nodiscard]] bool can_be_cut(const Cuts& cuts) const;
    /// What a share touches. \pre bound
    [[nodiscard]] std::vector<Touch> touches(const Cuts& cuts) const;

    /// Run it. Fills in the arrays and the host's functions; the rest of the arguments is the caller's, who may go on with them: they are
    /// not copied, since a step of a small network is little more than a dozen calls. Throws Error if one of these functions has
    /// thrown; all elements have been visited nevertheless. \pre compiled and bound
    std::int64_t operator()(KernelArguments& arguments, unsigned binding = 0) const {
        arguments.arrays = (binding == 0 ? arrays_ : others_[binding - 1]).for_call();
        arguments.host_functions = host_calls_.table();
        const std::int64_t emitted = function_(&arguments);
        host_calls_.rethrow();
        return emitted;
    }

  private:
    friend void compile_all(std::span<Code* const> codes, unsigned threads);
    /// \return whether there is machine code of an equal plan
    bool take_compiled();
    std::optional<plan::Kernel> kernel_;
    std::string text_; ///< of the plan: equal text is an equal kernel
    std::shared_ptr<const jit::CompiledKernels> machine_code_;
    KernelFunction function_ = nullptr;
    BoundArrays arrays_;
    std::vector<BoundArrays> others_;
    HostCalls host_calls_;
};

/// Compile those that are planned and not compiled, all together, with up to as many threads.
void compile_all(std::span<Code* const> codes, unsigned threads);

/// What one element takes, roughly, in nanoseconds.
[[nodiscard]] double nanoseconds_an_element(const plan::Kernel& kernel);

/// Whether it uses random numbers.
[[nodiscard]] bool draws(const plan::Kernel& kernel);

/// How many elements a kernel may handle at a time.
enum class Width : unsigned char {
    one,    ///< its ranges begin anywhere
    vectors ///< its ranges begin at multiples of kArrayPadding
};

/// A kernel that is run outside of a run and then never again: interpreted if that takes less time than compiling it.
class PassingCode {
  public:
    /// \param evaluations  elements of its domain that all calls together will visit
    PassingCode(plan::Kernel kernel, const ArrayLookup& array_of, std::int64_t evaluations, Width width = Width::one);
    PassingCode(const PassingCode&) = delete;
    PassingCode& operator=(const PassingCode&) = delete;

    /// Run it. As Code.
    std::int64_t operator()(const KernelArguments& arguments) const { return (*this)(arguments, arrays_); }
    /// The same with other arrays, of the same kernel: threads that run it at a time may each have some of their own.
    std::int64_t operator()(KernelArguments arguments, const BoundArrays& arrays) const;
    [[nodiscard]] const plan::Kernel& kernel() const { return kernel_; }

    /// Whether several threads may run it at a time, each for other elements, or for rows of other sources.
    [[nodiscard]] bool can_be_cut() const;
    /// What so many elements take one thread, roughly.
    [[nodiscard]] double nanoseconds(std::int64_t elements) const;

  private:
    plan::Kernel kernel_;
    BoundArrays arrays_;
    HostCalls host_calls_;
    std::optional<jit::CompiledKernels> compiled_;
};

/// Run a kernel once, outside of a run, by as many threads as gain: each takes some of its elements, or of the rows of a walk. Throws as Code,
/// and InternalError for other domains: a list may name an element twice, and pairs are of one row each.
/// \param evaluations  elements of its domain that it will visit in all
/// \pre for a walk: rows_by_number is 0
void run_once(const plan::Kernel& kernel, const ArrayLookup& array_of, std::int64_t evaluations, const KernelArguments& call);

} // namespace hillock::internal::engine
