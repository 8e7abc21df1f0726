// SPDX-License-Identifier: Apache-2.0
// Memory that is made ready beside a run: how much, and that rows lie in it as in any other.
#include "engine/block_supply.hpp"
#include "engine/blocks.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>

using hillock::internal::engine::BlockMemory;
using hillock::internal::engine::Blocks;
using hillock::internal::engine::BlockSupply;
using hillock::internal::engine::kBlockBytes;

namespace {

/// Whether so many blocks are ready, now or within ten seconds, which only a machine that does nothing else for us takes.
bool becomes_ready(const BlockSupply& supply, std::size_t blocks) {
    for (int k = 0; k < 10'000 && supply.ready() != blocks; ++k) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return supply.ready() == blocks;
}

} // namespace

TEST_CASE("blocks are ready a few ahead, and in all no more than were asked for") {
    BlockSupply supply(BlockSupply::kAhead + 2);
    CHECK(becomes_ready(supply, BlockSupply::kAhead));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(supply.ready() == BlockSupply::kAhead); // a long run that ends early has not asked for more
    std::size_t taken = 0;
    while (taken < BlockSupply::kAhead + 2 && becomes_ready(supply, std::min(BlockSupply::kAhead, BlockSupply::kAhead + 2 - taken))) {
        const BlockMemory block = supply.take();
        REQUIRE(block);
        CHECK(reinterpret_cast<std::uintptr_t>(block.get()) % kBlockBytes == 0);
        block[kBlockBytes - 1] = std::byte{1};
        ++taken;
    }
    CHECK(taken == BlockSupply::kAhead + 2);
    CHECK_FALSE(supply.take());
}

TEST_CASE("a run that records little has no supply") {
    CHECK_FALSE(BlockSupply::for_run(0));
    CHECK_FALSE(BlockSupply::for_run(3.9 * kBlockBytes));
    CHECK(static_cast<bool>(BlockSupply::for_run(1e30)) == (std::thread::hardware_concurrency() > 1));
}

TEST_CASE("rows in blocks of a supply stay what they are, also when the last ones are dropped") {
    constexpr std::size_t kRow = 5000;
    BlockSupply supply(20);
    Blocks blocks(kRow);
    const auto add = [&](std::size_t number) {
        std::memcpy(blocks.next_row(&supply), &number, sizeof number);
        blocks.append();
    };
    const auto all_right = [&] {
        bool right = true;
        std::size_t rows = 0;
        blocks.for_each([&](std::size_t first, const std::byte* row, std::size_t count) {
            right = right && first == rows;
            for (; count > 0; --count, row += kRow, ++rows) right = right && std::memcmp(row, &rows, sizeof rows) == 0;
        });
        return right && rows == blocks.rows();
    };
    for (std::size_t k = 0; k < 5000; ++k) add(k);
    CHECK(all_right());
    const std::size_t bytes = blocks.bytes();
    CHECK(bytes >= 5000 * kRow);
    for (const std::size_t rows : {5000U, 4321U, 419U, 1U}) {
        blocks.keep_first(rows);
        CHECK(blocks.rows() == rows);
        CHECK(all_right());
    }
    CHECK(blocks.bytes() <= kBlockBytes); // one block: with a supply they are whole from the start
    for (std::size_t k = 1; k < 1000; ++k) add(k);
    CHECK(all_right());
    blocks.keep_first(0);
    CHECK(blocks.bytes() == 0);
}
