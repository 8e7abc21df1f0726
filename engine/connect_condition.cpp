// SPDX-License-Identifier: Apache-2.0
// From a condition to the pairs for which it holds: pieces of some rows each, by several threads, which are then put together in their order.
#include "engine/synapse_set.hpp"

#include "engine/building.hpp"
#include "engine/random.hpp"
#include "jit/plan/plans.hpp"

#include <algorithm>
#include <atomic>

namespace hillock::internal::engine {

namespace {

/// Some rows.
struct Piece {
    TargetList targets;
    std::vector<std::size_t> row_sizes;
};

/// Appends a row. \param emitted  elements for which the condition holds, ascending
void add_row(Piece& piece, const Candidates& pairs, std::int64_t row, std::span<const std::int32_t> emitted) {
    const std::size_t before = piece.targets.size();
    const auto own = static_cast<std::int32_t>(pairs.own_target(row));
    for (auto next = std::lower_bound(emitted.begin(), emitted.end(), pairs.targets.begin); next != emitted.end(); ++next)
        if (*next != own) piece.targets.push_back(static_cast<std::uint32_t>(*next));
    piece.row_sizes.push_back(piece.targets.size() - before);
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

NewSynapses SynapseSet::pairs_that(const Candidates& pairs, const model::Expr& condition) {
    plan::Kernel kernel = plan::plan_pairs(name() + ".connect", condition, surroundings());
    // Vectors begin at whole multiples of their length: what lies before the first target is left out afterwards.
    constexpr std::int64_t kWhole = kArrayPadding;
    KernelArguments call = arguments(arguments_now());
    call.begin = pairs.targets.begin / kWhole * kWhole;
    call.end = pairs.targets.end;
    if (draws(kernel)) call.random_key = thread_keys().next();
    const std::int64_t rows = pairs.sources.size(), evaluations = rows * pairs.targets.size();
    const PassingCode code(std::move(kernel), [this](const plan::Slot& slot) { return array_place(slot); }, evaluations, Width::vectors);
    const unsigned threads = code.can_be_cut() ? threads_to_build(code.nanoseconds(evaluations)) : 1;

    constexpr std::int64_t kPairsOfAPiece = 1 << 16;
    const std::int64_t rows_of_a_piece = kPairsOfAPiece / std::max<std::int64_t>(1, pairs.targets.size()) + 1;
    std::vector<Piece> pieces(static_cast<std::size_t>((rows + rows_of_a_piece - 1) / rows_of_a_piece));
    std::atomic<std::size_t> next{0}, synapses{0};
    build_together(threads, [&](Share) {
        std::vector<std::int32_t> emitted(static_cast<std::size_t>(call.end - call.begin) + kArrayPadding);
        KernelArguments of_row = call;
        of_row.emitted = emitted.data();
        for (std::size_t k = next++; k < pieces.size(); k = next++) {
            const std::int64_t first = static_cast<std::int64_t>(k) * rows_of_a_piece;
            for (std::int64_t row = first; row < std::min(first + rows_of_a_piece, rows); ++row) {
                of_row.source = pairs.sources.begin + row;
                add_row(pieces[k], pairs, row, std::span(emitted).first(static_cast<std::size_t>(code(of_row))));
            }
            require_number(static_cast<double>(synapses += pieces[k].targets.size()));
        }
    });
    return put_together(pieces, threads);
}

} // namespace hillock::internal::engine
