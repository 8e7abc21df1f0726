// SPDX-License-Identifier: Apache-2.0
#include "engine/blocks.hpp"

#include <algorithm>
#include <new>

#include <sys/mman.h>

namespace hillock::engine {

void Blocks::add_block() {
    constexpr std::size_t kHugePage = std::size_t{2} << 20, kFirst = 4096;
    // As much as there is already, so that a short recording stays small; from 2 MiB on whole huge pages.
    std::size_t size = std::max({row_bytes_, kFirst, std::min(bytes_, kHugePage)});
    const bool huge = size >= kHugePage;
    if (huge) size = (size + kHugePage - 1) / kHugePage * kHugePage;
    auto* const memory = static_cast<std::byte*>(huge ? std::aligned_alloc(kHugePage, size) : std::malloc(size));
    if (!memory) throw std::bad_alloc();
    Block block{std::unique_ptr<std::byte[], Free>(memory), size / row_bytes_};
    blocks_.push_back(std::move(block));
    if (huge) (void)::madvise(memory, size, MADV_HUGEPAGE); // a wish
    bytes_ += size;
}

} // namespace hillock::engine
