// SPDX-License-Identifier: Apache-2.0
// Runs that end because a network runs away.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using hillock::test::error_of;

namespace {

/// 10 neurons that spike every `period` steps, and before that every 100.
NeuronGroup speeding(const std::string& period) {
    NeuronGroup group(10, "steps : integer\nperiod = " + period + " : integer",
                      {.threshold = "steps % period == 0", .reset = "", .method = "euler", .name = "G"});
    group.run_regularly("steps += 1", {.when = "start"});
    return group;
}

} // namespace

TEST_CASE("a rate guard ends the run of a network that runs away, and names group, rate and time") {
    start_scope();
    NeuronGroup G = speeding("100 - 98*int(steps > 500)"); // 100 Hz, from 50 ms on 5 kHz
    SpikeMonitor M(G);
    StateMonitor V(G, "steps", {.record = 0});
    RateGuard guard(G, 500 * Hz, {.name = "guard"});
    Network network(G, M, V, guard);
    network.run(50 * ms);
    // A window of 10 ms may have 50 spikes: there are more after 6 spikes of all neurons, in the 12th step of the window.
    CHECK(error_of<RunawayError>([&] { network.run(100 * ms); }) ==
          "the neurons of 'G' spike at 5 kHz (60 spikes of 10 neurons in the 1.2 ms before t = 51.2 ms): 'guard' allows 500 Hz in a window of "
          "10 ms, and the run ends here");
    CHECK(network.t() / ms == doctest::Approx(51.2));
    CHECK(V.num_samples() == 512);
    // The network goes on with the next step: nothing is lost, nothing done twice.
    CHECK(error_of<RunawayError>([&] { network.run(100 * ms); }).find("before t = 52.4 ms") != std::string::npos);
    bool each_step_once = V.num_samples() == 524;
    for (std::size_t k = 0; k < V.num_samples(); ++k) each_step_once = each_step_once && V["steps"][0][k] == static_cast<double>(k) + 1;
    CHECK(each_step_once);
    CHECK(M.num_spikes() == 10 * (5 + 12));
}

TEST_CASE("a rate guard sees the last step of a run, its own slice, and whole windows") {
    start_scope();
    NeuronGroup G = speeding("2");
    RateGuard guard(G.slice(2, 4), 5 * kHz, {.window = 1 * ms, .name = "guard"}); // exactly the rate: not more
    Network network(G, guard);
    network.run(100 * ms);
    NeuronGroup H = speeding("1");
    RateGuard strict(H.slice(0, 1), 1 * kHz, {.window = 0.3 * ms, .name = "strict"});
    Network other(H, strict);
    CHECK(error_of<RunawayError>([&] { other.run(0.1 * ms); }) ==
          "the neurons of 'G' spike at 10 kHz (1 spikes of 1 neurons in the 100 us before t = 100 us): 'strict' allows 1 kHz in a window of 300 us, "
          "and the run ends here");
    CHECK(other.t() / ms == doctest::Approx(0.1));
}

TEST_CASE("a rate guard that cannot be is refused") {
    start_scope();
    NeuronGroup G = speeding("2"), silent(2, "x : 1", {.name = "silent"});
    CHECK(error_of<ValueError>([&] { RateGuard(silent, 5 * Hz, {.name = "R"}); }) ==
          "'R' cannot guard the rate of 'silent', which has no threshold");
    CHECK(error_of<ValueError>([&] { RateGuard(G, 0 * Hz, {.name = "R"}); }) ==
          "the maximum rate of 'R' must be positive and finite, but it is 0 Hz");
    CHECK(error_of<DimensionMismatchError>([&] { RateGuard(G, 5 * mV, {.name = "R"}); }) ==
          "the maximum rate of 'R' must be a rate, but it is 5 mV");
    CHECK(error_of<DimensionMismatchError>([&] { RateGuard(G, 5 * Hz, {.window = 5, .name = "R"}); }) ==
          "the window of 'R' must be a time, but it is 5");
}
