// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/models/models.hpp"

#include <algorithm>

namespace hillock::benchmarks {

namespace {

/// Densities of Traub and Miles' channels on a membrane of 20000 square micrometres.
Constants constants() {
    const Quantity area = 20000 * umetre * umetre;
    return {{"Cm", 1 * ufarad / (cm * cm) * area},
            {"gl", 5e-5 * siemens / (cm * cm) * area},
            {"El", -60 * mV},
            {"EK", -90 * mV},
            {"ENa", 50 * mV},
            {"g_na", 100 * msiemens / (cm * cm) * area},
            {"g_kd", 30 * msiemens / (cm * cm) * area},
            {"VT", -63 * mV},
            {"taue", 5 * ms},
            {"taui", 10 * ms},
            {"Ee", 0 * mV},
            {"Ei", -80 * mV},
            {"we", 6 * nS},
            {"wi", 67 * nS}};
}

const char* const kEquations = R"(
    dv/dt = (gl*(El-v)+ge*(Ee-v)+gi*(Ei-v)-g_na*(m*m*m)*h*(v-ENa)-g_kd*(n*n*n*n)*(v-EK))/Cm : volt
    dm/dt = alpha_m*(1-m)-beta_m*m : 1
    dn/dt = alpha_n*(1-n)-beta_n*n : 1
    dh/dt = alpha_h*(1-h)-beta_h*h : 1
    dge/dt = -ge/taue : siemens
    dgi/dt = -gi/taui : siemens
    alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
    beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
    alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
    beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
    alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
    beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
)";

} // namespace

Model cobahh(const ModelOptions& options) {
    Model model;
    NeuronGroup& P = model.neurons.emplace_back(options.n, kEquations,
                                                NeuronGroupOptions{.threshold = "v>-20*mV",
                                                                   .reset = "",
                                                                   .refractory = 3 * ms,
                                                                   .method = "exponential_euler",
                                                                   .constants = constants(),
                                                                   .dtype = options.dtype});
    P["v"] = "El + (randn()*5 - 5)*mV";
    P["ge"] = "(randn()*1.5 + 4)*10.*nS";
    P["gi"] = "(randn()*12 + 20)*10.*nS";
    const auto ne = static_cast<std::int64_t>(0.8 * static_cast<double>(options.n));
    model.synapses.emplace_back(P.slice(0, ne), P,
                                SynapsesOptions{.on_pre = "ge += we", .constants = constants()});
    model.synapses.emplace_back(P.slice(ne, options.n), P,
                                SynapsesOptions{.on_pre = "gi += wi", .constants = constants()});
    for (Synapses& synapses : model.synapses)
        synapses.connect({.p = std::min(1.0, 80 / static_cast<double>(options.n))});
    return model;
}

} // namespace hillock::benchmarks
