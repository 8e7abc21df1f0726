// SPDX-License-Identifier: Apache-2.0
#include "engine/column.hpp"

#include "hillock/error.hpp"

#include <cstring>
#include <algorithm>
#include <limits>
#include <new>
#include <type_traits>

namespace hillock::internal::engine {

namespace {

const char* name_of(NumberType type) {
    switch (type) {
    case NumberType::float64: return "double";
    case NumberType::float32: return "float";
    case NumberType::int32: return "std::int32_t";
    case NumberType::int64: return "std::int64_t";
    case NumberType::boolean: return "bool";
    }
    return "double";
}

} // namespace

NumberType number_type(plan::Storage storage) {
    switch (storage) {
    case plan::Storage::boolean8: return NumberType::boolean;
    case plan::Storage::integer32: return NumberType::int32;
    case plan::Storage::integer64: return NumberType::int64;
    case plan::Storage::float32: return NumberType::float32;
    case plan::Storage::float64: break;
    }
    return NumberType::float64;
}

void refuse_type(const std::string& monitor, const std::string& variable, NumberType kept, NumberType wanted) {
    throw TypeError("'" + monitor + "' records '" + variable + "' as " + name_of(kept) + ", but was asked for " + name_of(wanted) +
                    ": ask with data<" + name_of(kept) + ">(), or for numbers with []");
}

Column::Column(plan::Storage storage)
    : storage_(storage), value_bytes_(with_sample_type(storage, [](auto* type) { return sizeof *type; })) {}

void Column::grow(std::size_t size) {
    constexpr std::size_t kFirst = 64;
    const std::size_t most = std::numeric_limits<std::ptrdiff_t>::max() / value_bytes_;
    if (size > most) throw std::bad_alloc();
    const std::size_t capacity = std::max({size, kFirst, std::min(capacity_ * 2, most)});
    void* const moved = std::realloc(bytes_.get(), capacity * value_bytes_);
    if (!moved) throw std::bad_alloc();
    (void)bytes_.release();
    bytes_.reset(static_cast<std::byte*>(moved));
    capacity_ = capacity;
}

std::vector<double> Column::numbers() const {
    return with_sample_type(storage_, [&](auto* type) {
        const auto values = as<std::remove_pointer_t<decltype(type)>>();
        std::vector<double> result(values.size());
        for (std::size_t k = 0; k < values.size(); ++k) result[k] = static_cast<double>(values[k]);
        return result;
    });
}

Column::Column(const Column& other) : Column(other.storage_) {
    resize(other.size_);
    if (size_ > 0) std::memcpy(data(), other.data(), size_ * value_bytes_);
}

void Column::release() {
    bytes_.reset();
    size_ = capacity_ = 0;
}

} // namespace hillock::internal::engine
