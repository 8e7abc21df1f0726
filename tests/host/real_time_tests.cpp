// SPDX-License-Identifier: Apache-2.0
// Runs that keep pace with a clock, most of them with one that stands still unless it is moved: whatever the machine does, they take the
// same time.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <hillock/pace_clock.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

using namespace hillock;
using test::error_of;
using std::chrono::microseconds;
using std::chrono::nanoseconds;

namespace {

/// Goes on by sleeping, by the work that a test says it does, and by being asked, if a look at it takes time.
class HandClock : public PaceClock {
  public:
    nanoseconds time = std::chrono::seconds(5);
    nanoseconds look{};
    nanoseconds oversleep{};
    std::vector<nanoseconds> wakes; ///< asked for

    nanoseconds now() override {
        const nanoseconds seen = time;
        time += look;
        return seen;
    }
    void sleep_until(nanoseconds until) override {
        wakes.push_back(until);
        time = std::max(time, until) + oversleep;
    }
};

double milliseconds(const Quantity& time) { return time / ms; }
/// Times are whole nanoseconds; the last bit is that of the division.
doctest::Approx exactly(double value) { return doctest::Approx(value).epsilon(1e-12); }

/// Steps of 1 ms, and afterwards of what they were.
struct OneMillisecond {
    const Quantity before = std::exchange(defaultclock().dt, 1 * ms);
    OneMillisecond() = default;
    OneMillisecond(const OneMillisecond&) = delete;
    OneMillisecond& operator=(const OneMillisecond&) = delete;
    ~OneMillisecond() { defaultclock().dt = before; }
};

/// Steps that take a quarter of a millisecond, but for the one that begins at 3 ms.
struct Paced {
    OneMillisecond step;
    HandClock clock;
    NeuronGroup group{1, "dx/dt = 1*Hz : 1"};
    NetworkOperation work;
    Network net;

    explicit Paced(microseconds fourth = microseconds(250))
        : work([this, fourth](Quantity t) { clock.time += std::lround(t / ms) == 3 ? fourth : microseconds(250); }),
          net(group, work) {}
    RealTimeReport run(RealTime pace, const Quantity& duration = 10 * ms) {
        pace.clock = &clock;
        net.run(duration, {.real_time = pace});
        return net.real_time_report();
    }
};

} // namespace

TEST_CASE("a paced run takes as long as the time that it simulates") {
    Paced host;
    const nanoseconds begin = host.clock.time;
    const RealTimeReport report = host.run({});
    CHECK(host.clock.time - begin == std::chrono::milliseconds(10)); // waits after the last step too
    CHECK(report.steps == 10);
    CHECK(report.missed == 0);
    CHECK(report.worst_lateness == 0 * ms);
    CHECK(milliseconds(report.wall_time) == exactly(9.25)); // to the end of the last step
    CHECK(report.load == exactly(2.5 / 9.25));
    CHECK(report.worst_jitter == 0 * ms);
    CHECK(report.median_jitter == 0 * ms);
}

TEST_CASE("the factor is simulated time in wall time") {
    Paced host;
    const nanoseconds begin = host.clock.time;
    host.run({.factor = 2});
    CHECK(host.clock.time - begin == std::chrono::milliseconds(5));
    CHECK(host.run({.factor = 0.1}).steps == 10);
    CHECK(host.clock.time - begin == std::chrono::milliseconds(105));
}

TEST_CASE("a late step is reported, and the run hurries until it has caught up") {
    Paced host(microseconds(2500));
    const nanoseconds begin = host.clock.time;
    std::vector<double> ends, late;
    const RealTimeReport report = host.run({.on_missed = [&](const MissedDeadline& missed) {
        ends.push_back(milliseconds(missed.t));
        late.push_back(milliseconds(missed.lateness));
        CHECK(missed.missed == static_cast<std::int64_t>(ends.size()));
    }});
    // The step at 3 ms ends at 5.5; that at 4 begins there and ends at 5.75; that at 5 ends at 6, in time.
    CHECK(report.missed == 2);
    REQUIRE(ends.size() == 2);
    CHECK(ends[0] == exactly(4));
    CHECK(late[0] == exactly(1.5));
    CHECK(ends[1] == exactly(5));
    CHECK(late[1] == exactly(0.75));
    CHECK(milliseconds(report.worst_lateness) == exactly(1.5));
    CHECK(milliseconds(report.worst_jitter) == exactly(1.5)); // of the step at 4
    CHECK(host.clock.time - begin == std::chrono::milliseconds(10));
}

TEST_CASE("without catching up the time that was lost stays lost") {
    Paced host(microseconds(2500));
    const nanoseconds begin = host.clock.time;
    const RealTimeReport report = host.run({.catch_up = false});
    CHECK(report.missed == 1);
    CHECK(report.worst_jitter == 0 * ms);
    CHECK(host.clock.time - begin == microseconds(11500));
}

TEST_CASE("a tolerated lateness is measured, but no miss") {
    Paced host(microseconds(2500));
    const RealTimeReport report = host.run({.tolerance = 1 * ms});
    CHECK(report.missed == 1);
    CHECK(milliseconds(report.worst_lateness) == exactly(1.5));
    Paced patient(microseconds(2500));
    CHECK(patient.run({.tolerance = 1.5 * ms}).missed == 0);
}

TEST_CASE("who hears of a missed deadline may end the run") {
    Paced host(microseconds(2500));
    host.run({.on_missed = [&](const MissedDeadline&) { host.net.stop(); }});
    CHECK(host.net.stopped());
    CHECK(host.net.t() / ms == exactly(4));

    Paced angry(microseconds(2500));
    const auto refuse = [](const MissedDeadline&) { throw std::runtime_error("too late"); };
    CHECK(error_of<std::runtime_error>([&] { angry.run({.on_missed = refuse}); }) == "too late");
    CHECK(angry.net.t() / ms == exactly(4));
    CHECK(angry.net.real_time_report().steps == 4); // of a run that failed, too
    angry.run({}, 1 * ms);
    CHECK(angry.net.t() / ms == exactly(5));
}

TEST_CASE("the last part of a wait looks at the clock instead of sleeping") {
    Paced host;
    const nanoseconds begin = host.clock.time;
    host.clock.look = microseconds(10);
    host.run({.spin = 0.2 * ms}, 1 * ms);
    REQUIRE(host.clock.wakes.size() == 1);
    CHECK(host.clock.wakes[0] - begin == microseconds(800));
    CHECK(host.clock.time - begin >= std::chrono::milliseconds(1));
    CHECK(host.clock.time - begin <= microseconds(1020)); // two looks
}

TEST_CASE("long waits look every 10 ms whether the run shall end") {
    Paced host;
    host.run({.factor = 0.04}, 1 * ms); // 25 ms of wall time
    CHECK(host.clock.wakes.size() == 3);
}

TEST_CASE("quantiles of the jitter are exact to an eighth") {
    const OneMillisecond step;
    HandClock clock;
    NeuronGroup group(1, "dx/dt = 1*Hz : 1");
    // Step k + 1 begins k us late, for k = 1 ... 100.
    NetworkOperation work([&](Quantity t) { clock.oversleep = microseconds(std::lround(t / ms) + 1); });
    Network net(group, work);
    net.run(101 * ms, {.real_time = RealTime{.clock = &clock}});
    const RealTimeReport report = net.real_time_report();
    const auto is_quantile = [](const Quantity& measured, double us_exact) {
        return measured / us >= us_exact && measured / us <= us_exact * 1.125;
    };
    CHECK(is_quantile(report.median_jitter, 50));
    CHECK(is_quantile(report.jitter_95, 95));
    CHECK(report.jitter_99 / us >= 99);
    CHECK(report.jitter_99 <= report.worst_jitter);
    CHECK(report.worst_jitter / us == exactly(100));
}

TEST_CASE("a pace changes nothing but the time that it takes") {
    const auto spikes = [](const RunOptions& options) {
        NeuronGroup group(20, "dv/dt = (1.2 - v)/(5*ms) + 0.2*xi*(5*ms)**-0.5 : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "euler"});
        SpikeMonitor monitor(group);
        Network net(group, monitor);
        net.seed(11);
        net.run(20 * ms, options);
        return std::vector<double>(monitor.t().begin(), monitor.t().end());
    };
    HandClock clock;
    const auto free_running = spikes({});
    CHECK(free_running.size() > 10);
    CHECK(spikes({.real_time = RealTime{.clock = &clock}}) == free_running);
}

TEST_CASE("the steady clock is the clock of a run that names none") {
    NeuronGroup group(1, "dx/dt = 1*Hz : 1");
    Network net(group);
    const auto begin = std::chrono::steady_clock::now();
    net.run(20 * ms, {.real_time = RealTime{}});
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(20)); // a busy machine makes it longer
    CHECK(net.real_time_report().steps == 200);
}

TEST_CASE("a wait ends when another thread stops the run") {
    NeuronGroup group(1, "dx/dt = 1*Hz : 1");
    Network net(group);
    std::atomic<bool> running = false;
    NetworkOperation tell([&] { running = true; });
    net.add(tell);
    std::thread other([&] {
        while (!running) std::this_thread::yield();
        net.stop();
    });
    net.run(1 * second, {.real_time = RealTime{.factor = 1e-9}}); // a step is due after 28 hours
    other.join();
    CHECK(net.stopped());
    CHECK(net.t() / ms == exactly(0.1));
}

TEST_CASE("what is no pace is refused before anything runs") {
    NeuronGroup group(1, "dx/dt = 1*Hz : 1");
    Network net(group);
    const auto refused = [&](const RealTime& pace) {
        return error_of<Error>([&] { net.run(1 * ms, {.real_time = pace}); });
    };
    CHECK(error_of<ValueError>([&] { (void)net.real_time_report(); }) ==
          "nothing was paced: the last run was not made with {.real_time = RealTime{}}");
    CHECK(refused({.factor = 0}) == "the factor of real_time must be positive and finite, but it is 0");
    CHECK(refused({.factor = std::numeric_limits<double>::quiet_NaN()}) == "the factor of real_time must be positive and finite, but it is nan");
    CHECK(refused({.tolerance = -1 * ms}) == "the tolerance of real_time must not be negative, but it is -1 ms");
    CHECK(refused({.tolerance = 1 * mV}) == "the tolerance of real_time must be a time such as '1*ms', but it is 1 mV");
    CHECK(refused({.spin = 3}) == "the spin of real_time must be a time such as '1*ms', but it is 3");
    CHECK(net.t() == 0 * second);
    net.run(1 * ms, {.real_time = RealTime{.factor = 100}});
    CHECK(net.real_time_report().steps == 10);
    net.run(1 * ms);
    CHECK_THROWS_AS((void)net.real_time_report(), ValueError);
}
