// SPDX-License-Identifier: Apache-2.0
#include "engine/connectivity.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace hillock::internal::engine {

namespace {

/// Turns counts, kept one place up, into where each begins.
void sum_up(std::vector<std::uint64_t>& counts) {
    std::partial_sum(counts.begin(), counts.end(), counts.begin());
}

/// The synapses of a row by ascending target: the target, and in the lower half the place in the row.
void rank_targets(std::span<const std::uint32_t> row, std::vector<std::uint64_t>& places) {
    places.resize(row.size());
    for (std::size_t k = 0; k < row.size(); ++k) places[k] = std::uint64_t{row[k]} << 32 | k;
    std::sort(places.begin(), places.end());
}

std::uint32_t place_of(std::uint64_t ranked) { return static_cast<std::uint32_t>(ranked); }

} // namespace

NewSynapses rows_of(std::span<const Pair> pairs, Range sources, Range targets) {
    // Counting sort by source: stable, so a row stays in order of creation.
    NewSynapses result;
    result.row_start.assign(static_cast<std::size_t>(sources.size()) + 1, 0);
    for (const Pair& pair : pairs) ++result.row_start[static_cast<std::size_t>(pair.source) + 1];
    sum_up(result.row_start);
    const auto by_source = [](const Pair& a, const Pair& b) { return a.source < b.source; };
    const bool in_order = std::is_sorted(pairs.begin(), pairs.end(), by_source);
    std::vector<std::uint64_t> next = result.row_start;
    result.targets.resize(pairs.size());
    if (!in_order) result.positions.resize(pairs.size());
    for (std::size_t created = 0; created < pairs.size(); ++created) {
        const std::uint64_t position = next[static_cast<std::size_t>(pairs[created].source)]++;
        result.targets[position] = static_cast<std::uint32_t>(pairs[created].target + targets.begin);
        if (!in_order) result.positions[created] = static_cast<std::uint32_t>(position);
    }
    return result;
}

Connectivity::Connectivity(Range sources, Range targets)
    : sources_range_(sources), targets_range_(targets), row_start_(static_cast<std::size_t>(sources.size()) + 1, 0) {}

// ---- adding ---------------------------------------------------------------------------------------------------

void Connectivity::append(NewSynapses&& added) {
    if (added.size() == 0) return;
    known_to_ascend_ = size() == 0 && added.ascending;
    if (size() == 0) {
        row_start_ = std::move(added.row_start);
        targets_ = std::move(added.targets);
        positions_ = std::move(added.positions);
        numbering_ = positions_.empty() ? Numbering::position : Numbering::stored;
    } else {
        merge(added);
    }
    columns_ = {};
    ++version_;
}

void Connectivity::spread(const NewSynapses& added, const std::byte* old, std::byte* result, std::size_t bytes) const {
    for (std::size_t r = 0; r < rows(); ++r)
        std::memcpy(result + (row_start_[r] + added.row_start[r]) * bytes, old + row_start_[r] * bytes,
                    (row_start_[r + 1] - row_start_[r]) * bytes);
}

void Connectivity::merge(const NewSynapses& added) {
    const std::size_t before = size();
    std::vector<std::uint64_t> starts(row_start_.size());
    for (std::size_t r = 0; r < starts.size(); ++r) starts[r] = row_start_[r] + added.row_start[r];
    TargetList targets(before + added.size());
    for (std::size_t r = 0; r < rows(); ++r) {
        const auto end_of_old = std::copy(targets_.begin() + static_cast<std::ptrdiff_t>(row_start_[r]),
                                          targets_.begin() + static_cast<std::ptrdiff_t>(row_start_[r + 1]),
                                          targets.begin() + static_cast<std::ptrdiff_t>(starts[r]));
        std::copy(added.targets.begin() + static_cast<std::ptrdiff_t>(added.row_start[r]),
                  added.targets.begin() + static_cast<std::ptrdiff_t>(added.row_start[r + 1]), end_of_old);
    }
    // Whether all new ones lie behind all old ones: then those have the positions that they had.
    const auto first_row = static_cast<std::size_t>(
        std::upper_bound(added.row_start.begin(), added.row_start.end(), std::uint64_t{0}) - added.row_start.begin() - 1);
    const bool behind = row_start_[first_row + 1] == before;
    std::vector<std::uint32_t> positions;
    if (!behind || numbering_ != Numbering::position || !added.positions.empty()) {
        positions.resize(targets.size());
        const std::vector<std::uint32_t> number = numbers();
        std::vector<std::uint32_t> added_number(added.positions.size());
        for (std::size_t k = 0; k < added.positions.size(); ++k) added_number[added.positions[k]] = static_cast<std::uint32_t>(k);
        for (std::size_t r = 0; r < rows(); ++r) {
            for (std::uint64_t k = row_start_[r]; k < row_start_[r + 1]; ++k)
                positions[number.empty() ? k : number[k]] = static_cast<std::uint32_t>(k + added.row_start[r]);
            for (std::uint64_t k = added.row_start[r]; k < added.row_start[r + 1]; ++k)
                positions[before + (added_number.empty() ? k : added_number[k])] =
                    static_cast<std::uint32_t>(k + row_start_[r + 1]);
        }
    }
    row_start_ = std::move(starts);
    targets_ = std::move(targets);
    positions_ = std::move(positions);
    numbering_ = positions_.empty() ? Numbering::position : Numbering::stored;
}

// ---- order ----------------------------------------------------------------------------------------------------

bool Connectivity::targets_ascend() const {
    for (std::size_t r = 0; r < rows(); ++r)
        for (std::uint64_t k = row_start_[r] + 1; k < row_start_[r + 1]; ++k)
            if (targets_[k - 1] >= targets_[k]) return false;
    return true;
}

/// The cheapest numbering that tells positions from numbers when rows are about to change.
void Connectivity::keep_numbers_while_sorting() {
    if (numbering_ != Numbering::position) return;
    if (targets_ascend()) {
        numbering_ = Numbering::rank_of_target;
        return;
    }
    positions_.resize(size());
    std::iota(positions_.begin(), positions_.end(), std::uint32_t{0});
    numbering_ = Numbering::stored;
}

/// Back to numbers that are positions, if they are.
void Connectivity::settle_numbering() {
    bool same = numbering_ == Numbering::rank_of_target && targets_ascend();
    if (numbering_ == Numbering::stored) {
        std::size_t created = 0;
        while (created < size() && positions_[created] == created) ++created;
        same = created == size();
    }
    if (!same) return;
    numbering_ = Numbering::position;
    positions_ = {};
}

bool Connectivity::rows_ascend(const StepList& values) const {
    for (std::size_t r = 0; r < rows(); ++r)
        for (std::uint64_t k = row_start_[r] + 1; k < row_start_[r + 1]; ++k)
            if (values[k - 1] > values[k]) return false;
    return true;
}

namespace {

/// Brings the entries of a row in the order of their delays and, where those are equal, of their creation.
class RowOrder {
  public:
    /// \param creation  of each entry something that grows from one to the next
    /// \return where each entry comes from, until the next call; nothing if they are in that order
    std::span<const std::uint32_t> sort(const StepList& delays, std::uint64_t first, std::span<const std::uint32_t> creation) {
        entries_.resize(creation.size());
        std::uint64_t longest = 0;
        bool created_in_turn = true;
        for (std::size_t k = 0; k < entries_.size(); ++k) {
            const std::uint64_t delay = delays[first + k];
            entries_[k] = {delay << 32 | creation[k], static_cast<std::uint32_t>(k)};
            longest = std::max(longest, delay);
            created_in_turn = created_in_turn && (k == 0 || creation[k - 1] <= creation[k]);
        }
        if (std::is_sorted(entries_.begin(), entries_.end())) return {};
        from_.resize(entries_.size());
        if (created_in_turn && longest < kFewDelays * entries_.size()) {
            count(longest);
        } else {
            std::sort(entries_.begin(), entries_.end());
            for (std::size_t k = 0; k < entries_.size(); ++k) from_[k] = entries_[k].place;
        }
        return from_;
    }

  private:
    static constexpr std::uint64_t kFewDelays = 4; ///< for each entry: more take longer to count than the entries to sort
    struct Entry {
        std::uint64_t key; ///< delay, and in the lower half creation
        std::uint32_t place;
        bool operator<(const Entry& other) const { return key < other.key; }
    };
    /// Sorts by counting: equal delays stay in their order.
    void count(std::uint64_t longest) {
        next_.assign(longest + 2, 0);
        for (const Entry& entry : entries_) ++next_[(entry.key >> 32) + 1];
        for (std::size_t delay = 1; delay < next_.size(); ++delay) next_[delay] += next_[delay - 1];
        for (const Entry& entry : entries_) from_[next_[entry.key >> 32]++] = entry.place;
    }

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> from_;
    std::vector<std::uint32_t> next_; ///< by delay, where its next entry goes
};

} // namespace

void Connectivity::sort_rows(const StepList& delays, const RowMoved& moved) {
    if (numbering_ == Numbering::position && rows_ascend(delays)) return;
    ++version_;
    keep_numbers_while_sorting();
    RowOrder order;
    std::vector<std::uint32_t> old_targets;
    const std::vector<std::uint32_t> number = numbering_ == Numbering::stored ? numbers() : std::vector<std::uint32_t>();
    const std::span<const std::uint32_t> creation = numbering_ == Numbering::stored ? std::span(number) : std::span(std::as_const(targets_));
    for (std::size_t r = 0; r < rows(); ++r) {
        const std::uint64_t first = row_start_[r];
        const std::span<const std::uint32_t> from = order.sort(delays, first, creation.subspan(first, row_start_[r + 1] - first));
        if (from.empty()) continue;
        const std::uint32_t* const row = targets_.data() + first;
        old_targets.assign(row, row + from.size());
        for (std::size_t k = 0; k < from.size(); ++k) {
            targets_[first + k] = old_targets[from[k]];
            if (!number.empty()) positions_[number[first + from[k]]] = static_cast<std::uint32_t>(first + k);
        }
        moved(first, from);
        columns_ = {};
        known_to_ascend_ = false;
    }
    settle_numbering();
}

bool Connectivity::rows_in_order_of_creation() const {
    if (numbering_ == Numbering::position) return true;
    const std::vector<std::uint32_t> number = numbers();
    for (std::size_t r = 0; r < rows(); ++r)
        if (!std::is_sorted(number.begin() + static_cast<std::ptrdiff_t>(row_start_[r]),
                            number.begin() + static_cast<std::ptrdiff_t>(row_start_[r + 1])))
            return false;
    return true;
}

std::size_t Connectivity::position(std::size_t created) const {
    return PositionFinder(*this)(created);
}

std::size_t PositionFinder::operator()(std::size_t created) {
    const Connectivity& all = *connectivity_;
    switch (all.numbering_) {
    case Connectivity::Numbering::position: return created;
    case Connectivity::Numbering::stored: return all.positions_[created];
    case Connectivity::Numbering::rank_of_target: break;
    }
    if (created < row_begin_ || created >= row_end_ || version_ != all.version_) {
        version_ = all.version_;
        const auto end = std::upper_bound(all.row_start_.begin(), all.row_start_.end(), created);
        row_begin_ = *(end - 1);
        row_end_ = *end;
        rank_targets(std::span(all.targets_).subspan(row_begin_, row_end_ - row_begin_), places_);
    }
    return row_begin_ + place_of(places_[created - row_begin_]);
}

std::vector<std::uint32_t> Connectivity::numbers() const {
    std::vector<std::uint32_t> result;
    if (numbering_ == Numbering::position) return result;
    result.resize(size());
    if (numbering_ == Numbering::stored) {
        for (std::size_t created = 0; created < size(); ++created)
            result[positions_[created]] = static_cast<std::uint32_t>(created);
        return result;
    }
    for (std::size_t r = 0; r < rows(); ++r) {
        const std::vector<std::uint32_t> row = numbers_of_row(r);
        std::copy(row.begin(), row.end(), result.begin() + static_cast<std::ptrdiff_t>(row_start_[r]));
    }
    return result;
}

std::vector<std::uint32_t> Connectivity::numbers_of_row(std::size_t row) const {
    const std::uint64_t first = row_start_[row];
    std::vector<std::uint32_t> result(row_start_[row + 1] - first);
    switch (numbering_) {
    case Numbering::position: std::iota(result.begin(), result.end(), static_cast<std::uint32_t>(first)); break;
    case Numbering::rank_of_target: {
        std::vector<std::uint64_t> places;
        rank_targets(std::span(targets_).subspan(first, result.size()), places);
        for (std::size_t rank = 0; rank < places.size(); ++rank)
            result[place_of(places[rank])] = static_cast<std::uint32_t>(first + rank);
        break;
    }
    case Numbering::stored:
        for (std::size_t created = 0; created < size(); ++created)
            if (const std::uint64_t place = positions_[created] - first; place < result.size())
                result[place] = static_cast<std::uint32_t>(created);
    }
    return result;
}

// ---- by target ------------------------------------------------------------------------------------------------

const Columns& Connectivity::columns(bool with_sources) {
    if (columns_.start.empty()) make_columns();
    if (with_sources && columns_.source.size() != size()) add_sources_to_columns();
    return columns_;
}

void Connectivity::make_columns() {
    Columns result;
    result.start.assign(static_cast<std::size_t>(targets_range_.size()) + 1, 0);
    const auto column = [&](std::uint64_t k) { return static_cast<std::size_t>(targets_[k] - targets_range_.begin); };
    for (std::uint64_t k = 0; k < size(); ++k) ++result.start[column(k) + 1];
    sum_up(result.start);
    result.synapse.resize(size());
    std::vector<std::uint64_t> next = result.start;
    const auto enter = [&](std::uint64_t k) { result.synapse[next[column(k)]++] = static_cast<std::uint32_t>(k); };
    // Where numbers are not stored, a column in order of position is one in order of creation: it ascends with the source.
    if (numbering_ == Numbering::stored)
        for (const std::uint32_t k : positions_) enter(k);
    else
        for (std::uint64_t k = 0; k < size(); ++k) enter(k);
    columns_ = std::move(result);
}

void Connectivity::add_sources_to_columns() {
    std::vector<std::uint32_t> source_of(size()); // by position
    for (std::size_t r = 0; r < rows(); ++r)
        std::fill(source_of.begin() + static_cast<std::ptrdiff_t>(row_start_[r]),
                  source_of.begin() + static_cast<std::ptrdiff_t>(row_start_[r + 1]),
                  static_cast<std::uint32_t>(sources_range_.begin + static_cast<std::int64_t>(r)));
    std::vector<std::uint32_t> source;
    source.reserve(size());
    for (const std::uint32_t k : columns_.synapse) source.push_back(source_of[k]);
    columns_.source = std::move(source);
}

std::vector<Pair> Connectivity::pairs() const {
    std::vector<Pair> result(size());
    for_each([&](std::size_t number, Pair pair) { result[number] = pair; });
    return result;
}

std::vector<std::int32_t> Connectivity::incoming() const {
    std::vector<std::int32_t> counts(static_cast<std::size_t>(targets_range_.size()), 0);
    for (const std::uint32_t target : targets_) ++counts[static_cast<std::size_t>(target - targets_range_.begin)];
    return counts;
}

std::vector<std::int32_t> Connectivity::outgoing() const {
    std::vector<std::int32_t> counts(rows());
    for (std::size_t r = 0; r < rows(); ++r) counts[r] = static_cast<std::int32_t>(row_start_[r + 1] - row_start_[r]);
    return counts;
}

std::size_t Connectivity::bytes() const {
    const auto of = [](const auto& values) { return values.size() * sizeof values.front(); };
    return of(row_start_) + of(targets_) + of(positions_) + of(columns_.start) + of(columns_.synapse) + of(columns_.source);
}

} // namespace hillock::internal::engine
