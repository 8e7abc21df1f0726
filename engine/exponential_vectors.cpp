// SPDX-License-Identifier: Apache-2.0
#include "engine/exponential_vectors.hpp"

#if defined(__x86_64__) && defined(__GNUC__)

#include "jit/plan/random_rounds.hpp"

#include <array>
#include <cstddef>
#include <limits>

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx2,fma,aes")

#include "engine/exponential_lanes.hpp"

namespace hillock::internal::engine {

namespace {

/// Four numbers, with as much of what elementary.hpp asks for as a logarithm takes.
struct FourDoubles {
    using Format = model::Binary64;
    using Real = __m256d;
    using Word = __m256i;
    using Mask = __m256d;

    static Real number(double x) { return _mm256_set1_pd(x); }
    static Word word(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }
    static Real fma(Real a, Real b, Real c) { return _mm256_fmadd_pd(a, b, c); }
    static Real add(Real a, Real b) { return _mm256_add_pd(a, b); }
    static Real subtract(Real a, Real b) { return _mm256_sub_pd(a, b); }
    static Real multiply(Real a, Real b) { return _mm256_mul_pd(a, b); }
    static Real divide(Real a, Real b) { return _mm256_div_pd(a, b); }
    static Word bits(Real a) { return _mm256_castpd_si256(a); }
    static Real real(Word a) { return _mm256_castsi256_pd(a); }
    static Word plus(Word a, Word b) { return _mm256_add_epi64(a, b); }
    static Word both(Word a, Word b) { return _mm256_and_si256(a, b); }
    static Word either(Word a, Word b) { return _mm256_or_si256(a, b); }
    static Real opposite(Real a) { return _mm256_xor_pd(a, number(-0.0)); }
    static Word left(Word a, int n) { return _mm256_slli_epi64(a, n); }
    static Word right(Word a, int n) { return _mm256_srli_epi64(a, n); }
};

/// The bits of blocks, one in each half.
__m256i side_by_side(__m128i first, __m128i second) { return _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1); }

void draw(std::uint64_t key, std::uint64_t element, std::uint64_t step, std::span<double> result) {
    for (std::size_t k = 0; k < result.size(); k += 8) {
        const std::uint64_t block = (element + k) / 2; // two elements share one: see share_of()
        const auto number = [&](std::uint64_t n) { return plan::random_rounds(key, block + n, step); };
        const __m256i even = side_by_side(number(0), number(2)), odd = side_by_side(number(1), number(3));
        _mm256_storeu_pd(result.data() + k, exponential<FourDoubles>(_mm256_unpacklo_epi64(even, odd)));
        _mm256_storeu_pd(result.data() + k + 4, exponential<FourDoubles>(_mm256_unpackhi_epi64(even, odd)));
    }
}

} // namespace

} // namespace hillock::internal::engine

#pragma GCC pop_options

namespace hillock::internal::engine {

DrawExponentials exponentials_by_four() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("aes") ? draw : nullptr;
}

} // namespace hillock::internal::engine

#else

namespace hillock::internal::engine {

DrawExponentials exponentials_by_four() { return nullptr; }

} // namespace hillock::internal::engine

#endif
