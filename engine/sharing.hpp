// SPDX-License-Identifier: Apache-2.0
// Divided tasks, carried out by several threads: those that do not touch what others of them write follow each other without a wait.
#pragma once

#include "engine/division.hpp"
#include "engine/workers.hpp"

#include <atomic>
#include <exception>
#include <vector>

namespace hillock::internal::engine {

class Sharing {
  public:
    explicit Sharing(unsigned shares) : workers_(shares), failures_(shares) {}
    Sharing(const Sharing&) = delete;
    Sharing& operator=(const Sharing&) = delete;

    [[nodiscard]] unsigned shares() const { return workers_.shares(); }
    /// Part of the next carry_out(). \pre the division was cut for shares(), and has no conflict with others that were added
    void add(const Division& division, const Step& step) { pieces_.push_back({&division, step}); }
    /// All that were added, in their order as far as it matters. Throws the first of what they throw, once all are carried out.
    void carry_out();
    /// work(share) for all shares. Throws the first of what they throw, once all have ended.
    template <class Work> void run(const Work& work) { workers_.run_and_rethrow(work); }
    /// Whether ask(share) is true for all shares. \pre it does not throw
    template <class Ask> [[nodiscard]] bool all_of_shares(const Ask& ask) {
        std::atomic<bool> all = true;
        workers_.run([&](Share share) noexcept {
            if (!ask(share)) all.store(false, std::memory_order_relaxed);
        });
        return all;
    }

  private:
    struct Piece {
        const Division* division;
        Step step;
        bool begun = false;
        bool due = false;
    };
    void begin(Piece& piece);
    void end(const Piece& piece);
    void do_shares(Share share) noexcept;

    /// The work of every carry_out(). It stays as it is where it is, so that it stays in the caches of all threads.
    struct Shares {
        Sharing* sharing;
        void operator()(Share share) const noexcept { sharing->do_shares(share); }
    };
    const Shares do_shares_{this};
    Workers workers_;
    std::vector<Piece> pieces_;
    std::exception_ptr failure_;               ///< of the calling thread
    std::vector<std::exception_ptr> failures_; ///< by share
};

} // namespace hillock::internal::engine
