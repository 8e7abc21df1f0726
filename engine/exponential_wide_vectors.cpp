// SPDX-License-Identifier: Apache-2.0
#include "engine/exponential_vectors.hpp"

#if defined(__x86_64__) && defined(__GNUC__)

#include "jit/plan/random.hpp"

#include <array>
#include <cstddef>
#include <limits>

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,vaes")
#ifndef __clang__ // nothing it knows
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // what GCC 12 leaves undefined in its intrinsics, on purpose (its bug 105593)
#endif

#include "engine/exponential_lanes.hpp"

namespace hillock::internal::engine {

namespace {

/// Eight numbers, as FourDoubles of exponential_vectors.cpp.
struct EightDoubles {
    using Format = model::Binary64;
    using Real = __m512d;
    using Word = __m512i;
    using Mask = __mmask8;

    static Real number(double x) { return _mm512_set1_pd(x); }
    static Word word(std::uint64_t x) { return _mm512_set1_epi64(static_cast<long long>(x)); }
    static Real fma(Real a, Real b, Real c) { return _mm512_fmadd_pd(a, b, c); }
    static Real add(Real a, Real b) { return _mm512_add_pd(a, b); }
    static Real subtract(Real a, Real b) { return _mm512_sub_pd(a, b); }
    static Real multiply(Real a, Real b) { return _mm512_mul_pd(a, b); }
    static Real divide(Real a, Real b) { return _mm512_div_pd(a, b); }
    static Word bits(Real a) { return _mm512_castpd_si512(a); }
    static Real real(Word a) { return _mm512_castsi512_pd(a); }
    static Word plus(Word a, Word b) { return _mm512_add_epi64(a, b); }
    static Word both(Word a, Word b) { return _mm512_and_si512(a, b); }
    static Word either(Word a, Word b) { return _mm512_or_si512(a, b); }
    static Real opposite(Real a) { return _mm512_xor_pd(a, number(-0.0)); }
    static Word left(Word a, int n) { return _mm512_slli_epi64(a, static_cast<unsigned>(n)); }
    static Word right(Word a, int n) { return _mm512_srli_epi64(a, static_cast<unsigned>(n)); }
};

/// In every block of 128 bits.
__m512i in_each(std::uint64_t low, std::uint64_t high) {
    const auto a = static_cast<long long>(low), b = static_cast<long long>(high);
    return _mm512_set_epi64(b, a, b, a, b, a, b, a);
}

/// plan::random_bits of four elements, from the first on.
__m512i four_blocks(std::uint64_t key, std::uint64_t first, std::uint64_t step) {
    const __m512i next = in_each(plan::kRoundStep.low, plan::kRoundStep.high);
    const __m512i element = _mm512_add_epi64(in_each(first, step), _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0));
    __m512i round_key = in_each(key, 0);
    __m512i state = _mm512_xor_si512(element, round_key);
    for (int round = 1; round < plan::kRandomRounds; ++round) {
        round_key = _mm512_add_epi64(round_key, next);
        state = _mm512_aesenc_epi128(state, round_key);
    }
    return _mm512_aesenclast_epi128(state, _mm512_add_epi64(round_key, next));
}

void draw(std::uint64_t key, std::uint64_t element, std::uint64_t step, std::span<double> result) {
    const __m512i first_then_second = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0); // of two elements that share a block: see share_of()
    for (std::size_t k = 0; k < result.size(); k += 8) {
        const __m512i bits = _mm512_permutexvar_epi64(first_then_second, four_blocks(key, (element + k) / 2, step));
        _mm512_storeu_pd(result.data() + k, exponential<EightDoubles>(bits));
    }
}

} // namespace

} // namespace hillock::internal::engine

#pragma GCC pop_options

namespace hillock::internal::engine {

DrawExponentials exponentials_by_eight() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("vaes") ? draw : nullptr;
}

} // namespace hillock::internal::engine

#else

namespace hillock::internal::engine {

DrawExponentials exponentials_by_eight() { return nullptr; }

} // namespace hillock::internal::engine

#endif
