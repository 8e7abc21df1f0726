// SPDX-License-Identifier: Apache-2.0
#include <hillock/describe.hpp>
#include <hillock/hillock.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace hillock;

namespace {

struct Unknown {};
enum class Choice { first, second };
struct Streamed {};
std::ostream& operator<<(std::ostream& stream, const Streamed&) { return stream << "written"; }

} // namespace

TEST_CASE("an array has one unit, which fits its largest value") {
    CHECK(describe(std::vector<double>{-60, -59.5} * mV) == "[-60, -59.5] mV");
    CHECK(describe(std::vector<double>{0, 1e-6, 2.5} * mV) == "[0, 1e-06, 2.5] mV");
    CHECK(describe(std::vector<double>{1, 2000} * mV) == "[0.001, 2] V");
    CHECK(describe(std::vector<double>{0, 0} * volt) == "[0, 0] V");
    CHECK(describe(std::vector<double>{} * volt) == "[] V");
    CHECK(describe(QuantityArray{{1, 2}, {}}) == "[1, 2]");
    const double inf = std::numeric_limits<double>::infinity();
    CHECK(describe(QuantityArray{{inf, -inf, std::numeric_limits<double>::quiet_NaN(), 0.002}, volt.dimension()}) == "[inf, -inf, nan, 2] mV");
    CHECK(describe(std::vector<double>{1, 2} * (mV / ms)) == "[1, 2] V s^-1");
}

TEST_CASE("of many values the ends are shown") {
    std::vector<double> many;
    for (int k = 0; k < 12; ++k) many.push_back(k);
    CHECK(describe(many * mV) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] mV");
    many.push_back(12);
    CHECK(describe(many * mV) == "[0, 1, 2, ..., 10, 11, 12] mV (13 values)");
    CHECK(describe(many) == "[0, 1, 2, ..., 10, 11, 12] (13 values)");
}

TEST_CASE("values of any type have a text") {
    CHECK(describe(50 * mV) == "50 mV");
    CHECK(describe(0.1) == "0.1");
    CHECK(describe(1.0F / 3) == "0.333333343");
    CHECK(describe(-3) == "-3");
    CHECK(describe(true) == "true");
    CHECK(describe('c') == "'c'");
    CHECK(describe("a\"\\\n\t") == R"("a\"\\\n\t")");
    CHECK(describe(std::string("text")) == "\"text\"");
    CHECK(describe(nullptr) == "nullptr");
    CHECK(describe(std::optional<int>()) == "nothing");
    CHECK(describe(std::optional<int>(3)) == "3");
    CHECK(describe(std::pair(1, "one")) == "(1, \"one\")");
    CHECK(describe(std::map<std::string, Quantity>{{"a", 1 * ms}}) == "[(\"a\", 1 ms)]");
    CHECK(describe(std::list<std::deque<int>>{{1}, {}}) == "[[1], []]");
    CHECK(describe(std::vector<bool>{true, false}) == "[true, false]");
    CHECK(describe(volt.dimension()) == "volt");
    CHECK(describe(Streamed()) == "written");
    CHECK(describe(Unknown()) == "a (anonymous namespace)::Unknown");
    CHECK(describe(&describe_unknown) == "a function");
    const int three[] = {1, 2, 3};
    CHECK(describe(three) == "[1, 2, 3]");
    CHECK(describe(Choice::second) == "(anonymous namespace)::Choice(1)");
    int number = 0;
    CHECK(describe(&number).starts_with("int* 0x"));
}

TEST_CASE("a variable is read only where it is shown") {
    NeuronGroup group(1000, "dv/dt = -v/(10*ms) : volt\n w = v/mV : 1\n s : 1 (shared)", {.name = "G"});
    group["v"] = "i*mV";
    CHECK(describe(group["v"]) == "[0, 1, 2, ..., 997, 998, 999] mV (1000 values)");
    CHECK(describe(group["v"].slice(10, 12)) == "[10, 11] mV");
    CHECK(describe(group) == "NeuronGroup 'G': 1000 neurons\n"
                             "  v  [0, 1, 2, ..., 997, 998, 999] mV (1000 values)\n"
                             "  w  [0, 1, 2, ..., 997, 998, 999] (1000 values)\n"
                             "  s  [0]");
    CHECK(describe(group.slice(998, 1000)) == "neurons 998 to 999 of NeuronGroup 'G'\n"
                                              "  v  [998, 999] mV\n"
                                              "  w  [998, 999]\n"
                                              "  s  [0]");
    CHECK(variable_names(group) == std::vector<std::string>{"v", "w", "s", "N", "i", "t", "dt", "t_in_timesteps"});
}

TEST_CASE("an empty variable says so") {
    NeuronGroup group(1, "v : 1");
    const NeuronGroup other = std::move(group);
    CHECK(describe(static_cast<const SimulationObject&>(group)) ==
          "an empty variable: what it stood for is another's, or ended when its name got a new meaning");
    CHECK(describe(other).starts_with("NeuronGroup"));
}
