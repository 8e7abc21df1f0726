// SPDX-License-Identifier: Apache-2.0
#include "engine/exponential_vectors.hpp"

#if defined(__x86_64__) && defined(__GNUC__)

#include <array>
#include <cstddef>
#include <limits>

#include <immintrin.h>

// All of the templates below are compiled for AVX2, and have types of this file as arguments: nobody else calls what comes of them.
#pragma GCC push_options
#pragma GCC target("avx2,fma")

#include "parser/model/elementary.hpp"

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
    static Word left(Word a, int n) { return _mm256_slli_epi64(a, n); }
    static Word right(Word a, int n) { return _mm256_srli_epi64(a, n); }
};

/// The words of Philox4x32-10 (see random.hpp) for four counters, each in the lower half of 64 bits; the upper halves hold anything.
struct FourCounters {
    __m256i word[4];

    FourCounters(std::uint64_t block, std::uint64_t step)
        : word{_mm256_add_epi64(FourDoubles::word(block), _mm256_set_epi64x(3, 2, 1, 0)), FourDoubles::word(block >> 32), FourDoubles::word(step),
               FourDoubles::word(step >> 32)} {}

    void round(__m256i low_key, __m256i high_key) {
        const __m256i first = _mm256_mul_epu32(FourDoubles::word(0xD2511F53), word[0]);
        const __m256i second = _mm256_mul_epu32(FourDoubles::word(0xCD9E8D57), word[2]);
        word[0] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(second, 32), word[1]), low_key);
        word[2] = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(first, 32), word[3]), high_key);
        word[1] = second;
        word[3] = first;
    }
    /// Words `first` and `first` + 1 as 64 bits.
    [[nodiscard]] __m256i joined(int first) const {
        return _mm256_blend_epi32(word[first], _mm256_slli_epi64(word[first + 1], 32), 0b10101010);
    }
};

/// -log(1 - u) of random bits.
__m256d exponential(__m256i bits) {
    FourDoubles four;
    const __m256d one_and_u = four.real(_mm256_or_si256(four.right(bits, 12), four.word(0x3ff0000000000000)));
    const __m256d log = model::Elementary<FourDoubles>(four).log_of_normal(four.subtract(four.number(2), one_and_u)); // 1 - u, exactly
    return _mm256_xor_pd(log, four.number(-0.0));
}

} // namespace

void draw_exponential_vectors(std::uint64_t key, std::uint64_t element, std::uint64_t step, std::span<double> result) {
    // Two at a time: a multiplication waits for the one before.
    for (std::size_t k = 0; k < result.size(); k += 16) {
        FourCounters one((element + k) / 2, step), other((element + k) / 2 + 4, step); // two elements share a counter
        auto low_key = static_cast<std::uint32_t>(key), high_key = static_cast<std::uint32_t>(key >> 32);
        for (int round = 0; round < 10; ++round) {
            one.round(FourDoubles::word(low_key), FourDoubles::word(high_key));
            other.round(FourDoubles::word(low_key), FourDoubles::word(high_key));
            low_key += 0x9E3779B9;
            high_key += 0xBB67AE85;
        }
        double* const to = result.data() + k;
        _mm256_storeu_pd(to, exponential(one.joined(0)));
        _mm256_storeu_pd(to + 4, exponential(one.joined(2)));
        _mm256_storeu_pd(to + 8, exponential(other.joined(0)));
        _mm256_storeu_pd(to + 12, exponential(other.joined(2)));
    }
}

} // namespace hillock::internal::engine

#pragma GCC pop_options

namespace hillock::internal::engine {

bool has_exponential_vectors() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

} // namespace hillock::internal::engine

#else

namespace hillock::internal::engine {

bool has_exponential_vectors() { return false; }
void draw_exponential_vectors(std::uint64_t, std::uint64_t, std::uint64_t, std::span<double>) {}

} // namespace hillock::internal::engine

#endif
