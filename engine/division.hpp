// SPDX-License-Identifier: Apache-2.0
// Work of a step that several threads do together: how it is cut, and what has to be known of it so that several pieces of work can follow
// each other without a wait in between. How often it is cut changes no bit of the outcome: an element is handled by one thread, in the
// order in which one thread would.
#pragma once

#include "engine/range.hpp"
#include "engine/step.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// Number `number` of `of` shares of some work.
struct Share {
    unsigned number = 0;
    unsigned of = 1;
};

/// The elements of a share. They begin at a multiple of 64: no two shares have a vector in common (kArrayPadding), nor a cache line of
/// any array.
[[nodiscard]] Range elements_of(std::int64_t size, Share share);

/// The part of an ascending list that lies in a range.
[[nodiscard]] std::span<const std::int32_t> in_range(std::span<const std::int32_t> ascending, Range range);

/// Memory that work reads or writes.
struct Touch {
    const void* begin = nullptr;
    const void* end = nullptr;
    /// Each share touches a part of its own, and shares of equal number touch the same part in all work that names the same cut; nullptr:
    /// any share touches anything.
    const void* cut = nullptr;
    bool writes = false;
};

/// Whether there may be two shares, of different numbers, of which one writes what the other touches.
[[nodiscard]] bool conflict(std::span<const Touch> these, std::span<const Touch> those);

/// Of all of it; what is touched several times counts once.
[[nodiscard]] std::size_t bytes_touched(std::span<const Touch> touches);

/// Of a task. In a step it is begun by the thread that runs the network, then all shares are done at the same time, then the same
/// thread ends it.
struct Division {
    /// For as many shares from now on. \return whether that is possible. Empty: yes
    std::function<bool(unsigned shares)> cut = {};
    /// \return whether there is anything to do in this step. Empty: always
    std::function<bool(const Step&)> begin = {};
    /// Calls nothing of the host.
    std::function<void(const Step&, Share)> share;
    std::function<void(const Step&)> end = {};

    std::vector<Touch> touches = {};          ///< by shares
    std::vector<Touch> touches_at_begin = {}; ///< beside what belongs to the task alone
    std::vector<Touch> touches_at_end = {};
    double expected = 0;             ///< nanoseconds that one thread takes for it in a usual step
};

/// Whether both can be begun, then be carried out share by share, then be ended, as if the first had ended before the second begins.
[[nodiscard]] bool can_follow(const Division& first, const Division& second);

} // namespace hillock::internal::engine
