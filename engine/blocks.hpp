// SPDX-License-Identifier: Apache-2.0
// Wide rows that are added one at a time and stay where they are. Memory comes in blocks of 2 MiB, each in one huge page where the system
// has them: a run that records everything touches new memory all the time, and a page of 4 KiB at a time that takes longer than copying.
#pragma once

#include "engine/block_supply.hpp"

#include <cstddef>
#include <vector>

namespace hillock::internal::engine {

class Blocks {
  public:
    /// \param row_bytes  above 0
    explicit Blocks(std::size_t row_bytes) : row_bytes_(row_bytes) {}

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    /// Memory of the row after the last. Throws std::bad_alloc.
    /// \param supply  of blocks that are ready, for what will fill some, or nullptr
    [[nodiscard]] std::byte* next_row(BlockSupply* supply = nullptr) {
        if (blocks_.empty() || blocks_.back().filled == blocks_.back().capacity) add_block(supply);
        return blocks_.back().memory.get() + blocks_.back().filled * row_bytes_;
    }
    /// What is in next_row() is a row from now on.
    void append() {
        ++blocks_.back().filled;
        ++rows_;
    }
    void clear() { *this = Blocks(row_bytes_); }
    /// As many rows, of those there are; memory of the others is given back.
    void keep_first(std::size_t rows);
    /// action(first row, bytes of rows that follow each other, their number), from front to back.
    template <class Action> void for_each(Action action) const {
        std::size_t first = 0;
        for (const Block& block : blocks_) {
            if (block.filled > 0) action(first, static_cast<const std::byte*>(block.memory.get()), block.filled);
            first += block.filled;
        }
    }

  private:
    struct Block {
        BlockMemory memory;
        std::size_t capacity; ///< rows
        std::size_t filled = 0;
    };
    void add_block(BlockSupply* supply);

    std::size_t row_bytes_;
    std::size_t rows_ = 0;
    std::size_t bytes_ = 0;
    std::vector<Block> blocks_;
};

} // namespace hillock::internal::engine
