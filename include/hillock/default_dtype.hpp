// SPDX-License-Identifier: Apache-2.0
// The type of real numbers where a group does not say one.
#pragma once

#include <hillock/export.hpp>
#include <hillock/options.hpp>

namespace hillock {

/// Type of the real variables of the groups that this thread makes from now on, where their `dtype` says nothing: default_dtype() = float32.
/// float64 unless it is set; that of synapses follows their target's. Making a group throws TypeError if it is neither float32 nor float64.
[[nodiscard]] HILLOCK_API NumberType& default_dtype();

} // namespace hillock
