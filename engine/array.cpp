// SPDX-License-Identifier: Apache-2.0
#include "engine/array.hpp"

#include <cstring>
#include <new>

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

void Array::Free::operator()(std::byte* bytes) const {
    ::operator delete[](bytes, std::align_val_t{kArrayAlignment});
}

Array::Array(Storage storage, std::size_t size) : storage_(storage), size_(size) {
    const std::size_t padded = (size / kArrayPadding + 1) * kArrayPadding;
    const std::size_t bytes = (padded * element_bytes(storage) + kArrayAlignment - 1) / kArrayAlignment * kArrayAlignment;
    bytes_.reset(static_cast<std::byte*>(::operator new[](bytes, std::align_val_t{kArrayAlignment})));
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

void Array::set_number(std::size_t index, double value) {
    with_type(storage_, [&](auto* type) {
        using Type = std::remove_pointer_t<decltype(type)>;
        as<Type>()[index] = storage_ == Storage::boolean8 ? static_cast<Type>(value != 0) : static_cast<Type>(value);
    });
}

} // namespace hillock::internal::engine
