// SPDX-License-Identifier: Apache-2.0
#include "engine/arrivals.hpp"

namespace hillock::internal::engine {

void Arrivals::add(std::int32_t neuron, std::size_t row, const DelayRuns& runs, std::int64_t age, bool now_is_over) {
    const std::int64_t over = now_is_over ? age : age - 1; // delays up to that
    runs.for_each(row, [&](const DelayRun& run) {
        if (run.delay <= over) return;
        std::size_t step = now_ + static_cast<std::size_t>(run.delay - age);
        if (step >= steps_.size()) step -= steps_.size();
        steps_[step].add(neuron, run);
    });
}

std::size_t Arrivals::bytes() const {
    std::size_t sum = steps_.capacity() * sizeof(DueEntries);
    for (const DueEntries& step : steps_) sum += step.bytes();
    return sum;
}

} // namespace hillock::internal::engine
