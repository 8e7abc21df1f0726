// SPDX-License-Identifier: Apache-2.0
// "did you mean": the one place that looks for the nearest known name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hillock {

/// The candidate nearest to `name`: Damerau-Levenshtein distance at most a third of its length (at least 1), with at least
/// one letter in common; a difference in case alone counts as nearest. "" when none is near. Ties: the first candidate.
[[nodiscard]] std::string suggest(std::string_view name, std::span<const std::string> candidates);

/// "; did you mean 'x'?" or "".
[[nodiscard]] std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

} // namespace hillock
