// SPDX-License-Identifier: Apache-2.0
// Each candidate with a probability, by several threads. All rows are one Bernoulli process, whose gaps are a stream of random numbers that can
// be made in portions, in any order. Where a portion begins in the process and among the synapses, the one before it tells: it passes that on
// before it does what takes time.
#include "engine/connect_rules.hpp"

#include "engine/building.hpp"
#include "engine/exponential_draws.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <thread>

namespace hillock::internal::engine {

namespace {

/// A portion on its way from random numbers to synapses.
struct Portion {
    double draws[kExponentialBlock];
    std::int32_t gaps[kExponentialBlock];
    std::int64_t successes[kExponentialBlock]; ///< candidates, counted from the first that no portion before has decided
    std::uint32_t targets[kExponentialBlock];
};

/// The process: candidates are counted row by row, the neuron itself is one of them.
class Trials {
  public:
    Trials(const Candidates& candidates, double p, std::uint64_t key)
        : candidates_(candidates), key_(key), columns_(candidates.targets.size()), all_(candidates.sources.size() * columns_) {
        // The gaps between successes of a Bernoulli process are geometric (Knuth, TAOCP vol. 2, 3.4.1 F): the whole part of exponential numbers.
        const std::array<double, 1> minus_p{-p};
        scale_ = -1 / model::function_for(model::Primitive::log1p).evaluate(minus_p);
        constexpr double kLargestDraw = 36.1; // -log(2^-52), as 1 - u is at least that
        short_gaps_ = kLargestDraw * scale_ < 0x1p31;
    }

    [[nodiscard]] bool over(std::int64_t candidate) const { return candidate > all_; }

    /// The successes that gaps first, first + 1, ... make; those beyond the last candidate may be anything beyond it.
    /// \return how many candidates they decide
    std::int64_t draw(std::uint64_t first, std::size_t size, Portion& portion) const {
        draw_exponential(key_, first, {portion.draws, size});
        if (!short_gaps_) return add_long_gaps(size, portion);
        for (std::size_t k = 0; k < size; ++k) portion.gaps[k] = static_cast<std::int32_t>(portion.draws[k] * scale_);
        std::int64_t next = 0;
        for (std::size_t k = 0; k < size; ++k) {
            next += portion.gaps[k];
            portion.successes[k] = next++;
        }
        return next;
    }
    /// Where the portion after one begins that begins at `begin` and decides so many.
    [[nodiscard]] std::int64_t after(std::int64_t begin, std::int64_t decided) const { return std::min(begin + decided, all_ + 1); }

    /// Turns the successes of a portion that begins at `begin` into targets, and calls start(row, k) for each row that begins after k of them.
    /// \return how many targets there are
    template <class Start> std::size_t place(std::int64_t begin, std::size_t size, Portion& portion, Start start) const {
        if (over(begin)) return 0;
        std::int64_t row = begin == 0 ? 0 : (begin - 1) / columns_;
        // Counted from `begin`, as the successes are.
        std::int64_t row_end = (row + 1) * columns_ - begin;
        const std::int64_t end = all_ - begin;
        std::size_t count = 0;
        for (std::size_t k = 0;;) {
            const std::int64_t shift = candidates_.targets.end - row_end, own = candidates_.own_target(row) - shift;
            for (; k < size && portion.successes[k] < row_end; ++k) {
                portion.targets[count] = static_cast<std::uint32_t>(portion.successes[k] + shift);
                count += portion.successes[k] != own;
            }
            if (k == size) return count;
            const std::int64_t next = std::min(portion.successes[k], end);
            for (; row_end <= next && row < candidates_.sources.size(); row_end += columns_) start(++row, count);
            if (portion.successes[k] >= end) return count;
        }
    }

  private:
    [[nodiscard]] std::int64_t add_long_gaps(std::size_t size, Portion& portion) const {
        const auto farthest = static_cast<double>(all_);
        std::int64_t next = 0;
        for (std::size_t k = 0; k < size; ++k) {
            const double gap = portion.draws[k] * scale_;
            next = gap < farthest ? next + static_cast<std::int64_t>(gap) : all_;
            if (next >= all_) { // no sum goes beyond 2^63
                std::fill(portion.successes + k, portion.successes + size, all_);
                return all_ + 1;
            }
            portion.successes[k] = next++;
        }
        return next;
    }

    const Candidates& candidates_;
    std::uint64_t key_;
    std::int64_t columns_;
    std::int64_t all_; ///< below 2^62
    double scale_;
    bool short_gaps_; ///< none needs more than 31 bits
};

/// What a portion tells the next one; -1: not yet.
struct Link {
    std::atomic<std::int64_t> candidate{-1}; ///< the first that is not decided
    std::atomic<std::int64_t> synapses{-1};  ///< so far
};

std::int64_t await(const std::atomic<std::int64_t>& number) {
    std::int64_t value = number.load(std::memory_order_acquire);
    for (; value < 0; value = number.load(std::memory_order_acquire)) std::this_thread::yield(); // another thread is about to say it
    return value;
}

/// The first `portions` whole blocks of the stream. \pre there is room for what they make
/// \return where the next one begins
std::pair<std::int64_t, std::size_t> draw_together(const Trials& trials, std::size_t portions, unsigned threads, NewSynapses& result) {
    std::vector<Link> links(portions + 1);
    links.front().candidate = 0;
    links.front().synapses = 0;
    const auto buffers = std::make_unique_for_overwrite<Portion[]>(threads);
    std::atomic<std::size_t> next{0};
    build_together(threads, [&](Share share) {
        Portion& portion = buffers[share.number];
        std::vector<std::pair<std::int64_t, std::size_t>> starts;
        for (std::size_t k = next++; k < portions; k = next++) {
            const std::int64_t decided = trials.draw(k * kExponentialBlock, kExponentialBlock, portion);
            const std::int64_t begin = await(links[k].candidate);
            links[k + 1].candidate.store(trials.after(begin, decided), std::memory_order_release);
            starts.clear();
            const std::size_t count =
                trials.place(begin, kExponentialBlock, portion, [&](std::int64_t row, std::size_t before) { starts.emplace_back(row, before); });
            const std::int64_t synapses = await(links[k].synapses);
            links[k + 1].synapses.store(synapses + static_cast<std::int64_t>(count), std::memory_order_release);
            for (const auto& [row, before] : starts)
                result.row_start[static_cast<std::size_t>(row)] = static_cast<std::uint64_t>(synapses) + before;
            std::copy_n(portion.targets, count, result.targets.begin() + synapses);
        }
    });
    return {links.back().candidate, static_cast<std::size_t>(links.back().synapses)};
}

} // namespace

double nanoseconds_to_draw(const Candidates& candidates, double p) {
    constexpr double kASynapse = 8; // measured at 2.6 GHz: 4 for the random number, the rest for the memory
    return kASynapse * p * static_cast<double>(candidates.sources.size()) * static_cast<double>(candidates.targets.size());
}

NewSynapses each_with_probability(const Candidates& candidates, double p, std::uint64_t key, unsigned threads) {
    const auto rows = static_cast<std::size_t>(candidates.sources.size());
    const double expected = static_cast<double>(candidates.targets.size()) * static_cast<double>(rows) * p;
    // Six standard deviations: so many more need room, which is not taken unless it is written; and what is so much less is drawn for sure.
    const double deviation = 6 * std::sqrt(expected) + 16;
    const auto sure = static_cast<std::size_t>(std::max(0.0, expected - deviation)) / kExponentialBlock;
    NewSynapses result;
    result.ascending = true;
    result.row_start.resize(rows + 1);
    if (expected == 0) return result; // there are no candidates
    result.targets.reserve(static_cast<std::size_t>(expected + deviation));
    result.targets.resize(sure * kExponentialBlock);

    const Trials trials(candidates, p, key);
    auto [begin, count] = draw_together(trials, sure, threads, result);
    const auto portion = std::make_unique_for_overwrite<Portion>();
    for (std::uint64_t first = sure * kExponentialBlock; !trials.over(begin); first += kExponentialPortion) {
        const std::int64_t decided = trials.draw(first, kExponentialPortion, *portion);
        result.targets.resize(count);
        const std::size_t more = trials.place(begin, kExponentialPortion, *portion, [&](std::int64_t row, std::size_t before) {
            result.row_start[static_cast<std::size_t>(row)] = count + before;
        });
        result.targets.insert(result.targets.end(), portion->targets, portion->targets + more);
        begin = trials.after(begin, decided);
        count += more;
    }
    result.targets.resize(count);
    return result;
}

} // namespace hillock::internal::engine
