// SPDX-License-Identifier: Apache-2.0
// Vectors whose new elements are not set: several threads fill them, each the pages that it is the first to touch. Large ones are in huge
// pages.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

/// From so many bytes on memory begins with a huge page (kBlockBytes), if it is allocated by what follows: as soon as it fills one.
inline constexpr std::size_t kLargeMemory = std::size_t{2} << 20;
/// Asks for huge pages where memory fills them. \pre it begins where one may begin
void wish_for_huge_pages(void* memory, std::size_t bytes);
/// For std::free. Throws std::bad_alloc.
[[nodiscard]] void* fresh_memory(std::size_t bytes);

template <class T> struct FreshAllocator {
    static_assert(std::is_trivially_default_constructible_v<T> && alignof(T) <= alignof(std::max_align_t));
    using value_type = T;
    FreshAllocator() = default;
    template <class Other> FreshAllocator(const FreshAllocator<Other>&) {}

    [[nodiscard]] T* allocate(std::size_t count) { return static_cast<T*>(fresh_memory(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t) { std::free(memory); }
    template <class... Arguments> void construct(T* place, Arguments&&... arguments) {
        if constexpr (sizeof...(Arguments) == 0) ::new (static_cast<void*>(place)) T; // whatever the memory holds
        else ::new (static_cast<void*>(place)) T(std::forward<Arguments>(arguments)...);
    }
    template <class Other> bool operator==(const FreshAllocator<Other>&) const { return true; }
};

template <class T> using FreshVector = std::vector<T, FreshAllocator<T>>;

} // namespace hillock::internal::engine
