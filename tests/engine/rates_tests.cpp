// SPDX-License-Identifier: Apache-2.0
// Rates of each neuron, and rates of what was recorded before and after a change of dt.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace hillock;
using hillock::test::error_of;
using Values = std::vector<double>;

namespace {

double relative(double found, double expected) { return std::abs(found / expected - 1); }

/// dt of this thread, until it ends.
struct ClockDt {
    explicit ClockDt(const Quantity& dt) { defaultclock().dt = dt; }
    ~ClockDt() { defaultclock().dt = 0.1 * ms; }
    void change(const Quantity& dt) const { defaultclock().dt = dt; }
};

/// Neuron i spikes in every step whose number is a multiple of i + 1.
NeuronGroup multiples(int size = 3) {
    return NeuronGroup(size, "v : 1", {.threshold = "t_in_timesteps % (i + 1) == 0", .reset = "", .events = {{"odd", "t_in_timesteps % 2 == 1 and i == 0"}}, .name = "G"});
}

} // namespace

TEST_CASE("spikes of each neuron are counted in bins that the recording fills") {
    start_scope();
    NeuronGroup G = multiples();
    SpikeMonitor M(G, {.name = "M"});
    EventMonitor E(G, "odd", {.name = "E"});
    CHECK(M.binned_rate(1 * ms).rate == std::vector<Values>(3));
    run(2.5 * ms);
    const NeuronRates bins = M.binned_rate(1 * ms);
    REQUIRE(bins.t == Values{0, 10 * 1e-4});
    REQUIRE(bins.rate.size() == 3);
    const std::vector<Values> counts{{10, 10}, {5, 5}, {4, 3}}; // multiples of 3 are 0, 3, 6, 9 and 12, 15, 18
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 2; ++k) CHECK(relative(bins.rate[i][k], counts[i][k] / 1e-3) < 1e-15);
    CHECK(relative(E.binned_rate(1 * ms).rate[0][1], 5 / 1e-3) < 1e-15);
    CHECK(E.binned_rate(1 * ms).rate[1] == Values{0, 0});
    CHECK(M.binned_rate(2.6 * ms).t.empty());
    CHECK(error_of<ValueError>([&] { (void)M.binned_rate(0.25 * ms); }) ==
          "the bin for the rate of 'M' is 250 us, which is no multiple of the clock's dt, 100 us");
    CHECK(error_of<DimensionMismatchError>([&] { (void)E.binned_rate(2); }) == "the bin for the rate of 'E' must be a time, but it is 2");
}

TEST_CASE("a monitor of a slice, late and with a pause, has bins where it watched") {
    start_scope();
    NeuronGroup G = multiples();
    run(0.3 * ms);
    SpikeMonitor M(G.slice(1, 3));
    run(0.5 * ms); // steps 3 to 7
    M.set_active(false);
    run(0.4 * ms);
    M.set_active(true);
    run(0.4 * ms); // steps 12 to 15
    const NeuronRates bins = M.binned_rate(0.2 * ms);
    REQUIRE(bins.t.size() == 4);
    const Values first{3, 5, 12, 14};
    for (std::size_t k = 0; k < 4; ++k) CHECK(relative(bins.t[k], first[k] * 1e-4) < 1e-14);
    REQUIRE(bins.rate.size() == 2);
    CHECK(bins.rate[0] == Values(4, 1 / 2e-4));
    CHECK(bins.rate[1] == Values{1 / 2e-4, 1 / 2e-4, 1 / 2e-4, 1 / 2e-4}); // 3, 6, 12, 15
}

TEST_CASE("the rate of each neuron is smoothed as that of the population") {
    start_scope();
    NeuronGroup G = multiples();
    SpikeMonitor M(G, {.name = "M"}), counts(G, {.record = false, .name = "C"});
    PopulationRateMonitor R(G);
    CHECK(M.smooth_rate("flat", 1 * ms).t.empty());
    run(3 * ms);
    M.set_active(false);
    R.set_active(false);
    run(0.2 * ms);
    M.set_active(true);
    R.set_active(true);
    run(1 * ms);
    const auto require_mean = [&](const NeuronRates& each, const Values& all) {
        CHECK(each.t == Values(R.t().begin(), R.t().end()));
        REQUIRE(each.rate.size() == 3);
        for (std::size_t k = 0; k < all.size(); ++k)
            CHECK(std::abs((each.rate[0][k] + each.rate[1][k] + each.rate[2][k]) / 3 - all[k]) < 1e-10); // of 1e4, tens of roundings
    };
    require_mean(M.smooth_rate("gaussian", 0.3 * ms), R.smooth_rate("gaussian", 0.3 * ms));
    require_mean(M.smooth_rate("flat", 0.5 * ms), R.smooth_rate("flat", 0.5 * ms));
    require_mean(M.smooth_rate(Values{1, 2, 4}), R.smooth_rate(Values{1, 2, 4}));
    CHECK(relative(M.smooth_rate("flat", 0.3 * ms).rate[2][1], 1e4 / 3) < 1e-14); // steps 0, 1, 2
    CHECK(error_of<ValueError>([&] { (void)M.smooth_rate("flta", 1 * ms); }) ==
          "there is no window 'flta'; did you mean 'flat'?; the windows are 'gaussian' and 'flat'");
    CHECK(error_of<ValueError>([&] { (void)counts.smooth_rate("flat", 1 * ms); }) == "'C' only counts: it was made with record = false");
    CHECK(error_of<ValueError>([&] { (void)counts.binned_rate(1 * ms); }) == "'C' only counts: it was made with record = false");
}

TEST_CASE("bins go on where dt changed, and a bin that no dt divides is refused") {
    const ClockDt clock(0.1 * ms);
    start_scope();
    NeuronGroup G(10, "v : 1", {.threshold = "i < 3", .reset = ""});
    PopulationRateMonitor R(G, {.name = "R"});
    SpikeMonitor M(G, {.name = "M"});
    run(1.5 * ms); // 15 steps with 3 spikes of 10 neurons each: 3 kHz
    clock.change(0.25 * ms);
    run(1.5 * ms); // 6 steps: 1.2 kHz
    const BinnedRate bins = R.binned_rate(1 * ms);
    REQUIRE(bins.t.size() == 3);
    CHECK(relative(bins.t[1], 1e-3) < 1e-14);
    CHECK(relative(bins.t[2], 2e-3) < 1e-14);
    const Values spikes{10, 7, 4}; // the second has 5 steps of 0.1 ms and 2 of 0.25 ms
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(relative(bins.rate[k], 0.3 * spikes[k] / 1e-3) < 1e-14);
        CHECK(relative(M.binned_rate(1 * ms).rate[2][k], spikes[k] / 1e-3) < 1e-14);
        CHECK(M.binned_rate(1 * ms).rate[3][k] == 0);
    }
    CHECK(error_of<ValueError>([&] { (void)R.binned_rate(0.1 * ms); }) ==
          "the bin for the rate of 'R' is 100 us, which is no multiple of the clock's dt, 250 us");
    CHECK(error_of<ValueError>([&] { (void)M.binned_rate(0.25 * ms); }) ==
          "the bin for the rate of 'M' is 250 us, which is no multiple of the clock's dt, 100 us");
}

TEST_CASE("bins begin anew where steps of another length do not end where a bin would") {
    const ClockDt clock(0.1 * ms);
    start_scope();
    NeuronGroup G(1, "v : 1", {.threshold = "True", .reset = ""});
    run(0.1 * ms);
    PopulationRateMonitor R(G);
    run(0.3 * ms); // 0.1 to 0.4 ms: bins of 0.2 ms would end at 0.3 and 0.5 ms, but steps of 0.2 ms begin at 0.4 ms
    clock.change(0.2 * ms);
    run(0.4 * ms);
    const BinnedRate bins = R.binned_rate(0.2 * ms);
    REQUIRE(bins.t.size() == 3);
    const Values t{1e-4, 4e-4, 6e-4};
    for (std::size_t k = 0; k < 3; ++k) CHECK(relative(bins.t[k], t[k]) < 1e-14);
    CHECK(relative(bins.rate[0], 1e4) < 1e-14);
    CHECK(relative(bins.rate[1], 5e3) < 1e-14);
}

TEST_CASE("a rate is smoothed across a change of dt") {
    const ClockDt clock(0.1 * ms);
    start_scope();
    // As many spikes in a second whatever dt: the rate is 1 kHz throughout, in no step 0.
    NeuronGroup G(1000, "v : 1", {.threshold = "i < 1000*dt*1000*Hz", .reset = ""});
    PopulationRateMonitor R(G);
    SpikeMonitor M(G);
    run(4 * ms);
    clock.change(0.5 * ms);
    run(5 * ms);
    clock.change(0.05 * ms);
    run(2 * ms);
    const auto rows = R.t().size();
    REQUIRE(rows == 40 + 10 + 40);
    for (const char* const window : {"gaussian", "flat"}) {
        const Values smooth = R.smooth_rate(window, 0.8 * ms);
        REQUIRE(smooth.size() == rows);
        for (std::size_t k = 0; k < rows; ++k) {
            const double t = R.t()[k];
            // 1.6 ms from the ends, further than both windows reach by up to a step.
            if (t > 2.1e-3 && t < 8.9e-3) CHECK_MESSAGE(relative(smooth[k], 1000) < 1e-12, window << " at " << t);
        }
        CHECK(smooth[0] < 650); // half of the window is beyond the start
        CHECK(smooth[rows - 1] < 650);
    }
    // With a window of one step it is what was recorded.
    CHECK(R.smooth_rate(Values{1}) == Values(R.rate().begin(), R.rate().end()));
    const NeuronRates each = M.smooth_rate("gaussian", 0.8 * ms);
    CHECK(each.t == Values(R.t().begin(), R.t().end()));
    CHECK(relative(each.rate[0][60], 1 / 0.05e-3) < 0.6); // spikes in every step, of 0.5 ms on one side and of 0.05 ms on the other
    CHECK(each.rate[999] == Values(rows, 0.0));
}

TEST_CASE("what was watched is part of a stored state") {
    start_scope();
    NeuronGroup G = multiples();
    SpikeMonitor M(G, {.name = "M"});
    PopulationRateMonitor R(G, {.name = "R"});
    Network net(G, M, R);
    net.run(1.5 * ms);
    net.store();
    const Values rates = R.binned_rate(0.5 * ms).rate;
    net.run(2 * ms);
    net.restore();
    CHECK(M.binned_rate(0.5 * ms).t.size() == 3);
    CHECK(R.binned_rate(0.5 * ms).rate == rates);
    net.run(0.5 * ms);
    CHECK(M.binned_rate(0.5 * ms).t.size() == 4);
    CHECK(M.smooth_rate("flat", 0.1 * ms).t.size() == 20);
    CHECK(R.smooth_rate("flat", 0.1 * ms).size() == 20);
    Network clone = net.clone();
    clone.run(0.5 * ms);
    CHECK(clone.get<SpikeMonitor>("M").binned_rate(0.5 * ms).t.size() == 5);
    CHECK(M.binned_rate(0.5 * ms).t.size() == 4);
}
