// SPDX-License-Identifier: Apache-2.0
// Synapses that tire and synapses that warm up (Tsodyks, Pawelzik, Markram: Neural networks with dynamic synapses, Neural Computation 10
// (1998), figure 1), with spikes at 20 Hz. x is what can be released, y what is active, u how much of x a spike releases.
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace hillock;

struct Kind {
    const char* name;
    Constants constants;
    bool facilitates;
    std::vector<double> peaks_mv; // of the responses to spikes 1, 2, 5 and 20, by Brian 2.5.1
};

static bool show(plot::Figure& figure, const Kind& kind) {
    start_scope();
    std::vector<double> times;
    for (int k = 0; k < 20; ++k) times.push_back(100 + 50 * k);
    SpikeGeneratorGroup input(1, std::vector<int>(20, 0), times * ms);
    NeuronGroup G(1, "dv/dt = (R*I - v)/tau : volt \n I : amp", {.method = "exact", .constants = kind.constants});
    const std::string model = "dx/dt = (1 - x - y)/taur : 1 \n dy/dt = -y/taui : 1 \n I_post = A*y : amp (summed)";
    Synapses S(input, G, {.model = kind.facilitates ? model + "\n du/dt = -u/tauf : 1" : model,
                          .on_pre = kind.facilitates ? "u += U*(1-u) \n y += u*x \n x -= u*x" : "y += U*x \n x -= U*x",
                          .method = "euler", .constants = kind.constants});
    S.connect();
    S["x"] = 1;
    StateMonitor M(G, "v");
    run(1200 * ms);
    figure.panel().trace(M, "v").title(kind.name);

    bool same = true;
    const int spikes[] = {0, 1, 4, 19};
    for (std::size_t k = 0; k < 4; ++k) {
        const auto response = M["v"][0].subspan(1000 + 500 * static_cast<std::size_t>(spikes[k]), 500);
        const double peak = *std::max_element(response.begin(), response.end()) * 1e3;
        std::printf("%s, spike %2d: %.12f mV\n", kind.name, spikes[k] + 1, peak);
        same = same && std::abs(peak - kind.peaks_mv[k]) < 1e-9;
    }
    return same;
}

int main() {
    plot::Figure figure;
    const bool depressing = show(figure, {"depressing", {{"tau", 40 * ms}, {"R", 100 * Mohm}, {"taui", 3 * ms}, {"A", 250 * pA}, {"taur", 800 * ms}, {"U", 0.6}}, false,
                                          {0.9141350983712023, 0.6859725186217102, 0.18166963514130505, 0.12731304350161643}});
    const bool facilitating = show(figure, {"facilitating", {{"tau", 60 * ms}, {"R", 1 * Gohm}, {"taui", 1.5 * ms}, {"A", 1540 * pA}, {"taur", 130 * ms}, {"U", 0.03}, {"tauf", 530 * ms}}, true,
                                            {1.0533094622433228, 2.412449785062782, 5.818597695218824, 9.855442462850798}});
    figure.save("short_term_plasticity.svg");
    return depressing && facilitating ? EXIT_SUCCESS : EXIT_FAILURE;
}
