// SPDX-License-Identifier: Apache-2.0
#include "engine/refractory_period.hpp"

#include <algorithm>
#include <cstring>

namespace hillock::internal::engine {

namespace {

/// Calls `see` with each neuron of a range that is refractory: few are, so eight of them are looked at together.
template <class See> void for_each_refractory(Range range, const std::uint8_t* not_refractory, See see) {
    constexpr std::uint64_t kAllFree = 0x0101010101010101;
    std::int64_t k = range.begin;
    while (k < range.end) {
        std::uint64_t eight = 0;
        if (range.end - k >= 8) std::memcpy(&eight, not_refractory + k, 8);
        const std::int64_t end = eight == kAllFree ? k : std::min(k + 8, range.end);
        for (std::int64_t neuron = k; neuron < end; ++neuron)
            if (!not_refractory[neuron]) see(neuron);
        k += 8;
    }
}

} // namespace

void RefractoryPeriod::set(std::int64_t steps) {
    steps_ = steps;
    known_ = false;
}

void RefractoryPeriod::cut(unsigned shares, const SpikeMarks& marks) {
    if (known_ && queues_.size() == shares) return;
    known_ = false; // while they are filled
    queues_.resize(shares);
    for (unsigned number = 0; number < shares; ++number) {
        auto& [waiting, first] = queues_[number];
        waiting.clear();
        first = 0;
        const Range range = elements_of(std::ssize(marks.last_spike), {number, shares});
        for_each_refractory(range, marks.not_refractory, [&](std::int64_t neuron) {
            waiting.push_back({marks.last_spike[static_cast<std::size_t>(neuron)] + steps_, static_cast<std::int32_t>(neuron)});
        });
        std::sort(waiting.begin(), waiting.end(), [](const Waiting& a, const Waiting& b) { return a.release < b.release; });
    }
    known_ = true;
}

void RefractoryPeriod::release(Share share, std::int64_t step, std::uint8_t* not_refractory) {
    auto& [waiting, first] = queues_[share.number];
    for (; first < waiting.size() && waiting[first].release <= step; ++first) not_refractory[waiting[first].neuron] = 1;
    // Moved to the front when at least half of them are free, so that each moves about once.
    if (first == waiting.size() || first >= 1024 + waiting.size() / 2) {
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(first));
        first = 0;
    }
}

void RefractoryPeriod::wait(Share share, std::int64_t step, std::span<const std::int32_t> neurons) {
    if (share.of != queues_.size()) {
        known_ = false;
        return;
    }
    std::vector<Waiting>& waiting = queues_[share.number].waiting;
    for (const std::int32_t neuron : neurons) waiting.push_back({step + steps_, neuron});
}

} // namespace hillock::internal::engine
