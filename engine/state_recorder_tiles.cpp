// SPDX-License-Identifier: Apache-2.0
// Samples of neurons in tiles: each block adds its elements to the samples of all steps, which are appended to the recording afterwards.
#include "engine/past_caches.hpp"
#include "engine/state_recorder.hpp"

#include <algorithm>

namespace hillock::internal::engine {

namespace {

/// For all steps of the tiles together: they shall stay in the cache until they are appended.
constexpr std::size_t kMostKept = 256 * 1024;

} // namespace

/// What is computed for a sample belongs to no block, and rows in another order than the neurons' would have to be sorted in each.
bool StateRecorder::can_sample_blocks() {
    return !synapses_ && std::ranges::equal(places_, walk_) &&
           std::none_of(channels_.begin(), channels_.end(), [](Channel& channel) { return channel.code() != nullptr; });
}

Tiling StateRecorder::tile() {
    if (!can_sample_blocks()) return idle_for([this](const Step& step) { return pace_.steps_until_due(step.number); });
    kept_row_ = 0;
    Tiling tiling;
    for (const Channel& channel : channels_) {
        const std::span<const std::byte> values = channel.values();
        const Touch read{values.data(), values.data() + values.size(), channel.shared() ? nullptr : owner_->by_element(), false};
        (channel.shared() ? tiling.touches_afterwards : tiling.touches).push_back(read);
        if (!channel.shared()) kept_row_ += places_.size() * element_bytes(channel.storage());
    }
    tiling.steps = [this](const Step&) { return static_cast<std::int64_t>(kMostKept / std::max<std::size_t>(1, kept_row_)); };
    tiling.begin = [this](const Tiles& tiles) {
        kept_from_ = tiles.first.number;
        kept_.resize(static_cast<std::size_t>(tiles.steps) * kept_row_);
    };
    tiling.block = [this](const Step& step, Share block) {
        if (pace_.is_due(step.number)) sample_block(step, block);
    };
    tiling.afterwards = [this](const Step& step) {
        if (!pace_.is_due(step.number) || records_nothing()) return;
        const std::byte* sample = kept(step);
        append(step, [&](const Channel& channel, std::byte* row) {
            const std::span values(sample, places_.size() * element_bytes(channel.storage()));
            if (recording_.is_wide(channel.column)) copy_past_caches(row, values);
            else std::ranges::copy(values, row);
            sample += values.size();
        });
    };
    return tiling;
}

void StateRecorder::sample_block(const Step& step, Share block) {
    const Range own = elements_of(owner_->size(), block);
    const auto first = std::lower_bound(places_.begin(), places_.end(), static_cast<std::uint32_t>(own.begin));
    const auto last = std::lower_bound(first, places_.end(), static_cast<std::uint32_t>(own.end));
    if (first == last) return;
    const auto before = static_cast<std::size_t>(first - places_.begin());
    std::byte* sample = kept(step);
    for (const Channel& channel : channels_) {
        if (channel.shared()) continue;
        const std::size_t value = element_bytes(channel.storage());
        if (consecutive_) std::ranges::copy(channel.range(*first, static_cast<std::size_t>(last - first)), sample + before * value);
        else channel.copy_to(sample + before * value, {first, last});
        sample += places_.size() * value;
    }
}

} // namespace hillock::internal::engine
