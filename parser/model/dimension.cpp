// SPDX-License-Identifier: Apache-2.0
// Dimensions as units in words and symbols. Of all ways to write a dimension as (a power of) a named unit
// times powers of base units the one with the fewest factors is taken; among equals the base units alone,
// then the order of the tables.
#include "hillock/dimension.hpp"

#include "parser/model/unit_factors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace hillock::internal::model {
namespace {

struct NamedDimension {
    const char* name;
    const char* symbol;
    Dimension dimension; ///< metre, kilogram, second, ampere, kelvin, mole, candela
};

constexpr std::array<NamedDimension, Dimension::kBases> kBaseUnits{{
    {"metre", "m", Dimension({1, 0, 0, 0, 0, 0, 0})},
    {"kilogram", "kg", Dimension({0, 1, 0, 0, 0, 0, 0})},
    {"second", "s", Dimension({0, 0, 1, 0, 0, 0, 0})},
    {"ampere", "A", Dimension({0, 0, 0, 1, 0, 0, 0})},
    {"kelvin", "K", Dimension({0, 0, 0, 0, 1, 0, 0})},
    {"mole", "mol", Dimension({0, 0, 0, 0, 0, 1, 0})},
    {"candela", "cd", Dimension({0, 0, 0, 0, 0, 0, 1})},
}};

/// Electrical units first: they are what models of neurons are made of.
constexpr std::array<NamedDimension, 14> kDerivedUnits{{
    {"volt", "V", Dimension({2, 1, -3, -1, 0, 0, 0})},
    {"siemens", "S", Dimension({-2, -1, 3, 2, 0, 0, 0})},
    {"ohm", "ohm", Dimension({2, 1, -3, -2, 0, 0, 0})},
    {"farad", "F", Dimension({-2, -1, 4, 2, 0, 0, 0})},
    {"coulomb", "C", Dimension({0, 0, 1, 1, 0, 0, 0})},
    {"hertz", "Hz", Dimension({0, 0, -1, 0, 0, 0, 0})},
    {"watt", "W", Dimension({2, 1, -3, 0, 0, 0, 0})},
    {"joule", "J", Dimension({2, 1, -2, 0, 0, 0, 0})},
    {"newton", "N", Dimension({1, 1, -2, 0, 0, 0, 0})},
    {"pascal", "Pa", Dimension({-1, 1, -2, 0, 0, 0, 0})},
    {"weber", "Wb", Dimension({2, 1, -2, -1, 0, 0, 0})},
    {"tesla", "T", Dimension({0, 1, -2, -1, 0, 0, 0})},
    {"henry", "H", Dimension({2, 1, -2, -2, 0, 0, 0})},
    {"lux", "lx", Dimension({-2, 0, 0, 0, 0, 0, 1})},
}};

/// Exponents that a named unit may have in a product.
constexpr std::array<double, 6> kNamedExponents{1, -1, 2, -2, 0.5, -0.5};

/// As equality of dimensions: exponents agree to 1e-6.
bool is_zero(double exponent) {
    return std::abs(exponent) < 1e-6;
}

std::vector<UnitFactor> base_factors(const Dimension& dimension) {
    std::vector<UnitFactor> factors;
    for (std::size_t k = 0; k < Dimension::kBases; ++k)
        if (!is_zero(dimension[k]))
            factors.push_back({kBaseUnits[k].name, kBaseUnits[k].symbol, dimension[k]});
    return factors;
}

std::string exponent_text(double exponent) {
    char buffer[32];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, exponent, std::chars_format::general, 9).ptr;
    return {buffer, end};
}

std::string power_name(const UnitFactor& factor, double exponent) {
    return is_zero(exponent - 1) ? factor.name : factor.name + ("**" + exponent_text(exponent));
}

} // namespace

std::vector<UnitFactor> unit_factors(const Dimension& dimension) {
    std::vector<UnitFactor> best = base_factors(dimension);
    std::size_t least = best.size();
    for (const double exponent : kNamedExponents) {
        for (const NamedDimension& unit : kDerivedUnits) {
            if (unit.dimension == dimension)
                return {{unit.name, unit.symbol, 1}};
            std::vector<UnitFactor> factors = base_factors(dimension / unit.dimension.power(exponent));
            // A power of a named unit beside other factors reads worse than one factor more.
            const std::size_t effort = factors.size() + (exponent == 1 || factors.empty() ? 1 : 2);
            if (effort >= least)
                continue;
            least = effort;
            factors.insert(factors.begin(), {unit.name, unit.symbol, exponent});
            best = std::move(factors);
        }
    }
    std::vector<UnitFactor> ordered;
    for (const bool positive : {true, false})
        std::copy_if(best.begin(), best.end(), std::back_inserter(ordered),
                     [positive](const UnitFactor& factor) { return (factor.exponent > 0) == positive; });
    return ordered;
}

std::string symbols(const std::vector<UnitFactor>& factors) {
    std::string text;
    for (const UnitFactor& factor : factors) {
        if (!text.empty())
            text += ' ';
        text += factor.symbol;
        if (!is_zero(factor.exponent - 1))
            text += '^' + exponent_text(factor.exponent);
    }
    return text;
}

} // namespace hillock::internal::model

namespace hillock {
using namespace internal;

std::string unit_name(const Dimension& dimension) {
    std::string text;
    for (const model::UnitFactor& factor : model::unit_factors(dimension)) {
        if (text.empty())
            text = model::power_name(factor, factor.exponent);
        else if (factor.exponent > 0)
            text += " * " + model::power_name(factor, factor.exponent);
        else
            text += " / " + model::power_name(factor, -factor.exponent);
    }
    return text.empty() ? "1" : text;
}

std::string unit_symbol(const Dimension& dimension) {
    const std::string text = model::symbols(model::unit_factors(dimension));
    return text.empty() ? "1" : text;
}

} // namespace hillock
