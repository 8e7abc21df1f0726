// SPDX-License-Identifier: Apache-2.0
// Variants of a network on several threads, and what is compiled for them.
#include "engine/kernel_cache.hpp"
#include "support/error_text.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <numeric>
#include <thread>

using namespace hillock;
using namespace hillock::internal;
using test::error_of;

namespace {

struct Noisy {
    NeuronGroup G{20, "dv/dt = (drive - v)/tau + 0.3*xi*tau**-0.5 : 1\n drive : 1",
                  {.threshold = "v > 1", .reset = "v = 0", .method = "euler", .late_constants = {{"tau", second}}, .name = "G"}};
    Synapses S{G, G, {.model = "w : 1", .on_pre = "v_post += w*rand()", .name = "S"}};
    SpikeMonitor M{G, {.name = "M"}};
    Network net;
    Noisy() : net(G, S, M) {
        S.connect({.condition = "i != j"});
        S["w"] = 0.01;
        S.pathway("pre").delay() = "0.1*(1 + (i + j) % 5)*ms";
        net.set_constants({{"tau", 10 * ms}});
        net.seed(6);
    }
};

/// Everything random: the noise of the run, and values assigned by text.
std::vector<double> trial(Network& net, double drive) {
    const auto G = net.get<NeuronGroup>("G");
    G["drive"] = drive;
    G["v"] = "rand()";
    net.run(20 * ms);
    const auto M = net.get<SpikeMonitor>("M");
    std::vector<double> result(M.t().begin(), M.t().end());
    const auto v = G["v"].values();
    result.insert(result.end(), v.begin(), v.end());
    return result;
}

const std::vector<double> kDrives{0.5, 0.9, 1.3, 1.7, 2.1, 1.3, 1.3, 0.2, 1.1, 1.2, 1.4};

} // namespace

TEST_CASE("results come in the order of the values, with the same bits from any number of threads") {
    Noisy model;
    model.net.run(5 * ms);
    const auto one = sweep(model.net, kDrives, trial, {.threads = 1});
    for (const unsigned threads : {2U, 3U, 7U, 0U}) {
        CAPTURE(threads);
        CHECK(sweep(model.net, kDrives, trial, {.threads = threads}) == one);
    }
    CHECK(one[2] != one[5]); // of the same drive, but with random numbers of their own
    CHECK(one[5] != one[6]);
    const auto same = sweep(model.net, kDrives, trial, {.same_seed = true});
    CHECK(same[2] == same[5]);
    CHECK(same[5] == same[6]);
    CHECK(same[2] != same[3]);
    model.net.seed(7);
    CHECK(sweep(model.net, kDrives, trial) != one);
    CHECK(model.net.t() == 5 * ms); // it stays as it is
    CHECK(model.G["drive"].values() == std::vector<double>(20, 0.0));
}

TEST_CASE("running again with other constants, parameters and arrays compiles nothing") {
    Noisy model;
    model.net.run(1 * ms);
    const std::size_t before = engine::compiled_so_far();
    CHECK(before > 0);
    model.net.set_constants({{"tau", 5 * ms}});
    model.G["drive"] = 2;
    model.net.run(1 * ms);
    (void)sweep(model.net, {10.0, 20.0, 30.0}, [](Network& variant, double milliseconds) {
        variant.set_constants({{"tau", milliseconds * ms}});
        variant.get<Synapses>("S")["w"] = 0.02;
        variant.run(1 * ms);
        return 0;
    });
    Network clone = model.net.clone();
    clone.run(1 * ms);
    model.net.store();
    model.net.restore();
    model.net.run(1 * ms);
    CHECK(engine::compiled_so_far() == before);
}

TEST_CASE("a network that has not run yet is compiled once for all variants") {
    Noisy model;
    const std::size_t before = engine::compiled_so_far();
    (void)sweep(model.net, kDrives, trial);
    const std::size_t compiled = engine::compiled_so_far() - before;
    CHECK(compiled > 0);
    CHECK(compiled <= 3); // update, reset, pathway
    (void)sweep(model.net, kDrives, trial);
    CHECK(engine::compiled_so_far() - before == compiled);
}

TEST_CASE("a function that builds its network: the same bits, and equal equations are compiled once") {
    const auto build = [](double drive) {
        Noisy model;
        model.net.seed(static_cast<std::uint64_t>(drive * 10));
        return trial(model.net, drive);
    };
    const auto unseeded = [](int size) {
        NeuronGroup G(size, "dv/dt = xi*second**-0.5 : 1", {.method = "euler"});
        Network net(G);
        net.run(1 * ms);
        auto values = G["v"].values();
        values.push_back(static_cast<double>(G.name().size())); // names begin anew too
        return values;
    };
    const std::size_t before = engine::compiled_so_far();
    seed(2);
    const auto one = sweep(kDrives, build, {.threads = 1});
    CHECK(engine::compiled_so_far() - before <= 3);
    seed(2);
    CHECK(sweep(kDrives, build, {.threads = 4}) == one);
    seed(3);
    const auto first = sweep({2, 3, 3, 4}, unseeded, {.threads = 1});
    CHECK(first[1] != first[2]);
    seed(3);
    CHECK(sweep({2, 3, 3, 4}, unseeded, {.threads = 3}) == first);
    CHECK(sweep({2, 3, 3, 4}, unseeded) != first);
    const auto same = sweep({2, 3, 3, 4}, unseeded, {.same_seed = true});
    CHECK(same[1] == same[2]);
}

TEST_CASE("the first variant that fails is reported, with its error, however many threads there are") {
    Noisy model;
    for (const unsigned threads : {1U, 2U, 5U}) {
        CAPTURE(threads);
        std::atomic<int> begun = 0;
        const auto run = [&] {
            sweep(model.net, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, [&](Network& variant, int k) {
                ++begun;
                if (k == 3) variant.get<NeuronGroup>("G")["w"] = 1;
                if (k > 3) throw std::runtime_error("another one");
            }, {.threads = threads});
        };
        try {
            run();
            FAIL("nothing was thrown");
        } catch (const SweepError& error) {
            CHECK(std::string(error.what()) == "variant 3 of 10 has failed: 'G' has no variable 'w'");
            CHECK(error.variant() == 3);
            CHECK_THROWS_AS(std::rethrow_if_nested(error), NameError);
        }
        CHECK(begun <= 3 + static_cast<int>(threads) * 2);
    }
    CHECK(error_of<SweepError>([&] { (void)sweep({1}, [](int) -> int { throw 5; }); }) ==
          "variant 0 of 1 has failed: an exception of another type than std::exception");
}

TEST_CASE("a sweep that is cancelled finishes what runs and begins nothing more") {
    Noisy model;
    std::stop_source stop;
    std::atomic<int> finished = 0;
    const std::string text = error_of<SweepError>([&] {
        sweep(model.net, kDrives, [&](Network& variant, double) {
            variant.run(1 * ms);
            if (++finished == 4) stop.request_stop();
        }, {.threads = 1, .cancel = stop.get_token()});
    });
    CHECK(text == "the sweep was cancelled after 4 of 11 variants");
    CHECK(finished == 4);
}

TEST_CASE("variants take the usual type of the caller, and a later sweep that of its own") {
    const auto type_of_v = [](int) {
        NeuronGroup G(1, "v : 1");
        return StateMonitor(G, "v")["v"].type();
    };
    default_dtype() = float32;
    const auto narrow = sweep(std::vector<int>(4), type_of_v, {.threads = 2});
    default_dtype() = float64;
    CHECK(narrow == std::vector<NumberType>(4, float32));
    CHECK(sweep(std::vector<int>(4), type_of_v, {.threads = 2}) == std::vector<NumberType>(4, float64));
}

TEST_CASE("variants take the clock of the caller, and none are needed") {
    NeuronGroup G(1, "v : 1", {.name = "G"});
    G.run_regularly("v += 1");
    Network net(G);
    defaultclock().dt = 0.5 * ms;
    const auto steps = sweep(net, {1, 2}, [](Network& variant, int k) {
        variant.run(k * ms);
        return static_cast<double>(variant.get<NeuronGroup>("G")["v"][0]);
    });
    defaultclock().dt = 0.1 * ms;
    CHECK(steps == std::vector<double>{2, 4});
    CHECK(sweep(net, std::vector<int>(), [](Network&, int) { return true; }).empty());
    CHECK(sweep(std::vector<int>(), [](int) { return 1; }).empty());
}

TEST_CASE("a network that is not ready is swept if its variants make it so") {
    NeuronGroup G(2, "v : 1", {.threshold = "v > 1", .reset = "v = 0", .name = "G"});
    Synapses S(G, G, {.on_pre = "v_post += 1", .name = "S"});
    Network net(G, S);
    const auto sizes = sweep(net, {1, 2}, [](Network& variant, int) {
        auto synapses = variant.get<Synapses>("S");
        synapses.connect();
        variant.run(1 * ms);
        return synapses.size();
    });
    CHECK(sizes == std::vector<std::size_t>{4, 4});
    const auto run = [](Network& variant, int) { variant.run(1 * ms); };
    CHECK(error_of<SweepError>([&] { sweep(net, {1}, run); }) ==
          "variant 0 of 1 has failed: 'S' has no synapses: call connect() before the run");
}
