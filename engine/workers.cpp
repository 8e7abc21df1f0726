// SPDX-License-Identifier: Apache-2.0
#include "engine/workers.hpp"

#include "engine/thread_count.hpp"

#include <chrono>
#include <csignal>
#include <system_error>

#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hillock::internal::engine {

namespace {

/// How long a thread looks for work before it sleeps. Pieces of work follow each other within microseconds; to wake up takes about 50
/// (measured: futex on a virtual machine), and the caller a few for each piece of work that others sleep through.
constexpr std::chrono::microseconds kPatience(200);
/// How long the caller waits for a thread that is awake to begin its share. To do it instead takes longer than that if it is large, for its
/// memory comes from the cache of another processor: 0.1 us for 64 bytes.
constexpr std::chrono::microseconds kLeniency(5);
constexpr int kLooksBetweenClocks = 64; ///< reading the clock takes about as long as that many looks

void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// How a thread rounds, and whether it takes denormal numbers for 0. A host may have set that, and may set it at any time: where shares are
// carried out must not change a bit.
#if defined(__x86_64__)
constexpr unsigned kControl = ~0x3FU; ///< of MXCSR; the rest tells of what has happened
unsigned arithmetic() { return _mm_getcsr() & kControl; }
void adopt(unsigned arithmetic) {
    if (const unsigned own = _mm_getcsr(); (own & kControl) != arithmetic) _mm_setcsr((own & ~kControl) | arithmetic);
}
#else
unsigned arithmetic() { return 0; }
void adopt(unsigned) {}
#endif

/// Signals are for the host's own threads: those that are started meanwhile get none.
class WithoutSignals {
  public:
    WithoutSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;
    ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

/// Looks until `number` has another value than `old`, for some time at most. \return whether it has
bool look_for_change(const std::atomic<std::uint32_t>& number, std::uint32_t old, std::chrono::microseconds time) {
    if (number.load(std::memory_order_acquire) != old) return true;
    const auto begin = std::chrono::steady_clock::now();
    do {
        for (int look = 0; look < kLooksBetweenClocks; ++look) {
            relax();
            if (number.load(std::memory_order_acquire) != old) return true;
        }
    } while (std::chrono::steady_clock::now() - begin < time);
    return false;
}

/// Waits until `number` has another value than `old`: awake for a while, if there is a processor to be awake on, then asleep.
void await_change(const std::atomic<std::uint32_t>& number, std::uint32_t old, bool awake) {
    if (!awake || !look_for_change(number, old, kPatience)) number.wait(old, std::memory_order_acquire);
}

} // namespace

// Stores that somebody may sleep for are sequentially consistent: notify_*() looks whether there is a sleeper, and must not look before
// the store is seen by one who is about to sleep.

Workers::Workers(unsigned shares)
    : shares_(shares), spins_(shares <= processors()), process_(::getpid()), places_(std::make_unique<Place[]>(shares)) {
    const WithoutSignals quiet;
    try {
        threads_.reserve(shares - 1);
        for (unsigned k = 1; k < shares; ++k) threads_.emplace_back([this, k] { attend(k); });
    } catch (const std::system_error&) {
        // The machine has no thread left: those that there are do all of the work.
    }
}

Workers::~Workers() {
    ended_.store(true, std::memory_order_relaxed);
    round_.fetch_add(1);
    round_.notify_all();
    for (std::thread& thread : threads_) {
        if (::getpid() == process_) thread.join();
        else thread.detach(); // it has stayed behind in the process that this one was forked from
    }
}

void Workers::run_shares(Call call, const void* object) {
    // What stays as it was is not written again: the others have it in their caches.
    if (call_ != call) call_ = call;
    if (object_ != object) object_ = object;
    if (const unsigned own = arithmetic(); arithmetic_ != own) arithmetic_ = own;
    const std::uint32_t round = round_.load(std::memory_order_relaxed) + 1;
    round_.store(round);
    round_.notify_all();
    (void)take(round, 0);
    for (unsigned k = 1; k < shares_; ++k) {
        Place& place = places_[k];
        // One that came late the last time is not waited for. To try to take what is taken would fetch the line on which its thread is about
        // to write that it is done.
        const bool begun = spins_ && place.left != round - 1 && look_for_change(place.taken, round - 1, kLeniency);
        if (!begun && take(round, k)) place.left = round;
    }
    for (unsigned k = 1; k < shares_; ++k)
        for (std::uint32_t done = places_[k].done.load(std::memory_order_acquire); done != round;
             done = places_[k].done.load(std::memory_order_acquire))
            await_change(places_[k].done, done, spins_);
}

bool Workers::take(std::uint32_t round, unsigned number) noexcept {
    Place& place = places_[number];
    // The call must not be looked at before this is settled: after a round that has ended without this thread the next one may be about to
    // begin.
    std::uint32_t before = round - 1;
    if (!place.taken.compare_exchange_strong(before, round, std::memory_order_acq_rel)) return false;
    adopt(arithmetic_);
    call_(object_, {number, shares_});
    place.done.store(round);
    place.done.notify_one();
    return true;
}

void Workers::attend(unsigned number) noexcept {
    std::uint32_t round = 0;
    while (true) {
        await_change(round_, round, spins_);
        round = round_.load(std::memory_order_acquire);
        if (ended_.load(std::memory_order_relaxed)) return;
        (void)take(round, number);
    }
}

} // namespace hillock::internal::engine
