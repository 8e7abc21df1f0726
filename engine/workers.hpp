// SPDX-License-Identifier: Apache-2.0
// Threads that carry out the shares of a piece of work together with the thread that asks for it. Each has a share of its own, whose
// memory stays in the cache of its processor. A share that its thread does not begin is done by the caller: that never waits for a thread that
// has yet to wake up, and a machine that is busy with other things makes a step slower by the shares that had begun, not by those that had
// not. A fork in a host program leaves the child with no thread but its own, and all shares to that one.
#pragma once

#include "engine/division.hpp"

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace hillock::internal::engine {

class Workers {
  public:
    /// \param shares  of each piece of work; so many threads take part, the caller of run() among them, or fewer if the system has none left
    explicit Workers(unsigned shares);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers();

    [[nodiscard]] unsigned shares() const { return shares_; }

    /// work(share) once for each share, several at the same time and in any thread, with the floating-point arithmetic of the caller;
    /// returns when all have ended, and what they wrote is seen. Not to be called by two threads at a time, nor by the work. \pre work does not throw
    template <class Work> void run(const Work& work) {
        run_shares([](const void* object, Share share) noexcept { (*static_cast<const Work*>(object))(share); }, &work);
    }

    /// The same for work that throws: throws what the first of the shares that throw has thrown, once all have ended.
    template <class Work> void run_and_rethrow(const Work& work) {
        std::vector<std::exception_ptr> thrown(shares_);
        run([&](Share share) noexcept {
            try {
                work(share);
            } catch (...) {
                thrown[share.number] = std::current_exception();
            }
        });
        for (const std::exception_ptr& failure : thrown)
            if (failure) std::rethrow_exception(failure);
    }

  private:
    using Call = void (*)(const void* object, Share share) noexcept;
    /// Of a share, by number of round; on a line of its own.
    struct alignas(64) Place {
        std::atomic<std::uint32_t> taken{0}; ///< the last in which somebody took it
        std::atomic<std::uint32_t> done{0};  ///< the last in which it was done
        std::uint32_t left = 0;              ///< the last in which its thread left it to the caller; only that one looks
    };

    void run_shares(Call call, const void* object);
    /// Does a share unless somebody else has taken it. \return whether
    bool take(std::uint32_t round, unsigned number) noexcept;
    /// What a thread does until the end.
    void attend(unsigned number) noexcept;

    const unsigned shares_;
    const bool spins_;   ///< there is a processor for each thread
    const int process_;  ///< in which the threads were started
    std::unique_ptr<Place[]> places_;
    Call call_ = nullptr; ///< of this round, as what follows
    const void* object_ = nullptr;
    unsigned arithmetic_ = 0; ///< of the calling thread: rounding, denormals
    alignas(64) std::atomic<std::uint32_t> round_{0};
    std::atomic<bool> ended_{false};
    std::vector<std::thread> threads_;
};

} // namespace hillock::internal::engine
