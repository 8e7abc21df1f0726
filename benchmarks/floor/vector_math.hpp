// SPDX-License-Identifier: Apache-2.0
// Functions of four doubles in AVX2, inlined, for the arguments that the floors have: no infinities, no NaN,
// no subnormal results. Errors are a few units in the last place; none of the floors would spike differently
// with better ones on average.
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include <immintrin.h>

namespace hillock::floor {

using Doubles = __m256d;

inline Doubles all(double x) {
    return _mm256_set1_pd(x);
}

/// Horner's rule; the coefficients from the highest power down.
template <std::size_t size> Doubles polynomial(Doubles x, const std::array<double, size>& coefficients) {
    Doubles sum = all(coefficients[0]);
    for (std::size_t k = 1; k < size; ++k)
        sum = _mm256_fmadd_pd(sum, x, all(coefficients[k]));
    return sum;
}

/// exp(x) for -700 < x < 700: x = k ln 2 + r, the Taylor series of exp(r) up to r**11 for |r| < 0.35, whose
/// remainder is below 1e-14 of it, and k as the exponent. Even and odd powers apart, so that two chains run
/// side by side.
inline Doubles exp(Doubles x) {
    // Adding 1.5 * 2**52 rounds to an integer and leaves it in the low bits.
    const Doubles shift = all(0x1.8p52), k = _mm256_fmadd_pd(x, all(1.4426950408889634), shift);
    const Doubles whole = _mm256_sub_pd(k, shift);
    Doubles r = _mm256_fnmadd_pd(whole, all(0x1.62e42fefa39efp-1), x);
    r = _mm256_fnmadd_pd(whole, all(0x1.abc9e3b39803fp-56), r);
    constexpr std::array<double, 6> kEven = {1. / 3628800, 1. / 40320, 1. / 720, 1. / 24, 1. / 2, 1};
    constexpr std::array<double, 6> kOdd = {1. / 39916800, 1. / 362880, 1. / 5040, 1. / 120, 1. / 6, 1};
    const Doubles square = _mm256_mul_pd(r, r);
    const Doubles value = _mm256_fmadd_pd(polynomial(square, kOdd), r, polynomial(square, kEven));
    const __m256i exponent = _mm256_slli_epi64(_mm256_castpd_si256(k), 52);
    return _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(value), exponent));
}

/// log(x) for positive normal x: x = 2**k m with m from sqrt(1/2) to sqrt(2), and log m = 2 atanh(s), s =
/// (m-1)/(m+1), |s| < 0.172, by its series up to s**17, whose remainder is below 1e-15 of it.
inline Doubles log(Doubles x) {
    const __m256i bits = _mm256_castpd_si256(x);
    // Taking away the bits of sqrt(1/2) leaves k in the exponent, whatever the half of the octave.
    const __m256i half_root = _mm256_set1_epi64x(0x3fe6a09e667f3bcd);
    const __m256i above = _mm256_sub_epi64(bits, half_root);
    const __m256i exponent =
        _mm256_and_si256(above, _mm256_set1_epi64x(static_cast<std::int64_t>(0xfff0000000000000)));
    const Doubles m = _mm256_castsi256_pd(_mm256_sub_epi64(bits, exponent));
    // k to double: below 2**11 in magnitude, put into the low bits of 1.5 * 2**52 with its sign.
    const __m256i low =
        _mm256_sub_epi64(_mm256_xor_si256(_mm256_srli_epi64(exponent, 52), _mm256_set1_epi64x(0x800)),
                         _mm256_set1_epi64x(0x800));
    const Doubles shift = all(0x1.8p52);
    const Doubles k =
        _mm256_sub_pd(_mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(shift), low)), shift);
    const Doubles s = _mm256_div_pd(_mm256_sub_pd(m, all(1)), _mm256_add_pd(m, all(1)));
    constexpr std::array<double, 9> kSeries = {2. / 17, 2. / 15, 2. / 13, 2. / 11, 2. / 9,
                                               2. / 7,  2. / 5,  2. / 3,  2};
    const Doubles mantissa = _mm256_mul_pd(s, polynomial(_mm256_mul_pd(s, s), kSeries));
    return _mm256_fmadd_pd(k, all(0x1.62e42fefa39efp-1), mantissa);
}

struct SineCosine {
    Doubles sine;
    Doubles cosine;
};
/// Of 2 pi x for 0 <= x < 1: x = q/4 + r, |r| <= 1/8; Taylor series on -pi/4 .. pi/4, exchanged and negated
/// by q.
inline SineCosine sine_cosine_of_turns(Doubles x) {
    const Doubles shift = all(0x1.8p52), q = _mm256_fmadd_pd(x, all(4), shift);
    const Doubles r = _mm256_fnmadd_pd(_mm256_sub_pd(q, shift), all(0.25), x);
    const Doubles angle = _mm256_mul_pd(r, all(6.283185307179586)), square = _mm256_mul_pd(angle, angle);
    constexpr std::array<double, 8> kSine = {
        -1. / 1307674368000, 1. / 6227020800, -1. / 39916800, 1. / 362880, -1. / 5040, 1. / 120, -1. / 6, 1};
    constexpr std::array<double, 8> kCosine = {-1. / 87178291200, 1. / 479001600, -1. / 3628800, 1. / 40320,
                                               -1. / 720,         1. / 24,        -1. / 2,       1};
    const Doubles s = _mm256_mul_pd(angle, polynomial(square, kSine)), c = polynomial(square, kCosine);
    const __m256i quadrant = _mm256_castpd_si256(q);
    const Doubles odd = _mm256_castsi256_pd(_mm256_slli_epi64(quadrant, 63)), sign = all(-0.0);
    // The sign of the sine is bit 1 of q, that of the cosine bit 1 of q + 1.
    const __m256i next = _mm256_add_epi64(quadrant, _mm256_set1_epi64x(1));
    const Doubles sine_sign = _mm256_and_pd(_mm256_castsi256_pd(_mm256_slli_epi64(quadrant, 62)), sign);
    const Doubles cosine_sign = _mm256_and_pd(_mm256_castsi256_pd(_mm256_slli_epi64(next, 62)), sign);
    return {_mm256_xor_pd(_mm256_blendv_pd(s, c, odd), sine_sign),
            _mm256_xor_pd(_mm256_blendv_pd(c, s, odd), cosine_sign)};
}

/// Four generators xoshiro256+ (Blackman and Vigna 2021) side by side.
class Random {
  public:
    explicit Random(std::mt19937_64& seeds) {
        for (__m256i& word : state_)
            word = _mm256_set_epi64x(draw(seeds), draw(seeds), draw(seeds), draw(seeds));
    }

    /// [1, 2), 52 bits.
    Doubles from_one_to_two() {
        const __m256i bits = _mm256_add_epi64(state_[0], state_[3]);
        const __m256i t = _mm256_slli_epi64(state_[1], 17);
        state_[2] = _mm256_xor_si256(state_[2], state_[0]);
        state_[3] = _mm256_xor_si256(state_[3], state_[1]);
        state_[1] = _mm256_xor_si256(state_[1], state_[2]);
        state_[0] = _mm256_xor_si256(state_[0], state_[3]);
        state_[2] = _mm256_xor_si256(state_[2], t);
        state_[3] = _mm256_or_si256(_mm256_slli_epi64(state_[3], 45), _mm256_srli_epi64(state_[3], 19));
        const __m256i one = _mm256_castpd_si256(all(1));
        return _mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64(bits, 12), one));
    }

    /// Eight normal numbers by Box and Muller (1958).
    SineCosine normal() {
        // 2 - [1, 2) is (0, 1], of which there is a logarithm.
        const Doubles radius =
            _mm256_sqrt_pd(_mm256_mul_pd(all(-2), log(_mm256_sub_pd(all(2), from_one_to_two()))));
        const SineCosine direction = sine_cosine_of_turns(_mm256_sub_pd(from_one_to_two(), all(1)));
        return {_mm256_mul_pd(radius, direction.sine), _mm256_mul_pd(radius, direction.cosine)};
    }

  private:
    static long long draw(std::mt19937_64& seeds) { return static_cast<long long>(seeds()); }
    __m256i state_[4];
};

} // namespace hillock::floor
