// SPDX-License-Identifier: Apache-2.0
// The two filters of HDF5 chunks that every reader has: shuffling puts the first bytes of all values beside each other, then the second
// bytes, ...; deflate packs them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace hillock::internal::files {

[[nodiscard]] std::vector<std::byte> shuffled(std::span<const std::byte> values, std::size_t value_bytes);
/// \param effort  1 to 9
[[nodiscard]] std::vector<std::byte> compressed(std::span<const std::byte> bytes, int effort);

/// Nothing if they are not what compressed() made of `size` bytes.
[[nodiscard]] std::optional<std::vector<std::byte>> decompressed(std::span<const std::byte> packed, std::size_t size);
/// The inverse of shuffled(). \pre both are of one size
void unshuffle(std::span<const std::byte> shuffled_bytes, std::size_t value_bytes, std::span<std::byte> values);

} // namespace hillock::internal::files
