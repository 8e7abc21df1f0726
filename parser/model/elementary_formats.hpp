// SPDX-License-Identifier: Apache-2.0
// The constants of elementary.hpp for the two formats of IEEE 754 that kernels compute in. A number of either is written as a double.
// Polynomials are from scripts/elementary-coefficients, lowest power first.
#pragma once

#include <array>
#include <cstdint>

namespace hillock::internal::model {

struct Binary64 {
    static constexpr int kMantissaBits = 52, kExponentBias = 1023;
    static constexpr double kSmallestNormal = 0x1p-1022;
    static constexpr double kShifter = 0x1.8p+52; ///< added, rounds to an integer and leaves it in the lowest bits
    static constexpr double kLn2High = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;

    /// Below, 2^(n-1) is no normal number; above, e^x is no number, and 2^(n-1) still is one.
    static constexpr double kLeastOfExp = -708.0, kMostOfExp = 709.9;
    /// Below, e^x - 1 is rounded to -1.
    static constexpr double kLeastOfDifference = -45.0;
    /// e^r = 1 + r + r^2 p(r)
    static constexpr std::array kExp{0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555552p-5,  0x1.11111111100d5p-7,
                                     0x1.6c16c16c17702p-10, 0x1.a01a01abeb69fp-13, 0x1.a01a01a0da4e3p-16, 0x1.71de0226bd07ap-19,
                                     0x1.27e4e7d9bfdf4p-22, 0x1.af4e000e84be8p-26, 0x1.1f602dd3a93c2p-29};
    /// The exponents of 0 and of infinity.
    static constexpr double kLeastOfExp2 = -1023.0, kMostOfExp2 = 1024.0;
    /// 2^r = 1 + r p(r)
    static constexpr std::array kExp2{0x1.62e42fefa39efp-1,  0x1.ebfbdff82c598p-3,  0x1.c6b08d704a0bfp-5,  0x1.3b2ab6fba1ddap-7,
                                      0x1.5d87fe78a5930p-10, 0x1.430913096fd9fp-13, 0x1.ffcbfc6521d16p-17, 0x1.62bfd47773353p-20,
                                      0x1.b524febe1f433p-24, 0x1.e6063f7217bc6p-28, 0x1.e9ce66ff80b9fp-32};
    /// From -4 to 1: exprel(y) = 1 + y p(y) of the fourth part.
    static constexpr double kLeastOfNearExprel = -4.0, kMostOfNearExprel = 1.0;
    static constexpr std::array kExprel{0x1.0000000000000p-1, 0x1.5555555555562p-3, 0x1.55555555555d0p-5, 0x1.111111110c848p-7,
                                        0x1.6c16c16ba4834p-10, 0x1.a01a01b74939fp-13, 0x1.a01a052f45d6ep-16, 0x1.71de3c1453f57p-19,
                                        0x1.27de33c47a32dp-22, 0x1.ad4e1f3822037p-26, 0x1.14d09c375d4c1p-29, 0x1.01a3e930fbcd4p-33};
    /// For x^2 below: x/(e^x - 1) = 1 - x/2 + z p(z), z = x^2; the Bernoulli numbers B(2k) over (2k)!.
    static constexpr double kNearOne = 0x1p-4;
    static constexpr std::array kInverseExprel{0x1.5555555555555p-4, -0x1.6c16c16c16c17p-10, 0x1.1566abc011566p-15,
                                               -0x1.bbd779334ef0bp-21, 0x1.66a8f2bf70ebep-26};

    static constexpr std::uint64_t kOne = 0x3ff0000000000000, kRootOfHalf = 0x3fe6a09e667f3bcd; ///< the bits of 1 and sqrt(1/2)
    /// A part of ln 2 that times an exponent is exact, and the rest.
    static constexpr double kLn2OfExponent = 0x1.62e42feep-1, kLn2Rest = 0x1.a39ef35793c76p-33;
    /// 2 atanh(s) = 2 s + s z p(z), z = s^2
    static constexpr std::array kLog{0x1.5555555555558p-1, 0x1.9999999995273p-2, 0x1.2492492dfd86cp-2, 0x1.c71c62d5e53e0p-3,
                                     0x1.7462b91b8df65p-3, 0x1.39fdcceb4bb45p-3, 0x1.2b5f68a50d903p-3};

    /// cos(2 pi r) = 1 + y p(y) and sin(2 pi r) = r (2 pi + y p(y)), y = r^2
    static constexpr std::array kCos{-0x1.3bd3cc9be45dep+4, 0x1.03c1f081b5ac4p+6,  -0x1.55d3c7e3cbff7p+6, 0x1.e1f506891ae95p+5,
                                     -0x1.a6d1f2a086c90p+4, 0x1.f9d3870871194p+2, -0x1.b6de8b8e9ba08p+0, 0x1.1e745e5e09f6dp-2};
    static constexpr std::array kSin{-0x1.4abbce625be53p+5, 0x1.466bc6775aae1p+6,  -0x1.32d2cce62b872p+6, 0x1.50783486facaap+5,
                                     -0x1.e3074d2614b2dp+3, 0x1.e8f036bcd3237p+1, -0x1.6cc577dadd922p-1};
};

struct Binary32 {
    static constexpr int kMantissaBits = 23, kExponentBias = 127;
    static constexpr double kSmallestNormal = 0x1p-126;
    static constexpr double kShifter = 0x1.8p+23;
    static constexpr double kLn2High = 0x1.62e43p-1, kLn2Low = -0x1.05c61p-29;

    static constexpr double kLeastOfExp = -86.875, kMostOfExp = 88.875;
    static constexpr double kLeastOfDifference = -18.0;
    static constexpr std::array kExp{0x1.000000p-1, 0x1.555556p-3, 0x1.5554e8p-5, 0x1.1110e0p-7, 0x1.6d4342p-10, 0x1.a1250cp-13};
    static constexpr double kLeastOfExp2 = -127.0, kMostOfExp2 = 128.0;
    static constexpr std::array kExp2{0x1.62e430p-1, 0x1.ebfbe0p-3, 0x1.c6af6cp-5, 0x1.3b2a54p-7, 0x1.5f0890p-10, 0x1.44138ap-13};
    static constexpr double kLeastOfNearExprel = -4.0, kMostOfNearExprel = 1.0;
    static constexpr std::array kExprel{0x1.000000p-1, 0x1.555554p-3, 0x1.555594p-5, 0x1.111398p-7,
                                        0x1.6bc800p-10, 0x1.95af92p-13, 0x1.398dd2p-16};
    static constexpr double kNearOne = 0x1p-2;
    static constexpr std::array kInverseExprel{0x1.555556p-4, -0x1.6c16c2p-10, 0x1.1566acp-15};

    static constexpr std::uint64_t kOne = 0x3f800000, kRootOfHalf = 0x3f3504f3;
    static constexpr double kLn2OfExponent = 0x1.62e4p-1, kLn2Rest = 0x1.7f7d1cp-20;
    static constexpr std::array kLog{0x1.55555cp-1, 0x1.997c22p-2, 0x1.2ee8c8p-2};
};

} // namespace hillock::internal::model
