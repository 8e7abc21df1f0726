// SPDX-License-Identifier: Apache-2.0
#include "engine/division.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace hillock::internal::engine {

Range elements_of(std::int64_t size, Share share) {
    if (share.of == 1) return {0, size};
    // A block that two could have goes to the first of them if a quarter of it is its part: it begins earlier, for the others hear of the
    // work from the first.
    constexpr std::int64_t kBlock = 64, kRest = kBlock - kBlock / 4;
    const auto bound = [&](unsigned number) {
        return number == share.of ? size : std::min(size, (size * number / share.of + kRest) / kBlock * kBlock);
    };
    return {bound(share.number), bound(share.number + 1)};
}

std::span<const std::int32_t> in_range(std::span<const std::int32_t> ascending, Range range) {
    const auto first = std::lower_bound(ascending.begin(), ascending.end(), range.begin);
    const auto last = std::lower_bound(first, ascending.end(), range.end);
    return {first, last};
}

bool conflict(std::span<const Touch> these, std::span<const Touch> those) {
    const auto clash = [](const Touch& a, const Touch& b) {
        const bool overlap = std::less<>()(a.begin, b.end) && std::less<>()(b.begin, a.end);
        return (a.writes || b.writes) && overlap && !(a.cut && a.cut == b.cut);
    };
    return std::any_of(these.begin(), these.end(), [&](const Touch& a) {
        return std::any_of(those.begin(), those.end(), [&](const Touch& b) { return clash(a, b); });
    });
}

std::size_t bytes_touched(std::span<const Touch> touches) {
    std::set<std::pair<const void*, std::size_t>> arrays;
    for (const Touch& touch : touches)
        arrays.emplace(touch.begin, static_cast<const std::byte*>(touch.end) - static_cast<const std::byte*>(touch.begin));
    std::size_t sum = 0;
    for (const auto& [begin, bytes] : arrays) sum += bytes;
    return sum;
}

bool can_follow(const Division& first, const Division& second) {
    return !conflict(first.touches, second.touches) && !conflict(first.touches, second.touches_at_begin) &&
           !conflict(first.touches_at_end, second.touches) && !conflict(first.touches_at_end, second.touches_at_begin);
}

} // namespace hillock::internal::engine
