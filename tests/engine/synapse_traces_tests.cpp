// SPDX-License-Identifier: Apache-2.0
// Event-driven variables that all synapses of a neuron have equal are kept by neuron. Whether they are depends on the model and on what was
// assigned, never on who looks: bits are compared between networks that are looked at and networks that are not. Against synapses that keep
// their own, as they do where code of the host takes part in the run, numbers differ by roundings: those bring a variable up to date at
// events of both sides. Synapses::memory() tells the two apart.
#include "support/error_text.hpp"
#include "support/outcome.hpp"
#include "support/scratch_folder.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <hillock/hillock.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace hillock;
using test::error_of;
using test::first_difference;
using test::Values;

namespace {

constexpr int kNeurons = 140; // three threads have some each
constexpr double kSynapses = kNeurons * kNeurons;

const char* const kModel = R"(w : 1
                              dpre/dt = -pre/(20*ms) : 1 (event-driven)
                              dpost/dt = -post/(30*ms) : 1 (event-driven))";
const char* const kOnPre = "x_post += w; pre += 0.01; w = clip(w - post, 0, 1)";
const char* const kOnPost = "post += 0.012; w = clip(w + pre, 0, 1)";

/// Neurons that spike irregularly, whatever their synapses do.
struct Plastic {
    NeuronGroup G{kNeurons, "x : 1", {.threshold = "rand() < 0.02", .reset = "", .name = "G"}};
    Synapses S;
    Network net{G};

    explicit Plastic(SynapsesOptions options = {}) : S(G, G, completed(std::move(options))) {
        seed(5);
        net.seed(5);
        S.connect();
        S["w"] = "0.2 + 0.6*rand()";
        net.add(S);
    }
    static SynapsesOptions completed(SynapsesOptions options) {
        if (options.model.text().empty()) options.model = kModel;
        if (options.on_pre.code().empty() && options.on_pre.by_name().empty()) options.on_pre = kOnPre;
        if (options.on_post.code().empty()) options.on_post = kOnPost;
        options.name = "S";
        return options;
    }
    [[nodiscard]] double bytes_a_synapse() const { return static_cast<double>(S.memory()) / kSynapses; }
    /// Kept by neuron. Arrays of three event-driven quantities have 24 bytes a synapse, connections and their columns less than 20.
    [[nodiscard]] bool by_neuron() const { return bytes_a_synapse() < 36; }
    [[nodiscard]] Values values() const {
        Values values = test::states_of(net);
        std::erase_if(values, [](const auto& entry) { return !entry.first.starts_with("S.") && !entry.first.starts_with("G."); });
        return values;
    }
};

using Action = std::function<void(Plastic&)>;

void let_host_take_part(Plastic& p) { p.net.add(NetworkOperation([] {})); }

struct Outcome {
    Values values;
    bool by_neuron = false;
    double bytes = 0; ///< a synapse
};
/// What a run of 20 ms leaves. \param prepare  comes before it \param half_way  between its halves
Outcome after(const SynapsesOptions& options = {}, const Action& prepare = [](Plastic&) {}, const Action& half_way = [](Plastic&) {}) {
    start_scope();
    Plastic p(options);
    prepare(p);
    p.net.run(10 * ms);
    half_way(p);
    p.net.run(10 * ms);
    Outcome result{{}, p.by_neuron(), p.bytes_a_synapse()};
    result.values = p.values();
    REQUIRE(result.values.at("S.lastupdate").front() > 0);
    return result;
}

/// The largest difference relative to the largest value of each variable.
double distance(const Values& a, const Values& b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (const auto& [name, values] : a) {
        const std::vector<double>& others = b.at(name);
        REQUIRE(values.size() == others.size());
        double scale = 1e-300, difference = 0;
        for (std::size_t k = 0; k < values.size(); ++k) {
            scale = std::max(scale, std::abs(values[k]));
            difference = std::max(difference, std::abs(values[k] - others[k]));
        }
        most = std::max(most, difference / scale);
    }
    return most;
}

/// Some hundred events a synapse at most, each of which rounds a few times.
constexpr double kRoundings = 1e-13, kNarrowRoundings = 1e-4;

} // namespace

TEST_CASE("traces are kept by neuron, and the numbers are those of synapses that keep their own") {
    const std::string triplet = std::string(kModel) + "\n dslow/dt = -slow/(100*ms) : 1 (event-driven)";
    const std::string chain = "w : 1\n drise/dt = -rise/(2*ms) : 1 (event-driven)\n dpre/dt = (rise - pre)/(20*ms) : 1 (event-driven)\n"
                              "dpost/dt = (0.1 - post)/(30*ms) : 1 (event-driven)";
    const std::string coupled = "w : 1\n dpre/dt = (-pre + 0.5*other)/(20*ms) : 1 (event-driven)\n"
                                "dother/dt = (-pre - other)/(10*ms) : 1 (event-driven)\n dpost/dt = -post/(30*ms) : 1 (event-driven)";
    const struct {
        const char* name;
        SynapsesOptions options;
        double roundings = kRoundings;
    } cases[] = {
        {"a pair of traces", {}},
        {"float32", {.dtype = float32}, kNarrowRoundings},
        {"one delay", {.delay = 1.3 * ms}},
        {"a delay each", {.delay = {{"pre", 1 * ms}, {"post", 0.4 * ms}}}},
        {"three traces, one of which two statements change",
         {.model = triplet, .on_pre = "pre = 0.01; w = clip(w - post*(1 + slow), 0, 1)",
          .on_post = "w = clip(w + pre*(0.1 + slow), 0, 1); post = 0.012; slow += 0.02; slow = clip(slow, 0, 0.05)"}},
        {"their own side's, before and after they change",
         {.on_pre = "w = clip(w - pre, 0, 1); twice = 2*pre; pre += 0.01 + 0.1*twice; w = clip(w + pre - post, 0, 1)"}},
        {"lastupdate, and a subexpression", {.model = std::string(kModel) + "\n both = pre + post : 1", .on_pre = "w = clip(w + (t - lastupdate)/second - both, 0, 1); pre += 0.01"}},
        {"a chain and an input", {.model = chain, .on_pre = "rise += 0.02; w = clip(w - post, 0, 1)"}},
        {"a coupled block", {.model = coupled}},
        {"a shared variable and t", {.model = std::string(kModel) + "\n step : 1 (shared)", .on_pre = "pre += step + 0.1*t/second; w = clip(w - post, 0, 1)"}},
        {"two pathways of one side", {.on_pre = {{"pre", kOnPre}, {"late", "pre *= 0.9; w = clip(w + 0.1*pre, 0, 1)"}}, .delay = {{"late", 2 * ms}}}},
        {"code that one thread runs for all",
         {.on_post = "post += 0.012; w = clip(w + twice(pre)/2, 0, 1)", .functions = {{"twice", {{{"x", 1}}, 1, [](double x) { return 2 * x; }}}}}},
        {"a side that changes none", {.model = "w : 1\n dpre/dt = -pre/(20*ms) : 1 (event-driven)", .on_pre = "pre += 0.01", .on_post = "w = clip(w + pre, 0, 1)"}},
    };
    for (const auto& [name, options, roundings] : cases) {
        CAPTURE(name);
        const Action prepare = [&](Plastic& p) {
            p.S["pre"] = 0.003;
            if (options.model.text().find("step") != std::string::npos) p.S["step"] = 0.02;
        };
        const Outcome traces = after(options, prepare);
        const Outcome own = after(options, [&](Plastic& p) {
            prepare(p);
            let_host_take_part(p);
        });
        CHECK(traces.by_neuron);
        CHECK(own.bytes > traces.bytes + 11); // a step, and a trace of float32 at least
        CHECK(distance(traces.values, own.values) < roundings);
        CHECK(first_difference(traces.values, after(options, [&](Plastic& p) {
                                   prepare(p);
                                   p.net.threads(3);
                               }).values) == "");
        CHECK(first_difference(traces.values, after(options).values) != ""); // without what was assigned
    }
}

TEST_CASE("synapses keep their own traces where those of a neuron could differ") {
    const struct {
        const char* name;
        SynapsesOptions options = {};
        Action prepare = [](Plastic&) {};
    } cases[] = {
        {"a time constant each", {.model = "w : 1\n tau : second\n dpre/dt = -pre/(tau + 20*ms) : 1 (event-driven)\n dpost/dt = -post/(30*ms) : 1 (event-driven)"}},
        {"code of both sides", {.on_post = "pre += 0.001; post += 0.012; w = clip(w + pre, 0, 1)"}},
        {"code of both sides, by a block", {.model = "w : 1\n dpre/dt = (post - pre)/(20*ms) : 1 (event-driven)\n dpost/dt = -post/(30*ms) : 1 (event-driven)"}},
        {"a random change", {.on_pre = "pre += 0.01*rand(); w = clip(w - post, 0, 1)"}},
        {"a change by synapse", {.on_pre = "pre += 0.01*w; w = clip(w - post, 0, 1)"}},
        {"a change by synapse, through a temporary", {.on_pre = "change = 0.01*w; pre += change; w = clip(w - post, 0, 1)"}},
        {"a change by neuron", {.on_pre = "pre += 0.001*x_pre; w = clip(w - post, 0, 1)"}},
        {"a change by the other side's trace", {.on_pre = "pre += 0.01 - post; w = clip(w - post, 0, 1)"}},
        {"unequal delays", {}, [](Plastic& p) { p.S["pre.delay"] = "1*ms + 1*ms*rand()"; }},
        {"unequal values", {}, [](Plastic& p) { p.S["pre"] = "0.001*rand()"; }},
        {"code that reads them regularly", {}, [](Plastic& p) { p.S.run_regularly("w = clip(w + 0.001*pre, 0, 1)", {.dt = 1 * ms}); }},
        {"code that writes them regularly", {}, [](Plastic& p) { p.S.run_regularly("pre *= 0.9", {.dt = 1 * ms}); }},
        {"an array that the host keeps", {}, [](Plastic& p) { (void)p.S["pre"].data(); }},
    };
    for (const auto& [name, options, prepare] : cases) {
        CAPTURE(name);
        const Outcome own = after(options, prepare);
        CHECK(!own.by_neuron);
        const Outcome with_host = after(options, [&](Plastic& p) {
            prepare(p);
            let_host_take_part(p);
        });
        CHECK(first_difference(own.values, with_host.values) == "");
    }
}

TEST_CASE("synapses of neurons that may spike several times in a step keep their own traces") {
    start_scope();
    PoissonGroup P(3, 50'000 * Hz, {.several_spikes = true});
    Synapses S(P, P, {.model = "w : 1\n n : 1\n dpre/dt = -pre/(20*ms) : 1 (event-driven)", .on_pre = "pre += 1; w += pre; n += 1"});
    S.connect();
    Network net(P, S);
    net.run(0.1 * ms);
    const double n = S["n"].values()[0];
    REQUIRE(n > 1);
    CHECK(S["w"].values()[0] == n * (n + 1) / 2);
}

TEST_CASE("fewer synapses than neurons keep their own traces, which takes less memory") {
    start_scope();
    NeuronGroup G(100'000, "x : 1", {.threshold = "i < 3", .reset = ""});
    Synapses S(G.slice(0, 10), G, {.model = kModel, .on_pre = kOnPre, .on_post = kOnPost});
    S.connect({.condition = "j < 10"});
    Network net(G, S);
    net.run(0.2 * ms);
    CHECK(S.memory() < 1'500'000); // records of 200,000 neurons would take 4.8 MB
}

TEST_CASE("a function that throws leaves traces that have had the event") {
    const auto simulate = [](bool by_host) {
        start_scope();
        int calls = 0;
        const auto f = [&calls](double x) {
            if (++calls == 1) throw std::runtime_error("once");
            return x;
        };
        SpikeGeneratorGroup source(2, {0, 1, 0}, std::vector<double>{0.5, 0.5, 1.5} * ms);
        Synapses S(source, source, {.model = kModel, .on_pre = "pre += 1; w += f(1)", .on_post = "post += 1", .functions = {{"f", {{{"x", 1}}, 1, f}}}, .name = "S"});
        S.connect();
        Network net(source, S);
        if (by_host) net.add(NetworkOperation([] {}));
        CHECK_THROWS_WITH_AS(net.run(1 * ms), doctest::Contains("once"), Error);
        Values values{{"pre", S["pre"].values()}, {"post", S["post"].values()}, {"lastupdate", S["lastupdate"].values()}};
        CHECK(values["pre"] == std::vector<double>(4, 1));
        net.run(2 * ms);
        values["later"] = S["pre"].values();
        return values;
    };
    CHECK(distance(simulate(false), simulate(true)) < kRoundings);
}

TEST_CASE("what code of others writes is written for each synapse") {
    start_scope();
    Plastic p;
    Synapses others(p.G, p.S, {.model = "", .on_pre = "pre_post += 0.001"});
    others.connect({.i = {0, 3}, .j = {7, 9}});
    p.net.add(others);
    p.net.run(10 * ms);
    CHECK(!p.by_neuron());
}

TEST_CASE("who looks changes no bit") {
    const Outcome alone = after();
    REQUIRE(alone.by_neuron);
    const auto look = [](Plastic& p) {
        for (const char* const variable : {"pre", "post", "lastupdate", "w"}) CHECK(p.S[variable].values().size() == kNeurons * kNeurons);
        (void)p.S.synapses("pre > 0");
    };
    const struct {
        const char* name;
        Action prepare;
        Action half_way;
    } cases[] = {
        {"between runs", look, look},
        {"between runs, with threads", [](Plastic& p) { p.net.threads(2); }, [&](Plastic& p) { look(p); p.net.threads(3); }},
        {"a monitor", [](Plastic& p) { p.net.add(StateMonitor(p.S, {"pre", "w", "post", "lastupdate"}, {.record = {0, 65, 7}})); }, [](Plastic&) {}},
        {"a monitor of all, with threads", [](Plastic& p) { p.net.add(StateMonitor(p.S, {"post", "pre"}, {.record = true})); p.net.threads(2); }, [](Plastic&) {}},
        {"store and restore", [](Plastic&) {}, [](Plastic& p) { p.net.store(); p.net.run(3*ms); p.net.restore(); }},
        {"a copy", [](Plastic&) {}, [](Plastic& p) { Network copy = p.net.clone(); copy.run(1*ms); }},
        {"assigning what is there", [](Plastic&) {}, [](Plastic& p) { p.S["pre"] = p.S["pre"].values(); p.S["post"] = "post"; }},
        {"an array of weights that the host keeps", [](Plastic& p) { (void)p.S["w"].data(); }, [](Plastic& p) { p.S["w"].data()[0] += 0; }},
    };
    for (const auto& [name, prepare, half_way] : cases) {
        CAPTURE(name);
        const Outcome looked_at = after({}, prepare, half_way);
        CHECK(looked_at.by_neuron);
        CHECK(first_difference(looked_at.values, alone.values) == "");
    }
}

TEST_CASE("synapses that had their own traces in a run keep them, wherever it is split and whoever looks") {
    // The first events of all neurons, at the same time, make all traces and times equal.
    const auto simulate = [](const std::vector<double>& pieces, bool looks) {
        start_scope();
        seed(5);
        SpikeGeneratorGroup source(2, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, std::vector<double>{1, 1, 3, 3, 4.7, 4.9, 6.1, 7, 7.7, 8.8, 9.9, 9.3} * ms);
        Synapses S(source, source, {.model = kModel, .on_pre = "pre = where(pre < 0.005, 0.01, pre + 0.01); w += post",
                                     .on_post = "post += 0.01; w += pre", .delay = {{"post", 0.5 * ms}}, .name = "S"});
        S.connect();
        S["pre"] = "0.001*rand()";
        Network net(source, S);
        net.threads(1);
        for (const double piece : pieces) {
            net.run(piece * ms);
            if (!looks) continue;
            (void)S["pre"].values();
            net.threads(net.threads() == 1 ? 2 : 1); // so that all is prepared anew
        }
        S["pre"] = "where(i == 5, pre, pre)"; // as they are
        net.run(10 * ms);
        Values values = test::states_of(net);
        std::erase_if(values, [](const auto& entry) { return !entry.first.starts_with("S."); });
        return values;
    };
    const Values whole = simulate({4}, false);
    CHECK(first_difference(simulate({2, 0.1, 1.9}, true), whole) == "");
    CHECK(first_difference(simulate({2, 2}, false), whole) == "");
}

TEST_CASE("what is prepared and never run, or made and never added, changes no bit") {
    const auto simulate = [](const Action& look) {
        start_scope();
        Plastic p;
        p.S["pre"] = "0.001*rand()";
        look(p);
        p.S["pre"] = 0.01;
        p.net.run(5 * ms);
        CHECK(p.by_neuron());
        return p.values();
    };
    const Values alone = simulate([](Plastic&) {});
    CHECK(first_difference(simulate([](Plastic& p) { p.net.run(0 * ms); }), alone) == "");
    CHECK(first_difference(simulate([](Plastic& p) {
                               NetworkOperation operation([] {});
                               p.net.add(operation);
                               (void)p.net.scheduling_summary();
                               p.net.remove(operation);
                           }), alone) == "");
    const auto onto = [](bool looks) {
        start_scope();
        Plastic p;
        p.net.run(5 * ms);
        Synapses others(p.G, p.S, {.model = "u : 1"});
        if (looks) (void)p.S["pre"].values();
        p.net.run(5 * ms);
        return p.values();
    };
    CHECK(first_difference(onto(true), onto(false)) == "");
}

TEST_CASE("a report may look at traces, but not assign them") {
    const Outcome alone = after();
    start_scope();
    Plastic p;
    p.net.run(10 * ms);
    int seen = 0;
    std::string refused;
    p.net.run(10 * ms, {.report = [&](const Progress& progress) {
                            if (progress.completed <= 0 || progress.completed >= 1) return;
                            seen += p.S["pre"].values().size() == kNeurons * kNeurons;
                            refused = error_of<ValueError>([&] { p.S["pre"] = 0; });
                        },
                        .report_period = 1e-9 * second});
    CHECK(seen > 2);
    CHECK(refused == "'pre' of 'S' cannot be assigned by a function that its network calls: a NetworkOperation can do that");
    CHECK(p.by_neuron());
    CHECK(first_difference(p.values(), alone.values) == "");
}

TEST_CASE("monitors record what synapses show") {
    const auto sampled = [](bool by_host) {
        start_scope();
        Plastic p;
        p.net.remove(p.S);
        p.net.remove(p.G);
        StateMonitor M(p.S, {"pre", "post", "lastupdate"}, {.record = {5, 61}, .when = "end"});
        Network net(M, p.S, p.G); // whatever comes first
        net.seed(5);
        if (by_host) net.add(NetworkOperation([] {}));
        Values samples;
        for (int step = 0; step < 60; ++step) {
            net.run(0.1 * ms);
            CHECK(p.by_neuron() == (!by_host && step < 50));
            if (step == 49) (void)p.S["pre"].data();
            for (const char* const variable : {"pre", "post", "lastupdate"}) samples[variable].push_back(p.S[variable].values()[61]);
        }
        for (const auto& [variable, values] : samples) {
            const auto row = M[variable][1];
            REQUIRE(row.size() == values.size());
            for (std::size_t k = 0; k < values.size(); ++k) CHECK(row[k] == values[k]);
        }
        return samples;
    };
    CHECK(distance(sampled(false), sampled(true)) < kRoundings);
}

TEST_CASE("many synapses show what few do") {
    const auto simulate = [](int neurons) {
        start_scope();
        seed(5);
        NeuronGroup G(neurons, "x : 1", {.threshold = "i < 20 and rand() < 0.05", .reset = ""});
        Synapses S(G, G, {.model = kModel, .on_pre = kOnPre, .on_post = kOnPost});
        S.connect({.condition = "i < 20 or j < 20"});
        Network net(G, S);
        net.seed(5);
        net.run(20 * ms);
        Values values;
        for (const char* const variable : {"pre", "post", "lastupdate"})
            for (int i = 0; i < 20; ++i)
                for (int j = 0; j < 20; ++j) values[variable].push_back(S[variable][{i * neurons + j}].values()[0]);
        return values;
    };
    CHECK(first_difference(simulate(1500), simulate(100)) == ""); // compiled and interpreted
}

TEST_CASE("what is assigned to traces holds, for all synapses of a neuron or for each") {
    const struct {
        const char* name;
        Action assign;
        bool by_neuron;
    } cases[] = {
        {"one value", [](Plastic& p) { p.S["pre"] = 0.004; p.S["post"] = 0.001; }, false}, // events have brought lastupdate apart
        {"nothing", [](Plastic& p) { p.S["pre"] = 0; p.S["post"] = 0; }, true},
        {"nothing to one of two", [](Plastic& p) { p.S["post"] = 0; }, true},
        {"by synapse", [](Plastic& p) { p.S["pre"] = "pre + 0.001*rand()"; }, false},
        {"some", [](Plastic& p) { p.S["post"][{3, 4}] = 0.01; }, false},
        {"weights alone", [](Plastic& p) { p.S["w"] = "0.5*w"; }, true},
        {"new synapses", [](Plastic& p) { p.S.connect({.i = {1, 2}, .j = {3, 4}}); }, false},
        {"delays", [](Plastic& p) { p.S["pre.delay"] = "0.1*ms*(1 + i % 3)"; }, false},
        {"another delay for all", [](Plastic& p) { p.S["pre.delay"] = 0.5 * ms; }, true},
    };
    for (const auto& [name, assign, by_neuron] : cases) {
        CAPTURE(name);
        const Outcome traces = after({}, [](Plastic&) {}, assign), own = after({}, let_host_take_part, assign);
        CHECK(traces.by_neuron == by_neuron);
        CHECK(distance(traces.values, own.values) < kRoundings);
    }
    const auto times_alone = [](const Action& change) { // while all traces are nothing
        const SynapsesOptions options{.model = kModel, .on_pre = "w = (t - lastupdate)/second + pre", .on_post = "w += (t - lastupdate)/second + post"};
        const Outcome traces = after(options, [](Plastic&) {}, change), own = after(options, let_host_take_part, change);
        CHECK(distance(traces.values, own.values) < kRoundings);
        return traces.by_neuron;
    };
    CHECK(times_alone([](Plastic&) {}));
    CHECK(!times_alone([](Plastic& p) { p.S.connect({.i = {1, 2}, .j = {3, 4}}); }));
    CHECK(!times_alone([](Plastic& p) {
        defaultclock().dt = 0.05 * ms;
        p.net.run(0.1 * ms);
        defaultclock().dt = 0.1 * ms;
    }));
    const SynapsesOptions with_input{.model = "w : 1\n dpre/dt = (0.1 - pre)/(20*ms) : 1 (event-driven)\n dpost/dt = -post/(30*ms) : 1 (event-driven)"};
    const Action clear = [](Plastic& p) { p.S["pre"] = 0; };
    const Outcome traces = after(with_input, [](Plastic&) {}, clear), own = after(with_input, let_host_take_part, clear);
    CHECK(!traces.by_neuron); // what was nothing some time ago is something by now
    CHECK(distance(traces.values, own.values) < kRoundings);
    const auto at_begin = [](bool by_host) {
        return after({}, [&](Plastic& p) {
            if (by_host) let_host_take_part(p);
            p.S["pre"] = "0.01*i/N_pre";
            p.S["post"] = "0.01*j/N_post";
        });
    };
    CHECK(at_begin(false).by_neuron);
    CHECK(distance(at_begin(false).values, at_begin(true).values) < kRoundings);
}

TEST_CASE("traces go on in another network and with another dt") {
    const auto simulate = [](bool by_host) {
        start_scope();
        Plastic p;
        if (by_host) let_host_take_part(p);
        p.net.run(5 * ms);
        p.net.remove(p.G);
        p.net.remove(p.S);
        Network next(p.G, p.S);
        if (by_host) next.add(NetworkOperation([] {}));
        next.seed(9);
        next.run(5 * ms);
        CHECK(p.by_neuron() == !by_host);
        Values values = test::states_of(next);
        defaultclock().dt = 0.05 * ms;
        next.run(5 * ms);
        defaultclock().dt = 0.1 * ms;
        CHECK(!p.by_neuron());
        for (auto& [name, numbers] : test::states_of(next)) values[name + " later"] = numbers;
        std::erase_if(values, [](const auto& entry) { return !entry.first.starts_with("S."); });
        return values;
    };
    CHECK(distance(simulate(false), simulate(true)) < kRoundings);
}

TEST_CASE("a state that was stored with traces by neuron is restored into synapses with their own, and the other way round") {
    const auto simulate = [](bool parts, bool looks) {
        start_scope();
        Plastic p;
        p.net.run(5 * ms);
        if (looks) (void)p.S["pre"].values();
        p.net.store();
        if (parts) p.S["pre"] = "pre + 0.001*rand()";
        p.net.run(5 * ms);
        CHECK(p.by_neuron() == !parts);
        p.net.store("later");
        p.net.restore();
        p.net.run(5 * ms);
        CHECK(p.by_neuron());
        Values values = p.values();
        p.net.restore("later");
        p.net.run(2 * ms);
        CHECK(p.by_neuron() == !parts);
        if (!parts)
            for (auto& [name, numbers] : p.values()) values[name + " later"] = numbers;
        return values;
    };
    const Values plain = simulate(false, false);
    CHECK(first_difference(simulate(false, true), plain) == "");
    const Values parted = simulate(true, false);
    for (const auto& [name, numbers] : parted) CHECK(plain.at(name) == numbers);
}

TEST_CASE("a state with traces is restored into synapses whose code has none, or others") {
    const auto build = [](const char* on_pre, const char* on_post) {
        start_scope();
        return Plastic({.on_pre = on_pre, .on_post = on_post});
    };
    const test::ScratchFolder folder;
    const std::string file = folder.path() + "/state";
    Values stored;
    {
        Plastic p = build(kOnPre, kOnPost);
        p.net.run(5 * ms);
        p.net.store_to_file(file);
        stored = p.values();
    }
    for (const auto& [on_pre, on_post] : {std::pair(kOnPre, "pre += 0.01; post += 0.01"), {"post += 0.01", "pre += 0.02; w = clip(w - post, 0, 1)"}, {kOnPre, kOnPost}}) {
        CAPTURE(on_post);
        Plastic p = build(on_pre, on_post);
        p.net.restore_from_file(file);
        CHECK(first_difference(p.values(), stored) == "");
        p.net.run(5 * ms);
        CHECK(p.by_neuron() == (on_post == kOnPost));
    }
}
