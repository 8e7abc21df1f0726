// SPDX-License-Identifier: Apache-2.0
// Expressions: their values beside the same expression in C++, which pins precedence, and the spans of all
// nodes.
#include "tests/parser/trees.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace hillock;
using namespace hillock::internal;

namespace {

ast::Expr parse(const std::string& text) {
    const Result<ast::Expr> result = parser::parse_expression(make_source("expression", text));
    const std::string problems = result ? std::string() : render(result.problems());
    CAPTURE(problems);
    REQUIRE(static_cast<bool>(result));
    return *result;
}

double value_of(const std::string& name) {
    if (name == "a")
        return 7;
    if (name == "b")
        return -2;
    return 0.5;
}

std::string text_of(const std::string& text, Span span) {
    return text.substr(span.begin, span.end - span.begin);
}

/// The text of every node, in the order parent, children.
void collect(const std::string& text, const ast::Expr& expr, std::vector<std::string>& texts) {
    texts.push_back(text_of(text, expr.span));
    for (const ast::Expr& child : test::children(expr))
        collect(text, child, texts);
}

} // namespace

TEST_CASE("the value of an expression is that of the same one in C++") {
    const double a = 7, b = -2, c = 0.5;
    struct Row {
        const char* text;
        double value;
    };
    const Row rows[] = {
        {"1", 1},
        {"1.5", 1.5},
        {".5", .5},
        {"5.", 5.},
        {"1e-3", 1e-3},
        {"1E6", 1E6},
        {"2.5e+2", 2.5e+2},
        {"1_000", 1000},
        {"1_0.2_5e1_0", 10.25e10},
        {"0x1F", 31},
        {"0Xff_ff", 65535},
        {"0b1011", 11},
        {"0o_17", 15},
        {".5e1", .5e1},
        {"5.e1", 5.e1},
        {"0.1", 0.1},
        {"5e-324", 5e-324},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"True", 1},
        {"False", 0},
        {"-4**2", -16.0},
        {"(-4)**2", 16.0},
        {"2**3**2", 512},
        {"(2**3)**2", 64},
        {"2**-1", .5},
        {"2**-1**2", 0.5},
        {"2**-2*3", 0.75},
        {"2**+a", 128},
        {"-2**-2", -0.25},
        {"--3", 3},
        {"-+-3", 3},
        {"2 - -3", 5},
        {"a - b - c", (a - b) - c},
        {"a - (b - c)", a - (b - c)},
        {"a / b / c", (a / b) / c},
        {"a / (b / c)", a / (b / c)},
        {"a / b * c", (a / b) * c},
        {"a * b + c", a * b + c},
        {"a + b * c", a + b * c},
        {"(a + b) * c", (a + b) * c},
        {"a * -b", a * -b},
        {"-a * b", -a * b},
        {"-a + b", -a + b},
        {"a // b", std::floor(a / b)},
        {"-a // 2", -4},
        {"-(a // 2)", -3},
        {"7 % 4 * 2", 6},
        {"a // 2 * 2 + a % 2", 7},
        {"-7 % 4", 1},
        {"a + 1 < b * 2", 0},
        {"a + 1 > b * 2", 1},
        {"a == 7", 1},
        {"a != 7", 0},
        {"a <= 7 and a >= 7", 1},
        {"not a == b", 1},
        {"not a < b", 1},
        {"not not a", 1},
        {"not False and False", 0},
        {"not (False and False)", 1},
        {"True or True and False", 1},
        {"(True or True) and False", 0},
        {"False and False or True", 1},
        {"True or not True", 1},
        {"(1 < 2) == True", 1},
        {"max(a, b)", 7},
        {"max(b, c)**2 + 1", 1.25},
        {"-max(1, 2)**2", -4},
        {"max (1, max(3 , 2))", 3},
        {"2*max(a+1,b)", 16},
        {"a\n  +  # the first\n b", 5},
        {"((((a))))", 7},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(test::evaluate(parse(row.text), value_of) == row.value);
    }
}

TEST_CASE("a number is an integer if it has neither a point nor an exponent") {
    const auto is_integer = [](const char* text) { return std::get<ast::Number>(parse(text).node).integer; };
    CHECK(is_integer("1"));
    CHECK(is_integer("007"));
    CHECK_FALSE(is_integer("1."));
    CHECK_FALSE(is_integer("1e3"));
    CHECK(is_integer("0x1e3"));
    CHECK(is_integer("1_000"));
    CHECK_FALSE(is_integer(".5"));
    CHECK_FALSE(parse("1") == parse("1.0"));
}

TEST_CASE("names may begin with a keyword") {
    for (const char* text : {"android", "notable", "order", "iffy", "True_", "d", "dt_x", "_", "e1", "E"}) {
        CAPTURE(text);
        CHECK(parse(text) == ast::Expr{{}, ast::Name{text}});
    }
    CHECK(parse("a and notable or order") == parse("(a and notable) or order"));
    CHECK(parse("not(a)and(b)or(c)") == parse("((not a) and b) or c"));
}

TEST_CASE("every node has the span of its text, with its own parentheses and no space") {
    const std::string text = "  -( a+b )*f (x , 2.5) # end";
    std::vector<std::string> texts;
    collect(text, parse(text), texts);
    CHECK(texts == std::vector<std::string>{"-( a+b )*f (x , 2.5)", "-( a+b )", "( a+b )", "a", "b",
                                            "f (x , 2.5)", "x", "2.5"});
}

TEST_CASE("operators and functions have spans of their own") {
    const std::string text = "( v <= 1 ) and sin( w )";
    const ast::Expr expr = parse(text);
    const auto& both = std::get<ast::Binary>(expr.node);
    CHECK(text_of(text, both.op_span) == "and");
    CHECK(text_of(text, both.left->span) == "( v <= 1 )");
    CHECK(text_of(text, std::get<ast::Binary>(both.left->node).op_span) == "<=");
    CHECK(text_of(text, std::get<ast::Call>(both.right->node).function_span) == "sin");
    CHECK(both.op_span == Span{11, 14});
}

TEST_CASE("trees compare without regard to place") {
    CHECK(parse("a+b") == parse("  ( a ) + b"));
    CHECK_FALSE(parse("a + b") == parse("b + a"));
    CHECK_FALSE(parse("a + b") == parse("a - b"));
    CHECK_FALSE(parse("f(a)") == parse("g(a)"));
    CHECK_FALSE(parse("f(a)") == parse("f(a, a)"));
}
