// SPDX-License-Identifier: Apache-2.0
// exp, exp2, expm1, exprel, log in both precisions and the normal distribution's angle in double precision, once for all machines: on numbers for
// the interpreter and for constants, on instructions for compiled code, where no call interrupts the flow and several functions overlap. The
// same operations in the same order: the same bits.
//
// A Machine has the types Format (Binary64 or Binary32), Real, Word (as many bits) and Mask, and
//   number(double), word(uint64)                       constants
//   fma(a, b, c), add, subtract, multiply, divide      of Real, rounded once
//   square_root(a)                                     of Real, rounded once
//   bits(Real), real(Word)                             the same bits
//   plus(Word, Word), minus, both                      sum, difference, and
//   left(Word, n), right(Word, n)                      shifts, filled with 0
//   less(Real, Real), equal(Real, Real)                false where one is not a number
//   differ(Real, Real)                                 true where one is not a number
//   odd(Word)                                          whether the lowest bit is set
//   select(Mask, a, b)                                 of Real
//   rarely(Mask, a, function)                          function() where the mask is true, which is computed only then; a elsewhere
//
// Sources: the reduction by a shifter constant and the splitting of ln 2 are those of Muller et al., Handbook of Floating-Point Arithmetic,
// 2018, chapter 10; log by atanh is that of Cody and Waite, Software Manual for the Elementary Functions, 1980, chapter 5.
#pragma once

#include "parser/model/elementary_formats.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace hillock::internal::model {

template <class Machine> class Elementary {
  public:
    using Format = typename Machine::Format;
    using Real = typename Machine::Real;
    using Word = typename Machine::Word;
    using Mask = typename Machine::Mask;

    explicit Elementary(Machine& machine) : m_(machine) {}

    /// Within 1.1 units in the last place. Where e^x is below 3.3e-308 (2e-38), the result is 0.
    Real exp(Real x) {
        const Reduced reduced = reduce(bounded(x));
        // 2 (2^(n-1) (e^r - 1) + 2^(n-1)): half of 2^n is a number for every n.
        const Real half_power = half_of_power(reduced.n);
        const Real half = m_.fma(half_power, reduced.exp_minus_1, half_power);
        return m_.select(m_.less(x, m_.number(Format::kLeastOfExp)), m_.number(0), m_.add(half, half));
    }

    /// 2^y, within 1.1 units in the last place; where it is below 4.5e-308 (2.4e-38), something from 0 to that, where it is below 1.1e-308
    /// (5.9e-39), 0. What is not a number stays that, with the bits that arithmetic gives it: others, in the lowest places, may become an
    /// exponent.
    Real exp2(Real y) {
        const Real shifter = m_.number(Format::kShifter), least = m_.number(Format::kLeastOfExp2), most = m_.number(Format::kMostOfExp2);
        const Real below = m_.select(m_.less(most, y), most, y);
        const Real finite = m_.select(m_.less(below, least), least, below);
        const Real shifted = m_.add(finite, shifter);
        const Real r = m_.subtract(finite, m_.subtract(shifted, shifter)); // exact
        const Real power = m_.fma(r, polynomial(Format::kExp2, r, m_.multiply(r, r)), m_.number(1));
        // From sqrt(1/2) to sqrt(2), so that the sum of the exponents is the product; and 1 at both ends, where it is infinity and 0.
        return m_.real(m_.plus(m_.bits(power), m_.left(m_.bits(shifted), Format::kMantissaBits)));
    }

    /// e^x - 1, within 2 units in the last place.
    Real expm1(Real x) { return difference(bounded(x)); }

    /// (e^x - 1)/x, 1 at 0, within 3.5 units in the last place.
    Real exprel(Real x) {
        const Real least = m_.number(Format::kLeastOfNearExprel), most = m_.number(Format::kMostOfNearExprel);
        const Real raised = m_.select(m_.less(x, least), least, x);
        const Real near = m_.select(m_.less(most, raised), most, raised);
        return m_.rarely(m_.differ(near, x), near_exprel(near), [&] {
            const Real finite = bounded(x); // infinity by infinity is not a number
            return m_.divide(difference(finite), finite);
        });
    }

    /// x/(e^x - 1), 1 at 0, within 2.5 units in the last place. Where e^x is no number any more, the result is 0.
    Real inverse_exprel(Real x) {
        const Real finite = bounded(x);
        return m_.select(is_tiny(x), m_.number(1), m_.divide(finite, difference(finite)));
    }

    /// The same where e^x is known: an error of it by n units in the last place becomes one of at most 4.5 n + 3 units.
    Real inverse_exprel_by(Real x, Real exp_x) {
        const Real square = m_.multiply(x, x);
        const Real tail = polynomial(Format::kInverseExprel, square, m_.multiply(square, square));
        const Real near = m_.fma(square, tail, m_.fma(m_.number(-0.5), x, m_.number(1)));
        const Real far = m_.divide(bounded(x), m_.subtract(exp_x, m_.number(1)));
        return m_.select(m_.less(square, m_.number(Format::kNearOne)), near, far);
    }

    /// Within 1 unit in the last place. Of 0 it is minus infinity, of what is below or not a number it is not a number.
    Real log(Real x) {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        constexpr int kRaised = Format::kMantissaBits + 2;
        const Mask tiny = m_.less(x, m_.number(Format::kSmallestNormal));
        const Real normal = m_.select(tiny, m_.multiply(x, m_.number(static_cast<double>(std::uint64_t{1} << kRaised))), x);
        const Real finite = log_of_normal(normal, m_.select(tiny, m_.number(-kRaised), m_.number(0)));
        const Real below = m_.select(m_.equal(x, m_.number(0)), m_.number(-kInfinity), m_.number(std::numeric_limits<double>::quiet_NaN()));
        const Real known = m_.select(m_.less(m_.number(0), x), finite, below);
        return m_.select(m_.equal(x, m_.number(kInfinity)), x, known);
    }

    /// The same, with less to look after. \pre x is positive, finite and no subnormal number
    Real log_of_normal(Real x) { return log_of_normal(x, m_.number(0)); }

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
    struct Reduced {
        Word n;           ///< x = n ln 2 + r, in the lowest bits, as a two's complement
        Real exp_minus_1; ///< e^r - 1
    };

    /// x, or what is the same to e^x if that is no number any more. What is not a number stays that.
    Real bounded(Real x) {
        const Real most = m_.number(Format::kMostOfExp);
        return m_.select(m_.less(most, x), most, x);
    }

    Reduced reduce(Real x) {
        const Real shifter = m_.number(Format::kShifter);
        const Real shifted = m_.fma(x, m_.number(kLog2E), shifter);
        const Real minus_n = m_.subtract(shifter, shifted);
        // With fma the product by the high part is exact, so that the two parts of ln 2 have twice the bits of a number.
        const Real r = m_.fma(minus_n, m_.number(Format::kLn2Low), m_.fma(minus_n, m_.number(Format::kLn2High), x));
        const Real square = m_.multiply(r, r);
        return {m_.bits(shifted), m_.fma(square, polynomial(Format::kExp, r, square), r)};
    }

    /// 2^(n-1). \pre it is a normal number
    Real half_of_power(Word n) {
        const Word exponent = m_.word(static_cast<std::uint64_t>(Format::kExponentBias - 1) << Format::kMantissaBits);
        return m_.real(m_.plus(m_.left(n, Format::kMantissaBits), exponent));
    }

    /// exprel(x) = 1 + x/2 + ... rounds to 1; so it does where e^x - 1 underflows.
    Mask is_tiny(Real x) { return m_.equal(m_.add(m_.number(1), x), m_.number(1)); }

    /// exprel(x) from -4 to 1 without a division: exprel(2 y) = exprel(y) (e^y + 1)/2 = exprel(y) (1 + y exprel(y)/2), twice.
    Real near_exprel(Real x) {
        const Real eighth = m_.multiply(m_.number(0.125), x), fourth = m_.multiply(m_.number(0.25), x);
        const Real one = m_.number(1);
        const Real of_fourth = m_.fma(fourth, polynomial(Format::kExprel, fourth, m_.multiply(fourth, fourth)), one);
        const Real of_half = m_.multiply(of_fourth, m_.fma(eighth, of_fourth, one));
        return m_.multiply(of_half, m_.fma(fourth, of_half, one));
    }

    /// e^x - 1. \pre x is bounded
    Real difference(Real x) {
        const Real least = m_.number(Format::kLeastOfDifference);
        const Reduced reduced = reduce(m_.select(m_.less(x, least), least, x));
        // 2 (2^(n-1) (e^r - 1) + 2^(n-1) - 1/2)
        const Real half_power = half_of_power(reduced.n);
        const Real rest = m_.subtract(half_power, m_.number(0.5));
        const Real half = m_.fma(half_power, reduced.exp_minus_1, rest);
        return m_.add(half, half);
    }

    /// log(x) + exponent ln 2. \pre x is positive, finite and no subnormal number
    Real log_of_normal(Real x, Real exponent) {
        constexpr double kLargeNumber = static_cast<double>(std::uint64_t{1} << Format::kMantissaBits);
        constexpr auto kBitsOfLargeNumber = static_cast<std::uint64_t>(Format::kExponentBias + Format::kMantissaBits) << Format::kMantissaBits;
        constexpr std::uint64_t kMantissa = (std::uint64_t{1} << Format::kMantissaBits) - 1;
        // x = 2^k m with m from sqrt(1/2) on and below sqrt(2).
        const Word moved = m_.plus(m_.bits(x), m_.word(Format::kOne - Format::kRootOfHalf));
        const Real m = m_.real(m_.plus(m_.both(moved, m_.word(kMantissa)), m_.word(Format::kRootOfHalf)));
        const Word biased = m_.plus(m_.right(moved, Format::kMantissaBits), m_.word(kBitsOfLargeNumber)); // k + bias behind its last bit
        const Real k = m_.add(m_.subtract(m_.real(biased), m_.number(kLargeNumber + Format::kExponentBias)), exponent);

        const Real f = m_.subtract(m, m_.number(1));
        const Real s = m_.divide(f, m_.add(m_.number(2), f));
        const Real z = m_.multiply(s, s);
        const Real tail = m_.multiply(z, polynomial(Format::kLog, z, m_.multiply(z, z)));
        // log(1 + f) = f - (f^2/2 - s (f^2/2 + tail)): f is exact, what is taken away is small.
        const Real half_square = m_.multiply(m_.multiply(m_.number(0.5), f), f);
        const Real small = m_.fma(s, m_.add(half_square, tail), m_.multiply(k, m_.number(Format::kLn2Rest)));
        const Real away = m_.subtract(m_.subtract(half_square, small), f);
        return m_.subtract(m_.multiply(k, m_.number(Format::kLn2OfExponent)), away);
    }

    /// cos(2 pi v) and sin(2 pi v). \pre 0 <= v < 1
    Normals of_turns(Real v) {
        constexpr double kTwoPi = 0x1.921fb54442d18p+2;
        // v = q/4 + r, exactly, with |r| <= 1/8
        const Real shifter = m_.number(Format::kShifter);
        const Real shifted = m_.fma(v, m_.number(4), shifter);
        const Word q = m_.bits(shifted);
        const Real r = m_.fma(m_.subtract(shifter, shifted), m_.number(0.25), v);
        const Real y = m_.multiply(r, r), square = m_.multiply(y, y);
        const Real cosine = m_.fma(y, polynomial(Format::kCos, y, square), m_.number(1));
        const Real sine = m_.multiply(r, m_.fma(y, polynomial(Format::kSin, y, square), m_.number(kTwoPi)));
        // Quarters 0 to 3: cos, -sin, -cos, sin; the sign is the second bit of q + 1. And sin, cos, -sin, -cos: that of q.
        const Mask odd = m_.odd(q);
        return {with_sign(m_.select(odd, sine, cosine), m_.plus(q, m_.word(1))), with_sign(m_.select(odd, cosine, sine), q)};
    }

    /// Turned over if the second bit of the word is set.
    Real with_sign(Real size, Word word) {
        const Word sign = m_.left(m_.right(word, 1), 8 * sizeof(double) - 1);
        return m_.real(m_.plus(m_.bits(size), sign)); // adding the top bit turns it over
    }

    /// coefficients[0] + coefficients[1] x + ..., the even and the odd powers by Horner's scheme side by side: half of its depth, and no
    /// multiplication more.
    template <std::size_t N> Real polynomial(const std::array<double, N>& coefficients, Real x, Real square) {
        static_assert(N >= 2);
        Real a = m_.number(coefficients[N - 1]), b = m_.number(coefficients[N - 2]);
        for (std::size_t k = N - 1; k >= 2; --k) {
            Real& sum = (N - 1 - k) % 2 ? b : a;
            sum = m_.fma(sum, square, m_.number(coefficients[k - 2]));
        }
        return N % 2 ? m_.fma(b, x, a) : m_.fma(a, x, b);
    }

    static constexpr double kLog2E = 0x1.71547652b82fep+0;

    Machine& m_;
};

} // namespace hillock::internal::model
