// SPDX-License-Identifier: Apache-2.0
// The whole neuron tutorial in one program, section by section, as a user would type it. Every expected number is Brian 2.5.1's own.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

static int failures = 0;
static void expect(bool ok, const char* what) {
    if (!ok) { std::printf("FAILED: %s\n", what); ++failures; }
}
static bool near(double a, double b, double tolerance = 1e-9) { return std::abs(a - b) <= tolerance * (1 + std::abs(b)); }

static void unit_system() {
    expect(to_string(20 * volt) == "20 V", "20*volt");
    expect(to_string(1000 * amp) == "1 kA", "1000*amp");
    expect(to_string(1e6 * volt) == "1 MV", "1e6*volt");
    expect(to_string(1000 * namp) == "1 uA", "1000*namp");
    expect(to_string(10 * nA * 5 * Mohm) == "50 mV", "10*nA*5*Mohm");
    try {
        Quantity impossible = 5 * amp + 10 * volt;
        (void)impossible;
        expect(false, "5*amp+10*volt must throw");
    } catch (const DimensionMismatchError& error) {
        std::string text = error.what();
        expect(text.find("5 A") != std::string::npos && text.find("10 V") != std::string::npos, "the error names both quantities");
    }
    double plain = 20 * mV / mV;  // a dimensionless quantity is a number
    expect(near(plain, 20), "20*mV/mV");
}

static void simple_model(plot::Figure& figure) {
    start_scope();
    const Quantity tau = 10 * ms;
    try {
        NeuronGroup wrong(1, "dv/dt = 1-v : 1");
        run(100 * ms);
        expect(false, "dv/dt = 1-v : 1 must be refused");
    } catch (const DimensionMismatchError&) {
    }

    start_scope();
    NeuronGroup G(1, "dv/dt = (1-v)/tau : 1", {.method = "exact", .constants = {{"tau", tau}}});
    expect(near(G["v"][0], 0), "variables start at 0");
    run(100 * ms);
    expect(near(G["v"][0], 1 - std::exp(-100 * ms / tau)), "v after 100 ms");

    start_scope();
    NeuronGroup H(1, "dv/dt = (1-v)/tau : 1", {.method = "exact", .constants = {{"tau", tau}}});
    StateMonitor M(H, "v", {.record = 0});
    run(30 * ms);
    expect(M.t().size() == 300 && M["v"][0].size() == 300, "one sample a step, none after the last");
    for (std::size_t k = 0; k < M.t().size(); ++k)
        expect(near(M["v"][0][k], 1 - std::exp(-M.t()[k] / 10e-3)), "the analytic curve");  // spans hold SI values

    figure.panel().trace(M, "v", {.label = "exact"}).title("dv/dt = (1-v)/tau");

    start_scope();
    NeuronGroup S(1, "dv/dt = (sin(2*pi*100*Hz*t)-v)/tau : 1", {.method = "euler", .constants = {{"tau", tau}}});
    StateMonitor T(S, "v", {.record = 0});
    S["v"] = 5;
    run(60 * ms);
    const double wanted[] = {5.0, 4.95, 1.7308195884511288, -0.1451204211023601};
    const int at[] = {0, 1, 100, 599};
    for (int k = 0; k < 4; ++k) expect(near(T["v"][0][at[k]], wanted[k]), "forced relaxation, Euler");
    figure.beside().trace(T, "v").title("driven by a sine");
}

static void expect_spikes(const SpikeMonitor& monitor, std::vector<double> wanted_ms, const char* what) {
    bool same = monitor.t().size() == wanted_ms.size();
    for (std::size_t k = 0; same && k < wanted_ms.size(); ++k) same = near(monitor.t()[k] * 1e3, wanted_ms[k]);
    expect(same, what);
}

static void spikes_and_refractoriness(plot::Figure& figure) {
    start_scope();
    NeuronGroup G(1, "dv/dt = (1-v)/tau : 1",
                  {.threshold = "v>0.8", .reset = "v = 0", .method = "exact", .constants = {{"tau", 10 * ms}}});
    SpikeMonitor plain(G);
    StateMonitor v(G, "v");
    run(50 * ms);
    expect_spikes(plain, {16.0, 32.1, 48.2}, "threshold and reset");
    plot::Panel& panel = figure.panel().trace(v, "v").title("threshold and reset");
    for (const double t : plain.t()) panel.vertical(t * second);

    start_scope();
    NeuronGroup R(1, "dv/dt = (1-v)/tau : 1 (unless refractory)",
                  {.threshold = "v>0.8", .reset = "v = 0", .refractory = 5 * ms, .method = "exact", .constants = {{"tau", 10 * ms}}});
    SpikeMonitor refractory(R);
    StateMonitor w(R, "v");
    run(50 * ms);
    expect_spikes(refractory, {16.0, 37.0}, "unless refractory");
    figure.beside().trace(w, "v").title("refractory for 5 ms");

    start_scope();
    NeuronGroup F(1, "dv/dt = (1-v)/tau : 1",
                  {.threshold = "v>0.8", .reset = "v = 0", .refractory = 15 * ms, .method = "exact", .constants = {{"tau", 5 * ms}}});
    SpikeMonitor free_running(F);
    run(50 * ms);
    expect_spikes(free_running, {8.0, 23.0, 38.0}, "refractory threshold, free variable");
}

static void populations(plot::Figure& figure) {
    const char* eqs = R"(
        dv/dt = (v0-v)/tau : 1 (unless refractory)
        v0 : 1
    )";
    start_scope();
    NeuronGroup G(100, eqs, {.threshold = "v>1", .reset = "v=0", .refractory = 5 * ms, .method = "exact",
                             .constants = {{"tau", 10 * ms}, {"v0_max", 3.0}}});
    SpikeMonitor M(G);
    G["v0"] = "i*v0_max/(N-1)";
    run(1000 * ms);
    const int counts[] = {0, 24, 29, 33, 36, 39};
    expect(M.count()[33] == 0, "silent below v0 = 1");
    for (int k = 0; k < 6; ++k) expect(M.count()[33 + k] == counts[k], "I-f curve");
    expect(M.count()[99] == 111, "I-f curve, last neuron");
    plot::Panel& curves = figure.panel().xlabel("v0").ylabel("Rate").title("many neurons");
    const auto rates = [](const SpikeMonitor& monitor) { // of one second
        return plot::Values(std::vector<double>(monitor.count().begin(), monitor.count().end()), Hz);
    };
    curves.line(G["v0"], rates(M), {.label = "without noise"});

    start_scope();
    seed(2026);
    NeuronGroup noisy(100, R"(
        dv/dt = (v0-v)/tau + sigma*xi*tau**-0.5 : 1 (unless refractory)
        v0 : 1
    )", {.threshold = "v>1", .reset = "v=0", .refractory = 5 * ms, .method = "euler",
         .constants = {{"tau", 10 * ms}, {"v0_max", 3.0}, {"sigma", 0.2}}});
    SpikeMonitor N(noisy);
    noisy["v0"] = "i*v0_max/(N-1)";
    run(1000 * ms);
    expect(std::abs(double(N.num_spikes()) - 5534.85) < 5 * 15.7, "noisy I-f curve: total over 20 seeds of Brian is 5534.85 +- 15.7");
    curves.line(noisy["v0"], rates(N), {.label = "with noise"});

    start_scope();
    NeuronGroup last(1000, R"(
        dv/dt = (v_drive+vr-v)/tau + sigma*xi*tau**-0.5 : volt
        dvt/dt = (vt0-vt)/tau_t : volt
    )", {.threshold = "v>vt", .reset = "v = vr\nvt += delta_vt0", .refractory = 5 * ms, .method = "euler",
         .constants = {{"tau", 10 * ms}, {"tau_t", 100 * ms}, {"vr", -70 * mV}, {"vt0", -50 * mV}, {"delta_vt0", 5 * mV},
                       {"sigma", 10 * mV}, {"v_drive", 40 * mV}}});
    SpikeMonitor P(last);
    last["v"] = "rand()*(vt0-vr)+vr";
    last["vt"] = -50 * mV;
    run(100 * ms);
    expect(std::abs(double(P.num_spikes()) - 6779.0) < 5 * 26.2, "last cell: 6779.0 +- 26.2 over 20 seeds of Brian");
    figure.beside().raster(P).title("a threshold that adapts");
}

int main() {
    plot::Figure figure;
    unit_system();
    simple_model(figure);
    spikes_and_refractoriness(figure);
    populations(figure);
    figure.size(960, 900).save("tutorial.svg");
    std::printf(failures ? "%d failed\n" : "tutorial: all as expected\n", failures);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
