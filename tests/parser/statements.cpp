// SPDX-License-Identifier: Apache-2.0
// Statements: what separates them, the operators, spans.
#include "parser/parse.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;

namespace {

std::vector<ast::Statement> parse(const std::string& text) {
    const auto result = parser::parse_statements(make_source("reset", text));
    const std::string problems = result ? std::string() : render(result.problems());
    CAPTURE(problems);
    REQUIRE(static_cast<bool>(result));
    return *result;
}

} // namespace

TEST_CASE("statements are separated by newlines and semicolons") {
    CHECK(ast::print(parse("v = 0; w += 1 ;\n\n  x -= 2 # ; y = 1\n;;z=x\r\n")) ==
          "v = 0\nw += 1\nx -= 2\nz = x\n");
    CHECK(parse("").empty());
    CHECK(parse(" \n # nothing\n ; \n").empty());
}

TEST_CASE("all assignment operators") {
    const auto statements =
        parse("a = 1\na += 1\na -= 1\na *= 1\na /= 1\na //= 1\na %= 1\na **= 1\na=-1\na-=-1");
    REQUIRE(statements.size() == 10);
    using enum ast::AssignOp;
    const ast::AssignOp expected[] = {set,          add,    subtract, multiply, divide,
                                      floor_divide, modulo, power,    set,      subtract};
    for (std::size_t k = 0; k < statements.size(); ++k)
        CHECK(statements[k].op == expected[k]);
    CHECK(ast::print(statements[9]) == "a -= -1");
}

TEST_CASE("a statement goes on over lines inside brackets only") {
    CHECK(ast::print(parse("v = (a +\n  b) * c\nw = f(1,\n 2)")) == "v = (a + b) * c\nw = f(1, 2)\n");
    CHECK(parse("v = a == b").size() == 1);
    CHECK_FALSE(static_cast<bool>(parser::parse_statements(make_source("reset", "v = a +\n b"))));
}

TEST_CASE("spans of a statement") {
    const std::string text = "v = 0 ;  w  **= ( a ) # c";
    const auto statements = parse(text);
    REQUIRE(statements.size() == 2);
    CHECK(statements[0].span == Span{0, 5});
    CHECK(statements[1].span == Span{9, 21});
    CHECK(statements[1].target_span == Span{9, 10});
    CHECK(statements[1].value.span == Span{16, 21});
}

TEST_CASE("a statement with an error does not hide the errors after it") {
    const auto result = parser::parse_statements(make_source("reset", "v = (1\nw = 2\nx + 1; y = ]; z = 3"));
    REQUIRE_FALSE(static_cast<bool>(result));
    REQUIRE(result.problems().size() == 3);
    CHECK(result.problems()[0].place.span == Span{4, 5});
    CHECK(result.problems()[1].place.span == Span{13, 18});
    CHECK(result.problems()[2].place.span == Span{24, 25});
}
