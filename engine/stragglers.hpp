// SPDX-License-Identifier: Apache-2.0
// Events that were under way when the delays of their pathway changed, or when synapses were added: each arrives where and when
// it would have arrived, synapse by synapse.
#pragma once

#include "engine/connectivity.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

class Stragglers {
  public:
    [[nodiscard]] bool empty() const { return next_ == all_.size(); }

    /// One event on its way to the synapses of one neuron.
    /// \param synapses  steps from the last one until it arrives, at least 1, and number of creation of each, in any order
    void add(std::int32_t neuron, std::span<const std::pair<std::int64_t, std::uint32_t>> synapses);
    /// Once all are added, older events first and those of one step by ascending neuron: brings them in order of arrival.
    void sort();
    /// Steps are of another length from now on.
    void rescale(double old_dt, double dt);
    /// \param number_at  number of creation of the synapse at an entry of the walk, of which there are `entries`
    void find_entries(std::size_t entries, const std::function<std::uint32_t(std::uint64_t)>& number_at);
    /// One step on. Calls due(neuron, entry) for each that arrives in it.
    template <class Due> void advance(Due due) {
        for (++now_; next_ < all_.size() && all_[next_].arrival <= now_; ++next_) due(all_[next_].neuron, all_[next_].entry);
        if (empty()) *this = {};
    }

    /// \param synapses  that there are afterwards
    void visit_state(StateVisitor& visitor, const std::string& pathway, Range neurons, std::size_t synapses);
    [[nodiscard]] std::size_t bytes() const { return all_.capacity() * sizeof(Straggler); }

  private:
    struct Straggler {
        std::int64_t arrival; ///< step, counted as now_
        std::int32_t neuron;
        std::uint32_t synapse; ///< number of creation
        std::uint64_t entry;   ///< of the walk
    };
    std::vector<Straggler> all_; ///< by arrival
    std::size_t next_ = 0;       ///< first in all_ that has not arrived
    std::int64_t now_ = 0;       ///< steps since there were none
};

} // namespace hillock::internal::engine
