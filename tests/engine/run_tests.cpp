// SPDX-License-Identifier: Apache-2.0
// Runs that end early, runs that are watched, and runs of one step.
#include "support/error_text.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <hillock/hillock.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace hillock;
using test::error_of;

namespace {

using Values = std::vector<double>;

NeuronGroup counting(const std::string& name = "") {
    return NeuronGroup(1, "n : integer", {.threshold = "True", .reset = "n += 1", .name = name});
}

std::vector<long> steps(std::span<const double> times) {
    std::vector<long> result;
    for (const double t : times) result.push_back(std::lround(t / 1e-4));
    return result;
}

std::vector<std::string> words(const std::string& line) {
    std::vector<std::string> result;
    for (std::size_t begin = line.find_first_not_of(' '); begin != std::string::npos;) {
        const std::size_t end = line.find("  ", begin);
        result.push_back(line.substr(begin, end - begin));
        begin = end == std::string::npos ? end : line.find_first_not_of(' ', end);
    }
    return result;
}

std::vector<std::vector<std::string>> rows(const std::string& table) {
    std::vector<std::vector<std::string>> result;
    for (std::size_t begin = 0; begin < table.size();) {
        const std::size_t end = table.find('\n', begin);
        result.push_back(words(table.substr(begin, end - begin)));
        begin = end + 1;
    }
    return result;
}

extern "C" void handler_of_before(int) {}

} // namespace

// ---- the end of a run -------------------------------------------------------------------------------------------

TEST_CASE("stop ends the run after its step, and the next one goes on from there") {
    NeuronGroup G = counting();
    Network net(G);
    NetworkOperation at([&](Quantity t) {
        if (std::lround(t / (0.1 * ms)) == 3) net.stop();
    });
    net.add(at);
    net.run(10 * ms);
    CHECK(net.stopped());
    CHECK(G["n"][0] == 4); // the step that was asked to be the last is whole
    CHECK(net.t() / ms == doctest::Approx(0.4).epsilon(1e-12));
    net.run(0.6 * ms);
    CHECK(!net.stopped());
    CHECK(G["n"][0] == 10);
    CHECK(net.t() / ms == doctest::Approx(1).epsilon(1e-12));
    net.stop(); // nothing runs
    net.run(0.1 * ms);
    CHECK(G["n"][0] == 11);
}

TEST_CASE("a function, a callback and the free stop end a run too") {
    start_scope();
    NeuronGroup G(1, "n : integer", {.threshold = "f(t/ms) > 0", .reset = "n += 1",
                                     .functions = {{"f", {{{"x", 1}}, 1, [](double x) { if (x > 0.45) stop(); return 1.0; }}}}});
    run(10 * ms);
    CHECK(stopped());
    CHECK(G["n"][0] == 6);
    run(10 * ms, {.report = [](const Progress& progress) { if (!progress.finished) stop(); }});
    CHECK(stopped());
    CHECK(G["n"][0] == 6);
}

TEST_CASE("another thread ends a run by a call or by a token") {
    NeuronGroup G = counting();
    Network net(G);
    std::atomic<bool> running = false;
    NetworkOperation says([&] { running = true; });
    net.add(says);
    std::thread other([&] {
        while (!running) std::this_thread::yield();
        net.stop();
    });
    net.run(1e6 * second); // for ever
    other.join();
    CHECK(net.stopped());
    CHECK(net.t() > 0 * second);
    CHECK(G["n"][0] == std::lround(net.t() / (0.1 * ms)));

    std::stop_source source;
    running = false;
    std::thread third([&] {
        while (!running) std::this_thread::yield();
        source.request_stop();
    });
    net.run(1e6 * second, {.stop_token = source.get_token()});
    third.join();
    CHECK(net.stopped());
    const double n = G["n"][0].value();
    net.run(1 * ms, {.stop_token = source.get_token()}); // stopped before it begins
    CHECK(net.stopped());
    CHECK(G["n"][0] == n);
}

TEST_CASE("Ctrl+C ends the run and not the program, and the handler of before comes back") {
    struct sigaction before = {};
    before.sa_handler = handler_of_before;
    struct sigaction first = {};
    sigaction(SIGINT, &before, &first);
    NeuronGroup G = counting();
    Network net(G);
    NetworkOperation interrupt([&](Quantity t) {
        if (std::lround(t / (0.1 * ms)) == 4) std::raise(SIGINT);
    });
    net.add(interrupt);
    net.run(10 * ms, {.stop_on_interrupt = true});
    CHECK(net.stopped());
    CHECK(G["n"][0] == 5);
    struct sigaction now = {};
    sigaction(SIGINT, &first, &now);
    CHECK((now.sa_handler == handler_of_before));
    net.run(1 * ms, {.stop_on_interrupt = true}); // an interrupt of before does not count
    CHECK(!net.stopped());
    CHECK(G["n"][0] == 15);
}

TEST_CASE("monitors sample the end of a run that was stopped") {
    NeuronGroup G = counting();
    StateMonitor M(G, "n", {.record_final = true});
    Network net(G, M);
    NetworkOperation at([&](Quantity t) {
        if (std::lround(t / (0.1 * ms)) == 1) net.stop();
    });
    net.add(at);
    net.run(1 * ms);
    CHECK(steps(M.t()) == std::vector<long>{0, 1, 2});
}

// ---- progress ---------------------------------------------------------------------------------------------------

TEST_CASE("reports come in their period, also inside a long step") {
    start_scope();
    NeuronGroup G = counting();
    const auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(15)); };
    NetworkOperation a(nap), b(nap), c(nap);
    Values completed;
    int finished = 0;
    run(0.2 * ms, {.report = [&](const Progress& progress) {
                       completed.push_back(progress.completed);
                       finished += progress.finished;
                   }, .report_period = 10 * ms});
    REQUIRE(completed.size() >= 8); // start, three in each step, end
    CHECK(completed.front() == 0);
    CHECK(completed[3] == 0); // still in the first step
    CHECK(completed.back() == 1);
    CHECK(finished == 1);
}

TEST_CASE("on a terminal progress is a bar in one line") {
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    REQUIRE((grantpt(terminal) == 0 && unlockpt(terminal) == 0));
    const int ours = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    REQUIRE(ours >= 0);
    start_scope();
    NeuronGroup G = counting();
    NetworkOperation nap([] { std::this_thread::sleep_for(std::chrono::milliseconds(3)); });
    std::fflush(stderr);
    const int before = dup(STDERR_FILENO);
    dup2(ours, STDERR_FILENO);
    run(1 * ms, {.report = "stderr", .report_period = 10 * ms});
    dup2(before, STDERR_FILENO);
    close(before);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    std::string text;
    char part[256];
    for (ssize_t size; (size = read(terminal, part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(size));
    close(ours);
    close(terminal);
    CHECK(text.starts_with("\r[>                                       ]   0 %  0s"));
    CHECK(text.find(" 0s left") != std::string::npos);
    CHECK(text.find("\r[========================================] 100 %  0s") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.ends_with('\n'));
}

TEST_CASE("a callback that throws ends the run with whole steps") {
    NeuronGroup G = counting();
    const auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
    NetworkOperation a(nap);
    Network net(G, a);
    int calls = 0;
    const RunOptions options{.report = [&](const Progress&) { if (++calls == 3) throw std::runtime_error("enough"); }, .report_period = 1 * ms};
    CHECK_THROWS_WITH_AS(net.run(10 * ms, options), "enough", std::runtime_error);
    CHECK(G["n"][0] == 2);
    CHECK(net.t() / ms == doctest::Approx(0.2).epsilon(1e-12));
    net.run(0.1 * ms);
    CHECK(G["n"][0] == 3);
}

TEST_CASE("a run that was stopped reports how far it came") {
    start_scope();
    NeuronGroup G = counting();
    NetworkOperation at([&](Quantity t) {
        if (std::lround(t / (0.1 * ms)) == 4) stop();
    });
    double completed = 0;
    run(1 * ms, {.report = [&](const Progress& progress) { completed = progress.completed; }});
    CHECK(completed == doctest::Approx(0.5).epsilon(1e-12));
}

// ---- tables -----------------------------------------------------------------------------------------------------

TEST_CASE("a profile says what each piece of work took") {
    NeuronGroup G(2, "dv/dt = -v/second : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .name = "G"});
    Synapses S(G, G, {.on_pre = "v += 1", .name = "S"});
    S.connect();
    NetworkOperation slow([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }, {.name = "slow"});
    Network net(G, S, slow);
    CHECK(error_of<ValueError>([&] { (void)net.profiling_info(); }) == "nothing was profiled: the last run was not made with {.profile = true}");
    net.run(1 * ms, {.profile = true});
    const auto entries = net.profiling_info();
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].name == "slow");
    CHECK(entries[0].work == "call");
    CHECK(entries[0].seconds >= 0.01);
    double shares = 0;
    for (const ProfileEntry& entry : entries) shares += entry.share;
    CHECK(shares == doctest::Approx(1).epsilon(1e-12));
    CHECK(entries[1].seconds >= entries[3].seconds);
    const auto table = rows(net.profiling_summary(1));
    REQUIRE(table.size() == 2);
    CHECK(table[0] == std::vector<std::string>{"object", "work", "seconds", "share"});
    CHECK(table[1][0] == "slow");
    CHECK(rows(net.profiling_summary()).size() == 5);
    net.run(1 * ms);
    CHECK_THROWS_AS((void)net.profiling_summary(), ValueError);
}

TEST_CASE("the scheduling summary shows what runs when, before a run and after it") {
    start_scope();
    NeuronGroup G(1, "dv/dt = -v/second : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .name = "G"});
    G.run_regularly("v += 0.1", {.dt = 0.25 * ms, .when = "end", .order = 3});
    Synapses S(G, G, {.on_pre = "v += 1", .on_post = "v -= 1", .name = "S"});
    S.connect();
    StateMonitor M(G, "v", {.dt = 0.5 * ms, .name = "M"});
    M.set_active(false);
    const std::vector<std::vector<std::string>> expected{
        {"object", "work", "dt", "slot", "order", "active"},
        {"M", "record", "100 us", "start", "0", "no"},
        {"G", "equations and threshold", "100 us", "groups", "0", "yes"},
        {"S", "pathway pre", "100 us", "synapses", "-1", "yes"},
        {"S", "pathway post", "100 us", "synapses", "1", "yes"},
        {"G", "reset", "100 us", "resets", "0", "yes"},
        {"G", "run_regularly", "250 us", "end", "3", "yes"},
    };
    CHECK(rows(scheduling_summary()) == expected);
    NeuronGroup later(1, "v : 1"); // to look is not to run: what is new now joins the first run
    run(1 * ms);
    CHECK(rows(scheduling_summary()) == expected);
    CHECK(G["v"][0] == doctest::Approx(0.4).epsilon(1e-2)); // the summary ran nothing: four additions, and a decay of 1e-4 a step
}

// ---- slots ------------------------------------------------------------------------------------------------------

TEST_CASE("a network has the slots that it is given") {
    std::string order;
    NetworkOperation a([&] { order += 'a'; }, {.when = "after_mine"}), b([&] { order += 'b'; }, {.when = "mine"});
    NetworkOperation c([&] { order += 'c'; }, {.when = "end"}), d([&] { order += 'd'; }, {.when = "start"});
    Network net(a, b, c, d);
    CHECK(net.schedule() == Network::default_schedule());
    net.set_schedule({"end", "mine", "start"});
    net.run(0.1 * ms);
    CHECK(order == "cbad");
    net.set_schedule({"start", "mine", "end"});
    net.run(0.1 * ms);
    CHECK(order == "cbaddbac");
}

TEST_CASE("slots that cannot be are refused") {
    Network net;
    CHECK(error_of<ValueError>([&] { net.set_schedule({"start", "before_start"}); }) ==
          "a schedule cannot have the slot 'before_start': each slot has one with 'before_' and one with 'after_' as it is");
    CHECK(error_of<ValueError>([&] { net.set_schedule({"start", "start"}); }) == "a schedule cannot have the slot 'start' twice");
    CHECK(error_of<ValueError>([&] { net.set_schedule({"my slot"}); }) ==
          "'my slot' cannot name a slot: names are letters, digits and '_', no digit first");
    CHECK(error_of<ValueError>([&] { net.set_schedule({}); }) ==
          "a schedule needs a slot for each piece of work, but was given none; the usual ones are 'start', 'groups', 'thresholds', "
          "'synapses', 'resets' and 'end'");
    CHECK(net.schedule() == Network::default_schedule());
    NetworkOperation tick([] {}, {.when = "ends", .name = "tick"});
    net.add(tick);
    CHECK(error_of<ValueError>([&] { net.run(1 * ms); }) ==
          "'tick' cannot run: there is no slot 'ends'; did you mean 'end'?; the slots are 'start', 'groups', 'thresholds', 'synapses', "
          "'resets' and 'end', each also with 'before_' and 'after_'");
    net.set_schedule({"start", "ends"});
    net.run(1 * ms);
}

TEST_CASE("where thresholds come before the equations they see the state of the step before") {
    const auto spikes = [](const std::vector<std::string>& slots) {
        NeuronGroup G(1, "dv/dt = 1/ms : 1", {.threshold = "v > 0.25", .reset = "v = 0", .method = "euler"});
        SpikeMonitor M(G);
        Network net(G, M);
        net.set_schedule(slots);
        net.run(1 * ms);
        return steps(M.t());
    };
    CHECK(spikes(Network::default_schedule()) == std::vector<long>{2, 5, 8});
    CHECK(spikes({"start", "thresholds", "synapses", "resets", "groups", "end"}) == std::vector<long>{3, 6, 9});
}

// ---- active -----------------------------------------------------------------------------------------------------

TEST_CASE("a group that is not active makes no spikes, and its last ones are not heard again") {
    start_scope();
    NeuronGroup G = counting(), target(1, "v : 1");
    Synapses S(G, target, {.on_pre = "v += 1"});
    S.connect();
    SpikeMonitor M(G);
    PopulationRateMonitor R(G);
    run(0.1 * ms);
    G.set_active(false);
    CHECK(!G.active());
    run(0.1 * ms);
    G.set_active(true);
    run(0.1 * ms);
    CHECK(steps(M.t()) == std::vector<long>{0, 2});
    CHECK(R.rate()[1] == 0);
    CHECK(target["v"][0] == 2);
    CHECK(G["n"][0] == 2);
}

TEST_CASE("any object can be set inactive, also while it runs") {
    start_scope();
    NeuronGroup G = counting(), target(1, "v : 1\n w : 1");
    Synapses S(G, target, {.on_pre = "v += 1"});
    S.connect();
    PoissonInput input(target, "w", 1, 10 * kHz, 1);
    int calls = 0;
    NetworkOperation other([&] { ++calls; });
    NetworkOperation off([&](Quantity t) {
        if (std::lround(t / (0.1 * ms)) != 3) return;
        S.set_active(false);
        input.set_active(false);
        other.set_active(false);
    }, {.order = -1});
    run(1 * ms);
    CHECK(target["v"][0] == 3);
    CHECK(target["w"][0] <= 3);
    CHECK(calls == 3);
    CHECK(G["n"][0] == 10);
}

// ---- one step ---------------------------------------------------------------------------------------------------

TEST_CASE("step by step is the same as a run") {
    const auto simulate = [](bool by_steps) {
        NeuronGroup G(10, "dv/dt = (1.5-v)/(5*ms) + 0.2*xi/ms**0.5 : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .name = "G"});
        Synapses S(G, G, {.on_pre = "v += 0.1*rand()", .delay = 0.3 * ms, .name = "S"});
        S.connect({.condition = "i != j"});
        SpikeMonitor M(G, {.name = "M"});
        Network net(G, S, M);
        net.seed(3);
        for (int k = 0; by_steps && k < 200; ++k) net.step();
        if (!by_steps) net.run(20 * ms);
        CHECK(net.t() / ms == doctest::Approx(20).epsilon(1e-12));
        Values result(M.t().begin(), M.t().end());
        const Values v = G["v"].values();
        result.insert(result.end(), v.begin(), v.end());
        return result;
    };
    const Values run = simulate(false);
    CHECK(run.size() > 30);
    CHECK(simulate(true) == run);
}

TEST_CASE("a run that is stopped before its first step leaves the time where it was") {
    NeuronGroup G(1, "n : integer", {.threshold = "True", .reset = "n += 1", .name = "G"});
    Network net(G);
    net.run(0.25 * ms); // the step from 0.2 to 0.3 ms has been made, the next begins at 0.3 ms
    std::stop_source source;
    source.request_stop();
    net.run(1 * ms, {.stop_token = source.get_token()});
    CHECK(net.stopped());
    CHECK(net.t() / ms == 0.25);
    CHECK(G["n"][0] == 3);
    net.run(0.25 * ms); // up to 0.5 ms as if nothing had been
    CHECK(net.t() / ms == doctest::Approx(0.5).epsilon(1e-12));
    CHECK(G["n"][0] == 5);
}

TEST_CASE("a host drives a network from a loop of its own") {
    NeuronGroup G(2, "dv/dt = drive/ms : 1\n drive : 1", {.threshold = "v > 0.35", .reset = "v = 0", .method = "euler"});
    InputGroup eyes(3, {.name = "eyes"});
    Synapses S(eyes, G, {.on_pre = "v += 0.3*(i + 1)"});
    S.connect({.i = {0, 2}, .j = {0, 1}});
    SpikeMonitor M(G), seen(eyes);
    Network net(G, eyes, S, M, seen);
    const std::span<double> drive = G["drive"].data(), v = G["v"].data();
    net.step();
    CHECK(v[0] == 0);
    drive[0] = 1;
    net.step();
    CHECK(v[0] == doctest::Approx(0.1).epsilon(1e-12));
    eyes.fire({2, 0, 2});
    drive[0] = 0;
    net.step(); // the input comes after the threshold of its step, and before the reset
    CHECK(v[0] == doctest::Approx(0.4).epsilon(1e-12));
    CHECK(v[1] == doctest::Approx(0.9).epsilon(1e-12));
    net.step();
    CHECK(Values(v.begin(), v.end()) == Values{0, 0});
    CHECK(steps(M.t()) == std::vector<long>{3, 3});
    CHECK(steps(seen.t()) == std::vector<long>{2, 2}); // each neuron once
    CHECK(error_of<IndexError>([&] { eyes.fire({0, 3}); }) == "neuron 3 of 'eyes' cannot fire: its neurons are 0 to 2");
    net.run(0.3 * ms);
    CHECK(seen.num_spikes() == 2); // none of those that were refused
}

TEST_CASE("a step takes notice of what changed since the one before") {
    NeuronGroup G = counting("G");
    Network net(G);
    net.step();
    G.run_regularly("n += 100");
    net.step();
    CHECK(G["n"][0] == 102);
    NeuronGroup late(1, "dv/dt = 1/tau : 1", {.method = "euler", .late_constants = {{"tau", second}}, .name = "late"});
    net.add(late);
    CHECK_THROWS_AS(net.step(), NameError);
    net.set_constants({{"tau", 1 * ms}});
    net.step();
    CHECK(late["v"][0] == doctest::Approx(0.1).epsilon(1e-12));
    net.set_constants({{"tau", 2 * ms}});
    net.step();
    CHECK(late["v"][0] == doctest::Approx(0.15).epsilon(1e-12));
    bool refused = false;
    NetworkOperation inner([&] { refused = error_of<ValueError>([&] { net.step(); }) == "step() cannot be called while the network runs"; });
    net.add(inner);
    net.step();
    CHECK(refused);
}

// ---- runs that fail ---------------------------------------------------------------------------------------------

TEST_CASE("a step in which something throws is finished, and not done again") {
    start_scope();
    SpikeGeneratorGroup source(1, {0, 0}, std::vector<double>{0.2, 0.5} * ms);
    NeuronGroup G(1, "n : integer\narrived : 1");
    G.run_regularly("n += 1", {.when = "groups"});
    Synapses S(source, G, {.on_pre = "arrived += 1", .delay = 0.4 * ms});
    S.connect();
    StateMonitor M(G, {"n", "arrived"});
    SpikeMonitor spikes(source);
    PopulationRateMonitor rate(source);
    int calls = 0;
    NetworkOperation at([&] {
        if (++calls == 4) throw std::runtime_error("enough"); // at 0.3 ms, before the synapses
    }, {.when = "thresholds"});
    Network net(source, G, S, M, spikes, rate, at);
    CHECK_THROWS_WITH_AS(net.run(1 * ms), "enough", std::runtime_error);
    CHECK(net.t() / ms == doctest::Approx(0.4).epsilon(1e-12));
    net.run(0.6 * ms);
    CHECK(calls == 10);
    REQUIRE(M.num_samples() == 10);
    CHECK(rate.t().size() == 10);
    for (std::size_t k = 0; k < 10; ++k) {
        CHECK(M.t()[k] == doctest::Approx(static_cast<double>(k) * 1e-4).epsilon(1e-12));
        CHECK(M["n"][0][k] == static_cast<double>(k));
        CHECK(M["arrived"][0][k] == (k > 6 ? 1 : 0)); // from the step at 0.6 ms on, seen by the next sample
    }
    CHECK(spikes.num_spikes() == 2);
}

TEST_CASE("neurons whose condition could not be computed have no spikes and no events in that step") {
    bool bad = false;
    const auto test = [&](double v) { return bad ? throw std::runtime_error("lost") : v; };
    const Functions functions{{"test", {{{"v", 1}}, 1, test}}};
    for (const bool apart : {false, true}) {
        start_scope();
        bad = false;
        NeuronGroup G(2, "v : 1\nresets : 1\nheard : 1",
                      {.threshold = "test(v) > 0", .reset = "resets += 1", .events = {{"high", "test(v) > 0"}}, .functions = functions});
        if (apart) G.run_regularly("v += 0", {.when = "before_thresholds"});
        G.run_on_event("high", "heard += 1");
        SpikeMonitor spikes(G);
        G["v"] = 1;
        Network net(G, spikes);
        net.run(0.1 * ms);
        bad = true;
        CHECK_THROWS_AS(net.run(0.1 * ms), Error);
        CHECK(spikes.num_spikes() == 2);
        CHECK(G["resets"].values() == std::vector<double>{1, 1});
        CHECK(G["heard"].values() == std::vector<double>{1, 1});
    }
}

TEST_CASE("run() inside of run() is refused, also with objects of another scope, and leaves the outer run as it is") {
    start_scope();
    NeuronGroup G = counting();
    StateMonitor M(G, "n", {.record_final = true});
    std::string same, other;
    NetworkOperation at([&](Quantity t) {
        if (t > 0.35 * ms) return;
        same = error_of<ValueError>([] { run(1 * ms); });
        start_scope();
        NeuronGroup H = counting();
        other = error_of<ValueError>([] { run(1 * ms); });
    });
    run(0.5 * ms);
    CHECK(same == "run() cannot be called while the network runs");
    CHECK(other == same);
    CHECK(G["n"][0] == 5);
    CHECK(M.num_samples() == 6); // the last one is of the end of the run
}

TEST_CASE("a run can be stopped while it prepares") {
    start_scope();
    // Compiling these takes some 100 ms, running them for a second of their time too; the stop comes soon after the begin.
    std::string equations;
    for (int k = 0; k < 12; ++k) {
        const std::string x = "x" + std::to_string(k);
        equations += "d" + x + "/dt = (1.37 - " + x + ")*exp(-" + x + "**2)*sin(" + x + ")/(" + std::to_string(k + 3) + "*ms) : 1\n";
    }
    NeuronGroup G(1, equations, {.method = "rk4"});
    Network net(G);
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        net.stop();
    });
    net.run(1 * second);
    other.join();
    CHECK(net.stopped());
    CHECK(net.t() < 1 * second);
}
