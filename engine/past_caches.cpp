// SPDX-License-Identifier: Apache-2.0
#include "engine/past_caches.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace hillock::internal::engine {

#ifdef __SSE2__

void copy_past_caches(std::byte* to, std::span<const std::byte> values) {
    const std::byte* const from = values.data();
    const std::size_t bytes = values.size();
    constexpr std::size_t kLine = 64, kVector = sizeof(__m128i);
    // A line goes to memory in one piece if it is written as a whole.
    const std::size_t before = std::min(bytes, (kLine - reinterpret_cast<std::uintptr_t>(to) % kLine) % kLine);
    std::memcpy(to, from, before);
    std::size_t done = before;
    for (; bytes - done >= kLine; done += kLine)
        for (std::size_t k = done; k < done + kLine; k += kVector)
            _mm_stream_si128(reinterpret_cast<__m128i*>(to + k), _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + k)));
    std::memcpy(to + done, from + done, bytes - done);
}

void end_copies_past_caches() { _mm_sfence(); }

#else

void copy_past_caches(std::byte* to, std::span<const std::byte> from) { std::memcpy(to, from.data(), from.size()); }
void end_copies_past_caches() {}

#endif

} // namespace hillock::internal::engine
