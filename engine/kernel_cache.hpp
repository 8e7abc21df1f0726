// SPDX-License-Identifier: Apache-2.0
// Machine code by the text of its plan: what is in use anywhere in the process is not compiled again.
#pragma once

#include "jit/llvm/compiler.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace hillock::internal::engine {

/// Compiled code, and which of its functions is meant.
struct CompiledKernel {
    std::shared_ptr<const jit::CompiledKernels> machine_code;
    std::size_t number = 0;
};

/// That of an equal text, if it still exists; else no machine code. Any thread may ask.
[[nodiscard]] CompiledKernel find_compiled(const std::string& text);
/// To be found from now on, as long as somebody holds it.
void remember_compiled(const std::string& text, const CompiledKernel& kernel);

/// Kernels that this process has compiled so far for runs.
[[nodiscard]] std::size_t compiled_so_far();

/// As long as one of these exists, what is compiled stays, although nobody else holds it.
class KeepCompiled {
  public:
    KeepCompiled();
    KeepCompiled(const KeepCompiled&) = delete;
    KeepCompiled& operator=(const KeepCompiled&) = delete;
    ~KeepCompiled();
};

} // namespace hillock::internal::engine
