// SPDX-License-Identifier: Apache-2.0
// The numbers of exponential_draws.hpp several at a time, on processors with AVX2 and AES, and on those with the AVX-512 forms of both.
// Compiled with the library: at run time it would take longer than drawing the synapses of a usual network.
#pragma once

#include <cstdint>
#include <span>

namespace hillock::internal::engine {

/// -log(1 - uniform(key, element, step)) for `element` and those that follow it. \pre element and the size are multiples of 8
using DrawExponentials = void (*)(std::uint64_t key, std::uint64_t element, std::uint64_t step, std::span<double> result);

/// nullptr: this processor cannot.
[[nodiscard]] DrawExponentials exponentials_by_four();
[[nodiscard]] DrawExponentials exponentials_by_eight();

} // namespace hillock::internal::engine
