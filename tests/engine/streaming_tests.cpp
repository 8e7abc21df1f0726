// SPDX-License-Identifier: Apache-2.0
// Monitors that stream to a file: what they answer, what other programs read, and what is left when the program is killed.
#include "support/error_text.hpp"
#include "support/listed.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <csignal>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hillock;
using hillock::test::listed;
using hillock::test::error_of;
using hillock::test::python;
using hillock::test::ScratchFolder;

namespace {

/// Neuron k of 5 holds 100 k + the number of the step; those of odd steps and neurons spike.
NeuronGroup counting() {
    NeuronGroup group(5, "x : volt\nn : integer\non : boolean\ntotal : 1 (shared)",
                      {.threshold = "n % 2 == 1", .reset = "", .method = "euler", .name = "G"});
    group["x"] = "100*i*volt";
    group["n"] = "100*i";
    group.run_regularly("total = t/dt; x += 1*volt; n += 1; on = not on", {.when = "end"});
    return group;
}

std::size_t bytes_of(const Network& network, const std::string& name) {
    for (const MemoryUse& use : network.memory())
        if (use.name == name) return use.bytes;
    return 0;
}

/// Streams to two files, and says after each run how many rows both have. Never returns.
[[noreturn]] void record_until_killed(const ScratchFolder& folder, const std::string& number, int to) {
    try {
        start_scope();
        NeuronGroup G = counting();
        // Chunks of 30 rows, so that the file is written all the time.
        StateMonitor M(G, {"x", "n"}, {.file = folder / ("states" + number + ".h5"), .memory_limit = 2000});
        SpikeMonitor S(G, {.file = folder / ("spikes" + number + ".h5"), .memory_limit = 2000});
        Network network(G, M, S);
        for (;;) {
            network.run(50 * ms);
            const std::uint64_t said[] = {M.num_samples(), S.num_spikes()};
            if (::write(to, said, sizeof said) != sizeof said) break;
        }
    } catch (...) {
    }
    ::_exit(1);
}

std::uintmax_t size_of(const std::string& path) { return static_cast<std::uintmax_t>(std::ifstream(path, std::ios::ate).tellg()); }

} // namespace

TEST_CASE("a run that fails leaves all rows in the files, whatever failed first") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    RateGuard guard(G, 1 * Hz, {.window = 1 * ms}); // joins before the monitors
    bool fails = true;
    NetworkOperation operation([&](Quantity t) {
        if (fails && t > 0.25 * ms) throw IndexError("no such sensor");
    });
    StateMonitor M(G, "n", {.file = folder / "m.h5"});
    const auto rows = [&] { return python(folder, "import h5py\nwith h5py.File('m.h5') as f: print(len(f['t']), len(f['n']))"); };
    guard.set_active(false);
    CHECK(error_of<IndexError>([] { run(1 * ms); }) == "no such sensor");
    CHECK(M.num_samples() == 4); // the step in which it throws is finished
    const std::string found = rows();
    if (found.empty()) return; // without Python
    CHECK(found == "4 4\n");
    fails = false;
    guard.set_active(true);
    CHECK(error_of<RunawayError>([] { run(5 * ms); }).starts_with("the neurons of 'G' spike at"));
    const std::string samples = std::to_string(M.num_samples());
    CHECK(M.num_samples() > 4);
    CHECK(rows() == samples + " " + samples + "\n");
}

TEST_CASE("a monitor answers the same whether it streams or not") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    const Names all{"x", "n", "on", "total"};
    StateMonitor kept(G, all, {.name = "kept"});
    StateMonitor streamed(G, all, {.file = folder / "states.h5", .memory_limit = 4000, .name = "streamed"});
    StateMonitor bounded(G, all, {.memory_limit = 4000, .name = "bounded"});
    SpikeMonitor spikes(G, {.variables = {"x", "n"}});
    SpikeMonitor streamed_spikes(G, {.variables = {"x", "n"}, .file = folder / "spikes.h5", .memory_limit = 1000, .compression = 0});
    EventMonitor streamed_events(G, "spike", {.memory_limit = 500});
    PopulationRateMonitor rate(G), streamed_rate(G, {.file = folder / "rate.h5", .memory_limit = 500});
    Network network(G, kept, streamed, bounded, spikes, streamed_spikes, streamed_events, rate, streamed_rate);
    for (const Quantity& duration : {0.1 * ms, 5 * ms, 0.3 * ms, 100 * ms}) {
        network.run(duration);
        for (const StateMonitor* monitor : {&streamed, &bounded}) {
            CHECK(monitor->num_samples() == kept.num_samples());
            CHECK(listed(monitor->t()) == listed(kept.t()));
            for (std::size_t row = 0; row < 5; ++row) {
                CHECK(listed((*monitor)["x"][row]) == listed(kept["x"][row]));
                CHECK(listed((*monitor)["n"].data<std::int32_t>(row)) == listed(kept["n"].data<std::int32_t>(row)));
                CHECK(listed((*monitor)["on"].data<bool>(row)) == listed(kept["on"].data<bool>(row)));
            }
            CHECK(listed((*monitor)["total"][0]) == listed(kept["total"][0]));
        }
        CHECK(listed(streamed_spikes.t()) == listed(spikes.t()));
        CHECK(listed(streamed_spikes.i()) == listed(spikes.i()));
        CHECK(listed(streamed_spikes["x"]) == listed(spikes["x"]));
        CHECK(listed(streamed_spikes.data<std::int32_t>("n")) == listed(spikes.data<std::int32_t>("n")));
        CHECK(streamed_spikes.spike_trains() == spikes.spike_trains());
        CHECK(streamed_spikes.num_spikes() == spikes.num_spikes());
        CHECK(listed(streamed_events.t()) == listed(spikes.t()));
        CHECK(listed(streamed_rate.rate()) == listed(rate.rate()));
        CHECK(cv(streamed_spikes).size() == 5);
    }
    CHECK(spikes.num_spikes() > 2000);
    network.run(100 * ms); // lets go of what was read
    CHECK(bytes_of(network, "kept") > 40'000);
    CHECK(bytes_of(network, "bounded") < 10'000);
}

TEST_CASE("h5py reads a streamed file after each run, with types and units") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, {"x", "n", "on", "total"}, {.record = {1, 3}, .file = folder / "states.h5", .memory_limit = 1000, .name = "M"});
    SpikeMonitor S(G, {.variables = "x", .file = folder / "spikes.h5", .name = "S"});
    Network network(G, M, S);
    for (const int steps : {0, 1, 30, 500}) {
        network.run(steps * 0.1 * ms);
        CHECK(python(folder, R"(
import h5py, numpy as np, sys
samples, spikes = int(sys.argv[1]), int(sys.argv[2])
with h5py.File('states.h5', 'r') as f:
    k = np.arange(samples)
    assert set(f) == {'t', 'x', 'n', 'on', 'total', 'elements'}, set(f)
    assert np.allclose(f['t'][:], k*1e-4, rtol=1e-15, atol=0)
    assert f['x'].dtype == np.float64 and f['n'].dtype == np.int32 and f['on'].dtype == bool
    assert (f['elements'][:] == [1, 3]).all()
    assert (f['x'][:] == k[:, None] + [[100, 300]]).all()
    assert (f['n'][:] == k[:, None] + [[100, 300]]).all()
    assert (f['on'][:] == (k % 2 == 1)[:, None]).all() and f['on'].shape == (samples, 2)
    assert f['total'].shape == (samples,)
    assert f['x'].attrs['unit'] == b'V' and f['t'].attrs['unit'] == b's' and f['n'].attrs['unit'] == b'1'
    assert f.attrs['monitor'] == b'M' and f.attrs['source'] == b'G' and f.attrs['kind'] == b'states'
with h5py.File('spikes.h5', 'r') as f:
    assert f['t'].shape == f['i'].shape == f['x'].shape == (spikes,) and f['i'].dtype == np.int32
    assert (f['x'][:] == 100*f['i'][:] + np.round(f['t'][:]/1e-4)).all()
)", std::to_string(M.num_samples()) + " " + std::to_string(S.num_spikes())) == "");
    }
    CHECK(M.num_samples() == 531);
}

TEST_CASE("many short runs leave a file that grows with its data alone") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, "x", {.file = folder / "states.h5", .name = "M"});
    Network network(G, M);
    for (int k = 0; k < 2000; ++k) network.run(0.1 * ms);
    // 2000 rows of 48 bytes. Each of the 2000 unfinished chunks and its index takes kilobytes, 16 MB if no place were used again; 17 of each
    // size, 4 to 16 KiB, are at rest.
    CHECK(size_of(folder / "states.h5") < 1'000'000);
    CHECK(python(folder, R"(
import h5py, numpy as np
with h5py.File('states.h5', 'r') as f: assert (f['x'][:, 2] == 200 + np.arange(2000)).all()
)") == "");
}

TEST_CASE("a file that cannot be is refused when the monitor is made, and nothing is left") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    CHECK(error_of<SystemError>([&] { StateMonitor(G, "x", {.file = folder / "none/states.h5"}); }) ==
          "'" + folder / "none/states.h5" + "' cannot be written: No such file or directory");
    CHECK(error_of<SystemError>([&] { StateMonitor(G, "x", {.file = folder.path()}); }) ==
          "'" + folder.path() + "' cannot be written: it is no file");
    CHECK(error_of<ValueError>([&] { StateMonitor(G, "x", {.file = folder / "x.h5", .compression = 10}); }) ==
          "the compression of a file is 0 (none) to 9 (smallest), but was given 10");
    CHECK(error_of<ValueError>([&] { SpikeMonitor(G, {.record = false, .file = folder / "x.h5", .name = "M"}); }) ==
          "'M' only counts, with record = false: it has nothing to write to '" + folder / "x.h5" + "'");
    CHECK(folder.files().empty());

    StateMonitor first(G, "x", {.file = folder / "x.h5"});
    CHECK(error_of<ValueError>([&] { StateMonitor(G, "x", {.file = folder / "./x.h5"}); }) ==
          "'" + folder / "./x.h5" + "' is written by another monitor of this program");
    CHECK(folder.files() == std::vector<std::string>{"x.h5"});
}

TEST_CASE("a disk that is full ends the run with what was written, and the network runs on") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, "x", {.file = folder / "states.h5", .memory_limit = 2000, .compression = 0, .name = "M"});
    Network network(G, M);
    network.run(20 * ms);
    // A file of this process may not become longer than it is, nearly: the system refuses as it does on a full disk.
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = size_of(folder / "states.h5") + 5000;
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    const std::string error = error_of<SystemError>([&] { network.run(100 * ms); });
    const std::string rows = std::to_string(M.num_samples());
    CHECK(error == "'" + folder / "states.h5" + "' cannot be written: File too large");
    CHECK(python(folder, R"(
import h5py, numpy as np
with h5py.File('states.h5', 'r') as f:
    assert len(f['t']) >= 200 and (f['x'][:, 1] == 100 + np.arange(len(f['t']))).all()
)") == "");
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, ignored);
    network.run(10 * ms);
    CHECK(M["x"][1].size() == M.num_samples());
    bool whole = M.num_samples() > 300;
    for (std::size_t k = 0; k < M.num_samples(); ++k) whole = whole && M["x"][1][k] == 100 + static_cast<double>(k);
    CHECK(whole);
}

TEST_CASE("a program that is killed leaves files with all that was written") {
    const ScratchFolder folder;
    constexpr int kKills = 50;
    std::mt19937 random(20261121);
    std::string rows; // what each child had said that is written
    for (int kill = 0; kill < kKills; ++kill) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) record_until_killed(folder, std::to_string(kill), ends[1]);
        ::close(ends[1]);
        std::uint64_t said[2] = {0, 0};
        REQUIRE(::read(ends[0], said, sizeof said) == sizeof said); // it has begun
        ::usleep(std::uniform_int_distribution<useconds_t>(0, 60'000)(random));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(ends[0], said, sizeof said) == sizeof said) {
        }
        ::close(ends[0]);
        rows += " " + std::to_string(said[0]) + " " + std::to_string(said[1]);
    }
    CHECK(python(folder, R"(
import h5py, numpy as np, sys
said = list(map(int, sys.argv[1:]))
assert len(said) == 100
beyond = 0
for k in range(50):
    with h5py.File(f'states{k}.h5', 'r') as f:
        rows = len(f['t'])
        assert rows >= said[2*k], (k, rows)
        assert f['x'].shape == f['n'].shape == (rows, 5)
        for name in ('x', 'n'): assert (f[name][:] == np.arange(rows)[:, None] + 100*np.arange(5)).all(), k
        beyond += rows > said[2*k]
    with h5py.File(f'spikes{k}.h5', 'r') as f:
        spikes = len(f['t'])
        assert spikes == len(f['i']) >= said[2*k + 1], (k, spikes)
        assert (f['i'][:] == np.arange(spikes) % 5).all()
assert beyond > 10, beyond  # most were killed in the middle of a run
)", rows) == "");
}
