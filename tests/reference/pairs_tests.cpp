// SPDX-License-Identifier: Apache-2.0
// Expressions for i and j make the pairs that Brian 2.5.1 makes, in its order (make_pairs.py).
#include "hillock/error.hpp"
#include "hillock/hillock.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

using nlohmann::json;

namespace {

using Pairs = std::vector<std::pair<int, int>>;

Pairs pairs_of(const hillock::Synapses& synapses) {
    Pairs pairs;
    const std::vector<int> i = synapses.i(), j = synapses.j();
    for (std::size_t k = 0; k < i.size(); ++k) pairs.emplace_back(i[k], j[k]);
    return pairs;
}

/// The neurons of make_pairs.py.
hillock::NeuronGroup side(int size) {
    hillock::NeuronGroup group(size, "n : integer\nv : volt\nb : boolean\ntwice = 2*n : integer");
    group["n"] = "(7*i) % 5";
    group["v"] = "i*mV";
    group["b"] = "i % 3 == 0";
    return group;
}

hillock::Subgroup part(const hillock::NeuronGroup& group, const json& range) {
    if (range.is_null()) return group;
    return group.slice(range[0].get<int>(), range[1].get<int>());
}

hillock::ConnectOptions options_of(const json& call) {
    hillock::ConnectOptions options;
    if (call.contains("i")) options.i = call["i"].get<std::string>();
    if (call.contains("j")) options.j = call["j"].get<std::string>();
    if (call.contains("n") && call["n"].is_string()) options.n = call["n"].get<std::string>();
    else options.n = call.value("n", 1);
    options.skip_if_invalid = call.value("skip_if_invalid", false);
    return options;
}

} // namespace

TEST_CASE("generators make the pairs of Brian 2 in its order") {
    std::ifstream file(HILLOCK_REFERENCE_FOLDER "/pairs.json");
    REQUIRE(file.good());
    const json cases = json::parse(file)["cases"];
    CHECK(cases.size() >= 70);
    for (const json& spec : cases) {
        CAPTURE(spec.dump());
        const hillock::NeuronGroup source = side(spec["sizes"][0].get<int>()), target = side(spec["sizes"][1].get<int>());
        hillock::Synapses synapses(part(source, spec["source"]), part(target, spec["target"]));
        for (std::size_t call = 0; call < spec["connect"].size(); ++call) {
            const json& expected = spec["pairs"][call];
            const Pairs before = pairs_of(synapses);
            if (expected.is_string()) {
                REQUIRE(expected == "IndexError");
                CHECK_THROWS_AS(synapses.connect(options_of(spec["connect"][call])), hillock::IndexError);
                CHECK(pairs_of(synapses) == before);
                continue;
            }
            synapses.connect(options_of(spec["connect"][call]));
            CHECK(pairs_of(synapses) == expected.get<Pairs>());
        }
    }
}
