// SPDX-License-Identifier: Apache-2.0
// The rate of a population in every step.
#pragma once

#include "engine/recorder.hpp"
#include "engine/watched_steps.hpp"
#include "hillock/monitors.hpp"

#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class RateRecorder : public Recorder {
  public:
    [[nodiscard]] const char* class_name() const override { return "PopulationRateMonitor"; }
    RateRecorder(Population source, const PopulationRateMonitorOptions& options);
    [[nodiscard]] std::span<const double> rate() const { return recording_.read<double>(kRate); }
    // What PopulationRateMonitor documents.
    [[nodiscard]] std::vector<double> smooth_rate(const std::string& window, const Quantity& width) const;
    [[nodiscard]] std::vector<double> smooth_rate(std::span<const double> window) const;
    [[nodiscard]] BinnedRate binned_rate(const Quantity& bin) const;
    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<RateRecorder>(new RateRecorder(*this)); }
    void meet(const Twins& twins) override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    RateRecorder(const RateRecorder&) = default;

    static constexpr std::size_t kRate = 1; ///< column of the recording
    Population source_;
    WatchedSteps watched_; ///< one for each row
};

} // namespace hillock::internal::engine
