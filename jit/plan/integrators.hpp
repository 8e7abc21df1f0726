// SPDX-License-Identifier: Apache-2.0
// THE integrator table: a method turns the differential equations of a group into the values at the end of a step.
// Adding a method is adding a row; a test walks all of them and measures their order.
#pragma once

#include "jit/plan/kernel.hpp"
#include "jit/plan/scheme.hpp"
#include "jit/plan/flow.hpp"
#include "parser/diagnostics.hpp"
#include "parser/model/variable.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hillock::internal::plan {

class Builder;

/// Of methods with steps of their own inside dt.
struct AdaptiveOptions {
    /// Error allowed in such a step: absolute_error (in the SI unit of each variable) + relative_error * |x|.
    double absolute_error = 1e-9;
    double relative_error = 1e-6;
    std::int64_t max_steps = 100;                   ///< in one dt, those included that are repeated
    const model::Variable* failed_steps = nullptr; ///< counts the dt that were not reached; nullptr: nobody counts
};

/// dx/dt = rate for every unknown x, over one step of dt.
struct System {
    std::vector<const model::Variable*> unknowns; ///< of kind differential, their definitions are the rates
    double dt_seconds = 1e-4;
    /// Unknowns with (unless refractory) do not move while the builtin not_refractory is false.
    bool has_refractoriness = false;
    AdaptiveOptions adaptive = {};
    Tables tables = {};
};

/// A value that later expressions of the same Update refer to.
struct Temporary {
    std::unique_ptr<model::Variable> variable; ///< of kind local
    model::Expr value;
};

/// New values of the unknowns as expressions of the old ones. Temporaries are evaluated in order, then all values; all
/// unknowns change at once.
struct Update {
    std::vector<Temporary> temporaries;
    Flow flow;                       ///< computed after the temporaries, its new values can be referred to
    std::vector<model::Expr> values; ///< by unknown
    /// Instead of expressions: makes the operations itself and returns the values by unknown.
    std::function<std::vector<std::uint32_t>(Builder& builder, const System& system)> loop = {};

    /// What stands for the value from now on: a temporary, or the simplified value itself where it is as short.
    [[nodiscard]] model::Expr keep(std::string name, const model::Expr& value);
};

/// Powers of dt in the global error, 0 where the method has no such error or takes no such equations.
/// Stochastic orders hold for the kind of noise that the method takes; for `any` noise: where it commutes.
struct Orders {
    double deterministic = 0;
    double strong = 0; ///< mean distance from the path with the same noise
    double weak = 0;   ///< distance of the mean
};

struct Integrator {
    std::string_view name;
    std::string_view description; ///< what it does and its source, one line for the language reference
    Orders orders = {};
    /// Whether a group without a method may get this one.
    bool is_default_choice = false;
    NoiseSupport noise = NoiseSupport::none;
    /// Of an explicit method: the scheme itself, see scheme.hpp. "" for the others.
    std::string_view scheme = {};
    /// Of the others: the update, or why these equations cannot be taken (Problem::unsupported).
    Result<Update> (*build)(const System& system) = nullptr;
};

/// All rows; the default choice is the first acceptable one in this order.
[[nodiscard]] std::span<const Integrator> integrator_table();

/// By name, case does not matter; "linear" is an old name of "exact". The problem lists the methods.
[[nodiscard]] Result<const Integrator*> find_integrator(std::string_view name);

/// The update by a row of the table or by a scheme of the user's own, or why these equations cannot be taken.
[[nodiscard]] Result<Update> build_update(const Integrator& method, const System& system);
[[nodiscard]] Result<Update> build_update(const Scheme& scheme, const System& system);

/// The new value, but the old one while the neuron is refractory and the variable (unless refractory).
[[nodiscard]] model::Expr unless_refractory(const System& system, const model::Variable& unknown, const model::Expr& value);

/// dx/dt = a x + b with constant a and b over dt: x exp(a dt) without b, else x + (a x + b) dt exprel(a dt), which is right
/// for a = 0 too.
[[nodiscard]] model::Expr linear_step(const model::Expr& x, const model::Expr& a, const model::Expr& b, double dt_seconds);

// The methods that are no schemes.
[[nodiscard]] Result<Update> build_exact(const System& system);
[[nodiscard]] Result<Update> build_rkf45(const System& system);
[[nodiscard]] Result<Update> build_exponential_euler(const System& system);
/// What to tell a user whose equations are not linear: "use method 'euler', 'rk2' or 'rk4'", all of which take them.
[[nodiscard]] std::string methods_for(const System& system);
[[nodiscard]] Result<Update> build_independent(const System& system);

} // namespace hillock::internal::plan
