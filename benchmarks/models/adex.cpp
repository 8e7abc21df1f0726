// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/models/models.hpp"

namespace hillock::benchmarks {

Model adex(const ModelOptions& options) {
    const Constants constants = {
        {"C", 281 * pF},    {"gL", 30 * nS}, {"EL", -70.6 * mV}, {"VT", -50.4 * mV}, {"DeltaT", 2 * mV},
        {"tauw", 144 * ms}, {"a", 4 * nS},   {"b", 0.0805 * nA}, {"Vr", -70.6 * mV}, {"Vcut", -40.4 * mV}};
    Model model;
    model.voltage = "vm";
    NeuronGroup& P = model.neurons.emplace_back(options.n, R"(
        dvm/dt = (gL*(EL-vm) + gL*DeltaT*exp((vm-VT)/DeltaT) + I - w)/C : volt
        dw/dt = (a*(vm-EL)-w)/tauw : amp
        I : amp
    )",
                                                NeuronGroupOptions{.threshold = "vm>Vcut",
                                                                   .reset = "vm=Vr; w+=b",
                                                                   .method = "euler",
                                                                   .constants = constants,
                                                                   .dtype = options.dtype});
    P["vm"] = constants.at("EL");
    P["I"] = "1*nA + 1*nA*i/N";
    return model;
}

} // namespace hillock::benchmarks
