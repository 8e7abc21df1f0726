// SPDX-License-Identifier: Apache-2.0
// exp, expm1, exprel, log and the normal distribution's angle in double precision, once for all machines: on numbers for the interpreter and
// for constants, on instructions for compiled code, where no call interrupts the flow and several functions overlap. The same
// operations in the same order: the same bits. Polynomials are from scripts/elementary-coefficients.
//
// A Machine has the types Real, Word (64 bits) and Mask, and
//   number(double), word(uint64)                       constants
//   fma(a, b, c), add, subtract, multiply, divide      of Real, rounded once
//   square_root(a)                                     of Real, rounded once
//   bits(Real), real(Word)                             the same 64 bits
//   plus(Word, Word), minus, both                      sum, difference, and
//   left(Word, n), right(Word, n)                      shifts, filled with 0
//   less(Real, Real), equal(Real, Real)                false where one is not a number
//   odd(Word)                                          whether the lowest bit is set
//   select(Mask, a, b)                                 of Real
//
// Sources: the reduction by a shifter constant and the splitting of ln 2 are those of Muller et al., Handbook of Floating-Point Arithmetic,
// 2018, chapter 10; log by atanh is that of Cody and Waite, Software Manual for the Elementary Functions, 1980, chapter 5.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace hillock::model {

template <class Machine> class Elementary {
  public:
    using Real = typename Machine::Real;
    using Word = typename Machine::Word;
    using Mask = typename Machine::Mask;

    explicit Elementary(Machine& machine) : m_(machine) {}

    /// Within 1 unit in the last place. Where e^x is below 3.3e-308, the result is 0.
    Real exp(Real x) {
        constexpr double kLeast = -708.0;
        const Reduced reduced = reduce(x);
        const Real power = m_.add(m_.number(1), reduced.exp_minus_1);
        // 2^n times: n goes into the exponent, which cannot leave its range for x between the two limits.
        const Real scaled = m_.real(m_.plus(m_.bits(power), m_.left(reduced.n, 52)));
        const Real not_small = m_.select(m_.less(x, m_.number(kLeast)), m_.number(0), scaled);
        const Real not_large =
            m_.select(m_.less(m_.number(kMostOfExp), x), m_.number(std::numeric_limits<double>::infinity()), not_small);
        return m_.select(m_.equal(x, x), not_large, x);
    }

    /// e^x - 1, within 2 units in the last place.
    Real expm1(Real x) {
        const Real not_large = m_.select(m_.less(m_.number(kMostOfExp), x), m_.number(std::numeric_limits<double>::infinity()),
                                         finite_expm1(x));
        return m_.select(m_.equal(x, x), not_large, x);
    }

    /// (e^x - 1)/x, 1 at 0, within 2.5 units in the last place.
    Real exprel(Real x) {
        const Real quotient = m_.divide(finite_expm1(x), x);
        const Real finite = m_.select(m_.less(m_.number(kMostOfExp), x), m_.number(std::numeric_limits<double>::infinity()), quotient);
        return m_.select(is_tiny(x), m_.number(1), finite);
    }

    /// x/(e^x - 1), 1 at 0, within 2.5 units in the last place. Where e^x is no number any more, the result is 0.
    Real inverse_exprel(Real x) {
        const Real quotient = m_.divide(x, finite_expm1(x));
        const Real large = m_.select(m_.less(m_.number(kMostOfExp), x), m_.number(0), quotient);
        return m_.select(is_tiny(x), m_.number(1), large);
    }

    /// Within 1 unit in the last place. Of 0 it is minus infinity, of what is below or not a number it is not a number.
    Real log(Real x) {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        const Mask tiny = m_.less(x, m_.number(std::numeric_limits<double>::min()));
        const Real normal = m_.select(tiny, m_.multiply(x, m_.number(0x1p54)), x);
        const Real finite = log_of_normal(normal, m_.select(tiny, m_.number(-54), m_.number(0)));
        const Real below = m_.select(m_.equal(x, m_.number(0)), m_.number(-kInfinity), m_.number(std::numeric_limits<double>::quiet_NaN()));
        const Real known = m_.select(m_.less(m_.number(0), x), finite, below);
        return m_.select(m_.equal(x, m_.number(kInfinity)), x, known);
    }

    /// Box and Muller's sqrt(-2 log(u)) cos(2 pi v) and sqrt(-2 log(u)) sin(2 pi v), which are independent of each other.
    /// \pre 0 < u <= 1, u is no subnormal number; 0 <= v < 1
    struct Normals {
        Real first, second;
    };
    Normals normals(Real u, Real v) {
        const Real logarithm = log_of_normal(u, m_.number(0));
        const Real radius = m_.square_root(m_.multiply(m_.number(-2), logarithm));
        const Normals direction = of_turns(v);
        return {m_.multiply(radius, direction.first), m_.multiply(radius, direction.second)};
    }

  private:
    static constexpr double kMostOfExp = 0x1.62e42fefa39efp+9; ///< the logarithm of the largest number

    struct Reduced {
        Word n;           ///< x = n ln 2 + r, in the lowest bits, as a two's complement
        Real exp_minus_1; ///< e^r - 1
    };

    /// \pre |n| < 2^11
    Reduced reduce(Real x) {
        constexpr double kLog2E = 0x1.71547652b82fep+0, kShifter = 0x1.8p+52;
        constexpr double kLn2High = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;
        constexpr std::array kCoefficients{0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555552p-5,  0x1.11111111100d5p-7,
                                           0x1.6c16c16c17702p-10, 0x1.a01a01abeb69fp-13, 0x1.a01a01a0da4e3p-16, 0x1.71de0226bd07ap-19,
                                           0x1.27e4e7d9bfdf4p-22, 0x1.af4e000e84be8p-26, 0x1.1f602dd3a93c2p-29};
        const Real shifted = m_.fma(x, m_.number(kLog2E), m_.number(kShifter));
        const Real minus_n = m_.subtract(m_.number(kShifter), shifted);
        // With fma the product by the high part is exact, so that the two parts of ln 2 give 107 bits.
        const Real r = m_.fma(minus_n, m_.number(kLn2Low), m_.fma(minus_n, m_.number(kLn2High), x));
        return {m_.bits(shifted), m_.fma(m_.multiply(r, r), polynomial(kCoefficients, r), r)};
    }

    /// exprel(x) = 1 + x/2 + ... rounds to 1; so it does where e^x - 1 underflows.
    Mask is_tiny(Real x) { return m_.equal(m_.add(m_.number(1), x), m_.number(1)); }

    /// e^x - 1. \pre x is not above the logarithm of the largest number
    Real finite_expm1(Real x) {
        constexpr double kLeast = -45.0; // below, the result is -1 rounded
        const Real raised = m_.select(m_.less(x, m_.number(kLeast)), m_.number(kLeast), x);
        const Reduced reduced = reduce(raised);
        // 2 (2^(n-1) (e^r - 1) + 2^(n-1) - 1/2): half of 2^n is a number for every n.
        const Real half_power = m_.real(m_.plus(m_.left(reduced.n, 52), m_.word(std::uint64_t{1022} << 52)));
        const Real rest = m_.subtract(half_power, m_.number(0.5));
        const Real half = m_.fma(half_power, reduced.exp_minus_1, rest);
        return m_.add(half, half);
    }

    /// log(x) + exponent ln 2. \pre x is positive, finite and no subnormal number
    Real log_of_normal(Real x, Real exponent) {
        constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33; // the first times an exponent is exact
        constexpr std::uint64_t kOne = 0x3ff0000000000000, kRootOfHalf = 0x3fe6a09e667f3bcd;
        constexpr double kShifter = 0x1p+52;
        constexpr std::array kCoefficients{0x1.5555555555558p-1, 0x1.9999999995273p-2, 0x1.2492492dfd86cp-2, 0x1.c71c62d5e53e0p-3,
                                           0x1.7462b91b8df65p-3, 0x1.39fdcceb4bb45p-3, 0x1.2b5f68a50d903p-3};
        // x = 2^k m with m from sqrt(1/2) on and below sqrt(2).
        const Word moved = m_.plus(m_.bits(x), m_.word(kOne - kRootOfHalf));
        const Word mantissa = m_.both(moved, m_.word(0x000fffffffffffff));
        const Real m = m_.real(m_.plus(mantissa, m_.word(kRootOfHalf)));
        const Word biased = m_.plus(m_.right(moved, 52), m_.word(0x4330000000000000)); // the bits of 2^52 + k + 1023
        const Real k = m_.add(m_.subtract(m_.real(biased), m_.number(kShifter + 1023)), exponent);

        const Real f = m_.subtract(m, m_.number(1));
        const Real s = m_.divide(f, m_.add(m_.number(2), f));
        const Real z = m_.multiply(s, s);
        const Real tail = m_.multiply(z, polynomial(kCoefficients, z));
        // log(1 + f) = f - (f^2/2 - s (f^2/2 + tail)): f is exact, what is taken away is small.
        const Real half_square = m_.multiply(m_.multiply(m_.number(0.5), f), f);
        const Real small = m_.fma(s, m_.add(half_square, tail), m_.multiply(k, m_.number(kLn2Low)));
        const Real away = m_.subtract(m_.subtract(half_square, small), f);
        return m_.subtract(m_.multiply(k, m_.number(kLn2High)), away);
    }

    /// cos(2 pi v) and sin(2 pi v). \pre 0 <= v < 1
    Normals of_turns(Real v) {
        constexpr double kShifter = 0x1.8p+52;
        constexpr std::array kCos{-0x1.3bd3cc9be45dep+4, 0x1.03c1f081b5ac4p+6,  -0x1.55d3c7e3cbff7p+6, 0x1.e1f506891ae95p+5,
                                  -0x1.a6d1f2a086c90p+4, 0x1.f9d3870871194p+2, -0x1.b6de8b8e9ba08p+0, 0x1.1e745e5e09f6dp-2};
        constexpr std::array kSin{-0x1.4abbce625be53p+5, 0x1.466bc6775aae1p+6,  -0x1.32d2cce62b872p+6, 0x1.50783486facaap+5,
                                  -0x1.e3074d2614b2dp+3, 0x1.e8f036bcd3237p+1, -0x1.6cc577dadd922p-1};
        constexpr double kTwoPi = 0x1.921fb54442d18p+2;
        // v = q/4 + r, exactly, with |r| <= 1/8
        const Real shifted = m_.fma(v, m_.number(4), m_.number(kShifter));
        const Word q = m_.bits(shifted);
        const Real r = m_.fma(m_.subtract(m_.number(kShifter), shifted), m_.number(0.25), v);
        const Real y = m_.multiply(r, r);
        const Real cosine = m_.fma(y, polynomial(kCos, y), m_.number(1));
        const Real sine = m_.multiply(r, m_.fma(y, polynomial(kSin, y), m_.number(kTwoPi)));
        // Quarters 0 to 3: cos, -sin, -cos, sin; the sign is the second bit of q + 1. And sin, cos, -sin, -cos: that of q.
        const Mask odd = m_.odd(q);
        return {with_sign(m_.select(odd, sine, cosine), m_.plus(q, m_.word(1))), with_sign(m_.select(odd, cosine, sine), q)};
    }

    /// Turned over if the second bit of the word is set.
    Real with_sign(Real size, Word word) {
        const Word sign = m_.left(m_.right(word, 1), 63);
        return m_.real(m_.plus(m_.bits(size), sign)); // adding the top bit turns it over
    }

    /// coefficients[0] + coefficients[1] x + ..., in pairs of pairs: half of the depth of Horner's scheme.
    template <std::size_t N> Real polynomial(const std::array<double, N>& coefficients, Real x) {
        std::array<Real, (N + 1) / 2> terms{};
        for (std::size_t k = 0; k + 1 < N; k += 2) terms[k / 2] = m_.fma(x, m_.number(coefficients[k + 1]), m_.number(coefficients[k]));
        if (N % 2) terms[N / 2] = m_.number(coefficients[N - 1]);
        std::size_t left = terms.size();
        for (Real power = m_.multiply(x, x); left > 1; left = (left + 1) / 2) {
            for (std::size_t k = 0; k + 1 < left; k += 2) terms[k / 2] = m_.fma(power, terms[k + 1], terms[k]);
            if (left % 2) terms[left / 2] = terms[left - 1];
            if (left > 2) power = m_.multiply(power, power);
        }
        return terms[0];
    }

    Machine& m_;
};

} // namespace hillock::model
