// SPDX-License-Identifier: Apache-2.0
// Reward changes synapses that were active shortly before it (Izhikevich: Solving the distal reward problem through linkage of STDP and
// dopamine signaling, Cerebral Cortex 17 (2007)). Pairs of spikes change the strength s at once in the first three seconds; after that
// they leave a trace c, which changes s only if dopamine d comes. Synapses of the reward end at a synapse.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    SpikeGeneratorGroup input(2, {0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0},
                              std::vector<double>{500, 550, 1000, 1010, 1500, 1510, 3500, 3550, 4000, 4010, 4500, 4510} * ms);
    NeuronGroup G(2, "dv/dt = (-60*mV*ge - 74*mV - v)/(10*ms) : volt \n dge/dt = -ge/(5*ms) : 1",
                  {.threshold = "v > -54*mV", .reset = "v = -60*mV", .method = "exact"});
    G["v"] = -60 * mV;
    Synapses drive(input, G, {.on_pre = "v += 100*mV"});
    drive.connect({.j = "i"});
    Synapses S(G, {.model = R"(
        mode : 1
        dc/dt = -c/second      : 1
        dd/dt = -d/(200*ms)    : 1
        ds/dt = mode*c*d/ms    : 1
        dA/dt = -A/(20*ms)     : 1 (event-driven)
        dB/dt = -B/(20*ms)     : 1 (event-driven)
    )", .on_pre = R"(
        ge += s
        A += 1e-4
        c = clip(c + mode*B, -0.01, 0.01)
        s = clip(s + (1-mode)*B, -0.01, 0.01)
    )", .on_post = R"(
        B -= 1.05e-4
        c = clip(c + mode*A, -0.01, 0.01)
        s = clip(s + (1-mode)*A, -0.01, 0.01)
    )", .method = "euler"});
    S.connect({.i = 0, .j = 1});
    SpikeGeneratorGroup reward(1, {0, 0, 0}, std::vector<double>{3520, 4020, 4520} * ms);
    Synapses teaching(reward, S, {.on_pre = "d_post += 5e-3"});
    teaching.connect();
    StateMonitor M(S, {"s", "c", "d"});
    SpikeMonitor spikes(G), rewards(reward);
    run(3 * second);
    const double classical = S["s"][0];
    S["mode"] = 1;
    run(3 * second);

    plot::Figure figure;
    plot::Panel& neurons = figure.panel().raster(spikes).xrange(0 * second, 6 * second).height(0.5);
    for (const double t : rewards.t()) neurons.vertical(t * second, {.color = "#d55e00", .width = 1});
    for (const char* variable : {"d", "c", "s"}) figure.panel().trace(M, variable);
    figure.size(640, 760).save("dopamine.svg");
    const double strength = S["s"][0], trace = S["c"][0];
    std::printf("s after 3 s: %.15g, after 6 s: %.15g; c: %.15g\n", classical, strength, trace);
    // Brian 2.5.1.
    return std::abs(classical - 5.175846546834684e-06) < 1e-15 && std::abs(strength - 4.519382159761923e-05) < 1e-13 ? EXIT_SUCCESS : EXIT_FAILURE;
}
