// SPDX-License-Identifier: Apache-2.0
// The primitives of a float32 kernel, one value at a time, with the bits of the compiled code.
#pragma once

#include "parser/model/functions.hpp"

#include <span>

namespace hillock::internal::plan {

/// Value of a primitive that Opcode::call may name, for as many arguments as primitive_arity says.
[[nodiscard]] float evaluate_float32(model::Primitive primitive, std::span<const float> arguments);

} // namespace hillock::internal::plan
