// SPDX-License-Identifier: Apache-2.0
// How synapses were asked for, kept for those who describe a network.
#pragma once

#include "hillock/synapses.hpp"

#include <cstdint>
#include <string>

namespace hillock::internal::engine {

/// One call of connect().
struct ConnectRule {
    enum class Kind : unsigned char { options, pairs, matrix };
    Kind kind = Kind::options;
    ConnectOptions options;    ///< without the lists of indices, which may be long
    std::int64_t synapses = 0; ///< that it made
};

/// \param made  how many synapses the rule has made
[[nodiscard]] ConnectRule rule_of(const ConnectOptions& options, std::int64_t made);

/// A sentence of a methods section, formulas between dollar signs.
[[nodiscard]] std::string sentence_of(const ConnectRule& rule);

} // namespace hillock::internal::engine
