// SPDX-License-Identifier: Apache-2.0
// connect() with expressions for i and j: pairs that Brian 2 cannot make (what it can is in tests/reference/pairs_tests.cpp), the
// distributions of what is drawn, and the errors.
#include "support/chi_square.hpp"
#include "support/error_text.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <map>
#include <set>

using namespace hillock;
using test::error_of;

namespace {

using Pairs = std::vector<std::pair<int, int>>;

Pairs pairs_of(const Synapses& synapses) {
    Pairs pairs;
    const std::vector<int> i = synapses.i(), j = synapses.j();
    for (std::size_t k = 0; k < i.size(); ++k) pairs.emplace_back(i[k], j[k]);
    return pairs;
}

Pairs connected(const Subgroup& source, const Subgroup& target, const ConnectOptions& options) {
    Synapses synapses(source, target);
    synapses.connect(options);
    return pairs_of(synapses);
}

/// How many pairs each source neuron is in.
std::vector<double> outdegrees(const Pairs& pairs, std::size_t neurons) {
    std::vector<double> counts(neurons);
    for (const auto& [i, j] : pairs) ++counts[static_cast<std::size_t>(i)];
    return counts;
}

/// Whether each row is ascending and free of repetitions, and rows follow each other.
bool ascends(const Pairs& pairs) { return std::ranges::adjacent_find(pairs, std::greater_equal()) == pairs.end(); }

/// Whether counts of `of` trials each are binomial with probability p.
bool is_binomial(const std::vector<double>& counts, int of, double p) {
    std::vector<double> observed(static_cast<std::size_t>(of) + 1);
    for (const double count : counts) ++observed[static_cast<std::size_t>(count)];
    test::ChiSquare test;
    for (int k = 0; k <= of; ++k) {
        const double log_choices = std::lgamma(of + 1) - std::lgamma(k + 1) - std::lgamma(of - k + 1);
        test.add(observed[static_cast<std::size_t>(k)],
                 static_cast<double>(counts.size()) * std::exp(log_choices + k * std::log(p) + (of - k) * std::log1p(-p)));
    }
    return test.passes();
}

bool is_uniform(const std::vector<double>& counts) {
    double sum = 0;
    for (const double count : counts) sum += count;
    test::ChiSquare test;
    for (const double count : counts) test.add(count, sum / static_cast<double>(counts.size()));
    return test.passes();
}

} // namespace

TEST_CASE("an expression for i may use j in its range") {
    const NeuronGroup A(4, "x : 1"), B(3, "m : integer");
    B["m"] = "2 - i";
    CHECK(connected(A, B, {.i = "k for k in range(j, j+2)"}) == Pairs{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}});
    CHECK(connected(A, B, {.i = "k for k in range(m_post, N_pre, 2)"}) == Pairs{{2, 0}, {1, 1}, {3, 1}, {0, 2}, {2, 2}});
    CHECK(connected(A, B, {.i = "k for k in sample(j, size=j)"}) == Pairs{{0, 1}, {0, 2}, {1, 2}});
}

TEST_CASE("names of a generator: constants, functions, other names of the indices, a variable of the synapses as loop variable") {
    const NeuronGroup A(4, "x : 1"), B(5, "k : 1");
    Synapses S(A, B, {.model = "w : 1", .constants = {{"width", 2}}, .functions = {{"double_of", {"x", "2*x"}}}});
    S.connect({.j = "w for w in range(i, i+width) if i_post % 2 == 0 and i_pre < 3"});
    CHECK(pairs_of(S) == Pairs{{0, 0}, {1, 2}, {2, 2}});
    S.connect({.j = "int(double_of(i)) if double_of(i) < N_post"});
    CHECK(pairs_of(S) == Pairs{{0, 0}, {1, 2}, {2, 2}, {0, 0}, {1, 2}, {2, 4}});
}

TEST_CASE("many pairs are those that few are: compiled and interpreted code, in any number of portions") {
    const int n = 1500; // 2.25 million candidates: dozens of portions, and enough to be compiled
    const NeuronGroup A(n, "x : 1"), B(n + 3, "y : 1");
    A["x"] = "(7*i) % 11";
    B["y"] = "(5*i) % 13";
    const auto taken = [](int i, int j) { return (7 * i) % 11 > (5 * j) % 13 && (i + j) % 3 == 0; };
    Pairs by_source, by_target;
    for (int i = 0; i < n; ++i)
        for (int j = n + 2; j >= 0; --j)
            if (taken(i, j)) by_source.emplace_back(i, j);
    for (int j = 0; j < n + 3; ++j)
        for (int i = 0; i < n; ++i)
            if (taken(i, j)) by_target.emplace_back(i, j);
    CHECK(connected(A, B, {.j = "N_post-1-k for k in range(N_post) if x_pre > y_post and (i + j) % 3 == 0"}) == by_source);
    CHECK(connected(A, B, {.i = "k for k in range(N_pre) if x_pre > y and (i + j) % 3 == 0"}) == by_target);
}

TEST_CASE("sample with a probability takes each number independently") {
    seed(71);
    const int n = 2000, m = 60;
    const NeuronGroup A(n, "p : 1"), B(m, "");
    for (const double p : {0.02, 0.2, 0.25, 0.7}) { // gaps below 0.25, a draw for each number above
        CAPTURE(p);
        const Pairs pairs = connected(A, B, {.j = "k for k in sample(N_post, p=" + std::to_string(p) + ")"});
        CHECK(ascends(pairs));
        CHECK(is_binomial(outdegrees(pairs, n), m, p));
        Pairs turned;
        for (const auto& [i, j] : pairs) turned.emplace_back(j, i);
        CHECK(is_binomial(outdegrees(turned, m), n, p));
    }
    A["p"] = "0.1*(i % 2) + 0.3*(i % 3 == 0)"; // by neuron: 0.3, 0.1, 0, 0.4, 0, 0.1
    const std::vector<double> degrees =
        outdegrees(connected(A, B, {.j = "k for k in sample(0, 2*N_post, 2, p=p_pre)", .skip_if_invalid = true}), n);
    std::map<int, std::vector<double>> by_kind;
    for (int i = 0; i < n; ++i) by_kind[i % 6].push_back(degrees[static_cast<std::size_t>(i)]);
    CHECK(is_binomial(by_kind[0], m / 2, 0.3));
    CHECK(is_binomial(by_kind[1], m / 2, 0.1));
    CHECK(std::ranges::count(by_kind[2], 0) == std::ssize(by_kind[2]));
    CHECK(is_binomial(by_kind[3], m / 2, 0.4));
}

TEST_CASE("sample with a size takes every subset equally often") {
    seed(72);
    const int n = 20000;
    const NeuronGroup A(n, ""), B(50, "");
    // 20 subsets of 3 among 6 (selection), 780 of 2 among 40 (collection: 2/40 is below 0.06).
    for (const auto& [population, size] : {std::pair{6, 3}, std::pair{40, 2}}) {
        CAPTURE(population);
        const std::string arguments = std::to_string(population) + ", size=" + std::to_string(size);
        const Pairs pairs = connected(A, B, {.j = "k for k in sample(" + arguments + ")"});
        REQUIRE(std::ssize(pairs) == n * size);
        CHECK(ascends(pairs));
        std::map<std::vector<int>, double> subsets;
        for (int i = 0; i < n; ++i) {
            std::vector<int> subset;
            for (int k = 0; k < size; ++k) subset.push_back(pairs[static_cast<std::size_t>(i * size + k)].second);
            ++subsets[subset];
        }
        CHECK(subsets.size() == (population == 6 ? 20 : 780));
        std::vector<double> counts;
        for (const auto& [subset, count] : subsets) counts.push_back(count);
        CHECK(is_uniform(counts));
    }
}

TEST_CASE("skip_if_invalid takes none or all where a sample of the size cannot be taken") {
    const NeuronGroup A(3, ""), B(5, "");
    CHECK(connected(A, B, {.j = "k for k in sample(2, size=4*i-4)", .skip_if_invalid = true}) == Pairs{{2, 0}, {2, 1}});
}

TEST_CASE("the same seed makes the same pairs, whatever is drawn") {
    const NeuronGroup G(300, "x : 1");
    for (const char* text : {"k for k in sample(N_post, p=0.05)", "k for k in sample(N_post, p=0.5)",
                             "k for k in sample(N_post, size=7)", "int(rand()*N_post)",
                             "k for k in range(N_post) if rand() < 0.1", "k for k in range(int(3*rand()))"}) {
        CAPTURE(text);
        const auto made = [&](int number) {
            seed(static_cast<std::uint64_t>(number));
            return connected(G, G, {.j = text});
        };
        const Pairs first = made(5);
        CHECK_FALSE(first.empty());
        CHECK(made(5) == first);
        CHECK(made(6) != first);
        seed(5);
        (void)connected(G, G, {.j = text});
        CHECK(connected(G, G, {.j = text}) != first); // the next call draws other numbers
    }
}

TEST_CASE("random numbers in every part of a generator are one for each candidate") {
    seed(73);
    const int n = 20000; // interpreted; below with conditions for 400 000 candidates: compiled
    const NeuronGroup A(n, ""), B(20, "");
    const Pairs anywhere = connected(A, B, {.j = "int(rand()*N_post)"});
    std::vector<double> counts(20);
    for (const auto& [i, j] : anywhere) ++counts[static_cast<std::size_t>(j)];
    CHECK(anywhere.size() == static_cast<std::size_t>(n));
    CHECK(is_uniform(counts));
    CHECK(is_binomial(outdegrees(connected(A, B, {.j = "k for k in range(N_post) if rand() < 0.3"}), n), 20, 0.3));
    // Range and condition draw separately: the number of candidates is 0 to 19, each kept with probability 1/2.
    const std::vector<double> kept = outdegrees(connected(A, B, {.j = "k for k in range(int(rand()*20)) if rand() < 0.5"}), n);
    double mean = 0;
    for (const double degree : kept) mean += degree / n;
    CHECK(mean == doctest::Approx(4.75).epsilon(0.02)); // its standard deviation is 0.023, an epsilon of 0.095 is four of them
    // The expression and its condition draw separately: what the condition keeps is anywhere.
    std::vector<double> of_kept(20);
    for (const auto& [i, j] : connected(A, B, {.j = "int(rand()*N_post) if rand() < 0.5"}))
        ++of_kept[static_cast<std::size_t>(j)];
    CHECK(is_uniform(of_kept));
}

TEST_CASE("no portion of candidates repeats the random numbers of another") {
    seed(75);
    const int n = 140000; // three portions of 65536 at most
    const Pairs pairs = connected(NeuronGroup(n, ""), NeuronGroup(1000000, ""), {.j = "int(rand()*N_post)"});
    std::set<int> targets;
    for (const auto& [i, j] : pairs) targets.insert(j);
    // 1e6 * (1 - exp(-0.14)) different ones, with a standard deviation below sqrt(1e6 * 0.14 * 0.14) = 140.
    CHECK(std::abs(static_cast<double>(targets.size()) - 1e6 * (1 - std::exp(-0.14))) < 560);
}

TEST_CASE("p of a one-to-one expression is tested for each pair") {
    seed(74);
    const int n = 4000;
    const NeuronGroup A(n, "q : 1"), B(n, "r : 1");
    A["q"] = "0.25*(i < 2000)";
    B["r"] = "0.5*(i >= 1000)";
    const Pairs some = connected(A, B, {.p = 0.3, .j = "N_post-1-i"});
    std::vector<double> halves(2), expected{600, 600};
    for (const auto& [i, j] : some) {
        CHECK(j == n - 1 - i);
        ++halves[i < n / 2 ? 0 : 1];
    }
    // 2000 * 0.3 with a standard deviation of 20.5: four of them.
    CHECK(std::abs(halves[0] - 600) < 82);
    CHECK(std::abs(halves[1] - 600) < 82);
    std::vector<double> quarters(4); // p: 0.25, 0.75, 0.5, 0.5
    for (const auto& [i, j] : connected(A, B, {.p = "q_pre + r_post", .j = "i"})) ++quarters[static_cast<std::size_t>(i / 1000)];
    for (const auto& [quarter, p] : {std::pair{0, 0.25}, std::pair{1, 0.75}, std::pair{2, 0.5}, std::pair{3, 0.5}})
        CHECK(std::abs(quarters[static_cast<std::size_t>(quarter)] - 1000 * p) < 4 * std::sqrt(1000 * p * (1 - p)));
    CHECK(connected(A, B, {.p = 0, .j = "i"}).empty());
    CHECK(connected(A, B, {.p = "1 + q_pre", .j = "i"}).size() == static_cast<std::size_t>(n));
}

TEST_CASE("shared variables of both sides have no element, so they may stand anywhere; float32") {
    const NeuronGroup A(6, "reach : integer (shared)\nx : 1", {.dtype = float32});
    const NeuronGroup B(6, "y : 1\nlimit : 1 (shared)", {.dtype = float32});
    A["reach"] = 2;
    A["x"] = "0.1*i";
    B["y"] = "0.1*i";
    B["limit"] = 4;
    // 0.1*i is the same float32 on both sides; limit has no element, so it may stand in the range.
    CHECK(connected(A, B, {.j = "k for k in range(i, i+reach_pre) if k < int(limit_post) and y_post == x_pre",
                           .skip_if_invalid = true}) == Pairs{{0, 0}, {1, 1}, {2, 2}, {3, 3}});
    CHECK(connected(A, B, {.j = "k for k in range(int(limit_post), N_post) if i == 0"}) == Pairs{{0, 4}, {0, 5}});
}

TEST_CASE("a condition of the outer neuron keeps its range from being asked") {
    const NeuronGroup A(5, ""), B(3, "");
    CHECK(connected(A, B, {.j = "k for k in sample(3, size=i+2) if i < 2"}).size() == 5);
    CHECK(connected(A, B, {.j = "k for k in range(0, 3, 2-i) if i < 2"}) == Pairs{{0, 0}, {0, 2}, {1, 0}, {1, 1}, {1, 2}});
}

TEST_CASE("ranges at the end of what 64 bits hold") {
    const NeuronGroup A(2, ""), B(3, "");
    const auto none = [&](const char* text) { return connected(A, B, {.j = text, .skip_if_invalid = true}).empty(); };
    CHECK(none("k for k in range(2**62, 2**62+3)"));
    CHECK(none("k for k in range(-2*2**62, 2**62, 2**61) if k != 0"));
    const Pairs only_0{{0, 0}, {1, 0}};
    CHECK(connected(A, B, {.j = "k for k in range(-2*2**62, 2*2**62-1, 2**62)", .skip_if_invalid = true}) == only_0);
    CHECK(connected(A, B, {.j = "k for k in range(2**62, -2*2**62, -2**62)", .skip_if_invalid = true}) == only_0);
}

TEST_CASE("wrong generators") {
    NeuronGroup A(5, "x : 1", {.name = "A"}), B(4, "y : 1", {.name = "B"});
    Synapses S(A, B, {.model = "w : 1", .name = "S"});
    S.connect({.i = 1, .j = 2});
    S["w"] = 7;
    const auto index = [&](const ConnectOptions& options) { return error_of<IndexError>([&] { S.connect(options); }); };
    const auto value = [&](const ConnectOptions& options) { return error_of<ValueError>([&] { S.connect(options); }); };
    const auto type = [&](const ConnectOptions& options) { return error_of<TypeError>([&] { S.connect(options); }); };

    // Outside of the group.
    CHECK(index({.j = "i"}) == "connect() of 'S': j = 4 for i = 4 is outside 'B', whose indices are 0 to 3; "
                               "skip_if_invalid = true leaves such pairs out");
    CHECK(index({.j = "k-1 for k in range(i, i+2)"}) ==
          "connect() of 'S': j = -1 for i = 0 and k = 0 is outside 'B', whose indices are 0 to 3; "
          "skip_if_invalid = true leaves such pairs out");
    CHECK(index({.j = "k for k in range(5) if k < 4 and y_post >= 0"}) ==
          "connect() of 'S': j = 4 for i = 0 and k = 4 is outside 'B', whose indices are 0 to 3, where the condition would read "
          "'y'; skip_if_invalid = true leaves such pairs out");
    CHECK(index({.i = "5 - j"}) == "connect() of 'S': i = 5 for j = 0 is outside 'A', whose indices are 0 to 4; "
                                   "skip_if_invalid = true leaves such pairs out");
    // Samples and ranges.
    CHECK(index({.j = "k for k in sample(3, size=i)"}) ==
          "connect() of 'S': the size of 'sample' is 4 for i = 4, but there are 3 numbers to take from; "
          "skip_if_invalid = true takes all of them then");
    CHECK(index({.i = "k for k in sample(3, size=1-j)"}) ==
          "connect() of 'S': the size of 'sample' is -1 for j = 2; skip_if_invalid = true takes none then");
    CHECK(value({.j = "k for k in range(0, 3, i-2)"}) == "connect() of 'S': the step of 'range' is 0 for i = 2");
    CHECK(value({.j = "k for k in sample(3, p=log(-1.0-i))"}) ==
          "connect() of 'S': the probability of 'sample' is not a number for i = 0");
    // Options that do not go together.
    CHECK(value({.p = 0.5, .j = "k for k in range(3)"}) ==
          "connect() of 'S' was given p and a loop: the loop takes numbers at random with 'sample(..., p=...)'");
    CHECK(value({.p = "x_pre", .j = "k for k in range(3)"}) ==
          "connect() of 'S' was given p and a loop: the loop takes numbers at random with 'sample(..., p=...)'");
    CHECK(type({.i = "j", .j = "i"}) ==
          "connect() of 'S' was given text for both i and j: one of the two gives the pairs of each neuron of the other side");
    CHECK(type({.i = {1, 2}, .j = "i"}) ==
          "connect() of 'S' was given indices for i and text for j: text gives the pairs of each neuron of the other side, so it "
          "stands alone");
    CHECK(value({.condition = "i < 2", .j = "i"}) ==
          "connect() of 'S' was given a condition and text for j: the condition belongs to the text, behind 'if'");
    CHECK(value({.j = "i", .n = -1, .skip_if_invalid = true}) == "connect() of 'S' was given n = -1: it must not be negative");
    CHECK(value({.j = "0", .n = "5000*1000*1000"}) ==
          "'S' would have more than 4294967295 synapses, which is the most that one object holds");
    // Texts.
    CHECK(value({.j = "k for k in range(int(y_post))"}) ==
          "S.j:1:22: error: the end of 'range' cannot use 'y_post': it comes before the postsynaptic neuron is known; a "
          "condition behind 'if' can\n"
          "    1 | k for k in range(int(y_post))\n"
          "      |                      ^~~~~~");
    CHECK(type({.i = "j/2"}) ==
          "S.i:1:1: error: the expression for i must be an integer, but 'j / 2' is a float: round it with int(...)\n"
          "    1 | j/2\n"
          "      | ^~~");
    CHECK(type({.j = "i", .n = "0.5*i"}) ==
          "S.n:1:1: error: the number of synapses must be an integer, but '0.5 * i' is a float: round it with int(...)\n"
          "    1 | 0.5*i\n"
          "      | ^~~~~");
    CHECK(value({.p = "w", .j = "i"}) == "S.p:1:1: error: 'w' belongs to the synapses, which do not exist before connect()\n"
                                         "    1 | w\n"
                                         "      | ^");
    CHECK(error_of<SyntaxError>([&] { S.connect({.j = "k for k in rang(3)"}); }) ==
          "S.j:1:12: error: 'rang' gives no numbers to a loop; did you mean 'range'?\n"
          "    1 | k for k in rang(3)\n"
          "      |            ^~~~");
    CHECK(error_of<DimensionMismatchError>([&] { S.connect({.p = "1*mV", .j = "i"}); }) ==
          "S.p:1:1: error: the probability has dimension 'volt' but must have '1'\n"
          "    1 | 1*mV\n"
          "      | ^~~~");
    // Nothing of all this has changed anything.
    CHECK(pairs_of(S) == Pairs{{1, 2}});
    CHECK(S["w"].values() == std::vector<double>{7});
}
