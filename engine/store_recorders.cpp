// SPDX-License-Identifier: Apache-2.0
// What monitors hold, for store() and restore().
#include "engine/event_recorder.hpp"
#include "engine/rate_guard.hpp"
#include "engine/rate_recorder.hpp"
#include "engine/snapshot.hpp"
#include "engine/state_recorder.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::internal::engine {

void SpikeRateGuard::visit_state(StateVisitor& visitor) {
    visitor.number("steps", steps_);
    visitor.number("spikes", spikes_);
}

void EventRecorder::visit_state(StateVisitor& visitor) {
    const std::int64_t size = source_.range.size();
    visitor.same_count("neurons", size);
    const bool has_rows = visit_recording(visitor, {{"times", {}}, {"neurons", Range{0, size}}});
    (void)watched_.visit_state(visitor);
    const std::vector<std::int64_t>& counts = visitor.list("counts", count_);
    visitor.require(std::ssize(counts) == size, "counts");
    const auto total = static_cast<std::size_t>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    visitor.then([this, total] { total_ = total; });
    std::vector<double> moments;
    for (const IntervalMoments& one : moments_) {
        const auto numbers = one.numbers();
        moments.insert(moments.end(), numbers.begin(), numbers.end());
    }
    moments = visitor.exchange<double>("intervals", moments);
    if (!visitor.restores()) return;
    constexpr std::size_t kNumbers = IntervalMoments::kNumbers;
    if (moments.size() != moments_.size() * kNumbers)
        visitor.refuse("'" + name() + "' " +
                       (moments.empty() ? "gathers statistics of intervals now, but did not when it was stored"
                                        : "gathered statistics of intervals when it was stored, but does not now"));
    visitor.then([this, moments = std::move(moments)] {
        for (std::size_t k = 0; k < moments_.size(); ++k)
            moments_[k].set_numbers(std::span<const double, kNumbers>(moments.data() + k * kNumbers, kNumbers));
    });
    if (has_rows) return;
    visitor.then([this] {
        std::fill(count_.begin(), count_.end(), 0);
        std::fill(moments_.begin(), moments_.end(), IntervalMoments());
        total_ = 0;
        watched_.clear();
    });
}

void RateRecorder::visit_state(StateVisitor& visitor) {
    const std::size_t rows = visitor.look<std::uint64_t>("steps", recording_.rows());
    const bool has_rows = visit_recording(visitor, {{"times", {}}, {"rates", {}}});
    visitor.require(watched_.visit_state(visitor) == rows, "watched steps");
    if (!has_rows) visitor.then([this] { watched_.clear(); });
}

void StateRecorder::visit_state(StateVisitor& visitor) {
    const std::vector<std::int64_t> elements = visitor.exchange<std::int64_t>("elements", elements_);
    if (visitor.restores() && elements != elements_) visitor.refuse("'" + name() + "' records other elements than when it was stored");
    (void)visit_recording(visitor, {{"times", {}}}); // it has nothing beside the rows
    visitor.then([this] {
        for (Channel& channel : channels_) channel.forget();
    });
}

} // namespace hillock::internal::engine
