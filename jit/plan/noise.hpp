// SPDX-License-Identifier: Apache-2.0
// dx/dt = f + sum_k g_k xi_k: the rates of a system taken apart into drift and noise, and which noise a method takes.
#pragma once

#include "jit/plan/integrators.hpp"
#include "jit/plan/scheme.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hillock::internal::plan {

struct SplitSystem {
    std::vector<model::Reference> noises;           ///< each xi_k, in order of first use
    std::vector<model::Expr> drift;                 ///< f by unknown
    std::vector<std::vector<model::Expr>> diffusion; ///< g by unknown and noise
};

/// Subexpressions stay references, but for those with noise in them. The problem is a noise that is no factor of a term.
[[nodiscard]] Result<SplitSystem> split_noise(const System& system);

/// Why the method does not take this noise.
[[nodiscard]] std::optional<Diagnostic> refuse_noise(const System& system, const SplitSystem& split,
                                                     std::string_view method, NoiseSupport support);

/// The same for methods without noise, which do not need the parts.
[[nodiscard]] std::optional<Diagnostic> refuse_any_noise(const System& system, std::string_view method);

} // namespace hillock::internal::plan
