// SPDX-License-Identifier: Apache-2.0
// Tells how far a run has come: at its start, every `report_period` of wall time, at its end.
#pragma once

#include "hillock/network.hpp"

#include <chrono>

namespace hillock::engine {

class ProgressReporter {
  public:
    ProgressReporter(const RunOptions& options, double start_seconds, double duration_seconds);

    void begin();
    /// Cheap; to be called each step. \param completed  says how far it has come, 0 .. 1
    template <class Completed> void step(Completed completed) {
        if (callback_ && Clock::now() >= next_) report(completed());
    }
    void end() {
        if (callback_) report(1);
    }

  private:
    using Clock = std::chrono::steady_clock;
    void report(double completed);

    const std::function<void(const Progress&)>& callback_;
    Clock::duration period_;
    Clock::time_point begin_;
    Clock::time_point next_;
    double start_seconds_;
    double duration_seconds_;
};

} // namespace hillock::engine
