// SPDX-License-Identifier: Apache-2.0
// Networks that several threads carry out give the bits that one gives, whatever they consist of. The groups are several times 64
// neurons large: less is not cut. Reference networks and both precisions are in tests/determinism.
#include "support/error_text.hpp"
#include "support/outcome.hpp"

#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <functional>
#include <hillock/hillock.hpp>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

using namespace hillock;
using test::error_of;
using test::first_difference;
using test::Values;

namespace {

/// All variables of all groups and synapses of a network, and the spikes of its monitors named "spikes...".
Values outcome(const Network& net) {
    Values values = test::states_of(net);
    for (const std::string& name : net.names())
        if (name.starts_with("spikes")) test::add_spikes(values, name, net.get<SpikeMonitor>(name));
    return values;
}

/// Carries a network out, with some number of threads.
using Run = std::function<void(Network& net)>;

void check_all_ways(const std::function<Values(const Run& run)>& simulate, const Quantity& duration = 20 * ms) {
    const auto with = [&](int threads) {
        start_scope();
        seed(7);
        return simulate([&](Network& net) {
            net.threads(threads);
            net.run(duration);
            REQUIRE(net.threads() == threads);
        });
    };
    const Values one = with(1);
    for (const int threads : {2, 3, 8}) {
        CAPTURE(threads);
        CHECK(first_difference(one, with(threads)) == "");
    }
}

/// Neurons that spike irregularly, at some 100 Hz each.
NeuronGroup noisy(std::int64_t size, const NeuronGroupOptions& more = {}, const std::string& equations = "") {
    NeuronGroupOptions options = more;
    options.threshold = "v > 1";
    if (!options.reset) options.reset = "v = 0";
    options.method = "euler";
    NeuronGroup G(size, "dv/dt = (1.1 - v)/(10*ms) + 0.3*xi*(10*ms)**-0.5 + input : 1\n input : Hz\n g : 1\n" + equations, options);
    G["v"] = "rand()";
    return G;
}

} // namespace

TEST_CASE("threads: refractoriness, custom events and their code") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(500,
                              {.refractory = "1*ms + 2*ms*rand()",
                               .events = {{"high", "v > 0.8"}, {"early", "t - lastspike < 0.5*ms"}},
                               .name = "G"},
                              "n : integer\n m : integer\n dw/dt = -w/(5*ms) : 1 (unless refractory)");
        G.run_on_event("high", "n += 1\n w += rand()");
        G.run_on_event("early", "m += 1", {.when = "end"});
        NeuronGroup H(300, "x : 1", {.name = "H"});
        Synapses S(G, H, {.on_pre = "x_post += 1 + n_pre", .on_event = "high", .name = "S"});
        S.connect({.p = 0.05});
        SpikeMonitor spikes(G, {.name = "spikes"});
        EventMonitor high(G, "high", {.variables = {"v"}, .name = "high"});
        Network net(G, H, S, spikes, high);
        run(net);
        Values values = outcome(net);
        values["high.i"].assign(high.i().begin(), high.i().end());
        const auto v = high["v"];
        values["high.v"].assign(v.begin(), v.end());
        CHECK(values["high.i"].size() > 100);
        return values;
    });
}

TEST_CASE("threads: a group that one thread goes over forth and back, in blocks") {
    check_all_ways([](const Run& run) { // quick code, and more bytes than the nearest cache has: see blocks_of_sweep
        NeuronGroup G(4000, "dv/dt = (g + h - v)/(10*ms) : 1 (unless refractory)\n dg/dt = -g/(5*ms) : 1\n dh/dt = -h/(7*ms) : 1",
                      {.threshold = "v > 1", .reset = "v = 0", .refractory = 1 * ms, .method = "exact", .name = "G"});
        G["g"] = "10*rand()";
        G["h"] = "10*rand()";
        G["v"] = "rand()";
        Synapses S(G, G, {.on_pre = "h_post += 0.3", .name = "S"}); // which nothing goes ahead of
        S.connect({.p = 0.005});
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, spikes);
        run(net);
        Values values = outcome(net);
        CHECK(values["spikes.i"].size() > 10000);
        return values;
    });
}

TEST_CASE("threads: code that runs regularly or at some times, of groups, subgroups and synapses, with shared variables") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(700, {.name = "G"}, "a : 1\n b : 1\n every : 1 (shared)\n held = rand() : 1 (constant over dt)");
        G.run_regularly("a += rand() + held", {.dt = 0.3 * ms});
        G.slice(100, 400).run_regularly("b += randn()*a");
        G.run_regularly("every = every + 1\n b += every", {.when = "end"});
        G.run_at("input = -10*Hz*rand()", {3 * ms, 7 * ms});
        Synapses S(G, G, {.model = "w : 1\n u : 1", .on_pre = "g_post += w", .name = "S"});
        S.connect({.p = 0.02});
        S.run_regularly("w += 0.01*rand()", {.dt = 1 * ms});
        S.run_regularly("u = v_pre + a_post", {.dt = 0.7 * ms});
        S.run_regularly("a_post += 0.001*w", {.dt = 0.9 * ms});
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, spikes);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: several pathways, also such as write the presynaptic neuron or read what they write of another") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(600, {.name = "G"}, "sent : 1\n h : 1");
        Synapses S(G, G,
                   {.model = "w : 1\n da/dt = -a/(20*ms) : 1 (event-driven)\n db/dt = -b/(15*ms) : 1 (event-driven)",
                    .on_pre = {{"pre", "g_post += w\n a += 0.1\n w = clip(w + b, 0, 1)"}, {"second", "h_post += 0.1*h_pre + w"}},
                    .on_post = "b += 0.1\n w = clip(w - a*rand(), 0, 1)",
                    .delay = {{"second", 1.5 * ms}, {"post", 0.4 * ms}},
                    .name = "S"});
        S.connect({.p = 0.03});
        S["w"] = "rand()";
        Synapses back(G, G, {.model = "w : 1", .on_pre = "sent_pre += w*v_post", .on_post = "sent_pre += 1 + v_post", .name = "back"});
        back.connect({.p = 0.02});
        back["w"] = "rand()";
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, back, spikes);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: unequal delays of both sides, several synapses of a pair, onto a subgroup") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(500, {.name = "G"}), H = noisy(400, {.name = "H"}, "last : 1");
        Synapses S(G.slice(50, 500), H.slice(70, 330),
                   {.model = "w : 1", .on_pre = "g_post = 0.9*g_post + w\n last_post = i", .on_post = "w += 0.1*rand()", .name = "S"});
        S.connect({.p = 0.1, .n = 2});
        S["w"] = "rand()";
        S.pathway("pre").delay() = "5*ms*rand()";
        S.pathway("post").delay() = "3*ms*rand()";
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, H, S, spikes);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: synapses that are not made in the order of their targets") {
    for (const bool unequal : {false, true}) {
        CAPTURE(unequal);
        check_all_ways([&](const Run& run) {
            NeuronGroup G = noisy(400, {.name = "G"});
            Synapses S(G, G, {.model = "w : 1", .on_pre = "g_post = 0.9*g_post + w", .name = "S"});
            std::mt19937 random(3);
            std::vector<int> i(20000), j(20000);
            for (std::size_t k = 0; k < i.size(); ++k) i[k] = static_cast<int>(random() % 400), j[k] = static_cast<int>(random() % 400);
            S.connect({.i = i, .j = j});
            S["w"] = "rand()";
            if (unequal) S.delay() = "2*ms*rand()";
            SpikeMonitor spikes(G, {.name = "spikes"});
            Network net(G, S, spikes);
            run(net);
            return outcome(net);
        });
    }
}

TEST_CASE("threads: sums onto both sides, equations of synapses in every step, synapses on synapses") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(300, {.name = "G"}, "total : 1\n sent : 1\n also : 1"), H = noisy(500, {.name = "H"}, "total : 1");
        Synapses S(G, H,
                   {.model = "dx/dt = (v_pre - x)/(3*ms) : 1 (clock-driven)\n dy/dt = -y/(2*ms) : 1 (clock-driven)\n"
                             "total_post = x*v_pre : 1 (summed)\n sent_pre = x*v_post : 1 (summed)",
                    .on_pre = "y += 1\n g_post += y",
                    .name = "S"});
        S.connect({.p = 0.1});
        Synapses gap(G, {.model = "total_post = 0.1*(v_pre - v_post) : 1 (summed)\n also_post = i + 0.5 : 1 (summed)", .name = "gap"});
        gap.connect({.condition = "abs(i - j) < 20"});
        Synapses second(G, G, {.model = "total_post = v_pre : 1 (summed)", .name = "second"});
        second.connect({.p = 0.1});
        Synapses up(H, S, {.on_pre = "y_post += 0.001*(1 + i)", .name = "up"});
        up.connect({.p = 0.001});
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, H, S, gap, second, up, spikes);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: inputs of all kinds") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(450, {.name = "G"});
        PoissonGroup one(500, 200 * Hz, {.name = "one"}), many(300, 9000 * Hz, {.several_spikes = true, .name = "many"});
        InputGroup host(200, {.name = "host"});
        std::vector<int> neurons;
        std::vector<double> times;
        for (int k = 0; k < 600; ++k) neurons.push_back(k * 37 % 300), times.push_back(1e-4 * (k / 30));
        SpikeGeneratorGroup listed(300, neurons, times * second, {.name = "listed"});
        Synapses a(one, G, {.on_pre = "g_post += 1", .name = "a"}), b(many, G, {.on_pre = "g_post *= 0.99", .name = "b"}),
            c(host, G, {.on_pre = "g_post += 3", .name = "c"}), d(listed, G, {.on_pre = "g_post += 5", .delay = 0.3 * ms, .name = "d"});
        for (Synapses* synapses : {&a, &b, &c, &d}) synapses->connect({.p = 0.1});
        PoissonInput all(G, "g", 100, 30 * Hz, "0.1*i"), some(G.slice(130, 350), "g", 50, 20 * Hz, 2.5);
        NetworkOperation fire([&](Quantity t) { host.fire({static_cast<int>(t / (0.1 * ms) + 0.5) % 200, 7}); });
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, one, many, host, listed, a, b, c, d, all, some, fire, spikes);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: links to other groups and within one, several clocks, groups that are off") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(320, {.name = "G"}, "to : integer\n x : 1 (linked)");
        NeuronGroup H(500, "dy/dt = (z - y)/(4*ms) : 1\n z : 1 (linked)", {.threshold = "y > 0.5", .reset = "y = 0", .dt = 0.25 * ms, .name = "H"});
        H["z"] = linked_var(G, "v", std::vector<int>(500, 3));
        G["to"] = "(i*7) % N";
        G["x"] = linked_var(G, "v", "to");
        G.run_regularly("v = 0.999*v + 0.001*x");
        NeuronGroup off = noisy(300, {.name = "off"});
        off.set_active(false);
        Synapses S(H, G, {.on_pre = "g_post += 1", .delay = 0.5 * ms, .name = "S"});
        S.connect({.p = 0.1});
        SpikeMonitor spikes(G, {.name = "spikes"}), slow(H, {.name = "spikes_of_H"});
        Network net(G, H, off, S, spikes, slow);
        run(net);
        return outcome(net);
    });
}

TEST_CASE("threads: monitors record the same, and another schedule changes nothing") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(400, {.name = "G"});
        Synapses S(G, G, {.model = "w : 1", .on_pre = "g_post += w", .name = "S"});
        S.connect({.p = 0.05});
        S["w"] = "rand()";
        StateMonitor M(G, {"v", "g"}, {.name = "M"}), W(S, "w", {.record = {1, 5, 100}, .when = "end", .name = "W"});
        PopulationRateMonitor rate(G, {.name = "rate"});
        SpikeMonitor spikes(G, {.variables = {"v", "g"}, .name = "spikes"});
        Network net(G, S, M, W, rate, spikes);
        net.set_schedule({"start", "synapses", "groups", "thresholds", "resets", "end"});
        run(net);
        Values values = outcome(net);
        for (const std::size_t neuron : {0, 63, 64, 399}) {
            const auto trace = M["v"][neuron];
            values["trace " + std::to_string(neuron)].assign(trace.begin(), trace.end());
        }
        values["rate"].assign(rate.rate().begin(), rate.rate().end());
        return values;
    });
}

TEST_CASE("threads: functions and operations of the host are called by the thread that runs the network") {
    const auto self = std::this_thread::get_id();
    check_all_ways([&](const Run& run) {
        std::atomic<int> elsewhere = 0, at_once = 0, together = 0;
        const auto note = [&] {
            if (std::this_thread::get_id() != self) ++elsewhere;
            if (++at_once > 1) ++together;
            --at_once;
        };
        const Function half({{"x", 1}}, 1, [&](double x) {
            note();
            return 0.5 * x;
        });
        NeuronGroup G(300, "dv/dt = (f(v) + 1 - v)/(10*ms) : 1", {.threshold = "f(v) > 0.4", .reset = "v = f(v)", .method = "euler", .functions = {{"f", half}}, .name = "G"});
        NeuronGroup H = noisy(400, {.name = "H"});
        Synapses S(G, H, {.on_pre = "g_post += f(1)", .functions = {{"f", half}}, .name = "S"});
        S.connect({.p = 0.1});
        NetworkOperation operation([&](Quantity) { note(); });
        SpikeMonitor spikes(H, {.name = "spikes"});
        Network net(G, H, S, operation, spikes);
        run(net);
        CHECK(elsewhere == 0);
        CHECK(together == 0);
        return outcome(net);
    });
}

TEST_CASE("threads: delays that change, synapses that are added, another number of threads, between two runs") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(400, {.name = "G"});
        Synapses S(G, G, {.model = "w : 1", .on_pre = "g_post = 0.9*g_post + w", .on_post = "w += 0.1", .delay = {}, .name = "S"});
        S.connect({.p = 0.1});
        S["w"] = "rand()";
        S.delay() = 3 * ms;
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, spikes);
        run(net);
        S.delay() = "4*ms*rand()";
        run(net);
        S.connect({.condition = "i == j + 1"});
        run(net);
        S.delay() = 1 * ms;
        net.threads(5);
        net.run(3 * ms);
        net.threads(1);
        net.run(3 * ms);
        net.threads(2);
        for (int k = 0; k < 30; ++k) net.step();
        CHECK(net.threads() == 2);
        return outcome(net);
    });
}

TEST_CASE("threads: what is thrown in a step comes once it is over, and the network goes on") {
    check_all_ways([](const Run& run) {
        NeuronGroup G = noisy(400, {.name = "G"});
        Synapses S(G, G, {.on_pre = "g_post += 1", .name = "S"});
        S.connect({.p = 0.1});
        int calls = 0;
        NetworkOperation fails([&](Quantity) {
            if (++calls == 50) throw std::runtime_error("enough");
        });
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, fails, spikes);
        CHECK(error_of<std::runtime_error>([&] { run(net); }) == "enough");
        CHECK(net.t() == 5 * ms);
        run(net);
        return outcome(net);
    });
}

// Without delays and monitors of state, what ends a step is carried out with what begins the next.
TEST_CASE("threads: a step is whole when anybody looks: between steps, after a failure, after a stop, in the guard") {
    const auto network = [](std::function<void()> in_the_middle) {
        NeuronGroup G = noisy(400, {.name = "G"});
        Synapses S(G, G, {.on_pre = "g_post += 1; v_post += 0.01", .name = "S"});
        S.connect({.p = 0.1});
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, spikes);
        if (in_the_middle) net.add(NetworkOperation(std::move(in_the_middle), {.when = "after_thresholds"}));
        return net;
    };
    SUBCASE("between steps") {
        check_all_ways([&](const Run& run) {
            Network net = network({});
            run(net);
            Values all;
            for (int k = 0; k < 20; ++k) {
                net.step();
                for (const auto& [name, values] : outcome(net)) all[name + " of step " + std::to_string(k)] = values;
            }
            return all;
        });
    }
    SUBCASE("after a failure, and in what the host reads in the middle of a step") {
        check_all_ways([&](const Run& run) {
            int calls = 0;
            std::vector<double> seen;
            Network* looked_at = nullptr;
            Network net = network([&] {
                seen.push_back(looked_at->get<NeuronGroup>("G")["g"].values()[399]);
                if (++calls == 50) throw std::runtime_error("enough");
            });
            looked_at = &net;
            CHECK(error_of<std::runtime_error>([&] { run(net); }) == "enough");
            Values all;
            for (const auto& [name, values] : outcome(net)) all[name + " after the failure"] = values;
            run(net);
            all.merge(outcome(net));
            all["seen"] = seen;
            return all;
        });
    }
    SUBCASE("after a stop") {
        check_all_ways([&](const Run& run) {
            int calls = 0;
            Network* stopped = nullptr;
            Network net = network([&] {
                if (++calls == 30) stopped->stop();
            });
            stopped = &net;
            run(net);
            CHECK(net.t() == 3 * ms);
            return outcome(net);
        });
    }
    SUBCASE("for the search of what is no number, at the end of a step") {
        std::string first;
        check_all_ways([&](const Run& run) {
            NeuronGroup G = noisy(400, {.name = "G"}, "dh/dt = -h/second : 1\n");
            Synapses S(G, G, {.on_pre = "h_post = 1e20*(1 + h_post)", .name = "S"});
            S.connect({.p = 0.1});
            SpikeMonitor spikes(G, {.name = "spikes"});
            Network net(G, S, spikes);
            const std::string text = error_of<NumericalError>([&] { run(net); });
            if (first.empty()) first = text;
            CHECK(text == first);
            return Values{{"time", {net.t() / second}}};
        });
        CHECK(first.find("'h' of neuron ") == 0);
        CHECK(first.find("at t = 6.4 ms, the end of the step") != std::string::npos);
    }
}

TEST_CASE("threads: a run that is stopped by another thread goes on where it was") {
    start_scope();
    seed(3);
    NeuronGroup G = noisy(500, {.name = "G"}), H = noisy(500, {.name = "H"});
    Synapses S(G, H, {.on_pre = "g_post += 1", .name = "S"});
    S.connect({.p = 0.1});
    Network net(G, H, S);
    net.seed(9);
    Network same = net.clone();
    net.threads(3);
    net.run(0 * ms); // to compile takes longer than the stop to come
    std::stop_source source;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        source.request_stop();
    });
    net.run(1000 * second, {.stop_token = source.get_token()});
    stopper.join();
    CHECK(net.stopped());
    CHECK(net.t() > 0 * ms);
    same.threads(1);
    same.run(net.t());
    CHECK(first_difference(outcome(net), outcome(same)) == "");
}

TEST_CASE("threads: networks in several threads of the host, each with threads of its own") {
    const auto simulate = [](int threads) {
        start_scope();
        seed(5);
        hillock::threads(threads);
        NeuronGroup G = noisy(300, {.name = "G"});
        Synapses S(G, G, {.on_pre = "g_post = 0.9*g_post + v_pre", .delay = 1 * ms, .name = "S"});
        S.connect({.p = 0.1});
        SpikeMonitor spikes(G, {.name = "spikes"});
        Network net(G, S, spikes);
        for (int k = 0; k < 5; ++k) net.run(4 * ms);
        CHECK(net.threads() == threads);
        hillock::threads(0);
        return outcome(net);
    };
    const Values one = simulate(1);
    std::vector<Values> all(4);
    std::vector<std::thread> hosts;
    for (std::size_t k = 0; k < all.size(); ++k) hosts.emplace_back([&, k] { all[k] = simulate(static_cast<int>(k) + 1); });
    for (std::thread& host : hosts) host.join();
    for (const Values& values : all) CHECK(first_difference(one, values) == "");
}

TEST_CASE("threads: variants of a sweep with threads of their own, stored states, clones") {
    start_scope();
    seed(11);
    NeuronGroup G = noisy(300, {.name = "G"});
    Synapses S(G, G, {.on_pre = "g_post = 0.9*g_post + 1", .name = "S"});
    S.connect({.p = 0.1});
    SpikeMonitor spikes(G, {.name = "spikes"});
    Network net(G, S, spikes);
    net.run(2 * ms);
    const auto variant = [](Network& own, int threads) {
        own.threads(threads);
        own.run(10 * ms);
        return outcome(own);
    };
    const std::vector<Values> results = sweep(net, {1, 2, 3, 2}, variant, {.threads = 2, .same_seed = true});
    for (const Values& values : results) CHECK(first_difference(results[0], values) == "");
    net.threads(2);
    net.store();
    net.run(10 * ms);
    const Values two = outcome(net);
    net.threads(1);
    net.restore();
    net.run(10 * ms);
    CHECK(first_difference(two, outcome(net)) == "");
    net.threads(3);
    Network other = net.clone();
    net.run(5 * ms);
    other.run(5 * ms);
    CHECK(other.threads() == 3); // a clone is asked for as many
    CHECK(first_difference(outcome(net), outcome(other)) == "");
}

TEST_CASE("threads: how many there are") {
    start_scope();
    NeuronGroup small = noisy(10);
    Network net(small);
    CHECK(net.threads() == 1);
    net.run(1 * ms);
    const char* const environment = std::getenv("HILLOCK_THREADS"); // tests are run with several numbers in it
    const int usual = environment ? std::atoi(environment) : 1;     // 10 neurons are work for one
    CHECK(net.threads() == usual);
    threads(4);
    net.run(1 * ms);
    CHECK(net.threads() == 4);
    net.threads(3);
    net.run(1 * ms);
    CHECK(net.threads() == 3);
    net.threads(0);
    threads(0);
    net.step();
    CHECK(net.threads() == usual);
    CHECK(error_of<ValueError>([&] { net.threads(-1); }) == "the number of threads must be from 0 to 1024, but it is -1");
    CHECK(error_of<ValueError>([&] { threads(1025); }) == "the number of threads must be from 0 to 1024, but it is 1025");
    CHECK(net.threads() == usual);

    NeuronGroup G(10, "x : 1");
    Network running(G);
    std::string said;
    NetworkOperation operation([&](Quantity) { said = error_of<ValueError>([&] { running.threads(2); }); });
    running.add(operation);
    running.run(0.1 * ms);
    CHECK(said == "the number of threads cannot be set while the network runs");
}
