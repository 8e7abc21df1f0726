// SPDX-License-Identifier: Apache-2.0
// What a session of C++ at a prompt begins with: the library, `using namespace hillock`, and the printing of values. The project's own
// prompt, cling and clang-repl read it; a program includes <hillock/hillock.hpp>.
#pragma once

#if defined(__CLING__)
#pragma cling load("libhillock.so")
#endif

#include <hillock/describe.hpp>
#include <hillock/hillock.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace hillock {

/// Prints a value and a new line to standard output.
template <class T> void show(const T& value) {
    if constexpr (std::is_base_of_v<plot::Raster, T>) {
        value.show();
    } else {
        const std::string text = describe_value(value) + "\n";
        std::fwrite(text.data(), 1, text.size(), stdout);
    }
}

namespace prompt {

/// Shows what a function returns; nothing if that is nothing.
template <class Function> void show_result(Function function) {
    if constexpr (std::is_void_v<decltype(function())>) function();
    else hillock::show(function());
}

/// An object whose variable got a new meaning: it ends unless other objects need it. What refers to the variable finds it empty.
template <class T> void release(T& object) {
    if constexpr (std::derived_from<T, SimulationObject> || std::same_as<T, Network>) [[maybe_unused]] const T gone = std::move(object);
}

} // namespace prompt
} // namespace hillock

using namespace hillock;

#if defined(__CLING__)
namespace cling {
// cling prints a value by the overload of printValue that takes a pointer to it.
inline std::string printValue(const hillock::Quantity* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::Element* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::QuantityArray* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::VariableView* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::Traces* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::Subgroup* value) { return hillock::describe_value(*value); }
inline std::string printValue(const hillock::Network* value) { return hillock::describe_value(*value); }
template <std::derived_from<hillock::SimulationObject> T> std::string printValue(const T* value) { return hillock::describe_value(*value); }
} // namespace cling
#endif
