// SPDX-License-Identifier: Apache-2.0
// Memory for a run that records much. The kernel clears a page when it is first touched, which takes longer than copying the samples there: a
// thread beside the run touches the next blocks ahead, a few of them, so that a run which ends early has not asked for more.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace hillock::internal::engine {

struct FreeBlock {
    void operator()(std::byte* bytes) const { std::free(bytes); }
};
using BlockMemory = std::unique_ptr<std::byte[], FreeBlock>;

/// Of one huge page, which the memory is in where the system has them: a page of 4 KiB at a time takes seven times as long.
inline constexpr std::size_t kBlockBytes = std::size_t{2} << 20;
/// Of any size; from kBlockBytes on a multiple of it. Throws std::bad_alloc.
[[nodiscard]] BlockMemory block_memory(std::size_t bytes);

class BlockSupply {
  public:
    /// nullptr if a run that will record so many bytes has nothing to gain: few blocks, or no other processor.
    [[nodiscard]] static std::unique_ptr<BlockSupply> for_run(double bytes);
    explicit BlockSupply(std::size_t blocks);

    /// kBlockBytes that were touched; null if none are ready, then the caller gets its own.
    [[nodiscard]] BlockMemory take();
    /// Blocks that are ready, at most kAhead.
    [[nodiscard]] std::size_t ready() const;
    static constexpr std::size_t kAhead = 2; // so little that it still is in the caches when the run writes it

  private:
    void fill(const std::stop_token& stop);

    mutable std::mutex mutex_;
    std::condition_variable_any wanted_;
    std::vector<BlockMemory> ready_;
    std::size_t left_; ///< blocks that the run will need beside those
    std::jthread thread_; ///< the last member: it ends first
};

} // namespace hillock::internal::engine
