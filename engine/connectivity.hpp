// SPDX-License-Identifier: Apache-2.0
// Which neuron is connected to which: rows of targets by source neuron, four bytes a synapse.
#pragma once

#include "engine/fresh_vector.hpp"
#include "engine/range.hpp"
#include "engine/step_list.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

class StateVisitor;

/// A target for each synapse.
using TargetList = FreshVector<std::uint32_t>;

/// A pair of indices as users count them, each in its own subgroup.
struct Pair {
    std::int32_t source;
    std::int32_t target;
};

/// Synapses to be made, row by row of source neuron, a row in order of creation.
struct NewSynapses {
    std::vector<std::uint64_t> row_start; ///< one a source neuron of the subgroup, and the end
    TargetList targets;                   ///< elements in the arrays of the target group
    std::vector<std::uint32_t> positions; ///< in `targets`, by order of creation; empty: the same
    bool ascending = false;               ///< the targets of each row are known to ascend, if not strictly
    [[nodiscard]] std::size_t size() const { return targets.size(); }
    /// Place in `targets` of the synapse that is created as number k of these.
    [[nodiscard]] std::size_t position(std::size_t k) const { return positions.empty() ? k : positions[k]; }
};

/// Pairs in their order of creation.
[[nodiscard]] NewSynapses rows_of(std::span<const Pair> pairs, Range sources, Range targets);

/// Synapses by target neuron, a column in order of creation.
struct Columns {
    std::vector<std::uint64_t> start;   ///< one a target neuron of the subgroup, and the end
    std::vector<std::uint32_t> synapse; ///< position of the synapse of an entry
    std::vector<std::uint32_t> source;  ///< its element in the arrays of the source group; empty unless it was asked for
};

/// Synapses have a number of creation, by which users know them, and a position in memory: sorted by source neuron, within a
/// row by creation or, once rows were sorted by delay, by delay and then creation. Where the number follows from the position,
/// because synapses were made in ascending order of their source (and, with delays, of their target), it takes no memory.
class Connectivity {
  public:
    /// \param sources, targets  elements of the two groups that can be connected
    Connectivity(Range sources, Range targets);

    /// Adds synapses after those that exist. A synapse of row r moves from position p to p + added.row_start[r]. Throws before
    /// anything has changed. \pre fewer than 2^32 synapses in all
    void append(NewSynapses&& added);
    /// Copies values by position to where they will be once `added` is appended; those of the new synapses stay as they are.
    /// \param bytes  of one value
    void spread(const NewSynapses& added, const std::byte* old, std::byte* result, std::size_t bytes) const;

    /// Called for a row whose synapses change places: its first position, and for each place in it the one its synapse had.
    using RowMoved = std::function<void(std::uint64_t first, std::span<const std::uint32_t> from)>;
    /// Sorts each row by delay and then creation. `moved` may permute what `delays` shows of the row.
    /// \param delays  by position
    void sort_rows(const StepList& delays, const RowMoved& moved);

    [[nodiscard]] std::size_t size() const { return targets_.size(); }
    /// Whether the number of every synapse is its position.
    [[nodiscard]] bool in_order_of_creation() const { return numbering_ == Numbering::position; }
    /// The same within each row: positions ascend with the number.
    [[nodiscard]] bool rows_in_order_of_creation() const;
    /// Of one synapse; use PositionFinder for many.
    [[nodiscard]] std::size_t position(std::size_t created) const;
    /// Number of creation by position; empty: the same.
    [[nodiscard]] std::vector<std::uint32_t> numbers() const;
    /// The same for one row, always given.
    [[nodiscard]] std::vector<std::uint32_t> numbers_of_row(std::size_t row) const;

    /// Row of a source neuron (counted in its subgroup): positions [row_start[s], row_start[s + 1]).
    [[nodiscard]] const std::uint64_t* row_start() const { return row_start_.data(); }
    /// Elements in the arrays of the target group, by position.
    [[nodiscard]] const std::uint32_t* targets() const { return targets_.data(); }
    /// Whether the targets of each row are known to ascend, if not strictly. They may without it.
    [[nodiscard]] bool known_to_ascend() const { return known_to_ascend_; }
    /// Made when it is first asked for, and again after synapses were added or sorted.
    [[nodiscard]] const Columns& columns(bool with_sources);

    /// Calls visit(number, pair) for each synapse, row by row.
    template <class Visit> void for_each(Visit visit) const;
    /// All pairs in order of creation.
    [[nodiscard]] std::vector<Pair> pairs() const;
    /// Numbers of synapses onto each target and from each source neuron.
    [[nodiscard]] std::vector<std::int32_t> incoming() const;
    [[nodiscard]] std::vector<std::int32_t> outgoing() const;

    /// \return whether it stays as it is
    bool visit_state(StateVisitor& visitor);

    /// Memory that all of this takes.
    [[nodiscard]] std::size_t bytes() const;

  private:
    friend class PositionFinder;
    /// What says at which position the synapse of a number is.
    enum class Numbering : unsigned char {
        position,       ///< the number is the position
        rank_of_target, ///< in each row, numbers ascend with the target, and no target comes twice
        stored          ///< positions_
    };
    [[nodiscard]] std::size_t rows() const { return row_start_.size() - 1; }
    [[nodiscard]] bool rows_ascend(const StepList& values) const;
    [[nodiscard]] bool targets_ascend() const; ///< strictly, in each row
    void merge(const NewSynapses& added);
    void settle_numbering();
    void keep_numbers_while_sorting();
    void make_columns();
    void add_sources_to_columns();

    Range sources_range_;
    Range targets_range_;
    std::vector<std::uint64_t> row_start_;
    TargetList targets_;
    bool known_to_ascend_ = false;
    Numbering numbering_ = Numbering::position;
    std::vector<std::uint32_t> positions_; ///< by number of creation
    Columns columns_;
    std::uint64_t version_ = 0; ///< grows whenever synapses are added or sorted
};

/// Positions of many synapses: fast where numbers ascend, because it remembers the row that it was in.
class PositionFinder {
  public:
    explicit PositionFinder(const Connectivity& connectivity) : connectivity_(&connectivity) {}
    [[nodiscard]] std::size_t operator()(std::size_t created);

  private:
    const Connectivity* connectivity_;
    std::uint64_t version_ = 0;   ///< of the connectivity that places_ is of
    std::uint64_t row_begin_ = 0; ///< of the row that places_ is of
    std::uint64_t row_end_ = 0;
    std::vector<std::uint64_t> places_; ///< by rank of the target: the target, and in the lower half the place in the row
};

template <class Visit> void Connectivity::for_each(Visit visit) const {
    const std::vector<std::uint32_t> number = numbers();
    for (std::size_t row = 0; row < rows(); ++row) {
        for (std::uint64_t k = row_start_[row]; k < row_start_[row + 1]; ++k)
            visit(number.empty() ? static_cast<std::size_t>(k) : std::size_t{number[k]},
                  Pair{static_cast<std::int32_t>(row), static_cast<std::int32_t>(targets_[k] - targets_range_.begin)});
    }
}

} // namespace hillock::internal::engine
