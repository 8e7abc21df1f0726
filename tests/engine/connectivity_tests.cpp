// SPDX-License-Identifier: Apache-2.0
// Where synapses stand in memory, against the definition: a list of pairs in order of creation with values
// of their own, sorted by source, delay and number.
#include "engine/connect_rules.hpp"
#include "engine/connectivity.hpp"
#include "engine/exponential_draws.hpp"
#include "engine/exponential_vectors.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <numeric>
#include <random>
#include <set>
#include <span>
#include <tuple>
#include <vector>

using namespace hillock::internal::engine;
namespace model = hillock::internal::model;
namespace plan = hillock::internal::plan;

namespace {

constexpr Range kSources{3, 13}, kTargets{5, 14}; // parts of their groups

struct Synapse {
    Pair pair;
    std::uint16_t delay = 0;
    double value = 0;
};

/// A connectivity with a delay and a value for each synapse, and the list that says what they must be.
class Both {
  public:
    explicit Both(unsigned seed) : random_(seed) {}

    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

    void append(const std::vector<Pair>& pairs) {
        NewSynapses added = rows_of(pairs, kSources, kTargets);
        std::vector<double> values(values_.size() + pairs.size(), -1);
        std::vector<std::uint16_t> delays(values.size(), 0);
        connectivity_.spread(added, reinterpret_cast<const std::byte*>(values_.data()),
                             reinterpret_cast<std::byte*>(values.data()), sizeof(double));
        connectivity_.spread(added, reinterpret_cast<const std::byte*>(delays_.data()),
                             reinterpret_cast<std::byte*>(delays.data()), sizeof(std::uint16_t));
        connectivity_.append(std::move(added));
        values_ = std::move(values);
        delays_ = std::move(delays);
        for (const Pair pair : pairs) {
            synapses_.push_back({pair, 0, static_cast<double>(synapses_.size())});
            values_[connectivity_.position(synapses_.size() - 1)] = synapses_.back().value;
        }
    }

    void set_delays(int longest) {
        for (std::size_t k = 0; k < synapses_.size(); ++k) {
            synapses_[k].delay = static_cast<std::uint16_t>(below(longest + 1));
            delays_[connectivity_.position(k)] = synapses_[k].delay;
        }
        connectivity_.sort_rows(StepList(delays_), [&](std::uint64_t first, std::span<const std::uint32_t> from) {
            const std::vector<double> values = values_;
            const std::vector<std::uint16_t> delays = delays_;
            for (std::size_t k = 0; k < from.size(); ++k) {
                values_[first + k] = values[first + from[k]];
                delays_[first + k] = delays[first + from[k]];
            }
        });
    }

    void check(bool sorted) {
        std::vector<std::uint32_t> order(synapses_.size());
        std::iota(order.begin(), order.end(), 0U);
        const auto source_of = [&](std::uint32_t k) { return synapses_[k].pair.source; };
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            const int first = sorted ? synapses_[a].delay : 0, second = sorted ? synapses_[b].delay : 0;
            return std::tuple(source_of(a), first, a) < std::tuple(source_of(b), second, b);
        });
        const std::vector<std::uint32_t> numbers = connectivity_.numbers();
        bool same = connectivity_.size() == synapses_.size();
        for (std::uint32_t p = 0; same && p < order.size(); ++p) {
            const Synapse& synapse = synapses_[order[p]];
            same = connectivity_.position(order[p]) == p && find_(order[p]) == p &&
                   (numbers.empty() ? p : numbers[p]) == order[p] && values_[p] == synapse.value &&
                   delays_[p] == synapse.delay &&
                   connectivity_.targets()[p] == synapse.pair.target + kTargets.begin &&
                   connectivity_.row_start()[synapse.pair.source] <= p &&
                   p < connectivity_.row_start()[synapse.pair.source + 1];
        }
        CHECK(same);
        std::vector<std::uint32_t> by_row;
        for (std::size_t row = 0; row < static_cast<std::size_t>(kSources.size()); ++row)
            for (const std::uint32_t number : connectivity_.numbers_of_row(row))
                by_row.push_back(number);
        CHECK(by_row == order);
        check_views();
    }

  private:
    void check_views() {
        const std::vector<Pair> pairs = connectivity_.pairs();
        bool same = pairs.size() == synapses_.size();
        for (std::size_t k = 0; same && k < pairs.size(); ++k)
            same = pairs[k].source == synapses_[k].pair.source && pairs[k].target == synapses_[k].pair.target;
        CHECK(same);
        const Columns& columns = connectivity_.columns(true);
        const std::vector<std::uint32_t> numbers = connectivity_.numbers();
        const std::vector<std::int32_t> incoming = connectivity_.incoming(),
                                        outgoing = connectivity_.outgoing();
        for (int target = 0; target < kTargets.size(); ++target) {
            std::vector<std::tuple<int, std::uint32_t>> expected, found; // element of the source, number
            for (std::uint32_t k = 0; k < synapses_.size(); ++k)
                if (synapses_[k].pair.target == target)
                    expected.emplace_back(synapses_[k].pair.source + kSources.begin, k);
            const auto column = static_cast<std::size_t>(target);
            for (std::uint64_t k = columns.start[column]; k < columns.start[column + 1]; ++k) {
                const std::uint32_t p = columns.synapse[k];
                found.emplace_back(columns.source[k], numbers.empty() ? p : numbers[p]);
            }
            CHECK(found == expected);
            CHECK(static_cast<std::size_t>(incoming[column]) == expected.size());
        }
        for (int source = 0; source < kSources.size(); ++source)
            CHECK(outgoing[static_cast<std::size_t>(source)] ==
                  std::count_if(synapses_.begin(), synapses_.end(),
                                [&](const Synapse& s) { return s.pair.source == source; }));
    }

    std::mt19937 random_;
    Connectivity connectivity_{kSources, kTargets};
    PositionFinder find_{connectivity_}; // lives on while synapses are added and sorted
    std::vector<Synapse> synapses_;
    std::vector<double> values_;
    std::vector<std::uint16_t> delays_;
};

enum class Made { anyhow, by_source, by_pair, by_pair_repeated };

std::vector<Pair> random_pairs(Both& both, Made made) {
    std::vector<Pair> pairs(static_cast<std::size_t>(both.below(80)));
    for (Pair& pair : pairs)
        pair = {both.below(static_cast<int>(kSources.size())), both.below(static_cast<int>(kTargets.size()))};
    const auto by_source = [](Pair a, Pair b) { return a.source < b.source; };
    const auto by_pair = [](Pair a, Pair b) {
        return std::pair(a.source, a.target) < std::pair(b.source, b.target);
    };
    const auto equal = [](Pair a, Pair b) { return a.source == b.source && a.target == b.target; };
    if (made == Made::by_source)
        std::stable_sort(pairs.begin(), pairs.end(), by_source);
    if (made == Made::by_pair || made == Made::by_pair_repeated)
        std::sort(pairs.begin(), pairs.end(), by_pair);
    if (made == Made::by_pair)
        pairs.erase(std::unique(pairs.begin(), pairs.end(), equal), pairs.end());
    return pairs;
}

} // namespace

TEST_CASE("synapses that are added and sorted again and again stand where the definition says") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Both both(seed);
        const Made made =
            std::array{Made::anyhow, Made::by_source, Made::by_pair, Made::by_pair_repeated}[seed % 4];
        both.append(random_pairs(both, made));
        both.check(false);
        for (int longest : {6, 0, 3}) {
            both.set_delays(longest);
            both.check(true);
        }
        both.append(random_pairs(both, made)); // new ones go behind their row, whatever the delays
        both.set_delays(2);
        both.check(true);
        both.append({});
        both.check(true);
    }
}

TEST_CASE("numbers take memory only where they do not follow from the positions") {
    const std::size_t rows = 8 * static_cast<std::size_t>(kSources.size() + 1);
    const std::vector<Pair> ascending{{0, 1}, {0, 3}, {2, 0}, {2, 2}};
    std::vector<std::uint16_t> delays{2, 1, 5, 0};
    const auto sort = [&](Connectivity& connectivity) {
        connectivity.sort_rows(StepList(delays), [&](std::uint64_t first, std::span<const std::uint32_t> from) {
            const std::vector<std::uint16_t> old = delays;
            for (std::size_t k = 0; k < from.size(); ++k)
                delays[first + k] = old[first + from[k]];
        });
    };
    Connectivity derived(kSources, kTargets);
    derived.append(rows_of(ascending, kSources, kTargets));
    CHECK(derived.bytes() == rows + 4 * 4);
    sort(derived);
    CHECK(delays == std::vector<std::uint16_t>{1, 2, 0, 5});
    CHECK(derived.position(0) == 1);
    CHECK(derived.bytes() == rows + 4 * 4);
    derived.append(rows_of(std::vector<Pair>{{1, 1}}, kSources, kTargets));
    CHECK(derived.bytes() == rows + 5 * 8);

    Connectivity behind(kSources, kTargets); // a second connect() that goes on where the first one ended
    behind.append(rows_of(ascending, kSources, kTargets));
    behind.append(rows_of(std::vector<Pair>{{2, 0}, {3, 1}}, kSources, kTargets));
    CHECK(behind.bytes() == rows + 6 * 4);

    Connectivity shuffled(kSources, kTargets);
    shuffled.append(rows_of(std::vector<Pair>{{1, 1}, {0, 0}}, kSources, kTargets));
    CHECK(shuffled.bytes() == rows + 2 * 8);
    CHECK(shuffled.position(0) == 1);

    Connectivity falling(kSources, kTargets); // created by source, not by target
    falling.append(rows_of(std::vector<Pair>{{0, 3}, {0, 1}}, kSources, kTargets));
    delays = {2, 1};
    sort(falling);
    CHECK(falling.bytes() == rows + 2 * 8);
    CHECK(falling.position(0) == 1);
    delays = {4, 4};
    sort(falling);
    CHECK(falling.bytes() == rows + 2 * 4);
    CHECK(falling.position(0) == 0);

    const std::size_t columns = 8 * static_cast<std::size_t>(kTargets.size() + 1);
    (void)behind.columns(false);
    CHECK(behind.bytes() == rows + 6 * 4 + columns + 6 * 4);
    (void)behind.columns(true);
    CHECK(behind.bytes() == rows + 6 * 4 + columns + 6 * 8);
}

TEST_CASE("a finder sees that the row it was in was sorted again") {
    Connectivity connectivity(kSources, kTargets);
    connectivity.append(rows_of(std::vector<Pair>{{0, 1}, {0, 3}, {0, 4}}, kSources, kTargets));
    PositionFinder find(connectivity);
    const auto nothing = [](std::uint64_t, std::span<const std::uint32_t>) {};
    connectivity.sort_rows(StepList({3, 2, 1}), nothing);
    CHECK(find(0) == 2);
    connectivity.sort_rows(StepList({5, 9, 7}), nothing); // of the synapses 2, 1 and 0
    CHECK(find(0) == 1);
}

TEST_CASE("rows are known to ascend as long as nothing may have changed their order") {
    const Candidates candidates{kSources, kTargets, false};
    const auto known = [](NewSynapses&& first, NewSynapses&& second) {
        Connectivity connectivity(kSources, kTargets);
        connectivity.append(std::move(first));
        connectivity.append(std::move(second));
        return connectivity.known_to_ascend();
    };
    const NewSynapses none = rows_of({}, kSources, kTargets);
    CHECK(known(all_of(candidates), NewSynapses(none)));
    CHECK(known(each_with_probability(candidates, 0.5, 3), NewSynapses(none)));
    CHECK_FALSE(known(all_of(candidates), all_of(candidates)));
    CHECK_FALSE(known(rows_of(std::vector<Pair>{{0, 3}, {0, 1}}, kSources, kTargets), NewSynapses(none)));

    Connectivity sorted(kSources, kTargets);
    sorted.append(all_of(candidates));
    std::vector<std::uint16_t> delays(sorted.size(), 5);
    sorted.sort_rows(StepList(delays), [](std::uint64_t, std::span<const std::uint32_t>) {});
    CHECK(sorted.known_to_ascend()); // equal delays: nothing moves
    delays.front() = 6;
    sorted.sort_rows(StepList(delays), [](std::uint64_t, std::span<const std::uint32_t>) {});
    CHECK_FALSE(sorted.known_to_ascend());
}

TEST_CASE("exponential numbers are the same by vectors and one by one, in whatever portions") {
    std::vector<double> by_vectors, one_by_one(3 * kExponentialBlock);
    for (std::uint64_t block = 0; block < 3; ++block)
        draw_exponential_by_one(42, block * kExponentialBlock, std::span(one_by_one).subspan(block * kExponentialBlock, kExponentialBlock));
    for (std::size_t first = 0, size = kExponentialPortion; first < one_by_one.size(); first += size) {
        size = std::min(3 * size, kExponentialBlock - first % kExponentialBlock);
        std::vector<double> portion(size);
        draw_exponential(42, first, portion);
        by_vectors.insert(by_vectors.end(), portion.begin(), portion.end());
    }
    CHECK(one_by_one == by_vectors);
    for (const DrawExponentials draw : {exponentials_by_four(), exponentials_by_eight()}) {
        std::vector<double> numbers(kExponentialBlock - 8);
        if (!draw) continue; // not on this processor
        draw(plan::draw_key(42, 0), 8, 1, numbers);
        CHECK(std::equal(numbers.begin(), numbers.end(), one_by_one.begin() + kExponentialBlock + 8));
    }
    CHECK(std::set(by_vectors.begin(), by_vectors.end()).size() == by_vectors.size()); // no block comes twice
    // Mean 1 and standard deviation 1: four standard errors of the mean are 4 / sqrt(12288).
    const auto size = static_cast<double>(by_vectors.size());
    CHECK(std::abs(std::accumulate(by_vectors.begin(), by_vectors.end(), 0.0) / size - 1) < 4 / std::sqrt(size));
}

namespace {

/// What each_with_probability promises, candidate by candidate.
NewSynapses by_definition(const Candidates& candidates, double p, std::uint64_t key) {
    NewSynapses result;
    std::vector<double> draws;
    std::size_t taken = 0;
    const auto gap = [&] {
        if (taken == draws.size()) {
            draws.resize(taken + kExponentialBlock);
            draw_exponential_by_one(key, taken, std::span(draws).subspan(taken));
        }
        // -1/log(1 - p) as the library computes it (see model::Primitive::log1p)
        const std::array<double, 1> minus_p{-p};
        return draws[taken++] * (-1 / model::function_for(model::Primitive::log1p).evaluate(minus_p));
    };
    const std::int64_t columns = candidates.targets.size(), all = candidates.sources.size() * columns;
    result.row_start.assign(static_cast<std::size_t>(candidates.sources.size()) + 1, 0);
    for (double next = std::floor(gap()); next < static_cast<double>(all); next += 1 + std::floor(gap())) {
        const std::int64_t row = static_cast<std::int64_t>(next) / columns;
        const std::int64_t target = candidates.targets.begin + static_cast<std::int64_t>(next) % columns;
        if (target == candidates.own_target(row)) continue;
        result.targets.push_back(static_cast<std::uint32_t>(target));
        ++result.row_start[static_cast<std::size_t>(row) + 1];
    }
    std::partial_sum(result.row_start.begin(), result.row_start.end(), result.row_start.begin());
    return result;
}

} // namespace

TEST_CASE("a probability makes the same synapses with any number of threads, those of the definition") {
    struct Case {
        Candidates candidates;
        double p;
    };
    const Case cases[] = {
        {{{3, 2003}, {5, 3005}, true}, 0.02},   // 29 whole blocks; neurons that are both
        {{{3, 2003}, {5, 3005}, false}, 0.02},
        {{{0, 300}, {0, 300}, true}, 0.7},      // the neuron itself is often among them
        {{{0, 40}, {0, 900}, false}, 0.9999},
        {{{0, 200'000}, {0, 50}, false}, 0.004}, // most rows are empty
        {{{0, 1000}, {0, 1000}, false}, 1e-7},  // likely nothing at all
        {{{0, 200'000}, {0, 100'000}, false}, 1e-9}, // gaps of more than 31 bits
        {{{0, 1000}, {7, 8}, false}, 0.5},      // rows of one
        {{{0, 0}, {0, 10}, false}, 0.5},        // no rows
        {{{0, 10}, {4, 4}, false}, 0.5},        // nothing in them
    };
    for (const auto& [candidates, p] : cases)
        for (const std::uint64_t key : {1U, 2U}) {
            CAPTURE(p);
            CAPTURE(candidates.targets.size());
            const NewSynapses defined = by_definition(candidates, p, key);
            for (const unsigned threads : {1U, 2U, 3U, 7U}) {
                CAPTURE(threads);
                const NewSynapses made = each_with_probability(candidates, p, key, threads);
                CHECK(made.row_start == defined.row_start);
                CHECK(made.targets == defined.targets);
            }
        }
}

TEST_CASE("a rule leaves out the neuron itself where the two ranges overlap") {
    const Candidates candidates{{0, 6}, {3, 9}, true};
    CHECK(candidates.count() == 33);
    const NewSynapses all = all_of(candidates);
    CHECK(all.size() == 33);
    for (const NewSynapses& made :
         {all, each_with_probability(candidates, 0.7, 1), fixed_indegree(candidates, 4, true, 1),
          fixed_outdegree(candidates, 5, false, 1), fixed_total(candidates, 30, false, 1)}) {
        for (std::size_t row = 0; row < 6; ++row)
            for (std::uint64_t k = made.row_start[row]; k < made.row_start[row + 1]; ++k) {
                CHECK(made.targets[k] != row);
                CHECK(made.targets[k] >= 3);
                CHECK(made.targets[k] < 9);
            }
    }
}
