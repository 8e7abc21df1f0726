// SPDX-License-Identifier: Apache-2.0
// random_bits() of random.hpp in both ways in which a processor may do it. They have the same bits.
#pragma once

#include "jit/plan/random.hpp"

namespace hillock::internal::plan {

[[nodiscard]] bool has_aes_instructions();
/// \pre has_aes_instructions()
[[nodiscard]] Bits random_bits_by_instructions(std::uint64_t key, std::uint64_t element, std::uint64_t step);
/// On any processor, some ten times as slow.
[[nodiscard]] Bits random_bits_by_tables(std::uint64_t key, std::uint64_t element, std::uint64_t step);

} // namespace hillock::internal::plan
