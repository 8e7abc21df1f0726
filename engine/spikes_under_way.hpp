// SPDX-License-Identifier: Apache-2.0
// The events of the last steps, for pathways with delays. What is due is found by age, so that an event is stored once however many
// synapses it goes to.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// The neurons that had an event in one step, ascending.
using Volley = std::vector<std::int32_t>;

class SpikesUnderWay {
  public:
    /// Hold events for up to `longest` steps. Those that are held stay.
    void fit(std::int64_t longest) { volleys_.resize(static_cast<std::size_t>(longest) + 1); }

    void clear() { volleys_.clear(); }

    /// One step on: everything is a step older, and the events of this step are those given. \pre fit() was called
    void advance(std::span<const std::int32_t> events) {
        Volley youngest = std::move(volleys_.back());
        volleys_.pop_back();
        youngest.assign(events.begin(), events.end());
        volleys_.push_front(std::move(youngest));
    }
    /// How many steps' events are held.
    [[nodiscard]] std::size_t steps() const { return volleys_.size(); }
    /// Other events. \pre as many steps as are held
    void replace(std::deque<Volley>&& volleys) noexcept { volleys_.swap(volleys); }
    /// Events of `age` steps ago; 0: of this step.
    [[nodiscard]] Volley& operator[](std::int64_t age) { return volleys_[static_cast<std::size_t>(age)]; }
    [[nodiscard]] std::int64_t oldest() const { return static_cast<std::int64_t>(volleys_.size()) - 1; }

  private:
    std::deque<Volley> volleys_; ///< by age
};

} // namespace hillock::internal::engine
