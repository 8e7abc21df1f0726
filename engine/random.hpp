// SPDX-License-Identifier: Apache-2.0
// Where keys of random numbers come from. A key names a stream; the numbers in it are a pure function (jit/plan/random.hpp).
#pragma once

#include <cstdint>

namespace hillock::internal::engine {

/// A key made of two numbers.
[[nodiscard]] std::uint64_t mix_keys(std::uint64_t a, std::uint64_t b);

/// The keys that one thread hands out outside of runs, one after the other: each assignment by text, each connect() and each
/// network without a seed of its own takes the next. seed() starts the sequence again.
class KeySequence {
  public:
    KeySequence(); ///< starts at an unpredictable number
    void seed(std::uint64_t number);
    void seed();
    [[nodiscard]] std::uint64_t next() { return mix_keys(seed_, ++taken_); }
    /// Grows with every seed(): networks see that they have to take a new key.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

  private:
    std::uint64_t seed_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t generation_ = 0;
};

/// The sequence of this thread.
[[nodiscard]] KeySequence& thread_keys();

} // namespace hillock::internal::engine
