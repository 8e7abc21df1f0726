// SPDX-License-Identifier: Apache-2.0
// A guest that a host does not notice: no output, no handlers of signals, networks in many threads that know nothing of each other.
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"
#include "support/written_to.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace hillock;

namespace {

struct Spikes {
    std::vector<double> t;
    std::vector<std::int32_t> i;
    bool operator==(const Spikes&) const = default;
};

/// A recurrent network with noise, delays and several clocks: most of what a network can have.
Spikes recurrent_network(std::uint64_t seed_of_network, const Quantity& dt_of_drive) {
    NeuronGroup cells(40, "dv/dt = (drive - v)/(10*ms) + 0.2*xi*(10*ms)**-0.5 : 1\ndrive : 1",
                      {.threshold = "v > 1", .reset = "v = 0", .refractory = 1 * ms, .method = "euler"});
    Synapses synapses(cells, {.model = "w : 1", .on_pre = "v_post += w", .delay = 1 * ms});
    seed(seed_of_network);
    synapses.connect({.p = 0.1, .condition = "i != j"});
    synapses["w"] = "0.1*rand()";
    double level = 1.0;
    NetworkOperation drive([&] { cells["drive"] = (level += 0.01); }, {.dt = dt_of_drive});
    SpikeMonitor monitor(cells);
    Network net(cells, synapses, drive, monitor);
    net.seed(seed_of_network);
    net.run(30 * ms);
    return {{monitor.t().begin(), monitor.t().end()}, {monitor.i().begin(), monitor.i().end()}};
}

void succeed_and_fail() {
    recurrent_network(1, 1 * ms);
    CHECK_THROWS_AS(NeuronGroup(1, "dv/dt = (1-v)/tua : 1"), NameError);
    NeuronGroup group(1, "dx/dt = x**3/second : 1", {.method = "euler"});
    group["x"] = 1e300;
    Network net(group);
    CHECK_THROWS_AS(net.run(1 * ms), NumericalError);
}

using Handler = void (*)(int);
std::array<Handler, 32> handlers() {
    std::array<Handler, 32> result{};
    for (int number = 1; number < 32; ++number) {
        struct sigaction action = {};
        sigaction(number, nullptr, &action);
        result[static_cast<std::size_t>(number)] = action.sa_handler;
    }
    return result;
}

} // namespace

TEST_CASE("nothing is printed, whatever succeeds or fails") {
    CHECK(test::written_to(STDOUT_FILENO, succeed_and_fail) == "");
    CHECK(test::written_to(STDERR_FILENO, succeed_and_fail) == "");
}

TEST_CASE("no handler of a signal is touched, also while a network runs") {
    const auto before = handlers();
    NeuronGroup group(1, "dx/dt = 1*Hz : 1");
    bool same = false;
    NetworkOperation look([&] { same = handlers() == before; });
    Network net(group, look);
    net.run(1 * ms);
    CHECK(same);
    CHECK(handlers() == before);
}

TEST_CASE("networks in many threads do as each would alone") {
    // Two sizes of step, so that some compile what others do not need; each thread compiles, runs, and lets go.
    constexpr std::size_t kThreads = 6;
    std::array<Spikes, kThreads> alone, beside;
    const auto one = [](std::size_t k) { return recurrent_network(k / 2 + 1, k % 3 == 0 ? 1 * ms : 0.5 * ms); };
    for (std::size_t k = 0; k < kThreads; ++k) alone[k] = one(k);
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < kThreads; ++k) threads.emplace_back([&beside, &one, k] { beside[k] = one(k); });
    for (std::thread& thread : threads) thread.join();
    CHECK(alone[0].t.size() > 20);
    for (std::size_t k = 0; k < kThreads; ++k) CHECK(beside[k] == alone[k]);
    CHECK(alone[0] != alone[2]);
}

TEST_CASE("a network is made in one thread, run in a second, and let go in a third") {
    auto group = std::make_unique<NeuronGroup>(3, "dx/dt = 1*Hz : 1");
    auto net = std::make_unique<Network>(*group);
    std::thread([&] { net->run(100 * ms); }).join();
    CHECK((*group)["x"][2] == doctest::Approx(0.1));
    std::thread([&] {
        net.reset();
        group.reset();
    }).join();
}

// For sanitizers too: the module for such files is loaded while the program runs.
TEST_CASE("arrays for NumPy and SONATA files are saved and read, and what is wrong with one is an error of its type") {
    const test::ScratchFolder folder;
    NeuronGroup group(2, "dv/dt = 1/ms : 1", {.threshold = "v > 0.5", .reset = "v = -10", .method = "euler"});
    SpikeMonitor spikes(group);
    Network(group, spikes).run(1 * ms);
    save_npz(spikes, folder / "s.npz");
    save_sonata_spikes(folder / "s.h5", {{"all", &spikes}});
    CHECK(load_sonata_spikes(folder / "s.h5").indices == std::vector<std::int64_t>{0, 1});
    CHECK(test::error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "s.h5", "some"); }) ==
          "'" + folder / "s.h5" + "' has no population 'some'; it has 'all'");
    CHECK(test::error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "s.npz"); }) ==
          "'" + folder / "s.npz" + "' cannot be read: file signature not found");
}
