// SPDX-License-Identifier: Apache-2.0
#include "engine/connectivity.hpp"

#include <algorithm>

namespace hillock::engine {

Connectivity::Connectivity(std::int64_t sources, std::int64_t target_offset)
    : target_offset_(target_offset), row_start_(static_cast<std::size_t>(sources) + 1, 0) {}

std::vector<Pair> Connectivity::pairs() const {
    std::vector<Pair> result(size());
    std::vector<Pair> by_position(positions_.empty() ? 0 : size());
    std::vector<Pair>& sorted = positions_.empty() ? result : by_position;
    for (std::size_t source = 0; source + 1 < row_start_.size(); ++source)
        for (std::uint64_t k = row_start_[source]; k < row_start_[source + 1]; ++k)
            sorted[k] = {static_cast<std::int32_t>(source), static_cast<std::int32_t>(targets_[k] - target_offset_)};
    if (!positions_.empty())
        for (std::size_t created = 0; created < result.size(); ++created) result[created] = by_position[positions_[created]];
    return result;
}

std::vector<std::uint32_t> Connectivity::append(std::span<const Pair> added) {
    const std::size_t before = size();
    std::vector<Pair> all = pairs();
    all.insert(all.end(), added.begin(), added.end());

    // Counting sort by source: stable, so a row stays in order of creation.
    std::vector<std::uint64_t> starts(row_start_.size(), 0);
    for (const Pair& pair : all) ++starts[static_cast<std::size_t>(pair.source) + 1];
    for (std::size_t s = 1; s < starts.size(); ++s) starts[s] += starts[s - 1];
    std::vector<std::uint32_t> targets(all.size());
    std::vector<std::uint32_t> positions(all.size());
    std::vector<std::uint64_t> next = starts;
    bool in_order = true;
    for (std::size_t created = 0; created < all.size(); ++created) {
        const std::uint64_t position = next[static_cast<std::size_t>(all[created].source)]++;
        targets[position] = static_cast<std::uint32_t>(all[created].target + target_offset_);
        positions[created] = static_cast<std::uint32_t>(position);
        in_order = in_order && position == created;
    }

    std::vector<std::uint32_t> moved;
    if (!in_order && before > 0) {
        moved.resize(before);
        for (std::size_t created = 0; created < before; ++created) moved[position(created)] = positions[created];
    }
    row_start_ = std::move(starts);
    targets_ = std::move(targets);
    positions_ = in_order ? std::vector<std::uint32_t>() : std::move(positions);
    return moved;
}

} // namespace hillock::engine
