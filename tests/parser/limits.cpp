// SPDX-License-Identifier: Apache-2.0
// Texts of no author's making: very long, very deep, or noise. They are read or refused, in time linear in
// their size and in bounded stack.
#include "parser/parse.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

using namespace hillock;
using namespace hillock::internal;

namespace {

/// The head and `count` times the part.
std::string repeat(const std::string& part, int count, std::string text = {}) {
    for (int k = 0; k < count; ++k)
        text += part;
    return text;
}

Result<ast::Expr> parse(std::string text) {
    return parser::parse_expression(make_source("expression", std::move(text)));
}

std::string message(const std::string& text) {
    const auto result = parse(text);
    return result ? "" : result.problems().front().message;
}

const std::string kTooDeep =
    "the expression is more than 1000 operations deep; give a part of it a name of its own";

/// What must hold of whatever a parse returns.
template <class Value> void check_result(const std::string& text, const Result<Value>& result) {
    if (result)
        return;
    REQUIRE_FALSE(result.problems().empty());
    for (const Diagnostic& problem : result.problems()) {
        REQUIRE_FALSE(problem.message.empty());
        REQUIRE(problem.message.back() != '.');
        REQUIRE(problem.place.span.begin <= problem.place.span.end);
        REQUIRE(problem.place.span.end <= text.size());
    }
    REQUIRE_FALSE(render(result.problems()).empty());
}

void check_all(const std::string& text) {
    CAPTURE(text);
    const SourcePtr source = make_source("noise", text);
    const auto expr = parser::parse_expression(source);
    check_result(text, expr);
    if (expr)
        REQUIRE(*parse(ast::print(*expr)) == *expr);
    const auto statements = parser::parse_statements(source);
    check_result(text, statements);
    if (statements)
        REQUIRE(*parser::parse_statements(make_source("again", ast::print(*statements))) == *statements);
    const auto equations = parser::parse_equations(source);
    check_result(text, equations);
    if (equations)
        REQUIRE(*parser::parse_equations(make_source("again", ast::print(*equations))) == *equations);
}

} // namespace

TEST_CASE("brackets nest up to the limit") {
    CHECK(message(repeat("(", 200) + repeat(")", 200, "a")).empty());
    CHECK(message(repeat("(", 201) + repeat(")", 201, "a")) == "brackets are nested more than 200 deep");
    CHECK(message(repeat("f(", 200) + repeat(")", 200, "a")).empty());
    CHECK(message(repeat("f(1+", 500000)) == "brackets are nested more than 200 deep");
}

TEST_CASE("trees grow up to the limit, on either side") {
    CHECK(message(repeat(" + a", 999, "a")).empty());
    CHECK(message(repeat(" + a", 1000, "a")) == kTooDeep);
    CHECK(message(repeat("**a", 999, "a")).empty());
    CHECK(message(repeat("**a", 1000, "a")) == kTooDeep);
    CHECK(message(repeat("-", 999) + "a").empty());
    CHECK(message(repeat("-", 1000) + "a") == kTooDeep);
    CHECK(message(repeat("not ", 1000) + "a") == kTooDeep);
    // Many moderate chains inside each other.
    CHECK(message(repeat("(", 9) + "a" + repeat(repeat(" + a", 100) + ")", 9)).empty());
    CHECK(message(repeat("(", 11) + "a" + repeat(repeat(" + a", 100) + ")", 11)) == kTooDeep);
    CHECK(message(repeat("-f(", 200) + repeat(")", 200, "a")).empty());
    CHECK(message(repeat("-----f(", 200) + repeat(")", 200, "a")) == kTooDeep);
}

TEST_CASE("what is accepted at the limit reads back") {
    for (const std::string& text : {repeat("-----(", 199) + repeat(")", 199, "a"), repeat("**a", 999, "a"),
                                    repeat("a - (", 200) + repeat(")", 200, "b")}) {
        const auto expr = parse(text);
        REQUIRE(static_cast<bool>(expr));
        CHECK(*parse(ast::print(*expr)) == *expr);
    }
}

TEST_CASE("a megabyte is read in about linear time") {
    // Each takes 0.002 to 0.2 s (at -O1). A quadratic pass over a megabyte is 10^12 steps: minutes at the
    // least.
    const double kSeconds = 20;
    const auto start = std::chrono::steady_clock::now();
    const auto equations = [](const std::string& text) {
        return parser::parse_equations(make_source("model", text));
    };
    const auto statements = [](const std::string& text) {
        return parser::parse_statements(make_source("reset", text));
    };
    CHECK(equations(repeat("dv/dt = -v/tau : 1\n", 55000))->size() == 55000);
    CHECK(statements(repeat("v += 1\n", 150000))->size() == 150000);
    CHECK(std::get<ast::Call>(parse(repeat(",a", 500000, "f(a") + ")")->node).arguments.size() == 500001);
    CHECK(equations(repeat("\n", 1000000))->empty());
    CHECK(statements(repeat("# comment\n", 100000))->empty());
    for (const std::string& text :
         {repeat("x\n", 500000), repeat("\na", 500000, "x = a"), repeat("\na", 500000, "x = ("),
          repeat("x/\n", 300000), repeat("(\n", 500000), repeat("x : 1 (a,\n", 100000), repeat("a", 1000000),
          repeat("a ", 500000), repeat("1", 1000000), repeat(";", 500000) + "a", repeat("a\n\n\n\n", 200000),
          repeat("-", 1000000), repeat("=", 1000000), repeat("a = ", 250000), repeat(":", 1000000),
          repeat("v = (((", 100000), repeat("v = a +\n", 100000), repeat("a < ", 250000), repeat("a and ", 150000),
          repeat("f(f(", 200000), repeat("[", 500000), repeat("dv/dt = (\n", 90000), repeat("v : 1 (a)(b)\n", 70000)}) {
        const SourcePtr source = make_source("text", text);
        check_result(text, parser::parse_equations(source));
        check_result(text, parser::parse_statements(source));
        check_result(text, parser::parse_expression(source));
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    CHECK(taken.count() < kSeconds);
}

TEST_CASE("a text beyond the limit of size is refused") {
    const auto result = parse(std::string(parser::kMaxTextBytes + 1, ' '));
    REQUIRE_FALSE(static_cast<bool>(result));
    CHECK(result.problems()[0].message ==
          "the text has 67108865 bytes, more than the 67108864 that are allowed");
}

TEST_CASE("random bytes are read or refused") {
    std::mt19937_64 random(7);
    for (int k = 0; k < 10000; ++k) {
        std::string text(random() % 40, ' ');
        for (char& c : text)
            c = static_cast<char>(random());
        check_all(text);
    }
}

TEST_CASE("random sequences of tokens are read or refused") {
    static const std::vector<std::string> kTokens{
        "a",  "v", "dv/dt", "dt", "1",  "2.5", "1e", ".",  "(",    ")",        "(",    ")",
        ",",  "+", "-",     "*",  "**", "/",   "//", "%",  "<",    "==",       "=",    "=",
        "+=", ":", ":",     "\n", "\n", " ",   " ",  "#",  ";",    "and",      "or",   "not",
        "if", "[", "]",     "'",  "&",  "^",   "!",  "f(", "True", "\xc2\xb5", "volt", "(constant)"};
    std::mt19937_64 random(8);
    for (int k = 0; k < 30000; ++k) {
        std::string text;
        for (std::size_t left = random() % 16; left > 0; --left) {
            text += kTokens[random() % kTokens.size()];
            if ((random() & 1U) != 0)
                text += ' ';
        }
        check_all(text);
    }
}
