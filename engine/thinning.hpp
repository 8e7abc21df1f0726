// SPDX-License-Identifier: Apache-2.0
// Neurons that spike by chance, found without asking each: in a block of neurons candidates are drawn with the largest probability of the
// block, by the number of neurons between one and the next, which is geometric (Devroye: Non-Uniform Random Variate Generation, 1986,
// X.2), and each is taken with the ratio of its own probability to that (Lewis and Shedler 1979). A step costs what is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hillock::internal::engine {

class Thinning {
  public:
    /// Neurons that share a bound; a multiple of kArrayPadding.
    static constexpr std::int64_t kBlock = 1024;
    /// Above this probability in a block, asking each of its neurons takes less time: a candidate takes as long as some thirty of them.
    static constexpr double kMost = 1.0 / 32;

    [[nodiscard]] static std::int64_t blocks(std::int64_t neurons) { return (neurons + kBlock - 1) / kBlock; }

    /// The largest probability in a block.
    /// \param rates    hertz, of all neurons; those that are not positive never spike
    /// \param seconds  a step
    [[nodiscard]] double bound(std::int64_t block, std::span<const double> rates, double seconds);

    /// The neurons of a block that spike in a step, ascending.
    /// \param key, step  of the random numbers
    /// \param spikes     has room for all of the block
    /// \return how many
    /// \pre bound() of the block was asked with the same arguments and gave at most kMost
    [[nodiscard]] std::int64_t spikes_of(std::int64_t block, std::span<const double> rates, std::uint64_t key, std::uint64_t step,
                                         std::int32_t* spikes) const;

  private:
    struct Block {
        std::vector<double> rates; ///< those that the rest was made from
        double seconds = 0;
        double largest = 0;     ///< hertz
        double probability = 0; ///< of a candidate
        double per_gap = 0;     ///< 1/log(1 - probability)
        bool equal = true;      ///< all rates: then each candidate spikes
    };
    std::vector<Block> blocks_;
};

} // namespace hillock::internal::engine
