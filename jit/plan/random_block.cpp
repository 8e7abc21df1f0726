// SPDX-License-Identifier: Apache-2.0
// The rounds of AES (FIPS 197, Advanced Encryption Standard, 2001) that ARS is made of. As there, a state is four columns of four bytes, and
// what a round does to a column is looked up: for each byte of it the four bytes that its substitute adds to the mixed column.
#include "jit/plan/random_block.hpp"

#include "jit/plan/random_rounds.hpp"

#include <array>
#include <bit>

namespace hillock::internal::plan {
namespace {

/// Times x in GF(2^8), modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t doubled(std::uint8_t a) {
    return static_cast<std::uint8_t>(a << 1 ^ (a & 0x80 ? 0x1b : 0));
}

struct Tables {
    std::array<std::uint8_t, 256> substitute{}; ///< the S-box
    std::array<std::uint32_t, 256> mixed{};     ///< of a byte in row 0: what it adds to the rows 0 to 3, from the low byte on
};

constexpr Tables make_tables() {
    Tables tables;
    std::uint8_t power = 1, inverse = 1; // of the generator x + 1; they go through all elements but 0
    do {
        power = static_cast<std::uint8_t>(power ^ doubled(power));
        for (const int shift : {1, 2, 4}) inverse = static_cast<std::uint8_t>(inverse ^ inverse << shift); // divided by x + 1
        if (inverse & 0x80) inverse ^= 0x09;
        std::uint8_t sum = inverse;
        for (const int turn : {1, 2, 3, 4}) sum = static_cast<std::uint8_t>(sum ^ std::rotl(inverse, turn));
        tables.substitute[power] = sum ^ 0x63;
    } while (power != 1);
    tables.substitute[0] = 0x63;
    for (std::size_t byte = 0; byte < 256; ++byte) {
        const std::uint8_t s = tables.substitute[byte], twice = doubled(s);
        tables.mixed[byte] = twice | s << 8 | s << 16 | static_cast<std::uint32_t>(twice ^ s) << 24;
    }
    return tables;
}

constexpr Tables kTables = make_tables();

using Columns = std::array<std::uint32_t, 4>; ///< row 0 in the low byte

constexpr Columns columns(Bits bits) {
    return {static_cast<std::uint32_t>(bits.low), static_cast<std::uint32_t>(bits.low >> 32), static_cast<std::uint32_t>(bits.high),
            static_cast<std::uint32_t>(bits.high >> 32)};
}

constexpr Bits bits_of(const Columns& c) {
    return {c[0] | static_cast<std::uint64_t>(c[1]) << 32, c[2] | static_cast<std::uint64_t>(c[3]) << 32};
}

constexpr Bits added(Bits a, Bits b) {
    return {a.low ^ b.low, a.high ^ b.high};
}

/// Row r of column c comes from column c + r: what `look_up` makes of its byte and its row.
template <class LookUp> constexpr Bits round_of(Bits state, Bits key, LookUp look_up) {
    const Columns from = columns(state);
    Columns to{};
    for (std::size_t column = 0; column < 4; ++column)
        for (std::size_t row = 0; row < 4; ++row)
            to[column] ^= look_up(from[(column + row) % 4] >> 8 * row & 0xff, static_cast<int>(8 * row));
    return added(bits_of(to), key);
}

constexpr Bits middle_round(Bits state, Bits key) {
    return round_of(state, key, [](std::uint32_t byte, int turn) { return std::rotl(kTables.mixed[byte], turn); });
}

constexpr Bits last_round(Bits state, Bits key) {
    return round_of(state, key, [](std::uint32_t byte, int turn) { return static_cast<std::uint32_t>(kTables.substitute[byte]) << turn; });
}

constexpr Bits round_key(std::uint64_t key, std::uint64_t round) {
    return {key + round * kRoundStep.low, round * kRoundStep.high};
}

} // namespace

Bits random_bits_by_tables(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    Bits state = added({element, step}, round_key(key, 0));
    for (std::uint64_t round = 1; round < kRandomRounds; ++round) state = middle_round(state, round_key(key, round));
    return last_round(state, round_key(key, kRandomRounds));
}

#if defined(__x86_64__) && defined(__GNUC__)

bool has_aes_instructions() { return __builtin_cpu_supports("aes"); }

__attribute__((target("aes"))) Bits random_bits_by_instructions(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    const __m128i state = random_rounds(key, element, step);
    return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(state)), static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(state, state)))};
}

#else

bool has_aes_instructions() { return false; }
Bits random_bits_by_instructions(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    return random_bits_by_tables(key, element, step);
}

#endif

} // namespace hillock::internal::plan
