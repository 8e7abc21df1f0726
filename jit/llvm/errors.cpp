// SPDX-License-Identifier: Apache-2.0
// LLVM's errors as InternalError.
#include "jit/llvm/errors.hpp"

#include "hillock/error.hpp"

namespace hillock::internal::jit {

void fail(std::string_view stage, std::string_view symbol, const std::string& detail) {
    throw InternalError("internal error, please report: LLVM failed to " + std::string(stage) + " '" +
                        std::string(symbol) + "': " + detail);
}

void check(llvm::Error error, std::string_view stage, std::string_view symbol) {
    if (error)
        fail(stage, symbol, llvm::toString(std::move(error)));
}

} // namespace hillock::internal::jit
