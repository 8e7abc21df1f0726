// SPDX-License-Identifier: Apache-2.0
// Pairs for which text of connect() gives a probability that is none: they are counted while the pairs are drawn, and told once a call.
#pragma once

#include "engine/connectivity.hpp"
#include "parser/model/expr.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hillock::internal::engine {

/// How many, and the first of them, with i and j of connect().
struct CountedPairs {
    std::int64_t count = 0;
    Pair first{};

    void add(Pair pair) {
        if (count++ == 0) first = pair;
    }
    void append(const CountedPairs& later) {
        if (count == 0) first = later.first;
        count += later.count;
    }
};

/// Whether a real number is no probability: below 0, above 1 or not a number.
[[nodiscard]] model::Expr is_no_probability(const model::Expr& p);
[[nodiscard]] inline bool is_no_probability(double p) { return !(p >= 0 && p <= 1); }

/// Says nothing if there are none.
/// \param value  of the first pair, if it is known
void warn_of_probability(const std::string& synapses, const std::string& text, const CountedPairs& pairs, std::optional<double> value);

} // namespace hillock::internal::engine
