// SPDX-License-Identifier: Apache-2.0
// The rendered text of diagnostics, and the exceptions they become.
#include "parser/diagnostics.hpp"

#include "hillock/error.hpp"

#include <doctest/doctest.h>

using namespace hillock;

namespace {

std::string rendered(const std::string& text, Span span) {
    return render(Diagnostic{Problem::syntax, "wrong", {make_source("model", text), span}});
}

} // namespace

TEST_CASE("a diagnostic shows its line and its notes") {
    const SourcePtr source = make_source(
        "model", "El : volt\ntau : second\n\ndv/dt = (El - v + I) / tau : volt\n\n\nI : ampere\n");
    Diagnostic diagnostic{Problem::dimension, "cannot add 'volt' and 'ampere'", {source, {40, 41}}};
    diagnostic.notes.push_back({"'I' is declared here as ampere", {source, {60, 61}}});
    CHECK(render(diagnostic) == "model:4:17: error: cannot add 'volt' and 'ampere'\n"
                                "    4 | dv/dt = (El - v + I) / tau : volt\n"
                                "      |                 ^\n"
                                "model:7:1: note: 'I' is declared here as ampere\n"
                                "    7 | I : ampere\n"
                                "      | ^");
}

TEST_CASE("several diagnostics follow each other on lines of their own") {
    const Diagnostics two{{Problem::value, "one", {}},
                          {Problem::value, "two", {make_source("m", "x"), {0, 1}}}};
    CHECK(render(two) == "error: one\nm:1:1: error: two\n    1 | x\n      | ^");
}

TEST_CASE("a place without a source is not shown") {
    CHECK(render(Diagnostic{Problem::value, "N is 0", {}, {{"really", {}}}}) ==
          "error: N is 0\nnote: really");
}

TEST_CASE("the caret line covers the span as far as the line goes") {
    CHECK(rendered("a + bcd * e", {4, 7}) == "model:1:5: error: wrong\n    1 | a + bcd * e\n      |     ^~~");
    CHECK(rendered("a + b\n* c", {4, 9}) == "model:1:5: error: wrong\n    1 | a + b\n      |     ^");
    CHECK(rendered("ab\ncd", {0, 5}) == "model:1:1: error: wrong\n    1 | ab\n      | ^~");
    CHECK(rendered("ab\r\ncd", {0, 6}) == "model:1:1: error: wrong\n    1 | ab\n      | ^~");
    CHECK(rendered("ab", {2, 2}) == "model:1:3: error: wrong\n    1 | ab\n      |   ^");
    CHECK(rendered("", {0, 0}) == "model:1:1: error: wrong\n    1 | \n      | ^");
    CHECK(rendered("ab\n", {3, 3}) == "model:2:1: error: wrong\n    2 | \n      | ^");
    CHECK(rendered("ab\ncd", {2, 2}) == "model:1:3: error: wrong\n    1 | ab\n      |   ^");
    CHECK(rendered("ab", {7, 9}) == "model:1:3: error: wrong\n    1 | ab\n      |   ^");
}

TEST_CASE("tabs and characters of several bytes take one column") {
    CHECK(rendered("\tx\ty", {3, 4}) == "model:1:4: error: wrong\n    1 |  x y\n      |    ^");
    CHECK(rendered("µµ = b", {7, 8}) == "model:1:6: error: wrong\n    1 | µµ = b\n      |      ^");
    CHECK(rendered("a µµ b", {2, 6}) == "model:1:3: error: wrong\n    1 | a µµ b\n      |   ^~");
    CHECK(rendered(std::string("a\0\x1b", 3) + "b", {3, 4}) ==
          "model:1:4: error: wrong\n    1 | a??b\n      |    ^");
}

TEST_CASE("line numbers stand to the right in five columns, longer ones move the bar") {
    CHECK(rendered(std::string(122, '\n') + "x", {122, 123}) ==
          "model:123:1: error: wrong\n  123 | x\n      | ^");
    CHECK(rendered(std::string(123455, '\n') + "x", {123455, 123456}) ==
          "model:123456:1: error: wrong\n123456 | x\n       | ^");
}

TEST_CASE("a very long line is shown around the place") {
    const std::string text = std::string(1000, 'a') + "b" + std::string(1000, 'c');
    CHECK(rendered(text, {1000, 1001}) == "model:1:1001: error: wrong\n    1 | ..." + std::string(60, 'a') +
                                              "b" + std::string(139, 'c') + "...\n      | " +
                                              std::string(63, ' ') + "^");
    CHECK(rendered(text, {0, 2001}) == "model:1:1: error: wrong\n    1 | " + std::string(200, 'a') +
                                           "...\n      | ^" + std::string(199, '~'));
}

TEST_CASE("line and column of a byte") {
    const SourcePtr source = make_source("m", "ab\nµc\n");
    const auto at = [&](std::uint32_t offset) {
        const LineColumn place = line_column(*source, offset);
        return std::pair(place.line, place.column);
    };
    CHECK(at(0) == std::pair<std::size_t, std::size_t>(1, 1));
    CHECK(at(2) == std::pair<std::size_t, std::size_t>(1, 3));
    CHECK(at(3) == std::pair<std::size_t, std::size_t>(2, 1));
    CHECK(at(5) == std::pair<std::size_t, std::size_t>(2, 2));
    CHECK(at(7) == std::pair<std::size_t, std::size_t>(3, 1));
    CHECK(at(99) == std::pair<std::size_t, std::size_t>(3, 1));
}

TEST_CASE("the exception is that of the first problem, with the text of all") {
    const auto thrown = [](Problem problem) {
        throw_error({{problem, "first", {}}, {Problem::value, "second", {}}});
    };
    CHECK_THROWS_WITH_AS(thrown(Problem::syntax), "error: first\nerror: second", SyntaxError);
    CHECK_THROWS_AS(thrown(Problem::name), NameError);
    CHECK_THROWS_AS(thrown(Problem::dimension), DimensionMismatchError);
    CHECK_THROWS_AS(thrown(Problem::type), TypeError);
    CHECK_THROWS_AS(thrown(Problem::equation), EquationError);
    CHECK_THROWS_AS(thrown(Problem::unsupported), UnsupportedEquationsError);
    CHECK_THROWS_AS(thrown(Problem::value), ValueError);
    CHECK_THROWS_AS(thrown(Problem::index), IndexError);
}

TEST_CASE("a result is its value or throws its problems") {
    CHECK(Result<int>(3).or_throw() == 3);
    CHECK_THROWS_WITH_AS(Result<int>(Diagnostic{Problem::name, "no such name", {}}).or_throw(),
                         "error: no such name", NameError);
}
