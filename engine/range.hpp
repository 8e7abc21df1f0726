// SPDX-License-Identifier: Apache-2.0
// Consecutive elements of an object.
#pragma once

#include <cstdint>

namespace hillock::internal::engine {

/// Half-open range of elements.
struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    [[nodiscard]] std::int64_t size() const { return end - begin; }
};

} // namespace hillock::internal::engine
