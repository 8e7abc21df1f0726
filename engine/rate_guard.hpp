// SPDX-License-Identifier: Apache-2.0
// Spikes of a group in windows of time, and the end of a run in which there are too many.
#pragma once

#include "engine/synapse_set.hpp"
#include "hillock/rate_guard.hpp"

#include <cstdint>
#include <vector>

namespace hillock::internal::engine {

class SpikeRateGuard : public Object {
  public:
    [[nodiscard]] const char* class_name() const override { return "RateGuard"; }
    [[nodiscard]] double clock_dt_among(double usual) const override { return source_.neurons->clock_dt_among(usual); }
    SpikeRateGuard(Population source, const Quantity& maximum_rate, const RateGuardOptions& options);

    [[nodiscard]] bool is_monitor() const override { return true; }
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {source_.neurons.get()}; }
    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<SpikeRateGuard>(new SpikeRateGuard(*this)); }
    void meet(const Twins& twins) override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    SpikeRateGuard(const SpikeRateGuard&) = default;
    void count();
    /// Throws RunawayError. \param t  seconds, before which the spikes were
    void require_slow(double t);
    void begin_window() { spikes_ = steps_ = 0; }

    Population source_;
    double maximum_; ///< hertz
    double window_;  ///< seconds
    double dt_ = 0;  ///< seconds
    std::int64_t window_steps_ = 1;
    double most_spikes_ = 0; ///< of all neurons in a window
    std::int64_t steps_ = 0; ///< of this window, and spikes in them
    std::int64_t spikes_ = 0;
};

} // namespace hillock::internal::engine
