// SPDX-License-Identifier: Apache-2.0
// The words that the checks share, see messages.hpp. A dimension without a name of its own is tried as the
// square of a named one and as a named one per time, area or length, which covers what neuron models use.
#include "parser/model/messages.hpp"

#include "hillock/quantity.hpp"
#include "parser/model/variable.hpp"
#include "parser/parse.hpp"

#include <array>
#include <optional>

namespace hillock::internal::model {

namespace {

/// Longest expression that a message repeats whole; the caret shows the rest.
constexpr std::size_t kLongestExpression = 60;

struct Divisor {
    std::array<double, Dimension::kBases> exponents;
    const char* text;
};
constexpr std::array<Divisor, 4> kDivisors{{
    {{0, 0, 1, 0, 0, 0, 0}, "second"},
    {{2, 0, 0, 0, 0, 0, 0}, "metre**2"},
    {{1, 0, 0, 0, 0, 0, 0}, "metre"},
    {{0, 0, 0.5, 0, 0, 0, 0}, "second**0.5"},
}};

bool is_one_word(std::string_view text) {
    return text.find_first_of(" */") == std::string_view::npos;
}

/// Per time, area or length of something that has a name.
std::optional<std::string> as_quotient(const Dimension& dimension) {
    for (const Divisor& divisor : kDivisors) {
        const Dimension numerator = dimension * Dimension(divisor.exponents);
        if (numerator.is_dimensionless())
            continue;
        std::string name = unit_name(numerator);
        if (is_one_word(name))
            return name + " / " + divisor.text;
    }
    return std::nullopt;
}

std::string dimension_text(const Dimension& dimension) {
    std::string name = unit_name(dimension);
    if (name.find(' ') == std::string::npos)
        return name;
    const std::string root = unit_name(dimension.power(0.5));
    if (is_one_word(root))
        return root + "**2";
    return as_quotient(dimension).value_or(std::move(name));
}

} // namespace

std::string quoted(std::string_view text) {
    std::string result = "'";
    result += text;
    result += '\'';
    return result;
}

std::string quoted(const ast::Expr& expr) {
    std::string text = ast::print(expr);
    if (text.size() > kLongestExpression) {
        constexpr std::size_t kHalf = kLongestExpression / 2 - 2;
        text = text.substr(0, kHalf) + " ... " + text.substr(text.size() - kHalf);
    }
    return quoted(text);
}

std::string quoted(const Dimension& dimension) {
    return quoted(dimension_text(dimension));
}

std::string listed(std::span<const std::string> items) {
    std::string result;
    for (std::size_t k = 0; k < items.size(); ++k) {
        if (k > 0)
            result += k + 1 == items.size() ? " and " : ", ";
        result += items[k];
    }
    return result;
}

const char* noun(Type type) {
    switch (type) {
    case Type::boolean:
        return "condition";
    case Type::integer:
        return "integer";
    case Type::real:
        break;
    }
    return "number";
}

Note origin(const Variable& variable) {
    const std::string name = quoted(variable.name);
    if (variable.kind == VariableKind::constant)
        return {name + " is a constant of " + to_string(Quantity(variable.value, variable.dimension)), {}};
    if (variable.kind == VariableKind::noise)
        return {name + " is white noise of dimension " + quoted(variable.dimension), {}};
    if (!variable.declared.source)
        return {name + " has dimension " + quoted(variable.dimension), {}};
    const std::string text = variable.type == Type::real ? dimension_text(variable.dimension)
                                                         : std::string(type_name(variable.type));
    const char* verb =
        variable.kind == VariableKind::local ? " is first assigned here as " : " is declared here as ";
    return {name + verb + text, variable.declared};
}

std::vector<Note> origins(std::span<const Expr> operands) {
    std::vector<Note> notes;
    for (const Expr& operand : operands)
        if (const auto* reference = std::get_if<Reference>(&operand.node()))
            notes.push_back(origin(*reference->variable));
    return notes;
}

} // namespace hillock::internal::model
