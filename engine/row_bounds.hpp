// SPDX-License-Identifier: Apache-2.0
// Where the part of each share begins in each row of a walk whose rows ascend in their targets: a share has the entries whose targets are
// its elements. It takes 8 bytes a row for each share but the first, and a step looks nothing up.
#pragma once

#include "engine/division.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// The first entry of [begin, end) whose target is not before `element`. \param target_at  of an entry, ascending
template <class TargetAt>
[[nodiscard]] std::uint64_t first_entry_from(std::uint64_t begin, std::uint64_t end, std::int64_t element, TargetAt target_at) {
    constexpr std::uint64_t kFew = 32; // are counted faster than searched
    while (end - begin > kFew) {
        const std::uint64_t middle = begin + (end - begin) / 2;
        if (std::int64_t{target_at(middle)} < element) begin = middle + 1;
        else end = middle;
    }
    std::uint64_t before = 0;
    for (std::uint64_t entry = begin; entry < end; ++entry) before += std::int64_t{target_at(entry)} < element;
    return begin + before;
}

class RowBounds {
  public:
    /// \param rows     where each begins, and the end
    /// \param targets  elements of the target group
    template <class TargetAt> void cut(std::span<const std::uint64_t> rows, TargetAt target_at, std::int64_t targets, unsigned shares) {
        rows_ = rows;
        bounds_.assign(shares - 1, {});
        for (unsigned k = 1; k < shares; ++k) {
            const std::int64_t first = elements_of(targets, {k, shares}).begin;
            std::vector<std::uint64_t>& bounds = bounds_[k - 1];
            bounds.resize(rows.size() - 1);
            for (std::size_t row = 0; row < bounds.size(); ++row)
                bounds[row] = first_entry_from(rows[row], rows[row + 1], first, target_at);
        }
    }
    /// As KernelArguments::row_begin and row_end, by row. \pre cut() was called for as many shares, or it is the only one
    [[nodiscard]] const std::uint64_t* begin(Share share) const { return share.number == 0 ? rows_.data() : bounds_[share.number - 1].data(); }
    [[nodiscard]] const std::uint64_t* end(Share share) const {
        return share.number + 1 == share.of ? rows_.data() + 1 : bounds_[share.number].data();
    }
    [[nodiscard]] std::size_t bytes() const {
        std::size_t sum = 0;
        for (const auto& bounds : bounds_) sum += bounds.capacity() * sizeof(std::uint64_t);
        return sum;
    }

  private:
    std::span<const std::uint64_t> rows_;
    std::vector<std::vector<std::uint64_t>> bounds_; ///< by share, from the second on
};

} // namespace hillock::internal::engine
