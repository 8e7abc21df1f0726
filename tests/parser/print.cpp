// SPDX-License-Identifier: Apache-2.0
// Canonical text, and the law that ties the printer to the parser: parse(print(tree)) == tree.
#include "tests/parser/trees.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace hillock;
using namespace hillock::internal;

namespace {

std::optional<ast::Expr> parse(const std::string& text) {
    auto result = parser::parse_expression(make_source("expression", text));
    return result ? std::optional(*std::move(result)) : std::nullopt;
}

std::string reprint(const char* text) {
    const auto expr = parse(text);
    REQUIRE(expr.has_value());
    return ast::print(*expr);
}

/// Whether each node of the tree is what the text of its span reads as.
bool spans_read_back(const std::string& text, const ast::Expr& expr) {
    if (parse(text.substr(expr.span.begin, expr.span.end - expr.span.begin)) != expr)
        return false;
    for (const ast::Expr& child : test::children(expr))
        if (!spans_read_back(text, child))
            return false;
    return true;
}

bool round_trip_fails(const ast::Expr& expr) {
    return parse(ast::print(expr)) != expr;
}

constexpr std::uint64_t kSeed = 20261121;

} // namespace

TEST_CASE("canonical text has one space around operators and only the parentheses it needs") {
    struct Row {
        const char* text;
        const char* canonical;
    };
    const Row rows[] = {
        {"a+b*c", "a + b * c"},
        {"(a+b)*c", "(a + b) * c"},
        {"(a*b)+c", "a * b + c"},
        {"(a-b)-c", "a - b - c"},
        {"a-(b-c)", "a - (b - c)"},
        {"a**b**c", "a**b**c"},
        {"(a**b)**c", "(a**b)**c"},
        {"a ** (b ** c)", "a**b**c"},
        {"(-a)**b", "(-a)**b"},
        {"-(a**b)", "-a**b"},
        {"a**(-b)", "a**-b"},
        {"a**-(b*c)", "a**-(b * c)"},
        {"a*(-b)", "a * -b"},
        {"-(-a)", "--a"},
        {"-(a+b)", "-(a + b)"},
        {"-(a*b)", "-(a * b)"},
        {"(not a) and b", "not a and b"},
        {"not (a and b)", "not (a and b)"},
        {"not (a<b)", "not a < b"},
        {"(not a)<b", "(not a) < b"},
        {"a and (b or c)", "a and (b or c)"},
        {"a or (b and c)", "a or b and c"},
        {"a or (b or c)", "a or (b or c)"},
        {"(a<b)==c", "(a < b) == c"},
        {"a//b%c", "a // b % c"},
        {"a//(b%c)", "a // (b % c)"},
        {"f( a,(b),-c )", "f(a, b, -c)"},
        {"f ( )", "f()"},
        {"True", "True"},
        {"1", "1"},
        {"1.0", "1.0"},
        {"1.50", "1.5"},
        {"1e-3", "0.001"},
        {"1e3", "1000.0"},
        {"1E100", "1e+100"},
        {"0.1", "0.1"},
        {"123456789012345678", "123456789012345680"},
        {"0", "0"},
        {"0.", "0.0"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(reprint(row.text) == row.canonical);
    }
}

TEST_CASE("an integer of three hundred digits reads back") {
    const auto expr = parse("1" + std::string(308, '0'));
    REQUIRE(expr.has_value());
    CHECK(std::get<ast::Number>(expr->node).integer);
    CHECK(parse(ast::print(*expr)) == expr);
}

TEST_CASE("random trees read back from their canonical text") {
    std::mt19937_64 random(kSeed);
    for (int k = 0; k < 20000; ++k) {
        const ast::Expr expr = test::random_tree(random, 6);
        if (!round_trip_fails(expr))
            continue;
        FAIL("seed " << kSeed << ", tree " << k << ": '" << ast::print(test::shrink(expr, round_trip_fails))
                     << "' does not read back");
    }
}

TEST_CASE("random trees read back from text full of parentheses, blanks and comments, with the spans of "
          "their parts") {
    std::mt19937_64 random(kSeed);
    for (int k = 0; k < 2000; ++k) {
        const ast::Expr expr = test::random_tree(random, 5);
        const std::string text = test::print_noisily(expr, random);
        const auto read = parse(text);
        CAPTURE(kSeed);
        CAPTURE(k);
        CAPTURE(text);
        REQUIRE(read == expr);
        REQUIRE(spans_read_back(text, *read));
    }
}

TEST_CASE("shrinking finds the part that fails") {
    const auto contains_modulo = [](const ast::Expr& expr) {
        return ast::print(expr).find('%') != std::string::npos;
    };
    const auto expr = parse("1 + f(a, -(b * c % (d + 2)), e)");
    REQUIRE(expr.has_value());
    CHECK(ast::print(test::shrink(*expr, contains_modulo)) == "v % v");
}

TEST_CASE("random equations and statements read back") {
    std::mt19937_64 random(kSeed);
    const auto boolean = [&] { return (random() & 1U) != 0; };
    for (int k = 0; k < 2000; ++k) {
        std::vector<ast::Equation> equations(random() % 4);
        std::vector<ast::Statement> statements(random() % 4);
        for (ast::Equation& equation : equations) {
            equation.kind = static_cast<ast::EquationKind>(random() % 3);
            equation.name = boolean() ? "v" : "dt_x";
            if (equation.kind != ast::EquationKind::parameter)
                equation.expression = test::random_tree(random, 4);
            equation.unit = *parse(boolean() ? "volt / (amp * second)" : "meter**-2");
            if (boolean())
                equation.flags.push_back({"unless refractory", {}});
            if (boolean())
                equation.flags.push_back({"event-driven", {}});
        }
        for (ast::Statement& statement : statements)
            statement = {{}, "w", {}, static_cast<ast::AssignOp>(random() % 8), test::random_tree(random, 4)};
        const std::string equation_text = ast::print(equations);
        const std::string statement_text = ast::print(statements);
        CAPTURE(equation_text);
        CAPTURE(statement_text);
        const auto read_equations = parser::parse_equations(make_source("model", equation_text));
        const auto read_statements = parser::parse_statements(make_source("reset", statement_text));
        REQUIRE((read_equations && *read_equations == equations));
        REQUIRE((read_statements && *read_statements == statements));
    }
}
