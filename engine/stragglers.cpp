// SPDX-License-Identifier: Apache-2.0
#include "engine/stragglers.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

void Stragglers::add(std::int32_t neuron, std::span<const std::pair<std::int64_t, std::uint32_t>> synapses) {
    const std::size_t first = all_.size();
    for (const auto& [steps, synapse] : synapses) all_.push_back({now_ + steps, neuron, synapse, 0});
    std::sort(all_.begin() + static_cast<std::ptrdiff_t>(first), all_.end(),
              [](const Straggler& a, const Straggler& b) { return a.synapse < b.synapse; });
}

void Stragglers::sort() {
    all_.erase(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
    std::stable_sort(all_.begin(), all_.end(), [](const Straggler& a, const Straggler& b) { return a.arrival < b.arrival; });
}

void Stragglers::rescale(double old_dt, double dt) {
    for (Straggler& straggler : all_) {
        // What is one step away arrives when the next step begins, whatever its length.
        const double later = static_cast<double>(straggler.arrival - now_ - 1) * old_dt / dt;
        straggler.arrival = now_ + 1 + std::llround(later);
    }
}

void Stragglers::find_entries(std::size_t entries, const std::function<std::uint32_t(std::uint64_t)>& number_at) {
    if (empty()) return;
    std::vector<std::uint64_t> entry_of(entries);
    for (std::uint64_t entry = 0; entry < entries; ++entry) entry_of[number_at(entry)] = entry;
    for (Straggler& straggler : all_) straggler.entry = entry_of[straggler.synapse];
}

} // namespace hillock::internal::engine
