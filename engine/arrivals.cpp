// SPDX-License-Identifier: Apache-2.0
#include "engine/arrivals.hpp"

#include <algorithm>

namespace hillock::internal::engine {

namespace {

/// The first entry from `begin` on with a delay above `delay`, looked for in steps that double: runs are short.
std::uint64_t end_of_run(const StepList& delays, std::uint64_t begin, std::uint64_t end, std::int64_t delay) {
    std::uint64_t known = begin, reach = 1; // entries before `known` have at most this delay
    while (known + reach <= end && delays[known + reach - 1] <= delay) {
        known += reach;
        reach *= 2;
    }
    std::uint64_t beyond = std::min(known + reach, end + 1) - 1; // what is there, if it is inside, has a longer one
    while (known < beyond) {
        const std::uint64_t middle = known + (beyond - known) / 2;
        if (delays[middle] <= delay) known = middle + 1;
        else beyond = middle;
    }
    return known;
}

} // namespace

void Arrivals::add(std::int32_t neuron, std::uint64_t begin, std::uint64_t end, const StepList& delays, std::int64_t age, bool now_is_over) {
    if (const std::int64_t over = now_is_over ? age : age - 1; over >= 0) begin = end_of_run(delays, begin, end, over);
    while (begin < end) {
        const std::int64_t delay = delays[begin];
        const std::uint64_t last = end_of_run(delays, begin, end, delay);
        std::size_t step = now_ + static_cast<std::size_t>(delay - age);
        if (step >= steps_.size()) step -= steps_.size();
        steps_[step].add(neuron, begin, last);
        begin = last;
    }
}

std::size_t Arrivals::bytes() const {
    std::size_t sum = steps_.capacity() * sizeof(DueEntries);
    for (const DueEntries& step : steps_) sum += step.bytes();
    return sum;
}

} // namespace hillock::internal::engine
