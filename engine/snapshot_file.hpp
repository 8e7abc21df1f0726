// SPDX-License-Identifier: Apache-2.0
// A state of a network as a file:
//
//   32 bytes   "\x89HILLOCK", then as unsigned integers of this machine: 32 bits kByteOrder, 32 bits kFileVersion, 64 bits length of the
//              contents, 32 bits of zeros, 32 bits check sum of the 28 bytes before
//   contents   number of objects; of each name, kind and number of fields; of each field name, type (a byte), length in bytes and the
//              bytes. Numbers have 64 bits; text is its length and its bytes.
//   4 bytes    check sum of the contents
//
// Check sums are CRC-32 (zlib). All versions share the first 32 bytes.
#pragma once

#include "engine/snapshot.hpp"

#include <string>

namespace hillock::internal::engine {

/// Grows with every change that an older version cannot read.
inline constexpr std::uint32_t kFileVersion = 1;

/// The file appears under its name once it is whole and on the disk. Throws SystemError.
void write_state(const NetworkState& state, const std::string& path);

/// Throws SystemError if it cannot be read, ValueError if it is no such file or damaged. The memory that it takes follows
/// from the length of the file, whatever the file says.
[[nodiscard]] NetworkState read_state(const std::string& path);

} // namespace hillock::internal::engine
