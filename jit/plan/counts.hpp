// SPDX-License-Identifier: Apache-2.0
// Counted random draws: exact samples of the Poisson and the binomial distribution as a pure function of
// where they are drawn and of their parameters. The interpreter and compiled code, whatever its width, call
// these two functions: their numbers are the same bits. They end for every argument, also for what stands in
// the lanes behind the last element.
#pragma once

#include <cstdint>

namespace hillock::internal::plan {

/// A count takes as many random numbers as it needs, in blocks of two: block b of draw n has the bits of draw
/// n + b * 2^32, at the same element and step. Kernels number their draws below 2^32 (see verify()), so that
/// no block is another draw's; and draw_key() gives different keys to all draws of an object. `stream` is
/// draw_stream() of the object's key and n.
inline constexpr std::uint64_t kDrawsPerBlock = std::uint64_t{1} << 32;

/// Number of events where `mean` are expected. A mean that is not positive, or NaN, gives 0. Counts from 2^53
/// on are rounded to float64; a mean from 2^63 on gives 2^63 - 1, the largest integer.
[[nodiscard]] std::int64_t poisson(std::uint64_t stream, std::uint64_t element, std::uint64_t step,
                                   double mean);

/// Number of successes in `trials` (negative: 0), each with the probability p, which is clamped to [0, 1];
/// NaN gives 0. From 2^53 trials on, counts are rounded to float64.
[[nodiscard]] std::int64_t binomial(std::uint64_t stream, std::uint64_t element, std::uint64_t step,
                                    std::int64_t trials, double p);

} // namespace hillock::internal::plan
