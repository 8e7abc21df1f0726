// SPDX-License-Identifier: Apache-2.0
// The numbers that the loop of a generator runs through, for one outer neuron after the other: all of a range, each with a
// probability, or some of a given number.
#pragma once

#include "parser/ast.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// How many numbers range(low, high, step) has, as in Python; at most 2^63 - 1. \pre step != 0
[[nodiscard]] std::int64_t population_of(std::int64_t low, std::int64_t high, std::int64_t step);

/// What an argument of the loop is for each outer neuron; a single entry is the same for all.
template <class T> using ByNeuron = std::vector<T>;
template <class T> [[nodiscard]] T at(const ByNeuron<T>& values, std::int64_t neuron) {
    return values[values.size() == 1 ? 0 : static_cast<std::size_t>(neuron)];
}

struct LoopArguments {
    ByNeuron<std::int64_t> low{0};
    ByNeuron<std::int64_t> high{1};
    ByNeuron<std::int64_t> step{1};
    ByNeuron<double> probability; ///< of each number, if it is not empty
    ByNeuron<std::int64_t> size;  ///< numbers that are taken, if it is not empty; fewer than 0 count as 0, too many as all
};

/// One pass over all neurons, in portions of any size. What is drawn depends on the key, the neuron and its numbers alone.
class LoopNumbers {
  public:
    /// \param neurons  how many there are
    /// \param asked    0 for those whose loop is not run at all; empty: none
    /// \pre no step is 0, no probability is no number
    LoopNumbers(LoopArguments arguments, std::int64_t neurons, std::vector<char> asked, std::uint64_t key);

    /// The next candidates: neurons, ascending, and for each a number in the order of its loop. Fills the spans, which are of one
    /// size, as far as there are any. \return how many
    [[nodiscard]] std::size_t next(std::span<std::int64_t> neurons, std::span<std::int64_t> numbers);
    /// About how many candidates there are in all; at most 2^40.
    [[nodiscard]] std::int64_t expected() const;

  private:
    void open();
    [[nodiscard]] bool take(std::int64_t& place);
    [[nodiscard]] bool take_with_probability(std::int64_t& place);
    [[nodiscard]] bool is_asked(std::int64_t neuron) const {
        return asked_.empty() || asked_[static_cast<std::size_t>(neuron)] != 0;
    }
    [[nodiscard]] std::int64_t population(std::int64_t neuron) const {
        return population_of(at(arguments_.low, neuron), at(arguments_.high, neuron), at(arguments_.step, neuron));
    }
    [[nodiscard]] double uniform(std::uint64_t draw) const;

    LoopArguments arguments_;
    std::int64_t neurons_;
    std::vector<char> asked_;
    std::uint64_t key_;

    // Of the neuron whose loop is open.
    std::int64_t neuron_ = -1;
    std::int64_t population_ = 0;
    std::int64_t place_ = 0; ///< of the next number in the range (of a sample of given size: in chosen_)
    std::uint64_t draw_ = 0;
    double probability_ = 1;
    double log_miss_ = 0;              ///< log(1 - probability) where gaps are drawn, else 0
    std::vector<std::int64_t> chosen_; ///< places, ascending, of a sample of given size
};

/// `size` of the places 0 ... population - 1, ascending, each set of them with the same probability.
/// \pre 0 <= size <= population
[[nodiscard]] std::vector<std::int64_t> sample_of_size(std::int64_t population, std::int64_t size, std::uint64_t key,
                                                       std::int64_t neuron);

} // namespace hillock::internal::engine
