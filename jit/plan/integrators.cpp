// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/integrators.hpp"

#include "jit/plan/noise.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace hillock::internal::plan {

using model::Expr;

namespace {

constexpr std::array<Integrator, 9> kTable{{
    {.name = "exact",
     .description = "closed form of a linear system: x(t+dt) = exp(M dt) x + (integral of exp(M s) over the step) b "
                    "(Rotter and Diesmann, Biol Cybern 81, 1999); also for singular M",
     .is_default_choice = true,
     .build = build_exact},
    {.name = "euler",
     .description = "forward Euler, with additive noise Euler-Maruyama "
                    "(Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, 1992, section 10.2)",
     .orders = {.deterministic = 1, .strong = 1, .weak = 1},
     .is_default_choice = true,
     .noise = NoiseSupport::additive,
     .scheme = "x_new = x + dt*f(x, t) + g(x, t)*dW"},
    {.name = "heun",
     .description = "Euler-Heun for Stratonovich equations with any noise "
                    "(Kloeden and Platen 1992, section 13.1; Roberts, arXiv:1210.0933)",
     .orders = {.deterministic = 1, .strong = 1, .weak = 1},
     .is_default_choice = true,
     .noise = NoiseSupport::any,
     .scheme = "x_support = x + g(x, t)*dW\n"
               "x_new = x + dt*f(x, t) + 0.5*(g(x, t) + g(x_support, t + dt))*dW"},
    {.name = "milstein",
     .description = "Milstein's scheme without derivatives for Stratonovich equations with diagonal noise "
                    "(Kloeden and Platen 1992, section 11.1)",
     .orders = {.deterministic = 1, .strong = 1, .weak = 1},
     .noise = NoiseSupport::diagonal,
     // No drift in the support, as Brian 2 has it: with dW**2, whose mean is not 0, it adds g'f dt**1.5/2 to every step, which
     // leaves order 1/2.
     .scheme = "x_support = x + dt**0.5*g(x, t)\n"
               "x_new = x + dt*f(x, t) + g(x, t)*dW + 0.5*dt**-0.5*(g(x_support, t) - g(x, t))*dW**2"},
    {.name = "rk2",
     .description = "explicit midpoint method, Runge-Kutta of second order "
                    "(Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, section II.1)",
     .orders = {.deterministic = 2},
     .scheme = "x_new = x + dt*f(x + 0.5*dt*f(x, t), t + 0.5*dt)"},
    {.name = "rk4",
     .description = "the classical Runge-Kutta method of fourth order (Hairer, Norsett and Wanner 1993, section II.1)",
     .orders = {.deterministic = 4},
     .scheme = "k_1 = f(x, t)\n"
               "k_2 = f(x + 0.5*dt*k_1, t + 0.5*dt)\n"
               "k_3 = f(x + 0.5*dt*k_2, t + 0.5*dt)\n"
               "k_4 = f(x + dt*k_3, t + dt)\n"
               "x_new = x + dt/6*(k_1 + 2*k_2 + 2*k_3 + k_4)"},
    {.name = "exponential_euler",
     .description = "dx/dt = A x + B solved exactly over one step with A and B taken at its start, for conditionally linear "
                    "equations such as Hodgkin and Huxley's (MacGregor, Neural and Brain Modeling, 1987)",
     .orders = {.deterministic = 1},
     .build = build_exponential_euler},
    {.name = "independent",
     .description = "each equation solved exactly with the others standing still, for equations linear in their own variable; "
                    "for old models, as Brian 2 deprecates it: use exponential_euler",
     .orders = {.deterministic = 1},
     .build = build_independent},
    {.name = "rkf45",
     .description = "Runge-Kutta-Fehlberg 4(5) with steps of its own inside dt, as many as the allowed error takes "
                    "(Fehlberg, Computing 6, 1970)",
     .build = build_rkf45},
}};

/// The schemes of the table, read once; nullptr for the other rows.
const Scheme& scheme_of(const Integrator& row) {
    static const auto schemes = [] {
        std::array<std::shared_ptr<const Scheme>, kTable.size()> parsed;
        for (std::size_t k = 0; k < kTable.size(); ++k)
            if (!kTable[k].scheme.empty())
                parsed[k] = parse_scheme(std::string(kTable[k].name), std::string(kTable[k].scheme), kTable[k].noise).or_throw();
        return parsed;
    }();
    return *schemes[static_cast<std::size_t>(&row - kTable.data())];
}

} // namespace

std::string methods_for(const System& system) {
    if (refuse_any_noise(system, "")) return "use method 'euler', or 'heun' for noise that is multiplied with a variable";
    return build_exponential_euler(system) ? "use method 'euler', 'exponential_euler', 'rk2' or 'rk4'" : "use method 'euler', 'rk2' or 'rk4'";
}

std::span<const Integrator> integrator_table() { return kTable; }

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
    // Brian 2 takes its adaptive methods from the GNU Scientific Library: "gsl", "gsl_rkf45", ...
    const std::string hint = lower.starts_with("gsl") ? "; did you mean 'rkf45'?" : did_you_mean(lower, names);
    return Diagnostic{Problem::value, "there is no integration method '" + std::string(name) + "'" + hint + "; the methods are " + list, {}};
}

Result<Update> build_update(const Integrator& method, const System& system) {
    return method.build ? method.build(system) : build_update(scheme_of(method), system);
}

Expr Update::keep(std::string name, const Expr& value) {
    const Expr simple = model::simplify(value);
    const bool is_short = std::holds_alternative<Expr::Constant>(simple.node()) ||
                          std::holds_alternative<model::Reference>(simple.node());
    if (is_short) return simple;
    auto variable = std::make_unique<model::Variable>();
    variable->name = std::move(name);
    variable->kind = model::VariableKind::local;
    variable->type = simple.type();
    variable->dimension = simple.dimension();
    const Expr reference = Expr::reference({variable.get()});
    temporaries.push_back({std::move(variable), simple});
    return reference;
}

Expr unless_refractory(const System& system, const model::Variable& unknown, const Expr& value) {
    if (!system.has_refractoriness || !unknown.unless_refractory) return value;
    const Expr free = Expr::reference({&model::builtin(model::VariableKind::not_refractory)});
    return Expr::call(model::function_for(model::Primitive::select), {free, value, Expr::reference({&unknown})});
}

Expr linear_step(const Expr& x, const Expr& a, const Expr& b, double dt_seconds) {
    const Expr dt = model::real(dt_seconds, kTimeDimension);
    if (model::constant_value(b) == 0.0) return model::simplify(x * Expr::call(*model::find_function("exp"), {a * dt}));
    const Expr relative = Expr::call(*model::find_function("exprel"), {a * dt});
    return model::simplify(x + (a * x + b) * (dt * relative));
}

} // namespace hillock::internal::plan
