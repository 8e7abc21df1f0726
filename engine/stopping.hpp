// SPDX-License-Identifier: Apache-2.0
// What may end a run before its time: a call from inside or from another thread, a token, Ctrl+C.
#pragma once

#include "hillock/stop_token.hpp"

#include <atomic>
#include <optional>
#include <stop_token>

namespace hillock::internal::engine {

/// The flag of one network that its loop looks at before every step. Any thread may raise it.
class StopFlag {
  public:
    void raise() noexcept { raised_.store(true, std::memory_order_relaxed); }
    void lower() noexcept { raised_.store(false, std::memory_order_relaxed); }
    [[nodiscard]] bool raised() const noexcept { return raised_.load(std::memory_order_relaxed); }

  private:
    std::atomic<bool> raised_ = false;
};

/// What the token of options stands for.
[[nodiscard]] std::stop_token standard_token(const StopToken& token);

/// Raise the flags of all runs of the process that last.
void stop_all_runs();

/// For the length of a run: its flag is down at first, and raised by stop_all_runs(), by the token, and if asked for by SIGINT, whose
/// handler of before comes back in the end.
class StopWatch {
  public:
    StopWatch(StopFlag& flag, const StopToken& token, bool on_interrupt);
    ~StopWatch();
    StopWatch(const StopWatch&) = delete;
    StopWatch& operator=(const StopWatch&) = delete;

    /// \return whether the run shall end now
    [[nodiscard]] bool should_stop() const noexcept { return flag_.raised() || (on_interrupt_ && interrupted()); }
    /// SIGINT came since the run began, and was asked for.
    [[nodiscard]] bool interrupted() const noexcept;

  private:
    struct Raise {
        StopFlag& flag;
        void operator()() const noexcept { flag.raise(); }
    };
    StopFlag& flag_;
    const bool on_interrupt_;
    int interrupts_before_ = 0;
    std::optional<std::stop_callback<Raise>> on_token_;
};

} // namespace hillock::internal::engine
