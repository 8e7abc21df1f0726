// SPDX-License-Identifier: Apache-2.0
// What holds of objects and networks as C++ values: moved ones, several added at once, more than memory holds.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <cstdio>
#include <sys/resource.h>
#include <utility>

using namespace hillock;
using test::error_of;

namespace {

const char* const kEmpty = "this variable is empty: what it stood for was moved to another variable, use that one";

/// While it lives the process may map so many more bytes than it does now.
class AddressSpaceLimit {
  public:
    explicit AddressSpaceLimit(rlim_t more_bytes) {
        getrlimit(RLIMIT_AS, &before_);
        rlimit limit = before_;
        limit.rlim_cur = mapped_bytes() + more_bytes;
        setrlimit(RLIMIT_AS, &limit);
    }
    ~AddressSpaceLimit() { setrlimit(RLIMIT_AS, &before_); }
    AddressSpaceLimit(const AddressSpaceLimit&) = delete;
    AddressSpaceLimit& operator=(const AddressSpaceLimit&) = delete;

  private:
    static rlim_t mapped_bytes() {
        unsigned long pages = 0;
        std::FILE* file = std::fopen("/proc/self/statm", "r");
        REQUIRE(file);
        REQUIRE(std::fscanf(file, "%lu", &pages) == 1);
        std::fclose(file);
        return pages * 4096;
    }
    rlimit before_{};
};

} // namespace

TEST_CASE("a handle that was moved from is empty and says so") {
    start_scope();
    NeuronGroup G(3, "v : 1", {.threshold = "v > 1", .reset = "v = 0"});
    Synapses S(G, {.model = "w : 1"});
    StateMonitor states(G, "v");
    SpikeMonitor spikes(G);
    EventMonitor events(G, "spike");
    PopulationRateMonitor rates(G);
    {
        const NeuronGroup moved(std::move(G));
        const Synapses moved_synapses(std::move(S));
        const StateMonitor moved_states(std::move(states));
        const SpikeMonitor moved_spikes(std::move(spikes));
        const EventMonitor moved_events(std::move(events));
        const PopulationRateMonitor moved_rates(std::move(rates));
        run(1 * ms);
        CHECK(moved_states["v"][2].size() == 10);
        CHECK(moved_spikes.num_spikes() == 0);
        CHECK(moved["v"].size() == 3);
    }
    CHECK(error_of<ValueError>([&] { (void)G.name(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)G["v"]; }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)G.slice(0, 1); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)G.slice(0, 9); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)G.method(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { G.run_regularly("v = 1"); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { G.run_on_event("spike", "v = 1"); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { G.set_event_schedule("spike", {}); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { G.set_function("f", TimedArray(std::vector<double>{1}, 1 * ms)); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { SpikeMonitor M(G); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { Synapses T(G); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { S.connect(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)S.size(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)S.i(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)S["w"]; }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)states.t(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)states["v"]; }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)spikes.num_spikes(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)events.event_trains(); }) == kEmpty);
    CHECK(error_of<ValueError>([&] { (void)rates.rate(); }) == kEmpty);
    Network net;
    CHECK(error_of<ValueError>([&] { net.add(G); }) == kEmpty);

    Network other(std::move(net));
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) == "this network is empty: it was moved to another variable, use that one");
    CHECK_THROWS_AS((void)net.t(), ValueError);
    CHECK_THROWS_AS(net.add(G), ValueError);
    CHECK_THROWS_AS(net.seed(1), ValueError);
    other.run(1 * ms);
    net = std::move(other);
    CHECK(net.t() == 1 * ms);
}

TEST_CASE("what has no state of its own is copied where it is moved") {
    TimedArray stimulus(std::vector<double>{1, 2}, 1 * ms);
    const TimedArray taken(std::move(stimulus));
    CHECK(stimulus(1 * ms) == taken(1 * ms));
    CHECK(stimulus.rows() == 2);
    Scheme scheme("mine", "x_new = x + dt*f(x, t)");
    const Scheme other(std::move(scheme));
    CHECK(scheme.name() == other.name());
    CHECK(scheme.text() == other.text());
}

TEST_CASE("several objects join a network all or not at all") {
    NeuronGroup A(1, "v : 1", {.name = "A"}), B(1, "v : 1", {.name = "B"}), twin(1, "v : 1", {.name = "A"});
    NeuronGroup automatic(1, "v : 1");
    Network net;
    CHECK(error_of<ValueError>([&] { net.add(A, B, twin); }) == "two objects of the network are named 'A'");
    Network other(B);
    CHECK(error_of<ValueError>([&] { net.add(A, B); }) == "'B' is part of another network already");
    net.add(twin); // its name is free, since A was not added
    NeuronGroup same(1, "v : 1", {.name = automatic.name()});
    const std::string before = automatic.name();
    CHECK(error_of<ValueError>([&] { net.add(same, automatic, A); }) == "two objects of the network are named 'A'");
    CHECK(automatic.name() == before);
    net.add(same, automatic, same, twin); // members already, and twice in one call
    CHECK(automatic.name() == before + "_1");
    CHECK(error_of<ValueError>([&] { Network(automatic, A); }).find("is part of another network already") != std::string::npos);
    Network third(A); // is free again
    net.run(1 * ms);
}

// An address sanitizer ends the process where memory does not suffice.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("more than memory holds is an error that says what for, and leaves all as it was") {
    start_scope();
    NeuronGroup G(40000, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "G"});
    Synapses S(G, {.model = "w : 1", .name = "S"});
    S.connect({.i = 0, .j = 0});
    StateMonitor M(G, "v", {.name = "M"});
    run(0.2 * ms);
    {
        const AddressSpaceLimit limit(rlim_t{256} << 20);
        CHECK(error_of<MemoryError>([] { NeuronGroup(1'000'000'000, "x : 1", {.name = "large"}); }) ==
              "there is not enough memory for 1000000000 neurons of 'large'");
        CHECK(error_of<MemoryError>([&] { S.connect(); }) == "there is not enough memory for the synapses of 'S'");
        CHECK(error_of<MemoryError>([] { run(1 * second); }) == "there is not enough memory for the run, in which monitors keep all that they record");
    }
    CHECK(S.size() == 1);
    const std::size_t samples = M.num_samples();
    CHECK(samples > 2);
    CHECK(M["v"][39999].size() == samples);
    run(0.1 * ms);
    CHECK(M["v"][39999].size() == samples + 1);
}
#endif
