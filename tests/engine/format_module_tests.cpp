// SPDX-License-Identifier: Apache-2.0
// The libraries of NumPy and SONATA files come with the first such file, wherever the library of Hillock is, and not before; without their
// module there is an error, which takes nothing along. What a process has loaded stays, and so each test is a process of its own.
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace hillock;
using hillock::test::error_of;
using hillock::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

constexpr const char* kModule = "libhillock_files-" HILLOCK_VERSION ".so";

/// The file that this process has loaded whose path has the text in it, "" without one.
std::string loaded(const std::string& text) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (const std::size_t path = line.find('/'); path != line.npos && line.find(text, path) != line.npos) return line.substr(path);
    return "";
}

/// The first thing that a test case for run_process() does.
void tell_that_it_runs() { std::ofstream(std::getenv("HILLOCK_TEST_RUNS")) << "yes"; }

/// Runs one test case of this program in a process of its own, which begins in the folder.
void run_process(const std::string& test_case, const std::string& folder, const std::string& library_path) {
    const ScratchFolder told;
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("HILLOCK_TEST_RUNS", (told / "runs").c_str(), 1);
        ::setenv("LD_LIBRARY_PATH", library_path.c_str(), 1); // comes before the RUNPATH of this program
        const std::string program = fs::read_symlink("/proc/self/exe"), chosen = "--test-case=" + test_case;
        if (::chdir(folder.c_str()) == 0)
            ::execl(program.c_str(), "format_module_tests", chosen.c_str(), "--no-skip", "--minimal", nullptr);
        ::_exit(127);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(told.files().size() == 1); // doctest is content with a name that no test case has
}

/// The library in a folder of its own, as a file rather than a link.
void put_library_into(const std::string& folder) {
    const fs::path library = loaded("libhillock.so");
    std::error_code other_disk;
    fs::create_hard_link(library, folder + "/libhillock.so.0", other_disk);
    if (other_disk) fs::copy_file(library, folder + "/libhillock.so.0");
}

fs::path module_of_build() { return fs::path(loaded("libhillock.so")).parent_path() / kModule; }

/// Two neurons that spike once; the test cases below save what is seen of them.
struct Recorded {
    NeuronGroup group{2, "dv/dt = 1/ms : 1", {.threshold = "v > 0.5", .reset = "v = -10", .method = "euler"}};
    SpikeMonitor spikes{group};
    StateMonitor states{group, "v"};
    Recorded() { Network(group, spikes, states).run(1 * ms); }
};

} // namespace

TEST_CASE("process that saves in formats of others at last" * doctest::skip()) {
    tell_that_it_runs();
    const ScratchFolder folder;
    const Recorded recorded;
    {
        NeuronGroup group(2, "v : 1");
        StateMonitor streams(group, "v", {.file = folder / "streams.h5"});
        Network(group, streams).run(1 * ms);
    }
    save_csv(recorded.spikes, folder / "s.csv");
    save_hdf5(recorded.states, folder / "s.h5");
    CHECK(load_csv_spikes(folder / "s.csv").indices.size() == 2);
    for (const char* library : {"libhdf5", "libzip", "libhillock_files"}) CHECK(loaded(library) == "");
    save_npz(recorded.states, folder / "s.npz");
    for (const char* library : {"libhdf5", "libzip", "libhillock_files"}) CHECK(loaded(library) != "");
    save_sonata_spikes(folder / "sonata.h5", {{"all", &recorded.spikes}});
    CHECK(load_sonata_spikes(folder / "sonata.h5").indices.size() == 2);
}

TEST_CASE("HDF5 and libzip are loaded by the first file that needs them") {
    run_process("process that saves in formats of others at last", "/", "");
}

TEST_CASE("process whose library has no module beside it" * doctest::skip()) {
    tell_that_it_runs();
    const ScratchFolder folder;
    REQUIRE(loaded("libhillock.so") == fs::current_path() / "libhillock.so.0");
    const fs::path module = fs::current_path() / kModule;
    const Recorded recorded;
    const auto save = [&] { save_npz(recorded.states, folder / "s.npz"); };
    const auto text = [&](const std::string& path, const std::string& action, const std::string& reason) {
        return "'" + path + "' cannot be " + action + " without '" + kModule +
               "', which belongs beside the library of Hillock and needs HDF5 and libzip: " + reason;
    };
    const std::string missing = module.string() + ": cannot open shared object file: No such file or directory";

    std::ofstream(folder / "s.npz") << "older";
    std::ofstream(folder / "sonata.h5") << "older";
    CHECK(error_of<SystemError>(save) == text(folder / "s.npz", "written", missing));
    CHECK(error_of<SystemError>([&] { save_sonata_spikes(folder / "sonata.h5", {{"all", &recorded.spikes}}); }) ==
          text(folder / "sonata.h5", "written", missing));
    CHECK(error_of<SystemError>([&] { save_sonata_report(folder / "r.h5", "all", recorded.states, "v"); }) ==
          text(folder / "r.h5", "written", missing));
    CHECK(error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "sonata.h5"); }) == text(folder / "sonata.h5", "read", missing));
    CHECK(error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "none.h5"); }) ==
          "'" + folder / "none.h5" + "' cannot be read: there is no such file, or it may not be read");
    CHECK(folder.files() == std::vector<std::string>{"s.npz", "sonata.h5"});
    CHECK(fs::file_size(folder / "s.npz") == std::string("older").size());
    save_csv(recorded.spikes, folder / "s.csv"); // takes no module

    std::ofstream(module) << "no library";
    CHECK(error_of<SystemError>(save) == text(folder / "s.npz", "written", module.string() + ": file too short"));
    fs::remove(module);
    fs::copy_file(loaded("libz.so"), module); // a library, but another one
    CHECK(error_of<SystemError>(save) ==
          text(folder / "s.npz", "written", module.string() + ": undefined symbol: hillock_file_formats"));
    fs::remove(module);

    fs::create_symlink(std::getenv("HILLOCK_TEST_MODULE"), module);
    save();
    CHECK(fs::file_size(folder / "s.npz") > 100);
}

TEST_CASE("without the module there is an error that changes nothing, and with it the next call goes on") {
    const ScratchFolder folder;
    put_library_into(folder.path());
    ::setenv("HILLOCK_TEST_MODULE", module_of_build().c_str(), 1);
    const std::string place = fs::canonical(folder.path());
    run_process("process whose library has no module beside it", place, place);
}

TEST_CASE("process that saves the same in many threads and another folder" * doctest::skip()) {
    tell_that_it_runs();
    REQUIRE(::chdir("/") == 0);
    const ScratchFolder folder;
    constexpr std::size_t kThreads = 8;
    std::array<std::string, kThreads> seen, expected;
    std::array<Recorded, kThreads> recorded;
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < kThreads; ++k) {
        const std::string path = folder / std::to_string(k);
        expected[k] = "'" + path + "' has no population 'some'; it has 'all'";
        threads.emplace_back([path, &mine = recorded[k], &error = seen[k]] {
            error = error_of<ValueError>([&] {
                save_sonata_spikes(path, {{"all", &mine.spikes}});
                (void)load_sonata_spikes(path, "some");
            });
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(seen == expected);
}

TEST_CASE("the module is found beside the library, however that was found") {
    const std::string process = "process that saves the same in many threads and another folder";
    const ScratchFolder files, link;
    put_library_into(files.path());
    fs::create_symlink(module_of_build(), files / kModule);
    run_process(process, "/", files.path());
    run_process(process, files.path(), "."); // by a name that leads nowhere in the folder to which it goes
    fs::create_symlink(loaded("libhillock.so"), link / "libhillock.so.0");
    run_process(process, "/", link.path());
}
