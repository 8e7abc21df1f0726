// SPDX-License-Identifier: Apache-2.0
// A stream of random numbers with the exponential distribution of mean 1, of which any part can be made by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hillock::internal::engine {

/// Number k of a stream is -log(1 - u) of the uniform number for (key, element k mod kExponentialBlock, step k / kExponentialBlock).
inline constexpr std::size_t kExponentialBlock = 4096;
inline constexpr std::size_t kExponentialPortion = 64;

/// Numbers first, first + 1, ... of the stream of a key; the same bits on every machine, by vectors where it has them.
/// \pre first and the size are multiples of kExponentialPortion, and all of them are in one block
void draw_exponential(std::uint64_t key, std::uint64_t first, std::span<double> result);

/// The same, one after the other: the definition.
void draw_exponential_by_one(std::uint64_t key, std::uint64_t first, std::span<double> result);

} // namespace hillock::internal::engine
