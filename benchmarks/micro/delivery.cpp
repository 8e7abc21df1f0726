// SPDX-License-Identifier: Apache-2.0
// What it costs that a spike arrives: `event` is the time of one synaptic event, of networks whose neurons
// spike in turn, each once in 100 steps. The argument is the number of neurons, all of which are connected:
// with 400 the synapses fit into the caches of a core, with 2000 they do not.
#include <hillock/hillock.hpp>

#include <benchmark/benchmark.h>

#include <string>

using namespace hillock;

namespace {

constexpr int kPeriod = 100; // steps

/// \param delay              of each synapse; "" for none
/// \param events_of_a_spike  pathways that a spike goes through
void deliver(benchmark::State& state, const SynapsesOptions& options, const std::string& delay,
             int events_of_a_spike) {
    seed(1);
    const NeuronGroup G(state.range(0), "x : 1",
                        {.threshold = "(t_in_timesteps + i) % 100 == 0", .reset = ""});
    Synapses S(G, G, options);
    S.connect();
    if (!delay.empty())
        S.delay() = delay;
    Network network(G, S);
    // From here on as many spikes arrive in each period as leave.
    network.run(kPeriod * 0.1 * ms);
    const RunOptions plain = {.nan_guard = false};
    for (auto _ : state)
        network.run(kPeriod * 0.1 * ms, plain);
    const double events =
        static_cast<double>(S.size()) * events_of_a_spike * static_cast<double>(state.iterations());
    state.counters["event"] =
        benchmark::Counter(events, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

const SynapsesOptions kConstant = {.on_pre = "x_post += 0.1"};
const SynapsesOptions kConstantDelayed = {.on_pre = "x_post += 0.1", .delay = 2 * ms};
const SynapsesOptions kWeights = {.model = "w : 1", .on_pre = "x_post += w", .delay = 2 * ms};
const SynapsesOptions kUnequal = {.model = "w : 1", .on_pre = "x_post += w"};
const SynapsesOptions kPlastic = {.model = R"(
    w : 1
    dApre/dt  = -Apre/(20*ms)  : 1 (event-driven)
    dApost/dt = -Apost/(20*ms) : 1 (event-driven)
)",
                                  .on_pre = "x_post += w; Apre += 0.01; w = clip(w + Apost, 0, 1)",
                                  .on_post = "Apost -= 0.01; w = clip(w + Apre, 0, 1)",
                                  .delay = 2 * ms};

} // namespace

#define HILLOCK_DELIVERY(name, options, delay, events)                                                       \
    BENCHMARK_CAPTURE(deliver, name, options, delay, events)                                                 \
        ->Arg(400)                                                                                           \
        ->Arg(2000)                                                                                          \
        ->Unit(benchmark::kMillisecond)

HILLOCK_DELIVERY(at_once, kConstant, "", 1);
HILLOCK_DELIVERY(equal_delays, kConstantDelayed, "", 1);
HILLOCK_DELIVERY(equal_delays_and_weights, kWeights, "", 1);
HILLOCK_DELIVERY(unequal_delays_and_weights, kUnequal, "4*ms*rand()", 1);
HILLOCK_DELIVERY(plastic, kPlastic, "", 2);
