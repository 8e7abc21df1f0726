// SPDX-License-Identifier: Apache-2.0
// Divided tasks, carried out by several threads: those that do not touch what others of them write follow each other without a wait.
#pragma once

#include "engine/division.hpp"
#include "engine/workers.hpp"

#include <exception>
#include <vector>

namespace hillock::engine {

class Sharing {
  public:
    /// \param all  share whatever there is to do; otherwise the calling thread does alone what takes less time than to share it
    Sharing(unsigned shares, bool all) : workers_(shares), all_(all), failures_(shares) {}

    [[nodiscard]] unsigned shares() const { return workers_.shares(); }
    [[nodiscard]] bool shares_all() const { return all_; }
    /// Part of the next carry_out(). \pre the division was cut for shares(), and has no conflict with others that were added
    void add(const Division& division, const Step& step) { pieces_.push_back({&division, step}); }
    /// All that were added, in their order as far as it matters. Throws the first of what they throw, once all are carried out.
    void carry_out();

  private:
    struct Piece {
        const Division* division;
        Step step;
        double nanoseconds = 0;
        bool begun = false;
    };
    void begin(Piece& piece);
    void do_shares(Share share) noexcept;

    Workers workers_;
    bool all_;
    std::vector<Piece> pieces_;
    std::exception_ptr failure_;               ///< of the calling thread
    std::vector<std::exception_ptr> failures_; ///< by share
};

} // namespace hillock::engine
