// SPDX-License-Identifier: Apache-2.0
#include "engine/array.hpp"

#include "engine/block_supply.hpp"
#include "engine/fresh_vector.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace hillock::internal::engine {

using plan::Storage;

namespace {

/// Calls `visit` with a null pointer of the C++ type of a storage.
template <class Visitor> auto with_type(Storage storage, Visitor visit) {
    switch (storage) {
    case Storage::boolean8: return visit(static_cast<std::uint8_t*>(nullptr));
    case Storage::integer32: return visit(static_cast<std::int32_t*>(nullptr));
    case Storage::integer64: return visit(static_cast<std::int64_t*>(nullptr));
    case Storage::float32: return visit(static_cast<float*>(nullptr));
    case Storage::float64: break;
    }
    return visit(static_cast<double*>(nullptr));
}

} // namespace

std::size_t element_bytes(Storage storage) {
    return with_type(storage, [](auto* type) { return sizeof *type; });
}

namespace {

/// Zeros that take no memory before somebody touches them, which several threads may do.
std::byte* map_zeros(std::size_t bytes) {
    void* const mapped = ::mmap(nullptr, bytes + kBlockBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    auto* const all = static_cast<std::byte*>(mapped);
    const std::size_t before = (kBlockBytes - reinterpret_cast<std::uintptr_t>(all) % kBlockBytes) % kBlockBytes;
    if (before > 0) (void)::munmap(all, before);
    // Ends need not be those of pages: the system takes whole ones.
    constexpr std::size_t kPage = 4096;
    const std::size_t used = (bytes + kPage - 1) / kPage * kPage;
    if (before + used < bytes + kBlockBytes) (void)::munmap(all + before + used, kBlockBytes + bytes - before - used);
    wish_for_huge_pages(all + before, bytes);
    return all + before;
}

/// Bytes from the beginning of an array's memory to its first element. Memory for large arrays begins with a page. If all arrays did, elements
/// of one index would lie in one set of the nearest cache, whose ways are a page long: with more than eight arrays each step of a kernel
/// would put out of the cache what the next one needs (six times as slow with twelve).
std::size_t next_shift(std::size_t bytes) {
    constexpr std::size_t kLarge = 128 * 1024, kLines = 4096 / kArrayAlignment; // smaller ones follow each other in the heap
    if (bytes < kLarge) return 0;
    static std::atomic<std::size_t> arrays{0};
    return arrays++ * 5 % kLines * kArrayAlignment; // 5: neighbours, which processors fetch together, stay apart too
}

} // namespace

void FreeArray::operator()(std::byte* bytes) const {
    if (mapped > 0) (void)::munmap(bytes - shift, mapped);
    else ::operator delete[](bytes - shift, std::align_val_t{kArrayAlignment});
}

Array::Array(Storage storage, std::size_t size) : storage_(storage), size_(size) {
    const std::size_t padded = (size / kArrayPadding + 1) * kArrayPadding;
    const std::size_t bytes = (padded * element_bytes(storage) + kArrayAlignment - 1) / kArrayAlignment * kArrayAlignment;
    const std::size_t shift = next_shift(bytes);
    if (bytes >= kLargeMemory) {
        bytes_ = {map_zeros(bytes + shift) + shift, FreeArray{.mapped = bytes + shift, .shift = shift}};
        return;
    }
    auto* const memory = static_cast<std::byte*>(::operator new[](bytes + shift, std::align_val_t{kArrayAlignment}));
    bytes_ = {memory + shift, FreeArray{.mapped = 0, .shift = shift}};
    std::memset(bytes_.get(), 0, bytes);
}

Array::Array(const Array& other) : Array(other.storage_, other.size_) {
    if (size_ > 0) std::memcpy(bytes_.get(), other.bytes_.get(), size_ * element_bytes(storage_));
}

double Array::number(std::size_t index) const {
    return with_type(storage_, [&](auto* type) {
        return static_cast<double>(as<std::remove_pointer_t<decltype(type)>>()[index]);
    });
}

void Array::set_number(std::size_t index, double value) { fill(index, index + 1, value); }

void Array::fill(std::size_t begin, std::size_t end, double value) {
    with_type(storage_, [&](auto* type) {
        using Type = std::remove_pointer_t<decltype(type)>;
        std::fill(as<Type>() + begin, as<Type>() + end, storage_ == Storage::boolean8 ? static_cast<Type>(value != 0) : static_cast<Type>(value));
    });
}

} // namespace hillock::internal::engine
