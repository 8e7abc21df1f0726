// SPDX-License-Identifier: Apache-2.0
// From a condition to the pairs for which it holds: pieces of some rows each, by several threads, which are then put together in their order.
#include "engine/synapse_set.hpp"

#include "engine/building.hpp"
#include "engine/pair_probability.hpp"
#include "engine/random.hpp"
#include "jit/plan/plans.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>

namespace hillock::internal::engine {

namespace {

/// Some rows.
struct Piece {
    TargetList targets;
    std::vector<std::size_t> row_sizes;
    CountedPairs noted;
};

/// What one thread writes for the row at hand.
struct RowMemory {
    std::vector<std::int32_t> emitted;
    Array flags; ///< by element of the target group: whether what is noted holds; empty: nothing is noted
    BoundArrays arrays;
};

/// Appends a row. \param emitted  elements for which the condition holds, ascending
void add_row(Piece& piece, const Candidates& pairs, std::int64_t row, std::span<const std::int32_t> emitted) {
    const std::size_t before = piece.targets.size();
    const auto own = static_cast<std::int32_t>(pairs.own_target(row));
    for (auto next = std::lower_bound(emitted.begin(), emitted.end(), pairs.targets.begin); next != emitted.end(); ++next)
        if (*next != own) piece.targets.push_back(static_cast<std::uint32_t>(*next));
    piece.row_sizes.push_back(piece.targets.size() - before);
}

void count_noted(Piece& piece, const Candidates& pairs, std::int64_t row, const Array& flags) {
    if (flags.size() == 0) return;
    const std::uint8_t* const flag = flags.as<std::uint8_t>();
    if (!std::memchr(flag + pairs.targets.begin, 1, static_cast<std::size_t>(pairs.targets.size()))) return;
    const std::int64_t own = pairs.own_target(row);
    for (std::int64_t target = pairs.targets.begin; target < pairs.targets.end; ++target)
        if (flag[target] && target != own)
            piece.noted.add({static_cast<std::int32_t>(row), static_cast<std::int32_t>(target - pairs.targets.begin)});
}

NewSynapses put_together(std::vector<Piece>& pieces, unsigned threads) {
    NewSynapses result;
    result.ascending = true;
    result.row_start.push_back(0);
    std::vector<std::uint64_t> begin;
    for (const Piece& piece : pieces) {
        begin.push_back(result.row_start.back());
        for (const std::size_t size : piece.row_sizes) result.row_start.push_back(result.row_start.back() + size);
    }
    result.targets.resize(result.row_start.back());
    std::atomic<std::size_t> next{0};
    build_together(threads, [&](Share) {
        for (std::size_t k = next++; k < pieces.size(); k = next++) {
            std::copy(pieces[k].targets.begin(), pieces[k].targets.end(), result.targets.begin() + static_cast<std::ptrdiff_t>(begin[k]));
            pieces[k] = {}; // gives its memory back
        }
    });
    return result;
}

} // namespace

NewSynapses SynapseSet::pairs_that(const Candidates& pairs, const model::Expr& condition, const model::Expr* noted, CountedPairs& counted) {
    model::Variable flag;
    flag.name = "noted";
    flag.type = model::Type::boolean;
    std::optional<plan::NotedCondition> note;
    if (noted) note = {&flag, *noted};
    plan::Kernel kernel = plan::plan_pairs(name() + ".connect", condition, surroundings(), note ? &*note : nullptr);
    // Vectors begin at whole multiples of their length: what lies before the first target is left out afterwards.
    constexpr std::int64_t kWhole = kArrayPadding;
    KernelArguments call = arguments_now();
    fill_in(call);
    call.begin = pairs.targets.begin / kWhole * kWhole;
    call.end = pairs.targets.end;
    if (draws(kernel)) call.random_key = thread_keys().next();
    const std::int64_t rows = pairs.sources.size(), evaluations = rows * pairs.targets.size();
    const auto array_of = [&](const plan::Slot& slot, Array& flags) {
        return slot.reference.variable == &flag ? ArrayPlace{flags.data(), flags.end()} : array_place(slot);
    };
    Array no_flags(plan::Storage::boolean8); // each thread has its own
    const PassingCode code(std::move(kernel), [&](const plan::Slot& slot) { return array_of(slot, no_flags); }, evaluations, Width::vectors);
    const unsigned threads = code.can_be_cut() ? threads_to_build(code.nanoseconds(evaluations)) : 1;

    constexpr std::int64_t kPairsOfAPiece = 1 << 16;
    const std::int64_t rows_of_a_piece = kPairsOfAPiece / std::max<std::int64_t>(1, pairs.targets.size()) + 1;
    std::vector<Piece> pieces(static_cast<std::size_t>((rows + rows_of_a_piece - 1) / rows_of_a_piece));
    std::vector<RowMemory> memories;
    for (unsigned k = 0; k < threads; ++k) {
        Array flags(plan::Storage::boolean8, noted ? static_cast<std::size_t>(call.end) : 0);
        BoundArrays arrays(code.kernel(), [&](const plan::Slot& slot) { return array_of(slot, flags); });
        std::vector<std::int32_t> emitted(static_cast<std::size_t>(call.end - call.begin) + kArrayPadding);
        memories.push_back({std::move(emitted), std::move(flags), std::move(arrays)});
    }
    std::atomic<std::size_t> next{0}, synapses{0};
    build_together(threads, [&](Share share) {
        RowMemory& memory = memories[share.number];
        KernelArguments of_row = call;
        of_row.emitted = memory.emitted.data();
        for (std::size_t k = next++; k < pieces.size(); k = next++) {
            const std::int64_t first = static_cast<std::int64_t>(k) * rows_of_a_piece;
            for (std::int64_t row = first; row < std::min(first + rows_of_a_piece, rows); ++row) {
                of_row.source = pairs.sources.begin + row;
                const std::int64_t emitted = code(of_row, memory.arrays);
                add_row(pieces[k], pairs, row, std::span(memory.emitted).first(static_cast<std::size_t>(emitted)));
                count_noted(pieces[k], pairs, row, memory.flags);
            }
            require_number(static_cast<double>(synapses += pieces[k].targets.size()));
        }
    });
    for (const Piece& piece : pieces) counted.append(piece.noted);
    return put_together(pieces, threads);
}

} // namespace hillock::internal::engine
