// SPDX-License-Identifier: Apache-2.0
#include "engine/blocks.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

void Blocks::add_block(BlockSupply* supply) {
    constexpr std::size_t kFirst = 4096;
    // As much as there is already, so that a short recording stays small; from 2 MiB on whole huge pages. What is known to become long has
    // them from the start: the first 4 MiB would otherwise be a thousand pages, each of which stops the run when it is first touched.
    std::size_t size = std::max({row_bytes_, kFirst, supply ? kBlockBytes : std::min(bytes_, kBlockBytes)});
    if (size >= kBlockBytes) size = (size + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    BlockMemory memory = supply && size == kBlockBytes ? supply->take() : nullptr;
    if (!memory) memory = block_memory(size);
    blocks_.push_back({std::move(memory), size / row_bytes_});
    bytes_ += size;
}

void Blocks::keep_first(std::size_t rows) {
    rows_ = 0;
    bytes_ = 0;
    std::size_t blocks = 0;
    for (; blocks < blocks_.size() && rows_ < rows; ++blocks) {
        Block& block = blocks_[blocks];
        block.filled = std::min(block.filled, rows - rows_);
        rows_ += block.filled;
        bytes_ += block.capacity * row_bytes_;
    }
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(blocks), blocks_.end());
}

} // namespace hillock::internal::engine
