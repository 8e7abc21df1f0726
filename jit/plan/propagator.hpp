// SPDX-License-Identifier: Apache-2.0
// Matrix exponentials of small constant systems, in numbers.
#pragma once

#include <cstddef>
#include <vector>

namespace hillock::internal::plan {

/// Square matrix, row by row.
struct Matrix {
    std::size_t size = 0;
    std::vector<double> entries;
    explicit Matrix(std::size_t n) : size(n), entries(n * n, 0.0) {}
    double& operator()(std::size_t row, std::size_t column) { return entries[row * size + column]; }
    double operator()(std::size_t row, std::size_t column) const { return entries[row * size + column]; }
};

/// Of dx/dt = M x + b with constant b: x(t+dt) = state x(t) + input b.
struct Propagator {
    Matrix state; ///< exp(M dt)
    Matrix input; ///< integral of exp(M s) for s from 0 to dt; exists for every M
};

/// Pade approximation with scaling and squaring (Higham, SIAM J. Matrix Anal. Appl. 26, 2005) of the block matrix
/// [[M, 1], [0, 0]] dt (Van Loan, IEEE Trans. Automat. Control 23, 1978). Entries that the pattern of M makes zero are
/// exactly zero. Entries are infinite or NaN where M is.
[[nodiscard]] Propagator propagator(const Matrix& m, double dt);

} // namespace hillock::internal::plan
