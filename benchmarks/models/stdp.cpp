// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/models/models.hpp"

#include <algorithm>

namespace hillock::benchmarks {

Model stdp(const ModelOptions& options) {
    const Constants constants = {{"taum", 10 * ms},
                                 {"taupre", 20 * ms},
                                 {"taupost", 20 * ms},
                                 {"Ee", 0 * mV},
                                 {"vt", -54 * mV},
                                 {"vr", -60 * mV},
                                 {"El", -74 * mV},
                                 {"taue", 5 * ms},
                                 {"gmax", .01},
                                 {"dApre", .01 * .01},
                                 {"dApost", -.01 * 20. / 20. * 1.05 * .01}};
    Model model;
    const PoissonGroup& I = model.inputs.emplace_back(options.n, 15 * Hz);
    NeuronGroup& P = model.neurons.emplace_back(std::max<std::int64_t>(1, options.n / 1000),
                                                R"(dv/dt = (ge*(Ee-v) + El - v)/taum : volt
           dge/dt = -ge/taue : 1)",
                                                NeuronGroupOptions{.threshold = "v>vt",
                                                                   .reset = "v=vr",
                                                                   .method = "euler",
                                                                   .constants = constants,
                                                                   .dtype = options.dtype});
    P["v"] = constants.at("vr");
    Synapses& S = model.synapses.emplace_back(I, P,
                                              SynapsesOptions{.model = R"(
                                                  w : 1
                                                  dApre/dt  = -Apre/taupre   : 1 (event-driven)
                                                  dApost/dt = -Apost/taupost : 1 (event-driven)
                                              )",
                                                              .on_pre = R"(
                                                  ge += w
                                                  Apre += dApre
                                                  w = clip(w + Apost, 0, gmax)
                                              )",
                                                              .on_post = R"(
                                                  Apost += dApost
                                                  w = clip(w + Apre, 0, gmax)
                                              )",
                                                              .constants = constants});
    if (P.size() > 1)
        S.connect({.p = std::min(1.0, 1000 / static_cast<double>(options.n))});
    else
        S.connect();
    S["w"] = "rand()*gmax";
    return model;
}

} // namespace hillock::benchmarks
