// SPDX-License-Identifier: Apache-2.0
// Several steps at a time, in tiles: see tiles.hpp. The partial order of a pass stands in simulation.cpp. A network goes through tiles for as
// many steps as each task allows: then what is left between its blocks is nothing (no task touches what another block changes), and what
// all tasks do afterwards, step by step, hears lists of events alone.
#include "engine/origin.hpp"
#include "engine/simulation.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace hillock::internal::engine {

namespace {

/// What the elements of a block take up in memory: half of the cache that most processors have for themselves. In the nearest cache the
/// elements are hardly faster, and the kernels' beginnings, which every block and step pays, cost more than that.
constexpr std::size_t kTileBytes = 256 * 1024;

/// Below so many steps the blocks are as large as the threads' shares: a block costs as much as its calls, and saves little then.
constexpr std::int64_t kWorthBlocks = 4;

bool are_independent(const Tiling& a, const Tiling& b) {
    return !conflict(a.touches, b.touches) && !conflict(a.touches, b.touches_afterwards) && !conflict(a.touches_afterwards, b.touches);
}

/// What the blocks touch, each its part.
std::vector<Touch> touched_in_parts(const std::vector<const Tiling*>& tilings) {
    std::vector<Touch> result;
    for (const Tiling* tiling : tilings)
        std::ranges::copy_if(tiling->touches, std::back_inserter(result), [](const Touch& touch) { return touch.cut != nullptr; });
    return result;
}

/// Of tasks in the order of a step.
bool hear_what_was_made(const std::vector<const Tiling*>& tilings) {
    std::set<const void*> heard;
    for (const Tiling* tiling : tilings) {
        if (tiling->makes && heard.contains(tiling->makes)) return false;
        if (tiling->hears) heard.insert(tiling->hears);
    }
    return true;
}

} // namespace

std::vector<const Tiling*> Simulation::tilings(bool in_shares) const {
    std::vector<const Tiling*> result;
    for (const Work& work : work_) {
        if (work.task.tiling) result.push_back(&tiling_of(work, in_shares));
        else if (work.object->active()) return {};
    }
    for (std::size_t a = 0; a < result.size(); ++a)
        for (std::size_t b = 0; b <= a; ++b)
            if (!are_independent(*result[a], *result[b])) return {};
    const bool any = std::any_of(result.begin(), result.end(), [](const Tiling* tiling) { return static_cast<bool>(tiling->block); });
    if (!any || !hear_what_was_made(result)) return {};
    return result;
}

const Tiling& Simulation::tiling_of(const Work& work, bool in_shares) {
    const Tiling& tiling = *work.task.tiling;
    return in_shares && tiling.in_shares && work.task.division ? *tiling.in_shares : tiling;
}

void Simulation::find_tiles() {
    tile_blocks_ = 0;
    tiles_in_shares_ = false;
    if (clocks_.size() > 1) return;
    if (const std::vector<const Tiling*> any = tilings(false); !any.empty()) {
        const std::size_t blocks = (bytes_touched(touched_in_parts(any)) / threads() + kTileBytes - 1) / kTileBytes;
        tile_blocks_ = static_cast<unsigned>(std::max<std::size_t>(1, blocks));
    }
    tiles_in_shares_ = sharing_ && !tilings(true).empty(); // one thread would gain nothing
}

Simulation::TilesAhead Simulation::tiles_ahead(std::int64_t most) const {
    const std::int64_t in_blocks = tile_blocks_ > 0 ? steps_in_tiles(most, false) : 0;
    if (in_blocks >= kWorthBlocks || !tiles_in_shares_) return {in_blocks, false};
    const std::int64_t in_shares = steps_in_tiles(most, true);
    return in_shares > in_blocks ? TilesAhead{in_shares, true} : TilesAhead{in_blocks, false};
}

std::int64_t Simulation::steps_in_tiles(std::int64_t most, bool in_shares) const {
    const Clock& clock = clocks_[0];
    const Step next = clock.next();
    std::int64_t steps = std::min(most, clock.end - clock.step);
    for (const Work& work : work_) {
        if (!work.object->active()) continue;
        if (!work.task.tiling) return 0; // it became active in this run
        const Tiling& tiling = tiling_of(work, in_shares);
        if (tiling.steps) steps = std::min(steps, tiling.steps(next));
        if (steps < 2) return 0;
    }
    return steps;
}

void Simulation::pass_in_tiles(const TilesAhead& ahead) {
    const auto [steps, in_shares] = ahead;
    blocked_steps_ += steps;
    const unsigned threads = this->threads(), each = in_shares || steps < kWorthBlocks ? 1 : tile_blocks_;
    const Tiles tiles{.first = clocks_[0].next(), .steps = steps, .blocks = threads * each, .threads = threads};
    tiled_.clear();
    for (const Work& work : work_) {
        if (!work.object->active()) continue;
        const Tiling& tiling = tiling_of(work, in_shares);
        if (tiling.begin) tiling.begin(tiles);
        if (tiling.block) tiled_.push_back(&tiling);
    }
    const auto do_blocks = [&, steps = steps](Share thread) {
        for (unsigned k = 0; k < each; ++k)
            for (std::int64_t step = 0; step < steps; ++step)
                for (const Tiling* tiling : tiled_) tiling->block(tiles[step], {thread.number * each + k, tiles.blocks});
    };
    if (sharing_) sharing_->run(do_blocks);
    else do_blocks({});
    FirstFailure failure;
    for (std::int64_t step = 0; step < steps; ++step) {
        for (const Work& work : work_) {
            if (!work.object->active()) continue;
            const Tiling& tiling = tiling_of(work, in_shares);
            if (tiling.afterwards) failure.attempt(work.object, [&] { tiling.afterwards(tiles[step]); });
        }
        clocks_.tick();
    }
    failure.rethrow();
}

} // namespace hillock::internal::engine
