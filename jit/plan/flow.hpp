// SPDX-License-Identifier: Apache-2.0
// The exact flow of a linear system whose coefficients are known only at run time, element by element.
#pragma once

#include "parser/model/variable.hpp"

#include <memory>
#include <vector>

namespace hillock::internal::plan {

class Builder;

/// dx/dt = M x + b over one step, M and b constant in it. Rows and columns are those of `unknowns`.
struct Flow {
    std::vector<const model::Variable*> unknowns;
    std::vector<std::vector<model::Expr>> coefficients;       ///< M
    std::vector<model::Expr> inputs;                          ///< b
    std::vector<std::unique_ptr<model::Variable>> new_values; ///< locals that have x at the end of the step

    [[nodiscard]] bool empty() const { return unknowns.empty(); }
};

/// Makes the operations and binds the new values.
///
/// x(t+dt) = exp(A) (x, 1) with A the matrix of (M dt, b dt), by the action of Taylor polynomials on the vector (Al-Mohy and Higham,
/// SIAM J. Sci. Comput. 33, 2011): s equal parts such that the row sums of |M| dt / s are at most 1/2, a polynomial of degree 13 in each,
/// whose remainder is below 1e-15. Each element takes as many parts as it needs, at most 4096: beyond 2048 time constants a step the
/// result is NaN.
void emit_flow(Builder& builder, const Flow& flow, double dt_seconds);

} // namespace hillock::internal::plan
