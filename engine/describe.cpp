// SPDX-License-Identifier: Apache-2.0
// Turns objects and their values into short tables for people.
#include "hillock/describe.hpp"

#include "engine/access.hpp"
#include "engine/event_recorder.hpp"
#include "engine/rate_recorder.hpp"
#include "engine/state_recorder.hpp"
#include "engine/variable_owner.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cxxabi.h>
#include <regex>
#include <vector>

namespace hillock {
using namespace internal;

namespace {

using engine::Access;

constexpr std::size_t kMost = 12; ///< values that are shown without leaving any out
constexpr std::size_t kEnds = 3;  ///< of more, at each end

/// Values of which only some are here: all, or the first and the last three.
struct Excerpt {
    std::vector<double> values;
    std::size_t size = 0; ///< of the whole
};

/// Which of `size` values an excerpt has.
std::vector<std::int64_t> shown(std::size_t size) {
    std::vector<std::int64_t> indices;
    for (std::size_t k = 0; k < size; ++k)
        if (size <= kMost || k < kEnds || k >= size - kEnds) indices.push_back(static_cast<std::int64_t>(k));
        else k = size - kEnds - 1;
    return indices;
}

Excerpt excerpt_of(std::span<const double> values) {
    Excerpt excerpt{{}, values.size()};
    for (const std::int64_t k : shown(values.size())) excerpt.values.push_back(values[static_cast<std::size_t>(k)]);
    return excerpt;
}

std::string number_text(double number) {
    if (std::isnan(number)) return "nan"; // whatever its sign
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 9).ptr;
    return {text.data(), end};
}

/// The unit that to_string() chooses for the largest value, and how many of it a coherent SI unit is.
struct DisplayUnit {
    std::string symbol; ///< "" for numbers
    double factor = 1;
};

DisplayUnit display_unit(const std::vector<double>& values, const Dimension& dimension) {
    if (dimension.is_dimensionless()) return {};
    double largest = 0;
    for (const double value : values)
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    const std::string text = to_string(Quantity(largest, dimension));
    const std::size_t blank = text.find(' ');
    if (largest == 0 || blank == std::string::npos) return {unit_symbol(dimension), 1};
    // The text has nine digits; a unit differs by a power of ten.
    const double in_text = std::strtod(text.c_str(), nullptr);
    return {text.substr(blank + 1), std::pow(10.0, std::round(std::log10(in_text / largest)))};
}

std::string text_of(const Excerpt& excerpt, const Dimension& dimension) {
    const DisplayUnit unit = display_unit(excerpt.values, dimension);
    std::string text = "[";
    for (std::size_t k = 0; k < excerpt.values.size(); ++k) {
        if (excerpt.size > excerpt.values.size() && k == kEnds) text += ", ...";
        text += (k == 0 ? "" : ", ") + number_text(excerpt.values[k] * unit.factor);
    }
    text += "]" + (unit.symbol.empty() ? "" : " " + unit.symbol);
    return excerpt.size > kMost ? text + " (" + std::to_string(excerpt.size) + " values)" : text;
}

/// Lines of two columns under a title.
class Table {
  public:
    explicit Table(std::string title) : title_(std::move(title)) {}
    void add(std::string name, std::string text) { lines_.emplace_back(std::move(name), std::move(text)); }
    [[nodiscard]] std::string text() const {
        std::size_t width = 0;
        for (const auto& [name, value] : lines_) width = std::max(width, name.size());
        std::string all = title_;
        for (const auto& [name, value] : lines_) all += "\n  " + name + std::string(width - name.size() + 2, ' ') + value;
        return all;
    }

  private:
    std::string title_;
    std::vector<std::pair<std::string, std::string>> lines_;
};

std::string counted(std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string title_of(const engine::Object& object) { return std::string(object.class_name()) + " '" + object.name() + "'"; }

/// The variables that equations declare, for some elements.
void add_variables(Table& table, engine::VariableOwner& owner, engine::Range range) {
    for (const auto& variable : owner.model().variables) {
        if (!variable->declared_by_equation()) continue;
        const auto size = static_cast<std::size_t>(variable->shared ? 1 : range.size());
        auto indices = std::make_shared<std::vector<std::int64_t>>(shown(size));
        for (std::int64_t& index : *indices) index += range.begin;
        const model::Reference reference = owner.find(variable->name);
        const engine::Selection all = range;
        const engine::Selection some(range, indices);
        try {
            const Excerpt excerpt{owner.values(reference, variable->shared ? all : some), size};
            table.add(variable->name, text_of(excerpt, variable->dimension));
        } catch (const Error& error) {
            table.add(variable->name, std::string("? ") + error.what()); // linked to nothing, a constant that is not given
        }
    }
}

std::string describe_owner(engine::VariableOwner& owner) {
    const auto* const synapses = dynamic_cast<const engine::SynapseSet*>(&owner);
    const auto size = static_cast<std::size_t>(owner.size());
    Table table(title_of(owner) + ": " +
                (synapses == nullptr ? counted(size, "neuron") : std::to_string(size) + (size == 1 ? " synapse" : " synapses")));
    if (size > 0) add_variables(table, owner, {0, owner.size()});
    return table.text();
}

/// Columns that stand before those of variables: t and i of events, t of samples; a rate has no variables.
std::size_t own_columns(const engine::Recorder& recorder) {
    if (dynamic_cast<const engine::EventRecorder*>(&recorder) != nullptr) return 2;
    return dynamic_cast<const engine::StateRecorder*>(&recorder) != nullptr ? 1 : recorder.recording().column_count();
}

/// "9 spikes of 3 neurons", "500 samples"
std::string amount_of(const engine::Recorder& recorder) {
    if (const auto* const events = dynamic_cast<const engine::EventRecorder*>(&recorder)) {
        const bool spikes = std::string_view(recorder.class_name()) == "SpikeMonitor";
        return counted(events->total(), spikes ? "spike" : "event") + " of " + counted(events->count().size(), "neuron");
    }
    return counted(recorder.recording().rows(), dynamic_cast<const engine::RateRecorder*>(&recorder) ? "step" : "sample");
}

std::string describe_recorder(engine::Recorder& recorder) {
    const engine::Recording& recording = recorder.recording();
    Table table(title_of(recorder) + ": " + amount_of(recorder));
    if (recording.rows() == 0) return table.text();
    for (std::size_t column = 0; column < recording.column_count(); ++column) {
        const engine::Recording::Heading& heading = recording.heading(column);
        if (!heading.matrix) {
            table.add(heading.name, text_of(excerpt_of(recording.numbers(column)), heading.dimension));
        } else if (heading.width > 0) {
            auto& states = static_cast<engine::StateRecorder&>(recorder);
            const std::string of = heading.width > 1 ? " of the first of " + counted(heading.width, "element") : "";
            table.add(heading.name, text_of(excerpt_of(states.row(heading.name, 0)), heading.dimension) + of);
        }
    }
    return table.text();
}

/// A type by its name, without the namespaces in which the prompt declares what is typed.
std::string type_text(const char* mangled) {
    static const std::regex wrapping("hillock_session::|shadow_[0-9]+::");
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
    return std::regex_replace(name ? name.get() : mangled, wrapping, "");
}

} // namespace

std::string describe(const QuantityArray& values) { return text_of(excerpt_of(values.values), values.dimension); }

std::string describe(const VariableView& values) {
    if (values.size() <= kMost) return text_of({values.values(), values.size()}, values.dimension());
    return text_of({values[shown(values.size())].values(), values.size()}, values.dimension());
}

std::string describe(const Traces& traces) {
    Table table(counted(traces.size(), "row"));
    for (std::size_t row = 0; row < std::min(traces.size(), kMost); ++row)
        table.add(std::to_string(row), text_of(excerpt_of(traces[row]), traces.dimension()));
    if (traces.size() > kMost) table.add("...", "");
    return table.text();
}

std::string describe(const TimedArray& values) {
    const std::string columns = values.columns() == 0 ? "" : " of " + counted(values.columns(), "value");
    return "TimedArray: " + counted(values.rows(), "time") + columns + ", one every " + to_string(values.dt()) + ": " +
           text_of(excerpt_of(*values.values()), values.dimension());
}

std::string describe(const SimulationObject& object) {
    engine::Object* content = nullptr;
    try {
        content = Access::object(object).get();
    } catch (const ValueError&) {
        return "an empty variable: what it stood for is another's, or ended when its name got a new meaning";
    }
    if (auto* const owner = dynamic_cast<engine::VariableOwner*>(content)) return describe_owner(*owner);
    if (auto* const recorder = dynamic_cast<engine::Recorder*>(content)) return describe_recorder(*recorder);
    return title_of(*content);
}

std::vector<std::string> variable_names(const SimulationObject& object) {
    std::vector<std::string> names;
    engine::Object* const content = Access::object(object).get();
    if (const auto* const owner = dynamic_cast<engine::VariableOwner*>(content)) {
        for (const auto& variable : owner->model().variables)
            if (variable->declared_by_equation()) names.push_back(variable->name);
        for (std::string& name : owner->built_in_variables()) names.push_back(std::move(name));
    } else if (const auto* const recorder = dynamic_cast<engine::Recorder*>(content)) {
        const engine::Recording& recording = recorder->recording();
        for (std::size_t column = own_columns(*recorder); column < recording.column_count(); ++column)
            names.push_back(recording.heading(column).name);
    }
    return names;
}

std::string describe(const Subgroup& neurons) {
    const engine::Population population = Access::population(neurons);
    const engine::Range range = population.range;
    const std::string numbers = std::to_string(range.begin) + " to " + std::to_string(range.end - 1);
    Table table("neurons " + numbers + " of " + title_of(*population.neurons));
    add_variables(table, *population.neurons, range);
    return table.text();
}

std::string describe(const Network& network) {
    const std::vector<std::string> names = network.names();
    Table table("Network: " + counted(names.size(), "object") + ", t = " + to_string(network.t()));
    for (const std::string& name : names) table.add(name, Access::object(network[name])->class_name());
    return table.text();
}

std::string describe(const States& states) {
    Table table(counted(states.size(), "variable"));
    for (const auto& [name, values] : states) table.add(name, describe(values));
    return table.text();
}

std::string describe(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '\n') quoted += "\\n";
        else if (c == '\t') quoted += "\\t";
        else if (c == '"' || c == '\\') quoted += {'\\', c};
        else quoted += c;
    }
    return quoted + "\"";
}

std::string describe(double number) { return number_text(number); }

std::string describe_unknown(const char* mangled) { return "a " + type_text(mangled); }

std::string describe_enumerator(const char* mangled, long long number) { return type_text(mangled) + "(" + std::to_string(number) + ")"; }

std::string describe_pointer(const char* mangled, const void* address) {
    std::array<char, 32> digits{};
    const auto number = reinterpret_cast<std::uintptr_t>(address);
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return type_text(mangled) + " 0x" + std::string(digits.data(), end);
}

} // namespace hillock
