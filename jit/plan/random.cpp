// SPDX-License-Identifier: Apache-2.0
// What is made of random bits.
#include "jit/plan/random.hpp"

#include "jit/plan/random_block.hpp"
#include "parser/model/elementary_functions.hpp"

namespace hillock::internal::plan {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15; // 2^64 / golden ratio, odd

std::uint64_t shared_word(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    const Share share = share_of(element);
    const Bits bits = random_bits(key, share.block, step);
    return share.second ? bits.high : bits.low;
}

} // namespace

std::uint64_t draw_key(std::uint64_t object_key, std::uint64_t draw) {
    std::uint64_t z = object_key + (draw + 1) * kGoldenGamma;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

std::uint64_t draw_stream(std::uint64_t object_key, std::uint64_t draw) {
    return object_key + draw * kGoldenGamma;
}

Bits random_bits(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    static const bool by_instructions = has_aes_instructions();
    return by_instructions ? random_bits_by_instructions(key, element, step) : random_bits_by_tables(key, element, step);
}

double uniform(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    return unit_interval(shared_word(key, element, step));
}

float uniform_float32(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    return static_cast<float>(shared_word(key, element, step) >> 41) * 0x1p-23f;
}

double normal(std::uint64_t key, std::uint64_t element, std::uint64_t step) {
    const Share share = share_of(element);
    const Bits bits = random_bits(key, share.block, step);
    const model::Normals both = model::elementary_normals(1.0 - unit_interval(bits.low), unit_interval(bits.high));
    return share.second ? both.second : both.first;
}

} // namespace hillock::internal::plan
