// SPDX-License-Identifier: Apache-2.0
// The same seed gives the same spikes and the same state, in every bit, however the run is carried out: each
// reference network of the benchmarks, small, in every way that `kWays` lists. Whole states are compared
// rather than hashes of them, so that a difference is shown with its variable and its place.
#include "benchmarks/models/models.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <thread>
#include <vector>

using namespace hillock;
using benchmarks::Model;

namespace {

/// A way to run a network for 100 ms that must not change what happens.
struct Way {
    std::string name;
    std::vector<Quantity> pieces = {100 * ms};
    RunOptions options = {};
    bool in_another_thread = false;
    int threads = 1;
    std::string vector_bytes = ""; ///< as HILLOCK_VECTOR_BYTES says
    bool cached = false;           ///< compiled code comes from files
};

/// The first is what all others are compared with.
const std::vector<Way> kWays = {
    {.name = "one run"},
    {.name = "two uneven runs", .pieces = {33.7 * ms, 66.3 * ms}},
    {.name = "runs of one step, none, two steps and the rest",
     .pieces = {0.1 * ms, 0 * ms, 0.2 * ms, 99.7 * ms}},
    {.name = "without looking for numbers that are none", .options = {.nan_guard = false}},
    {.name = "step by step", .options = {.temporal_blocking = false}},
    {.name = "in another thread", .in_another_thread = true},
    {.name = "with 2 threads", .threads = 2},
    {.name = "with 3 threads, in two uneven runs", .pieces = {33.7 * ms, 66.3 * ms}, .threads = 3},
    {.name = "with 8 threads", .threads = 8},
    {.name = "step by step, with 3 threads", .options = {.temporal_blocking = false}, .threads = 3},
    {.name = "with 2 threads, task by task", .options = {.profile = true}, .threads = 2},
    {.name = "one element at a time", .vector_bytes = "8"},
    {.name = "one element at a time, with 2 threads", .threads = 2, .vector_bytes = "8"},
    {.name = "compiled into files", .cached = true},
    {.name = "compiled code from files", .cached = true},
};

/// Neurons, and for stdp inputs: a thousand for each of three neurons, of which one alone may stay silent.
std::int64_t size_of(const std::string& name) {
    return name == "stdp" ? 3000 : 400;
}

using Values = std::map<std::string, std::vector<double>>;

void add_states(Values& values, const std::string& owner, const States& states) {
    for (const auto& [variable, array] : states)
        values.emplace(owner + "." + variable, array.values);
}

void add_spikes(Values& values, const std::string& owner, const SpikeMonitor& spikes) {
    values[owner + ".i"].assign(spikes.i().begin(), spikes.i().end());
    values[owner + ".t"].assign(spikes.t().begin(), spikes.t().end());
}

/// One for each group that spikes, the neurons first.
std::vector<SpikeMonitor> monitors_of(const Model& model) {
    std::vector<SpikeMonitor> monitors;
    for (const NeuronGroup& group : model.neurons)
        monitors.emplace_back(group);
    for (const PoissonGroup& group : model.inputs)
        monitors.emplace_back(group);
    return monitors;
}

/// Everything that there is to see of a network after its run.
Values outcome(const Model& model, const std::vector<SpikeMonitor>& monitors) {
    Values values;
    for (std::size_t k = 0; k < monitors.size(); ++k)
        add_spikes(values, "spikes " + std::to_string(k), monitors[k]);
    for (std::size_t k = 0; k < model.neurons.size(); ++k)
        add_states(values, "neurons " + std::to_string(k), model.neurons[k].get_states());
    for (std::size_t k = 0; k < model.synapses.size(); ++k)
        add_states(values, "synapses " + std::to_string(k), model.synapses[k].get_states());
    return values;
}

Values run(const std::string& name, const benchmarks::ModelOptions& options, const Way& way) {
    Values values;
    const auto simulate = [&] {
        seed(20262);
        const Model model = benchmarks::kModels.at(name)(options);
        const std::vector<SpikeMonitor> monitors = monitors_of(model);
        Network network(model.inputs, model.neurons, model.synapses, monitors);
        network.threads(way.threads);
        for (const Quantity& piece : way.pieces)
            network.run(piece, way.options);
        CHECK(network.threads() == way.threads);
        values = outcome(model, monitors);
    };
    static const test::ScratchFolder folder;
    ::setenv("HILLOCK_VECTOR_BYTES", way.vector_bytes.c_str(), 1);
    if (way.cached)
        cache_kernels(folder.path());
    if (way.in_another_thread)
        std::thread(simulate).join();
    else
        simulate();
    ::unsetenv("HILLOCK_VECTOR_BYTES");
    stop_caching_kernels();
    return values;
}

/// "" if every bit is the same.
std::string first_difference(const Values& a, const Values& b) {
    if (a.size() != b.size())
        return "other variables";
    for (const auto& [name, values] : a) {
        const auto found = b.find(name);
        if (found == b.end())
            return "no " + name;
        if (values.size() != found->second.size())
            return name + ": " + std::to_string(values.size()) + " and " +
                   std::to_string(found->second.size()) + " values";
        for (std::size_t k = 0; k < values.size(); ++k)
            if (std::memcmp(&values[k], &found->second[k], sizeof(double)) != 0)
                return name + "[" + std::to_string(k) + "]";
    }
    return "";
}

} // namespace

TEST_CASE("every way to run a reference network gives the same spikes and the same state") {
    for (const auto& [name, make] : benchmarks::kModels) {
        for (const NumberType dtype : {float64, float32}) {
            CAPTURE(name);
            CAPTURE(static_cast<int>(dtype));
            const benchmarks::ModelOptions options = {.n = size_of(name), .dtype = dtype};
            const Values expected = run(name, options, kWays.front());
            // A network that is silent would prove nothing.
            CHECK(expected.at("spikes 0.i").size() > 1);
            for (std::size_t k = 1; k < kWays.size(); ++k) {
                CAPTURE(kWays[k].name);
                CHECK(first_difference(expected, run(name, options, kWays[k])) == "");
            }
        }
    }
}

TEST_CASE("another seed gives other spikes, so that equal ones say something") {
    for (const std::string name : {"brunel", "cuba_stdp", "stdp"}) {
        CAPTURE(name);
        const auto spikes_of = [&](std::uint64_t number) {
            seed(number);
            const Model model = benchmarks::kModels.at(name)({.n = size_of(name)});
            const SpikeMonitor spikes(model.neurons.front());
            Network network(model.inputs, model.neurons, model.synapses, spikes);
            network.run(100 * ms);
            return std::vector<double>(spikes.t().begin(), spikes.t().end());
        };
        CHECK(spikes_of(1) != spikes_of(2));
    }
}
