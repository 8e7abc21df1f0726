// SPDX-License-Identifier: Apache-2.0
// Stored states as files: another process goes on from one, whatever does not fit or is damaged is refused and changes nothing.
#include "stored_model.hpp"
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"

#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hillock;
using test::error_of;
using test::ScratchFolder;
using test::StoredModel;

namespace {

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// CRC-32 bit by bit: x**32 + x**26 + x**23 + ... + 1, reflected, as zlib has it.
std::uint32_t check_sum(const std::string& bytes) {
    std::uint32_t sum = ~0U;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int k = 0; k < 8; ++k) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320U : 0U);
    }
    return ~sum;
}

void put(std::string& bytes, std::size_t place, std::uint32_t number) { std::memcpy(bytes.data() + place, &number, sizeof number); }

constexpr std::size_t kHeader = 32, kTrailer = 4;

/// Check sums that fit whatever the contents have become.
std::string with_check_sums(std::string bytes) {
    put(bytes, kHeader - 4, check_sum(bytes.substr(0, kHeader - 4)));
    put(bytes, bytes.size() - kTrailer, check_sum(bytes.substr(kHeader, bytes.size() - kHeader - kTrailer)));
    return bytes;
}

/// Runs one test case of this program in a process of its own. \return as waitpid() tells
int run_process(const std::string& test_case, const std::string& folder) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("HILLOCK_STORE_FOLDER", folder.c_str(), 1);
        const std::string chosen = "--test-case=" + test_case;
        ::execl("/proc/self/exe", "store_tests", chosen.c_str(), "--no-skip", "--quiet", nullptr);
        ::_exit(127);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return status;
}

std::string folder_of_process() {
    const char* const folder = std::getenv("HILLOCK_STORE_FOLDER");
    return folder ? std::string(folder) + "/" : "";
}

constexpr std::uint64_t kSeed = 21;

} // namespace

// ---- the same bits in another process ---------------------------------------------------------------------------

TEST_CASE("process that is killed" * doctest::skip()) {
    const std::string folder = folder_of_process();
    if (folder.empty()) return;
    StoredModel seeded(kSeed), free(0, 0);
    seeded.net.run(1 * second);
    seeded.net.store_to_file(folder + "seeded");
    free.net.run(1 * second);
    free.net.store_to_file(folder + "free");
    free.net.run(1 * second);
    write_bytes(folder + "expected", free.fingerprint()); // nobody else can know
    ::raise(SIGKILL);
}

TEST_CASE("process that goes on" * doctest::skip()) {
    const std::string folder = folder_of_process();
    if (folder.empty()) return;
    seed(1234);
    StoredModel seeded(77), free(78, 0); // what they are seeded with is forgotten
    seeded.net.run(3 * ms);
    seeded.net.restore_from_file(folder + "seeded");
    CHECK(seeded.net.t() == 1 * second);
    seeded.net.run(1 * second);
    write_bytes(folder + "seeded.result", seeded.fingerprint());
    free.net.restore_from_file(folder + "free");
    free.net.run(1 * second);
    write_bytes(folder + "free.result", free.fingerprint());
}

TEST_CASE("2 s equal 1 s, a state in a file, SIGKILL, and 1 s in another process: bit for bit") {
    const ScratchFolder folder;
    const int killed = run_process("process that is killed", folder.path());
    CHECK(WIFSIGNALED(killed));
    CHECK(WTERMSIG(killed) == SIGKILL);
    const int ended = run_process("process that goes on", folder.path());
    CHECK(WIFEXITED(ended));
    CHECK(WEXITSTATUS(ended) == 0);

    StoredModel whole(kSeed);
    whole.net.run(2 * second);
    CHECK(whole.spikes.num_spikes() > 1000); // something has happened
    CHECK(bytes_of((folder / "seeded.result")) == whole.fingerprint());
    CHECK(!bytes_of((folder / "expected")).empty());
    CHECK(bytes_of((folder / "free.result")) == bytes_of((folder / "expected")));
}

TEST_CASE("a file is replaced as a whole, and nothing else is left behind") {
    const ScratchFolder folder;
    const std::string path = (folder / "state");
    NeuronGroup G(1000, "v : 1", {.name = "G"});
    Network net(G);
    G["v"] = 1;
    net.store_to_file(path);
    G["v"] = 2;
    net.store_to_file(path);
    G["v"] = 3;
    net.restore_from_file(path);
    CHECK(G["v"][0] == 2);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    CHECK(error_of<SystemError>([&] { net.store_to_file((folder / "none/state")); }) ==
          "cannot write '" + (folder / "none/state") + "': No such file or directory");
    CHECK(error_of<SystemError>([&] { net.restore_from_file((folder / "none")); }) ==
          "cannot read '" + (folder / "none") + "': No such file or directory");
    CHECK(error_of<SystemError>([&] { net.restore_from_file(folder.path()); }) ==
          "cannot read '" + folder.path() + "': Is a directory");
    std::filesystem::create_directory((folder / "folder"));
    CHECK(error_of<SystemError>([&] { net.store_to_file((folder / "folder")); }) ==
          "cannot write '" + (folder / "folder") + "': Is a directory");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
}

// ---- what does not fit ------------------------------------------------------------------------------------------

TEST_CASE("a state of another network is refused, in the names of the user") {
    const ScratchFolder folder;
    const std::string path = (folder / "state"), prefix = "the stored state in '" + path + "' does not fit: ";
    const auto store = [&](std::int64_t size, const std::string& model, const NeuronGroupOptions& options) {
        NeuronGroup G(size, model, options);
        Network net(G);
        net.store_to_file(path);
    };
    NeuronGroup G(3, "v : 1\n w : volt", {.name = "cells"});
    StateMonitor M(G, "v", {.record = {1}, .name = "M"});
    Network net(G);
    G["v"] = 4;
    const auto refusal = [&] { return error_of<ValueError>([&] { net.restore_from_file(path); }); };
    store(2, "v : 1\n w : volt", {.name = "cells"});
    CHECK(refusal() == prefix + "'cells' has 3 neurons now, but had 2 when it was stored");
    store(3, "v : 1", {.name = "cells"});
    CHECK(refusal() == prefix + "'cells' has 'w' now, which it had not when it was stored");
    store(3, "v : 1\n w : volt\n u : 1", {.name = "cells"});
    CHECK(refusal() == prefix + "'cells' had 'u' when it was stored, which it has not now");
    store(3, "v : 1\n w : volt", {.dtype = {{"w", float32}}, .name = "cells"});
    CHECK(refusal() == prefix + "'w' of 'cells' is float64 now, but was float32 when it was stored");
    store(3, "v : 1\n w : volt", {.name = "cell"});
    CHECK(refusal() == prefix + "it has no object 'cells'; did you mean 'cell'?");
    store(3, "v : 1\n w : volt", {.name = "cells"});
    net.restore_from_file(path); // this one fits
    G["v"] = 4;
    net.add(M);
    CHECK(refusal() == prefix + "it has no object 'M'");
    {
        PoissonGroup P(3, 1 * Hz, {.name = "cells"});
        Network other(P);
        other.store_to_file(path);
    }
    CHECK(refusal() == prefix + "'cells' is of the class NeuronGroup now, but was of the class PoissonGroup when it was stored");
    CHECK(G["v"].values() == std::vector<double>(3, 4.0)); // and all the while
}

TEST_CASE("monitors and synapses of another shape are refused") {
    const ScratchFolder folder;
    const std::string path = (folder / "state"), prefix = "the stored state in '" + path + "' does not fit: ";
    struct Model {
        NeuronGroup G{4, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "G"}};
        Synapses S;
        StateMonitor M;
        SpikeMonitor N;
        Network net;
        Model(const SynapsesOptions& synapses, const StateMonitorOptions& states, const SpikeMonitorOptions& spikes)
            : S(G, G, synapses), M(G, "v", states), N(G, spikes), net(G, S, M, N) {
            S.connect({.condition = "i != j"});
        }
    };
    Model stored({.on_pre = "v_post += 1", .name = "S"}, {.record = {0, 1}, .name = "M"}, {.name = "N"});
    stored.net.store_to_file(path);
    const auto refusal = [&](Model other) { return error_of<ValueError>([&] { other.net.restore_from_file(path); }); };
    CHECK(refusal(Model({.model = "w : 1", .on_pre = "v_post += w", .name = "S"}, {.record = {0, 1}, .name = "M"}, {.name = "N"})) ==
          prefix + "'S' has 'w' now, which it had not when it was stored");
    CHECK(refusal(Model({.on_pre = "v_post += 1", .name = "S"}, {.record = {0, 2}, .name = "M"}, {.name = "N"})) ==
          prefix + "'M' records other elements than when it was stored");
    CHECK(refusal(Model({.on_pre = "v_post += 1", .name = "S"}, {.record = {0, 1}, .name = "M"}, {.variables = "v", .name = "N"})) ==
          prefix + "'N' has 'v' now, which it had not when it was stored");
    CHECK(refusal(Model({.on_pre = "v_post += 1", .name = "S"}, {.record = {0, 1}, .name = "M"}, {.interval_statistics = true, .name = "N"})) ==
          prefix + "'N' gathers statistics of intervals now, but did not when it was stored");
}

TEST_CASE("synapses that others start at keep their number") {
    NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "G"});
    Synapses S(G, G, {.model = "w : 1", .on_pre = "v_post += w", .name = "S"});
    Network net(G, S);
    S.connect({.i = 0, .j = 1});
    net.store();
    S.connect({.i = 1, .j = 0});
    Synapses T(G, S, {.on_pre = "w_post += 1", .name = "T"});
    T.connect();
    CHECK(error_of<ValueError>([&] { net.restore(); }) ==
          "the stored state 'default' does not fit: 'S' has 2 synapses now, at which others start or end, but had 1 when it was stored");
    CHECK(S.size() == 2);
}

// ---- damaged files ----------------------------------------------------------------------------------------------

namespace {

/// A small network of many parts whose state is known, and a file of another state of it.
struct Target {
    StoredModel model{5};
    std::string path, good, before;
    explicit Target(const ScratchFolder& folder) : path(folder / "state") {
        model.net.run(11 * ms);
        model.net.store_to_file(path);
        good = bytes_of(path);
        model.net.run(1 * ms);
        before = model.fingerprint();
    }
    std::string refusal(const std::string& bytes) {
        write_bytes(path, bytes);
        return error_of<ValueError>([&] { model.net.restore_from_file(path); });
    }
};

} // namespace

TEST_CASE("files that are none, not whole, damaged or newer") {
    const ScratchFolder folder;
    Target target(folder);
    const std::string file = "'" + target.path + "'", damaged = file + " is damaged: its check sum is not that of its contents";
    const std::string &good = target.good, size = std::to_string(good.size());
    CHECK(target.refusal("") == file + " holds no stored state of a network");
    const std::string pipe = target.path + ".pipe"; // that nobody writes to: it must not be waited for
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(error_of<ValueError>([&] { target.model.net.restore_from_file(pipe); }) == "'" + pipe + "' holds no stored state of a network");
    CHECK(target.refusal("a text that somebody wrote, longer than the first part of a state") == file + " holds no stored state of a network");
    CHECK(target.refusal(good.substr(0, 20)) == file + " is not whole: it has 20 of at least 32 bytes");
    CHECK(target.refusal(good.substr(0, 1000)) == file + " is not whole: it has 1000 of at least " + size + " bytes");
    CHECK(target.refusal(good.substr(0, good.size() - 1)) ==
          file + " is not whole: it has " + std::to_string(good.size() - 1) + " of at least " + size + " bytes");
    CHECK(target.refusal(good + "x") == damaged);
    std::string flipped = good;
    flipped[good.size() / 2] ^= 1;
    CHECK(target.refusal(flipped) == damaged);
    std::string newer = good;
    put(newer, 12, 2);
    CHECK(target.refusal(newer) == damaged); // a bit that flipped
    CHECK(target.refusal(with_check_sums(newer)) ==
          file + " was written by a newer version of Hillock: its format is 2, but this one knows formats up to 1");
    std::string swapped = good;
    put(swapped, 8, 0x04030201);
    CHECK(target.refusal(swapped) == file + " was written on a machine with another order of bytes");
    CHECK(target.model.fingerprint() == target.before);
    write_bytes(target.path, with_check_sums(good)); // the test's own check sums are right
    target.model.net.restore_from_file(target.path);
    CHECK(target.model.net.t() == 11 * ms);
}

TEST_CASE("any flipped bits and any shorter file are an error and change nothing") {
    const ScratchFolder folder;
    Target target(folder);
    std::mt19937 random(1);
    const auto below = [&](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
    for (int k = 0; k < 500; ++k) {
        CAPTURE(k);
        std::string bytes = target.good;
        if (k % 3 == 0) bytes.resize(below(bytes.size()));
        else if (k % 3 == 1) bytes[below(bytes.size())] ^= static_cast<char>(1 << below(8));
        else
            for (std::size_t place = below(bytes.size()), end = std::min(bytes.size(), place + 1 + below(64)); place < end; ++place)
                bytes[place] ^= static_cast<char>(1 + below(255));
        const std::string text = target.refusal(bytes);
        CHECK(text.starts_with("'" + target.path + "' "));
    }
    CHECK(target.model.fingerprint() == target.before);
}

TEST_CASE("spikes beyond their period are refused before anything is changed") {
    const ScratchFolder folder;
    const std::string path = folder / "state";
    const double period = 12.3456e-3, shorter = 5e-3;
    NeuronGroup G(1, "x : 1", {.name = "G"});
    SpikeGeneratorGroup beat(2, {0, 1}, std::vector<double>{1, 9} * ms, {.period = period * second, .name = "beat"});
    SpikeMonitor M(beat, {.name = "M"});
    Network net(G, beat, M);
    const auto with_period = [](std::string bytes, double before, double after) {
        const std::size_t place = bytes.find(std::string(reinterpret_cast<const char*>(&before), sizeof before));
        REQUIRE(place != std::string::npos);
        std::memcpy(bytes.data() + place, &after, sizeof after);
        return with_check_sums(std::move(bytes));
    };
    net.store_to_file(path);
    write_bytes(path, with_period(bytes_of(path), period, shorter));
    G["x"] = 3;
    CHECK(error_of<ValueError>([&] { net.restore_from_file(path); }) ==
          "the stored state in '" + path + "' is damaged: what it says of 'period' of 'beat' contradicts itself");
    CHECK(G["x"][0].value() == 3);
    beat.set_spikes({0}, std::vector<double>{1} * ms, period * second); // the same period without that spike is none of this
    net.store_to_file(path);
    write_bytes(path, with_period(bytes_of(path), period, shorter));
    net.restore_from_file(path);
    net.run(10 * ms);
    CHECK(M.num_spikes() == 2);
}

TEST_CASE("a file with check sums that fit and contents that do not is an error or a state that can run") {
    const ScratchFolder folder;
    Target target(folder);
    std::mt19937 random(2);
    const auto below = [&](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
    int refused = 0;
    for (int k = 0; k < 500; ++k) {
        CAPTURE(k);
        std::string bytes = target.good;
        const std::size_t place = kHeader + below(bytes.size() - kHeader - kTrailer);
        if (k % 2 == 0) bytes[place] ^= static_cast<char>(1 + below(255));
        else put(bytes, std::min(place, bytes.size() - kTrailer - 4), static_cast<std::uint32_t>(random()));
        write_bytes(target.path, with_check_sums(std::move(bytes)));
        try {
            target.model.net.restore_from_file(target.path);
            target.model.net.run(0.5 * ms);
        } catch (const Error&) {
            ++refused;
        }
    }
    CHECK(refused > 50); // most of a state is numbers that may be any
    write_bytes(target.path, target.good);
    target.model.net.restore_from_file(target.path);
    target.model.net.run(1 * ms);
    CHECK(target.model.fingerprint() == target.before); // whatever it has been through
}
