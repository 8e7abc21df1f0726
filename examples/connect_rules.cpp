// SPDX-License-Identifier: Apache-2.0
// Ways to say who is connected to whom: indices, a probability, a condition, a probability of the pair, a generator, a fixed indegree.
#include <hillock/hillock.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace hillock;

int main() {
    seed(1);
    const int n = 40;
    NeuronGroup G(n, "v : 1");
    plot::Figure figure;
    int shown = 0;
    const auto connect = [&](const std::string& title, const ConnectOptions& rule) {
        Synapses S(G, G, {.constants = {{"n", n}}});
        S.connect(rule);
        plot::Panel& panel = shown++ % 3 == 0 ? figure.panel() : figure.beside();
        std::vector<double> pairs(n * n);
        const auto i = S.i(), j = S.j();
        for (std::size_t k = 0; k < S.size(); ++k) pairs[static_cast<std::size_t>(i[k] * n + j[k])] += 1;
        panel.image(n, n, pairs).title(title).xlabel("Target").ylabel("Source");
        std::printf("%-28s %4zu synapses\n", title.c_str(), S.size());
        return static_cast<int>(S.size());
    };
    const int one = connect("i = 1, j = 4", {.i = 1, .j = 4});
    const int half = connect("p = 0.5", {.p = 0.5});
    const int near = connect("2 < abs(i-j) < 5", {.condition = "abs(i-j) > 2 and abs(i-j) < 5"});
    const int far = connect("p = abs(i-j)/n", {.p = "abs(i-j)/(1.0*n)"});
    const int ring = connect("neighbours on a ring", {.j = "(i + k) % N_post for k in range(-2, 3) if k != 0"});
    const int degree = connect("five to each target", {.indegree = 5});
    figure.size(960, 600).save("connect_rules.svg");

    // Means and five standard deviations of sums of independent pairs: 800 +- 20 for p = 0.5, and for abs(i-j)/n
    // (n^2-1)/3 = 533 with a variance below that.
    const bool random = std::abs(half - 800) < 5 * 20 && std::abs(far - 533) < 5 * 23;
    return one == 1 && near == 2 * (n - 3) + 2 * (n - 4) && ring == 4 * n && degree == 5 * n && random ? EXIT_SUCCESS : EXIT_FAILURE;
}
