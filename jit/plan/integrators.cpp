// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/integrators.hpp"

#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace hillock::plan {

std::span<const Integrator> integrator_table() {
    static constexpr std::array<Integrator, 2> kTable{{
        {"exact",
         "closed form of a linear system: x(t+dt) = exp(M dt) x + (integral of exp(M s) over the step) b "
         "(Rotter and Diesmann, Biol Cybern 81, 1999); also for singular M",
         true, build_exact},
        {"euler",
         "x + dt f(x, t) + g sqrt(dt) N(0, 1): forward Euler, with additive noise Euler-Maruyama "
         "(Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, 1992)",
         true, build_euler},
    }};
    return kTable;
}

Result<const Integrator*> find_integrator(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    if (lower == "linear") lower = "exact";
    std::vector<std::string> names;
    for (const Integrator& row : integrator_table()) {
        if (row.name == lower) return &row;
        names.emplace_back(row.name);
    }
    std::string list;
    for (const std::string& known : names) list += (list.empty() ? "'" : ", '") + known + "'";
    return Diagnostic{Problem::value, "there is no integration method '" + std::string(name) + "'" +
                                          did_you_mean(lower, names) + "; the methods are " + list, {}};
}

} // namespace hillock::plan
