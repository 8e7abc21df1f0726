// SPDX-License-Identifier: Apache-2.0
// Times at which something runs, instead of every so often.
#pragma once

#include <hillock/export.hpp>
#include <hillock/quantity.hpp>
#include <hillock/shared.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace hillock {

struct QuantityArray;

/// A clock that ticks at listed times only: `NetworkOperation stimulate(f, {.clock = EventClock{0.5*ms, 2.25*ms}})`. What it runs runs at
/// exactly these times, also between two steps of the other clocks; a time at which one of them has a step (within 1e-4 of the shortest
/// dt) is that of the step, and both run in one pass, in the order of the slots. Times that are over when a network first runs it are left
/// out, as those before the start of any run. Copies are one and the same clock.
///
/// It is for what needs no dt: NetworkOperation, StateMonitor and run_regularly. Neurons, synapses and inputs integrate, count and draw in
/// steps, so they have a dt and no such clock; their monitors follow them.
class HILLOCK_API EventClock {
  public:
    /// In any order. Throws DimensionMismatchError unless all are times, ValueError for one that is negative or infinite or comes twice.
    /// A run throws ValueError for two that are one and the same within 1e-4 of its shortest dt.
    explicit EventClock(const std::vector<Quantity>& times);
    EventClock(std::initializer_list<Quantity> times) : EventClock(std::vector<Quantity>(times)) {}
    explicit EventClock(const QuantityArray& times);

    [[nodiscard]] std::size_t size() const { return times_->size(); }
    /// Seconds, ascending.
    [[nodiscard]] std::span<const double> times() const { return *times_; }
    /// The k-th time. Throws IndexError.
    [[nodiscard]] Quantity operator[](std::size_t k) const;

    /// The same times, as all copies share them.
    [[nodiscard]] const internal::Shared<const std::vector<double>>& shared_times() const { return times_; }

  private:
    internal::Shared<const std::vector<double>> times_;
};

} // namespace hillock
