// SPDX-License-Identifier: Apache-2.0
// The random numbers of the library, as a pure function of where they are drawn:
// ARS with seven rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011), which are rounds of AES with keys
// that follow each other by addition. Processors have instructions for them, so that it takes a third of the time of Philox; like that it
// passes all of BigCrush, and five rounds would. The compiled kernels compute the same numbers; this is the definition.
#pragma once

#include <cstdint>

namespace hillock::internal::plan {

/// The key of one draw of one object: a 64-bit mix (the finaliser of SplitMix64 applied to key + (draw + 1) * 0x9e3779b97f4a7c15).
[[nodiscard]] std::uint64_t draw_key(std::uint64_t object_key, std::uint64_t draw);

/// Where the draws of an object go on from: draw_key(draw_stream(key, n), m) is draw_key(key, n + m).
[[nodiscard]] std::uint64_t draw_stream(std::uint64_t object_key, std::uint64_t draw);

/// 128 bits, or a block of AES: byte k of it is bits 8k to 8k + 7 of `low`, then of `high`.
struct Bits {
    std::uint64_t low;
    std::uint64_t high;
};

inline constexpr int kRandomRounds = 7;
/// What is added to each half of the key from one round to the next: the fractions of the golden ratio and of the square root of 3.
inline constexpr Bits kRoundStep{0x9e3779b97f4a7c15, 0xbb67ae8584caa73b};

/// The 128 bits for (key, element, step): ars4x32 of Random123 with the counter {element, step} and the key {key, 0}.
[[nodiscard]] Bits random_bits(std::uint64_t key, std::uint64_t element, std::uint64_t step);

/// Two elements share 128 bits, the first takes the first word or normal number and the second the second: elements
/// 0 and 4, 1 and 5, 2 and 6, 3 and 7 of eight. So a vector of eight, or of sixteen, is made of whole blocks.
struct Share {
    std::uint64_t block; ///< the `element` of random_bits
    bool second;
};
[[nodiscard]] constexpr Share share_of(std::uint64_t element) {
    return {element / 8 * 4 + element % 4, element % 8 >= 4};
}

/// [0, 1): (word >> 12) * 2^-52. (52 bits, so that the vector code can make it by placing the bits in a mantissa: 1.m - 1)
[[nodiscard]] constexpr double unit_interval(std::uint64_t word) { return static_cast<double>(word >> 12) * 0x1p-52; }
/// That of a word of an element.
[[nodiscard]] double uniform(std::uint64_t key, std::uint64_t element, std::uint64_t step);
/// The same for a float32 kernel: (word >> 41) * 2^-23, exact in float32.
[[nodiscard]] float uniform_float32(std::uint64_t key, std::uint64_t element, std::uint64_t step);

/// N(0, 1) by Box and Muller (1958): sqrt(-2 log(1 - u1)) times cos(2 pi u2), for the second element sin(2 pi u2), u1 = uniform
/// of `low`, u2 of `high`, in float64, as model::Elementary computes them. A float32 kernel rounds the result once.
[[nodiscard]] double normal(std::uint64_t key, std::uint64_t element, std::uint64_t step);

} // namespace hillock::internal::plan
