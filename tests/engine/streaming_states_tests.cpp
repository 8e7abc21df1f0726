// SPDX-License-Identifier: Apache-2.0
// Monitors that stream to a file, in networks that are stored, restored and cloned.
#include "support/error_text.hpp"
#include "support/listed.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using namespace hillock;
using hillock::test::listed;
using hillock::test::error_of;
using hillock::test::python;
using hillock::test::ScratchFolder;

namespace {

/// Five neurons whose x follows from noise; those spike that are above 0.
struct Noisy {
    NeuronGroup G{5, "dx/dt = xi*(1*ms)**-0.5 : 1\n n : integer", {.threshold = "x > 0", .reset = "x = -1", .method = "euler", .name = "G"}};
    StateMonitor kept{G, {"x", "n"}, {.name = "kept"}};
    SpikeMonitor kept_spikes{G, {.variables = "x", .interval_statistics = true, .name = "kept_spikes"}};
    PopulationRateMonitor kept_rate{G, {.name = "kept_rate"}};
    StateMonitor states;
    StateMonitor bounded; ///< to a file without a name
    SpikeMonitor spikes;
    PopulationRateMonitor rate;
    Network net;

    /// Chunks of 15 to 70 rows, so that files have many of them and something that is less than one.
    explicit Noisy(const ScratchFolder& folder, std::uint64_t seed = 3)
        : states(G, {"x", "n"}, {.file = folder / "states.h5", .memory_limit = 1000, .name = "states"}),
          bounded(G, {"x", "n"}, {.memory_limit = 2000, .name = "bounded"}),
          spikes(G, {.variables = "x", .interval_statistics = true, .file = folder / "spikes.h5", .memory_limit = 800, .name = "spikes"}),
          rate(G, {.file = folder / "rate.h5", .memory_limit = 500, .compression = 0, .name = "rate"}),
          net(G, kept, kept_spikes, kept_rate, states, bounded, spikes, rate) {
        G.run_regularly("n += i");
        net.seed(seed);
    }
};

/// Whether the monitors of a network that stream answer what those answer that keep all in memory.
void require_same(const Network& net) {
    const auto kept = net.get<StateMonitor>("kept");
    for (const char* const name : {"states", "bounded"}) {
        const auto streamed = net.get<StateMonitor>(name);
        CAPTURE(name);
        REQUIRE(streamed.num_samples() == kept.num_samples());
        CHECK(listed(streamed.t()) == listed(kept.t()));
        for (std::size_t row = 0; row < 5; ++row) {
            CHECK(listed(streamed["x"][row]) == listed(kept["x"][row]));
            CHECK(listed(streamed["n"].data<std::int32_t>(row)) == listed(kept["n"].data<std::int32_t>(row)));
        }
    }
    const auto spikes = net.get<SpikeMonitor>("spikes"), kept_spikes = net.get<SpikeMonitor>("kept_spikes");
    CHECK(listed(spikes.t()) == listed(kept_spikes.t()));
    CHECK(listed(spikes.i()) == listed(kept_spikes.i()));
    CHECK(listed(spikes["x"]) == listed(kept_spikes["x"]));
    CHECK(listed(spikes.count()) == listed(kept_spikes.count()));
    const auto varies = cv(spikes), kept_varies = cv(kept_spikes);
    for (std::size_t k = 0; k < varies.size(); ++k) // NaN below two intervals
        CHECK((varies[k] == kept_varies[k] || (std::isnan(varies[k]) && std::isnan(kept_varies[k]))));
    CHECK(spikes.binned_rate(1 * ms).rate == kept_spikes.binned_rate(1 * ms).rate);
    const auto rate = net.get<PopulationRateMonitor>("rate"), kept_rate = net.get<PopulationRateMonitor>("kept_rate");
    CHECK(listed(rate.rate()) == listed(kept_rate.rate()));
    CHECK(rate.binned_rate(1 * ms).rate == kept_rate.binned_rate(1 * ms).rate);
}

/// That h5py finds in the files what the monitors in memory have.
void require_same_in_files(const ScratchFolder& folder, const Noisy& model) {
    save_npz(model.kept, folder / "kept.npz");
    save_npz(model.kept_spikes, folder / "kept_spikes.npz");
    CHECK(python(folder, R"(
import h5py, numpy as np
for kept, streamed in (('kept.npz', 'states.h5'), ('kept_spikes.npz', 'spikes.h5')):
    with h5py.File(streamed) as f, np.load(kept) as k:
        assert set(f) == set(k), (set(f), set(k))
        for name in k: assert f[name].shape == k[name].shape and (f[name][:] == k[name]).all(), (streamed, name, f[name].shape, k[name].shape)
)") == "");
}

} // namespace

TEST_CASE("restore() cuts the file back to the rows that it had, and the run goes on from there") {
    const ScratchFolder folder;
    Noisy model(folder);
    for (const int steps : {0, 1, 15, 100, 4096}) { // none, less than a chunk, whole chunks, more than a node of the index
        model.net.run(steps * 0.1 * ms);
        model.net.store();
        const auto x = listed(model.states["x"][2]);
        for (const int more : {0, 1, 7, 333}) {
            CAPTURE(steps);
            CAPTURE(more);
            model.net.run(more * 0.1 * ms);
            require_same(model.net);
            model.net.restore();
            CHECK(listed(model.states["x"][2]) == x);
            require_same(model.net);
            require_same_in_files(folder, model);
        }
    }
    model.net.run(20 * ms);
    require_same(model.net);
    require_same_in_files(folder, model);
}

TEST_CASE("trials from one state, again and again, leave a file of one trial") {
    const ScratchFolder folder;
    Noisy model(folder);
    model.net.run(5 * ms);
    model.net.store();
    const auto bytes = [&] { return std::filesystem::file_size(folder / "states.h5"); };
    model.net.run(50 * ms);
    const std::uintmax_t one_trial = bytes();
    for (int trial = 0; trial < 100; ++trial) {
        model.net.restore("default", {.random_state = false});
        model.net.run(50 * ms);
    }
    require_same(model.net);
    require_same_in_files(folder, model);
    CHECK(bytes() < 5 * one_trial); // 100 times as long if no place were used again, and of each place 16 writes are at rest
}

TEST_CASE("a state whose rows were cut off since is refused, and nothing is changed") {
    const ScratchFolder folder;
    Noisy model(folder);
    model.net.run(10 * ms);
    model.net.store("early");
    model.net.run(10 * ms);
    model.net.store("late");
    model.net.run(5 * ms);
    model.net.restore("late"); // still there
    model.net.restore("early");
    model.net.run(20 * ms); // other rows in the place of those
    const auto x = listed(model.kept["x"][0]);
    CHECK(error_of<ValueError>([&] { model.net.restore("late"); }) ==
          "the stored state 'late' does not fit: 'states' had 200 rows when it was stored, of which its file has the first 100, since "
          "it was cut back by a restore() or is that of a clone; a monitor without a file keeps the rows of each state");
    CHECK(model.net.t() == 30 * ms);
    CHECK(listed(model.kept["x"][0]) == x);
    require_same(model.net);
    model.net.restore("early");
    CHECK(model.states.num_samples() == 100);
    require_same(model.net);
    require_same_in_files(folder, model);
}

TEST_CASE("a state from another network of the same objects: what streams begins anew") {
    const ScratchFolder folder, other_folder;
    {
        Noisy model(folder);
        model.net.run(10 * ms);
        model.net.store_to_file(folder / "state");
        model.net.restore_from_file(folder / "state");
        CHECK(model.states.num_samples() == 100);
        require_same(model.net);
    }
    Noisy model(other_folder, 5);
    model.net.run(1 * ms);
    model.net.restore_from_file(folder / "state");
    CHECK(model.kept.num_samples() == 100);
    CHECK(model.states.num_samples() == 0);
    CHECK(model.bounded.num_samples() == 0);
    CHECK(model.spikes.num_spikes() == 0);
    CHECK(model.rate.binned_rate(1 * ms).t.empty());
    model.net.run(10 * ms);
    CHECK(model.states.t().front() == doctest::Approx(10e-3).epsilon(1e-12));
    CHECK(model.states.num_samples() == 100);
    CHECK(model.states["x"][1].back() == model.kept["x"][1].back());
    CHECK(model.spikes.num_spikes() == model.spikes.t().size());
    CHECK(model.spikes.binned_rate(1 * ms).t.size() == 10);
    CHECK(python(other_folder, "import h5py\nwith h5py.File('states.h5') as f: assert len(f['t']) == 100 and f['t'][0] == 0.01") == "");
}

TEST_CASE("a state of a monitor that streamed fits none that does not") {
    const ScratchFolder folder;
    NeuronGroup G(1, "x : 1", {.name = "G"});
    {
        StateMonitor M(G, "x", {.memory_limit = 1000, .name = "M"});
        Network net(G, M);
        net.store_to_file(folder / "state");
    }
    StateMonitor M(G, "x", {.name = "M"});
    Network net(G, M);
    CHECK(error_of<ValueError>([&] { net.restore_from_file(folder / "state"); }) ==
          "the stored state in '" + folder / "state" +
              "' does not fit: 'M' streamed to a file or had a memory_limit when it was stored, but has neither now");
}

TEST_CASE("the monitor of a clone has the same rows, and a file without a name") {
    const ScratchFolder folder;
    Noisy model(folder);
    model.net.run(30 * ms);
    model.net.store();
    const auto files = folder.files();
    Network clone = model.net.clone();
    CHECK(folder.files() == files);
    require_same(clone);
    clone.run(20 * ms);
    require_same(clone);
    CHECK(model.states.num_samples() == 300);
    model.net.run(10 * ms);
    require_same(model.net);
    require_same_in_files(folder, model);
    CHECK(clone.get<StateMonitor>("states")["x"][3][399] == model.states["x"][3][399]);
    clone.restore(); // what was stored before they parted
    CHECK(clone.get<StateMonitor>("states").num_samples() == 300);
    require_same(clone);
    model.net.store_to_file(folder / "after"); // rows that the clone does not have, though it has as many
    clone.run(30 * ms);
    CHECK(error_of<ValueError>([&] { clone.restore_from_file(folder / "after"); })
              .find("does not fit: 'states' had 400 rows when it was stored, of which its file has the first 300") != std::string::npos);
    require_same(clone);

    const std::vector<std::size_t> samples = sweep(model.net, {1, 2, 3}, [](Network& variant, int runs) {
        for (int k = 0; k < runs; ++k) variant.run(10 * ms);
        return variant.get<StateMonitor>("states")["x"][0].size();
    });
    CHECK(samples == std::vector<std::size_t>{500, 600, 700});
    require_same_in_files(folder, model);
}

TEST_CASE("a file that is synchronised with the disk is the same file") {
    const ScratchFolder folder;
    NeuronGroup G(2, "x : 1", {.name = "G"});
    G.run_regularly("x += 1");
    StateMonitor M(G, true, {.file = folder / "x.h5", .memory_limit = 1000, .sync = true});
    Network net(G, M);
    net.run(30 * ms);
    net.run(3 * ms);
    CHECK(python(folder, "import h5py\nwith h5py.File('x.h5') as f: assert len(f['t']) == 330 and (f['x'][329] == 330).all()") == "");
}
