// SPDX-License-Identifier: Apache-2.0
// Expressions and statements of the equation language as LaTeX formulas, without the dollar signs around them.
#pragma once

#include "parser/model/check.hpp"

#include <string>

namespace hillock::internal::engine {

/// "v_post" is v_{\mathrm{post}}, "tau_m" is \tau_{m}, and "ge" is \mathit{ge}.
[[nodiscard]] std::string symbol_formula(const std::string& name);
/// Upright: \sin, \operatorname{stim}.
[[nodiscard]] std::string function_formula(const std::string& name);
[[nodiscard]] std::string formula(const model::Expr& expr);
/// Of an expression that has been checked before; names are symbols, units by name.
[[nodiscard]] std::string formula_of_text(const std::string& expression);
/// Of a generator that has been checked before: j = k for k = 0, ..., 9 where k \ne i.
[[nodiscard]] std::string formula_of_generator(const std::string& left, const std::string& generator);
/// "v = v_r"; what is added is an arrow: v \leftarrow v + w.
[[nodiscard]] std::string formula(const model::Assignment& assignment);
/// A value in the unit that suits it: 20\,\mathrm{mV}.
[[nodiscard]] std::string formula(double si, const Dimension& dimension);

} // namespace hillock::internal::engine
