// SPDX-License-Identifier: Apache-2.0
// Preference files. A program of its own: they set what holds for the whole process. It is run with and without environment variables that win.
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <hillock/hillock.hpp>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace hillock;

namespace {

namespace fs = std::filesystem;

/// A home and a working directory of their own, and settings as at the start of a program.
class Home {
  public:
    Home() : before_(fs::current_path()) {
        fs::create_directory(work());
        fs::current_path(work());
        setenv("HOME", folder_.path().c_str(), 1);
        unsetenv("XDG_CONFIG_HOME");
        reset();
    }
    ~Home() {
        fs::current_path(before_);
        reset();
    }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    [[nodiscard]] std::string work() const { return path("work"); }
    [[nodiscard]] std::string path(const std::string& name) const { return (fs::path(folder_.path()) / name).string(); }
    [[nodiscard]] std::string own() const { return path(".config/hillock/preferences"); }
    std::string write(const std::string& name, const std::string& text) const {
        const fs::path file = fs::path(folder_.path()) / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }

  private:
    static void reset() {
        defaultclock().dt = 0.1 * ms;
        default_dtype() = float64;
        log_to_stderr(LogLevel::off);
        set_warning("no_reset", WarningMode::always);
        set_warning("unused_object", WarningMode::always);
        stop_caching_kernels();
    }

    test::ScratchFolder folder_;
    fs::path before_;
};

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int threads_of_a_network() {
    NeuronGroup G(1, "x : 1");
    Network net(G);
    net.run(0.1 * ms);
    return net.threads();
}

double drawn() {
    NeuronGroup G(1, "x : 1");
    Network net(G);
    G["x"] = "rand()";
    return G["x"][0];
}

/// What a file with this text says that is wrong; its path is FILE.
template <class Kind> std::string said_of(const Home& home, const std::string& text) {
    const std::string file = home.write("given", text);
    try {
        load_preferences(file);
    } catch (const Kind& error) {
        std::string message = error.what();
        for (std::size_t at = message.find(file); at != message.npos; at = message.find(file)) message.replace(at, file.size(), "FILE");
        return message;
    }
    return "nothing";
}

const char* variable(const char* name) {
    const char* const value = std::getenv(name);
    return value && *value != '\0' ? value : nullptr;
}

} // namespace

TEST_CASE("preferences: a file sets what the functions of its names set") {
    const Home home;
    const std::string file = home.write("given", "# a comment\n"
                                                 "\n"
                                                 "dt = 0.05*ms # another\r\n"
                                                 "  default_dtype=float32\n"
                                                 "threads = 2\n"
                                                 "seed = 11\n"
                                                 "log_level = warning\n"
                                                 "log_to_file = \"said # here\"  # beside the file\n"
                                                 "suppress_warning = unused_object , no_reset\n"
                                                 "cache_kernels = kept");
    CHECK(load_preferences(file) == std::vector{file});
    CHECK(defaultclock().dt == 0.05 * ms);
    CHECK(default_dtype() == float32);
    const double x = drawn();
    seed(11);
    CHECK(drawn() == x);
    CHECK(threads_of_a_network() == (variable("HILLOCK_THREADS") ? std::atoi(variable("HILLOCK_THREADS")) : 2));
    threads(1); // what a program says wins
    CHECK(threads_of_a_network() == 1);
    threads(0);
    if (!variable("HILLOCK_LOG")) {
        CHECK(log_level() == LogLevel::warning);
        NeuronGroup(1, "v : 1", {.threshold = "v > 1", .name = "G"}); // neither reset nor part of any network
        NeuronGroup(1, "v : 1", {.constants = {{"v", 1}}, .name = "G"});
        CHECK(content_of(home.path("said # here")) ==
              "hillock: warning: the constant 'v' of 'G' is not used: the name means something else in its texts\n");
    } else {
        CHECK(!fs::exists(home.path("said # here")));
    }
    CHECK(kernel_cache_folder() == (variable("HILLOCK_CACHE") ? "" : home.path("kept")));
}

TEST_CASE("preferences: the user's own file, then that of the working directory") {
    const Home home;
    CHECK(load_preferences().empty());
    CHECK(defaultclock().dt == 0.1 * ms);
    home.write("work/hillock_preferences", "dt = 20*us\ncache_kernels = no\n");
    CHECK(load_preferences() == std::vector<std::string>{"hillock_preferences"});
    CHECK(defaultclock().dt == 20 * us);
    home.write(".config/hillock/preferences", "dt = 50*us\ndefault_dtype = float32\ncache_kernels = ~/kept\nthreads = 0\n");
    CHECK(load_preferences() == std::vector<std::string>{home.own(), "hillock_preferences"});
    CHECK(defaultclock().dt == 20 * us); // the later one wins
    CHECK(default_dtype() == float32);
    CHECK(kernel_cache_folder() == "");
    fs::remove("hillock_preferences");
    CHECK(load_preferences() == std::vector<std::string>{home.own()});
    CHECK(defaultclock().dt == 50 * us);
    CHECK(kernel_cache_folder() == (variable("HILLOCK_CACHE") ? "" : home.path("kept")));
    setenv("XDG_CONFIG_HOME", home.path("elsewhere").c_str(), 1);
    CHECK(load_preferences().empty());
    const std::string other = home.write("elsewhere/hillock/preferences", "dt = 1*ms");
    CHECK(load_preferences() == std::vector{other});
    setenv("XDG_CONFIG_HOME", "relative", 1); // which the XDG specification tells to pass over
    CHECK(load_preferences() == std::vector<std::string>{home.own()});
}

TEST_CASE("preferences: every slip is shown at its place, all of a file at a time") {
    const Home home;
    CHECK(said_of<NameError>(home, "dt = 0.1*ms\n threds = 4\n") == "FILE:2:2: error: there is no preference 'threds'; did you mean 'threads'?\n"
                                                                    "    2 |  threds = 4\n"
                                                                    "      |  ^~~~~~");
    CHECK(said_of<SyntaxError>(home, "dt 0.1*ms\n= 3\nseed =\nlog_to_file = \"x\ncache_kernels = \"x\" y # z\n") ==
          "FILE:1:4: error: a preference is written 'name = value'\n"
          "    1 | dt 0.1*ms\n"
          "      |    ^\n"
          "FILE:2:1: error: a preference is written 'name = value'\n"
          "    2 | = 3\n"
          "      | ^\n"
          "FILE:3:6: error: 'seed' has no value\n"
          "    3 | seed =\n"
          "      |      ^\n"
          "FILE:4:15: error: this quote is not closed\n"
          "    4 | log_to_file = \"x\n"
          "      |               ^\n"
          "FILE:5:21: error: behind the quotes only a comment can stand\n"
          "    5 | cache_kernels = \"x\" y # z\n"
          "      |                     ^");
    CHECK(said_of<ValueError>(home, "seed = 1\ndt = 1*ms\nseed = 2") == "FILE:3:1: error: 'seed' is set twice\n"
                                                                        "    3 | seed = 2\n"
                                                                        "      | ^~~~\n"
                                                                        "FILE:1:1: note: it is set here already\n"
                                                                        "    1 | seed = 1\n"
                                                                        "      | ^~~~");
    CHECK(said_of<ValueError>(home, "threads = 1025\nseed = -1\ndefault_dtype = int32\nlog_level = warn # too short\n") ==
          "FILE:1:11: error: 'threads' can be a number from 0 to 1024, but it is '1025'\n"
          "    1 | threads = 1025\n"
          "      |           ^~~~\n"
          "FILE:2:8: error: 'seed' can be a whole number from 0 to 2**64 - 1, but it is '-1'\n"
          "    2 | seed = -1\n"
          "      |        ^~\n"
          "FILE:3:17: error: 'default_dtype' can be float32 or float64, but it is 'int32'\n"
          "    3 | default_dtype = int32\n"
          "      |                 ^~~~~\n"
          "FILE:4:13: error: 'log_level' can be info, warning or off, but it is 'warn'\n"
          "    4 | log_level = warn # too short\n"
          "      |             ^~~~");
    CHECK(said_of<NameError>(home, "suppress_warning = no_reset, noreset") ==
          "FILE:1:30: error: there is no warning 'noreset'; did you mean 'no_reset'?\n"
          "    1 | suppress_warning = no_reset, noreset\n"
          "      |                              ^~~~~~~");
    CHECK(said_of<SyntaxError>(home, "suppress_warning = no_reset,, high_rate") ==
          "FILE:1:29: error: a name is missing in this list\n"
          "    1 | suppress_warning = no_reset,, high_rate\n"
          "      |                             ^");
}

TEST_CASE("preferences: a time step is a positive time") {
    const Home home;
    CHECK(said_of<DimensionMismatchError>(home, "seed = 1\ndt = 0.1*mV\n") == "FILE:2:6: error: the value of 'dt' has dimension 'volt' but must have 'second'\n"
                                                                            "    2 | dt = 0.1*mV\n"
                                                                            "      |      ^~~~~~");
    CHECK(said_of<NameError>(home, "dt = 0.1*mss") == "FILE:1:10: error: 'mss' is not defined; did you mean 'ms'?\n"
                                                       "    1 | dt = 0.1*mss\n"
                                                       "      |          ^~~");
    CHECK(said_of<SyntaxError>(home, "dt = 0.1*") == "FILE:1:9: error: expected a value after '*'\n"
                                                      "    1 | dt = 0.1*\n"
                                                      "      |         ^");
    CHECK(said_of<ValueError>(home, "dt = 0*ms") == "FILE:1:6: error: 'dt' must be positive\n"
                                                    "    1 | dt = 0*ms\n"
                                                    "      |      ^~~~");
    CHECK(said_of<ValueError>(home, "dt = rand()*ms") == "FILE:1:6: error: the value of 'dt' must be a number with its unit\n"
                                                         "    1 | dt = rand()*ms\n"
                                                         "      |      ^~~~~~~~~");
}

TEST_CASE("preferences: where something is wrong, nothing is set") {
    const Home home;
    home.write(".config/hillock/preferences", "dt = 50*us\nseed = 3");
    home.write("work/hillock_preferences", "default_dtype = float32\nlog_to_file = log\ncache_kernels = .\n");
    seed(4);
    const double x = drawn();
    seed(4);
    std::string said;
    try {
        load_preferences();
    } catch (const ValueError& error) {
        said = error.what();
    }
    CHECK(said == "hillock_preferences:2:15: error: 'log_to_file' cannot name a file here: the file may have come with those of somebody else; the "
                  "user's own preferences can\n"
                  "    2 | log_to_file = log\n"
                  "      |               ^~~\n"
                  "hillock_preferences:3:17: error: 'cache_kernels' cannot name a folder here: the file may have come with those of somebody else; "
                  "the user's own preferences can\n"
                  "    3 | cache_kernels = .\n"
                  "      |                 ^");
    CHECK(defaultclock().dt == 0.1 * ms);
    CHECK(default_dtype() == float64);
    CHECK(drawn() == x);
    CHECK(!fs::exists("log"));

    const std::string taken = home.write("taken", "");
    const std::string missing = home.path("missing");
    CHECK(test::error_of<SystemError>([&] { load_preferences(missing); }) ==
          "the preferences '" + missing + "' cannot be read: No such file or directory");
    CHECK(test::error_of<SystemError>([&] { load_preferences(home.work()); }) ==
          "the preferences '" + home.work() + "' cannot be read: it is a folder");
    const std::string large = home.write("large", std::string((1 << 20) + 1, '\n'));
    CHECK(test::error_of<SystemError>([&] { load_preferences(large); }) == "the preferences '" + large + "' cannot be read: it is longer than 1 MiB");
    if (!variable("HILLOCK_CACHE"))
        CHECK(said_of<SystemError>(home, "dt = 1*ms\ncache_kernels = taken\n") ==
              "FILE:2:17: error: the folder '" + taken + "' for compiled kernels cannot be made: Not a directory\n"
              "    2 | cache_kernels = taken\n"
              "      |                 ^~~~~");
    if (!variable("HILLOCK_LOG"))
        CHECK(said_of<SystemError>(home, "log_to_file = taken/log\ndt = 1*ms\ncache_kernels = kept\n")
                  .starts_with("FILE:1:15: error: the log file '" + taken + "/log' cannot be opened: "));
    CHECK(!fs::exists(home.path("kept")));
    CHECK(defaultclock().dt == 0.1 * ms);
}

TEST_CASE("preferences: their names are in order, and the page that lists them has all of them") {
    const std::vector<PreferenceName> names = preference_names();
    CHECK(std::is_sorted(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
    std::string table;
    for (const PreferenceName& name : names) table += "| `" + name.name + "` | " + name.meaning + " |\n";
    const char* docs = std::getenv("HILLOCK_DOCS");
    if (!docs) {
        MESSAGE("not compared with docs/embedding.md: HILLOCK_DOCS does not name its folder");
        return;
    }
    CHECK(content_of(std::string(docs) + "/embedding.md").find("|---|---|\n" + table + "\n") != std::string::npos);
}
