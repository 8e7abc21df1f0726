// SPDX-License-Identifier: Apache-2.0
// Warnings, which HILLOCK_LOG asks for. A program of its own: the library reads the variable once, at the first word that it has to say.
#include "support/written_to.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <hillock/hillock.hpp>
#include <iterator>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace hillock;

namespace {

[[maybe_unused]] const int kAsked = setenv("HILLOCK_LOG", "warn", 1); // before main, and so before the library says anything

/// What an action writes to standard error.
template <class Action> std::string logged(Action action) { return test::written_to(STDERR_FILENO, action); }

} // namespace

TEST_CASE("times of run_at that are over are named once, in each network anew") {
    start_scope();
    NeuronGroup G(1, "n : 1", {.name = "G"});
    const std::string skipped = "hillock: warning: 'G.run_at' does not run at 500 us: the network is at 1 ms already\n"
                                "hillock: warning: 'G.run_at' does not run at 900 us: the network is at 1 ms already\n";
    {
        Network network(G);
        network.run(1 * ms);
        G.run_at("n += 1", {0.9 * ms, 1 * ms, 0.5 * ms});
        CHECK(logged([&] { network.run(1 * ms); }) == skipped);
        G.run_regularly("n += 0"); // what has run already is not skipped
        CHECK(logged([&] { network.run(1 * ms); }).empty());
    }
    Network network(G);
    CHECK(logged([&] { network.run(1 * ms); }).empty());
    CHECK(G["n"][0] == 3);
}

TEST_CASE("a run that Ctrl+C ended says so") {
    NeuronGroup G(1, "n : 1");
    NetworkOperation interrupt([] { std::raise(SIGINT); });
    Network network(G, interrupt);
    CHECK(logged([&] { network.run(1 * ms, {.stop_on_interrupt = true}); }) ==
          "hillock: warning: the run was interrupted (SIGINT) at t = 100 us; the network can be run on from there\n");
}

TEST_CASE("what is allowed but suspicious is told") {
    const auto warnings = [](const char* model, NeuronGroupOptions options) {
        options.name = "G";
        std::optional<Network> network; // those that never join one are told of too
        return logged([&] { network.emplace(NeuronGroup(1, model, options)); });
    };
    CHECK(warnings("v : 1", {.threshold = "v > 1"}) ==
          "hillock: warning: 'G' has a threshold but neither reset nor refractory: a neuron spikes in every step in which the threshold "
          "holds\n");
    CHECK(warnings("v : 1", {.threshold = "v > 1", .reset = ""}).empty());
    CHECK(warnings("dv/dt = -v/second : 1 (unless refractory)", {.threshold = "v > 1", .reset = "v = 0"}) ==
          "hillock: warning: 'v' of 'G' is marked (unless refractory), but the group is never refractory\n");
    CHECK(warnings("dv/dt = -v/second : 1 (unless refractory)", {.threshold = "v > 1", .reset = "v = 0", .refractory = 1 * ms}).empty());
    const auto with_array = [](double dt_ms) {
        start_scope();
        NeuronGroup G(1, "dv/dt = f(t)/second : 1",
                      {.method = "euler", .functions = {{"f", TimedArray(std::vector<double>{1, 2}, dt_ms * ms)}}, .name = "G"});
        return logged([] { run(0.1 * ms); });
    };
    CHECK(with_array(0.15) == "hillock: warning: the TimedArray 'f' of 'G' has a value every 150 us, which is no multiple of the clock's "
                              "dt, 100 us: it changes in the step after\n");
    CHECK(with_array(0.3).empty());
    CHECK(with_array(0.05).empty()); // as Brian 2: the values between are meant to be skipped
    CHECK(warnings("v : 1", {.constants = {{"v", 1}}}) ==
          "hillock: warning: the constant 'v' of 'G' is not used: the name means something else in its texts\n");
    CHECK(warnings("v : 1", {.late_constants = {{"v", 1}}}) ==
          "hillock: warning: the constant 'v' of 'G' is not used: the name means something else in its texts\n");
    CHECK(warnings("v : 1", {.constants = {{"c", 1}}, .late_constants = {{"c", 1}}}) ==
          "hillock: warning: the constant 'c' of 'G' is not used: the name means something else in its texts\n");
    start_scope();
    NeuronGroup G(1, "v : 1", {.late_constants = {{"tau", second}}, .name = "G"});
    CHECK(logged([] { run(0 * ms, {.constants = {{"tau", 1 * ms}, {"tao", 1 * ms}}}); }) ==
          "hillock: warning: the constant 'tao' of the run is not used: no object of the network left its value for a run to give\n");
}

TEST_CASE("a group that left a network is warned about the next one's time") {
    start_scope();
    NeuronGroup G(1, "n : 1", {.name = "G"}), other(1, "n : 1");
    G.run_at("n += 1", {0.5 * ms});
    { Network(G).run(1 * ms); }
    Network network(other);
    network.run(1 * ms);
    network.add(G);
    CHECK(logged([&] { network.run(1 * ms); }) == "hillock: warning: 'G.run_at' does not run at 500 us: the network is at 1 ms already\n");
}

TEST_CASE("rates of more than one spike in a step are told, each once") {
    start_scope();
    NeuronGroup G(1, "v : 1", {.name = "G"});
    PoissonGroup P(2, 10 * kHz, {.name = "P"});
    PoissonInput I(G, "v", 3, "20*kHz", 1, {.name = "I"});
    CHECK(logged([] { run(0.1 * ms); }) == "hillock: warning: the rate of 'I' is 20 kHz, more than one spike in each step of 100 us: each "
                                           "source spikes once in each of them\n");
    P["rates"] = "(5 + 10*i)*kHz";
    CHECK(logged([] { run(0.1 * ms); }) == "hillock: warning: the largest rate of 'P' is 15 kHz, more than one spike in each step of 100 us: a "
                                           "neuron spikes once in each of them\n");
    CHECK(logged([] { run(0.1 * ms); }).empty());
    TimedArray course(std::vector<double>{5, 30} * kHz, 0.2 * ms), other(std::vector<double>{40, 40} * kHz, 0.2 * ms);
    PoissonGroup Q(3, "course(t)*i/4", {.functions = {{"course", course}}, .name = "Q"});
    Network net(Q);
    CHECK(logged([&] { net.run(0.2 * ms); }).empty());
    CHECK(logged([&] { net.step(); }).empty()); // nothing has changed since
    Q.set_function("course", other);
    const char* const told = "hillock: warning: the largest rate of 'Q' is 20 kHz, more than one spike in each step of 100 us: a "
                             "neuron spikes once in each of them\n";
    CHECK(logged([&] { net.run(0.1 * ms); }) == told);
    CHECK(logged([&] { net.run(0.1 * ms); }).empty());
    CHECK(logged([&] { Network(PoissonInput(G, "v", 3, 1 * Hz, 1, {.constants = {{"v", 3}}, .name = "J"})); }) ==
          "hillock: warning: the constant 'v' of 'J' is not used: the name is a variable of 'G'\n");
}

TEST_CASE("rates of text of a PoissonInput are told at the start of a run, by any number of threads") {
    for (const int number : {1, 2, 7}) {
        for (const bool blocks : {true, false}) {
            CAPTURE(number);
            CAPTURE(blocks);
            start_scope();
            threads(number);
            NeuronGroup G(5000, "dv/dt = -v/(10*ms) : 1\n r : Hz", {.name = "G"});
            G["r"] = "i*Hz";
            PoissonInput I(G.slice(1000, 2000), "v", 3, "r + i*Hz + drive(t)", 1, // i counts in the slice
                           {.functions = {{"drive", TimedArray(std::vector<double>{0, 10} * kHz, 1 * ms)}}, .name = "I"});
            PoissonInput J(G, "v", 3, "rand()/dt*2", 1, {.name = "J"}); // nobody knows what it will draw
            Network net(G, I, J);
            const auto says = [&] { return logged([&] { net.run(1 * ms, {.temporal_blocking = blocks}); }); };
            CHECK(says().empty());
            const std::string told = "hillock: warning: the largest rate of 'I' is ";
            const std::string consequence = ", more than one spike in each step of 100 us: each source spikes once in each of them\n";
            CHECK(says().empty()); // it was looked at
            G.run_regularly("v += 0");
            CHECK(says() == told + "12.998 kHz" + consequence);
            G.run_regularly("v += 0");
            CHECK(says().empty()); // told
        }
    }
    threads(0);
    NeuronGroup G(1, "v : 1");
    CHECK(logged([&] { Network(G, PoissonInput(G, "v", 1, "0.9/dt", 1, {.dt = 1 * ms})).run(1 * ms); }).empty()); // dt is its own
}

TEST_CASE("probabilities of text that are none are told once a call, with their number and the first pair") {
    start_scope();
    NeuronGroup G(10, "x : 1", {.name = "G"}), H(20, "y : 1", {.name = "H"});
    G["x"] = "0.2*i";
    Network net(G, H);
    const auto said = [&](const ConnectOptions& options, bool of_slices = false) {
        Synapses S = of_slices ? Synapses(G.slice(2, 10), G.slice(1, 6), {.name = "S"}) : Synapses(G, H, {.name = "S"});
        net.add(S);
        std::string text = logged([&] { S.connect(options); });
        net.remove(S);
        return text;
    };
    const std::string what = "hillock: warning: connect() of 'S': the probability ";
    CHECK(said({.p = "x_pre"}) == what + "'x_pre' is not between 0 and 1 for 80 pairs, the first: 1.2 for i = 6 and j = 0\n");
    CHECK(said({.p = "exp(-x_pre)*(j < 15)"}).empty());
    CHECK(said({.p = "2*(i == 3 and j == 7) - 0.5"}) ==
          what + "'2*(i == 3 and j == 7) - 0.5' is not between 0 and 1 for 200 pairs, the first: -0.5 for i = 0 and j = 0\n");
    CHECK(said({.p = "1 + (i == 3 and j == 7)"}) ==
          what + "'1 + (i == 3 and j == 7)' is not between 0 and 1 for 1 pair: 2 for i = 3 and j = 7\n");
    // Where the condition does not hold nobody asks for the probability, nor for that of a neuron with itself if that is not allowed.
    CHECK(said({.p = "x_pre", .condition = "i < 6"}).empty());
    CHECK(said({.p = "x_pre", .condition = "i < 8 and j > 17"}) ==
          what + "'x_pre' is not between 0 and 1 for 4 pairs, the first: 1.2 for i = 6 and j = 18\n");
    CHECK(said({.p = "sin(x_pre - x_post)/(x_pre - x_post)", .allow_autapses = false}, true).empty());
    CHECK(said({.p = "sin(x_pre - x_post)/(x_pre - x_post)"}, true) ==
          what + "'sin(x_pre - x_post)/(x_pre - x_post)' is not between 0 and 1 for 4 pairs, the first: not a number for i = 0 and j = 1\n");
    // Lists, and text for i or j.
    CHECK(said({.p = "x_pre", .i = {0, 7, 9}, .j = {1, 2, 3}}) ==
          what + "'x_pre' is not between 0 and 1 for 2 pairs, the first: 1.4 for i = 7 and j = 2\n");
    CHECK(said({.p = "x_pre", .j = "i + 1"}) == what + "'x_pre' is not between 0 and 1 for 4 pairs, the first: 1.2 for i = 6 and j = 7\n");
    CHECK(said({.p = "x_pre", .i = "j - 10", .skip_if_invalid = true}) ==
          what + "'x_pre' is not between 0 and 1 for 4 pairs, the first: 1.2 for i = 6 and j = 16\n");
    CHECK(said({.p = "1 + (i == j)", .j = "i - 1", .skip_if_invalid = true}, true).empty());
    CHECK(said({.p = "1 + (i + 2 == j + 1)", .j = "i + 1", .skip_if_invalid = true, .allow_autapses = false}, true).empty());
    CHECK(said({.j = "k for k in sample(N_post, p=0.5 + x_pre)"}) ==
          what + "of 'sample' is not between 0 and 1 for 7 neurons, the first: 1.1 for i = 3\n");
    CHECK(said({.j = "k for k in sample(N_post, p=1.5) if i == 4"}) == what + "of 'sample' is not between 0 and 1 for 1 neuron: 1.5 for i = 4\n");
    // What is drawn by what draws is not drawn again.
    CHECK(said({.p = "1 + rand()"}) == what + "'1 + rand()' is not between 0 and 1 for 200 pairs, the first: i = 0 and j = 0\n");
    CHECK(said({.p = "1.5"}) == what + "'1.5' is not between 0 and 1 for 200 pairs, the first: 1.5 for i = 0 and j = 0\n");
    CHECK(said({.p = "0.5"}).empty());
    CHECK(said({.p = 1.5}) == "hillock: warning: connect() of 'S': the probability 1.500000 is not between 0 and 1\n");
}

TEST_CASE("probabilities that are none are counted by any number of threads, and change no synapse") {
    const auto made = [](int number, const char* p) {
        start_scope();
        seed(5);
        threads(number);
        NeuronGroup G(2000, "x : 1", {.name = "G"});
        Network net(G);
        G["x"] = "i/N*1.0";
        Synapses S(G, G, {.name = "S"});
        net.add(S);
        std::pair<std::string, std::vector<std::int64_t>> result;
        result.first = logged([&] { S.connect({.p = p}); });
        const auto i = S.i(), j = S.j();
        result.second.assign(i.begin(), i.end());
        result.second.insert(result.second.end(), j.begin(), j.end());
        G["x"] = "rand()";
        result.second.push_back(static_cast<std::int64_t>(G["x"][0] * 0x1p52)); // the next number of the stream
        return result;
    };
    const auto clipped = made(1, "clip(0.1*(x_pre + x_post) - 0.05, 0, 1)*1");
    CHECK(clipped.first.empty());
    for (const int number : {1, 2, 7}) {
        CAPTURE(number);
        const auto drawn = made(number, "0.1*(x_pre + x_post) - 0.05");
        CHECK(drawn.first == "hillock: warning: connect() of 'S': the probability '0.1*(x_pre + x_post) - 0.05' is not between 0 and 1 for 500500 "
                             "pairs, the first: -0.05 for i = 0 and j = 0\n");
        CHECK(drawn.second == clipped.second);
    }
    threads(0);
}

TEST_CASE("synapses between clocks are told of once") {
    start_scope();
    NeuronGroup A(1, "v : 1", {.threshold = "v > 1", .reset = "", .name = "A"}), B(1, "v : 1", {.dt = 0.2 * ms, .name = "B"});
    Synapses S(A, B, {.on_pre = "v_post += 1", .name = "S"}), T(A, A, {.on_pre = "v_post += 1", .dt = 0.3 * ms, .name = "T"}),
        U(A, A, {.on_pre = "v_post += 1", .name = "U"});
    for (Synapses* synapses : {&S, &T, &U}) synapses->connect();
    const std::string rule = ": a pathway runs by the clock of the group whose events it follows, and its delays are whole steps of that\n";
    CHECK(logged([] { run(0.1 * ms); }) ==
          "hillock: warning: the dt of 'S' is 100 us, that of its source 'A' 100 us, that of its target 'B' 200 us" + rule +
              "hillock: warning: the dt of 'T' is 300 us, that of its source and target 'A' 100 us" + rule);
    A.run_regularly("v += 0");
    S.connect(); // another preparation
    CHECK(logged([] { run(0.1 * ms); }).empty());
}

TEST_CASE("a run of more than 2**40 steps is told of") {
    start_scope();
    NeuronGroup G(1, "v : 1"), slow(1, "v : 1", {.dt = 1 * ms});
    std::stop_source stop;
    stop.request_stop(); // no step is made
    const auto told = [&](const Quantity& duration) { return logged([&] { run(duration, {.stop_token = stop.get_token()}); }); };
    CHECK(told(1.09e8 * second).empty()); // 2**40 steps take 1.0995e8 s
    CHECK(told(1.1e8 * second) == "hillock: warning: the run of 110 Ms goes on beyond 2**40 steps of 100 us: times are rounded by more than a "
                                  "ten thousandth of a step there\n");
}

TEST_CASE("spikes of a generator that are over are counted once, in each network anew") {
    start_scope();
    SpikeGeneratorGroup G(2, {0, 1, 0}, std::vector<double>{0.1, 0.5, 1.5} * ms, {.name = "G"});
    {
        Network network(G);
        CHECK(logged([&] { network.run(1 * ms); }).empty());
        G.run_regularly(""); // what has come already is not left out
        CHECK(logged([&] { network.run(1 * ms); }).empty());
        G.set_spikes({0, 1, 0}, std::vector<double>{0.1, 0.5, 2.0} * ms);
        CHECK(logged([&] { network.run(1 * ms); }) == "hillock: warning: 'G' leaves out 2 spikes: the network is at 2 ms already\n");
        CHECK(logged([&] { network.run(1 * ms); }).empty());
        G.set_spikes({0}, std::vector<double>{0.1} * ms, 0.5 * ms);
        CHECK(logged([&] { network.run(1 * ms); }).empty());
        G.set_spikes({0}, std::vector<double>{0.1} * ms);
    }
    Network network(G);
    CHECK(logged([&] { network.run(1 * ms); }).empty());
    seed(1);
    CHECK(logged([] { Network(pulse_packet(1 * ms, 1, 0 * ms, {.name = "A"})); }).empty());
    const std::string early = logged([] { Network(pulse_packet(0 * ms, 20, 1 * ms, {.name = "A"})); });
    CHECK(early.find("hillock: warning: 'A' leaves out ") == 0);
    CHECK(early.find(" spikes, which would be before time 0\n") != std::string::npos);
}

TEST_CASE("an object that no network ever had is told of") {
    start_scope();
    const auto vain = [](const std::string& name) {
        return "hillock: warning: '" + name + "' was never part of a network: no run() came while it existed, or it was left out of the Network\n";
    };
    CHECK(logged([] { NeuronGroup(1, "v : 1", {.name = "G"}); }) == vain("G"));
    CHECK(logged([] {
              NeuronGroup G(1, "v : 1", {.name = "G"});
              StateMonitor M(G, "v", {.name = "M"});
              Network(G).run(0 * ms);
          }) == vain("M"));
    CHECK(logged([] {
              NeuronGroup G(1, "v : 1", {.name = "G"});
              run(0 * ms);
              NeuronGroup moved = std::move(G);
          }).empty());
    // What was refused is the error's concern.
    CHECK(logged([] {
              try {
                  NeuronGroup(1, "v : 1", {.threshold = "w > 1"});
              } catch (const Error&) {
              }
          }).empty());
}

// ---- where it goes, and what is wanted ------------------------------------------------------------------------------------

namespace {

/// Makes the library warn of an object that was never run.
void warn(const std::string& name) { NeuronGroup(1, "v : 1", {.name = name}); }

struct UsualLog {
    ~UsualLog() {
        for (const WarningName& warning : warning_names()) set_warning(warning.name, WarningMode::always);
        log_to_stderr();
    }
};

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string vain(const std::string& name) {
    return "'" + name + "' was never part of a network: no run() came while it existed, or it was left out of the Network";
}

} // namespace

TEST_CASE("messages go to a function of the host, from a level on") {
    const UsualLog usual;
    start_scope();
    std::vector<LogMessage> messages;
    log_to([&](const LogMessage& message) { messages.push_back(message); });
    CHECK(log_level() == LogLevel::warning);
    CHECK(logged([] { warn("A"); }).empty());
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].level == LogLevel::warning);
    CHECK(messages[0].name == "unused_object");
    CHECK(messages[0].text == vain("A"));

    set_log_level(LogLevel::info);
    { // `messages` is told how the equations are integrated
        NeuronGroup G(1, "dv/dt = -v/second : 1", {.name = "G"});
        Network(G).run(0 * ms);
    }
    REQUIRE(messages.size() == 2);
    CHECK(messages[1].level == LogLevel::info);
    CHECK(messages[1].name.empty());
    CHECK(messages[1].text.find("'G' is integrated with the method 'exact'") == 0);

    set_log_level(LogLevel::off);
    CHECK(log_level() == LogLevel::off);
    warn("B");
    CHECK(messages.size() == 2);

    log_to([](const LogMessage&) { throw 1; });
    CHECK_NOTHROW(warn("C"));
    try {
        log_to(std::function<void(const LogMessage&)>());
        FAIL("an empty function was taken");
    } catch (const ValueError& error) {
        CHECK(std::string(error.what()) == "log_to() takes a function, but was given an empty one");
    }
    log_to_stderr(LogLevel::warning);
    CHECK(logged([] { warn("D"); }) == "hillock: warning: " + vain("D") + "\n");
}

TEST_CASE("messages go to the end of a file, line by line") {
    const UsualLog usual;
    start_scope();
    const std::string path = (std::filesystem::temp_directory_path() / ("hillock_log_" + std::to_string(getpid()))).string();
    std::ofstream(path) << "before\n";
    log_to_file(path);
    CHECK(logged([] { warn("A"); }).empty());
    CHECK(content_of(path) == "before\nhillock: warning: " + vain("A") + "\n"); // while it is open
    try {
        log_to_file("/proc/no such folder/log");
        FAIL("a file was opened where none can be");
    } catch (const SystemError& error) {
        CHECK(std::string(error.what()).find("the log file '/proc/no such folder/log' cannot be opened: ") == 0);
    }
    warn("B"); // all is as it was
    CHECK(content_of(path).find(vain("B")) != std::string::npos);
    std::filesystem::remove(path);
}

TEST_CASE("a warning is told always, once or never") {
    const UsualLog usual;
    start_scope();
    int told = 0;
    log_to([&](const LogMessage&) { ++told; });
    const auto two_warnings = [&] {
        told = 0;
        warn("A");
        warn("B");
        return told;
    };
    CHECK(two_warnings() == 2);
    set_warning("unused_object", WarningMode::once);
    CHECK(two_warnings() == 1);
    CHECK(two_warnings() == 0);
    set_warning("unused_object", WarningMode::once); // counted anew
    set_log_level(LogLevel::off);                    // what nobody was told does not count
    CHECK(two_warnings() == 0);
    set_log_level(LogLevel::warning);
    CHECK(two_warnings() == 1);
    suppress_warning("no_reset");
    CHECK(two_warnings() == 0);
    set_warning("unused_object", WarningMode::always);
    CHECK(two_warnings() == 2);
    suppress_warning("unused_object");
    CHECK(two_warnings() == 0);
    NeuronGroup G(1, "v : 1", {.threshold = "v > 1"});
    CHECK(told == 0);
    try {
        suppress_warning("ignored_spike");
        FAIL("a name was taken that no warning has");
    } catch (const NameError& error) {
        CHECK(std::string(error.what()) == "there is no warning 'ignored_spike'; did you mean 'ignored_spikes'?");
    }
}

TEST_CASE("many threads may warn and set at once") {
    const UsualLog usual;
    int told = 0;
    log_to([&](const LogMessage&) { ++told; }); // one call at a time
    {
        std::vector<std::jthread> threads;
        for (int k = 0; k < 4; ++k)
            threads.emplace_back([] {
                for (int n = 0; n < 20; ++n) {
                    warn("A");
                    set_warning("no_reset", WarningMode::once);
                }
            });
    }
    CHECK(told == 80);
}

TEST_CASE("the names of warnings are in order, and the page that lists them has all of them") {
    const std::vector<WarningName> names = warning_names();
    CHECK(std::is_sorted(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
    std::string table;
    for (const WarningName& warning : names) table += "| `" + warning.name + "` | " + warning.meaning + " |\n";
    const char* docs = std::getenv("HILLOCK_DOCS");
    if (!docs) {
        MESSAGE("not compared with docs/embedding.md: HILLOCK_DOCS does not name its folder");
        return;
    }
    CHECK(content_of(std::string(docs) + "/embedding.md").find("|---|---|\n" + table + "\n") != std::string::npos);
}
