// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/propagator.hpp"

#include <Eigen/Core>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

namespace hillock::internal::plan {

namespace {

/// reach(i, j): j influences i through any number of steps (the transitive closure of the pattern, with the diagonal).
std::vector<bool> reachable(const Matrix& m) {
    const std::size_t n = m.size;
    std::vector<bool> reach(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) reach[i * n + j] = i == j || m(i, j) != 0;
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                if (reach[i * n + k] && reach[k * n + j]) reach[i * n + j] = true;
    return reach;
}

} // namespace

Propagator propagator(const Matrix& m, double dt) {
    const std::size_t n = m.size;
    const auto size = static_cast<Eigen::Index>(n);
    Propagator result{Matrix(n), Matrix(n)};
    for (const double entry : m.entries) {
        if (std::isfinite(entry)) continue;
        result.state.entries.assign(n * n, std::nan(""));
        result.input = result.state;
        return result;
    }
    Eigen::MatrixXd block = Eigen::MatrixXd::Zero(2 * size, 2 * size);
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        for (std::size_t j = 0; j < n; ++j) block(row, static_cast<Eigen::Index>(j)) = m(i, j) * dt;
        block(row, size + row) = dt;
    }
    const Eigen::MatrixXd power = block.exp();
    const std::vector<bool> reach = reachable(m);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            if (!reach[i * n + j]) continue;
            const auto row = static_cast<Eigen::Index>(i), column = static_cast<Eigen::Index>(j);
            result.state(i, j) = power(row, column);
            result.input(i, j) = power(row, size + column);
        }
        // A decoupled variable needs no matrix: the scalar functions are correct to the last bits.
        bool alone = true;
        for (std::size_t j = 0; j < n; ++j) alone = alone && (i == j || !reach[i * n + j]);
        if (alone) {
            const double z = m(i, i) * dt;
            result.state(i, i) = std::exp(z);
            result.input(i, i) = z == 0 ? dt : dt * std::expm1(z) / z;
        }
    }
    return result;
}

} // namespace hillock::internal::plan
