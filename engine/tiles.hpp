// SPDX-License-Identifier: Apache-2.0
// Temporal blocking. While nothing can reach the neurons, a network goes through several steps in tiles: a block of elements takes all of
// these steps before the next block takes its first. So a block stays in the cache that is nearest to the processor, threads do not wait
// for each other at each step, and what was emitted is handed on afterwards, step by step. Each element goes through the same operations
// in the same order: no bit changes. What arrives after a delay is known before the tiles if they are shorter than it; then each thread
// takes a block that is its share, and delivers to that. (Blocking in space and time: Wolf and Lam 1991, A data locality optimizing algorithm, PLDI.)
#pragma once

#include "engine/division.hpp"
#include "engine/step.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace hillock::internal::engine {

/// Steps that elements go through block by block.
struct Tiles {
    Step first;
    std::int64_t steps = 0;
    unsigned blocks = 1;  ///< a multiple of `threads`
    unsigned threads = 1; ///< the first takes the first blocks, and so on

    [[nodiscard]] Step operator[](std::int64_t number) const { return step_after(first, number); }
    [[nodiscard]] unsigned thread_of(Share block) const { return block.number / (blocks / threads); }
};

inline constexpr std::int64_t kAnyNumberOfSteps = std::numeric_limits<std::int64_t>::max() / 2;

/// What a task does in tiles.
struct Tiling {
    /// For how many steps from this one on the task does nothing but what follows here. Empty: any number.
    std::function<std::int64_t(const Step&)> steps = {};
    /// Before the tiles.
    std::function<void(const Tiles&)> begin = {};
    /// The elements of a block in one step; any thread calls it. Empty: nothing.
    std::function<void(const Step&, Share block)> block = {};
    /// For each of the steps, in their order, when all blocks have gone through all of them. Empty: nothing.
    std::function<void(const Step&)> afterwards = {};

    std::vector<Touch> touches = {};    ///< by blocks: shares
    std::vector<Touch> touches_afterwards = {}; ///< beside lists of events that are revealed afterwards too

    // Lists of events, by address. What hears of them must come after what makes them in a step: before it, it would hear those of the
    // step before, which are gone.
    const void* makes = nullptr;
    const void* hears = nullptr;

    /// What stands in for this where there is one block a thread, so that a block is a share of the task's Division, which must have been
    /// cut. Empty: this.
    std::shared_ptr<const Tiling> in_shares = {};
};

/// Of a task that has nothing to do in most steps. \param steps_until_due  from a step on
[[nodiscard]] inline Tiling idle_for(std::function<std::int64_t(const Step&)> steps_until_due) { return {.steps = std::move(steps_until_due)}; }

} // namespace hillock::internal::engine
