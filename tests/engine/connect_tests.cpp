// SPDX-License-Identifier: Apache-2.0
// The rules of connect(): which pairs, in which order, with which statistics, and what is refused. The pairs
// of rules that draw nothing are those of Brian 2.5.1.
#include "support/chi_square.hpp"
#include "support/error_text.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <hillock/hillock.hpp>
#include <map>
#include <random>
#include <set>

using namespace hillock;
using test::ChiSquare;
using test::error_of;
using Values = std::vector<double>;
using Pairs = std::vector<std::pair<int, int>>;

namespace {

Pairs pairs_of(const Synapses& synapses) {
    const std::vector<int> i = synapses.i(), j = synapses.j();
    Pairs pairs;
    for (std::size_t k = 0; k < i.size(); ++k)
        pairs.emplace_back(i[k], j[k]);
    return pairs;
}

Pairs made(const Subgroup& source, const Subgroup& target, const ConnectOptions& options) {
    Synapses synapses(source, target);
    synapses.connect(options);
    CHECK(synapses.size() == synapses.i().size());
    return pairs_of(synapses);
}

/// The pairs for which a condition holds, by its definition.
Pairs pairs_where(int sources, int targets, const std::function<bool(int, int)>& condition) {
    Pairs pairs;
    for (int i = 0; i < sources; ++i)
        for (int j = 0; j < targets; ++j)
            if (condition(i, j))
                pairs.emplace_back(i, j);
    return pairs;
}

bool ascends(const Pairs& pairs) {
    return std::is_sorted(pairs.begin(), pairs.end());
}
bool repeats(const Pairs& pairs) {
    return std::set(pairs.begin(), pairs.end()).size() < pairs.size();
}

/// Whether the candidates were chosen equally often.
bool even(std::map<std::pair<int, int>, int>& counts, const Pairs& candidates) {
    double sum = 0;
    for (const auto& [pair, count] : counts)
        sum += count;
    ChiSquare test;
    for (const auto& pair : candidates)
        test.add(counts[pair], sum / static_cast<double>(candidates.size()));
    return test.passes() && counts.size() == candidates.size();
}

bool anything(int, int) {
    return true;
}

} // namespace

TEST_CASE("rules that draw nothing make the pairs of Brian 2 in its order") {
    start_scope();
    NeuronGroup G(3, "x : 1"), H(4, "x : 1");
    CHECK(made(G, H, {}) == pairs_where(3, 4, anything));
    CHECK(made(G, H, {.condition = "True"}) == pairs_where(3, 4, anything));
    CHECK(made(G, H, {.condition = "False"}).empty());
    CHECK(made(G, H, {.condition = "i != j"}) == pairs_where(3, 4, [](int i, int j) { return i != j; }));
    CHECK(made(G, H, {.condition = "i == j", .n = 2}) ==
          Pairs{{0, 0}, {0, 0}, {1, 1}, {1, 1}, {2, 2}, {2, 2}});
    CHECK(made(G, H, {.condition = "j <= i", .n = "i+1"}) == Pairs{{0, 0},
                                                                   {1, 0},
                                                                   {1, 0},
                                                                   {1, 1},
                                                                   {1, 1},
                                                                   {2, 0},
                                                                   {2, 0},
                                                                   {2, 0},
                                                                   {2, 1},
                                                                   {2, 1},
                                                                   {2, 1},
                                                                   {2, 2},
                                                                   {2, 2},
                                                                   {2, 2}});
    CHECK(made(G, H, {.n = "x_pre > 1"}).empty());
    CHECK(made(G, H, {.n = "i-1"}) == Pairs{{2, 0}, {2, 1}, {2, 2}, {2, 3}}); // none for a negative number
    CHECK(made(G, H, {.i = {2, 0, 1}, .j = {3, 0, 2}, .n = 2}) ==
          Pairs{{2, 3}, {2, 3}, {0, 0}, {0, 0}, {1, 2}, {1, 2}});
    CHECK(made(G, H, {.i = 1, .j = {3, 0, 2}}) == Pairs{{1, 3}, {1, 0}, {1, 2}});
    CHECK(made(G, H, {.i = {2, 0}, .j = 3}) == Pairs{{2, 3}, {0, 3}});
    CHECK(made(G, H, {.p = "i == 1"}) == Pairs{{1, 0}, {1, 1}, {1, 2}, {1, 3}});
    CHECK(made(G, H, {.p = "i != 1", .i = {2, 1, 0}, .j = {0, 1, 2}}) == Pairs{{2, 0}, {0, 2}});
    CHECK(made(G, H, {.p = 0.0}).empty());
    CHECK(made(G, H, {.p = -1}).empty());
    CHECK(made(G, H, {.p = 1.5}).size() == 12);
    CHECK(made(G, H, {.n = 0}).empty());
    CHECK(made(G, H, {.p = 0.0, .i = {2, 0}, .j = {3, 1}}).empty());
    CHECK(made(G, H, {.i = std::vector<int>{}, .j = std::vector<int>{}}).empty());
}

TEST_CASE("conditions on random groups, compiled and interpreted, from any first neuron on") {
    start_scope();
    seed(7);
    std::mt19937 random(11);
    const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    NeuronGroup G(900, "x : 1"), H(1100, "y : 1");
    G["x"] = "rand()";
    H["y"] = "rand()";
    const Values x = G["x"].values(), y = H["y"].values();
    for (int round = 0; round < 12; ++round) {
        // Up to 2500 pairs are interpreted; of the larger ones, most begin in the middle of a vector.
        const int sources = round < 6 ? 50 : 600, targets = round < 6 ? 50 : 700;
        const int a = below(900 - sources), b = below(1100 - targets);
        CAPTURE(a);
        CAPTURE(b);
        const auto holds = [&](int i, int j) {
            return x[static_cast<std::size_t>(a + i)] < y[static_cast<std::size_t>(b + j)] &&
                   (i + 2 * j) % 7 < 3;
        };
        CHECK(made(G.slice(a, a + sources), H.slice(b, b + targets),
                   {.condition = "x_pre < y_post and (i + 2*j) % 7 < 3"}) ==
              pairs_where(sources, targets, holds));
    }
}

TEST_CASE("indices are those of the subgroups on both sides, autapses those of the neurons") {
    start_scope();
    NeuronGroup G(10, "x : 1");
    CHECK(made(G.slice(2, 5), G.slice(6, 9), {.condition = "i <= j"}) ==
          Pairs{{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}});
    const Subgroup source = G.slice(2, 5), target = G.slice(4, 9); // neuron 4 is in both
    const auto not_itself = [](int i, int j) { return 2 + i != 4 + j; };
    CHECK(made(source, target, {.allow_autapses = false}) == pairs_where(3, 5, not_itself));
    CHECK(made(source, target, {.condition = "i >= 0", .allow_autapses = false}) ==
          pairs_where(3, 5, not_itself));
    CHECK(made(source, target, {.i = {2, 2, 0}, .j = {0, 1, 0}, .allow_autapses = false}) ==
          Pairs{{2, 1}, {0, 0}});
    CHECK(made(source, target, {.j = "k for k in range(5)", .allow_autapses = false}) ==
          pairs_where(3, 5, not_itself));
    CHECK(made(source, target, {.indegree = 2, .allow_autapses = false, .allow_multapses = false}).size() ==
          10);
    NeuronGroup H(10, "x : 1"); // of two groups, neurons with one index are not the same
    CHECK(made(G, H, {.allow_autapses = false}).size() == 100);
}

TEST_CASE("a probability connects each pair alike, in ascending order, whatever the seed") {
    start_scope();
    NeuronGroup G(40, "x : 1"), H(50, "x : 1");
    for (const auto& [p, condition] : std::vector<std::pair<double, std::string>>{
             {0.03, ""}, {0.3, ""}, {0.97, ""}, {0.1, "True"}, {0.4, "True"}}) {
        CAPTURE(p);
        CAPTURE(condition);
        std::map<std::pair<int, int>, int> counts;
        double sum = 0;
        constexpr int kRounds = 100;
        for (int round = 0; round < kRounds; ++round) {
            seed(static_cast<unsigned>(round));
            const Pairs pairs = made(G, H, {.p = p, .condition = condition});
            CHECK(ascends(pairs));
            CHECK(!repeats(pairs));
            sum += static_cast<double>(pairs.size());
            if (p < 0.5)
                for (const auto& pair : pairs)
                    ++counts[pair];
        }
        // Binomial: four standard errors.
        const double trials = 40 * 50 * kRounds;
        CHECK(std::abs(sum - trials * p) < 4 * std::sqrt(trials * p * (1 - p)));
        // Counts of a pair spread less than the Poisson ones that the test expects, by 1 - p; it may only be
        // too wide.
        if (p < 0.5)
            CHECK(even(counts, pairs_where(40, 50, anything)));
    }
}

TEST_CASE("the gaps between random synapses are geometric, also across rows") {
    start_scope();
    seed(3);
    NeuronGroup G(3000, "x : 1"), H(7, "x : 1"); // rows far shorter than the gaps of p = 0.02
    const Pairs pairs = made(G, H, {.p = 0.02});
    std::vector<double> observed(150);
    int before = -1;
    for (const auto& [i, j] : pairs) {
        const int at = 7 * i + j, gap = at - before - 1;
        if (gap < 150)
            ++observed[static_cast<std::size_t>(gap)];
        before = at;
    }
    ChiSquare test;
    for (int gap = 0; gap < 150; ++gap)
        test.add(observed[static_cast<std::size_t>(gap)],
                 static_cast<double>(pairs.size()) * 0.02 * std::pow(0.98, gap));
    CHECK(test.passes());
}

TEST_CASE("a probability that depends on the pair, and one with a condition") {
    start_scope();
    seed(5);
    NeuronGroup G(300, "x : 1");
    const Pairs pairs = made(G, G, {.p = "0.5*(i < j)"});
    CHECK(std::all_of(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.first < pair.second; }));
    const double candidates = 300 * 299 / 2.0;
    CHECK(std::abs(static_cast<double>(pairs.size()) - candidates / 2) <
          4 * std::sqrt(candidates) / 2); // four standard errors
    for (const double p : {0.1, 0.6}) {
        const Pairs both = made(G, G, {.p = p, .condition = "i < j"});
        CHECK(
            std::all_of(both.begin(), both.end(), [](const auto& pair) { return pair.first < pair.second; }));
        CHECK(std::abs(static_cast<double>(both.size()) - candidates * p) <
              4 * std::sqrt(candidates * p * (1 - p)));
    }
}

TEST_CASE("fixed numbers of synapses: the numbers, the order, equal chances") {
    start_scope();
    NeuronGroup G(12, "x : 1");
    struct Rule {
        ConnectOptions options;
        std::size_t size;
    };
    const std::vector<Rule> rules{{{.indegree = 5}, 60},  {{.indegree = 9}, 60 + 48},
                                  {{.outdegree = 5}, 60}, {{.outdegree = 10}, 120},
                                  {{.total = 37}, 37},    {{.total = 120}, 120}};
    for (std::size_t rule = 0; rule < rules.size(); ++rule) {
        for (const bool autapses : {true, false}) {
            for (const bool multapses : {true, false}) {
                CAPTURE(rule);
                CAPTURE(autapses);
                CAPTURE(multapses);
                ConnectOptions options = rules[rule].options;
                options.allow_autapses = autapses;
                options.allow_multapses = multapses;
                std::map<std::pair<int, int>, int> counts;
                bool right = true, any_repeat = false;
                for (unsigned round = 0; round < 300; ++round) {
                    seed(round);
                    Synapses S(G, G);
                    S.connect(options);
                    const Pairs pairs = pairs_of(S);
                    right = right && pairs.size() == rules[rule].size && ascends(pairs);
                    any_repeat = any_repeat || repeats(pairs);
                    for (const auto& pair : pairs) {
                        ++counts[pair];
                        right = right && (autapses || pair.first != pair.second);
                    }
                    if (options.indegree)
                        right = right &&
                                S.incoming() == std::vector<int>(12, static_cast<int>(*options.indegree));
                    if (options.outdegree)
                        right = right &&
                                S.outgoing() == std::vector<int>(12, static_cast<int>(*options.outdegree));
                }
                CHECK(right);
                CHECK(any_repeat == multapses);
                const auto candidate = [&](int i, int j) { return autapses || i != j; };
                CHECK(even(counts, pairs_where(12, 12, candidate))); // without multapses the counts spread
                                                                     // less than expected: never too wide
            }
        }
    }
    CHECK(made(G, G, {.indegree = 0}).empty());
    CHECK(made(G, G, {.total = 0}).empty());
    CHECK(made(G, G, {.outdegree = 12, .allow_multapses = false}).size() == 144);
}

TEST_CASE("one seed gives one network, whoever connects it") {
    start_scope();
    NeuronGroup G(500, "x : 1");
    const auto network = [&](const ConnectOptions& options) {
        seed(123);
        return made(G, G, options);
    };
    for (const ConnectOptions& options :
         {ConnectOptions{.p = 0.01}, ConnectOptions{.p = 0.5},
          ConnectOptions{.p = 0.01, .condition = "i != j"}, ConnectOptions{.indegree = 3},
          ConnectOptions{.outdegree = 3}, ConnectOptions{.total = 99}, ConnectOptions{.p = "0.1*(i > j)"}}) {
        const Pairs first = network(options);
        CHECK(network(options) == first);
        CHECK(made(G, G, options) != first);
    }
}

TEST_CASE("synapses that are added later leave the others their numbers and values") {
    start_scope();
    NeuronGroup G(3, "x : 1"), H(4, "x : 1");
    Synapses S(G, H,
               {.model = "w : 1\n c : integer\n on : boolean\n s : 1 (shared)", .multisynaptic_index = "k"});
    S.connect({.i = {2, 0, 2}, .j = {1, 1, 1}});
    S["w"] = Values{1, 2, 3};
    S["c"] = Values{4, 5, 6};
    S["on"] = Values{1, 0, 1};
    S["s"] = 8;
    S.connect({.condition = "i == 2"});
    CHECK(pairs_of(S) == Pairs{{2, 1}, {0, 1}, {2, 1}, {2, 0}, {2, 1}, {2, 2}, {2, 3}});
    CHECK(S["w"].values() == Values{1, 2, 3, 0, 0, 0, 0});
    CHECK(S["c"].values() == Values{4, 5, 6, 0, 0, 0, 0});
    CHECK(S["on"].values() == Values{1, 0, 1, 0, 0, 0, 0});
    CHECK(S["s"].values() == Values{8});
    CHECK(S["k"].values() == Values{0, 0, 1, 0, 2, 0, 0}); // as Brian 2 counts
    S["w"] = "10*i + j + 100*k";
    S.connect({.i = {0, 0, 1}, .j = {1, 1, 3}, .n = 2});
    CHECK(S["w"].values() == Values{21, 1, 121, 20, 221, 22, 23, 0, 0, 0, 0, 0, 0});
    CHECK(S["k"].values() == Values{0, 0, 1, 0, 2, 0, 0, 1, 2, 3, 4, 0, 1});
    CHECK(S.incoming() == std::vector<int>{1, 8, 1, 3});
    CHECK(S.outgoing() == std::vector<int>{5, 2, 6});
}

TEST_CASE(
    "values and delays stay with their synapses when rows are sorted by delay and when more are added") {
    start_scope();
    seed(9);
    NeuronGroup G(20, "x : 1", {.threshold = "x > 1", .reset = ""});
    Synapses S(G, G, {.model = "w : 1", .on_pre = "x_post += w"});
    S.connect({.p = 0.3});
    S["w"] = "100*i + j";
    S.delay() = "rand()*5*ms";
    const Values w = S["w"].values(), delay = S["delay"].values();
    const Pairs pairs = pairs_of(S);
    run(0.1 * ms);
    CHECK(S["w"].values() == w);
    CHECK(S["delay"].values() == delay);
    CHECK(pairs_of(S) == pairs);
    S["w"] = w;
    S["w"] = "w + 0*i";
    CHECK(S["w"].values() == w);
    const std::size_t before = S.size();
    S.connect({.p = 0.3});
    CHECK(S["w"].slice(0, static_cast<std::int64_t>(before)).values() == w);
    CHECK(S["delay"].slice(0, static_cast<std::int64_t>(before)).values() == delay);
    const Values added =
        S["delay"].slice(static_cast<std::int64_t>(before), static_cast<std::int64_t>(S.size())).values();
    CHECK(std::all_of(added.begin(), added.end(), [](double d) { return d == 0; }));
    run(0.1 * ms);
    CHECK(S["w"].slice(0, static_cast<std::int64_t>(before)).values() == w);
    CHECK(S["delay"].slice(0, static_cast<std::int64_t>(before)).values() == delay);
}

TEST_CASE("a delay that was assigned to all synapses is not that of later ones; one of the constructor is") {
    start_scope();
    NeuronGroup G(2, "x : 1", {.threshold = "x > 1", .reset = ""});
    Synapses assigned(G, G, {.on_pre = "x_post += 1"}),
        given(G, G, {.on_pre = "x_post += 1", .delay = PathwayDelays(2 * ms)});
    assigned.connect({.i = {1, 0}, .j = 0});
    assigned.delay() = 2 * ms;
    assigned.connect({.i = {0, 1}, .j = 1});
    CHECK(assigned["delay"].values() == Values{2e-3, 2e-3, 0, 0}); // as in Brian 2
    given.connect({.i = 0, .j = 0});
    given.connect({.i = 0, .j = 1});
    CHECK(given["delay"].values() == Values{2e-3, 2e-3});
}

TEST_CASE("the numbers of the synapses of some pairs") {
    start_scope();
    NeuronGroup G(3, "x : 1"), H(4, "x : 1", {.name = "H"});
    Synapses S(G, H, {.model = "w : 1", .name = "S"});
    S.connect({.i = {1, 1, 0, 2, 1}, .j = {2, 2, 3, 3, 2}});
    using Numbers = std::vector<std::int64_t>;
    CHECK(S.synapses(1, 2) == Numbers{0, 1, 4});
    CHECK(S.synapses(1, 2, 1) == Numbers{1});
    CHECK(S.synapses(every_neuron, every_neuron, 0) == Numbers{0, 2, 3});
    CHECK(S.synapses(every_neuron, 3) == Numbers{2, 3});
    CHECK(S.synapses(0, every_neuron) == Numbers{2});
    CHECK(S.synapses({0, 2, 0}, {3, 2}) == Numbers{2, 3});
    CHECK(S.synapses(2, 2).empty());
    CHECK(S.synapses(1, 2, 7).empty());
    S["w"][S.synapses(1, 2)] = Values{1, 2, 3};
    CHECK(S["w"].values() == Values{1, 2, 0, 0, 3});
    CHECK(error_of<IndexError>([&] { (void)S.synapses(0, 4); }) ==
          "j = 4 is outside 'H', whose indices are 0 to 3");
    CHECK(error_of<IndexError>([&] { (void)S.synapses(-1, {0}); }) ==
          "i = -1 is outside '" + G.name() + "', whose indices are 0 to 2");
    CHECK(error_of<IndexError>([&] { (void)S.synapses(0, 0, -1); }) ==
          "k = -1 is no number of a synapse among those of a pair: they begin at 0");
}

TEST_CASE("matrices to synapses and back") {
    start_scope();
    NeuronGroup G(2, "x : 1"), H(3, "x : 1");
    const DenseMatrix dense{2, 3, {0, 1.5, -2, 3, 0, 0.5}};
    Synapses S(G, H, {.model = "w : volt\n s : 1 (shared)"});
    S.connect(dense, "w", mV);
    CHECK(pairs_of(S) == Pairs{{0, 1}, {0, 2}, {1, 0}, {1, 2}});
    CHECK(S["w"].values() == Values{1.5 * 1e-3, -2 * 1e-3, 3 * 1e-3, 0.5 * 1e-3});
    CHECK(S.dense("w").values == Values{0, 1.5 * 1e-3, -2 * 1e-3, 3 * 1e-3, 0, 0.5 * 1e-3});
    S.connect({.i = {0, 0}, .j = {1, 0}});
    S["w"] = Values{1, 2, 3, 4, 5, 6} * volt;
    CHECK(S.dense("w").values == Values{6, 6, 2, 3, 0, 4});
    const SparseMatrix sparse = S.sparse("w");
    CHECK(sparse.rows == 2);
    CHECK(sparse.columns == 3);
    CHECK(sparse.row_start == std::vector<std::int64_t>{0, 4, 6});
    CHECK(sparse.column == std::vector<std::int32_t>{1, 2, 1, 0, 0, 2});
    CHECK(sparse.values == Values{1, 2, 5, 6, 3, 4});
    S["s"] = 7;
    CHECK(S.dense("s").values == Values{7, 14, 7, 7, 0, 7});

    Synapses T(G.slice(1, 2), H, {.model = "w : 1"});
    T.connect(SparseMatrix{1, 3, {0, 3}, {2, 0, 2}, {5, 0, 6}},
              "w"); // entries in their order, 0 and repetitions included
    CHECK(pairs_of(T) == Pairs{{0, 2}, {0, 0}, {0, 2}});
    CHECK(T["w"].values() == Values{5, 0, 6});
    CHECK(T.sparse("w").column == std::vector<std::int32_t>{2, 0, 2});
}

TEST_CASE("a matrix that does not fit makes no synapse") {
    start_scope();
    NeuronGroup G(2, "x : 1", {.name = "G"});
    Synapses S(G, G, {.model = "w : volt\n s : 1 (shared)\n n : integer", .name = "S"});
    const DenseMatrix right{2, 2, {1, 0, 0, 2}};
    CHECK(error_of<ValueError>([&] { S.connect(DenseMatrix{2, 3, Values(6)}, "w", volt); }) ==
          "connect() of 'S' was given a matrix of 2 x 3, but source times target is 2 x 2");
    CHECK(error_of<ValueError>([&] { S.connect(DenseMatrix{2, 2, Values(3)}, "w", volt); }) ==
          "connect() of 'S' was given a matrix of 2 x 2 with 3 values");
    CHECK(error_of<NameError>([&] { S.connect(right, "ww", volt); }) ==
          "'S' has no variable 'ww'; did you mean 'w'?");
    CHECK(error_of<DimensionMismatchError>([&] { S.connect(right, "w", amp); }) ==
          "cannot assign an array of unit ampere to 'w' of 'S', which has the unit volt");
    CHECK(error_of<TypeError>([&] { S.connect(right, "s"); }) ==
          "'s' of 'S' is one value for all synapses: it cannot take those of a matrix");
    CHECK(error_of<TypeError>([&] { S.connect(DenseMatrix{2, 2, {1.5, 0, 0, 0}}, "n"); }) ==
          "cannot assign 1.5 to 'n' of 'S', which is a 32-bit integer");
    CHECK(error_of<ValueError>([&] { S.connect(SparseMatrix{2, 2, {0, 1}, {0}, {1}}, "w", volt); }) ==
          "connect() of 'S' was given a sparse matrix whose row_start has 2 entries: 2 rows have 3");
    CHECK(error_of<ValueError>([&] { S.connect(SparseMatrix{2, 2, {0, 2, 1}, {0}, {1}}, "w", volt); }) ==
          "connect() of 'S' was given a sparse matrix whose row_start does not begin at 0 or falls");
    CHECK(error_of<ValueError>([&] { S.connect(SparseMatrix{2, 2, {0, 1, 2}, {0}, {1, 2}}, "w", volt); }) ==
          "connect() of 'S' was given a sparse matrix whose row_start ends at 2, but it has 1 columns and 2 "
          "values");
    CHECK(error_of<ValueError>([&] {
              S.connect(SparseMatrix{2, 2, {0, 1, 2}, {0, 2}, {1, 2}}, "w", volt);
          }) == "connect() of 'S' was given a sparse matrix whose column 2 does not exist");
    CHECK(S.size() == 0);
    CHECK(error_of<ValueError>([&] { (void)S.dense("w"); }) ==
          "'S' has no synapses: call connect() before using dense()");
}

TEST_CASE("every misuse of connect has one message, and nothing is connected") {
    start_scope();
    NeuronGroup G(3, "x : 1", {.name = "G"});
    Synapses S(G, G, {.model = "w : 1", .name = "S"});
    const auto refused = [&](const ConnectOptions& options) {
        return error_of<ValueError>([&] { S.connect(options); });
    };
    CHECK(refused({.indegree = 1, .outdegree = 1}) ==
          "connect() of 'S' was given indegree and outdegree: give one of the two");
    CHECK(refused({.outdegree = 1, .total = 1}) ==
          "connect() of 'S' was given outdegree and total: give one of the two");
    CHECK(refused({.p = 0.5, .indegree = 1}) ==
          "connect() of 'S' was given indegree and p: give one of the two");
    CHECK(refused({.condition = "i>j", .total = 1}) ==
          "connect() of 'S' was given total and condition: give one of the two");
    CHECK(refused({.i = 0, .j = 0, .total = 1}) ==
          "connect() of 'S' was given total and i: give one of the two");
    CHECK(refused({.j = "i", .outdegree = 1}) ==
          "connect() of 'S' was given outdegree and j: give one of the two");
    CHECK(refused({.n = 2, .outdegree = 1}) ==
          "connect() of 'S' was given outdegree and n: give one of the two");
    CHECK(refused({.indegree = -1}) == "connect() of 'S' was given indegree = -1: it must not be negative");
    CHECK(refused({.n = -2}) == "connect() of 'S' was given n = -2: it must not be negative");
    CHECK(refused({.indegree = 4, .allow_multapses = false}) ==
          "connect() of 'S' was given indegree = 4, but there are only 3 sources for a target; "
          "allow_multapses would connect a pair more "
          "than once");
    CHECK(refused({.outdegree = 3, .allow_autapses = false, .allow_multapses = false}) ==
          "connect() of 'S' was given outdegree = 3, but there are only 2 targets for a source; "
          "allow_multapses would connect a pair more "
          "than once");
    CHECK(refused({.total = 7, .allow_autapses = false, .allow_multapses = false}) ==
          "connect() of 'S' was given total = 7, but there are only 6 pairs; allow_multapses would connect a "
          "pair more than once");
    CHECK(refused({.i = 0, .j = 0, .skip_if_invalid = true}) ==
          "connect() of 'S' was given skip_if_invalid, which is for an expression for i or j, but there is "
          "none");
    CHECK(refused({.n = 1'000'000'000}) ==
          "'S' would have about 9e+09 synapses; one object holds at most 4294967295");
    CHECK(refused({.n = "1000000000"}) ==
          "'S' would have about 9e+09 synapses; one object holds at most 4294967295");
    CHECK(refused({.total = 5'000'000'000}) ==
          "'S' would have about 5e+09 synapses; one object holds at most 4294967295");
    CHECK(refused({.condition = "N_incoming > 1"}) ==
          "S.condition:1:1: error: 'N_incoming' counts the synapses that connect() makes: it cannot be used "
          "for making them\n"
          "    1 | N_incoming > 1\n"
          "      | ^~~~~~~~~~");
    CHECK(refused({.p = "1.0/N_outgoing"})
              .starts_with("S.probability:1:5: error: 'N_outgoing' counts the synapses"));
    CHECK(refused({.n = "N_incoming"}).starts_with("S.number:1:1: error: 'N_incoming' counts the synapses"));
    CHECK(error_of<TypeError>([&] { S.connect({.i = 0, .j = 0, .n = "2"}); }) ==
          "connect() of 'S' was given lists of indices and n as text: give a number");
    CHECK(error_of<TypeError>([&] {
              S.connect({.condition = "i + j"});
          }).starts_with("S.condition:1:1: error: "));
    CHECK(error_of<TypeError>([&] { S.connect({.n = "0.5*i"}); }).starts_with("S.number:1:1: error: "));
    CHECK(error_of<DimensionMismatchError>([&] {
              S.connect({.p = "1*mV"});
          }).starts_with("S.probability:1:1: error: "));
    CHECK(S.size() == 0);
    CHECK(error_of<ValueError>([&] { S["w"] = 1; }) ==
          "'S' has no synapses: call connect() before using 'w'");
    NeuronGroup one(1, "x : 1");
    Synapses T(one, one, {.name = "T"});
    CHECK(error_of<ValueError>([&] { T.connect({.indegree = 1, .allow_autapses = false}); }) ==
          "connect() of 'T' was given indegree = 1, but there are only 0 sources for a target");
}

TEST_CASE("memory: four bytes a synapse, and what its variables take") {
    start_scope();
    NeuronGroup G(100, "x : 1");
    Synapses bare(G, G), weighted(G, G, {.model = "w : 1\n n : integer"});
    bare.connect();
    weighted.connect();
    CHECK(bare.memory() == 10'000 * 4 + 101 * 8);
    CHECK(weighted.memory() == 10'000 * (4 + 8 + 4) + 101 * 8);
}
