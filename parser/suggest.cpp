// SPDX-License-Identifier: Apache-2.0
// A name and the known names to the nearest of them, by the number of typing slips between the two:
// a letter too many, too few, wrong, or two neighbours swapped (optimal string alignment distance).
#include "parser/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace hillock {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_but_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Names that have no letter in common are no slips of each other, however short they are ("v" and "N").
bool share_a_letter(std::string_view a, std::string_view b) {
    return std::ranges::any_of(a, [&](char c) {
        return std::ranges::any_of(b, [&](char d) { return lower(c) == lower(d); });
    });
}

std::size_t distance(std::string_view a, std::string_view b) {
    // Rows of the table for the prefixes of a of length i-2, i-1 and i.
    std::vector<std::size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(two_back, back);
        std::swap(back, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, back[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two_back[j - 2] + 1);
        }
    }
    return row[b.size()];
}

} // namespace

std::string suggest(std::string_view name, std::span<const std::string> candidates) {
    const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
    std::size_t nearest = limit + 1;
    std::string best;
    for (const std::string& candidate : candidates) {
        if (candidate == name)
            continue;
        if (equal_but_case(name, candidate))
            return candidate;
        // Lengths that differ by more than the limit cannot be nearer than the limit.
        if (std::max(name.size(), candidate.size()) - std::min(name.size(), candidate.size()) > limit)
            continue;
        const std::size_t slips = distance(name, candidate);
        if (slips < nearest && share_a_letter(name, candidate)) {
            nearest = slips;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
    const std::string nearest = suggest(name, candidates);
    return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

} // namespace hillock
