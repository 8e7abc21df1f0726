// SPDX-License-Identifier: Apache-2.0
// Types of numbers in memory: what they store, what code computes with them, what assignments they take.
#include "support/error_text.hpp"

#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>
#include <limits>
#include <thread>

using namespace hillock;
using test::error_of;

namespace {

const Constants kTau{{"tau", 10 * ms}};

/// Elements next to each other in memory are as far apart as their type is long: it is the array itself that is handed out.
template <class T> bool is_stored_as(const VariableView& view) {
    const std::span<T> data = view.data<T>();
    data.back() = T{7};
    return data.size() == view.size() && view[-1] == 7;
}

} // namespace

namespace {

/// default_dtype() of the thread for one test.
struct UsualType {
    explicit UsualType(NumberType type) { default_dtype() = type; }
    ~UsualType() { default_dtype() = float64; }
};

} // namespace

TEST_CASE("a thread has a usual type, which groups and synapses have unless they say another") {
    start_scope();
    const UsualType narrow(float32);
    NeuronGroup G(2, "v : 1\n n : integer", {.threshold = "v > 1", .reset = ""}), wide(1, "v : 1\n u : 1", {.dtype = {{"u", float64}}});
    PoissonGroup P(1, 5 * Hz);
    Synapses S(P, G, {.model = "w : 1"});
    S.connect();
    CHECK(StateMonitor(G, {"v", "n"})["v"].type() == float32);
    CHECK(StateMonitor(G, {"v", "n"})["n"].type() == int32);
    CHECK(StateMonitor(wide, {"v", "u"})["v"].type() == float32);
    CHECK(StateMonitor(wide, {"v", "u"})["u"].type() == float64);
    CHECK(StateMonitor(S, "w")["w"].type() == float32);
    std::jthread([] {
        NeuronGroup other(1, "v : 1");
        CHECK(StateMonitor(other, "v")["v"].type() == float64);
    }).join();
    default_dtype() = int32;
    CHECK(error_of<TypeError>([] { NeuronGroup(1, "v : 1"); }) ==
          "default_dtype() is that of real variables, float32 or float64, but it is int32");
    default_dtype() = float64;
    NeuronGroup usual(1, "v : 1");
    CHECK(StateMonitor(usual, "v")["v"].type() == float64);
}

TEST_CASE("a dtype by name decides what an array holds") {
    start_scope();
    NeuronGroup G(5, "v : 1\n w : 1\n n : integer\n m : integer\n b : boolean",
                  {.dtype = {{"v", float32}, {"n", int64}, {"b", boolean}}, .name = "G"});
    CHECK(is_stored_as<float>(G["v"]));
    CHECK(is_stored_as<double>(G["w"]));
    CHECK(is_stored_as<std::int64_t>(G["n"]));
    CHECK(is_stored_as<std::int32_t>(G["m"]));
    static_assert(sizeof(G["v"].data<float>()[0]) * 2 == sizeof(G["w"].data()[0]));
    CHECK(error_of<TypeError>([&] { (void)G["v"].data(); }) ==
          "'v' of 'G' is no stored float64 variable: it has no array to hand out; use values()");
    CHECK(error_of<TypeError>([&] { (void)G["n"].data<std::int32_t>(); }) ==
          "'n' of 'G' is no stored int32 variable: it has no array to hand out; use values()");
    G["v"] = 0.1;
    CHECK(G["v"][0] == static_cast<double>(0.1f));
    G["w"] = "v"; // read as float32, stored as float64
    CHECK(G["w"][0] == static_cast<double>(0.1f));
    G["w"] = 0.1;
    CHECK(G["w"][0] == 0.1);
    NeuronGroup counts(1, "n : integer\n third = n/3 : 1"), narrow(1, "n : integer\n third = n/3 : 1", {.dtype = float32});
    counts["n"] = 1;
    narrow["n"] = 1;
    CHECK(counts["third"][0] == 1.0 / 3); // computed in float64 where nothing is said
    CHECK(narrow["third"][0] == static_cast<double>(1.0f / 3));
}

TEST_CASE("a dtype that a variable cannot have is refused by name") {
    start_scope();
    const auto refused = [](const Dtype& dtype) {
        return error_of<TypeError>([&] {
            NeuronGroup(1, "velocity : 1\n n : integer\n b : boolean\n twice = 2*velocity : 1", {.dtype = dtype, .name = "G"});
        });
    };
    CHECK(refused({{"velocity", int32}}) == "the dtype of 'velocity' of 'G' cannot be int32: it is a real variable, which is float32 or float64");
    CHECK(refused({{"n", float64}}) == "the dtype of 'n' of 'G' cannot be float64: it is an integer variable, which is int32 or int64");
    CHECK(refused({{"b", int64}}) == "the dtype of 'b' of 'G' cannot be int64: it is a boolean variable, which is boolean");
    CHECK(refused({{"twice", float32}}) == "'twice' of 'G' takes no dtype: it is no variable that the group stores");
    CHECK(refused({{"i", int64}}) == "'i' of 'G' takes no dtype: it is no variable that the group stores");
    CHECK(refused(int32) == "the dtype of 'G' as a whole is that of its real variables, float32 or float64; integer variables are named: "
                            "{{\"n\", int64}}");
    CHECK(error_of<NameError>([&] { NeuronGroup(1, "velocity : 1", {.dtype = {{"velocty", float32}}, .name = "G"}); }) ==
          "dtype of 'G' names 'velocty', which is no variable of it; did you mean 'velocity'?");
}

TEST_CASE("a number or text that is assigned must fit the type in memory") {
    start_scope();
    NeuronGroup G(2, "v : 1\n n : integer\n m : integer", {.dtype = {{"v", float32}, {"n", int64}}, .name = "G"});
    G["n"] = 3e9; // beyond 32 bits
    CHECK(G["n"].values() == std::vector<double>{3e9, 3e9});
    G["n"] = "n * 3";
    CHECK(G["n"].values() == std::vector<double>{9e9, 9e9});
    G["n"]["i == 1"] = "9007199254740993"; // 2**53 + 1, which no double is
    CHECK(G["n"].data<std::int64_t>()[0] == 9000000000);
    CHECK(G["n"].data<std::int64_t>()[1] == 9007199254740992); // numbers of the language are doubles
    G["n"]["i == 1"] = "n + 1";
    CHECK(G["n"].data<std::int64_t>()[1] == 9007199254740993);
    CHECK(error_of<TypeError>([&] { G["n"] = 1e19; }) == "cannot assign 1e+19 to 'n' of 'G', which is a 64-bit integer");
    CHECK(error_of<TypeError>([&] { G["m"] = 3e9; }) == "cannot assign 3000000000 to 'm' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["m"] = "3000000000"; }) == "cannot assign 3000000000 to 'm' of 'G', which is a 32-bit integer");
    CHECK(error_of<TypeError>([&] { G["v"] = 1e39; }) == "cannot assign 1e+39 to 'v' of 'G', which is float32 and ends at 3.4e38");
    CHECK(error_of<TypeError>([&] { G["v"] = std::vector<double>{0, -1e39}; }) ==
          "cannot assign -1e+39 to 'v' of 'G', which is float32 and ends at 3.4e38");
    CHECK(error_of<TypeError>([&] { G["v"] = "-1e39"; }) == "cannot assign -1e+39 to 'v' of 'G', which is float32 and ends at 3.4e38");
    CHECK(G["v"].values() == std::vector<double>{0, 0});
    G["v"] = std::numeric_limits<double>::infinity();
    CHECK(G["v"][0] == std::numeric_limits<double>::infinity());
}

TEST_CASE("code reads what it has stored, rounded to the type in memory") {
    start_scope();
    // 1 + 2**-30 is 1 in float32 and not in float64, in which a mixed group computes; 2**31 is -2**31 in 32 bits.
    NeuronGroup G(9, "v : 1\n w : 1\n m : integer\n n : integer\n k : integer", {.dtype = {{"v", float32}, {"n", int64}, {"k", int64}}});
    G.run_regularly("v = 1 + 2**-30\nw = v - 1\nm = 2147483647\nm += 1\nn = m\nk = 2147483647\nk += 1");
    run(0.1 * ms);
    CHECK(G["w"][8] == 0);
    CHECK(G["n"][8] == -2147483648.0);
    CHECK(G["k"][8] == 2147483648.0);
}

TEST_CASE("the threshold sees the stored value, in the kernel of the equations and in one of its own") {
    const auto spikes = [](bool apart) {
        start_scope();
        // One step leads to 1 - 2**-26, give or take a last bit of float64, which float32 rounds to 1.
        NeuronGroup G(3, "dv/dt = (1 - 2**-26)/dt : 1\n w : 1",
                      {.threshold = "v >= 1", .reset = "", .method = "euler", .dtype = {{"v", float32}}});
        if (apart) G.run_regularly("w = 0", {.when = "after_groups"});
        SpikeMonitor M(G);
        run(0.1 * ms);
        return M.num_spikes();
    };
    CHECK(spikes(false) == 3);
    CHECK(spikes(true) == 3);
}

TEST_CASE("monitors, conditions and subexpressions read every type") {
    start_scope();
    NeuronGroup G(3, "dv/dt = 1/tau : 1\n u : 1\n n : integer\n more = 2*n : integer\n sum = v + n : 1",
                  {.method = "euler", .constants = kTau, .dtype = {{"v", float32}, {"n", int64}}});
    G["n"] = "4000000000 + i";
    StateMonitor M(G, {"v", "n", "more", "sum"}, {.record = true});
    run(1 * ms);
    CHECK(M["n"][2][5] == 4000000002.0);
    CHECK(M["more"][2][5] == 8000000004.0);
    CHECK(G["more"][1] == 8000000002.0);
    CHECK(G["v"]["n > 4000000000"].size() == 2);
    for (std::size_t k = 0; k < 10; ++k) {
        CHECK(M["v"][0][k] == static_cast<double>(static_cast<float>(M["v"][0][k])));
        CHECK(std::abs(M["v"][0][k] - 0.01 * static_cast<double>(k)) < 10 * 6e-9); // k roundings of at most half a unit of 2**-27
        CHECK(M["sum"][0][k] == M["v"][0][k] + 4000000000.0);                     // added in float64
    }
}

TEST_CASE("synapses join groups of different types") {
    for (const bool narrow_source : {false, true}) {
        start_scope();
        const Dtype narrow = float32, wide = float64;
        NeuronGroup A(4, "x : 1", {.threshold = "True", .reset = "", .dtype = narrow_source ? narrow : wide});
        NeuronGroup B(4, "y : 1\n z : 1", {.dtype = narrow_source ? wide : Dtype{{"y", float32}, {"z", float64}}});
        NeuronGroup C(4, "y : 1", {.dtype = narrow_source ? wide : narrow});
        A["x"] = 1 + 0x1p-30;
        Synapses S(A, B, {.model = "w : 1\n c : integer", .on_pre = "y += x_pre + w\nz += w\nc += 1", .dtype = {{"w", float32}, {"c", int64}}});
        Synapses R(A, C, {.model = "w : 1", .on_pre = "y = x_pre - 1"});
        S.connect({.condition = "i == j"});
        R.connect({.condition = "i == j"});
        S["w"] = 0.1;
        S["c"] = 3e9;
        run(0.3 * ms);
        const double w = static_cast<double>(0.1f);
        CHECK(S["w"].data<float>()[3] == 0.1f);
        CHECK(S["c"][3] == 3000000003.0);
        CHECK((narrow_source ? is_stored_as<double>(R["w"]) : is_stored_as<float>(R["w"]))); // as its target
        CHECK(B["z"][3] == w + w + w); // sums of float64, in this order
        CHECK(std::abs(B["y"][3] - 3 * (1 + w)) < 5e-7); // three roundings of float32
        // The difference is taken in float64 where either group has it: what is lost is what x itself cannot hold.
        CHECK(C["y"][3] == (narrow_source ? 0 : 0x1p-30));
    }
}

TEST_CASE("the guard finds a float32 variable that is no number, among float64 ones") {
    for (const Dtype& dtype : {Dtype{{"v", float32}}, Dtype{{"w", float32}}}) {
        start_scope();
        NeuronGroup G(40, "dv/dt = v**2*rate : 1\n dw/dt = -w/tau : 1\n rate : Hz",
                      {.method = "euler", .constants = kTau, .dtype = dtype, .name = "G"});
        G["v"] = 1;
        G["rate"][{16}] = 1e6 * Hz; // even: taken two by two as float64, its bits would be the low ones
        const std::string problem = error_of<NumericalError>([] { run(10 * ms); });
        CHECK(problem.find("'v' of neuron 16 of 'G' is inf at t = ") == 0);
    }
}

TEST_CASE("an integrate-and-fire neuron spikes when it does in float64, whatever its variables are kept in") {
    const auto simulate = [](const Dtype& dtype) {
        start_scope();
        NeuronGroup G(100, "dv/dt = (I - v)/tau : 1 (unless refractory)\n I : 1",
                      {.threshold = "v > 1", .reset = "v = 0", .refractory = 2 * ms, .method = "exact", .constants = kTau, .dtype = dtype});
        G["I"] = "1.2 + 0.013*i";
        SpikeMonitor M(G);
        run(200 * ms);
        return M.spike_trains();
    };
    const auto expected = simulate(float64);
    for (const Dtype& dtype : {Dtype(float32), Dtype{{"v", float32}}, Dtype{{"I", float32}}}) {
        const auto found = simulate(dtype);
        for (std::size_t k = 0; k < expected.size(); ++k) {
            REQUIRE(found[k].size() == expected[k].size());
            // v is off by 1e-6 at most (18 roundings of 6e-8 survive each other within tau) and rises by 2e-3 or more in a step at the
            // threshold: a spike can move by one step where the curve grazes it, and by one more for each spike before.
            for (std::size_t n = 0; n < found[k].size(); ++n)
                CHECK(std::abs(found[k][n] - expected[k][n]) < 1.5e-4);
        }
    }
}

TEST_CASE("every method takes every mixture of types") {
    for (const char* method : {"exact", "euler", "heun", "exponential_euler", "rk2", "rk4", "milstein", "independent", "rkf45"}) {
        CAPTURE(method);
        const auto simulate = [&](const Dtype& dtype) {
            start_scope();
            NeuronGroup G(17, "dv/dt = -v/tau : 1\n dw/dt = -w/(2*tau) : 1", {.method = method, .constants = kTau, .dtype = dtype});
            G["v"] = "1 + i";
            G["w"] = "2 + i";
            run(10 * ms);
            return std::pair(G["v"].values(), G["w"].values());
        };
        const auto [v, w] = simulate({});
        const auto [narrow_v, wide_w] = simulate({{"v", float32}});
        CHECK(wide_w == w); // w does not depend on v
        for (std::size_t k = 0; k < v.size(); ++k) {
            CHECK(std::abs(narrow_v[k] - v[k]) < 100 * 6e-8 * v[k] * 3); // a hundred roundings of values that shrink to a third
            CHECK(narrow_v[k] == static_cast<double>(static_cast<float>(narrow_v[k])));
        }
    }
}
