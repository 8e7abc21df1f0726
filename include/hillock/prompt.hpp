// SPDX-License-Identifier: Apache-2.0
// What a session of C++ at a prompt begins with: the library, `using namespace hillock`, and the printing of values. The project's
// own prompt, cling and clang-repl read it; a program includes <hillock/hillock.hpp>.
#pragma once

#if defined(__CLING__)
#pragma cling load("libhillock.so")
#endif

#include <hillock/describe.hpp>
#include <hillock/hillock.hpp>
#include <hillock/pace_clock.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hillock {

/// Prints a value and a new line to standard output.
template <class T> void show(const T& value) {
    if constexpr (std::is_base_of_v<plot::Raster, T>) {
        value.show();
    } else {
        const std::string text = describe(value) + "\n";
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }
}

namespace prompt {

/// `Shown(), value` shows the value, and temporary objects that it refers to are still there; of an expression without a value
/// nothing is shown, as that comma is the language's own.
struct Shown {};
template <class T> void operator,(Shown, const T& value) { show(value); }

/// Names that may stand in object["..."], one a line.
template <class T> std::string variable_lines(const T& object) {
    std::string lines;
    if constexpr (std::derived_from<T, SimulationObject>)
        for (const std::string& name : variable_names(object)) lines += name + "\n";
    return lines;
}

/// An object whose variable got a new meaning: it ends unless other objects need it. What refers to the variable finds it empty.
template <class T> void release(T& object) {
    if constexpr (std::derived_from<T, SimulationObject> || std::same_as<T, Network>) {
        [[maybe_unused]] const T gone = std::move(object);
    }
}

} // namespace prompt
} // namespace hillock

#if defined(HILLOCK_PROMPT)
namespace hillock::prompt {

/// What sessions often begin with. Nobody calls it: it is there so that the templates in it are part of the precompiled header,
/// and their machine code is part of the prompt.
inline void typical_inputs() {
    const double number = 2.5;
    NeuronGroup group(3, "dv/dt = (1-v)/tau : 1",
                      {.threshold = "v > 0.8",
                       .reset = "v = 0",
                       .refractory = 5 * ms,
                       .method = "exact",
                       .constants = {{"tau", 10 * ms}, {"n", 3.0}, {"x", number}}});
    group["v"] = "rand()";
    group["v"] = 1;
    group["v"] = 0.5 * mV;
    group["v"][0] = 1;
    PoissonGroup input(10, 5 * Hz);
    Synapses synapses(input, group, {.model = "w : 1", .on_pre = "v += w", .delay = 1 * ms, .constants = {{"tau", 10 * ms}}});
    synapses.connect({.p = 0.1});
    synapses.connect({.condition = "i != j"});
    synapses.connect({.j = "i"});
    SpikeMonitor spikes(group);
    StateMonitor states(group, {"v"}, {.record = {0, 1}});
    StateMonitor one(group, "v", {.record = 0});
    PopulationRateMonitor rate(group);
    Network network(group, input, synapses, spikes, states, rate);
    network.run(10 * ms);
    run(50 * ms);
    run(50 * ms, {.report = "text"});
    plot::raster(spikes).show();
    Shown(), group;
    Shown(), synapses;
    Shown(), spikes;
    Shown(), states;
    Shown(), rate;
    Shown(), network;
    Shown(), group["v"];
    Shown(), group["v"][0];
    Shown(), states["v"];
    Shown(), states["v"][0];
    Shown(), spikes.t();
    Shown(), spikes.i();
    Shown(), spikes.count();
    Shown(), spikes.num_spikes();
    Shown(), 10 * nA * 5 * Mohm;
    Shown(), 3;
    Shown(), 0.5;
    Shown(), true;
    Shown(), "text";
    Shown(), std::string("text");
    Shown(), std::vector<double>{1, 2};
    Shown(), std::vector<int>{1, 2};
    Shown(), std::map<std::string, double>{{"a", 1}};
    Shown(), group.get_states();
    release(group);
    release(input);
    release(synapses);
    release(spikes);
    release(states);
    release(rate);
    release(network);
    (void)variable_lines(group);
    (void)variable_lines(spikes);
    std::cout << number << 3 << "text" << std::string("text") << 5 * mV << std::endl;
}

} // namespace hillock::prompt
#endif

using namespace hillock;

#if defined(__CLING__)
namespace cling {
// cling prints a value by the overload of printValue that takes a pointer to it.
inline std::string printValue(const hillock::Quantity* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::Element* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::QuantityArray* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::VariableView* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::Traces* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::Subgroup* value) { return hillock::describe(*value); }
inline std::string printValue(const hillock::Network* value) { return hillock::describe(*value); }
template <std::derived_from<hillock::SimulationObject> T> std::string printValue(const T* value) {
    return hillock::describe(*value);
}
} // namespace cling
#endif
