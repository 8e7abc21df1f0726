// SPDX-License-Identifier: Apache-2.0
#include "engine/record_layout.hpp"

#include "engine/array.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

namespace hillock::internal::engine {

RecordLayout record_layout(std::span<const plan::Storage> types) {
    std::vector<std::size_t> widest_first(types.size());
    std::iota(widest_first.begin(), widest_first.end(), std::size_t{0});
    std::ranges::stable_sort(widest_first, std::greater<>(), [&](std::size_t k) { return element_bytes(types[k]); });
    RecordLayout result{0, std::vector<std::uint32_t>(types.size())};
    std::size_t end = 0;
    for (const std::size_t k : widest_first) {
        result.offsets[k] = static_cast<std::uint32_t>(end);
        end += element_bytes(types[k]);
    }
    const std::size_t whole_lines = (end + kArrayAlignment - 1) / kArrayAlignment * kArrayAlignment;
    result.bytes = static_cast<std::uint32_t>(end <= kArrayAlignment ? std::max(std::bit_ceil(end), sizeof(double)) : whole_lines);
    return result;
}

} // namespace hillock::internal::engine
