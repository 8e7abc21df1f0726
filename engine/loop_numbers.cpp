// SPDX-License-Identifier: Apache-2.0
#include "engine/loop_numbers.hpp"

#include "jit/plan/random.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

namespace hillock::internal::engine {

namespace {

/// Below this probability it takes less time to draw the gaps between the numbers than to draw for each number (as in Brian 2).
constexpr double kGapsBelow = 0.25;
/// Above this part of a population it takes less time to draw for each number than to look for collisions (as in Brian 2).
constexpr double kSelectionAbove = 0.06;

double library_log1p(double x) {
    const std::array<double, 1> argument{x};
    return model::function_for(model::Primitive::log1p).evaluate(argument);
}

/// Selection sampling (Knuth, TAOCP vol. 2, 3.4.2, algorithm S): each place in turn, with the probability that it is among those
/// that are still missing.
std::vector<std::int64_t> select(std::int64_t population, std::int64_t size, std::uint64_t key, std::uint64_t neuron) {
    std::vector<std::int64_t> chosen;
    chosen.reserve(static_cast<std::size_t>(size));
    for (std::int64_t place = 0; std::ssize(chosen) < size; ++place) {
        const double draw = plan::uniform(key, neuron, static_cast<std::uint64_t>(place));
        const auto missing = static_cast<double>(size - std::ssize(chosen));
        if (static_cast<double>(population - place) * draw < missing) chosen.push_back(place);
    }
    return chosen;
}

/// Bentley and Floyd, A sample of brilliance, CACM 30, 1987: one draw a place, and no draw is in vain.
std::vector<std::int64_t> collect(std::int64_t population, std::int64_t size, std::uint64_t key, std::uint64_t neuron) {
    std::unordered_set<std::int64_t> chosen;
    chosen.reserve(static_cast<std::size_t>(size));
    for (std::int64_t last = population - size; last < population; ++last) {
        const double draw = plan::uniform(key, neuron, static_cast<std::uint64_t>(last));
        const auto place = std::min(static_cast<std::int64_t>(draw * static_cast<double>(last + 1)), last);
        if (!chosen.insert(place).second) chosen.insert(last);
    }
    std::vector<std::int64_t> places(chosen.begin(), chosen.end());
    std::sort(places.begin(), places.end());
    return places;
}

} // namespace

std::int64_t population_of(std::int64_t low, std::int64_t high, std::int64_t step) {
    if (step < 0 ? low <= high : high <= low) return 0;
    const auto from = static_cast<std::uint64_t>(low), to = static_cast<std::uint64_t>(high);
    // Differences of 64-bit integers need 64 bits without a sign; so does the size of the smallest one.
    const std::uint64_t distance = step < 0 ? from - to : to - from;
    const std::uint64_t width = step < 0 ? 0 - static_cast<std::uint64_t>(step) : static_cast<std::uint64_t>(step);
    const std::uint64_t population = (distance - 1) / width + 1;
    return static_cast<std::int64_t>(std::min<std::uint64_t>(population, std::numeric_limits<std::int64_t>::max()));
}

std::vector<std::int64_t> sample_of_size(std::int64_t population, std::int64_t size, std::uint64_t key, std::int64_t neuron) {
    const bool many = static_cast<double>(size) > kSelectionAbove * static_cast<double>(population);
    return (many ? select : collect)(population, size, key, static_cast<std::uint64_t>(neuron));
}

LoopNumbers::LoopNumbers(LoopArguments arguments, std::int64_t neurons, std::vector<char> asked, std::uint64_t key)
    : arguments_(std::move(arguments)), neurons_(neurons), asked_(std::move(asked)), key_(key) {}

double LoopNumbers::uniform(std::uint64_t draw) const { return plan::uniform(key_, static_cast<std::uint64_t>(neuron_), draw); }

/// Begins the loop of neuron_.
void LoopNumbers::open() {
    population_ = is_asked(neuron_) ? population(neuron_) : 0;
    place_ = 0;
    draw_ = 0;
    chosen_.clear();
    if (!arguments_.size.empty()) {
        const std::int64_t size = std::clamp<std::int64_t>(at(arguments_.size, neuron_), 0, population_);
        chosen_ = sample_of_size(population_, size, key_, neuron_);
        return;
    }
    probability_ = arguments_.probability.empty() ? 1 : at(arguments_.probability, neuron_);
    if (!(probability_ > 0)) population_ = 0;
    log_miss_ = probability_ > 0 && probability_ < kGapsBelow ? library_log1p(-probability_) : 0;
}

/// The next place of the open loop; false if there is none.
bool LoopNumbers::take(std::int64_t& place) {
    if (!arguments_.size.empty()) {
        if (place_ == std::ssize(chosen_)) return false;
        place = chosen_[static_cast<std::size_t>(place_++)];
        return true;
    }
    if (probability_ < 1) return take_with_probability(place);
    place = place_;
    return place_++ < population_;
}

bool LoopNumbers::take_with_probability(std::int64_t& place) {
    while (place_ < population_) {
        if (log_miss_ != 0) {
            // The gaps between successes of a Bernoulli process are geometric (Knuth, TAOCP vol. 2, 3.4.1 F).
            const double gap = std::floor(library_log1p(-uniform(draw_++)) / log_miss_);
            if (gap >= static_cast<double>(population_ - place_)) break;
            place_ += static_cast<std::int64_t>(gap);
        } else if (uniform(static_cast<std::uint64_t>(place_)) >= probability_) {
            ++place_;
            continue;
        }
        place = place_++;
        return true;
    }
    place_ = population_;
    return false;
}

std::size_t LoopNumbers::next(std::span<std::int64_t> neurons, std::span<std::int64_t> numbers) {
    std::size_t count = 0;
    while (count < numbers.size() && neuron_ < neurons_) {
        std::int64_t place = 0;
        if (neuron_ < 0 || !take(place)) {
            if (++neuron_ < neurons_) open();
            continue;
        }
        // Wraps where the range is longer than 2^63, and is right all the same.
        const auto low = static_cast<std::uint64_t>(at(arguments_.low, neuron_));
        const auto step = static_cast<std::uint64_t>(at(arguments_.step, neuron_));
        neurons[count] = neuron_;
        numbers[count++] = static_cast<std::int64_t>(low + static_cast<std::uint64_t>(place) * step);
    }
    return count;
}

std::int64_t LoopNumbers::expected() const {
    constexpr double kMost = 0x1p40;
    double sum = 0;
    for (std::int64_t neuron = 0; neuron < neurons_; ++neuron) {
        if (!is_asked(neuron)) continue;
        const auto all = static_cast<double>(population(neuron));
        if (!arguments_.size.empty()) sum += std::clamp(static_cast<double>(at(arguments_.size, neuron)), 0.0, all);
        else sum += all * (arguments_.probability.empty() ? 1 : std::clamp(at(arguments_.probability, neuron), 0.0, 1.0));
    }
    return static_cast<std::int64_t>(std::min(sum, kMost));
}

} // namespace hillock::internal::engine
