// SPDX-License-Identifier: Apache-2.0
// Tells how far a run has come: at its start, every `report_period` of wall time, at its end.
#pragma once

#include "hillock/network.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace hillock::internal::engine {

class ProgressReporter {
  public:
    ProgressReporter(const RunOptions& options, double start_seconds, double duration_seconds);

    void begin();
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] bool wanted() const { return static_cast<bool>(callback_); }
    /// Cheap; may be called inside a step: what the callback throws waits for rethrow(). \param completed  says how far it has come, 0 .. 1
    template <class Completed> void look(Clock::time_point now, Completed completed) {
        if (!callback_ || now < next_) return;
        try {
            report(completed());
        } catch (...) {
            thrown_ = std::current_exception();
        }
    }
    void rethrow() {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }
    /// \param completed  less than 1 if the run was stopped
    void end(double completed) {
        if (callback_) report(completed, true);
    }

  private:
    void report(double completed, bool finished = false);

    const Callback<void(const Progress&)>& callback_;
    Clock::duration period_;
    Clock::time_point begin_;
    Clock::time_point next_;
    std::exception_ptr thrown_;
    double start_seconds_;
    double duration_seconds_;
};

} // namespace hillock::internal::engine
