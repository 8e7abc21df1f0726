// SPDX-License-Identifier: Apache-2.0
// Generators of pairs: what they read as, the exact text of what is refused, the law parse(print(tree)) ==
// tree, and texts of no author's making.
#include "tests/parser/trees.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

using namespace hillock;
using namespace hillock::internal;

namespace {

Result<ast::Generator> parse(std::string text) {
    return parser::parse_generator(make_source("j", std::move(text)));
}

/// Canonical text, or what is wrong.
std::string reprint(const std::string& text) {
    const auto generator = parse(text);
    return generator ? ast::print(*generator) : render(generator.problems());
}

std::string repeat(const std::string& part, int count, std::string text = {}) {
    for (int k = 0; k < count; ++k)
        text += part;
    return text;
}

/// The text is read, and what it reads as prints to a text that reads as the same; or it is refused with a
/// place in it.
void check_total(const std::string& text) {
    CAPTURE(text);
    const auto generator = parse(text);
    if (generator) {
        const auto again = parse(ast::print(*generator));
        REQUIRE(static_cast<bool>(again));
        REQUIRE(*again == *generator);
        return;
    }
    REQUIRE(generator.problems().size() == 1);
    const Diagnostic& problem = generator.problems().front();
    REQUIRE_FALSE(problem.message.empty());
    REQUIRE(problem.message.back() != '.');
    REQUIRE(problem.place.span.begin <= problem.place.span.end);
    REQUIRE(problem.place.span.end <= text.size());
    REQUIRE_FALSE(render(problem).empty());
}

struct Case {
    const char* text;
    const char* errors;
};

// clang-format off
constexpr Case kRefused[] = {
    {"",
     "j:1:1: error: the expression is empty\n"
     "    1 | \n"
     "      | ^"},
    {"  ",
     "j:1:1: error: the expression is empty\n"
     "    1 |   \n"
     "      | ^"},
    {"for k in range(3)",
     "j:1:1: error: an index is missing before 'for'; write 'k for k in range(i-2, i+3) if k != i'\n"
     "    1 | for k in range(3)\n"
     "      | ^~~"},
    {"if i > 2",
     "j:1:1: error: an index is missing before 'if'; write 'k for k in range(i-2, i+3) if k != i'\n"
     "    1 | if i > 2\n"
     "      | ^~"},
    {"k for in range(3)",
     "j:1:3: error: a name is missing between 'for' and 'in'\n"
     "    1 | k for in range(3)\n"
     "      |   ^~~"},
    {"k for k range(3)",
     "j:1:3: error: expected 'for NAME in range(...)' or 'for NAME in sample(...)', not 'for k range(3)'\n"
     "    1 | k for k range(3)\n"
     "      |   ^~~~~~~~~~~~~~"},
    {"k for",
     "j:1:3: error: expected 'for NAME in range(...)' or 'for NAME in sample(...)', not 'for'\n"
     "    1 | k for\n"
     "      |   ^~~"},
    {"k for k",
     "j:1:3: error: expected 'for NAME in range(...)' or 'for NAME in sample(...)', not 'for k'\n"
     "    1 | k for k\n"
     "      |   ^~~~~"},
    {"k for k in",
     "j:1:9: error: expected 'range(...)' or 'sample(...)' after 'in'\n"
     "    1 | k for k in\n"
     "      |         ^~"},
    {"k for k, l in range(3)",
     "j:1:7: error: expected one name between 'for' and 'in', not 'k, l'\n"
     "    1 | k for k, l in range(3)\n"
     "      |       ^~~~"},
    {"k for 3 in range(3)",
     "j:1:7: error: expected one name between 'for' and 'in', not '3'\n"
     "    1 | k for 3 in range(3)\n"
     "      |       ^"},
    {"k for if in range(3)",
     "j:1:3: error: expected 'for NAME in range(...)' or 'for NAME in sample(...)', not 'for'\n"
     "    1 | k for if in range(3)\n"
     "      |   ^~~"},
    {"k for lambda in range(3)",
     "j:1:7: error: 'lambda' is a keyword of Python and cannot be a name\n"
     "    1 | k for lambda in range(3)\n"
     "      |       ^~~~~~"},
    {"(k for k in range(3))",
     "j:1:4: error: 'for' cannot stand within brackets; write 'k for k in range(i-2, i+3) if k != i'\n"
     "    1 | (k for k in range(3))\n"
     "      |    ^~~"},
    {"[k for k in range(3)]",
     "j:1:4: error: 'for' cannot stand within brackets; write 'k for k in range(i-2, i+3) if k != i'\n"
     "    1 | [k for k in range(3)]\n"
     "      |    ^~~"},
    {"k for k in range(3) for l in range(3)",
     "j:1:21: error: a second 'for': loops cannot be nested\n"
     "    1 | k for k in range(3) for l in range(3)\n"
     "      |                     ^~~\n"
     "j:1:3: note: the first one stands here\n"
     "    1 | k for k in range(3) for l in range(3)\n"
     "      |   ^~~"},
    {"k for k in range(3) if k > 1 if k < 2",
     "j:1:30: error: a second 'if': join the two conditions with 'and'\n"
     "    1 | k for k in range(3) if k > 1 if k < 2\n"
     "      |                              ^~\n"
     "j:1:21: note: the first one stands here\n"
     "    1 | k for k in range(3) if k > 1 if k < 2\n"
     "      |                     ^~"},
    {"k if k > 1 for k in range(3)",
     "j:1:3: error: the condition stands at the end; write 'k for k in range(i-2, i+3) if k != i'\n"
     "    1 | k if k > 1 for k in range(3)\n"
     "      |   ^~"},
    {"k for k in rang(3)",
     "j:1:12: error: 'rang' gives no numbers to a loop; did you mean 'range'?\n"
     "    1 | k for k in rang(3)\n"
     "      |            ^~~~"},
    {"k for k in samples(3, p=0.1)",
     "j:1:12: error: 'samples' gives no numbers to a loop; did you mean 'sample'?\n"
     "    1 | k for k in samples(3, p=0.1)\n"
     "      |            ^~~~~~~"},
    {"k for k in linspace(3)",
     "j:1:12: error: expected 'range(...)' or 'sample(...)' after 'in', not 'linspace(3)'\n"
     "    1 | k for k in linspace(3)\n"
     "      |            ^~~~~~~~"},
    {"k for k in 3",
     "j:1:12: error: expected 'range(...)' or 'sample(...)' after 'in', not '3'\n"
     "    1 | k for k in 3\n"
     "      |            ^"},
    {"k for k in (range(3))",
     "j:1:12: error: expected 'range(...)' or 'sample(...)' after 'in', not '(range(3))'\n"
     "    1 | k for k in (range(3))\n"
     "      |            ^~~~~~~~~~"},
    {"k for k in range",
     "j:1:12: error: 'range' needs its arguments: 'range(...)'\n"
     "    1 | k for k in range\n"
     "      |            ^~~~~"},
    {"k for k in range 3",
     "j:1:12: error: 'range' needs its arguments: 'range(...)'\n"
     "    1 | k for k in range 3\n"
     "      |            ^~~~~"},
    {"k for k in range()",
     "j:1:12: error: 'range' needs an end: 'range([low,] high [, step])'\n"
     "    1 | k for k in range()\n"
     "      |            ^~~~~"},
    {"k for k in sample(p=0.1)",
     "j:1:12: error: 'sample' needs an end: 'sample([low,] high [, step], p=...)'\n"
     "    1 | k for k in sample(p=0.1)\n"
     "      |            ^~~~~~"},
    {"k for k in range(1, 2, 3, 4)",
     "j:1:27: error: 'range' takes at most three numbers, low, high and step, not 4\n"
     "    1 | k for k in range(1, 2, 3, 4)\n"
     "      |                           ^"},
    {"k for k in range(1,, 2)",
     "j:1:19: error: expected a value after ','\n"
     "    1 | k for k in range(1,, 2)\n"
     "      |                   ^"},
    {"k for k in range(1, 2,)",
     "j:1:22: error: expected a value after ','\n"
     "    1 | k for k in range(1, 2,)\n"
     "      |                      ^"},
    {"k for k in range(,1)",
     "j:1:17: error: expected a value after '('\n"
     "    1 | k for k in range(,1)\n"
     "      |                 ^"},
    {"k for k in range(3) + 1",
     "j:1:21: error: expected 'if' or the end after 'range(...)', not '+ 1'\n"
     "    1 | k for k in range(3) + 1\n"
     "      |                     ^~~"},
    {"k for k in range(3, p=0.1)",
     "j:1:21: error: 'range' has no argument 'p'; 'sample(..., p=...)' has\n"
     "    1 | k for k in range(3, p=0.1)\n"
     "      |                     ^"},
    {"k for k in range(3, step=2)",
     "j:1:21: error: 'range' has no argument 'step'; it is 'range([low,] high [, step])'\n"
     "    1 | k for k in range(3, step=2)\n"
     "      |                     ^~~~"},
    {"k for k in sample(3)",
     "j:1:12: error: 'sample' needs 'p=...', the probability of each number, or 'size=...', how many are taken\n"
     "    1 | k for k in sample(3)\n"
     "      |            ^~~~~~"},
    {"k for k in sample(3, p=0.1, size=2)",
     "j:1:29: error: 'sample' takes one of 'p=...' and 'size=...'\n"
     "    1 | k for k in sample(3, p=0.1, size=2)\n"
     "      |                             ^~~~"},
    {"k for k in sample(3, p=0.1, p=0.2)",
     "j:1:29: error: 'sample' takes one of 'p=...' and 'size=...'\n"
     "    1 | k for k in sample(3, p=0.1, p=0.2)\n"
     "      |                             ^"},
    {"k for k in sample(3, P=0.1)",
     "j:1:22: error: 'sample' has no argument 'P'; did you mean 'p'?\n"
     "    1 | k for k in sample(3, P=0.1)\n"
     "      |                      ^"},
    {"k for k in sample(3, prob=0.1)",
     "j:1:22: error: 'sample' has no argument 'prob'; it takes 'p=...' or 'size=...'\n"
     "    1 | k for k in sample(3, prob=0.1)\n"
     "      |                      ^~~~"},
    {"k for k in sample(p=0.1, 3)",
     "j:1:26: error: low, high and step stand before 'p=...' and 'size=...'\n"
     "    1 | k for k in sample(p=0.1, 3)\n"
     "      |                          ^"},
    {"k for k in sample(3, p=)",
     "j:1:23: error: expected a value after '='\n"
     "    1 | k for k in sample(3, p=)\n"
     "      |                       ^"},
    {"k for k in sample(3, p==0.1)",
     "j:1:12: error: 'sample' needs 'p=...', the probability of each number, or 'size=...', how many are taken\n"
     "    1 | k for k in sample(3, p==0.1)\n"
     "      |            ^~~~~~"},
    {"k for k in range(3) if",
     "j:1:21: error: expected a value after 'if'\n"
     "    1 | k for k in range(3) if\n"
     "      |                     ^~"},
    {"k for k in range(3) if k > 1 else 2",
     "j:1:30: error: 'x if c else y' is not part of the equation language; write 'where(c, x, y)'\n"
     "    1 | k for k in range(3) if k > 1 else 2\n"
     "      |                              ^~~~"},
    {"i if i > 2 else 3",
     "j:1:12: error: 'x if c else y' is not part of the equation language; write 'where(c, x, y)'\n"
     "    1 | i if i > 2 else 3\n"
     "      |            ^~~~"},
    {"k + for k in range(3)",
     "j:1:3: error: expected a value after '+'\n"
     "    1 | k + for k in range(3)\n"
     "      |   ^"},
    {"k for k in range(3",
     "j:1:17: error: '(' is never closed: a ')' is missing\n"
     "    1 | k for k in range(3\n"
     "      |                 ^"},
    {"k for k in range(2*)",
     "j:1:19: error: expected a value after '*'\n"
     "    1 | k for k in range(2*)\n"
     "      |                   ^"},
    {"k k for k in range(3)",
     "j:1:3: error: an operator is missing between 'k' and 'k'\n"
     "    1 | k k for k in range(3)\n"
     "      |   ^"},
    {"k for k in range(3) if k in range(2)",
     "j:1:26: error: 'in' is not an operator of the equation language\n"
     "    1 | k for k in range(3) if k in range(2)\n"
     "      |                          ^~"},
    {"k for k in range(3) if k >",
     "j:1:26: error: expected a value after '>'\n"
     "    1 | k for k in range(3) if k >\n"
     "      |                          ^"},
    {"k in range(3)",
     "j:1:3: error: 'in' is not an operator of the equation language\n"
     "    1 | k in range(3)\n"
     "      |   ^~"},
    {"i;j",
     "j:1:2: error: ';' cannot stand in an expression\n"
     "    1 | i;j\n"
     "      |  ^"},
};
// clang-format on

ast::Generator random_generator(std::mt19937_64& random) {
    const auto tree = [&] { return test::random_tree(random, 3); };
    const auto maybe = [&]() -> std::optional<ast::Expr> {
        return random() % 2 == 0 ? std::optional(tree()) : std::nullopt;
    };
    ast::Generator generator;
    generator.result = tree();
    generator.condition = maybe();
    if (random() % 4 == 0)
        return generator;
    ast::Loop& loop = generator.loop.emplace();
    loop.variable = random() % 2 == 0 ? "k" : "_";
    loop.iterator = random() % 2 == 0 ? ast::Iterator::range : ast::Iterator::sample;
    loop.high = tree();
    loop.low = maybe();
    if (loop.low)
        loop.step = maybe();
    if (loop.iterator == ast::Iterator::sample)
        (random() % 2 == 0 ? loop.probability : loop.size) = tree();
    return generator;
}

/// Whether the span is the text of the expression.
bool reads_back(const std::string& text, const ast::Expr& expr) {
    const auto again = parser::parse_expression(
        make_source("part", text.substr(expr.span.begin, expr.span.end - expr.span.begin)));
    return again && *again == expr;
}

} // namespace

TEST_CASE("generators have one canonical text") {
    const std::pair<const char*, const char*> rows[] = {
        {"i", "i"},
        {" (i+1)%N_post # the next one", "(i + 1) % N_post"},
        {"i if i>2", "i if i > 2"},
        {"k for k in range(5)", "k for k in range(5)"},
        {"k  for\nk in range ( i-1,i+2 ) if k!=i", "k for k in range(i - 1, i + 2) if k != i"},
        {"k for k in range(9, 0, -2)", "k for k in range(9, 0, -2)"},
        {"2*k+f(i, 1) for k in range(max(i, 3))", "2 * k + f(i, 1) for k in range(max(i, 3))"},
        {"k for k in sample(N_post, p=0.1)", "k for k in sample(N_post, p=0.1)"},
        {"k for k in sample(1, 2, 3, size = int(i/2))", "k for k in sample(1, 2, 3, size=int(i / 2))"},
        {"k for k in sample(3, p=where(a == b, 0, 1))", "k for k in sample(3, p=where(a == b, 0, 1))"},
        {"k for k in range(a == b)", "k for k in range(a == b)"},
        {"forks for forks in range(ink, iffy) if index", "forks for forks in range(ink, iffy) if index"},
        {"k # for x in y if z\n for k in range(3, # if 4, 5\n 6)", "k for k in range(3, 6)"},
    };
    for (const auto& [text, canonical] : rows)
        CHECK(reprint(text) == canonical);
}

TEST_CASE("errors of generators") {
    for (const Case& row : kRefused) {
        CAPTURE(row.text);
        CHECK(reprint(row.text) == row.errors);
    }
}

TEST_CASE("spans of a generator are places in the whole text") {
    const std::string text = "# j\n k+1 for kk in sample( i - 1 , N,\n 2, p = x ) if kk > (i) ";
    const auto generator = parse(text);
    REQUIRE(static_cast<bool>(generator));
    const ast::Loop& loop = *generator->loop;
    const auto at = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
    CHECK(at(generator->span) == "k+1 for kk in sample( i - 1 , N,\n 2, p = x ) if kk > (i)");
    CHECK(at(generator->result.span) == "k+1");
    CHECK(at(loop.variable_span) == "kk");
    CHECK(at(loop.iterator_span) == "sample");
    CHECK(at(loop.low->span) == "i - 1");
    CHECK(at(loop.high.span) == "N");
    CHECK(at(loop.step->span) == "2");
    CHECK(at(loop.probability->span) == "x");
    CHECK(at(generator->condition->span) == "kk > (i)");
}

TEST_CASE("random generators read back, and so do their parts") {
    std::mt19937_64 random(20261121);
    for (int k = 0; k < 5000; ++k) {
        const ast::Generator generator = random_generator(random);
        const std::string text = ast::print(generator);
        CAPTURE(text);
        const auto again = parse(text);
        REQUIRE(static_cast<bool>(again));
        REQUIRE(*again == generator);
        REQUIRE(reads_back(text, again->result));
        if (again->loop)
            REQUIRE(reads_back(text, again->loop->high));
        if (again->condition)
            REQUIRE(reads_back(text, *again->condition));
    }
}

TEST_CASE("limits of generators") {
    const auto message = [](const std::string& text) { return parse(text).problems().front().message; };
    CHECK(message("k for k in range(" + repeat("(", 200) + repeat(")", 201, "a")) ==
          "brackets are nested more than 200 deep");
    CHECK(message("k for k in range(3) if a" + repeat(" + a", 1000)) ==
          "the expression is more than 1000 operations deep; give a part of it a name of its own");
    CHECK(message(std::string(parser::kMaxTextBytes + 1, ' ')) ==
          "the text has 67108865 bytes, more than the 67108864 that are allowed");
}

TEST_CASE("a megabyte of a generator is read or refused in about linear time") {
    // Each takes a few hundredths of a second. A quadratic pass over a megabyte is 10^12 steps: minutes at
    // the least.
    const double kSeconds = 10;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& text :
         {repeat(" for", 250000), repeat("for ", 250000), repeat(" in", 300000, "k for k"),
          repeat(" if", 300000), repeat(", 1", 300000, "k for k in range(1") + ")",
          repeat(",", 1000000, "k for k in range(") + ")",
          repeat(", p=1", 200000, "k for k in sample(1") + ")", repeat("(", 1000000), repeat("#", 1000000),
          repeat("k for k in range(3) ", 50000), repeat("x", 1000000), repeat("x\n", 500000)})
        check_total(text);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    CHECK(taken.count() < kSeconds);
}

TEST_CASE("random sequences of tokens are generators or refused") {
    static const std::vector<std::string> kTokens{
        "k",      "i",       "for",   "for", "in",       "in", "if",  "else",
        "range(", "sample(", "range", "(",   ")",        ")",  ",",   "p=",
        "size=",  "=",       "==",    "+",   "-",        "1",  "2.5", "k for k in range(i)",
        "#",      "\n",      "[",     "'",   "\xc2\xb5", "not"};
    std::mt19937_64 random(9);
    for (int k = 0; k < 30000; ++k) {
        std::string text = random() % 2 == 0 ? "k for k in " : "";
        for (std::size_t left = random() % 12; left > 0; --left)
            text += kTokens[random() % kTokens.size()] + (random() % 4 == 0 ? "" : " ");
        check_total(text);
    }
    for (int k = 0; k < 10000; ++k) {
        std::string text(random() % 40, ' ');
        for (char& c : text)
            c = static_cast<char>(random());
        check_total(text);
    }
}
