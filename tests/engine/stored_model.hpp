// SPDX-License-Identifier: Apache-2.0
// A network with something of everything that a state has to hold, for the tests of store() and restore(): synapses that learn, delays
// of every kind, noise, random numbers in every place, input, code beside the equations, and monitors.
#pragma once

#include <hillock/hillock.hpp>

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace hillock::test {

struct StoredModel {
    NeuronGroup E{40, "dv/dt = (1.1 - v + g + bias)/tau + 0.2*xi*tau**-0.5 : 1 (unless refractory)\n"
                      "dg/dt = -g/(5*ms) : 1\n bias : 1\n n : integer\n busy : boolean\n tired : 1\n tau : second (shared)",
                  {.threshold = "v > 1", .reset = "v = 0.3*rand()\nn += 1\ntired += 0.2*rand()", .refractory = "(1 + 2*rand())*ms",
                   .events = {{"rest", "tired > 0.3"}}, .method = "euler", .constants = {}, .name = "E"}};
    NeuronGroup slow{3, "dx/dt = -x*k : 1", {.late_constants = {{"k", Hz}}, .dtype = float32, .name = "slow"}};
    PoissonGroup noise{30, 40 * Hz, {.name = "noise"}};
    SpikeGeneratorGroup beat{5, {0, 1, 2, 3, 4}, std::vector<double>{1, 3, 3, 7, 9} * ms, {.period = 12 * ms, .name = "beat"}};
    PoissonInput drive{E, "g", 20, 10 * Hz, 0.02, {.name = "drive"}};
    Synapses stdp{noise, E,
                  {.model = "w : 1\n dpre/dt = -pre/(10*ms) : 1 (event-driven)\n dpost/dt = -post/(10*ms) : 1 (event-driven)",
                   .on_pre = "g_post += w\npre += 0.01\nw = clip(w + post*rand(), 0, 0.3)",
                   .on_post = "post -= 0.012\nw = clip(w + pre, 0, 0.3)", .name = "stdp"}};
    Synapses ring{E, E, {.model = "u : 1\n dr/dt = (1 - r)/(50*ms) : 1 (clock-driven)", .on_pre = "g_post += 0.05*u*r\nr *= 0.8",
                         .delay = 3.3 * ms, .method = "exact", .name = "ring"}};
    Synapses kick{beat, E, {.on_pre = "v_post += 0.2", .name = "kick"}};
    SpikeMonitor spikes{E, {.variables = {"v", "g"}, .interval_statistics = true, .name = "spikes"}};
    EventMonitor rests{E, "rest", {.variables = "tired", .name = "rests"}};
    SpikeMonitor counts{noise, {.record = false, .name = "counts"}};
    StateMonitor states{E, {"v", "g"}, {.record = {0, 7, 39}, .dt = 1 * ms, .name = "states"}};
    StateMonitor weights{stdp_connected(), "w", {.record = {0, 3, 11}, .dt = 5 * ms, .name = "weights"}};
    PopulationRateMonitor rate{E, {.name = "rate"}};
    RateGuard guard{E, 5 * kHz, {.name = "guard"}};
    InputGroup touch{6, {.name = "touch"}};
    Synapses touched{touch, E, {.on_pre = "v_post += 0.1", .delay = 0.2 * ms, .name = "touched"}};
    NeuronGroup tick; ///< with a clock of its own
    Synapses across{tick, E, {.model = "da/dt = -a/(7*ms) : 1 (event-driven)", .on_pre = "a += 0.1\ng_post += 0.01*a", .on_post = "a += 0.02",
                              .delay = {{"pre", 0.7 * ms}}, .name = "across"}};
    Network net;

    /// \param seed_value  0: no seed
    /// \param tick_dt     0: one clock for all
    explicit StoredModel(std::uint64_t seed_value, const Quantity& tick_dt = 0.25 * ms)
        : tick(4, "dy/dt = (1.2 - y)/(3*ms) : 1 (unless refractory)",
               {.threshold = "y > 1", .reset = "y = 0", .refractory = 0.9 * ms, .method = "exact",
                .dt = tick_dt, .name = "tick"}),
          net(tick, across, touch, touched, guard, E, slow, noise, beat, drive, stdp, ring, kick, spikes, rests, counts, states, weights, rate) {
        E["tau"] = 10 * ms;
        E["v"] = "i/40.0";
        E["bias"] = "0.1*(i % 3)";
        E.run_regularly("bias = bias + 0.001*randn()", {.dt = 2 * ms});
        E.run_at("busy = not busy", {5 * ms, 15 * ms, 25 * ms, 35 * ms});
        E.run_on_event("rest", "tired = 0\nv = -rand()");
        slow["x"] = 1;
        ring.connect({.condition = "abs(i - j) < 6 and i != j"});
        ring["u"] = "0.5 + 0.5*(i + j)/80.0";
        ring["r"] = 1;
        kick.connect({.condition = "j % 5 == i"});
        kick.pathway("pre").delay() = "(0.1 + 0.2*j)*ms";
        net.set_constants({{"k", 30 * Hz}});
        touched.connect({.condition = "j % 6 == i"});
        touch.fire({1, 4});
        tick["y"] = "0.2*i";
        across.connect({.condition = "(i + j) % 3 == 0"});
        if (seed_value != 0) net.seed(seed_value);
    }

    /// Every bit that a run has left behind, as text that tells where two of them differ.
    std::string fingerprint() {
        std::string text;
        const auto add = [&](const std::string& name, auto values) {
            std::uint64_t sum = 14695981039346656037U; // FNV-1a over the bits of each number
            for (const auto& value : values) {
                std::uint64_t bits = 0;
                std::memcpy(&bits, &value, sizeof value);
                sum = (sum ^ bits) * 1099511628211U;
            }
            text += name + " " + std::to_string(std::size(values)) + " " + std::to_string(sum) + "\n";
        };
        for (const char* name : {"v", "g", "bias", "n", "busy", "tired", "tau", "lastspike", "not_refractory"}) add(name, E[name].values());
        add("slow", slow["x"].values());
        for (const char* name : {"w", "pre", "post", "lastupdate"}) add(name, stdp[name].values());
        for (const char* name : {"u", "r"}) add(name, ring[name].values());
        for (const char* name : {"y", "lastspike", "not_refractory"}) add(name, tick[name].values());
        for (const char* name : {"a", "lastupdate"}) add(name, across[name].values());
        add("spikes.t", spikes.t());
        add("spikes.i", spikes.i());
        add("spikes.v", spikes["v"]);
        add("spikes.g", spikes["g"]);
        add("spikes.count", spikes.count());
        add("spikes.cv", cv(spikes));
        add("rests.t", rests.t());
        add("rests.tired", rests["tired"]);
        add("counts", counts.count());
        for (std::size_t row : {0U, 1U, 2U}) add("states" + std::to_string(row), states["v"][row]);
        add("states.t", states.t());
        for (std::size_t row : {0U, 1U, 2U}) add("weights" + std::to_string(row), weights["w"][row]);
        add("rate", rate.rate());
        return text;
    }

  private:
    /// A monitor of synapses is made when there are some.
    Synapses& stdp_connected() {
        stdp.connect({.condition = "(i*7 + j*3) % 5 < 2"});
        stdp["w"] = "0.05 + 0.1*((i + j) % 7)/7.0";
        stdp.pathway("pre").delay() = "(0.2 + 0.3*((i + 2*j) % 20) + 0.013*(i % 3))*ms";
        stdp.pathway("post").delay() = "0.1*(j % 4)*ms";
        return stdp;
    }
};

} // namespace hillock::test
