// SPDX-License-Identifier: Apache-2.0
// The numbers of exponential_draws.hpp eight at a time, on processors with AVX2 and AES. Compiled with the library: at run time it would take longer
// than drawing the synapses of a usual network.
#pragma once

#include <cstdint>
#include <span>

namespace hillock::internal::engine {

/// Whether this processor can run what follows.
[[nodiscard]] bool has_exponential_vectors();

/// -log(1 - uniform(key, element, step)) for `element` and those that follow it. \pre element and the size are multiples of 8
void draw_exponential_vectors(std::uint64_t key, std::uint64_t element, std::uint64_t step, std::span<double> result);

} // namespace hillock::internal::engine
