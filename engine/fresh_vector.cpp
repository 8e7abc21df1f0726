// SPDX-License-Identifier: Apache-2.0
#include "engine/fresh_vector.hpp"

#include "engine/block_supply.hpp"

#include <sys/mman.h>

namespace hillock::internal::engine {

void wish_for_huge_pages(void* memory, std::size_t bytes) {
    // A page of 4 KiB at a time takes seven times as long, if there is memory at hand. The guest of a virtual machine that gives free memory back
    // to its host has little of it at hand: beyond some dozens of megabytes a huge page took 4 ms there, longer than 512 small ones.
    constexpr std::size_t kMost = std::size_t{32} << 20;
    // What does not fill a huge page is not worth the rest of it.
    if (bytes <= kMost) (void)::madvise(memory, bytes / kBlockBytes * kBlockBytes, MADV_HUGEPAGE);
}

void* fresh_memory(std::size_t bytes) {
    if (bytes < kLargeMemory) {
        if (void* const memory = std::malloc(bytes)) return memory;
        throw std::bad_alloc();
    }
    void* memory = nullptr;
    if (::posix_memalign(&memory, kBlockBytes, bytes) != 0) throw std::bad_alloc();
    wish_for_huge_pages(memory, bytes);
    return memory;
}

} // namespace hillock::internal::engine
