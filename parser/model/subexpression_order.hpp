// SPDX-License-Identifier: Apache-2.0
// How the subexpressions of a model use each other: without a cycle, and not nested too deep for the stages
// that replace each by its definition.
#pragma once

#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hillock::internal::model {

/// Every name in the expression, with its place, from left to right; names of called functions are not among
/// them.
void for_each_name(const ast::Expr& expr, const std::function<void(const std::string&, Span)>& visit);

/// Report a cycle among the subexpressions ("a -> b -> a"), or a chain longer than parser::kMaxNesting.
void check_subexpression_order(const SourcePtr& source, const std::vector<ast::Equation>& equations,
                               Diagnostics& problems);

} // namespace hillock::internal::model
