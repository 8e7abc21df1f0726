// SPDX-License-Identifier: Apache-2.0
// Plastic synapses are records in a run that nobody else looks at, and arrays for everybody who does: the numbers are the same.
// Synapses::memory() tells the two apart, where a record is longer than its variables.
#include "support/error_text.hpp"
#include "support/outcome.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <hillock/hillock.hpp>
#include <string>

using namespace hillock;
using test::error_of;
using test::first_difference;
using test::Values;

namespace {

constexpr int kNeurons = 200; // with all pairs connected, 40,000 synapses: more than a megabyte of records
/// Bytes of a record, where an array for each of the three variables has 24.
constexpr double kRecord = 32;

const char* const kModel = R"(w : 1
                              dtrace/dt = -trace/(20*ms) : 1 (event-driven))";

/// Neurons that spike irregularly and plastic synapses between all of them.
struct Plastic {
    NeuronGroup G{kNeurons, "dv/dt = (1.2 - v)/(10*ms) + 0.2*xi*(10*ms)**-0.5 : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .name = "G"}};
    Synapses S;
    Network net{G};

    explicit Plastic(SynapsesOptions options = {}) : S(G, G, completed(std::move(options))) {
        seed(5);
        net.seed(5);
        S.connect();
        G["v"] = "rand()";
        S["w"] = "0.001*rand()";
        net.add(S);
    }
    static SynapsesOptions completed(SynapsesOptions options) {
        if (options.model.text().empty()) options.model = kModel;
        options.on_pre = "v_post += w; trace += 0.01; w = clip(w - 0.01*trace, 0, 0.002)";
        options.on_post = "w = clip(w + 0.011*trace, 0, 0.002); trace += 0.001";
        options.name = "S";
        return options;
    }
    [[nodiscard]] double bytes_a_synapse() const { return static_cast<double>(S.memory()) / (kNeurons * kNeurons); }
    [[nodiscard]] Values values() const { return test::states_of(net); }
};

/// What a run leaves, and how many bytes a synapse took in it. \param prepare  comes before it \param duration  in parts if there are several
struct Outcome {
    Values values;
    double bytes = 0;
};
Outcome after(const std::function<void(Plastic&)>& prepare, const SynapsesOptions& options = {}) {
    start_scope();
    Plastic network(options);
    prepare(network);
    network.net.run(20 * ms);
    Outcome result{{}, network.bytes_a_synapse()};
    result.values = network.values();
    REQUIRE(result.values.at("S.lastupdate").front() > 0);
    return result;
}
Outcome recorded(const SynapsesOptions& options = {}) {
    return after([](Plastic& p) { p.net.add(StateMonitor(p.S, "w", {.record = {0, 7}})); }, options);
}

/// A monitor and its own state are no part of what is compared.
Values without_monitors(Values values) {
    std::erase_if(values, [](const auto& entry) { return !entry.first.starts_with("S.") && !entry.first.starts_with("G."); });
    return values;
}
std::string difference(const Outcome& a, const Outcome& b) { return first_difference(without_monitors(a.values), without_monitors(b.values)); }

} // namespace

TEST_CASE("plastic synapses are records while nobody looks, and the numbers are those of arrays") {
    const Outcome records = after([](Plastic&) {}), arrays = recorded();
    CHECK(records.bytes > arrays.bytes + kRecord - 24 - 1);
    CHECK(difference(records, arrays) == "");
    for (const int threads : {2, 3}) {
        CAPTURE(threads);
        CHECK(difference(after([&](Plastic& p) { p.net.threads(threads); }), arrays) == "");
    }
    CHECK(difference(after([](Plastic& p) { p.net.run(3 * ms); }), recorded()) != ""); // time alone changes them
}

TEST_CASE("records of other types, delays and orders hold the numbers of arrays") {
    const SynapsesOptions narrow{.dtype = float32};
    const SynapsesOptions several{.model = std::string(kModel) + "\n flag : boolean\n n : integer\n x : 1\n y : 1\n z : 1\n q : 1"};
    for (const SynapsesOptions& options : {narrow, several}) {
        CAPTURE(options.model.text());
        CHECK(difference(after([](Plastic&) {}, options), recorded(options)) == "");
    }
    const auto with_delays = [](bool looks) {
        return after([&](Plastic& p) {
            p.S["pre.delay"] = "0.5*ms + 2*ms*rand()";
            p.S["post.delay"] = "1*ms*rand()";
            if (looks) p.net.add(StateMonitor(p.S, "trace", {.record = {1}}));
        });
    };
    const Outcome records = with_delays(false), arrays = with_delays(true);
    CHECK(records.bytes > arrays.bytes + 7);
    CHECK(difference(records, arrays) == "");
}

TEST_CASE("who asks for a variable between runs finds arrays, and the next run has records again") {
    const auto simulate = [](bool looks) {
        start_scope();
        Plastic p;
        if (!looks) p.net.add(NetworkOperation([] {})); // which might look
        const double arrays = p.bytes_a_synapse();
        for (int part = 0; part < 3; ++part) {
            p.net.run(5 * ms);
            if (!looks) continue;
            CHECK(p.bytes_a_synapse() > arrays + 7);
            const double w = p.S["w"].values()[3];
            CHECK(p.bytes_a_synapse() < arrays + 7);
            CHECK(p.S["w"].values()[3] == w);
        }
        p.S["w"][{5}] = 0.0015;
        p.S["trace"] = "0.5*trace + 0.001*i";
        p.net.run(5 * ms);
        Synapses& S = p.S;
        S.connect({.i = {1, 2}, .j = {3, 4}});
        p.net.run(5 * ms);
        return without_monitors(p.values());
    };
    CHECK(first_difference(simulate(true), simulate(false)) == "");
}

TEST_CASE("who asks again and again finds arrays from then on") {
    start_scope();
    Plastic p;
    const double arrays = p.bytes_a_synapse();
    for (int k = 0; k < 6; ++k) {
        CAPTURE(k);
        p.net.run(1 * ms);
        CHECK((p.bytes_a_synapse() > arrays + 7) == (k < 4));
        (void)p.S["w"].values();
    }
}

TEST_CASE("an array that was handed out stays where it is") {
    const auto simulate = [](bool keeps) {
        start_scope();
        Plastic p;
        p.net.run(2 * ms);
        std::span<double> w;
        if (keeps) w = p.S["w"].data();
        const double arrays = p.bytes_a_synapse();
        for (int part = 0; part < 3; ++part) {
            p.net.run(2 * ms);
            if (keeps) CHECK(p.bytes_a_synapse() < arrays + 7);
            if (keeps) w[11] = 0.0001 * part;
            else p.S["w"][{11}] = 0.0001 * part;
        }
        if (keeps) CHECK(w[17] == p.S["w"].values()[17]);
        return p.values();
    };
    CHECK(first_difference(simulate(true), simulate(false)) == "");
}

TEST_CASE("a report may look at records, but not keep an array of them") {
    const auto simulate = [](bool looks) {
        start_scope();
        Plastic p;
        int seen = 0;
        std::string refused;
        const auto look = [&](const Progress& progress) {
            if (progress.completed <= 0 || progress.completed >= 1) return;
            seen += p.S["w"].values().size() == kNeurons * kNeurons;
            refused = error_of<ValueError>([&] { (void)p.S["w"].data(); });
        };
        if (looks) p.net.run(10 * ms, {.report = look, .report_period = 1e-9 * second});
        else p.net.run(10 * ms);
        if (looks) {
            CHECK(seen > 2);
            CHECK(refused == "the array of 'w' of 'S' cannot be handed out while its network runs: ask for data() before the run, or for values()");
        }
        return p.values();
    };
    CHECK(first_difference(simulate(true), simulate(false)) == "");
}

TEST_CASE("code of the host in a run keeps arrays") {
    start_scope();
    Plastic p;
    const double arrays = p.bytes_a_synapse();
    double sum = 0;
    p.net.add(NetworkOperation([&] { sum += p.S["w"].values()[0]; }));
    p.net.run(2 * ms);
    CHECK(p.bytes_a_synapse() < arrays + 7);
    CHECK(sum > 0);
}

TEST_CASE("records are stored and restored, copied and left behind like arrays") {
    const auto simulate = [](bool looks) {
        start_scope();
        Plastic p;
        StateMonitor watch(p.S, "w", {.record = {0}});
        if (!looks) p.net.add(watch);
        p.net.run(5 * ms);
        p.net.store();
        p.net.run(5 * ms);
        p.net.restore();
        p.net.run(4 * ms);
        Network copy = p.net.clone();
        copy.run(3 * ms);
        Values values = without_monitors(test::states_of(copy));
        p.net.remove(p.S);
        for (const char* name : {"w", "trace", "lastupdate"}) values[name] = p.S[name].values();
        return values;
    };
    CHECK(first_difference(simulate(true), simulate(false)) == "");
}
