// SPDX-License-Identifier: Apache-2.0
// Values of one type that grow at the end, in one piece of memory. Growing does not copy what is there: realloc() moves large blocks by
// their page tables (mremap).
#pragma once

#include "hillock/options.hpp"
#include "jit/plan/kernel.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Calls `visit` with a null pointer to the C++ type in which monitors keep a storage: bool, std::int32_t, std::int64_t, float, double.
template <class Visitor> decltype(auto) with_sample_type(plan::Storage storage, Visitor visit) {
    switch (storage) {
    case plan::Storage::boolean8: return visit(static_cast<bool*>(nullptr));
    case plan::Storage::integer32: return visit(static_cast<std::int32_t*>(nullptr));
    case plan::Storage::integer64: return visit(static_cast<std::int64_t*>(nullptr));
    case plan::Storage::float32: return visit(static_cast<float*>(nullptr));
    case plan::Storage::float64: break;
    }
    return visit(static_cast<double*>(nullptr));
}

/// The storage of a type that monitors keep.
template <class T> inline constexpr plan::Storage kStorageOf = std::same_as<T, bool>           ? plan::Storage::boolean8
                                                               : std::same_as<T, std::int32_t> ? plan::Storage::integer32
                                                               : std::same_as<T, std::int64_t> ? plan::Storage::integer64
                                                               : std::same_as<T, float>        ? plan::Storage::float32
                                                                                               : plan::Storage::float64;
[[nodiscard]] NumberType number_type(plan::Storage storage);

[[noreturn]] void refuse_type(const std::string& monitor, const std::string& variable, NumberType kept, NumberType wanted);
/// Throws TypeError unless T is the type in which a monitor keeps a variable.
template <class T> void require_type(const std::string& monitor, const std::string& variable, plan::Storage storage) {
    if (storage != kStorageOf<T>) refuse_type(monitor, variable, number_type(storage), number_type(kStorageOf<T>));
}

class Column {
  public:
    explicit Column(plan::Storage storage);
    Column(const Column& other);
    Column(Column&&) noexcept = default;
    Column& operator=(Column&&) noexcept = default;
    ~Column() = default;

    [[nodiscard]] plan::Storage storage() const { return storage_; }
    [[nodiscard]] std::size_t value_bytes() const { return value_bytes_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Of memory that was asked for.
    [[nodiscard]] std::size_t bytes() const { return capacity_ * value_bytes_; }
    /// As many values; new ones are whatever the memory holds. Throws std::bad_alloc, then nothing is changed.
    void resize(std::size_t size) {
        if (size > capacity_) grow(size);
        size_ = size;
    }
    /// Give back the memory of all values.
    void release();
    [[nodiscard]] std::byte* data() { return bytes_.get(); }
    [[nodiscard]] const std::byte* data() const { return bytes_.get(); }
    /// \pre T is the type of its storage
    template <class T> [[nodiscard]] std::span<T> as() { return {reinterpret_cast<T*>(bytes_.get()), size_}; }
    template <class T> [[nodiscard]] std::span<const T> as() const { return {reinterpret_cast<const T*>(bytes_.get()), size_}; }

    /// All values as double; booleans are 0 and 1, what is beyond 2**53 is rounded.
    [[nodiscard]] std::vector<double> numbers() const;

  private:
    void grow(std::size_t size);

    struct Free {
        void operator()(std::byte* bytes) const { std::free(bytes); }
    };
    plan::Storage storage_;
    std::size_t value_bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::unique_ptr<std::byte[], Free> bytes_;
};

} // namespace hillock::internal::engine
