// SPDX-License-Identifier: Apache-2.0
// Known answers of ARS, both ways to compute it, and the numbers made of its bits.
#include "jit/plan/random_block.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <set>
#include <utility>

using namespace hillock::internal::plan;

namespace {

/// Two 32-bit words, the first in the low half.
constexpr std::uint64_t words(std::uint32_t first, std::uint32_t second) {
    return first | static_cast<std::uint64_t>(second) << 32;
}

} // namespace

TEST_CASE("ARS with seven rounds gives the answers of Random123") {
    // Made by ars4x32_R(7, ...) of Random123 1.14, on a processor with instructions for AES.
    for (const auto& bits : {random_bits, random_bits_by_tables}) {
        const Bits zeros = bits(0, 0, 0);
        CHECK(zeros.low == words(0xdacf61ff, 0xc45798f3));
        CHECK(zeros.high == words(0x113c7eeb, 0x101e27f3));
        const std::uint64_t all = ~std::uint64_t{0};
        const Bits ones = bits(all, all, all);
        CHECK(ones.low == words(0x5e39c131, 0xd1121a9c));
        CHECK(ones.high == words(0xba0a9803, 0x9372482d));
        const Bits pi = bits(words(0xa4093822, 0x299f31d0), words(0x243f6a88, 0x85a308d3), words(0x13198a2e, 0x03707344));
        CHECK(pi.low == words(0xb330966a, 0xd599daa5));
        CHECK(pi.high == words(0xca557885, 0xb5de9cff));
    }
}

TEST_CASE("processors with instructions for AES and those without have the same bits") {
    if (!has_aes_instructions()) return; // then there is one way
    for (std::uint64_t k = 0; k < 20000; ++k) {
        const std::uint64_t key = draw_key(k, 0), element = draw_key(k, 1), step = draw_key(k, 2);
        const Bits a = random_bits_by_instructions(key, element, step), b = random_bits_by_tables(key, element, step);
        REQUIRE(a.low == b.low);
        REQUIRE(a.high == b.high);
    }
}

TEST_CASE("draw_key is SplitMix64: the key is its seed, the draw its position") {
    // First outputs of SplitMix64 for seed 1234567 (Steele, Lea, Flood 2014; reference code of S. Vigna).
    CHECK(draw_key(1234567, 0) == 6457827717110365317u);
    CHECK(draw_key(1234567, 1) == 3203168211198807973u);
    CHECK(draw_key(1234567, 2) == 9817491932198370423u);
}

TEST_CASE("uniform numbers are the upper bits") {
    const Bits bits = random_bits(1, 2, 3);
    CHECK(uniform(1, 2, 3) == std::ldexp(static_cast<double>(bits.low >> 12), -52));
    CHECK(uniform(1, 6, 3) == std::ldexp(static_cast<double>(bits.high >> 12), -52));
    CHECK(uniform_float32(1, 2, 3) == std::ldexp(static_cast<float>(bits.low >> 41), -23));
    CHECK(uniform_float32(1, 6, 3) == std::ldexp(static_cast<float>(bits.high >> 41), -23));
}

TEST_CASE("no two elements take the same bits, and a whole eight takes all of four blocks") {
    std::set<std::pair<std::uint64_t, bool>> taken;
    for (std::uint64_t element = 0; element < 1000; ++element) {
        const Share share = share_of(element);
        CHECK(share.block / 4 == element / 8);
        CHECK(taken.emplace(share.block, share.second).second);
    }
    CHECK(share_of(~std::uint64_t{0}).block == (~std::uint64_t{0} >> 1));
}

TEST_CASE("the numbers of elements that share their bits are not correlated") {
    constexpr int kCount = 1 << 16;
    double product = 0, squares = 0, uniforms = 0;
    for (std::uint64_t step = 0; step < kCount; ++step) {
        const double x = normal(5, 1, step), y = normal(5, 5, step);
        product += x * y;
        squares += (x * x - 1) * (y * y - 1);
        uniforms += (uniform(5, 1, step) - 0.5) * (uniform(5, 5, step) - 0.5);
    }
    // Five standard errors of the means; the products have the variances 1, 4 and 1/144.
    const double five_errors = 5 / std::sqrt(static_cast<double>(kCount));
    CHECK(std::abs(product / kCount) < five_errors);
    CHECK(std::abs(squares / kCount) < 2 * five_errors);
    CHECK(std::abs(uniforms / kCount) < five_errors / 12);
}

TEST_CASE("moments of uniform and normal numbers") {
    constexpr int kCount = 1 << 16;
    double sum = 0, sum_of_squares = 0, normal_sum = 0, normal_squares = 0, fourth = 0;
    for (int k = 0; k < kCount; ++k) {
        const double u = uniform(99, static_cast<std::uint64_t>(k), 7),
                     z = normal(99, static_cast<std::uint64_t>(k), 7);
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        sum += u;
        sum_of_squares += u * u;
        normal_sum += z;
        normal_squares += z * z;
        fourth += z * z * z * z;
    }
    // Five standard errors of each mean: the variances of u, u^2, z, z^2, z^4 are 1/12, 4/45, 1, 2, 96.
    const double five_errors = 5 / std::sqrt(static_cast<double>(kCount));
    CHECK(std::abs(sum / kCount - 0.5) < five_errors * std::sqrt(1.0 / 12));
    CHECK(std::abs(sum_of_squares / kCount - 1.0 / 3) < five_errors * std::sqrt(4.0 / 45));
    CHECK(std::abs(normal_sum / kCount) < five_errors);
    CHECK(std::abs(normal_squares / kCount - 1) < five_errors * std::sqrt(2.0));
    CHECK(std::abs(fourth / kCount - 3) < five_errors * std::sqrt(96.0));
}
