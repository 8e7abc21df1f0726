// SPDX-License-Identifier: Apache-2.0
// LLVM's ways of saying no, turned into InternalError with the stage and the kernel. Included by jit/llvm
// alone.
#pragma once

#include <llvm/Support/Error.h>

#include <string>
#include <string_view>

namespace hillock::internal::jit {

/// Throws InternalError: "internal error, please report: LLVM failed to <stage> '<symbol>': <detail>".
[[noreturn]] void fail(std::string_view stage, std::string_view symbol, const std::string& detail);

/// Throws if there is an error.
void check(llvm::Error error, std::string_view stage, std::string_view symbol);

template <class T>
[[nodiscard]] T check(llvm::Expected<T> value, std::string_view stage, std::string_view symbol) {
    if (!value)
        check(value.takeError(), stage, symbol);
    return std::move(*value);
}

} // namespace hillock::internal::jit
