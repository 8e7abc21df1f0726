// SPDX-License-Identifier: Apache-2.0
#include "engine/fresh_vector.hpp"

#include "engine/block_supply.hpp"

#include <sys/mman.h>

namespace hillock::internal::engine {

void* fresh_memory(std::size_t bytes) {
    if (bytes < 2 * kBlockBytes) {
        if (void* const memory = std::malloc(bytes)) return memory;
        throw std::bad_alloc();
    }
    void* memory = nullptr;
    if (::posix_memalign(&memory, kBlockBytes, bytes) != 0) throw std::bad_alloc();
    // What does not fill a huge page is not worth the rest of it.
    (void)::madvise(memory, bytes / kBlockBytes * kBlockBytes, MADV_HUGEPAGE); // a wish
    return memory;
}

} // namespace hillock::internal::engine
