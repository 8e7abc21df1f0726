// SPDX-License-Identifier: Apache-2.0
// Copies of what is not read again soon. Ordinary stores fetch each line of memory into the caches before they write it, and put out what
// the next step needs; these do neither.
#pragma once

#include <cstddef>
#include <span>

namespace hillock::internal::engine {

/// As std::memcpy. The thread that calls it sees the copy at once, others after end_copies_past_caches() and what they synchronise by.
void copy_past_caches(std::byte* to, std::span<const std::byte> from);
void end_copies_past_caches();

} // namespace hillock::internal::engine
