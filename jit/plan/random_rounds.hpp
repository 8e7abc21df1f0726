// SPDX-License-Identifier: Apache-2.0
// The rounds of random_bits() by instructions of the processor, for code that is compiled for processors that have them. Inlined everywhere:
// code for other processors must never meet a copy of it.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__)

#include "jit/plan/random.hpp"

#include <immintrin.h>

namespace hillock::internal::plan {

[[gnu::target("aes"), gnu::always_inline]] inline __m128i random_vector(std::uint64_t low, std::uint64_t high) {
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

/// random_bits(key, element, step).
[[gnu::target("aes"), gnu::always_inline]] inline __m128i random_rounds(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    const __m128i next = random_vector(kRoundStep.low, kRoundStep.high);
    __m128i round_key = random_vector(key, 0);
    __m128i state = _mm_xor_si128(random_vector(element, step), round_key);
    for (int round = 1; round < kRandomRounds; ++round) {
        round_key = _mm_add_epi64(round_key, next);
        state = _mm_aesenc_si128(state, round_key);
    }
    return _mm_aesenclast_si128(state, _mm_add_epi64(round_key, next));
}

} // namespace hillock::internal::plan

#endif
