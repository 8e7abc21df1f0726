// SPDX-License-Identifier: Apache-2.0
// Holds what the cases do here to what Brian 2 made of the same texts: cases/*.json are the models, data/*.json the results,
// written by make_reference.py.
#include "reference/case_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <span>
#include <sstream>

using namespace hillock;
using reference::CaseModel;
using reference::Json;

namespace {

const std::filesystem::path kFolder = HILLOCK_REFERENCE_FOLDER;

// Both programs evaluate the same formulas in double precision, with other orders of operations and other mathematical
// functions (a last place or two each: 2e-16). The models carry such differences on for up to 1600 steps and multiply them
// where a spike rises. On the machine that made the data they grew to 1e-12 at most; another processor rounds elsewhere, and
// a wrong formula shows as 1e-6 or more.
// Differences count relative to the range of a trace, not to each value: a membrane potential crosses 0, where nothing is
// relative, and sits on an offset, beside which everything is small.
constexpr double kTolerance = 1e-9;
// A trace that hardly moves is held to its size times this, 1e-12: the same rounding without a spike that multiplies it.
constexpr double kSmallestRange = 1e-3;
// In float32 what is stored is rounded in each step, by 6e-8 of its size at most; in the 160 steps of such a case these add up to 160 times
// that, 1e-5, where nothing fades (leaks and resets let most of it fade). It is the size that counts, however small the range.
constexpr double kSinglePrecision = 1e-5;

/// How results are compared.
struct Scale {
    double dt;        ///< seconds, in which steps are written
    double tolerance; ///< of the range of values
    double smallest_range = kSmallestRange; ///< of their size
};
constexpr Scale kDoublePrecision{.dt = 0, .tolerance = kTolerance};


std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> names_in(const char* folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder / folder))
        if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
    return names;
}

/// 64-bit FNV-1a, as in make_reference.py.
std::string fingerprint(const std::string& data) {
    std::uint64_t value = 0xCBF29CE484222325;
    for (const char byte : data) value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(value));
    return digits;
}

/// Step numbers of times; every time has to be one.
std::vector<std::int64_t> steps(std::span<const double> times, double dt) {
    std::vector<std::int64_t> numbers;
    for (const double t : times) {
        numbers.push_back(std::llround(t / dt));
        // Two roundings of a time, a division or a multiplication by a decimal dt.
        CHECK(std::abs(t - static_cast<double>(numbers.back()) * dt) <= 4e-16 * std::abs(t));
    }
    return numbers;
}

/// The largest difference, in units of what is allowed: at most 1 when all is well, infinite for a value that is not a number.
double worst_deviation(std::span<const double> found, const std::vector<double>& expected, const Scale& scale = kDoublePrecision) {
    if (found.size() != expected.size() || expected.empty()) return INFINITY;
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    const double size = std::max(std::abs(*low), std::abs(*high));
    const double allowed = scale.tolerance * std::max(*high - *low, scale.smallest_range * size);
    double worst = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        const double difference = std::abs(found[k] - expected[k]);
        if (difference == 0) continue;
        worst = difference <= INFINITY ? std::max(worst, difference / allowed) : INFINITY;
    }
    return worst;
}

/// Where two lists of whole numbers part, "" for equal ones.
template <class Number> std::string difference(std::span<const Number> found, const Json& list) {
    const auto expected = list.get<std::vector<Number>>();
    const auto [here, there] = std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
    const auto shown = [](auto position, auto end) { return position == end ? "the end" : std::to_string(*position); };
    if (here == found.end() && there == expected.end()) return "";
    return shown(here, found.end()) + " instead of " + shown(there, expected.end()) + " at position " +
           std::to_string(there - expected.begin());
}

std::string difference_of_steps(std::span<const double> times, double dt, const Json& expected) {
    return difference<std::int64_t>(steps(times, dt), expected);
}

std::vector<double> thinned(std::span<const double> all, std::size_t every) {
    std::vector<double> kept;
    for (std::size_t sample = 0; sample < all.size(); sample += every) kept.push_back(all[sample]);
    return kept;
}

/// In which the steps of a result are written.
double unit_of(const Json& result, double dt) { return result.value("dt", dt); }

void compare_traces(const StateMonitor& monitor, const Json& record, const Json& expected, const Scale& scale) {
    const std::size_t every = record.value("every", std::size_t{1});
    CHECK(difference_of_steps(thinned(monitor.t(), every), unit_of(expected, scale.dt), expected.at("steps")) == "");
    for (const Json& name : record.at("variables")) {
        const Traces found = monitor[name];
        const Json& rows = expected.at(name.get<std::string>());
        REQUIRE(found.size() == rows.size());
        for (std::size_t row = 0; row < rows.size(); ++row) {
            INFO(record.at("of").get<std::string>() << "." << name.get<std::string>() << ", row " << row);
            CHECK(worst_deviation(thinned(found[row], every), rows[row], scale) <= 1);
        }
    }
}

template <class Monitor> void compare_events(const Monitor& monitor, const Json& record, const Json& expected, const Scale& scale) {
    INFO("events of " << record.dump());
    CHECK(difference_of_steps(monitor.t(), unit_of(expected, scale.dt), expected.at("steps")) == "");
    CHECK(difference(monitor.i(), expected.at("i")) == "");
}

/// Variables at spikes or events, in order of time and neuron by neuron.
template <class Monitor> void compare_values(const Monitor& monitor, const Json& record, const Json& expected, const Scale& scale) {
    if (!record.is_object() || !record.contains("variables")) return;
    for (const Json& name : record.at("variables")) {
        INFO(name.get<std::string>() << " at the events of " << record.dump());
        CHECK(worst_deviation(monitor[name], expected.at(name.get<std::string>()), scale) <= 1);
    }
    CHECK(difference(monitor.count(), expected.at("count")) == "");
    const auto all = monitor.all_values();
    CHECK(all.size() == expected.at("all").size());
    for (const auto& [name, by_neuron] : expected.at("all").items()) {
        REQUIRE(all.at(name).size() == by_neuron.size());
        for (std::size_t neuron = 0; neuron < by_neuron.size(); ++neuron) {
            INFO(name << " of neuron " << neuron << " at the events of " << record.dump());
            if (by_neuron[neuron].empty()) CHECK(all.at(name)[neuron].empty());
            else CHECK(worst_deviation(all.at(name)[neuron], by_neuron[neuron], scale) <= 1);
        }
    }
}

void compare_rates(const PopulationRateMonitor& monitor, const Json& smooth, const Json& expected, const Scale& scale) {
    REQUIRE(!monitor.t().empty());
    CHECK(difference_of_steps(std::vector{monitor.t().front(), monitor.t().back()}, unit_of(expected, scale.dt), expected.at("steps")) == "");
    CHECK(worst_deviation(monitor.rate(), expected.at("rate")) <= 1);
    for (std::size_t k = 0; k < smooth.size(); ++k) {
        INFO("smoothed: " << smooth[k].dump());
        CHECK(worst_deviation(monitor.smooth_rate(smooth[k][0], reference::quantity(smooth[k][1])), expected.at("smooth")[k]) <= 1);
    }
}

void compare_final(const CaseModel& model, const std::string& object, const Json& expected, const Scale& scale) {
    for (const auto& [name, values] : expected.items()) {
        INFO(object << "." << name << " at the end");
        CHECK(worst_deviation(model.variable(object, name).values(), values, scale) <= 1);
    }
}

void compare(const Json& a_case, const Json& expected) {
    const Json clock = a_case.value("clock", Json{expected.at("dt")});
    CaseModel model(a_case, expected.at("method"), reference::quantity(clock[0]));
    Scale scale = kDoublePrecision;
    if (a_case.contains("dtype")) scale = {.dt = 0, .tolerance = kSinglePrecision, .smallest_range = 1};
    scale.dt = reference::quantity(a_case.value("unit", expected.at("dt"))).value();
    for (std::size_t run = 0; run < a_case.at("runs").size(); ++run) {
        if (run > 0) model.change(a_case, run);
        defaultclock().dt = reference::quantity(clock[std::min(run, clock.size() - 1)]);
        model.run(reference::quantity(a_case.at("runs")[run]));
    }
    const Json& record = a_case.at("record");
    for (std::size_t k = 0; k < model.traces.size(); ++k)
        compare_traces(model.traces[k], record["traces"][k], expected.at("traces")[k], scale);
    for (std::size_t k = 0; k < model.spikes.size(); ++k) {
        compare_events(model.spikes[k], record["spikes"][k], expected.at("spikes")[k], scale);
        compare_values(model.spikes[k], record["spikes"][k], expected.at("spikes")[k], scale);
    }
    for (std::size_t k = 0; k < model.events.size(); ++k) {
        compare_events(model.events[k], record["events"][k], expected.at("events")[k], scale);
        compare_values(model.events[k], record["events"][k], expected.at("events")[k], scale);
    }
    for (std::size_t k = 0; k < model.rates.size(); ++k)
        compare_rates(model.rates[k], record.value("smooth", Json::array()), expected.at("rates")[k], scale);
    if (record.contains("final"))
        for (const auto& [object, variables] : expected.at("final").items()) compare_final(model, object, variables, scale);
    if (a_case.contains("dtype"))
        for (const auto& [object, variables] : record.at("final").items())
            for (const Json& name : variables) CHECK(model.variable(object, name).data_type() == float32);
}

} // namespace

TEST_CASE("every case has results of Brian 2.5.1, made of the text that is here now") {
    CHECK(names_in("cases") == names_in("data"));
    CHECK(names_in("cases").size() >= 25);
    for (const std::string& name : names_in("cases")) {
        INFO(name);
        const Json results = Json::parse(content(kFolder / "data" / (name + ".json")));
        CHECK(results["program"] == "Brian 2.5.1");
        CHECK(results["case"] == fingerprint(content(kFolder / "cases" / (name + ".json"))));
    }
}

TEST_CASE("every case gives what Brian 2.5.1 gives") {
    const Quantity dt = defaultclock().dt;
    for (const std::string& name : names_in("cases")) {
        const Json a_case = Json::parse(content(kFolder / "cases" / (name + ".json")));
        const Json results = Json::parse(content(kFolder / "data" / (name + ".json")));
        CHECK(results["variants"].size() == a_case.value("methods", Json{""}).size() * a_case.at("dt").size());
        for (const Json& expected : results["variants"]) {
            INFO(name << ", method '" << expected["method"].get<std::string>() << "', dt " << expected["dt"].get<std::string>());
            CHECK_NOTHROW(compare(a_case, expected));
        }
    }
    defaultclock().dt = dt;
}

TEST_CASE("the comparison fails for what is wrong") {
    const std::vector<double> trace{-0.06, -0.05, 0.02};
    CHECK(worst_deviation(trace, trace) == 0);
    CHECK(worst_deviation(std::vector{-0.06, -0.05 + 7e-11, 0.02}, trace) <= 1);
    CHECK(worst_deviation(std::vector{-0.06, -0.05 + 9e-11, 0.02}, trace) > 1);
    CHECK(worst_deviation(std::vector{-0.06, double(NAN), 0.02}, trace) > 1);
    CHECK(worst_deviation(std::vector{-0.06, -0.05}, trace) > 1);
    CHECK(worst_deviation(std::vector{1 + 1e-11}, {1}) > 1);
    CHECK(worst_deviation(std::vector{1e-300}, {0}) > 1);
}
