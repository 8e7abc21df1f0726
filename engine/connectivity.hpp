// SPDX-License-Identifier: Apache-2.0
// Which neuron is connected to which: rows of targets by source neuron, four bytes a synapse.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hillock::engine {

/// A pair of indices as users count them, each in its own subgroup.
struct Pair {
    std::int32_t source;
    std::int32_t target;
};

/// Synapses have a number of creation, by which users know them, and a position in memory, sorted by source neuron and
/// within a row by creation. The two are the same where synapses were made in ascending order of their source.
class Connectivity {
  public:
    /// \param target_offset  first neuron of the target subgroup in its group's arrays
    Connectivity(std::int64_t sources, std::int64_t target_offset);

    /// Adds synapses after those that exist. Returns the new position of each synapse that existed, by its old position;
    /// empty if no position changed.
    std::vector<std::uint32_t> append(std::span<const Pair> pairs);

    [[nodiscard]] std::size_t size() const { return targets_.size(); }
    [[nodiscard]] std::size_t position(std::size_t created) const {
        return positions_.empty() ? created : positions_[created];
    }
    /// Row of a source neuron (counted in its subgroup): positions [row_start[s], row_start[s + 1]).
    [[nodiscard]] const std::uint64_t* row_start() const { return row_start_.data(); }
    /// Elements in the arrays of the target group, by position.
    [[nodiscard]] const std::uint32_t* targets() const { return targets_.data(); }

    /// All pairs in order of creation.
    [[nodiscard]] std::vector<Pair> pairs() const;

  private:
    std::int64_t target_offset_;
    std::vector<std::uint64_t> row_start_;
    std::vector<std::uint32_t> targets_;
    std::vector<std::uint32_t> positions_; ///< by number of creation; empty: the same
};

} // namespace hillock::engine
