// SPDX-License-Identifier: Apache-2.0
#include "engine/pacer.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <thread>

namespace hillock::internal::engine {

namespace {

using Time = std::chrono::nanoseconds;

/// Longest sleep between two looks at what may stop the run.
constexpr Time kLongestSleep = std::chrono::milliseconds(10);
/// 2**62 ns are 146 years: longer times are clipped.
constexpr double kLongest = 0x1p62;

class SteadyClock : public PaceClock {
  public:
    Time now() override { return std::chrono::steady_clock::now().time_since_epoch(); }
    void sleep_until(Time time) override {
        std::this_thread::sleep_until(std::chrono::steady_clock::time_point(time));
    }
};

PaceClock& steady_clock() {
    static SteadyClock clock; // without a state: any thread may ask it
    return clock;
}

Time nanoseconds_of(double seconds) { return Time(std::llround(std::min(seconds * 1e9, kLongest))); }

Quantity quantity_of(Time time) { return {std::chrono::duration<double>(time).count(), kTimeDimension}; }

Time checked(const char* name, const Quantity& value) {
    const bool zero = value.dimension().is_dimensionless() && value.value() == 0; // a plain 0 goes with any dimension
    if (!zero && !(value.dimension() == kTimeDimension))
        throw DimensionMismatchError("the " + std::string(name) + " of real_time must be a time such as '1*ms', but it is " + to_string(value));
    if (!(value.value() >= 0))
        throw ValueError("the " + std::string(name) + " of real_time must not be negative, but it is " + to_string(value));
    return nanoseconds_of(value.value());
}

/// Values below 8 have a class each; above, each power of two has 8 of them.
std::size_t class_of(std::uint64_t value) {
    if (value < 8) return static_cast<std::size_t>(value);
    const auto exponent = static_cast<int>(std::bit_width(value)) - 1; // 3 .. 62
    return static_cast<std::size_t>(exponent - 2) * 8 + ((value >> (exponent - 3)) & 7);
}

/// The largest value of a class.
std::int64_t end_of_class(std::size_t number) {
    if (number < 8) return static_cast<std::int64_t>(number);
    const std::size_t shift = number / 8 - 1;
    return static_cast<std::int64_t>(((std::uint64_t{8} + number % 8 + 1) << shift) - 1);
}

} // namespace

// ---- counts of delays -------------------------------------------------------------------------------------------

void DelayCounts::add(Time delay) {
    ++counts_[class_of(static_cast<std::uint64_t>(std::max(delay, Time(0)).count()))];
    ++all_;
    largest_ = std::max(largest_, delay);
}

Time DelayCounts::quantile(double quantile) const {
    const auto wanted = static_cast<std::int64_t>(std::ceil(quantile * static_cast<double>(all_)));
    std::int64_t counted = 0;
    for (std::size_t number = 0; number < kClasses; ++number) {
        counted += counts_[number];
        if (counted > 0 && counted >= wanted) return std::min(Time(end_of_class(number)), largest_);
    }
    return Time(0);
}

// ---- the pace ---------------------------------------------------------------------------------------------------

Pacer::Pacer(const RealTime& options)
    : options_(options), clock_(options.clock ? options.clock : &steady_clock()), tolerance_(checked("tolerance", options.tolerance)),
      spin_(checked("spin", options.spin)) {
    if (!(options.factor > 0) || std::isinf(options.factor))
        throw ValueError("the factor of real_time must be positive and finite, but it is " + to_string(Quantity(options.factor)));
}

void Pacer::begin(double t) {
    start_ = t;
    begun_ = origin_ = due_ = last_end_ = clock_->now();
}

Time Pacer::due(double t) const { return origin_ + nanoseconds_of((t - start_) / options_.factor); }

void Pacer::begin_step() {
    step_begun_ = clock_->now();
    const Time jitter = std::max(step_begun_ - due_, Time(0));
    jitter_.add(jitter);
    worst_jitter_ = std::max(worst_jitter_, jitter);
}

void Pacer::end_step(double t, const StopWatch& watch) {
    last_end_ = clock_->now();
    busy_ += last_end_ - step_begun_;
    ++steps_;
    due_ = due(t);
    const Time lateness = last_end_ - due_;
    worst_lateness_ = std::max(worst_lateness_, lateness);
    if (lateness > tolerance_ && lateness > Time(0)) miss(t, lateness);
    wait(watch);
}

void Pacer::miss(double t, Time lateness) {
    ++missed_;
    if (!options_.catch_up) {
        origin_ += lateness;
        due_ += lateness;
    }
    if (options_.on_missed)
        options_.on_missed({.t = {t, kTimeDimension}, .lateness = quantity_of(lateness), .missed = missed_});
}

void Pacer::wait(const StopWatch& watch) {
    for (Time now = clock_->now(); now < due_ && !watch.should_stop(); now = clock_->now())
        if (const Time wake = due_ - spin_; wake > now) clock_->sleep_until(std::min(wake, now + kLongestSleep));
}

RealTimeReport Pacer::report() const {
    const double wall = std::chrono::duration<double>(last_end_ - begun_).count();
    return {.steps = steps_,
            .missed = missed_,
            .worst_lateness = quantity_of(worst_lateness_),
            .wall_time = quantity_of(last_end_ - begun_),
            .load = wall > 0 ? std::chrono::duration<double>(busy_).count() / wall : 0,
            .median_jitter = quantity_of(jitter_.quantile(0.5)),
            .jitter_95 = quantity_of(jitter_.quantile(0.95)),
            .jitter_99 = quantity_of(jitter_.quantile(0.99)),
            .worst_jitter = quantity_of(worst_jitter_)};
}

} // namespace hillock::internal::engine
