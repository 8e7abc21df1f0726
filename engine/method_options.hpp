// SPDX-License-Identifier: Apache-2.0
// Options of integration methods as users give them.
#pragma once

#include "hillock/options.hpp"
#include "jit/plan/integrators.hpp"

#include <string>

namespace hillock::engine {

/// Throws ValueError for a name that the method does not have or a number outside its range,
/// DimensionMismatchError for one with a unit.
[[nodiscard]] plan::AdaptiveOptions read_method_options(const std::string& owner, const std::string& method,
                                                        const Constants& options);

/// Whether the method has steps of its own, which may fail.
[[nodiscard]] bool is_adaptive(const std::string& method);

} // namespace hillock::engine
