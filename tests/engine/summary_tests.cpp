// SPDX-License-Identifier: Apache-2.0
#include "hillock/hillock.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace hillock;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a summary tells equations, threshold, reset and parameters") {
    NeuronGroup P(4, R"(
        dv/dt = (ge - (v - E_l))/tau_m : volt (unless refractory)
        dge/dt = -ge/(5*ms)            : volt
        I_ext : amp
    )", {.threshold = "v > -50*mV and v**2 >= 1*volt**2/3", .reset = "v = -60*mV \n ge *= 2", .refractory = 5 * ms,
         .constants = {{"tau_m", 20 * ms}, {"E_l", -49 * mV}}, .name = "P"});
    P["I_ext"] = std::vector<double>{1, 2, 3, 4} * pA;
    SpikeMonitor M(P, {.name = "M"});
    Network net(P, M);
    const std::string text = summary(net);
    CHECK(text == R"(## Populations

### P: 4 neurons

Each neuron follows

$$
\begin{aligned}
\frac{dv}{dt} &= \frac{\mathit{ge} - \left(v - E_{l}\right)}{\tau_{m}} \quad\text{(unless refractory)} \\
\frac{d\mathit{ge}}{dt} &= \frac{-\mathit{ge}}{5\,\mathrm{ms}}
\end{aligned}
$$

A neuron spikes when $v > -50\,\mathrm{mV} \wedge v^{2} \ge \frac{1\,\mathrm{volt}^{2}}{3}$. Then it is refractory for $5\,\mathrm{ms}$.

At its spike

$$
\begin{aligned}
&v \leftarrow -60\,\mathrm{mV} \\
&\mathit{ge} \leftarrow \mathit{ge} \, 2
\end{aligned}
$$

| parameter | value | unit |
|---|---|---|
| $I_{\mathrm{ext}}$ | mean $2.5\,\mathrm{pA}$, from $1\,\mathrm{pA}$ to $4\,\mathrm{pA}$ | ampere |
| $E_{l}$ | $-49\,\mathrm{mV}$ | volt |
| $\tau_{m}$ | $20\,\mathrm{ms}$ | second |

## Recorded

| name | kind | of | what |
|---|---|---|---|
| M | SpikeMonitor | P | t, i |

)");
    net.run(1 * ms);
    CHECK(has(summary(net), "integrated by the method "));
}

TEST_CASE("a summary tells what synapses do and how many there are") {
    NeuronGroup A(10, "v : volt", {.threshold = "v > 1*volt", .reset = "v = 0*volt", .name = "A"});
    Synapses S(A.slice(0, 5), A, {.model = "w : volt", .on_pre = "v_post += w*exp(-1)", .delay = 2 * ms, .name = "S"});
    S.connect();
    S["w"] = 0.25 * mV;
    Network net(A, S);
    const std::string text = summary(net);
    CHECK(has(text, "### S: from neurons 0 to 4 of A to A\n"));
    CHECK(has(text, "There are 50 synapses, on average 5 onto each target and 10 from each source: 100 for each hundred pairs."));
    CHECK(has(text, "At a presynaptic event, after a delay ($2\\,\\mathrm{ms}$)"));
    CHECK(has(text, "&v_{\\mathrm{post}} \\leftarrow v_{\\mathrm{post}} + w \\, \\exp\\left(-1\\right)"));
    CHECK(has(text, "| $w$ | $250\\,\\mathrm{\\mu V}$ | volt |"));
}

TEST_CASE("a summary in LaTeX escapes names and has tables of its own") {
    PoissonGroup P(3, 20 * Hz, {.name = "in_put"});
    NeuronGroup G(1, "x : 1", {.name = "G"});
    PoissonInput background(G, "x", 10, 5 * Hz, 0.1, {.name = "bg"});
    Network net(P, G, background);
    const std::string text = summary(net, SummaryFormat::latex);
    CHECK(has(text, "\\section{Inputs}\n\n\\subsection{in\\_put: 3 inputs}\n\nSpikes are Poisson processes with the rate $20\\,\\mathrm{Hz}$."));
    CHECK(has(text, "\\begin{tabular}{lll}\n\\toprule\nname & kind & of \\\\\n\\midrule\nbg & PoissonInput & G \\\\\n\\bottomrule\n\\end{tabular}"));
    CHECK(has(text, "$x$ & $0$ & 1 \\\\\n"));
}
