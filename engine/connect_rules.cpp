// SPDX-License-Identifier: Apache-2.0
#include "engine/connect_rules.hpp"

#include "engine/building.hpp"
#include "jit/plan/random.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::internal::engine {

namespace {

/// Whole numbers without preference, from the random bits of (key, 0, 0), (key, 1, 0), ...
class UniformNumbers {
  public:
    explicit UniformNumbers(std::uint64_t key) : key_(plan::draw_key(key, 0)) {}

    /// 0 ... bound - 1. The product of bits and bound falls into one of `bound` parts of 2^64 bits; the products that would make
    /// some parts larger are refused (Lemire, Fast random integer generation in an interval, ACM TOMACS 29, 2019).
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
        __extension__ using Wide = unsigned __int128;
        Wide product = static_cast<Wide>(bits()) * bound;
        if (static_cast<std::uint64_t>(product) < bound) {
            const std::uint64_t refused = (0 - bound) % bound;
            while (static_cast<std::uint64_t>(product) < refused) product = static_cast<Wide>(bits()) * bound;
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

  private:
    [[nodiscard]] std::uint64_t bits() {
        if (taken_++ % 2 == 1) return both_.high;
        both_ = plan::random_bits(key_, taken_ / 2, 0);
        return both_.low;
    }

    std::uint64_t key_;
    std::uint64_t taken_ = 0;
    plan::Bits both_{};
};

/// `count` different numbers below `bound`, ascending. Whoever draws until there are enough different ones has any set of them
/// with the same probability. \pre count <= bound / 2: each draw is a new number with probability 1/2 at least
template <class Number>
void choose_few(UniformNumbers& draws, std::uint64_t bound, std::uint64_t count, std::vector<Number>& chosen) {
    chosen.clear();
    while (chosen.size() < count) {
        const auto known = static_cast<std::ptrdiff_t>(chosen.size());
        for (std::uint64_t missing = count - chosen.size(); missing > 0; --missing)
            chosen.push_back(static_cast<Number>(draws.below(bound)));
        std::sort(chosen.begin() + known, chosen.end());
        std::inplace_merge(chosen.begin(), chosen.begin() + known, chosen.end());
        chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    }
}

/// `count` numbers below `bound`, ascending; different ones unless `repeats`. \pre repeats or count <= bound
template <class Number>
void choose(UniformNumbers& draws, std::uint64_t bound, std::uint64_t count, bool repeats, std::vector<Number>& chosen) {
    if (repeats) {
        chosen.resize(count);
        for (Number& number : chosen) number = static_cast<Number>(draws.below(bound));
        std::sort(chosen.begin(), chosen.end());
        return;
    }
    if (count <= bound / 2) return choose_few(draws, bound, count, chosen);
    std::vector<Number> left_out;
    choose_few(draws, bound, bound - count, left_out);
    chosen.clear();
    auto next = left_out.begin();
    for (std::uint64_t number = 0; number < bound; ++number) {
        if (next != left_out.end() && *next == number) ++next;
        else chosen.push_back(static_cast<Number>(number));
    }
}

/// Numbers that leave one out, `hole`, as numbers without a gap; -1: nothing is left out.
std::uint64_t skip(std::uint64_t number, std::int64_t hole) {
    return hole >= 0 && number >= static_cast<std::uint64_t>(hole) ? number + 1 : number;
}

std::uint64_t size_of(Range range, std::int64_t hole) { return static_cast<std::uint64_t>(range.size()) - (hole >= 0 ? 1 : 0); }

NewSynapses no_synapses(const Candidates& candidates, std::size_t expected) {
    NewSynapses result;
    result.row_start.reserve(static_cast<std::size_t>(candidates.sources.size()) + 1);
    result.row_start.push_back(0);
    result.targets.reserve(expected);
    return result;
}

} // namespace

double Candidates::count() const {
    const double all = static_cast<double>(sources.size()) * static_cast<double>(targets.size());
    if (!no_autapses) return all;
    return all - static_cast<double>(
                     std::max<std::int64_t>(0, std::min(sources.end, targets.end) - std::max(sources.begin, targets.begin)));
}

NewSynapses all_of(const Candidates& candidates, unsigned threads) {
    const std::int64_t rows = candidates.sources.size();
    NewSynapses result = no_synapses(candidates, 0);
    for (std::int64_t row = 0; row < rows; ++row)
        result.row_start.push_back(result.row_start.back() + size_of(candidates.targets, candidates.own_target(row)));
    result.targets.resize(result.row_start.back());
    result.ascending = true;
    build_together(threads, [&](Share share) {
        for (std::int64_t row = rows * share.number / share.of; row < rows * (share.number + 1) / share.of; ++row) {
            std::uint32_t* next = result.targets.data() + result.row_start[static_cast<std::size_t>(row)];
            const std::int64_t own = candidates.own_target(row);
            for (std::int64_t target = candidates.targets.begin; target < candidates.targets.end; ++target)
                if (target != own) *next++ = static_cast<std::uint32_t>(target);
        }
    });
    return result;
}

NewSynapses fixed_outdegree(const Candidates& candidates, std::int64_t degree, bool multapses, std::uint64_t key) {
    const std::int64_t rows = candidates.sources.size();
    NewSynapses result = no_synapses(candidates, static_cast<std::size_t>(rows * degree));
    UniformNumbers draws(key);
    std::vector<std::uint32_t> chosen;
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::int64_t own = candidates.own_target(row);
        const std::int64_t hole = own < 0 ? -1 : own - candidates.targets.begin;
        choose(draws, size_of(candidates.targets, hole), static_cast<std::uint64_t>(degree), multapses, chosen);
        for (const std::uint32_t number : chosen)
            result.targets.push_back(static_cast<std::uint32_t>(candidates.targets.begin) +
                                     static_cast<std::uint32_t>(skip(number, hole)));
        result.row_start.push_back(result.targets.size());
    }
    return result;
}

NewSynapses fixed_indegree(const Candidates& candidates, std::int64_t degree, bool multapses, std::uint64_t key) {
    const auto rows = static_cast<std::size_t>(candidates.sources.size());
    const auto size = static_cast<std::size_t>(candidates.targets.size() * degree);
    std::vector<std::uint32_t> sources; // of each target in turn
    sources.reserve(size);
    NewSynapses result;
    result.row_start.assign(rows + 1, 0);
    UniformNumbers draws(key);
    std::vector<std::uint32_t> chosen;
    for (std::int64_t target = candidates.targets.begin; target < candidates.targets.end; ++target) {
        const std::int64_t hole = candidates.own_row(target);
        choose(draws, size_of(candidates.sources, hole), static_cast<std::uint64_t>(degree), multapses, chosen);
        for (const std::uint32_t number : chosen) {
            sources.push_back(static_cast<std::uint32_t>(skip(number, hole)));
            ++result.row_start[sources.back() + 1];
        }
    }
    std::partial_sum(result.row_start.begin(), result.row_start.end(), result.row_start.begin());
    std::vector<std::uint64_t> next = result.row_start;
    result.targets.resize(size);
    for (std::size_t k = 0; k < size; ++k)
        result.targets[next[sources[k]]++] = static_cast<std::uint32_t>(candidates.targets.begin) +
                                             static_cast<std::uint32_t>(k / static_cast<std::size_t>(degree));
    return result;
}

NewSynapses fixed_total(const Candidates& candidates, std::int64_t total, bool multapses, std::uint64_t key) {
    std::vector<std::uint64_t> chosen; // numbers of candidates, counted row by row
    UniformNumbers draws(key);
    std::uint64_t count = 0;
    for (std::int64_t row = 0; row < candidates.sources.size(); ++row)
        count += size_of(candidates.targets, candidates.own_target(row));
    choose(draws, count, static_cast<std::uint64_t>(total), multapses, chosen);
    NewSynapses result = no_synapses(candidates, chosen.size());
    auto next = chosen.begin();
    std::uint64_t row_begin = 0;
    for (std::int64_t row = 0; row < candidates.sources.size(); ++row) {
        const std::int64_t own = candidates.own_target(row);
        const std::int64_t hole = own < 0 ? -1 : own - candidates.targets.begin;
        const std::uint64_t row_end = row_begin + size_of(candidates.targets, hole);
        for (; next != chosen.end() && *next < row_end; ++next)
            result.targets.push_back(static_cast<std::uint32_t>(candidates.targets.begin) +
                                     static_cast<std::uint32_t>(skip(*next - row_begin, hole)));
        result.row_start.push_back(result.targets.size());
        row_begin = row_end;
    }
    return result;
}

NewSynapses repeated(NewSynapses synapses, std::int64_t copies) {
    if (copies == 1) return synapses;
    const auto factor = static_cast<std::size_t>(copies);
    NewSynapses result;
    result.row_start = std::move(synapses.row_start);
    for (std::uint64_t& start : result.row_start) start *= factor;
    result.targets.reserve(synapses.targets.size() * factor);
    for (const std::uint32_t target : synapses.targets) result.targets.insert(result.targets.end(), factor, target);
    result.positions.reserve(synapses.positions.size() * factor);
    for (const std::uint32_t position : synapses.positions)
        for (std::size_t k = 0; k < factor; ++k) result.positions.push_back(static_cast<std::uint32_t>(position * factor + k));
    return result;
}

} // namespace hillock::internal::engine
