// SPDX-License-Identifier: Apache-2.0
// THE integrator table: a method turns the differential equations of a group into the values at the end of a step.
// Adding a method is adding a row; a test walks all of them.
#pragma once

#include "parser/diagnostics.hpp"
#include "parser/model/variable.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hillock::plan {

/// dx/dt = rate for every unknown x, over one step of dt.
struct System {
    std::vector<const model::Variable*> unknowns; ///< of kind differential, their definitions are the rates
    double dt_seconds = 1e-4;
    /// Unknowns with (unless refractory) do not move while the builtin not_refractory is false.
    bool has_refractoriness = false;
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
    std::vector<model::Expr> values; ///< by unknown
};

struct Integrator {
    std::string_view name;
    std::string_view description; ///< scheme and source, one line for the language reference
    /// Whether a group without a method may get this one.
    bool is_default_choice;
    /// The update, or why these equations cannot be taken (Problem::unsupported).
    Result<Update> (*build)(const System& system);
};

/// All rows; the default choice is the first acceptable one in this order.
[[nodiscard]] std::span<const Integrator> integrator_table();

/// By name, case does not matter; "linear" is an old name of "exact". The problem lists the methods.
[[nodiscard]] Result<const Integrator*> find_integrator(std::string_view name);

// The schemes.
[[nodiscard]] Result<Update> build_exact(const System& system);
[[nodiscard]] Result<Update> build_euler(const System& system);

} // namespace hillock::plan
