// SPDX-License-Identifier: Apache-2.0
// Recorded data to CSV, NumPy and SONATA files, and spikes from files.
#include "support/error_text.hpp"
#include "support/listed.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace hillock;
using hillock::test::listed;
using hillock::test::error_of;
using hillock::test::python;
using hillock::test::ScratchFolder;

namespace {

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Neuron k of 3 counts steps from 10 k; the odd ones spike.
NeuronGroup counting() {
    NeuronGroup group(3, "v : volt\nn : integer\non : boolean", {.threshold = "n % 2 == 1", .reset = "", .method = "euler", .name = "G"});
    group["v"] = "i*10*mV";
    group["n"] = "10*i";
    group.run_regularly("v += 0.1*mV; n += 1; on = not on", {.when = "end"});
    return group;
}

} // namespace

TEST_CASE("CSV names its columns and their units, and loses no digit") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, {"v", "on"}, {.record = {2, 0}});
    SpikeMonitor S(G, {.variables = {"n", "v"}});
    PopulationRateMonitor R(G);
    run(0.3 * ms);
    save_csv(M, folder / "m.csv");
    save_csv(S, folder / "s.csv");
    save_csv(R, folder / "r.csv");
    CHECK(text_of(folder / "m.csv") == "t (s),v[2] (V),v[0] (V),on[2],on[0]\n"
                                       "0,0.02,0,0,0\n"
                                       "1e-04,0.0201,1e-04,1,1\n"
                                       "2e-04,0.0202,2e-04,0,0\n");
    CHECK(text_of(folder / "s.csv") == "t (s),i,n,v (V)\n1e-04,0,1,1e-04\n1e-04,1,11,0.0101\n1e-04,2,21,0.0201\n");
    CHECK(text_of(folder / "r.csv").starts_with("t (s),rate (Hz)\n0,0\n1e-04,10000\n"));
    const SpikeList spikes = load_csv_spikes(folder / "s.csv");
    CHECK(spikes.indices == std::vector<std::int64_t>{0, 1, 2});
    CHECK(spikes.times.values == listed(S.t()));
    CHECK(folder.files() == std::vector<std::string>{"m.csv", "r.csv", "s.csv"});
}

TEST_CASE("NumPy and h5py read what a monitor has recorded, streamed or not") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, {"v", "n", "on"}, {.record = {2, 0}, .name = "M"});
    StateMonitor streamed(G, {"v", "n", "on"}, {.record = {2, 0}, .memory_limit = 2000});
    SpikeMonitor S(G), silent(G.slice(0, 1), {.name = "silent"});
    silent.set_active(false);
    run(100 * ms);
    save_npz(M, folder / "m.npz");
    save_npz(streamed, folder / "streamed.npz");
    save_npz(S, folder / "s.npz");
    save_npz(silent, folder / "silent.npz");
    save_hdf5(M, folder / "m.h5");
    save_hdf5(silent, folder / "silent.h5", 0);
    save_hdf5(silent, folder / "silent.h5", 9); // in its place
    CHECK(python(folder, R"(
import h5py, numpy as np
k = np.arange(1000)
for name in ('m.npz', 'streamed.npz'):
    d = np.load(name)
    assert sorted(d.files) == ['elements', 'n', 'on', 't', 'v'], d.files
    assert d['v'].dtype == np.float64 and d['n'].dtype == np.int32 and d['on'].dtype == bool and d['elements'].dtype == np.int64
    assert (d['n'] == k[:, None] + [[20, 0]]).all() and (d['on'] == (k % 2 == 1)[:, None]).all()
    assert np.allclose(d['v'], k[:, None]*1e-4 + [[0.02, 0]], rtol=1e-11, atol=1e-15)  # 1000 sums
    assert (d['elements'] == [2, 0]).all()
s = np.load('s.npz')
assert s['i'].dtype == np.int32 and (s['i'] == np.tile([0, 1, 2], 500)).all() and len(s['t']) == 1500
assert np.load('silent.npz')['t'].shape == (0,)
d = np.load('m.npz')
with h5py.File('m.h5', 'r') as f:
    for name in d.files: assert (f[name][:] == d[name]).all() and f[name].dtype == d[name].dtype
    assert f.attrs['monitor'] == b'M'
with h5py.File('silent.h5', 'r') as f: assert f['t'].shape == f['i'].shape == (0,) and f['i'].compression_opts == 9
)") == "");
    CHECK(folder.files().size() == 6);
}

TEST_CASE("a name that is asked for twice, or is taken, is there once in a file") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G(2, "v : 1\nelements : 1", {.threshold = "v > 0", .reset = "", .name = "G"});
    G["v"] = std::vector<double>{0, 3};
    G["elements"] = 7;
    StateMonitor M(G, {"v", "t", "elements", "v"}, {.file = folder / "m.h5"});
    SpikeMonitor S(G, {.variables = {"v", "i", "t", "v"}, .file = folder / "s.h5"});
    run(0.2 * ms);
    CHECK(M["t"][0][1] == 1e-4);
    CHECK(M.of(1)["elements"][0] == 7);
    CHECK(listed(S["i"]) == std::vector<double>{1, 1});
    save_npz(M, folder / "m.npz");
    save_npz(S, folder / "s.npz");
    save_csv(S, folder / "s.csv");
    CHECK(text_of(folder / "s.csv") == "t (s),i,v,i_,t_ (s)\n0,1,3,1,0\n1e-04,1,3,1,1e-04\n");
    const std::string seen = python(folder, R"(
import h5py, numpy as np
for name in 'ms':
    with h5py.File(name + '.h5') as f: streamed = {k: f[k][...] for k in f}
    print(*sorted(streamed))
    packed = np.load(name + '.npz')
    assert sorted(packed.files) == sorted(streamed)
    assert all(np.array_equal(packed[k], streamed[k]) for k in streamed)
)");
    if (seen.empty()) return; // without Python
    CHECK(seen == "elements elements_ t t_ v\ni i_ t t_ v\n");
}

TEST_CASE("SONATA files of spikes and reports have the layout of the guide") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, {"v", "n"}, {.record = {2, 0}, .dt = 0.2 * ms});
    SpikeMonitor S(G), T(G.slice(1, 3));
    run(2 * ms);
    save_sonata_spikes(folder / "spikes.h5", {{"all", &S}, {"part", &T}});
    save_sonata_report(folder / "report.h5", "all", M, "v");
    CHECK(python(folder, R"(
import h5py, numpy as np
with h5py.File('spikes.h5', 'r') as f:
    assert f.attrs['magic'] == 0x0A7A and list(f.attrs['version']) == [0, 1]
    assert set(f['spikes']) == {'all', 'part'}
    p = f['spikes/all']
    assert p['node_ids'].dtype == np.uint64 and (p['node_ids'][:] == np.tile([0, 1, 2], 10)).all()
    assert np.allclose(p['timestamps'][:], np.repeat(np.arange(0.1, 2, 0.2), 3), rtol=1e-14) and p['timestamps'].attrs['units'] == 'ms'
    assert p.attrs['sorting'] == 2 and h5py.check_enum_dtype(p.attrs.get_id('sorting').dtype) == {'none': 0, 'by_id': 1, 'by_time': 2}
    assert (f['spikes/part/node_ids'][:] == np.tile([0, 1], 10)).all()
with h5py.File('report.h5', 'r') as f:
    p = f['report/all']
    assert p['data'].shape == (10, 2) and p['data'].attrs['units'] == 'V'
    assert np.allclose(p['data'][:], np.arange(0, 20, 2)[:, None]*1e-4 + [[0.02, 0]], rtol=1e-13, atol=1e-17)
    m = p['mapping']
    assert (m['node_ids'][:] == [2, 0]).all() and (m['index_pointers'][:] == [0, 1, 2]).all() and (m['element_ids'][:] == 0).all()
    assert np.allclose(m['time'][:], [0, 2, 0.2], rtol=1e-12) and m['time'].attrs['units'] == 'ms'
)") == "");
    const SpikeList back = load_sonata_spikes(folder / "spikes.h5", "all");
    CHECK(back.indices == std::vector<std::int64_t>(S.i().begin(), S.i().end()));
    REQUIRE(back.times.values.size() == S.num_spikes());
    for (std::size_t k = 0; k < S.num_spikes(); ++k) CHECK(back.times.values[k] == doctest::Approx(S.t()[k]).epsilon(1e-15));

    start_scope();
    SpikeGeneratorGroup again(3, back.indices, back.times);
    SpikeMonitor R(again);
    run(2 * ms);
    CHECK(listed(R.t()) == listed(S.t()));
    CHECK(listed(R.i()) == listed(S.i()));
}

TEST_CASE("networks of several threads stream and save at the same time") {
    const ScratchFolder folder;
    std::array<bool, 4> right{};
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < right.size(); ++k)
        threads.emplace_back([&, k] {
            const std::string name = folder / std::to_string(k);
            NeuronGroup G = counting();
            SpikeMonitor S(G, {.file = name + ".h5", .memory_limit = 1000});
            Network network(G, S);
            right[k] = true;
            for (int round = 0; round < 20; ++round) {
                network.run(5 * ms);
                save_sonata_spikes(name + ".sonata.h5", {{"all", &S}});
                right[k] = right[k] && load_sonata_spikes(name + ".sonata.h5").indices.size() == S.num_spikes();
            }
            right[k] = right[k] && S.num_spikes() == 1500 && S.t().size() == 1500;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(right == std::array<bool, 4>{true, true, true, true});
}

TEST_CASE("SONATA spikes that other programs wrote are read in their units") {
    const ScratchFolder folder;
    const std::string made = python(folder, R"(
import h5py, numpy as np
with h5py.File('other.h5', 'w') as f:
    p = f.create_group('spikes/V1')
    p['timestamps'] = np.array([2.5, 0.5], np.float32)
    p['node_ids'] = np.array([7, 3], np.uint32)
with h5py.File('bad.h5', 'w') as f:
    f['spikes/a/timestamps'] = [1.0]; f['spikes/a/timestamps'].attrs['units'] = 'weeks'; f['spikes/a/node_ids'] = [1]
    f['spikes/b/timestamps'] = [1.0]; f['spikes/b/node_ids'] = [1, 2]
    f['spikes/c/node_ids'] = [1, 2]
    f['spikes/d/timestamps'] = [1.5]; f['spikes/d/timestamps'].attrs['units'] = np.bytes_('s'); f['spikes/d/node_ids'] = [1]
with h5py.File('none.h5', 'w') as f: f['x'] = 1
with h5py.File('early.h5', 'w') as f: f['spikes/timestamps'] = [1.0]; f['spikes/gids'] = [1]
)");
    REQUIRE(made == "");
    if (folder.files().empty()) return; // without Python there is no such file
    const SpikeList spikes = load_sonata_spikes(folder / "other.h5");
    CHECK(spikes.indices == std::vector<std::int64_t>{7, 3});
    CHECK(spikes.times.values == std::vector<double>{0.0025, 0.0005});
    CHECK(load_sonata_spikes(folder / "bad.h5", "d").times.values == std::vector<double>{1.5});
    const std::string bad = "'" + folder / "bad.h5" + "'";
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "bad.h5"); }) ==
          bad + " has 4 populations: name one of 'a', 'b', 'c', 'd'");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "bad.h5", "e"); }) ==
          bad + " has no population 'e'; it has 'a', 'b', 'c', 'd'");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "bad.h5", "a"); }) ==
          "population 'a' of " + bad + ": the times are in 'weeks', but only 's', 'ms' and 'us' are known");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "bad.h5", "b"); }) ==
          "population 'b' of " + bad + " has 2 node_ids and 1 timestamps");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "bad.h5", "c"); }) ==
          "population 'c' of " + bad + " has no data set 'timestamps'");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "none.h5"); }) ==
          "'" + folder / "none.h5" + "' has no group 'spikes': it is no SONATA file of spikes");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "early.h5"); }) ==
          "'" + folder / "early.h5" + "' has no population of spikes, which would be a group in 'spikes'");
    CHECK(error_of<ValueError>([&] { (void)load_sonata_spikes(folder / "early.h5", "gids"); }) ==
          "'" + folder / "early.h5" + "' has no population 'gids'; it has none");
    std::ofstream(folder / "text.h5") << "no HDF5";
    CHECK(error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "text.h5"); }) ==
          "'" + folder / "text.h5" + "' cannot be read: file signature not found");
    CHECK(error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "missing.h5"); }) ==
          "'" + folder / "missing.h5" + "' cannot be read: there is no such file, or it may not be read");
}

TEST_CASE("spikes in CSV are read with any columns, and what is wrong is named") {
    const ScratchFolder folder;
    const std::string path = folder / "s.csv";
    const auto error_in = [&](const std::string& text) {
        std::ofstream(path) << text;
        return error_of<ValueError>([&] { (void)load_csv_spikes(path); });
    };
    std::ofstream(path) << "\"i\", weight , t (ms)\r\n3, 0.5, 2.5\r\n\r\n0,x,1e-1\n";
    const SpikeList spikes = load_csv_spikes(path);
    CHECK(spikes.indices == std::vector<std::int64_t>{3, 0});
    CHECK(spikes.times.values == std::vector<double>{0.0025, 0.0001});
    CHECK(spikes.times.dimension == kTimeDimension);
    CHECK(error_in("i,t (s)\n1,0.5\n2,soon\n") == "'" + path + "', line 3, column 2: 'soon' is no time");
    CHECK(error_in("i,t (s)\n1.5,0.5\n") == "'" + path + "', line 2, column 1: '1.5' is no index of a neuron");
    CHECK(error_in("i,t (s)\n-1,0.5\n") == "'" + path + "', line 2, column 1: '-1' is no index of a neuron");
    CHECK(error_in("i,t (s)\n1,nan\n") == "'" + path + "', line 2, column 2: 'nan' is no time");
    CHECK(error_in("i,t (s)\n1\n") == "'" + path + "', line 2: there are 1 values, but the first line names 2 columns");
    CHECK(error_in("i,t\n1,2\n") ==
          "'" + path + "', line 1: there is no column named \"t (s)\", \"t (ms)\" or \"t (us)\", but the first line is 'i,t'");
    CHECK(error_in("i,t (s),i\n1,2,3\n") == "'" + path + "', line 1: there are two columns of neurons, but the first line is 'i,t (s),i'");
    CHECK(error_in("t (ms),i,t (s)\n1,2,3\n") == "'" + path + "', line 1: there are two columns of times, but the first line is 't (ms),i,t (s)'");
    std::ofstream(path) << "\xEF\xBB\xBFi,t (s)\n4,0.5\n"; // as some spreadsheets write UTF-8
    CHECK(load_csv_spikes(path).indices == std::vector<std::int64_t>{4});
    CHECK(error_in("") == "'" + path + "' is empty: its first line must name the columns, \"i\" and \"t (s)\"");
    CHECK(error_of<SystemError>([&] { (void)load_csv_spikes(folder / "none.csv"); }) ==
          "'" + folder / "none.csv" + "' cannot be read: No such file or directory");
}

TEST_CASE("what cannot be exported is refused, and leaves no file") {
    const ScratchFolder folder;
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, "v", {.name = "M"}), none(G, "v", {.record = false, .name = "none"});
    SpikeMonitor S(G), counts(G, {.record = false, .name = "counts"});
    run(0.1 * ms);
    CHECK(error_of<ValueError>([&] { save_csv(counts, folder / "x"); }) == "'counts' only counts: it was made with record = false");
    CHECK(error_of<ValueError>([&] { save_sonata_spikes(folder / "x", {{"a/b", &S}}); }) ==
          "'a/b' cannot name a population of a SONATA file");
    CHECK(error_of<ValueError>([&] { save_sonata_spikes(folder / "x", {{"a", &S}, {"a", &S}}); }) ==
          "two populations of a SONATA file are named 'a'");
    CHECK(error_of<ValueError>([&] { save_sonata_spikes(folder / "x", {{"a", nullptr}}); }) ==
          "the population 'a' of a SONATA file has no monitor");
    CHECK(error_of<ValueError>([&] { save_sonata_spikes(folder / "x", {}); }) == "a SONATA file of spikes has at least one population");
    CHECK(error_of<ValueError>([&] { save_sonata_report(folder / "x", "a", M, "v"); }) ==
          "'M' has recorded one sample: a SONATA report takes at least two");
    CHECK(error_of<NameError>([&] { save_sonata_report(folder / "x", "a", M, "w"); }) == "'M' does not record 'w'; it records 'v'");
    CHECK(error_of<ValueError>([&] { save_sonata_report(folder / "x", "a", none, "v"); }) ==
          "'none' records 'v' of no single neuron: it cannot be a SONATA report");
    run(0.2 * ms);
    M.set_active(false);
    run(0.3 * ms);
    M.set_active(true);
    run(0.2 * ms);
    CHECK(error_of<ValueError>([&] { save_sonata_report(folder / "x", "a", M, "v"); }) ==
          "the samples of 'M' are not at equal distances (see the one at t = 600 us): they cannot be a SONATA report");
    const std::string missing = folder / "none/x", told = "'" + missing + "' cannot be written: No such file or directory";
    CHECK(error_of<SystemError>([&] { save_csv(M, missing); }) == told);
    CHECK(error_of<SystemError>([&] { save_npz(M, missing); }) == told);
    CHECK(error_of<SystemError>([&] { save_hdf5(M, missing); }) == told);
    CHECK(error_of<SystemError>([&] { save_sonata_spikes(missing, {{"a", &S}}); }) == told);
    CHECK(folder.files().empty());
    StateMonitor streams(G, "v", {.file = folder / "m.h5"});
    run(0.2 * ms);
    const std::string taken = "'" + folder / "./m.h5" + "' is written by a monitor of this program";
    CHECK(error_of<ValueError>([&] { save_csv(M, folder / "./m.h5"); }) == taken);
    CHECK(error_of<ValueError>([&] { save_npz(M, folder / "./m.h5"); }) == taken);
    CHECK(error_of<ValueError>([&] { save_hdf5(streams, folder / "./m.h5"); }) == taken);
    CHECK(error_of<ValueError>([&] { save_sonata_spikes(folder / "./m.h5", {{"a", &S}}); }) == taken);
    CHECK(error_of<ValueError>([&] { save_sonata_report(folder / "./m.h5", "a", streams, "v"); }) == taken);
    CHECK(folder.files() == std::vector<std::string>{"m.h5"});
    // /dev/full takes nothing: a file that stands for something else is not replaced.
    CHECK(error_of<SystemError>([&] { save_csv(M, "/dev/full"); }) == "'/dev/full' cannot be written: it is no file");
}
