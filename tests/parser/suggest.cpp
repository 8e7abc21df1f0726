// SPDX-License-Identifier: Apache-2.0
// The nearest known name.
#include "parser/suggest.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace hillock;

namespace {
const std::vector<std::string> kKnown{"tau", "tau_m", "threshold", "El", "gL", "volt", "vlot_x"};
}

TEST_CASE("one slip is near enough for a short name") {
    CHECK(suggest("taum", kKnown) == "tau");   // first of two at distance 1
    CHECK(suggest("tua", kKnown) == "tau");    // two neighbours swapped are one slip
    CHECK(suggest("vot", kKnown) == "volt");   // one too few
    CHECK(suggest("vvolt", kKnown) == "volt"); // one too many
    CHECK(suggest("vomt", kKnown) == "volt");  // one wrong
    CHECK(suggest("xyz", kKnown).empty());
    CHECK(suggest("v", std::vector<std::string>{"N", "vm"}) == "vm"); // "N" is as near, but has nothing of "v"
    CHECK(suggest("vo", kKnown).empty()); // two slips
}

TEST_CASE("longer names allow a slip for every three letters") {
    CHECK(suggest("treshhold", kKnown) == "threshold");
    CHECK(suggest("trsold", kKnown).empty()); // three slips, two allowed
    CHECK(suggest("threshxxx", kKnown) == "threshold");
    CHECK(suggest("threxxxxx", kKnown).empty());
}

TEST_CASE("a difference in case alone is nearest") {
    CHECK(suggest("el", kKnown) == "El");
    CHECK(suggest("GL", kKnown) == "gL");
    CHECK(suggest("THRESHOLD", kKnown) == "threshold");
    CHECK(suggest("TAU_M", kKnown) == "tau_m");
}

TEST_CASE("without candidates there is nothing to suggest, and no name is suggested for itself") {
    CHECK(suggest("x", {}).empty());
    CHECK(suggest("", kKnown).empty());
    CHECK(suggest("volt", std::vector<std::string>{"volt"}).empty());
}

TEST_CASE("the words of a suggestion") {
    CHECK(did_you_mean("tua", kKnown) == "; did you mean 'tau'?");
    CHECK(did_you_mean("something_else", kKnown).empty());
}
