// SPDX-License-Identifier: Apache-2.0
// The random network of the examples fires as often as in Brian 2. Its random numbers are others, so that only means can agree.
#include <array>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <numeric>

using namespace hillock;

namespace {

constexpr int kSeeds = 10;
using Counts = std::array<double, kSeeds>;

/// What random_network.py prints for the seeds 1 to 10 with Brian 2.5.1.
constexpr Counts kBrian{23300, 23565, 24210, 24310, 25308, 22889, 24268, 24185, 26700, 22114};

struct Result {
    double spikes;
    double synapses;
};

Result simulate(std::uint64_t number) {
    start_scope();
    seed(number);
    NeuronGroup P(4000, R"(
        dv/dt  = (ge+gi-(v+49*mV))/(20*ms) : volt
        dge/dt = -ge/(5*ms)                : volt
        dgi/dt = -gi/(10*ms)               : volt
    )", {.threshold = "v > -50*mV", .reset = "v = -60*mV", .method = "exact"});
    P["v"] = "-60*mV + 10*mV*rand()";
    Synapses Ce(P.slice(0, 3200), P, {.on_pre = "ge += 1.62*mV"});
    Synapses Ci(P.slice(3200, 4000), P, {.on_pre = "gi -= 9*mV"});
    Ce.connect({.p = 0.02});
    Ci.connect({.p = 0.02});
    SpikeMonitor M(P, {.record = false});
    run(1 * second);
    return {static_cast<double>(M.num_spikes()), static_cast<double>(Ce.size() + Ci.size())};
}

double mean(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), 0.0) / kSeeds; }

/// Of the mean, squared.
double squared_error(const Counts& counts) {
    double sum = 0;
    for (const double count : counts) sum += (count - mean(counts)) * (count - mean(counts));
    return sum / (kSeeds - 1) / kSeeds;
}

} // namespace

TEST_CASE("the random network of 4000 neurons fires as often as in Brian 2.5.1") {
    Counts spikes{};
    for (int k = 0; k < kSeeds; ++k) {
        const Result result = simulate(static_cast<std::uint64_t>(k) + 1);
        spikes[static_cast<std::size_t>(k)] = result.spikes;
        // Binomial, 16 million pairs with probability 0.02: 320000, standard deviation 560; 5 of them in 10 draws: once in 170000.
        CHECK(std::abs(result.synapses - 320000) < 5 * 560);
    }
    const double difference = std::abs(mean(spikes) - mean(kBrian));
    INFO("mean of " << mean(spikes) << " spikes, " << mean(kBrian) << " in Brian 2");
    CHECK(difference < 4 * std::sqrt(squared_error(spikes) + squared_error(kBrian)));
    // About 1200 spikes: says what the errors cannot, should the counts scatter more than they do.
    CHECK(difference < 0.05 * mean(kBrian));
    // A network that fires without chance would pass as well.
    CHECK(squared_error(spikes) > 0);
}
