// SPDX-License-Identifier: Apache-2.0
// One variable of all elements: a typed, aligned, padded array as kernel_abi.hpp asks for.
#pragma once

#include "jit/kernel_abi.hpp"
#include "jit/plan/kernel.hpp"

#include <cstddef>
#include <memory>

namespace hillock::internal::engine {

[[nodiscard]] std::size_t element_bytes(plan::Storage storage);

struct FreeArray {
    std::size_t mapped = 0; ///< bytes that the system gave for this array alone; 0: they are from the heap
    std::size_t shift = 0;  ///< bytes before the first element
    void operator()(std::byte* bytes) const;
};

/// All elements start at 0; so do those of the padding, which nobody reads but kernels.
class Array {
  public:
    explicit Array(plan::Storage storage, std::size_t size = 0);

    Array(const Array& other);
    Array(Array&&) noexcept = default;
    Array& operator=(Array&&) noexcept = default;
    ~Array() = default;

    [[nodiscard]] plan::Storage storage() const { return storage_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t bytes() const { return size_ * element_bytes(storage_); }
    [[nodiscard]] std::byte* data() { return bytes_.get(); }
    [[nodiscard]] std::byte* end() { return data() + size_ * element_bytes(storage_); }
    template <class T> [[nodiscard]] T* as() { return reinterpret_cast<T*>(bytes_.get()); }
    template <class T> [[nodiscard]] const T* as() const { return reinterpret_cast<const T*>(bytes_.get()); }

    /// Any element as a number; booleans are 0 and 1.
    [[nodiscard]] double number(std::size_t index) const;
    void set_number(std::size_t index, double value);
    /// The same for elements [begin, end).
    void fill(std::size_t begin, std::size_t end, double value);

  private:
    plan::Storage storage_;
    std::size_t size_;
    std::unique_ptr<std::byte[], FreeArray> bytes_;
};

} // namespace hillock::internal::engine
