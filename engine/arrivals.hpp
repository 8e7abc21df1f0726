// SPDX-License-Identifier: Apache-2.0
// What is due in the steps to come, for pathways with unequal delays: an event is cut into runs of entries with one delay as it
// happens, and each run waits in the list of its step. A step costs what is due in it, however many events are under way.
#pragma once

#include "engine/delay_runs.hpp"
#include "engine/tiles.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hillock::internal::engine {

/// Runs of entries of a walk, in the order in which they are to be visited, each cut into the parts of shares.
struct DueEntries {
    std::vector<std::int32_t> neurons;
    /// By share and run, where its part begins; behind the last share, where that ends.
    std::vector<std::vector<std::uint64_t>> bounds = std::vector<std::vector<std::uint64_t>>(2);

    /// For so many shares from now on; there are none.
    void cut(unsigned shares) {
        bounds.resize(shares + 1);
        clear();
    }
    void add(std::int32_t neuron, const DelayRun& run) {
        neurons.push_back(neuron);
        bounds.front().push_back(run.begin);
        for (std::size_t share = 0; share < run.ends.size(); ++share) bounds[share + 1].push_back(run.row + run.ends[share]);
    }
    void clear() {
        neurons.clear();
        for (std::vector<std::uint64_t>& of_share : bounds) of_share.clear();
    }
    [[nodiscard]] std::size_t bytes() const {
        return neurons.capacity() * sizeof(std::int32_t) + bounds.size() * (sizeof(bounds.front()) + bounds.front().capacity() * sizeof(std::uint64_t));
    }
};

class Arrivals {
  public:
    /// Forget everything; events may take up to `longest` steps from now on, and are cut for as many shares.
    void reset(std::int64_t longest, unsigned shares) {
        steps_.assign(static_cast<std::size_t>(longest) + 1, {});
        for (DueEntries& step : steps_) step.cut(shares);
        now_ = 0;
    }
    /// One step on. What was due in the last one is gone.
    void advance() {
        steps_[now_].clear();
        now_ = now_ + 1 == steps_.size() ? 0 : now_ + 1;
    }
    /// An event of `age` steps ago, after those that are older and those of neurons before: all of its row that is due now or later,
    /// without what is due now if that is over.
    void add(std::int32_t neuron, std::size_t row, const DelayRuns& runs, std::int64_t age, bool now_is_over);
    /// In how many steps after this one nothing is due that is under way now.
    [[nodiscard]] std::int64_t steps_until_due() const {
        std::size_t steps = 0;
        for (std::size_t k = now_; steps + 1 < steps_.size(); ++steps) {
            k = k + 1 == steps_.size() ? 0 : k + 1;
            if (!steps_[k].neurons.empty()) return static_cast<std::int64_t>(steps);
        }
        return kAnyNumberOfSteps;
    }
    /// So many steps after the next; nullptr: nothing that is under way now.
    [[nodiscard]] const DueEntries* due_ahead(std::int64_t steps) const {
        const auto ahead = static_cast<std::size_t>(steps) + 1;
        return ahead < steps_.size() ? &steps_[(now_ + ahead) % steps_.size()] : nullptr;
    }
    /// Of this step; in the order in which the events were added.
    [[nodiscard]] DueEntries& due() { return steps_[now_]; }

    [[nodiscard]] std::size_t bytes() const;

  private:
    std::vector<DueEntries> steps_; ///< a ring, from now_ on
    std::size_t now_ = 0;
};

} // namespace hillock::internal::engine
