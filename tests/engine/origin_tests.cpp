// SPDX-License-Identifier: Apache-2.0
// Errors that only a run can find say where the object was made.
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <source_location>
#include <stdexcept>
#include <string>

using namespace hillock;

namespace {

/// The whole of what().
template <class Exception, class Action> std::string whole_error_of(Action action) {
    try {
        action();
    } catch (const Exception& error) {
        return error.what();
    }
    return "<no such exception>";
}

std::string made_at(const std::string& name, unsigned line) {
    return "\n('" + name + "' was made at " + std::source_location::current().file_name() + ":" + std::to_string(line) + ")";
}

constexpr unsigned line_of(const std::source_location& here = std::source_location::current()) { return here.line(); }

class HostError : public ValueError {
  public:
    using ValueError::ValueError;
};

} // namespace

TEST_CASE("what is missing, late or impossible at a run names the line that made the object") {
    start_scope();
    const unsigned G_line = line_of() + 1;
    NeuronGroup G(1, "dv/dt = -v/tau : 1", {.method = "euler", .late_constants = {{"tau", second}}, .name = "G"});
    const unsigned M_line = line_of() + 1;
    StateMonitor M(G, "v", {.name = "M"});
    CHECK(whole_error_of<NameError>([] { run(1 * ms); }).find(made_at("G", G_line)) != std::string::npos);
    CHECK(whole_error_of<ValueError>([&] { Network(M).run(1 * ms); }) ==
          "'M' needs 'G', which is not part of the network that runs" + made_at("M", M_line));

    start_scope();
    const unsigned P_line = line_of() + 1;
    SpikeGeneratorGroup P(1, {0, 0}, std::vector<double>{0.1, 0.11} * ms, {.name = "P"});
    const std::string twice = whole_error_of<ValueError>([] { run(1 * ms); });
    CHECK(twice.find("'P'") != std::string::npos);
    CHECK(twice.find(made_at("P", P_line)) != std::string::npos);
}

TEST_CASE("what goes wrong in a run does too, once, and keeps its type") {
    start_scope();
    const unsigned G_line = line_of() + 1;
    NeuronGroup G(2, "dv/dt = v/(1e-9*second) : 1", {.method = "euler", .name = "G"});
    G["v"] = 1;
    const std::string infinite = whole_error_of<NumericalError>([] { run(10 * ms); });
    CHECK(infinite.find(made_at("G", G_line)) != std::string::npos);
    CHECK(infinite.find("was made at") == infinite.rfind("was made at"));

    start_scope();
    PoissonGroup P(10, 5 * kHz, {.name = "P"});
    const unsigned guard_line = line_of() + 1;
    RateGuard guard(P, 1 * Hz, {.name = "guard"});
    CHECK(whole_error_of<RunawayError>([] { run(100 * ms); }).find(made_at("guard", guard_line)) != std::string::npos);
}

TEST_CASE("what the host throws is left as it is") {
    start_scope();
    NetworkOperation fails([] { throw ValueError("mine"); }, {.name = "fails"});
    CHECK(whole_error_of<ValueError>([] { run(1 * ms); }) == "mine");

    start_scope();
    NetworkOperation of_mine([] { throw HostError("of a class of mine"); });
    CHECK(whole_error_of<HostError>([] { run(1 * ms); }) == "of a class of mine");
}

TEST_CASE("a state that does not fit names the object that it does not fit") {
    start_scope();
    NeuronGroup G(2, "v : 1", {.name = "G"});
    Network net(G);
    net.store();
    const unsigned H_line = line_of() + 1;
    NeuronGroup H(2, "v : 1", {.name = "H"});
    net.add(H);
    CHECK(whole_error_of<ValueError>([&] { net.restore(); }) ==
          "the stored state 'default' does not fit: it has no object 'H'" + made_at("H", H_line));
}

TEST_CASE("every class tells where it was made, and clones where the original was") {
    start_scope();
    const std::source_location here = std::source_location::current();
    const std::string slot = "no_such_slot_here";
    NeuronGroup G(1, "v : 1", {.threshold = "v > 1", .reset = "", .events = {{"e", "v > 2"}}, .name = "G"}, here);
    const auto fails_at_the_place = [&](const auto& object) {
        const std::string text = whole_error_of<ValueError>([&] { Network(G, object).run(1 * ms); });
        CHECK(text.find("there is no slot 'no_such_slot_here'") != std::string::npos);
        CHECK(text.find(made_at(object.name(), here.line())) != std::string::npos);
    };
    fails_at_the_place(NetworkOperation([] {}, {.when = slot}, here));
    fails_at_the_place(NetworkOperation([](Quantity) {}, {.when = slot}, here));
    fails_at_the_place(StateMonitor(G, "v", {.when = slot}, here));
    fails_at_the_place(SpikeMonitor(G, {.when = slot}, here));
    fails_at_the_place(EventMonitor(G, "e", {.when = slot}, here));
    fails_at_the_place(PoissonInput(G, "v", 1, 1 * Hz, 1, {.when = slot}, here));
    fails_at_the_place(PoissonGroup(1, 1 * Hz, {.when = slot}, here));
    Synapses S(G, G, {.model = "w : 1", .on_pre = "v_post += w"}, here);
    S.connect();
    S.run_regularly("w = 1", {.when = slot});
    fails_at_the_place(S);
    G.run_regularly("v = 1", {.when = slot});
    const Network twin = Network(G).clone();
    CHECK(whole_error_of<ValueError>([&] { const_cast<Network&>(twin).run(1 * ms); }).find(made_at("G", here.line())) != std::string::npos);
}
