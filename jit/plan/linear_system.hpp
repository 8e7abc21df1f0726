// SPDX-License-Identifier: Apache-2.0
// Differential equations as a matrix: what the exact methods begin with.
#pragma once

#include "parser/diagnostics.hpp"
#include "parser/model/variable.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::plan {

/// dx_i/dt = sum_j coefficients[i][j] x_j + rest[i], with no unknown in coefficients and rest, which are simplified.
struct LinearSystem {
    std::vector<const model::Variable*> unknowns;
    std::vector<std::vector<model::Expr>> coefficients;
    std::vector<model::Expr> rest;
};

/// What an exact method says of equations that it cannot take.
struct Refusals {
    /// Why the right-hand side, without subexpressions, has no coefficients that stay as they are; nothing if it has.
    std::function<std::optional<std::string>(const model::Expr& rate)> obstacle;
    std::function<Diagnostic(const model::Variable& variable, const std::string& why)> refuse;
};

/// \param unknowns  of kind differential; the problems are those of all equations
[[nodiscard]] Result<LinearSystem> linearise(const std::vector<const model::Variable*>& unknowns, const Refusals& refusals);

[[nodiscard]] bool is_zero(const model::Expr& expr);

/// Equations that influence each other are in one block: numbers of its unknowns, blocks in order of their first one.
[[nodiscard]] std::vector<std::vector<std::size_t>> blocks(const LinearSystem& system);

/// Operations and compile time of a flow that is computed element by element grow with the square of its equations: beyond this
/// other methods are faster.
inline constexpr std::size_t kLargestFlow = 16;

} // namespace hillock::internal::plan
