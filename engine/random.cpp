// SPDX-License-Identifier: Apache-2.0
#include "engine/random.hpp"

#include "jit/plan/random.hpp"

#include <random>

namespace hillock::internal::engine {

std::uint64_t mix_keys(std::uint64_t a, std::uint64_t b) { return plan::random_bits(a, b, 0).low; }

KeySequence::KeySequence() { seed(); }

void KeySequence::seed(std::uint64_t number) {
    seed_ = number;
    taken_ = 0;
    ++generation_;
}

void KeySequence::seed() {
    std::random_device entropy;
    seed((static_cast<std::uint64_t>(entropy()) << 32) | entropy());
}

KeySequence& thread_keys() {
    thread_local KeySequence keys;
    return keys;
}

} // namespace hillock::internal::engine
