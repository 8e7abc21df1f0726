// SPDX-License-Identifier: Apache-2.0
#include "files/compression.hpp"

#include <algorithm>
#include <new>

#include <zlib.h>

namespace hillock::internal::files {

std::vector<std::byte> shuffled(std::span<const std::byte> values, std::size_t value_bytes) {
    std::vector<std::byte> result(values.size());
    const std::size_t count = values.size() / value_bytes;
    for (std::size_t byte = 0; byte < value_bytes; ++byte)
        for (std::size_t k = 0; k < count; ++k) result[byte * count + k] = values[k * value_bytes + byte];
    return result;
}

void unshuffle(std::span<const std::byte> shuffled_bytes, std::size_t value_bytes, std::span<std::byte> values) {
    const std::size_t count = values.size() / value_bytes;
    for (std::size_t byte = 0; byte < value_bytes; ++byte)
        for (std::size_t k = 0; k < count; ++k) values[k * value_bytes + byte] = shuffled_bytes[byte * count + k];
}

std::vector<std::byte> compressed(std::span<const std::byte> bytes, int effort) {
    auto size = ::compressBound(bytes.size());
    std::vector<std::byte> result(size);
    const int status = ::compress2(reinterpret_cast<Bytef*>(result.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(),
                                   effort);
    if (status != Z_OK) throw std::bad_alloc(); // there is room enough: memory is all that can be missing
    result.resize(size);
    return result;
}

std::optional<std::vector<std::byte>> decompressed(std::span<const std::byte> packed, std::size_t size) {
    std::vector<std::byte> result(size);
    uLongf found = size;
    const int status =
        ::uncompress(reinterpret_cast<Bytef*>(result.data()), &found, reinterpret_cast<const Bytef*>(packed.data()), packed.size());
    if (status != Z_OK || found != size) return std::nullopt;
    return result;
}

} // namespace hillock::internal::files
