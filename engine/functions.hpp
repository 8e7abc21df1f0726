// SPDX-License-Identifier: Apache-2.0
// Functions as users give them to functions as the checker knows them, and their calls from kernels.
#pragma once

#include "hillock/functions.hpp"
#include "jit/kernel_abi.hpp"
#include "jit/plan/kernel.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// The functions of one group. The checker and the kernels see them as they are now; a Table may get other
/// values between runs.
using OwnFunctions = std::map<std::string, std::shared_ptr<model::UserFunction>, std::less<>>;

/// Functions of content Table that stand for others, by the table of those.
using OwnTables = std::map<const model::Table*, std::shared_ptr<const model::UserFunction>>;

/// \param owner  name of the group, for messages
/// Throws ValueError for a name that cannot be used, SyntaxError for text that is no expression.
[[nodiscard]] OwnFunctions make_functions(const std::string& owner, const Functions& functions);

/// Warns of TimedArrays whose values change within steps of `dt` seconds: a step takes the one at its start.
void warn_of_unaligned(const std::string& owner, const OwnFunctions& functions, double dt);

/// Throws NameError if there is no such function, TypeError if it is no TimedArray, DimensionMismatchError or
/// ValueError if calls of the old one would not fit the new one.
void replace_values(const std::string& owner, const OwnFunctions& functions, const std::string& name,
                    const TimedArray& array);

/// What KernelArguments::host_functions points to. An exception does not pass through a kernel: it is kept
/// here.
class HostCalls {
  public:
    explicit HostCalls(const plan::Kernel& kernel);
    HostCalls() = default;

    [[nodiscard]] const HostFunction* table() const { return table_.data(); }
    /// After the kernel: throws Error if a function has thrown, once.
    void rethrow() const {
        if (!contexts_.empty()) rethrow_first();
    }

  private:
    struct Context {
        const model::UserFunction* function;
        std::size_t arity;
        bool failed = false;
        std::string message;
    };
    static double call(void* context, const double* arguments) noexcept;
    void rethrow_first() const;

    std::vector<std::unique_ptr<Context>> contexts_;
    std::vector<HostFunction> table_;
};

} // namespace hillock::internal::engine
