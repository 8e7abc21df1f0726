// SPDX-License-Identifier: Apache-2.0
// Quantities as text: the unit is named by its dimension, its first factor takes the largest SI prefix that
// leaves the number at 1 or above, the number has nine significant digits at most.
#include "hillock/quantity.hpp"

#include "hillock/error.hpp"
#include "parser/model/unit_factors.hpp"
#include "parser/model/units.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <ostream>
#include <vector>

namespace hillock {
using namespace internal;
namespace {

struct Prefix {
    const char* symbol;
    double factor;
    bool automatic; ///< chosen for display: the powers of a thousand
};

constexpr Prefix kPrefixes[] = {
    {"y", 1e-24, true}, {"z", 1e-21, true}, {"a", 1e-18, true}, {"f", 1e-15, true}, {"p", 1e-12, true},
    {"n", 1e-9, true},  {"u", 1e-6, true},  {"m", 1e-3, true},  {"c", 1e-2, false}, {"d", 1e-1, false},
    {"", 1, true},      {"da", 1e1, false}, {"h", 1e2, false},  {"k", 1e3, true},   {"M", 1e6, true},
    {"G", 1e9, true},   {"T", 1e12, true},  {"P", 1e15, true},  {"E", 1e18, true},  {"Z", 1e21, true},
    {"Y", 1e24, true},
};

/// Products of a few roundings: what counts as the same scale.
constexpr double kScaleTolerance = 1e-12;

std::string number_text(double number) {
    if (std::isnan(number))
        return "nan"; // 0/0 has a sign, which means nothing
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, 9).ptr;
    return {buffer, end};
}

/// The number as it will be read from the text: 50.000000000000004 is 50.
double rounded_for_display(double number) {
    const std::string text = number_text(number);
    double result = number;
    std::from_chars(text.data(), text.data() + text.size(), result);
    return result;
}

/// How a dimension is shown: symbols without a prefix, and the power to which a prefix of the first of them
/// counts.
struct DisplayUnit {
    std::string symbols;
    double scale = 1;     ///< SI value of the symbols without a prefix
    int prefix_power = 0; ///< 0: takes no prefix
};

DisplayUnit display_unit(const Dimension& dimension) {
    constexpr Dimension kConcentration({-3, 0, 0, 0, 0, 1, 0});
    constexpr Dimension kMass({0, 1, 0, 0, 0, 0, 0});
    if (dimension == kConcentration)
        return {"M", 1e3, 1};
    if (dimension == kMass)
        return {"g", 1e-3, 1}; // "mkg" is no unit
    const std::vector<model::UnitFactor> factors = model::unit_factors(dimension);
    DisplayUnit unit{model::symbols(factors)};
    if (factors.empty() || std::string_view(factors[0].symbol) == "kg")
        return unit;
    for (const int power : {1, 2, 3})
        if (std::abs(factors[0].exponent - power) < 1e-6)
            unit.prefix_power = power;
    return unit;
}

double prefix_scale(const Prefix& prefix, const DisplayUnit& unit) {
    return unit.scale * std::pow(prefix.factor, unit.prefix_power);
}

struct ScaledUnit {
    std::string symbols;
    double scale;
};

ScaledUnit best_unit(const Quantity& quantity) {
    const DisplayUnit unit = display_unit(quantity.dimension());
    const double size = std::abs(rounded_for_display(quantity.value()));
    if (unit.prefix_power == 0)
        return {unit.symbols, 1};
    if (size == 0 || !std::isfinite(size)) {
        const std::string symbol = unit_symbol(quantity.dimension());
        return {symbol, 1};
    }
    const Prefix* best = &kPrefixes[0];
    for (const Prefix& prefix : kPrefixes)
        if (prefix.automatic && size >= prefix_scale(prefix, unit) * (1 - kScaleTolerance))
            best = &prefix;
    return {best->symbol + unit.symbols, prefix_scale(*best, unit)};
}

/// The symbol of a quantity that is exactly a unit: "mV" for 1*mV.
std::optional<std::string> symbol_of(const Quantity& quantity) {
    const DisplayUnit unit = display_unit(quantity.dimension());
    const auto is_scale = [&](double scale) {
        return std::abs(quantity.value() - scale) <= kScaleTolerance * scale;
    };
    if (is_scale(unit.scale))
        return unit.symbols;
    if (unit.prefix_power == 0)
        return std::nullopt;
    for (const Prefix& prefix : kPrefixes)
        if (is_scale(prefix_scale(prefix, unit)))
            return prefix.symbol + unit.symbols;
    return std::nullopt;
}

std::string with_unit(double number, const std::string& unit) {
    return unit.empty() ? number_text(number) : number_text(number) + " " + unit;
}

std::string dimension_word(const Dimension& dimension) {
    return dimension.is_dimensionless() ? "dimensionless" : unit_name(dimension);
}

} // namespace

void Quantity::refuse(const char* operation, const Quantity& a, const Quantity& b) {
    const bool reversed = std::string_view(operation) == "subtract"; // "subtract b from a"
    const Quantity& first = reversed ? b : a;
    const Quantity& second = reversed ? a : b;
    throw DimensionMismatchError(std::string("cannot ") + operation + " " + to_string(first) +
                                 (reversed ? " from " : " and ") + to_string(second) +
                                 ": the dimensions differ (" + dimension_word(first.dimension()) + " and " +
                                 dimension_word(second.dimension()) + ")");
}

void Quantity::refuse_conversion(const Quantity& quantity) {
    // A unit that can be typed: symbols such as "V" have no constant, their names have.
    std::string unit = best_unit(quantity).symbols;
    if (!model::find_unit(unit))
        unit = unit_name(quantity.dimension());
    throw DimensionMismatchError(to_string(quantity) + " is not dimensionless: divide it by a unit such as " +
                                 unit + " to get a number");
}

std::string to_string(const Quantity& quantity) {
    const ScaledUnit unit = best_unit(quantity);
    return with_unit(quantity.value() / unit.scale, unit.symbols);
}

std::string in_unit(const Quantity& quantity, const Quantity& unit) {
    if (quantity.dimension() != unit.dimension())
        throw DimensionMismatchError("cannot express " + to_string(quantity) + " in " + to_string(unit) +
                                     ": the dimensions differ (" + dimension_word(quantity.dimension()) +
                                     " and " + dimension_word(unit.dimension()) + ")");
    const double count = quantity.value() / unit.value();
    if (const std::optional<std::string> symbol = symbol_of(unit))
        return with_unit(count, *symbol);
    return number_text(count) + " (" + to_string(unit) + ")";
}

std::ostream& operator<<(std::ostream& stream, const Quantity& quantity) {
    return stream << to_string(quantity);
}

Quantity pow(const Quantity& base, double exponent) {
    return {std::pow(base.value(), exponent), base.dimension().power(exponent)};
}

Quantity sqrt(const Quantity& quantity) {
    return {std::sqrt(quantity.value()), quantity.dimension().power(0.5)};
}

} // namespace hillock
