// SPDX-License-Identifier: Apache-2.0
#include "engine/stopping.hpp"
#include "hillock/shared_pointer.hpp"


#include <csignal>
#include <memory>
#include <mutex>
#include <vector>

namespace hillock {

struct StopToken::Content {
    std::stop_token token;
};

template <class Token> void StopToken::keep(const Token& token) { content_ = std::make_shared<const Content>(Content{token}); }
template HILLOCK_API void StopToken::keep(const std::stop_token& token);

namespace internal::engine {

namespace {

// A handler of signals may touch nothing but atomics without a lock.
std::atomic<int> interrupts = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void count_interrupt(int) { interrupts.fetch_add(1, std::memory_order_relaxed); }

/// All runs of the process. Runs lock it when they begin and end, never in between.
struct Runs {
    std::mutex mutex;
    std::vector<StopFlag*> flags;
    int interruptible = 0; ///< of them: as long as there is one, the handler is ours
    struct sigaction handler_before = {};
};

Runs& runs() {
    static Runs all;
    return all;
}

} // namespace

std::stop_token standard_token(const StopToken& token) { return token.content() ? token.content()->token : std::stop_token(); }

void stop_all_runs() {
    const std::scoped_lock lock(runs().mutex);
    for (StopFlag* flag : runs().flags) flag->raise();
}

StopWatch::StopWatch(StopFlag& flag, const StopToken& token, bool on_interrupt) : flag_(flag), on_interrupt_(on_interrupt) {
    flag_.lower();
    {
        const std::scoped_lock lock(runs().mutex);
        runs().flags.push_back(&flag_);
        interrupts_before_ = interrupts.load(std::memory_order_relaxed);
        if (on_interrupt_ && runs().interruptible++ == 0) {
            struct sigaction ours = {};
            ours.sa_handler = count_interrupt;
            sigemptyset(&ours.sa_mask);
            sigaction(SIGINT, &ours, &runs().handler_before);
        }
    }
    on_token_.emplace(standard_token(token), Raise{flag_}); // at once, if the token has been stopped already
}

StopWatch::~StopWatch() {
    on_token_.reset();
    const std::scoped_lock lock(runs().mutex);
    std::erase(runs().flags, &flag_);
    if (on_interrupt_ && --runs().interruptible == 0) sigaction(SIGINT, &runs().handler_before, nullptr);
}

bool StopWatch::interrupted() const noexcept {
    return on_interrupt_ && interrupts.load(std::memory_order_relaxed) != interrupts_before_;
}

} // namespace internal::engine
} // namespace hillock
