// SPDX-License-Identifier: Apache-2.0
// Describing a network by several threads gives the bits that one thread gives, and leaves the same random numbers to what comes later. The
// networks are so large that seven threads have something to do: less is done by fewer.
#include <algorithm>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace hillock;

namespace {

/// What `make` gives with one thread, and with several.
template <class Make> void check_all_numbers_of_threads(const Make& make) {
    const auto with = [&](int number) {
        start_scope();
        seed(11);
        threads(number);
        auto made = make();
        threads(0);
        return made;
    };
    const auto one = with(1);
    for (const int number : {2, 3, 7}) {
        CAPTURE(number);
        CHECK(with(number) == one);
    }
}

using Made = std::pair<std::vector<std::int64_t>, std::vector<double>>;

/// i and j of all synapses, and some numbers that are drawn afterwards.
Made synapses_by(std::int64_t sources, std::int64_t targets, const ConnectOptions& options, bool among_themselves = false) {
    NeuronGroup G(sources, "x : 1\n n : integer"), H(targets, "x : 1");
    G["x"] = "sin(i)";
    G["n"] = "i % 3";
    Synapses S = among_themselves ? Synapses(G.slice(sources / 3, sources), G.slice(0, sources / 2)) : Synapses(G, H);
    S.connect(options);
    S.connect({.p = 0.01}); // behind what is there
    const auto i = S.i(), j = S.j();
    Made made;
    made.first.assign(i.begin(), i.end());
    made.first.insert(made.first.end(), j.begin(), j.end());
    NeuronGroup later(10, "x : 1");
    later["x"] = "rand()";
    const auto x = later["x"].values();
    made.second.assign(x.begin(), x.end());
    CHECK(S.size() > 1000);
    return made;
}

} // namespace

TEST_CASE("building: every way to connect makes the same synapses with any number of threads") {
    const std::pair<const char*, ConnectOptions> ways[] = {
        {"all", {}},
        {"p", {.p = 0.1}},
        {"p = 1 without autapses", {.allow_autapses = false}},
        {"p without autapses", {.p = 0.3, .allow_autapses = false}},
        {"p and n", {.p = 0.05, .n = 2}},
        {"condition", {.condition = "(i + j) % 5 == 0 and x_pre > 0"}},
        {"condition without autapses", {.condition = "abs(i - j) < 40", .allow_autapses = false}},
        {"condition that draws", {.condition = "rand() < 0.2*abs(x_pre)"}},
        {"probability of the pair", {.p = "exp(-abs(i - j)/200.0)"}},
        {"condition, then p", {.p = 0.05, .condition = "i != j"}},
        {"condition and p", {.p = 0.5, .condition = "i != j"}},
        {"number of the pair", {.p = 0.1, .n = "1 + n_pre"}},
        {"indegree", {.indegree = 40}},
        {"outdegree", {.outdegree = 40, .allow_multapses = false}},
        {"total", {.total = 30'000}},
        {"generator", {.j = "k for k in sample(N_post, p=0.05)"}},
    };
    for (const auto& way : ways) {
        const auto& [name, options] = way;
        CAPTURE(name);
        check_all_numbers_of_threads([&] { return synapses_by(1500, 1700, options); });
        if (!options.j.is_text()) check_all_numbers_of_threads([&] { return synapses_by(2000, 1, options, true); });
    }
    // So few pairs that their condition is interpreted, and rows longer than a piece.
    check_all_numbers_of_threads([] { return synapses_by(300, 300, {.condition = "(i*j) % 7 == 1"}); });
    check_all_numbers_of_threads([] { return synapses_by(5, 100'000, {.condition = "(i + j) % 7 == 1"}); });
}

TEST_CASE("building: assigned expressions are the same with any number of threads") {
    check_all_numbers_of_threads([] {
        NeuronGroup G(70'001, "x : 1\n n : integer\n b : boolean\n y : 1");
        G["x"] = "randn()*i";                          // compiled
        G.slice(33, 60'001)["y"] = "x + rand()";       // from anywhere on
        G["y"] = 0.5;
        G["n"] = "poisson(3) + i";
        G["b"] = "rand() < 0.5";
        G["y"]["x > 0"] = "y + rand()";                // some elements
        G["x"] = "x + sin(x) + y*(rand() + n)";        // reads what it writes
        NeuronGroup few(9'000, "x : 1");               // interpreted
        few["x"] = "cos(i) + rand()*exp(-i/1000.0) + rand()";
        Synapses S(few, few, {.model = "w : 1\n c : integer\n s : 1 (shared)"});
        S.connect({.p = 0.003});
        S["w"] = "rand() + x_pre*x_post";
        S["c"] = "i + j";
        S["s"] = "rand()";
        S["w"]["i < 4000"] = "w + 1";
        S["w"] = "w + rand()*N_incoming";
        std::vector<std::vector<double>> made;
        for (const char* variable : {"x", "n", "b", "y"}) {
            const auto values = G[variable].values();
            made.emplace_back(values.begin(), values.end());
        }
        for (const char* variable : {"w", "c", "s"}) {
            const auto values = S[variable].values();
            made.emplace_back(values.begin(), values.end());
        }
        CHECK(made[4].size() > 200'000);
        return made;
    });
}

TEST_CASE("building: a number for all of very many elements") {
    for (const int number : {1, 3}) {
        threads(number);
        NeuronGroup G(1'200'000, "x : 1\n n : integer\n b : boolean");
        const auto all_are = [&](const char* variable, double value) {
            const auto values = G[variable].values();
            return std::count(values.begin(), values.end(), value) == std::ssize(values);
        };
        CHECK(all_are("x", 0));
        G["x"] = 2.5;
        G["n"] = -3;
        G["b"] = true;
        G.slice(7, 1'000'007)["x"] = 4;
        CHECK(all_are("n", -3));
        CHECK(all_are("b", 1));
        const auto x = G["x"].values();
        CHECK(std::count(x.begin(), x.begin() + 7, 2.5) == 7);
        CHECK(std::count(x.begin() + 7, x.begin() + 1'000'007, 4.0) == 1'000'000);
        CHECK(std::count(x.begin() + 1'000'007, x.end(), 2.5) == 199'993);
    }
    threads(0);
}

TEST_CASE("building: linked variables that read what is written are as they were before, with any number of threads") {
    check_all_numbers_of_threads([] {
        NeuronGroup G(60'000, "x : 1\n before : 1 (linked)\n nearby : integer");
        G["x"] = "i";
        G["nearby"] = "(i*7919) % N";
        G["before"] = linked_var(G, "x", "nearby");
        G["x"] = "before + 0.25*rand()";
        const auto x = G["x"].values();
        return std::vector<double>(x.begin(), x.end());
    });
}

TEST_CASE("building: a function of the host is called by the thread that assigns, for one element after the other") {
    std::vector<double> seen;
    const Function note({{"x", 1}}, 1, [&](double x) { return seen.push_back(x), x; });
    NeuronGroup G(20'000, "x : 1", {.functions = {{"note", note}}});
    threads(3);
    G["x"] = "note(i) + 1";
    threads(0);
    REQUIRE(seen.size() == 20'000);
    for (std::size_t k = 0; k < seen.size(); ++k) REQUIRE(seen[k] == static_cast<double>(k));
}
