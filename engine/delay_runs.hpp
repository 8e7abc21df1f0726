// SPDX-License-Identifier: Apache-2.0
// The runs of entries with one delay in each row of a walk, and where each run is cut into the parts of shares: found once, so that an event
// looks nothing up. It takes 2 bytes a run, and 4 for each share.
#pragma once

#include "engine/step_list.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// A run in a row.
struct DelayRun {
    std::int64_t delay;                  ///< steps
    std::uint64_t row;                   ///< entry that its row begins with
    std::uint64_t begin;                 ///< its first entry
    std::span<const std::uint32_t> ends; ///< of the parts of the shares, counted from `row`; each begins where the last one ends
};

class DelayRuns {
  public:
    /// \param rows    where each begins, and the end
    /// \param delays  by entry, ascending in each row
    /// \param end_of_part  (row, first, last, share) to the first entry of [first, last) that is of a later share; asked for all but the last share
    template <class EndOfPart>
    void find(std::span<const std::uint64_t> rows, const StepList& delays, unsigned shares, EndOfPart end_of_part) {
        *this = {};
        shares_ = shares;
        rows_ = rows;
        first_run_.reserve(rows.size());
        first_run_.push_back(0);
        for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
            for (std::uint64_t begin = rows[row], end = begin; begin < rows[row + 1]; begin = end) {
                end = delays.end_of_run(begin, rows[row + 1]);
                delays_.push_back(delays[begin]);
                std::uint64_t part = begin;
                for (unsigned share = 0; share + 1 < shares; ++share) {
                    part = end_of_part(row, part, end, share);
                    ends_.push_back(static_cast<std::uint32_t>(part - rows[row]));
                }
                ends_.push_back(static_cast<std::uint32_t>(end - rows[row]));
            }
            first_run_.push_back(delays_.size());
        }
        delays_.shrink_to_fit();
        ends_.shrink_to_fit();
    }
    [[nodiscard]] unsigned shares() const { return shares_; }
    /// see(run) for each run of a row, in the order of their delays.
    template <class See> void for_each(std::size_t row, See see) const {
        std::uint64_t begin = rows_[row];
        for (std::size_t run = first_run_[row]; run < first_run_[row + 1]; ++run) {
            const std::span<const std::uint32_t> ends(ends_.data() + run * shares_, shares_);
            see(DelayRun{delays_[run], rows_[row], begin, ends});
            begin = rows_[row] + ends.back();
        }
    }
    [[nodiscard]] std::size_t bytes() const {
        return first_run_.capacity() * sizeof(std::size_t) + delays_.capacity() * sizeof(std::uint16_t) + ends_.capacity() * sizeof(std::uint32_t);
    }

  private:
    std::span<const std::uint64_t> rows_;
    std::vector<std::size_t> first_run_; ///< by row, and the number of all
    std::vector<std::uint16_t> delays_;  ///< by run
    std::vector<std::uint32_t> ends_;    ///< by run and share
    unsigned shares_ = 1;
};

} // namespace hillock::internal::engine
