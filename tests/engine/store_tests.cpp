// SPDX-License-Identifier: Apache-2.0
// store() and restore() in memory: what a state holds, what keeps one from fitting, and random numbers.
#include "stored_model.hpp"
#include "support/error_text.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using test::error_of;
using test::StoredModel;

TEST_CASE("a run equals two halves of it, and a half that is stored, disturbed and repeated") {
    StoredModel whole(11);
    whole.net.run(40 * ms);
    const std::string expected = whole.fingerprint();
    CHECK(whole.spikes.num_spikes() > 20); // something has happened
    CHECK(whole.rests.num_events() > 0);

    StoredModel halves(11);
    halves.net.run(20 * ms);
    halves.net.store("half way");
    const std::string half = halves.fingerprint();
    halves.net.run(20 * ms);
    CHECK(halves.fingerprint() == expected);

    halves.net.restore("half way");
    CHECK(halves.fingerprint() == half);
    CHECK(halves.net.t() == 20 * ms);
    halves.net.run(20 * ms);
    CHECK(halves.fingerprint() == expected);

    // Whatever happens in between.
    halves.net.seed(5);
    halves.net.set_constants({{"k", 1 * Hz}});
    halves.E["v"] = 0.5;
    halves.stdp["w"] = 0;
    halves.stdp.pathway("pre").delay() = 1 * ms;
    halves.stdp.pathway("post").delay() = "0.3*(i % 2)*ms";
    halves.ring.connect({.condition = "abs(i - j) == 9"});
    halves.beat.set_spikes({1}, std::vector<double>{2} * ms, 5 * ms);
    halves.spikes.set_active(false);
    halves.net.run(7 * ms);
    halves.net.restore("half way");
    CHECK(halves.fingerprint() == half);
    CHECK(halves.spikes.active());
    halves.net.run(20 * ms);
    CHECK(halves.fingerprint() == expected);
}

TEST_CASE("a state that was stored before the first run is as good as any") {
    StoredModel model(3);
    model.net.store();
    model.net.run(15 * ms);
    const std::string expected = model.fingerprint();
    model.net.restore();
    CHECK(model.net.t() == 0 * ms);
    CHECK(model.spikes.num_spikes() == 0);
    model.net.run(15 * ms);
    CHECK(model.fingerprint() == expected);
}

TEST_CASE("without a seed too a restored run draws the same numbers") {
    StoredModel model(0);
    model.net.run(10 * ms);
    model.net.store();
    model.net.run(10 * ms);
    const std::string expected = model.fingerprint();
    seed(99); // a state comes before the seed of the thread that was given before it was restored
    model.net.restore();
    model.net.run(10 * ms);
    CHECK(model.fingerprint() == expected);
}

TEST_CASE("without its random state a network draws other numbers after each restore, which follow from the seed") {
    const auto trials = [](std::uint64_t own_seed) {
        NeuronGroup G(4, "dv/dt = xi*second**-0.5 : 1", {.method = "euler"});
        Network net(G);
        if (own_seed != 0) net.seed(own_seed);
        net.store();
        std::vector<std::vector<double>> results;
        for (int k = 0; k < 3; ++k) {
            net.restore("default", {.random_state = false});
            net.run(1 * ms);
            results.push_back(G["v"].values());
        }
        net.restore();
        net.run(1 * ms);
        results.push_back(G["v"].values());
        net.restore();
        net.run(1 * ms);
        CHECK(G["v"].values() == results.back()); // and with it the same
        return results;
    };
    for (const std::uint64_t own_seed : {std::uint64_t{0}, std::uint64_t{8}}) {
        CAPTURE(own_seed);
        seed(4);
        const auto first = trials(own_seed);
        for (std::size_t a = 0; a < first.size(); ++a)
            for (std::size_t b = 0; b < a; ++b) CHECK(first[a] != first[b]);
        seed(4);
        CHECK(trials(own_seed) == first);
    }
}

TEST_CASE("arrays that a host program holds stay where they are") {
    NeuronGroup G(5, "v : 1", {.threshold = "v > 1", .reset = "v = 0"});
    Synapses S(G, G, {.model = "w : 1", .on_pre = "v_post += w", .delay = 1 * ms});
    S.connect({.condition = "i != j"});
    Network net(G, S);
    const std::span<double> v = G["v"].data(), w = S["w"].data();
    net.run(1 * ms);
    v[2] = 0.5;
    w[3] = 7;
    net.store();
    v[2] = 0.75;
    w[3] = 8;
    net.run(1 * ms);
    net.restore();
    CHECK(v[2] == 0.5);
    CHECK(w[3] == 7);
    CHECK(G["v"].data().data() == v.data());
    CHECK(S["w"].data().data() == w.data());
    v[1] = 1.5; // and the next run reads what the host writes
    net.run(0.1 * ms);
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0.5, 0, 0});
}

TEST_CASE("several states, one of which is replaced") {
    NeuronGroup G(1, "v : 1");
    Network net(G);
    G["v"] = 1;
    net.store("a");
    G["v"] = 2;
    net.store("b");
    net.restore("a");
    CHECK(G["v"][0] == 1);
    G["v"] = 3;
    net.store("a");
    net.restore("b");
    CHECK(G["v"][0] == 2);
    net.restore("a");
    CHECK(G["v"][0] == 3);
    CHECK(error_of<NameError>([&] { net.restore("bb"); }) == "the network has stored no state 'bb'; did you mean 'b'?");
    CHECK(error_of<NameError>([&] { net.restore(); }) == "the network has stored no state 'default'");
}

TEST_CASE("the network that nobody made is stored as any other") {
    start_scope();
    NeuronGroup G(2, "dv/dt = (1 - v)/(10*ms) : 1", {.method = "exact"});
    store("begin");
    StateMonitor M(G, "v"); // may come later, but has nothing to go back to
    run(1 * ms);
    const auto after = G["v"].values();
    store();
    run(1 * ms);
    CHECK(error_of<ValueError>([] { restore("begin"); }) ==
          "the stored state 'begin' does not fit: it has no object '" + M.name() + "'");
    restore();
    CHECK(G["v"].values() == after);
    CHECK(M.t().size() == 10);
    start_scope();
    CHECK(error_of<MagicError>([] { store(); }) ==
          "store() found nothing to run: no group was made since start_scope(), or all are part of a Network");
}

TEST_CASE("groups that are made after a store() before the first run join") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.name = "early"});
    store();
    NeuronGroup H(2, "v : 1", {.name = "late"});
    run(1 * ms);
    CHECK(error_of<ValueError>([] { restore(); }) == "the stored state 'default' does not fit: it has no object 'late'");
}

// ---- what does not fit ------------------------------------------------------------------------------------------

TEST_CASE("a network in its loop is neither stored nor restored") {
    NeuronGroup G(1, "v : 1");
    std::vector<std::string> errors;
    Network net;
    NetworkOperation tick([&] {
        errors.push_back(error_of<ValueError>([&] { net.store(); }));
        errors.push_back(error_of<ValueError>([&] { net.restore(); }));
    });
    net.add(G, tick);
    net.run(0.1 * ms);
    CHECK(errors == std::vector<std::string>{"store() cannot be called while the network runs", "restore() cannot be called while the network runs"});
}
