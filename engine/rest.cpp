// SPDX-License-Identifier: Apache-2.0
// Neurons to their state of rest: the zero of their differential equations, by Newton's method from where they are.
#include "engine/neurons.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"

#include <Eigen/Dense>

#include <cmath>

namespace hillock::internal::engine {

using model::Expr;
using model::Variable;
using model::VariableKind;

namespace {

constexpr int kMostIterations = 200;
/// A step that is smaller than this part of the variable ends the search: Newton's method doubles its digits in each step, so that what
/// is left then is below the rounding of the equations.
constexpr double kSmallStep = 1e-12;

/// A rate of change without its noise.
Expr without_noise(const Expr& rate) {
    return model::simplify(model::substitute(model::expand_subexpressions(rate), [](model::Reference reference) -> std::optional<Expr> {
        if (reference.variable->kind != VariableKind::noise) return std::nullopt;
        return Expr::constant(0, model::Type::real, reference.variable->dimension);
    }));
}

/// Rates of change of all unknowns, and their derivatives by all unknowns.
struct Equilibrium {
    std::vector<const Variable*> unknowns;
    std::vector<Expr> rates;
    std::vector<Expr> derivatives; ///< of rate k by unknown j: k * unknowns + j

    Equilibrium(const std::string& owner, const model::Model& model) : unknowns(model.of_kind(VariableKind::differential)) {
        if (unknowns.empty()) throw ValueError("'" + owner + "' has no differential equations, and so no state of rest");
        for (const Variable* unknown : unknowns) {
            rates.push_back(without_noise(*unknown->definition));
            for (const Variable* by : unknowns) {
                const auto derivative = model::differentiate(rates.back(), {by});
                if (!derivative)
                    throw ValueError("the state of rest of '" + owner + "' cannot be found: d" + unknown->name + "/dt = " +
                                     model::print(rates.back()) + " has no derivative by '" + by->name + "'");
                derivatives.push_back(*derivative);
            }
        }
    }
};

} // namespace

void Neurons::rest(Range range) {
    if (network()) network()->require_idle("rest() cannot be called");
    const Equilibrium equilibrium(name(), model());
    std::vector<Array*> arrays;
    std::vector<std::vector<double>> before;
    for (const Variable* unknown : equilibrium.unknowns) {
        arrays.push_back(array(*unknown));
        before.push_back(values({unknown}, range));
    }
    const auto give_back = [&] {
        for (std::size_t k = 0; k < arrays.size(); ++k)
            for (std::int64_t i = range.begin; i < range.end; ++i)
                arrays[k]->set_number(static_cast<std::size_t>(i), before[k][static_cast<std::size_t>(i - range.begin)]);
    };
    try {
        std::int64_t moving = 0;
        for (int iteration = 0; iteration < kMostIterations; ++iteration) {
            moving = approach_rest(range, arrays, equilibrium.rates, equilibrium.derivatives);
            if (moving < 0) return;
        }
        throw ValueError("neuron " + std::to_string(moving - range.begin) + " of '" + name() +
                         "' comes to no state of rest: none was found from where it is");
    } catch (...) {
        give_back();
        throw;
    }
}

/// One step of Newton's method. \return a neuron that is still moving, negative if none is
std::int64_t Neurons::approach_rest(Range range, const std::vector<Array*>& arrays, const std::vector<Expr>& rates,
                                    const std::vector<Expr>& derivatives) {
    const auto n = static_cast<Eigen::Index>(rates.size());
    std::vector<Array> rate, derivative;
    for (const Expr& expr : rates) rate.push_back(evaluate(name() + ".rest", expr, range));
    for (const Expr& expr : derivatives) derivative.push_back(evaluate(name() + ".rest", expr, range));
    std::int64_t moving = -1;
    Eigen::VectorXd f(n);
    Eigen::MatrixXd jacobian(n, n);
    for (std::int64_t i = range.begin; i < range.end; ++i) {
        const auto at = static_cast<std::size_t>(i);
        for (Eigen::Index k = 0; k < n; ++k) {
            f(k) = rate[static_cast<std::size_t>(k)].number(at);
            for (Eigen::Index j = 0; j < n; ++j) jacobian(k, j) = derivative[static_cast<std::size_t>(k * n + j)].number(at);
        }
        if (f.isZero(0)) continue;
        // Of least norm, where a direction does not matter (dv/dt = 0*v).
        const Eigen::VectorXd step = jacobian.completeOrthogonalDecomposition().solve(-f);
        for (Eigen::Index k = 0; k < n; ++k) {
            Array& unknown = *arrays[static_cast<std::size_t>(k)];
            const double from = unknown.number(at), to = from + step(k);
            unknown.set_number(at, to);
            const bool rests = std::abs(step(k)) <= kSmallStep * std::max(std::abs(from), std::abs(to));
            if (!rests && !(std::abs(to) < kSmallStep * std::abs(step(k)) && std::isfinite(to))) moving = i;
        }
        // Without a zero, least squares come to a stop as well.
        const bool solved = (jacobian * step + f).norm() <= 1e-6 * f.norm();
        if (!solved) moving = i;
    }
    return moving;
}

} // namespace hillock::internal::engine
