// SPDX-License-Identifier: Apache-2.0
// Groups of neurons through the public interface: variables, threshold, reset, refractoriness, integration.
#include "support/error_text.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

std::vector<double> spike_times_ms(const SpikeMonitor& monitor) {
    std::vector<double> result;
    for (const double t : monitor.t()) result.push_back(std::round(t * 1e4) / 10);
    return result;
}

const Constants kTau{{"tau", 10 * ms}};

} // namespace

TEST_CASE("variables start at 0 and take numbers, quantities, arrays and text") {
    start_scope();
    NeuronGroup G(4, "dv/dt = -v/tau : volt\n k : integer\n on : boolean\n s : 1 (shared)", {.constants = kTau});
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0, 0});
    G["v"] = 5 * mV;
    CHECK(G["v"][2] == 5 * mV);
    G["v"] = std::vector<double>{1, 2, 3, 4} * mV;
    CHECK(G["v"].values() == std::vector<double>{1e-3, 2e-3, 3e-3, 4e-3});
    G["v"] = "i*mV + N*volt";
    CHECK(G["v"][3] == 3 * mV + 4 * volt);
    G["v"] = 0;
    CHECK(G["v"][1] == 0 * mV);
    G["v"][-1] = 7 * mV;
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0, 7e-3});
    G["k"] = "i*i";
    CHECK(G["k"].values() == std::vector<double>{0, 1, 4, 9});
    G["k"] = std::vector<int>{4, 3, 2, 1};
    G["on"] = "k > 2";
    CHECK(G["on"].values() == std::vector<double>{1, 1, 0, 0});
    G["s"] = 2.5;
    CHECK(G["s"].values() == std::vector<double>{2.5});
    G["s"] = "2*s + N";
    CHECK(G["s"].values() == std::vector<double>{9});
    CHECK(G["s"].size() == 1);
}

TEST_CASE("a slice has indices of its own and writes through") {
    start_scope();
    NeuronGroup G(10, "v : 1\n w = 2*v : 1");
    Subgroup middle = G.slice(3, 6);
    CHECK(middle.size() == 3);
    middle["v"] = "10*i + N";
    CHECK(G["v"].values() == std::vector<double>{0, 0, 0, 3, 13, 23, 0, 0, 0, 0});
    CHECK(middle["w"].values() == std::vector<double>{6, 26, 46});
    CHECK(middle.slice(1, 3)["v"].values() == std::vector<double>{13, 23});
    CHECK(middle["i"].values() == std::vector<double>{0, 1, 2});
    middle["v"].data()[0] = 1;
    CHECK(G["v"][3] == 1);
    CHECK(test::error_of<IndexError>([&] { (void)G.slice(4, 11); }) ==
          "slice(4, 11) is not inside '" + G.name() + "', which has 10 neurons, or is empty");
    CHECK(test::error_of<IndexError>([&] { (void)G.slice(4, 4); }) ==
          "slice(4, 4) is not inside '" + G.name() + "', which has 10 neurons, or is empty");
    CHECK(test::error_of<IndexError>([&] { (void)middle["v"][3]; }) ==
          "index 3 is outside 'v' of '" + G.name() + "', which has 3 elements");
}

TEST_CASE("the exact method follows the closed form, for singular and for oscillating systems too") {
    start_scope();
    // 1e-13: 300 steps with three roundings each, growing as their square root, against one evaluation of exp.
    NeuronGroup decay(1, "dv/dt = (1-v)/tau : 1", {.method = "exact", .constants = kTau});
    NeuronGroup ramp(1, "dv/dt = I/C : volt", {.method = "exact", .constants = {{"I", 1 * nA}, {"C", 1 * nF}}});
    NeuronGroup swing(1, "dx/dt = omega*y : 1\n dy/dt = -omega*x : 1",
                      {.method = "exact", .constants = {{"omega", 2 * 3.141592653589793 * 10 * Hz}}});
    swing["x"] = 1;
    run(30 * ms);
    CHECK(std::abs(decay["v"][0] - (1 - std::exp(-3.0))) < 1e-13);
    CHECK(std::abs(ramp["v"][0] / volt - 0.03) < 1e-15);
    CHECK(std::abs(swing["x"][0] - std::cos(2 * 3.141592653589793 * 0.3)) < 1e-13);
    CHECK(std::abs(swing["y"][0] + std::sin(2 * 3.141592653589793 * 0.3)) < 1e-13);
    CHECK(decay.method() == "exact");
}

TEST_CASE("coefficients that differ from neuron to neuron are exact as well") {
    start_scope();
    NeuronGroup one(3, "dv/dt = (E-v)/tau : volt\n tau : second\n E : volt", {.method = "exact"});
    NeuronGroup two(3, "dv/dt = (g-v)/tau : 1\n dg/dt = -g/taug : 1\n tau : second\n taug : second", {.method = "exact"});
    one["tau"] = "(1+i)*5*ms";
    one["E"] = "i*10*mV";
    two["tau"] = "(1+i)*5*ms";
    two["taug"] = "(1+i)*2*ms";
    two["g"] = 1;
    run(20 * ms);
    for (int k = 0; k < 3; ++k) {
        const double tau = (1 + k) * 5e-3, taug = (1 + k) * 2e-3, t = 20e-3;
        CHECK(std::abs(one["v"][k] / volt - k * 10e-3 * (1 - std::exp(-t / tau))) < 1e-15);
        // 1e-13: 200 steps of a few roundings each, growing as their square root.
        const double v = taug / (taug - tau) * (std::exp(-t / taug) - std::exp(-t / tau));
        CHECK(std::abs(two["v"][k] - v) < 1e-13);
        CHECK(std::abs(two["g"][k] - std::exp(-t / taug)) < 1e-13);
    }
}

TEST_CASE("time constants from a hundredth of a step to a million steps side by side, locked while refractory") {
    start_scope();
    NeuronGroup G(4, "dv/dt = (g-v)/tau : 1 (unless refractory)\n dg/dt = -g/taug : 1\n tau : second\n taug : second",
                  {.threshold = "timestep(t, dt) == 10", .reset = "", .refractory = 1 * ms, .method = "exact"});
    const double tau[] = {1e-6, 1e-2, 1e2, 1e-2}, taug[] = {1e-2, 1e-6, 1e-2, 1e2};
    G["tau"] = std::vector<double>(tau, tau + 4) * second;
    G["taug"] = std::vector<double>(taug, taug + 4) * second;
    G["g"] = 1;
    run(1 * ms);
    const auto flow = [&](int k, double t, double v0, double g0) {
        const double a = std::exp(-t / tau[k]), b = std::exp(-t / taug[k]);
        return v0 * a + g0 * taug[k] / (taug[k] - tau[k]) * (b - a);
    };
    for (int k = 0; k < 4; ++k) CHECK(G["v"][k] == doctest::Approx(flow(k, 1e-3, 0, 1)).epsilon(1e-12));
    run(0.1 * ms); // the spike
    const auto v = G["v"].values();
    run(0.9 * ms);
    CHECK(G["v"].values() == v); // bit for bit
    for (int k = 0; k < 4; ++k) CHECK(G["g"][k] == doctest::Approx(std::exp(-2e-3 / taug[k])).epsilon(1e-12));
    run(1 * ms);
    CHECK(G["v"][1] < v[1]);
}

TEST_CASE("coefficients of two kinds in one block, six equations in a ring") {
    start_scope();
    std::string text = "tau : second\n";
    for (int k = 0; k < 6; ++k)
        text += "dx" + std::to_string(k) + "/dt = (x" + std::to_string((k + 1) % 6) + " - x" + std::to_string(k) + ")/tau : 1\n";
    NeuronGroup each(2, text, {.method = "exact"});
    NeuronGroup all(2, text.substr(text.find('\n') + 1), {.method = "exact", .constants = {{"tau", 5 * ms}}});
    each["tau"] = 5 * ms;
    each["x0"] = 1;
    all["x0"] = 1;
    run(20 * ms);
    for (int k = 0; k < 6; ++k) {
        const std::string name = "x" + std::to_string(k);
        CHECK(each[name][1] == doctest::Approx(double(all[name][1])).epsilon(1e-12));
    }
}

TEST_CASE("without a method the first that takes the equations is chosen") {
    start_scope();
    NeuronGroup linear(1, "dv/dt = -v/tau : 1", {.constants = kTau});
    NeuronGroup square(1, "dv/dt = -v*v/tau : 1", {.constants = kTau});
    CHECK(linear.method() == "");
    run(1 * ms);
    CHECK(linear.method() == "exact");
    CHECK(square.method() == "euler");
}

TEST_CASE("spike times of the three forms of refractoriness are those of Brian 2.5.1") {
    start_scope();
    const char* eqs = "dv/dt = (1-v)/tau : 1 (unless refractory)";
    const Constants tau5{{"tau", 5 * ms}};
    NeuronGroup time(1, eqs, {.threshold = "v>0.8", .reset = "v=0", .refractory = 5 * ms, .method = "exact", .constants = kTau});
    NeuronGroup text(2, std::string(eqs) + "\n ref : second",
                     {.threshold = "v>0.8", .reset = "v=0", .refractory = "ref", .method = "exact", .constants = kTau});
    text["ref"] = std::vector<double>{5, 15} * ms;
    NeuronGroup fixed(1, eqs, {.threshold = "v>0.8", .reset = "v=0", .refractory = "5*ms", .method = "exact", .constants = kTau});
    NeuronGroup condition(1, "dv/dt = (1-v)/tau : 1\n dw/dt = -w/tau : 1",
                          {.threshold = "v>0.8", .reset = "v=0\nw=1", .refractory = "w > 0.1", .method = "exact", .constants = tau5});
    SpikeMonitor m1(time), m2(text), m3(fixed), m4(condition);
    run(50 * ms);
    CHECK(spike_times_ms(m1) == std::vector<double>{16.0, 37.0});
    CHECK(spike_times_ms(m3) == std::vector<double>{16.0, 37.0});
    CHECK(m2.spike_trains()[0].size() == 2);
    CHECK(m2.spike_trains()[1].size() == 2); // 16.0 and 16.0 + 15 + 16.0 = 47.0
    CHECK(std::abs(m2.spike_trains()[1][1] - 47.0e-3) < 1e-12);
    // v is above the threshold long before w lets the neuron go.
    CHECK(spike_times_ms(m4) == std::vector<double>{8.0, 19.7, 31.4, 43.1});
}

TEST_CASE("a reset sees and writes in order, also variables that are locked") {
    start_scope();
    NeuronGroup G(1, "dv/dt = 100*Hz : 1 (unless refractory)\n n : integer\n last : second",
                  {.threshold = "v >= 1 - 1e-9", .reset = "n += 1; old = v; v = 0.5*old\nlast = t", .refractory = 1 * ms,
                   .method = "exact"});
    run(9.9 * ms);
    CHECK(G["n"][0] == 0);
    run(0.2 * ms);
    CHECK(G["n"][0] == 1);
    CHECK(std::abs(G["v"][0] - 0.5) < 1e-12);
    CHECK(std::abs(G["last"][0] / ms - 9.9) < 1e-12);
    CHECK(G["not_refractory"][0] == 0);
    CHECK(std::abs(G["lastspike"][0] / ms - 9.9) < 1e-12);
    run(2 * ms);
    CHECK(G["not_refractory"][0] == 1);
}

TEST_CASE("float32 groups agree with float64 to single precision and are handed out as such") {
    start_scope();
    NeuronGroup wide(5, "dv/dt = (1-v)/tau + i*Hz : 1", {.constants = kTau});
    NeuronGroup narrow(5, "dv/dt = (1-v)/tau + i*Hz : 1", {.constants = kTau, .dtype = float32});
    run(10 * ms);
    for (int k = 0; k < 5; ++k) {
        CHECK(std::abs(wide["v"][k] - narrow["v"][k]) < 1e-5); // 100 steps of 6e-8 relative
        CHECK(double(narrow["v"][k]) == double(float(double(narrow["v"][k]))));
    }
    CHECK(test::error_of<TypeError>([&] { (void)narrow["v"].data(); }) ==
          "'v' of '" + narrow.name() + "' is no stored float64 variable: it has no array to hand out; use values()");
}

TEST_CASE("time, noise and random numbers") {
    start_scope();
    seed(3);
    NeuronGroup G(2000, "dv/dt = -v/tau + sigma*sqrt(2/tau)*xi : 1\n r : 1\n g : 1",
                  {.method = "euler", .constants = {{"tau", 5 * ms}, {"sigma", 2.0}}});
    G["r"] = "rand()";
    G["g"] = "randn()";
    run(50 * ms);
    const auto moments = [](const std::vector<double>& x) {
        double mean = 0, square = 0;
        for (const double value : x) mean += value, square += value * value;
        mean /= double(x.size());
        return std::pair(mean, square / double(x.size()) - mean * mean);
    };
    // Ornstein-Uhlenbeck: variance sigma^2 (1 + dt/(2 tau) to first order in dt); bands are four standard errors of 2000 samples.
    const auto [v_mean, v_variance] = moments(G["v"].values());
    CHECK(std::abs(v_mean) < 4 * 2 / std::sqrt(2000));
    CHECK(std::abs(v_variance - 4 * 1.01) < 4 * 4 * std::sqrt(2.0 / 2000));
    const auto [r_mean, r_variance] = moments(G["r"].values());
    CHECK(std::abs(r_mean - 0.5) < 4 * std::sqrt(1.0 / 12 / 2000));
    CHECK(std::abs(r_variance - 1.0 / 12) < 4 * std::sqrt(1.0 / 180 / 2000));
    const auto [g_mean, g_variance] = moments(G["g"].values());
    CHECK(std::abs(g_mean) < 4 / std::sqrt(2000));
    CHECK(std::abs(g_variance - 1) < 4 * std::sqrt(2.0 / 2000));
}

TEST_CASE("the same seed gives the same numbers, another seed others") {
    const auto simulate = [](std::uint64_t number) {
        start_scope();
        seed(number);
        NeuronGroup G(50, "dv/dt = (2*rate-v)/tau + xi*tau**-0.5 : 1\n rate : 1",
                      {.threshold = "v>1", .reset = "v=0", .method = "euler", .constants = kTau});
        G["rate"] = "rand()";
        SpikeMonitor M(G);
        run(100 * ms);
        return std::vector<double>(M.t().begin(), M.t().end());
    };
    const auto first = simulate(1), second = simulate(1), other = simulate(2);
    CHECK(first.size() > 100);
    CHECK(first == second);
    CHECK(first != other);
}

TEST_CASE("a run in parts is the run as a whole, bit for bit") {
    const auto simulate = [](std::vector<Quantity> parts) {
        start_scope();
        seed(5);
        NeuronGroup G(20, "dv/dt = (1.5-v)/tau + 0.3*xi*tau**-0.5 : 1 (unless refractory)",
                      {.threshold = "v>1", .reset = "v=0", .refractory = 2 * ms, .method = "euler", .constants = kTau});
        for (const Quantity& part : parts) run(part);
        return G["v"].values();
    };
    CHECK(simulate({60 * ms}) == simulate({10 * ms, 25.3 * ms, 24.7 * ms}));
}

TEST_CASE("neurons go to rest") {
    start_scope();
    // Linear: v = E + R I with g = 0, in one step. Noise and refractoriness do not matter.
    NeuronGroup L(3, "dv/dt = (E - v + g + R*I)/tau + 0.1*mV*xi*tau**-0.5 : volt\n dg/dt = -g/(5*ms) : volt\n I : amp",
                  {.method = "euler", .constants = {{"E", -70 * mV}, {"R", 100 * Mohm}, {"tau", 10 * ms}}, .name = "L"});
    L["v"] = -50 * mV;
    L["g"] = "3*mV*i";
    L["I"] = "0.1*nA*i";
    L.slice(1, 3).rest();
    CHECK(double(L["v"][0] / mV) == -50);
    for (int i : {1, 2}) {
        CHECK(double(L["v"][i] / mV) == doctest::Approx(-70 + 10.0 * i).epsilon(1e-13));
        CHECK(std::abs(double(L["g"][i] / mV)) < 1e-12);
    }

    // Hodgkin and Huxley's equations in mV and ms (J. Physiol. 117, 1952), shifted so that they rest near -65 mV: the state does not move.
    NeuronGroup H(1, R"(
        dv/dt = (120*m**3*h*(50 - v) + 36*n**4*(-77 - v) + 0.3*(-54.4 - v))/ms : 1
        dm/dt = ((1/exprel(-(v + 40)/10))*(1 - m) - 4*exp(-(v + 65)/18)*m)/ms : 1
        dh/dt = (0.07*exp(-(v + 65)/20)*(1 - h) - h/(1 + exp(-(v + 35)/10)))/ms : 1
        dn/dt = (0.1/exprel(-(v + 55)/10)*(1 - n) - 0.125*exp(-(v + 65)/80)*n)/ms : 1
    )", {.method = "rk4", .name = "H"});
    H["v"] = -60;
    H.rest();
    const double v = H["v"][0], m = H["m"][0];
    CHECK(v == doctest::Approx(-65).epsilon(1e-3));
    run(10 * ms);
    CHECK(double(H["v"][0]) == doctest::Approx(v).epsilon(1e-12)); // rounding of 100 steps
    CHECK(double(H["m"][0]) == doctest::Approx(m).epsilon(1e-11));

    NeuronGroup none(2, "dv/dt = (1 + v**2)/second : 1", {.method = "euler", .name = "none"});
    none["v"] = 0.5;
    CHECK(error_of<ValueError>([&] { none.rest(); }) == "neuron 1 of 'none' comes to no state of rest: none was found from where it is");
    CHECK(none["v"].values() == std::vector<double>{0.5, 0.5});
    NeuronGroup still(2, "dv/dt = 0*v/second : 1");
    still["v"] = 3;
    still.rest();
    CHECK(double(still["v"][0]) == 3);
    NeuronGroup fixed(1, "v : 1", {.name = "fixed"});
    CHECK(error_of<ValueError>([&] { fixed.rest(); }) == "'fixed' has no differential equations, and so no state of rest");
    NeuronGroup stairs(1, "dv/dt = floor(v)/second : 1", {.method = "euler", .name = "stairs"});
    CHECK(error_of<ValueError>([&] { stairs.rest(); }) ==
          "the state of rest of 'stairs' cannot be found: dv/dt = floor(v) / second has no derivative by 'v'");
}
