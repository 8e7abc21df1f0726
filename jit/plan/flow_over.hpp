// SPDX-License-Identifier: Apache-2.0
// The exact flow of a linear system over an interval that may be longer than its time constants by any factor: beside flow.hpp,
// whose work grows with the length of the interval, this grows with its logarithm.
#pragma once

#include "jit/plan/kernel.hpp"

#include <vector>

namespace hillock::internal::plan {

class Builder;

/// dx/dt = M x + b over the time h, in values of one element.
struct FlowOver {
    std::vector<std::vector<Value>> matrix; ///< M h; kNoValue: 0 in all elements
    std::vector<Value> input;               ///< b h; the same
    std::vector<Value> start;               ///< x
};

/// Makes the operations.
/// \return x after the time h
///
/// x + E x + f, where (E, f; 0, 0) = exp(A) - 1 with A = (M h, b h; 0, 0), by scaling and squaring (Higham, SIAM J. Matrix Anal.
/// Appl. 26, 2005): A is halved until the row sums of |M h| are at most 1/2, a Taylor polynomial of degree 15, whose remainder is
/// below 1e-18 then, gives exp(A) - 1, and that is doubled as often, exp(2 A) - 1 = 2 T + T T. Without the unit matrix, parts that move
/// slowly keep all of their digits beside parts that move fast. A matrix with an entry that is not finite gives NaN.
[[nodiscard]] std::vector<Value> emit_flow_over(Builder& builder, const FlowOver& flow);

} // namespace hillock::internal::plan
