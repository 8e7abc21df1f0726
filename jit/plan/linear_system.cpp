// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/linear_system.hpp"

#include "parser/model/algebra.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Variable;

Result<LinearSystem> linearise(const std::vector<const Variable*>& variables, const Refusals& refusals) {
    LinearSystem linear;
    linear.unknowns = variables;
    std::vector<Reference> unknowns;
    for (const Variable* variable : variables) unknowns.push_back({variable});
    Diagnostics problems;
    for (const Variable* variable : variables) {
        const Expr rate = model::simplify(model::expand_subexpressions(*variable->definition));
        if (const auto why = refusals.obstacle(rate)) {
            problems.push_back(refusals.refuse(*variable, *why));
            continue;
        }
        auto parts = model::linear_parts(rate, unknowns);
        if (const auto* not_linear = std::get_if<model::NotLinear>(&parts)) {
            problems.push_back(refusals.refuse(*variable, "it is not linear in '" + not_linear->unknown.variable->name +
                                                              "', which stands in '" + model::print(not_linear->where) + "'"));
            continue;
        }
        auto& found = std::get<model::LinearParts>(parts);
        linear.coefficients.push_back(std::move(found.coefficients));
        linear.rest.push_back(std::move(found.rest));
    }
    if (!problems.empty()) return problems;
    return linear;
}

bool is_zero(const Expr& expr) { return model::constant_value(expr) == 0.0; }

std::vector<std::vector<std::size_t>> blocks(const LinearSystem& system) {
    const std::size_t n = system.unknowns.size();
    std::vector<std::size_t> block(n);
    std::iota(block.begin(), block.end(), std::size_t{0});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (block[i] != block[j] && !is_zero(system.coefficients[i][j])) {
                const std::size_t from = std::max(block[i], block[j]), to = std::min(block[i], block[j]);
                std::replace(block.begin(), block.end(), from, to);
            }
    std::vector<std::vector<std::size_t>> result;
    for (std::size_t first = 0; first < n; ++first) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < n; ++i)
            if (block[i] == first) members.push_back(i);
        if (!members.empty()) result.push_back(std::move(members));
    }
    return result;
}

} // namespace hillock::internal::plan
