// SPDX-License-Identifier: Apache-2.0
// Where a kernel over all elements of a group lists those that it emits: each share from the place of its first element on, so that they
// need no memory of their own; gathered they are one ascending list.
#pragma once

#include "engine/division.hpp"
#include "jit/kernel_abi.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

class Emission {
  public:
    /// Of a group of this size.
    void resize(std::int64_t elements) { buffer_.resize(static_cast<std::size_t>(elements) + kArrayPadding); }
    /// For calls with as many shares, or with one.
    void cut(unsigned shares) { runs_.resize(shares); }
    /// Nothing is emitted so far.
    void begin() {
        for (Run& run : runs_) run.size = 0;
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
    /// What all shares have emitted; valid until the next begin().
    [[nodiscard]] std::span<const std::int32_t> gather() {
        std::int64_t size = runs_.front().size;
        for (std::size_t k = 1; k < runs_.size(); ++k) {
            std::copy_n(place(runs_[k].first), runs_[k].size, place(size));
            size += runs_[k].size;
        }
        return std::span(buffer_).first(static_cast<std::size_t>(size));
    }
    [[nodiscard]] std::size_t bytes() const { return buffer_.capacity() * sizeof(std::int32_t); }

  private:
    /// Of a share, in the buffer; on a line of its own.
    struct alignas(64) Run {
        std::int64_t first = 0;
        std::int64_t size = 0;
    };
    std::vector<std::int32_t> buffer_;
    std::vector<Run> runs_{1};
};

} // namespace hillock::internal::engine
