// SPDX-License-Identifier: Apache-2.0
// What monitors hold, for store() and restore().
#include "engine/event_recorder.hpp"
#include "engine/rate_recorder.hpp"
#include "engine/snapshot.hpp"
#include "engine/state_recorder.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::engine {

std::size_t Recorder::visit_times(StateVisitor& visitor) {
    visitor.number("active", active_);
    return visitor.list("times", t_).size();
}

void EventRecorder::visit_state(StateVisitor& visitor) {
    visitor.same_count("neurons", source_.range.size());
    const std::size_t events = visit_times(visitor);
    if (!visitor.restores()) { // without what an event has left that ran out of memory
        i_.resize(events);
        for (Channel& channel : channels_) channel.values.resize(events);
    }
    const std::vector<std::int32_t>& neurons = visitor.list("neurons", i_);
    const std::int64_t size = source_.range.size();
    visitor.require(neurons.size() == events &&
                        std::all_of(neurons.begin(), neurons.end(), [&](std::int32_t k) { return k >= 0 && k < size; }),
                    "neurons");
    const std::vector<std::int64_t>& counts = visitor.list("counts", count_);
    visitor.require(std::ssize(counts) == size, "counts");
    const auto total = static_cast<std::size_t>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    visitor.then([this, total] { total_ = total; });
    for (Channel& channel : channels_)
        visitor.require(visitor.recorded(channel.name(), channel.values).size() == events, channel.name());
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
}

void RateRecorder::visit_state(StateVisitor& visitor) {
    const std::size_t steps = visit_times(visitor);
    if (!visitor.restores()) rate_.resize(steps); // as above
    visitor.require(visitor.list("rates", rate_).size() == steps, "rates");
    visitor.number("dt", dt_);
}

void StateRecorder::visit_state(StateVisitor& visitor) {
    const std::size_t samples = visit_times(visitor);
    const std::vector<std::int64_t> elements = visitor.exchange<std::int64_t>("elements", elements_);
    if (visitor.restores() && elements != elements_) visitor.refuse("'" + name() + "' records other elements than when it was stored");
    for (Channel& channel : channels_) {
        const std::size_t each = channel.shared() ? 1 : elements_.size();
        if (!visitor.restores()) channel.samples.resize(samples * each); // as above
        visitor.require(visitor.recorded(channel.name(), channel.samples).size() == samples * each, channel.name());
        visitor.then([&channel] { channel.rows.clear(); });
    }
}

} // namespace hillock::engine
