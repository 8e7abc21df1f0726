// SPDX-License-Identifier: Apache-2.0
// Events beside spikes: when the conductance g rises above 1, the synapse's second pathway starts; when v does, its first one.
#include <hillock/hillock.hpp>

#include <cstdio>
#include <cstdlib>

using namespace hillock;

int main() {
    seed(1);
    PoissonGroup input(1, 250 * Hz);
    NeuronGroup G(1, "dv/dt = (g-v)/(50*ms) : 1 \n dg/dt = -g/(10*ms) : 1 \n armed : boolean",
                  {.threshold = "v > 1", .reset = "v = 0 \n g = 0 \n armed = True",
                   .events = {{"rises", "g > 1 and armed"}, {"falls", "g < 1 and not armed"}}});
    G.run_on_event("rises", "armed = False");
    G.run_on_event("falls", "armed = True");
    G["armed"] = 1;
    NeuronGroup H(1, "dx/dt = -x/(10*ms) : 1 \n dy/dt = -y/(10*ms) : 1");
    Synapses drive(input, G, {.on_pre = "g += 0.5"});
    drive.connect();
    Synapses S(G, H, {.on_pre = {{"of_spikes", "x += 1"}, {"of_rises", "y += 1"}}, .on_event = {{"of_spikes", "spike"}, {"of_rises", "rises"}}});
    S.connect();
    StateMonitor in_G(G, {"v", "g"}), in_H(H, {"x", "y"});
    SpikeMonitor spikes(G);
    EventMonitor rises(G, "rises"), falls(G, "falls");
    run(500 * ms);

    plot::Figure figure;
    plot::Panel& source = figure.panel().title("Source").ylabel("v, g").horizontal(1);
    source.line(plot::Values(in_G.t(), second), plot::Values(in_G["g"][0]), {.label = "g"}).line(plot::Values(in_G.t(), second), plot::Values(in_G["v"][0]), {.label = "v"});
    figure.panel().title("Target").ylabel("x, y")
        .line(plot::Values(in_H.t(), second), plot::Values(in_H["y"][0]), {.label = "y, by rises of g"})
        .line(plot::Values(in_H.t(), second), plot::Values(in_H["x"][0]), {.label = "x, by spikes"});
    figure.save("custom_events.svg");
    std::printf("%zu spikes, g rises %zu times and falls %zu times\n", spikes.num_spikes(), rises.num_events(), falls.num_events());
    // Each rise is armed again by a fall or by a spike.
    const std::size_t ends = falls.num_events() + spikes.num_spikes();
    return spikes.num_spikes() > 2 && rises.num_events() >= falls.num_events() && rises.num_events() <= ends + 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
