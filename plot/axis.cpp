// SPDX-License-Identifier: Apache-2.0
#include "plot/axis.hpp"

#include "plot/script.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace hillock::plot {

namespace {

struct Prefix {
    double value;
    const char* symbol;
};
constexpr std::array<Prefix, 8> kPrefixes{
    {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}}};
constexpr double kSecondsFrom = 10;       // end of a time axis from which it is in seconds
constexpr double kLargePrefixFrom = 1e4;  // 2500 Hz is shown as it is, 25000 Hz as 25 kHz

/// "V s^-1" with raised exponents: "V s⁻¹".
std::string with_raised_exponents(const std::string& symbol) {
    static constexpr std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (std::size_t at = 0; at < symbol.size(); ++at) {
        if (symbol[at] != '^') {
            text += symbol[at];
            continue;
        }
        const std::size_t end = std::min(symbol.find(' ', at), symbol.size());
        const std::string_view exponent = std::string_view(symbol).substr(at + 1, end - at - 1);
        if (exponent.find_first_not_of("-0123456789") != std::string_view::npos) {
            text += '^';
            continue;
        }
        for (const char c : exponent)
            text += c == '-' ? "⁻" : kDigits[static_cast<std::size_t>(c - '0')];
        at = end - 1;
    }
    return text;
}

} // namespace

void Range::include(double value) {
    if (!std::isfinite(value))
        return;
    if (empty())
        begin = end = value;
    begin = std::min(begin, value);
    end = std::max(end, value);
}

void Range::include(std::span<const double> values) {
    for (const double value : values)
        include(value);
}

std::string Range::text(double factor) const {
    return "[" + number(begin * factor) + ":" + number(end * factor) + "]";
}

Range rounded(Range data) {
    if (data.empty())
        return {0, 1};
    const double begin = data.begin >= 0 && data.begin < 0.25 * data.end ? 0 : data.begin;
    if (data.end <= begin) {
        const double half = begin == 0 ? 0.5 : 0.05 * std::abs(begin);
        return {begin - half, begin + half};
    }
    const double step = std::pow(10.0, std::floor(std::log10(data.end - begin)) - 1);
    return {std::floor(begin / step + 1e-6) * step, std::ceil(data.end / step - 1e-6) * step};
}

Range with_margin(Range data, bool to_zero) {
    if (data.empty())
        return {0, 1};
    double margin = 0.05 * data.span();
    if (margin == 0)
        margin = data.end == 0 ? 0.5 : 0.05 * std::abs(data.end);
    const double below = to_zero && data.begin == 0 ? 0 : margin;
    const double above = to_zero && data.end == 0 && data.begin < 0 ? 0 : margin;
    return {data.begin - below, data.end + above};
}

AxisUnit suitable_unit(const Dimension& dimension, double largest) {
    if (dimension.is_dimensionless())
        return {1, ""};
    const std::string symbol = unit_symbol(dimension);
    if (dimension == kTimeDimension && largest >= kSecondsFrom)
        return {1, "s"};
    if (dimension == kTimeDimension && largest >= 1e-3)
        return {1e3, "ms"};
    if (symbol.find_first_of(" ^") != std::string::npos || symbol == "kg")
        return {1, with_raised_exponents(symbol)};
    for (const Prefix& prefix : kPrefixes)
        if (largest >= prefix.value * (prefix.value > 1 ? kLargePrefixFrom / 1e3 : 1) * (1 - 1e-9))
            return {1 / prefix.value, prefix.symbol + symbol};
    return {1, symbol};
}

AxisUnit chosen_unit(const Quantity& unit) {
    const std::string text = to_string(unit); // "1 mV"
    const bool plain = text.starts_with("1 ");
    return {1 / unit.value(), with_raised_exponents(plain ? text.substr(2) : text)};
}

} // namespace hillock::plot
