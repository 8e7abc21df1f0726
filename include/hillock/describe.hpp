// SPDX-License-Identifier: Apache-2.0
// Values as text for people: `50 mV`, an array with its unit, a short table of a group or a monitor. What the prompt prints.
#pragma once

#include <hillock/groups.hpp>
#include <hillock/monitors.hpp>
#include <hillock/network.hpp>
#include <hillock/synapses.hpp>
#include <hillock/timed_array.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <ranges>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace hillock {

/// Numbers with their unit, all with the same prefix: "[-60, -59.5, -58] mV". Of more than twelve the first and the last three are
/// shown, with their number: "[0, 0.1, 0.2, ..., 99.7, 99.8, 99.9] ms (1000 values)".
[[nodiscard]] HILLOCK_API std::string describe(const QuantityArray& values);
/// The same for values of a variable, of which only those that are shown are read.
[[nodiscard]] HILLOCK_API std::string describe(const VariableView& values);
/// A row for each element, of which the first few are shown.
[[nodiscard]] HILLOCK_API std::string describe(const Traces& traces);
[[nodiscard]] HILLOCK_API std::string describe(const TimedArray& values);
/// "NeuronGroup 'G': 3 neurons", with a line for each variable; of a monitor a line for the times and for what it records. One line
/// for an empty handle.
[[nodiscard]] HILLOCK_API std::string describe(const SimulationObject& object);
/// Which neurons of which group it is, and their variables.
[[nodiscard]] HILLOCK_API std::string describe(const Subgroup& neurons);
/// A line for each object.
[[nodiscard]] HILLOCK_API std::string describe(const Network& network);
[[nodiscard]] HILLOCK_API std::string describe(const States& states);
/// Names of the variables of neurons or synapses, those of equations first; of a monitor what it records; none of other objects.
[[nodiscard]] HILLOCK_API std::vector<std::string> variable_names(const SimulationObject& object);
/// With '"' around it and escapes.
[[nodiscard]] HILLOCK_API std::string describe(std::string_view text);
/// Nine digits at most.
[[nodiscard]] HILLOCK_API std::string describe(double number);
/// "a std::tuple<int, int>": what nothing else is known of. \param mangled  name of its type
[[nodiscard]] HILLOCK_API std::string describe_unknown(const char* mangled);
/// "int* 0x7f32".
[[nodiscard]] HILLOCK_API std::string describe_pointer(const char* mangled, const void* address);
/// "Color(1)": its type, and its number.
[[nodiscard]] HILLOCK_API std::string describe_enumerator(const char* mangled, long long number);

/// Any other value: numbers, text, pairs, optionals, what can be written to a stream, ranges of what can be described; else its type.
template <class T> [[nodiscard]] std::string describe(const T& value);

/// Elements of a range in brackets, the first and the last three of many.
template <std::ranges::input_range Range> [[nodiscard]] std::string describe_range(const Range& range) {
    constexpr std::size_t kMost = 12;
    constexpr std::size_t kEnds = 3;
    const auto size = static_cast<std::size_t>(std::ranges::distance(range));
    std::string text = "[";
    std::size_t k = 0;
    for (const auto& element : range) {
        if (size <= kMost || k < kEnds || k >= size - kEnds) text += (k == 0 ? "" : ", ") + describe(element);
        else if (k == kEnds) text += ", ...";
        ++k;
    }
    return text + (size > kMost ? "] (" + std::to_string(size) + " values)" : "]");
}

template <class T> [[nodiscard]] std::string describe(const T& value) {
    if constexpr (std::same_as<T, bool>) return value ? "true" : "false";
    else if constexpr (std::same_as<T, char>) return "'" + std::string(1, value) + "'";
    else if constexpr (std::floating_point<T>) return describe(static_cast<double>(value));
    else if constexpr (std::integral<T>) return std::to_string(value);
    else if constexpr (std::same_as<T, std::nullptr_t>) return "nullptr";
    else if constexpr (std::convertible_to<const T&, std::string_view>) return describe(std::string_view(value));
    else if constexpr (std::derived_from<T, SimulationObject>) return describe(static_cast<const SimulationObject&>(value));
    else if constexpr (std::derived_from<T, Quantity>) return to_string(static_cast<const Quantity&>(value));
    else if constexpr (std::derived_from<T, Dimension>) return unit_name(value);
    else if constexpr (std::derived_from<T, Subgroup>) return describe(static_cast<const Subgroup&>(value));
    else if constexpr (std::is_enum_v<T>) return describe_enumerator(typeid(T).name(), static_cast<long long>(value));
    else if constexpr (std::is_array_v<T>) return describe_range(value);
    else if constexpr (requires { value.has_value(); *value; }) return value.has_value() ? describe(*value) : "nothing";
    else if constexpr (requires { value.first; value.second; })
        return "(" + describe(value.first) + ", " + describe(value.second) + ")";
    else if constexpr (requires(std::ostream& stream) { stream << value; } && !std::is_pointer_v<T>) {
        std::ostringstream stream;
        stream << value;
        return stream.str();
    } else if constexpr (std::ranges::input_range<const T>) return describe_range(value);
    else if constexpr (std::is_pointer_v<T> && std::is_object_v<std::remove_pointer_t<T>>)
        return describe_pointer(typeid(T).name(), value);
    else if constexpr (std::is_function_v<std::remove_pointer_t<T>>) return "a function";
    else return describe_unknown(typeid(T).name());
}

} // namespace hillock
