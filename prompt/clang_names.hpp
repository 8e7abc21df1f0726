// SPDX-License-Identifier: Apache-2.0
// Finds names in what clang has read. For the files that speak to clang alone.
#pragma once

#include "prompt/clang_session.hpp"

#include <clang/AST/Decl.h>

#include <string>
#include <vector>

namespace hillock::prompt {

/// The variables that an input defines outside of functions and classes.
[[nodiscard]] std::vector<clang::VarDecl*> variables_of(const clang::DeclContext& input);

/// As Compiler::complete.
[[nodiscard]] std::vector<std::string> names_at_end(ClangSession& session, const std::string& expression,
                                                    const std::string& scope);

} // namespace hillock::prompt
