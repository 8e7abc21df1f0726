// SPDX-License-Identifier: Apache-2.0
// Parser and checks on texts of no author's making: noise, random sentences of the language with names and
// units that do not fit, and texts that are deep, long or many. They are accepted or refused with problems
// that point into the text, in bounded time and stack.
#include "hillock/units.hpp"
#include "parser/model/check.hpp"
#include "parser/parse.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

using namespace hillock;
using namespace hillock::internal;

namespace {

const char* const kModel = "dv/dt = -v/tau : volt (unless refractory)\n"
                           "x : 1\n"
                           "n : integer\n"
                           "b : boolean\n"
                           "g : siemens (shared)\n"
                           "s = 2*v : volt";
const model::ConstantValues kConstants{{"tau", 10 * ms}, {"k", 3.0}};

const model::Model& group() {
    static const auto model = [] {
        const SourcePtr source = make_source("group", kModel);
        return model::check_neurons(source, parser::parse_equations(source).or_throw(), kConstants)
            .or_throw();
    }();
    return *model;
}

/// Counts what was accepted, so that a test can say that it has reached what it is about.
struct Tally {
    int expressions = 0, statements = 0, neurons = 0, synapses = 0;
};

/// What must hold of whatever a check returns. \return whether it was accepted
template <class Value> bool is_sound(const Result<Value>& result) {
    if (result)
        return true;
    REQUIRE_FALSE(result.problems().empty());
    for (const Diagnostic& problem : result.problems()) {
        REQUIRE_FALSE(problem.message.empty());
        if (!problem.place.source)
            continue;
        REQUIRE(problem.place.span.begin <= problem.place.span.end);
        REQUIRE(problem.place.span.end <= problem.place.source->text.size());
    }
    REQUIRE_FALSE(render(result.problems()).empty());
    return false;
}

void check_all(const std::string& text, Tally& tally) {
    CAPTURE(text);
    const SourcePtr source = make_source("text", text);
    if (const auto tree = parser::parse_expression(source)) {
        tally.expressions += is_sound(model::check_expression(source, *tree, group().scope));
        (void)is_sound(
            model::check_expression(source, *tree, group().scope, {"it", model::Type::boolean, {}}));
        (void)is_sound(model::check_expression(source, *tree, group().scope,
                                               {"it", model::Type::real, volt.dimension()}));
    }
    if (const auto trees = parser::parse_statements(source)) {
        tally.statements += is_sound(model::check_statements(source, *trees, group().scope));
        (void)is_sound(model::check_statements(source, *trees, group().scope, model::SharedWrites::first));
    }
    if (const auto trees = parser::parse_equations(source)) {
        tally.neurons += is_sound(model::check_neurons(source, *trees, kConstants));
        tally.synapses += is_sound(model::check_synapses(source, *trees, kConstants, group(), group()));
    }
}

/// Random sentences of the language: they parse, and what they mean is up to the checks.
class Author {
  public:
    explicit Author(std::uint64_t seed) : random_(seed) {}

    std::string expression(int depth = 4) {
        if (depth == 0 || one_in(4))
            return pick(kValues);
        switch (below(6)) {
        case 0:
            return '(' + expression(depth - 1) + ')';
        case 1:
            return pick(kPrefixes) + '(' + expression(depth - 1) + ')';
        case 2:
            return call(depth);
        default:
            return expression(depth - 1) + pick(kOperators) + '(' + expression(depth - 1) + ')';
        }
    }
    std::string statements() {
        std::string text;
        for (std::size_t left = 1 + below(3); left > 0; --left)
            text += pick(kNames) + pick(kAssignments) + expression(2) + (one_in(2) ? "; " : "\n");
        return text;
    }
    std::string equations() {
        std::string text;
        for (std::size_t left = 1 + below(4); left > 0; --left) {
            const std::string name = pick(kNames);
            const std::string head = one_in(3)   ? name
                                     : one_in(2) ? name + " = " + expression(2)
                                                 : 'd' + name + "/dt = " + expression(2);
            text += head + " : " + pick(kUnits) + (one_in(4) ? pick(kFlags) : "") + '\n';
        }
        return text;
    }
    /// Anything, for `count` tokens.
    std::string soup(std::size_t count) {
        std::string text;
        for (; count > 0; --count) {
            const std::vector<std::string>* lists[] = {&kValues, &kOperators, &kPrefixes, &kAssignments,
                                                       &kUnits,  &kFlags,     &kMarks};
            text += pick(*lists[below(std::size(lists))]) + (one_in(2) ? " " : "");
        }
        return text;
    }
    std::string bytes(std::size_t count) {
        std::string text(count, ' ');
        for (char& c : text)
            c = static_cast<char>(random_());
        return text;
    }
    std::size_t below(std::size_t end) { return random_() % end; }

  private:
    bool one_in(std::size_t n) { return below(n) == 0; }
    const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
    std::string call(int depth) {
        std::string text = pick(kFunctions) + '(';
        for (std::size_t left = below(4); left > 0; --left)
            text += expression(depth - 1) + (left > 1 ? ", " : "");
        return text + ')';
    }

    std::mt19937_64 random_;
    const std::vector<std::string> kValues{
        "v",    "x",      "n",  "b",   "g",     "s",      "tau",       "k",
        "t",    "dt",     "i",  "N",   "0",     "1",      "2.5",       "1e300",
        "mV",   "volt",   "pi", "inf", "xi",    "xi_a",   "lastspike", "not_refractory",
        "True", "nobody", "w",  "a",   "v_pre", "v_post", "j",         "t_in_timesteps"};
    const std::vector<std::string> kNames{"v", "w", "a",  "b",   "x",      "n",  "s",
                                          "g", "t", "xi", "exp", "v_post", "_c", "delay"};
    const std::vector<std::string> kOperators{" + ", " - ",  "*",    "/",    "//",    " % ", "**",
                                              " < ", " <= ", " == ", " != ", " and ", " or "};
    const std::vector<std::string> kPrefixes{"-", "+", "not ", "sin", "abs", "int"};
    const std::vector<std::string> kFunctions{"exp",      "sqrt", "clip", "where",  "rand",    "randn",
                                              "timestep", "min",  "sign", "exprel", "poisson", "nothing"};
    const std::vector<std::string> kAssignments{
        " = ", " += ", " -= ", " *= ", " /= ", " //= ", " %= ", " **= "};
    const std::vector<std::string> kUnits{"1",       "volt", "amp",       "second",   "Hz",    "boolean",
                                          "integer", "mV",   "volt**0.5", "1/second", "parsec"};
    const std::vector<std::string> kFlags{
        " (constant)",         " (shared)", " (unless refractory)", " (constant over dt)", " (linked)",
        " (shared, constant)", " (foo)"};
    const std::vector<std::string> kMarks{"(", ")",        ",", ":",     ";",     "\n", "#", "[",
                                          "'", "\xc2\xb5", "$", "dv/dt", "dw/dt", "=",  "if"};
};

std::string repeat(const std::string& part, int count, std::string text = {}) {
    for (int k = 0; k < count; ++k)
        text += part;
    return text;
}

} // namespace

TEST_CASE("random bytes and random tokens are accepted or refused") {
    Author author(21);
    Tally tally;
    for (int k = 0; k < 10000; ++k) {
        check_all(author.bytes(author.below(40)), tally);
        check_all(author.soup(author.below(12)), tally);
    }
    CHECK(tally.expressions > 100); // most are no sentences; those that are reach the checks
}

TEST_CASE("random sentences are accepted or refused") {
    Author author(22);
    Tally tally;
    for (int k = 0; k < 4000; ++k) {
        check_all(author.expression(), tally);
        check_all(author.statements(), tally);
        check_all(author.equations(), tally);
    }
    // A few in a hundred mean something, so that accepting is tried too.
    CHECK(tally.expressions > 200);
    CHECK(tally.statements > 40);
    CHECK(tally.neurons > 80);
    CHECK(tally.synapses > 20);
}

TEST_CASE("deep, long and many are checked in about linear time") {
    // Each takes up to 0.2 s. A pass that is quadratic in 20000 lines of 20 bytes, or exponential in 200
    // levels, takes minutes.
    const double kSeconds = 20;
    const auto start = std::chrono::steady_clock::now();
    Tally tally;
    std::string equations, chain = "a0 = x0 : 1\nx0 : 1\n", code, unknown;
    for (int k = 0; k < 20000; ++k) {
        const std::string name = 'y' + std::to_string(k);
        equations += "d" + name + "/dt = -" + name + "/tau : 1\n";
        code += "v = v + " + std::to_string(k) + "*mV\n";
        unknown += "z" + std::to_string(k) + " = nobody" + std::to_string(k) + " : 1\n";
    }
    for (int k = 1; k <= parser::kMaxNesting; ++k)
        chain += "a" + std::to_string(k) + " = a" + std::to_string(k - 1) + " + a" + std::to_string(k - 1) +
                 " : 1\n";
    for (const std::string& text :
         {equations, chain, code, unknown, repeat("x + ", 999) + "x", repeat("x**", 999) + "x",
          repeat("-", 999) + "x", repeat("not ", 999) + "b", repeat("(", 200) + repeat(")", 200, "x"),
          repeat("abs(", 200) + repeat(")", 200, "v"), repeat("-abs(", 200) + repeat(")", 200, "v"),
          repeat("where(b, x, ", 199) + repeat(")", 199, "x"), repeat("b and ", 999) + "b",
          repeat(", x", 100000, "exp(x") + ")", repeat("v += 1*mV; ", 20000),
          "x = " + repeat("x*(", 200) + repeat(")", 200, "x"), repeat("w = 1 : volt\n", 20000),
          repeat("v : volt (shared, shared)\n", 5000), repeat("nobody + ", 999) + "nobody"})
        check_all(text, tally);
    CHECK(tally.expressions == 9); // all but those that have too many arguments or unknown names
    CHECK(tally.statements == 3);
    CHECK(tally.neurons == 2);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    CHECK(taken.count() < kSeconds);
}
