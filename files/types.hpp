// SPDX-License-Identifier: Apache-2.0
// What data files hold: named arrays of numbers of a few types, with a unit.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hillock::internal::files {

/// In files little-endian; in memory bool, std::int32_t, std::int64_t, float, double.
enum class Type : unsigned char { boolean, int32, int64, float32, float64 };

[[nodiscard]] constexpr std::size_t bytes_of(Type type) {
    switch (type) {
    case Type::boolean: return 1;
    case Type::int32:
    case Type::float32: return 4;
    case Type::int64:
    case Type::float64: break;
    }
    return 8;
}

struct Attribute {
    std::string name;
    std::string text;
};

/// A rectangle of numbers, row by row, that lies in memory.
struct Table {
    std::string name;
    Type type = Type::float64;
    std::size_t rows = 0;
    std::size_t width = 1;
    bool matrix = false; ///< two dimensions, also where the width is 1
    const void* values = nullptr;
    std::vector<Attribute> attributes = {};
};

} // namespace hillock::internal::files
