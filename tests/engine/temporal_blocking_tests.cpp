// SPDX-License-Identifier: Apache-2.0
// Networks that go through several steps block by block have the bits of those that go step by step, for any number of threads, and they
// do so for the steps in which they may.
#include "support/outcome.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace hillock;
using test::first_difference;
using test::Values;

namespace {

void add(Values& values, const StateMonitor& states, const std::string& variable) {
    values["states.t"].assign(states.t().begin(), states.t().end());
    const Traces traces = states[variable];
    for (std::size_t row = 0; row < traces.size(); ++row) values["states." + variable + std::to_string(row)].assign(traces[row].begin(), traces[row].end());
}

/// Runs a network, and notes how many of its steps were blocked.
class Runner {
  public:
    Runner(bool blocking, int threads) : blocking_(blocking), threads_(threads) {}
    void operator()(Network& net, const Quantity& duration) {
        net.threads(threads_);
        net.run(duration, {.temporal_blocking = blocking_});
        blocked_ += net.blocked_steps();
    }
    [[nodiscard]] std::int64_t blocked() const { return blocked_; }

  private:
    bool blocking_;
    int threads_;
    std::int64_t blocked_ = 0;
};

using Simulate = std::function<Values(Runner& run)>;

/// \param blocked  steps that are, in all runs, by the outcome; several threads may go on while spikes arrive
void check_all_ways(const std::function<std::int64_t(const Values&)>& blocked, const Simulate& simulate) {
    const auto with = [&](Runner& run) {
        start_scope();
        seed(11);
        return simulate(run);
    };
    Runner step_by_step(false, 1);
    const Values expected = with(step_by_step);
    CHECK(step_by_step.blocked() == 0);
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        Runner run(true, threads);
        CHECK(first_difference(expected, with(run)) == "");
        if (threads == 1) CHECK(run.blocked() == blocked(expected));
        else CHECK(run.blocked() >= blocked(expected));
    }
}

void check_all_ways(std::int64_t blocked, const Simulate& simulate) {
    check_all_ways([=](const Values&) { return blocked; }, simulate);
}

/// How many of 600 steps, the first 330 of them in a run of their own, come in rows of two and more in which nothing arrives: rows end
/// at every 64th step of a run too.
std::int64_t steps_between(const std::set<std::int64_t>& arrivals) {
    std::int64_t blocked = 0;
    for (const auto& [begin, end] : {std::pair{0, 330}, std::pair{330, 600}})
        for (std::int64_t step = begin; step < end;) {
            const auto next = arrivals.lower_bound(step);
            const std::int64_t arrival = next == arrivals.end() ? end : *next;
            const std::int64_t row = std::min({arrival, step + 64 - (step - begin) % 64, std::int64_t{end}}) - step;
            if (row > 1) blocked += row;
            step += std::max<std::int64_t>(row, 1);
        }
    return blocked;
}

/// With what a monitor of spikes has seen.
Values spikes_and_states(const Network& net, const SpikeMonitor& spikes) {
    CHECK(spikes.num_spikes() > 10); // else they would prove nothing
    Values values = test::states_of(net);
    test::add_spikes(values, "spikes", spikes);
    return values;
}

/// Several blocks of noisy neurons (24 bytes each, of 256 kB), some of which are refractory.
NeuronGroup noisy(std::int64_t size = 30000) {
    NeuronGroup G(size, "dv/dt = (I - v)/(10*ms) + 0.3*xi*(10*ms)**-0.5 : 1 (unless refractory)\n I : 1",
                  {.threshold = "v > 1", .reset = "v = 0", .refractory = 2 * ms, .method = "euler", .name = "G"});
    G["v"] = "rand()";
    G["I"] = "1.2*i/N";
    return G;
}

} // namespace

TEST_CASE("neurons that nothing reaches go through all steps in blocks") {
    check_all_ways(197, [](Runner& run) {
        NeuronGroup G = noisy();
        SpikeMonitor spikes(G);
        PopulationRateMonitor rate(G.slice(100, 25000));
        Network net(G, spikes, rate);
        run(net, 13.3 * ms);
        run(net, 6.4 * ms); // from a step on that is no multiple of 64
        Values values = spikes_and_states(net, spikes);
        values["rate"].assign(rate.rate().begin(), rate.rate().end());
        return values;
    });
}

TEST_CASE("two groups, a random input and a held subexpression go through steps in blocks") {
    check_all_ways(200, [](Runner& run) {
        NeuronGroup G = noisy(20000), H(3000, "dw/dt = (1 - w)/tau : 1\n tau = 10*ms*(1 + rand()) : second (constant over dt)",
                                        {.threshold = "w > 0.5 and rand() < 0.1", .reset = "w = 0", .method = "euler", .name = "H"});
        PoissonInput input(G.slice(500, 15000), "v", 50, 100 * Hz, "0.01");
        SpikeMonitor spikes(G);
        Network net(G, H, input, spikes);
        run(net, 20 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("a delay longer than dt lets a network go on in blocks until the next spikes arrive") {
    const auto simulate = [](Runner& run, const std::function<void(Synapses&)>& set_delays) {
        SpikeGeneratorGroup source(100, {0, 50, 99, 7}, std::vector<double>{2, 2, 2, 12} * ms, {.period = 30 * ms, .name = "source"});
        NeuronGroup G(20000, "dv/dt = -v/(10*ms) : 1", {.threshold = "v > 1", .reset = "v = 0", .method = "exact", .name = "G"});
        Synapses in(source, G, {.on_pre = "v_post += 0.6", .name = "in"}), back(G, G, {.on_pre = "v_post += 0.05", .name = "back"});
        in.connect({.p = 0.3});
        back.connect({.p = 0.001});
        set_delays(in);
        back["delay"] = 7 * ms;
        SpikeMonitor spikes(G);
        Network net(source, G, in, back, spikes);
        run(net, 33 * ms);
        run(net, 27 * ms);
        return spikes_and_states(net, spikes);
    };
    // Of the source volleys at 2 and 12 ms, twice; of the neurons what they have spiked 7 ms before.
    const auto between = [](std::int64_t delay) {
        return [=](const Values& values) {
            std::set<std::int64_t> arrivals{20 + delay, 120 + delay, 320 + delay, 420 + delay};
            for (const double t : values.at("spikes.t")) arrivals.insert(std::llround(t / 1e-4) + 70);
            return steps_between(arrivals);
        };
    };
    check_all_ways(between(50), [&](Runner& run) { return simulate(run, [](Synapses& in) { in["delay"] = 5 * ms; }); });
    check_all_ways(between(50), [&](Runner& run) { return simulate(run, [](Synapses& in) { in["delay"] = "5*ms"; }); });
    check_all_ways(between(0), [&](Runner& run) { return simulate(run, [](Synapses&) {}); }); // volleys are known beforehand
}

TEST_CASE("delays that differ keep single those steps in which something arrives") {
    check_all_ways(0, [](Runner& run) { // the synapses without a delay are reached at any time
        NeuronGroup G = noisy(3000);
        Synapses S(G, G, {.on_pre = "v_post += 0.001", .name = "S"});
        S.connect({.p = 0.01});
        S["delay"] = "rand()*2*ms";
        SpikeMonitor spikes(G);
        Network net(G, S, spikes);
        run(net, 10 * ms);
        return spikes_and_states(net, spikes);
    });
    check_all_ways(69, [](Runner& run) {
        SpikeGeneratorGroup source(1, {0}, std::vector<double>{1} * ms, {.name = "source"});
        NeuronGroup G(1000, "dv/dt = -v/(10*ms) : 1", {.threshold = "v > 0.5", .reset = "v = 0", .method = "exact", .name = "G"});
        Synapses S(source, G, {.on_pre = "v_post += 0.6", .name = "S"});
        S.connect();
        S["delay"] = "2*ms + (i + j)*3*ms/N_post"; // in steps 30 to 60
        SpikeMonitor spikes(G);
        Network net(source, G, S, spikes);
        run(net, 10 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("while spikes arrive, several threads go on for as many steps as the shortest delay") {
    const auto check = [](std::int64_t before, std::int64_t blocked, const std::function<void(Synapses&)>& set_delays) {
        std::int64_t of_threads = 0;
        check_all_ways(before, [&](Runner& run) {
            NeuronGroup G = noisy(3000), H(500, "dw/dt = -w/(5*ms) : 1", {.threshold = "w > 1", .reset = "w = 0", .method = "exact", .name = "H"});
            Synapses S(G, G, {.on_pre = "v_post += 0.01", .delay = 2 * ms, .name = "S"});
            Synapses T(G.slice(100, 2900), H, {.model = "u : 1", .on_pre = "u = 0.9*u + 0.2; w_post += u", .name = "T"});
            S.connect({.p = 0.02});
            T.connect({.p = 0.05});
            set_delays(T);
            SpikeMonitor spikes(G), others(H);
            StateMonitor states(H, "w", {.record = {0, 250, 499}});
            Network net(G, H, S, T, spikes, others, states);
            run(net, 15.3 * ms);
            run(net, 14.7 * ms);
            of_threads = net.blocked_steps(); // of the second run
            Values values = spikes_and_states(net, spikes);
            test::add_spikes(values, "others", others);
            CHECK(others.num_spikes() > 10);
            add(values, states, "w");
            return values;
        });
        CHECK(of_threads == blocked); // with three threads, the last
    };
    // Steps before the first arrival, and of the second run's 147: rows of at most 20 or 5, which end at every 64th step too.
    check(20, 147, [](Synapses& T) { T["delay"] = 3 * ms; });
    check(5, 147, [](Synapses& T) { T["delay"] = "0.5*ms + 2*ms*rand()"; });
    check(0, 0, [](Synapses& T) { T["delay"] = "0.1*ms + 2*ms*rand()"; }); // rows of one
    check(0, 0, [](Synapses&) {});                                        // at once
}

TEST_CASE("several threads go on whatever else reaches the neurons") {
    check_all_ways(2, [](Runner& run) { // steps between two spikes of the list, before the others begin
        std::vector<std::int64_t> indices;
        std::vector<double> times;
        for (int k = 0; k < 90; ++k) {
            indices.push_back(k * 37 % 100);
            times.push_back(0.25 * k);
        }
        SpikeGeneratorGroup source(100, indices, times * ms, {.name = "source"});
        PoissonGroup chance(300, 40 * Hz, {.name = "chance"});
        NeuronGroup G = noisy(3000);
        Synapses in(source, G, {.on_pre = "v_post += 0.3", .name = "in"}); // at once: known beforehand
        Synapses by_chance(chance, G, {.on_pre = "v_post += 0.1", .delay = 0.7 * ms, .name = "by_chance"});
        Synapses plastic(G, G, {.model = "w : 1", .on_pre = "v_post += w; w = 0.99*w", .on_post = "w = clip(w + 0.001, 0, 0.05)", .name = "plastic"});
        Synapses slow(G, G, {.on_pre = "v_post -= 0.01", .delay = 8 * ms, .name = "slow"}); // longer than a row of steps
        PoissonInput input(G.slice(500, 1500), "v", 50, 100 * Hz, "0.01");
        for (Synapses* synapses : {&in, &by_chance, &plastic, &slow}) synapses->connect({.p = 0.02});
        plastic["w"] = 0.02;
        plastic["pre.delay"] = "0.6*ms + 0.3*ms*rand()";
        plastic["post.delay"] = 1 * ms;
        SpikeMonitor spikes(G);
        NetworkOperation toggle([&](Quantity t) { by_chance.set_active(t < 5 * ms || t > 9 * ms); }, {.dt = 2 * ms});
        Network net(source, chance, G, in, by_chance, plastic, slow, input, spikes, toggle);
        run(net, 11.7 * ms);
        slow["delay"] = 9 * ms; // while some are under way
        plastic["pre.delay"] = "0.5*ms + 0.9*ms*rand()";
        run(net, 11.7 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("what hears of spikes before they are made hears those of the step before") {
    using Order = std::vector<std::string>;
    for (const Order& order : {Order{"start", "synapses", "groups", "thresholds", "resets", "end"},
                               Order{"start", "groups", "synapses", "thresholds", "resets", "end"},
                               Order{"start", "groups", "resets", "thresholds", "synapses", "end"},
                               Order{"end", "start", "groups", "thresholds", "synapses", "resets"}}) {
        check_all_ways(0, [&](Runner& run) {
            SpikeGeneratorGroup source(1, {0, 0, 0, 0}, std::vector<double>{1, 3.1, 6.2, 9.3} * ms, {.name = "source"});
            NeuronGroup G = noisy(3000);
            Synapses in(source, G, {.on_pre = "v_post += 0.3", .name = "in"}), S(G, G, {.on_pre = "v_post += 0.02", .delay = 2 * ms, .name = "S"});
            in.connect();
            S.connect({.p = 0.02});
            SpikeMonitor sources(source);
            PopulationRateMonitor rate(G);
            Network net(source, G, in, S, rate);
            net.set_schedule(order);
            run(net, 15 * ms);
            Values values = test::states_of(net);
            values["rate"].assign(rate.rate().begin(), rate.rate().end());
            return values;
        });
    }
}

TEST_CASE("voltages recorded in every step go through blocks") {
    for (const std::vector<std::int64_t>& record : {std::vector<std::int64_t>{0, 5, 17000, 29999}, std::vector<std::int64_t>{4, 5, 6}}) {
        check_all_ways(200, [&](Runner& run) {
            NeuronGroup G = noisy();
            SpikeMonitor spikes(G);
            StateMonitor states(G, {"v", "I"}, {.record = record});
            Network net(G, spikes, states);
            run(net, 20 * ms);
            Values values = spikes_and_states(net, spikes);
            add(values, states, "v");
            add(values, states, "I");
            return values;
        });
    }
}

TEST_CASE("wide rows limit the steps in blocks, and samples now and then come from blocks too") {
    check_all_ways(200, [](Runner& run) {
        NeuronGroup G = noisy(6000); // 48 kB a row: five steps
        SpikeMonitor spikes(G);
        StateMonitor all(G, "v", {.record = true}), some(G, "v", {.record = {5, 17}, .dt = 1 * ms, .when = "end"});
        Network net(G, spikes, all, some);
        run(net, 20 * ms);
        Values values = spikes_and_states(net, spikes);
        add(values, all, "v");
        const auto sampled = some["v"][1];
        values["some"].assign(sampled.begin(), sampled.end());
        return values;
    });
    // Rows in another order than the neurons' are sampled in single steps; step 191 is one too, between such a one and a multiple of 64.
    check_all_ways(200 - 20 - 1, [](Runner& run) {
        NeuronGroup G = noisy(6000);
        SpikeMonitor spikes(G);
        StateMonitor some(G, "v", {.record = {17, 5}, .dt = 1 * ms, .when = "end"});
        Network net(G, spikes, some);
        run(net, 20 * ms);
        Values values = spikes_and_states(net, spikes);
        add(values, some, "v");
        return values;
    });
}

TEST_CASE("what is due now and then interrupts the blocks in its steps alone") {
    check_all_ways(200 - 4 - 2, [](Runner& run) { // single are the steps 0, 50, 100, 150, and 33, 34
        NeuronGroup G = noisy();
        G.run_regularly("I *= 1.01", {.dt = 5 * ms});
        G.run_at("v = 0", {3.3 * ms, 3.4 * ms});
        G.run_regularly("I += 1e-6*v"); // in every step: neuron by neuron
        NetworkOperation change([&G](Quantity t) { G["v"] = G["v"][7] / 2 + t / second; }, {.dt = 5 * ms, .when = "end"});
        SpikeMonitor spikes(G);
        Network net(G, change, spikes);
        run(net, 20 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("spikes by chance and from the host reach neurons behind blocks") {
    check_all_ways(199, [](Runner& run) { // the first is single: the host has spikes for it
        PoissonGroup source(2000, 0.5 * Hz, {.name = "source"});
        InputGroup host(10, {.name = "host"});
        NeuronGroup G = noisy(3000);
        Synapses S(source, G, {.on_pre = "v_post += 0.01", .delay = 30 * ms, .name = "S"}), H(host, G, {.on_pre = "v_post += 1", .name = "H"});
        S.connect({.p = 0.01});
        H.connect();
        SpikeMonitor spikes(G), sources(source);
        Network net(source, host, G, S, H, spikes, sources);
        host.fire({3});
        run(net, 20 * ms);
        Values values = spikes_and_states(net, spikes);
        test::add_spikes(values, "sources", sources);
        return values;
    });
}

TEST_CASE("what reads the whole of a step goes step by step") {
    const auto blocked_steps = [](const std::function<void(Network&, NeuronGroup&)>& add) {
        start_scope();
        NeuronGroup G = noisy(1000);
        Network net(G);
        add(net, G);
        net.run(2 * ms);
        return net.blocked_steps();
    };
    CHECK(blocked_steps([](Network&, NeuronGroup&) {}) == 20);
    CHECK(blocked_steps([](Network& net, NeuronGroup&) { net.add(NetworkOperation([] {})); }) == 0);
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) { net.add(SpikeMonitor(G, {.variables = {"v"}})); }) == 0); // looks at v as it is in that step
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) { net.add(StateMonitor(G, "lastspike", {.record = {0}})); }) == 0); // computed
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) { net.add(RateGuard(G, 10000 * Hz)); }) == 0); // ends a run in its very step
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) { net.add(StateMonitor(G, "v", {.record = {0}, .dt = 0.15 * ms})); }) == 0);
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) {
              Synapses S(G, G, {.on_pre = "v_post += 1"});
              S.connect({.p = 0.01});
              net.add(S);
          }) == 0);
    CHECK(blocked_steps([](Network& net, NeuronGroup& G) {
              Synapses S(G, G, {.model = "dw/dt = -w/(10*ms) : 1 (clock-driven)", .on_pre = "w += 1", .delay = 5 * ms});
              S.connect({.p = 0.01});
              net.add(S);
          }) == 0);
}

TEST_CASE("a group that reads neighbours of itself goes step by step, as it has to") {
    check_all_ways(0, [](Runner& run) {
        NeuronGroup G(20000, "dv/dt = (I + 0.1*other - v)/(10*ms) : 1\n I : 1\n other : 1 (linked)",
                      {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .name = "G"});
        G["I"] = "1.5*i/N";
        std::vector<std::int64_t> index(20000);
        for (std::size_t k = 0; k < index.size(); ++k) index[k] = static_cast<std::int64_t>(index.size() - 1 - k);
        G["other"] = linked_var(G, "v", index);
        SpikeMonitor spikes(G);
        Network net(G, spikes);
        run(net, 20 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("a group that reads another one, which is blocked, goes step by step with it") {
    check_all_ways(0, [](Runner& run) {
        NeuronGroup G = noisy(), H(30000, "dw/dt = (other - w)/(10*ms) : 1\n other : 1 (linked)", {.method = "euler", .name = "H"});
        std::vector<std::int64_t> index(30000);
        for (std::size_t k = 0; k < index.size(); ++k) index[k] = static_cast<std::int64_t>(index.size() - 1 - k);
        H["other"] = linked_var(G, "v", index);
        SpikeMonitor spikes(G);
        Network net(G, H, spikes);
        run(net, 20 * ms);
        return spikes_and_states(net, spikes);
    });
}

TEST_CASE("a state that is no number ends a run at the same time, blocked or not") {
    const auto message = [](bool blocking) {
        start_scope();
        NeuronGroup G(20000, "dv/dt = v*r : 1\n r : Hz", {.method = "euler", .name = "G"});
        G["v"] = 1;
        G["r"] = "i*15/second";
        Network net(G);
        try {
            net.run(50 * ms, {.temporal_blocking = blocking});
        } catch (const NumericalError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(message(true) == message(false));
    CHECK(message(true) != "");
}
