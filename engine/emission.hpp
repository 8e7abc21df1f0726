// SPDX-License-Identifier: Apache-2.0
// Where a kernel over all elements of a group lists those that it emits: each share from the place of its first element on, so that they
// need no memory of their own; gathered they are one ascending list.
#pragma once

#include "engine/division.hpp"
#include "engine/tiles.hpp"
#include "jit/kernel_abi.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

class Emission {
  public:
    /// Of a group of this size.
    void resize(std::int64_t elements) {
        buffer_.resize(static_cast<std::size_t>(elements) + kArrayPadding);
        other_ = {};
    }
    /// For calls with so many shares, or fewer, by one thread.
    void allow(unsigned shares) { runs_.resize(std::max<std::size_t>(runs_.size(), shares)); }
    /// For calls with as many shares by several threads, or as before.
    void cut(unsigned shares) {
        allow(shares);
        other_.resize(shares > 1 ? buffer_.size() : 0);
    }
    /// Nothing is emitted so far.
    void begin() {
        for (Run& run : runs_) run.size = 0;
        if (!other_.empty()) std::swap(buffer_, other_);
    }
    /// Room for all elements.
    [[nodiscard]] std::span<std::int32_t> room() { return buffer_; }
    /// Where the share whose first element is `first` emits.
    [[nodiscard]] std::int32_t* place(std::int64_t first) { return buffer_.data() + first; }
    /// \return what this share has emitted
    std::span<const std::int32_t> note(Share share, std::int64_t first, std::int64_t emitted) {
        runs_[share.number] = {first, emitted};
        return {place(first), static_cast<std::size_t>(emitted)};
    }
    /// What all shares have emitted; valid until the next begin(), with several shares until the one after that: some may still hear it while
    /// others emit.
    [[nodiscard]] std::span<const std::int32_t> gather() {
        std::int64_t size = runs_.front().size;
        for (std::size_t k = 1; k < runs_.size(); ++k) {
            std::copy_n(place(runs_[k].first), runs_[k].size, place(size));
            size += runs_[k].size;
        }
        return std::span(buffer_).first(static_cast<std::size_t>(size));
    }

    // The same in tiles: of several steps.
    void begin(const Tiles& tiles) {
        tiles_ = tiles;
        lists_.resize(tiles.threads);
        for (OfThread& of_thread : lists_) {
            of_thread.steps.resize(std::max(of_thread.steps.size(), static_cast<std::size_t>(tiles.steps)));
            for (std::vector<std::int32_t>& list : of_thread.steps) list.clear();
        }
    }
    /// What a block has emitted in a step, from its place on.
    void note(const Step& step, Share block, std::span<const std::int32_t> emitted) {
        OfThread& of_thread = lists_[tiles_.thread_of(block)];
        of_thread.last = emitted;
        std::vector<std::int32_t>& list = of_thread.steps[number_of(step)];
        list.insert(list.end(), emitted.begin(), emitted.end());
    }
    /// What a block has emitted last.
    [[nodiscard]] std::span<const std::int32_t> last_of(Share block) const { return lists_[tiles_.thread_of(block)].last; }
    /// What all blocks have emitted in a step; valid until the next call or begin().
    [[nodiscard]] std::span<const std::int32_t> of_step(const Step& step) {
        std::vector<std::int32_t>& all = lists_.front().steps[number_of(step)];
        for (std::size_t k = 1; k < lists_.size(); ++k) {
            const std::vector<std::int32_t>& more = lists_[k].steps[number_of(step)];
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }

    [[nodiscard]] std::size_t bytes() const { return (buffer_.capacity() + other_.capacity()) * sizeof(std::int32_t); }

  private:
    /// Of a share, in the buffer; on a line of its own.
    struct alignas(64) Run {
        std::int64_t first = 0;
        std::int64_t size = 0;
    };
    /// Of a thread in tiles; its head is on lines of its own.
    struct alignas(64) OfThread {
        std::vector<std::vector<std::int32_t>> steps; ///< emitted in each, ascending
        std::span<const std::int32_t> last;
    };
    [[nodiscard]] std::size_t number_of(const Step& step) const { return static_cast<std::size_t>(step.number - tiles_.first.number); }

    std::vector<std::int32_t> buffer_, other_; ///< of this step, and of the one before
    std::vector<Run> runs_{1};
    Tiles tiles_;
    std::vector<OfThread> lists_;
};

} // namespace hillock::internal::engine
