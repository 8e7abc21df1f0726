// SPDX-License-Identifier: Apache-2.0
#include "hillock/hillock.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
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

where $v$ and $\mathit{ge}$ are in volt.

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
    CHECK(has(summary(net), "The equations are integrated by the method exact in steps of $100\\,\\mathrm{\\mu s}$."));
}

TEST_CASE("a summary tells what synapses do and how many there are") {
    NeuronGroup A(10, "v : volt", {.threshold = "v > 1*volt", .reset = "v = 0*volt", .name = "A"});
    Synapses S(A.slice(0, 5), A, {.model = "w : volt", .on_pre = "v_post += w*exp(-1)", .delay = 2 * ms, .name = "S"});
    S.connect();
    S["w"] = 0.25 * mV;
    Network net(A, S);
    const std::string text = summary(net);
    CHECK(has(text, "### S: from neurons 0 to 4 of A to A\n"));
    CHECK(has(text, "Each source is connected to each target. There are 50 synapses, on average 5 onto each target and 10 from each source: 100 for each hundred pairs."));
    CHECK(has(text, "At a presynaptic event, after a delay ($2\\,\\mathrm{ms}$)"));
    CHECK(has(text, "&v_{\\mathrm{post}} \\leftarrow v_{\\mathrm{post}} + w \\, \\exp\\left(-1\\right)"));
    CHECK(has(text, "| $w$ | $250\\,\\mathrm{\\mu V}$ | volt |"));
}

TEST_CASE("a summary tells by which rule neurons were connected") {
    NeuronGroup A(10, "x : metre", {.name = "A"});
    const auto rule = [&](const ConnectOptions& options) {
        Synapses S(A, A, {.constants = {{"width", 2 * mmetre}}, .name = "S"});
        S.connect(options);
        Network net(A, S);
        const std::string text = summary(net);
        const std::size_t begin = text.find("to A\n\n") + 6;
        return text.substr(begin, text.find(" There are") - begin);
    };
    CHECK(rule({}) == "Each source is connected to each target.");
    CHECK(rule({.p = 0.25}) == "Each pair is connected with the probability $p = 0.25$.");
    CHECK(rule({.p = "exp(-abs(i-j)/5.0)"}) ==
          R"(Each pair is connected with the probability $p = \exp\left(\frac{-\left|i - j\right|}{5.0}\right)$.)");
    CHECK(rule({.p = 0.5, .condition = "i != j and abs(x_pre-x_post) < width"}) ==
          R"(Each pair for which $i \ne j \wedge \left|x_{\mathrm{pre}} - x_{\mathrm{post}}\right| < \mathit{width}$ is connected with the probability $p = 0.5$.)");
    CHECK(rule({.condition = "i == j", .n = 3}) == "Each pair for which $i = j$ is connected, by $3$ synapses.");
    CHECK(rule({.j = "k for k in range(i-1, i+2) if k != i", .skip_if_invalid = true}) ==
          R"(Each source $i$ is connected to the target $j = k\text{ for }k = i - 1, \ldots, i + 1\text{ where }k \ne i$, if there is one.)");
    CHECK(rule({.j = "(i+k)%N_post for k in sample(1, 5, p=0.5)"}) ==
          R"(Each source $i$ is connected to the target $j = \left(i + k\right) \bmod N_{\mathrm{post}}\text{ for }k = 1, \ldots, 4\text{, each with the probability }0.5$.)");
    CHECK(rule({.i = {0, 1}, .j = {2, 3}}) == "The pairs are listed one by one.");
    CHECK(rule({.p = 0.5, .i = {0, 1}, .j = {2, 3}}) == "The pairs are listed one by one and kept with the probability $p = 0.5$.");
    CHECK(rule({.i = "j"}) == "Each target $j$ is connected to the source $i = j$.");
    CHECK(rule({.indegree = 3, .allow_autapses = false}) ==
          "Each target has synapses from $3$ sources drawn at random, no neuron to itself.");
    CHECK(rule({.outdegree = 1, .allow_multapses = false}) == "Each source has synapses to $1$ target drawn at random, no pair twice.");
    CHECK(rule({.total = 20}) == "There are $20$ synapses between pairs drawn at random.");
}

TEST_CASE("a summary tells all rules, and none for synapses that a matrix made or that are not there") {
    NeuronGroup A(2, "x : 1", {.name = "A"});
    Synapses S(A, A, {.model = "w : 1", .name = "S"});
    Network net(A, S);
    CHECK(has(summary(net), "There are no synapses yet."));
    S.connect({.condition = "i == j"});
    S.connect(DenseMatrix{2, 2, {0, 0.5, 0, 0}}, "w");
    CHECK(has(summary(net), "Each pair for which $i = j$ is connected. The pairs are those with an entry in a given matrix. There are 3 synapses"));
    // A rule that was refused is not told.
    CHECK_THROWS_AS(S.connect({.i = {5}, .j = {0}}), IndexError);
    CHECK(has(summary(net), "given matrix. There are 3 synapses"));
    CHECK(has(summary(net.clone()), "given matrix. There are 3 synapses"));
}

TEST_CASE("a summary tells what random input adds, and what runs beside the equations") {
    NeuronGroup G(4, "dv/dt = (stim(t) + twice(v) - v)/tau : 1 \n tau : second",
                  {.threshold = "v > 1", .reset = "v = 0", .events = {{"low", "v < -1"}}, .method = "euler",
                   .functions = {{"stim", TimedArray(std::vector<double>{0, 1, 2}, 10 * ms)}, {"twice", Function("x", "2*x")}}, .name = "G"});
    G["tau"] = 10 * ms;
    G.run_on_event("low", "v = -1");
    G.run_regularly("v *= 0.5", {.dt = 5 * ms});
    PoissonInput number(G, "v", 100, 5 * Hz, 0.1, {.name = "number"});
    PoissonInput text_rate(G.slice(0, 2), "v", 1, "base*(1 + i)", "strength", {.constants = {{"base", 3 * Hz}, {"strength", 0.5}}, .name = "text_rate"});
    Network net(G, number, text_rate);
    const std::string text = summary(net);
    CHECK(has(text, R"($\operatorname{stim}\left(t\right)$ is a table of 3 values, one every $10\,\mathrm{ms}$.)"));
    CHECK(has(text, R"($\operatorname{twice}\left(x\right) = 2 \, x$.)"));
    CHECK(has(text, "The event 'low' happens to a neuron while $v < -1$."));
    CHECK(has(text, "At the event 'low'\n\n$$\n\\begin{aligned}\n&v \\leftarrow -1\n"));
    CHECK(has(text, "Every $5\\,\\mathrm{ms}$\n\n$$\n\\begin{aligned}\n&v \\leftarrow v \\, 0.5\n"));
    CHECK(has(text, "### number: 100 Poisson processes onto each target\n\nEach neuron of G has 100 independent Poisson processes of its own with the rate "
                    "$5\\,\\mathrm{Hz}$, each of whose events adds $0.1$ to $v$."));
    CHECK(has(text, "Each of the neurons 0 to 1 of G has 1 Poisson process of its own with the rate $\\mathit{base} \\, \\left(1 + i\\right)$, each "
                    "of whose events adds $\\mathit{strength}$ to $v$.\n\n| parameter | value | unit |\n|---|---|---|\n| $\\mathit{base}$ | $3\\,\\mathrm{Hz}$ | hertz |"));
}

namespace {

/// What a TeX would stop at: braces, environments and formulas that do not close, and special characters outside of both.
std::string fault_of(const std::string& latex) {
    std::vector<std::string> environments;
    int braces = 0;
    bool in_formula = false;
    for (std::size_t at = 0; at < latex.size(); ++at) {
        const char c = latex[at];
        const bool math = in_formula || (!environments.empty() && environments.back() == "align*");
        if (c == '\\') {
            for (const char* const word : {"begin{", "end{"}) {
                if (latex.compare(at + 1, std::string(word).size(), word) != 0) continue;
                const std::size_t open = latex.find('{', at) + 1;
                const std::string name = latex.substr(open, latex.find('}', open) - open);
                if (word[0] == 'b') environments.push_back(name);
                else if (environments.empty() || environments.back() != name) return "\\end{" + name + "} ends nothing";
                else environments.pop_back();
            }
            ++at; // what is escaped
            continue;
        }
        braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (braces < 0) return "a brace closes nothing";
        if (c == '$') in_formula = !in_formula;
        const bool table = !environments.empty() && environments.back() == "tabular";
        if (!math && (c == '_' || c == '^' || c == '#' || c == '%' || (c == '&' && !table))) return std::string("a bare ") + c + " at " + latex.substr(at, 20);
    }
    return braces != 0 ? "open braces" : in_formula ? "an open formula" : !environments.empty() ? "an open " + environments.back() : "";
}

} // namespace

TEST_CASE("a summary in LaTeX is complete, whatever is in the network") {
    CHECK(fault_of("\\begin{align*} a_1 &= {b} \\end{align*} $x^2$ a\\_b") == "");
    CHECK(fault_of("\\section{a_b}") == "a bare _ at _b}");
    CHECK(fault_of("\\begin{tabular} & {") == "open braces");
    CHECK(fault_of("\\begin{tabular}\\end{align*}") == "\\end{align*} ends nothing");

    PoissonGroup in_put(3, "base_rate*(1 + sin(2*pi*t*Hz))", {.constants = {{"base_rate", 5 * Hz}}, .name = "in_put"});
    NeuronGroup G(5, R"(
        dv_m/dt = (my_stim(t) + g_syn*(E_l - v_m))/tau_m + sigma*xi*tau_m**-0.5 : volt (unless refractory)
        dg_syn/dt = -g_syn/tau_m : 1
        is_low = v_m < -60*mV or not (v_m >= E_l) : boolean
        k : integer
    )", {.threshold = "v_m > -50*mV and k % 2 == 0", .reset = "v_m = -60*mV \n k += 1 \n g_syn **= 2", .refractory = "(k > 3)*5*ms",
         .events = {{"some_event", "v_m < -70*mV"}}, .method = "euler",
         .constants = {{"E_l", -65 * mV}, {"tau_m", 10 * ms}, {"sigma", 1 * mV}},
         .functions = {{"my_stim", TimedArray(std::vector<double>{0, 1} * mV, 10 * ms)}}, .name = "G_1"});
    G.run_on_event("some_event", "k = k // 2");
    Synapses S(in_put, G, {.model = "w_ij : volt \n da_t/dt = -a_t/(20*ms) : 1 (event-driven)", .on_pre = "v_m_post += clip(w_ij, 0*mV, inf*mV) \n a_t += 1",
                           .on_post = "a_t *= 0.5", .delay = 1.5 * ms, .name = "S_1"});
    S.connect({.p = "0.3*(i != j) + rand()*0.1", .n = 2});
    S.connect({.j = "other for other in range(0, N_post, 2) if other != i"});
    PoissonInput noise(G, "g_syn", 20, "3*Hz", 0.01, {.name = "noise_1"});
    StateMonitor M(G, {"v_m", "g_syn"}, {.record = 0, .name = "M_1"});
    Network net(in_put, G, S, noise, M);
    const std::string text = summary(net, SummaryFormat::latex);
    CHECK(fault_of(text) == "");
    CHECK(has(text, "\\subsection{in\\_put: 3 inputs}"));
    net.run(1 * ms);
    CHECK(fault_of(summary(net, SummaryFormat::latex)) == "");
    if (std::system("command -v pdflatex > /dev/null") != 0) return; // no TeX here
    const test::ScratchFolder folder;
    std::ofstream(folder / "a.tex") << "\\documentclass{article}\\usepackage{amsmath,booktabs}\\begin{document}\n" + text + "\\end{document}\n";
    CHECK(std::system(("cd '" + folder.path() + "' && pdflatex -halt-on-error a.tex > /dev/null").c_str()) == 0);
}

TEST_CASE("a summary in LaTeX escapes names and has tables of its own") {
    PoissonGroup P(3, 20 * Hz, {.name = "in_put"});
    NeuronGroup G(1, "x : 1", {.name = "G"});
    PoissonInput background(G, "x", 10, 5 * Hz, 0.1, {.name = "bg"});
    Network net(P, G, background);
    const std::string text = summary(net, SummaryFormat::latex);
    CHECK(has(text, "\\section{Inputs}\n\n\\subsection{in\\_put: 3 inputs}\n\nSpikes are Poisson processes with the rate $20\\,\\mathrm{Hz}$."));
    CHECK(has(text, "\\subsection{bg: 10 Poisson processes onto each target}"));
    CHECK(has(text, "$x$ & $0$ & 1 \\\\\n"));
}
