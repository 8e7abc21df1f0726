// SPDX-License-Identifier: Apache-2.0
// The work of a group in tiles: a block is updated, its spikes are marked and reset, and then its next step follows. The list of a step's
// spikes is put together afterwards, for all that hear it.
#include "engine/neurons.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

std::optional<Tiling> Neurons::tile(const Code& code, const std::uint64_t& key, const std::optional<Division>& division, bool spikes) {
    if (!division) return std::nullopt;
    Tiling tiling;
    tiling.touches = division->touches;
    tiling.block = [this, &code, &key, spikes](const Step& step, Share block) {
        KernelArguments call = arguments(step, key);
        const std::span<const std::int32_t> emitted = run_for(code, call, spike_buffer_, elements_of(size_, block));
        if (!spikes) return;
        mark_spikes(emitted, step, block);
        spike_buffer_.note(step, block, emitted);
    };
    tiling.begin = [this, spikes](const Tiles& tiles) {
        begin_releases(tiles.blocks);
        if (!spikes) return;
        spikes_ = {}; // which may stand in the buffer
        spike_buffer_.begin(tiles);
    };
    if (!spikes) return tiling;
    tiling.makes = &spikes_;
    tiling.afterwards = [this](const Step& step) { spikes_ = spike_buffer_.of_step(step); };
    return tiling;
}

std::optional<Tiling> Neurons::tile_update(const std::optional<Division>& division) {
    std::optional<Tiling> tiling = tile(update_code_, update_key_, division, can_spike() && !threshold_code_.planned());
    if (!tiling || !refractory_seconds_) return tiling;
    tiling->block = [this, update = std::move(tiling->block)](const Step& step, Share block) {
        release(step, block);
        update(step, block);
    };
    return tiling;
}

std::optional<Tiling> Neurons::tile_threshold(const std::optional<Division>& division) {
    return tile(threshold_code_, threshold_key_, division, true);
}

std::optional<Tiling> Neurons::tile_reset(const std::optional<Division>& division) {
    if (!division) return std::nullopt;
    Tiling tiling;
    tiling.touches = division->touches;
    tiling.hears = &spikes_;
    tiling.block = [this](const Step& step, Share block) { reset(spike_buffer_.last_of(block), step); };
    return tiling;
}

Tiling Neurons::spikes_afterwards(std::function<void(const Step&)> emit) {
    Tiling tiling{.afterwards = std::move(emit), .makes = &spikes_};
    for (auto& [variable, array] : arrays_) tiling.touches_afterwards.push_back({array.data(), array.end(), nullptr, false});
    for (std::optional<Array>* array : {&last_spike_, &not_refractory_})
        if (*array) tiling.touches_afterwards.push_back({(*array)->data(), (*array)->end(), nullptr, true});
    return tiling;
}

std::optional<Tiling> Neurons::tile_routine(const Routine& routine, const std::optional<Division>& division) const {
    if (routine.event) return std::nullopt;
    if (routine.times)
        return idle_for([&steps = routine.steps](const Step& step) {
            const auto next = std::lower_bound(steps.begin(), steps.end(), step.number);
            return next == steps.end() ? kAnyNumberOfSteps : *next - step.number;
        });
    if (routine.pace.period > 1) return idle_for([&routine](const Step& step) { return routine.pace.steps_until_due(step.number); });
    if (!division) return std::nullopt;
    Tiling tiling;
    tiling.touches = division->touches;
    tiling.block = division->share;
    return tiling;
}

} // namespace hillock::internal::engine
