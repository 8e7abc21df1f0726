// SPDX-License-Identifier: Apache-2.0
// Equations: the three forms, where one ends, flags, spans.
#include "parser/parse.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;

namespace {

std::vector<ast::Equation> parse(const std::string& text) {
    const auto result = parser::parse_equations(make_source("model", text));
    const std::string problems = result ? std::string() : render(result.problems());
    CAPTURE(problems);
    REQUIRE(static_cast<bool>(result));
    return *result;
}

} // namespace

TEST_CASE("the three forms of an equation") {
    const auto equations = parse("dv/dt = (El - v)/tau : volt\nI = g*v : amp\n tau : second (constant)");
    REQUIRE(equations.size() == 3);
    CHECK(equations[0].kind == ast::EquationKind::differential);
    CHECK(equations[0].name == "v");
    CHECK(equations[1].kind == ast::EquationKind::subexpression);
    CHECK(equations[1].name == "I");
    CHECK(equations[2].kind == ast::EquationKind::parameter);
    CHECK(equations[2].name == "tau");
    CHECK_FALSE(equations[2].expression.has_value());
    CHECK(ast::print(equations) ==
          "dv/dt = (El - v) / tau : volt\nI = g * v : amp\ntau : second (constant)\n");
}

TEST_CASE("blank lines, comments and space do not matter") {
    CHECK(ast::print(parse("\n# head: x = 1\n  dge / dt=-ge/tau:siemens# tail : (\n\n\td : 1\r\n  dt_x:1")) ==
          "dge/dt = -ge / tau : siemens\nd : 1\ndt_x : 1\n");
    CHECK(parse("").empty());
    CHECK(parse(" # a\n\n").empty());
}

TEST_CASE("an expression goes on until its colon") {
    CHECK(ast::print(parse("dv/dt = (a   # first: part\n + b)\n\n  / c\n : volt\nx : 1")) ==
          "dv/dt = (a + b) / c : volt\nx : 1\n");
    CHECK(ast::print(parse("x = a +\nb : volt")) == "x = a + b : volt\n");
    CHECK(ast::print(parse("x = a and\nb : boolean")) == "x = a and b : boolean\n");
    CHECK(ast::print(parse("x = f(a,\nb) : 1")) == "x = f(a, b) : 1\n");
    CHECK(ast::print(parse("dv/dt\n= 1 : 1\ny\n: 1")) == "dv/dt = 1 : 1\ny : 1\n");
}

TEST_CASE("units are expressions, and a parenthesis after a unit begins the flags") {
    CHECK(ast::print(parse("g : siemens/(meter**2)\nk : amp*volt**-1 (constant)\nb : boolean(shared)\nh : "
                           "1/(a*b) (shared)")) == "g : siemens / meter**2\nk : amp * volt**-1 (constant)\nb "
                                                   ": boolean (shared)\nh : 1 / (a * b) (shared)\n");
}

TEST_CASE("flags are words with single spaces between them") {
    const std::string text = "x : 1 (  unless\n refractory ,event-driven,constant  over dt )  # flags";
    const auto equations = parse(text);
    REQUIRE(equations.size() == 1);
    const auto& flags = equations[0].flags;
    REQUIRE(flags.size() == 3);
    CHECK(flags[0].text == "unless refractory");
    CHECK(text.substr(flags[0].span.begin, flags[0].span.end - flags[0].span.begin) == "unless\n refractory");
    CHECK(flags[1].text == "event-driven");
    CHECK(flags[2].text == "constant over dt");
    CHECK(text.substr(flags[2].span.begin, flags[2].span.end - flags[2].span.begin) == "constant  over dt");
    CHECK(ast::print(equations[0]) == "x : 1 (unless refractory, event-driven, constant over dt)");
}

TEST_CASE("spans of an equation") {
    const std::string text = "\n dge / dt = -ge : 1 (shared) # c\nb : volt";
    const auto equations = parse(text);
    REQUIRE(equations.size() == 2);
    const auto shown = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
    CHECK(shown(equations[0].span) == "dge / dt = -ge : 1 (shared)");
    CHECK(shown(equations[0].name_span) == "ge");
    CHECK(shown(equations[0].expression->span) == "-ge");
    CHECK(shown(equations[0].unit.span) == "1");
    CHECK(shown(equations[1].span) == "b : volt");
    CHECK(shown(equations[1].name_span) == "b");
}

TEST_CASE("an equation with an error does not hide the errors after it") {
    const auto result = parser::parse_equations(make_source("model", "dv/dt = -v/tau\n"
                                                                     "x = (a + b : 1\n"
                                                                     "y : 1 (constant,\n"
                                                                     "w = a b : 1\n"
                                                                     "ok : 1\n"
                                                                     "z + 1\n"));
    REQUIRE_FALSE(static_cast<bool>(result));
    std::vector<std::size_t> lines;
    for (const Diagnostic& problem : result.problems())
        lines.push_back(line_column(*problem.place.source, problem.place.span.begin).line);
    CHECK(lines == std::vector<std::size_t>{1, 2, 3, 4, 6});
}

TEST_CASE("after twenty problems the rest is not read") {
    std::string text;
    for (int k = 0; k < 100; ++k)
        text += "x = 1\n";
    const auto result = parser::parse_equations(make_source("model", text));
    REQUIRE_FALSE(static_cast<bool>(result));
    REQUIRE(result.problems().size() == 21);
    CHECK(result.problems().back().message == "too many problems; the text from here on was not read");
    CHECK(
        line_column(*result.problems().back().place.source, result.problems().back().place.span.begin).line ==
        21);
}
