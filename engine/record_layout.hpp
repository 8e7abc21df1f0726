// SPDX-License-Identifier: Apache-2.0
// Where variables of different types stand in a record.
#pragma once

#include "jit/plan/kernel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

struct RecordLayout {
    std::uint32_t bytes = 0;            ///< a power of two below a line of memory, so that no record lies on two, or whole lines; at least 8
    std::vector<std::uint32_t> offsets; ///< by type: each at a multiple of its own size
};

[[nodiscard]] RecordLayout record_layout(std::span<const plan::Storage> types);

} // namespace hillock::internal::engine
