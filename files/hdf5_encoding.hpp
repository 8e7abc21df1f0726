// SPDX-License-Identifier: Apache-2.0
// Parts of an HDF5 file as bytes: "HDF5 File Format Specification Version 3.0" (The HDF Group), with its names and numbers. All of them can
// be read by version 1.8 of the HDF5 library and later.
#pragma once

#include "files/types.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hillock::internal::files::hdf5 {

using Bytes = std::vector<std::byte>;
using Address = std::uint64_t;
inline constexpr Address kUndefined = ~Address{0};

/// Children of a node of the index of chunks: two times the 'K' that files have unless they say otherwise.
inline constexpr std::size_t kNodeSize = 64;
inline constexpr std::size_t kSuperblockBytes = 48;

/// An entry of the index: a chunk, or a node and the first chunk under it.
struct Child {
    Address address = 0;
    std::uint64_t first_row = 0;
    std::uint32_t chunk_bytes = 0; ///< as it is stored
};

/// How a series is cut into chunks and where they are.
struct ChunkedLayout {
    std::uint64_t rows = 0;
    std::uint64_t chunk_rows = 1;
    Address index = kUndefined; ///< none while there is no chunk
    int compression = 0;        ///< 0: neither shuffled nor compressed, 1 to 9: deflate's effort
};

/// Superblock, version 2: where the root group is. \param end  of the file
[[nodiscard]] Bytes superblock(Address root, Address end);
/// Object header of a group. \param members  names and addresses of object headers
[[nodiscard]] Bytes group(std::span<const std::pair<std::string, Address>> members, std::span<const Attribute> attributes);
/// Object header of a data set that grows. \param table  without rows and values
[[nodiscard]] Bytes growing_data(const Table& table, const ChunkedLayout& layout);
/// Object header of a data set in one piece.
[[nodiscard]] Bytes fixed_data(const Table& table, Address values);
/// Node of the index of chunks (version 1 B-tree). \param level  0: children are chunks \param end_row  of the last chunk under it
[[nodiscard]] Bytes index_node(const Table& table, unsigned level, std::span<const Child> children, std::uint64_t end_row);

} // namespace hillock::internal::files::hdf5
