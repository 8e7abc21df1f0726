// SPDX-License-Identifier: Apache-2.0
// Views as vectors, which can be compared and shown.
#pragma once

#include <span>
#include <vector>

namespace hillock::test {

template <class T> [[nodiscard]] std::vector<T> listed(std::span<const T> values) { return {values.begin(), values.end()}; }

} // namespace hillock::test
