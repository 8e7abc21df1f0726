// SPDX-License-Identifier: Apache-2.0
// The unit of a declaration: products, quotients and powers of base units.
#include "parser/model/declarations.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/units.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace hillock::internal::model {

namespace {

/// Words that other languages use for a type, and what is written here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kForeignTypes{{
    {"bool", "boolean"},
    {"int", "integer"},
    {"float", "1"},
    {"double", "1"},
    {"real", "1"},
    {"dimensionless", "1"},
}};

class UnitReader {
  public:
    UnitReader(const SourcePtr& source, Diagnostics& problems) : source_(source), problems_(problems) {}

    std::optional<Dimension> read(const ast::Expr& unit) {
        if (const auto* name = std::get_if<ast::Name>(&unit.node))
            return read_name(name->text, unit.span);
        if (const auto* binary = std::get_if<ast::Binary>(&unit.node))
            return read_binary(*binary, unit);
        return refuse(unit);
    }

  private:
    std::nullopt_t report(Problem problem, std::string message, Span span) {
        problems_.push_back({problem, std::move(message), {source_, span}});
        return std::nullopt;
    }

    std::nullopt_t refuse(const ast::Expr& unit) {
        return report(Problem::equation,
                      quoted(unit) +
                          " is not a unit: a declaration is a product, quotient or power of units such as "
                          "'volt' or 'amp/meter**2', or '1', 'boolean', 'integer'",
                      unit.span);
    }

    std::optional<Dimension> read_name(const std::string& name, Span span) {
        for (const auto& [foreign, ours] : kForeignTypes)
            if (name == foreign)
                return report(Problem::type, "there is no unit " + quoted(name) + ": write " + quoted(ours),
                              span);
        if (name == "boolean" || name == "integer")
            return report(Problem::equation, quoted(name) + " is a type: it stands alone", span);
        const Quantity* unit = find_unit(name);
        if (!unit)
            return report(Problem::equation, "there is no unit " + quoted(name) + nearest(name), span);
        if (is_base_unit(name))
            return unit->dimension();
        return report(Problem::equation,
                      quoted(name) + " is a scaled unit; variables are declared in base units: write " +
                          quoted(base_of(*unit)),
                      span);
    }

    /// Variables are declared in base units, so only these are worth a suggestion.
    static std::string nearest(const std::string& name) {
        if (const std::string hint = missing_unit_hint(name); !hint.empty())
            return hint;
        std::vector<std::string> units{"boolean", "integer"};
        for (const std::string& unit : unit_names())
            if (is_base_unit(unit))
                units.push_back(unit);
        return did_you_mean(name, units);
    }

    static std::string base_of(const Quantity& scaled) {
        std::string name = unit_name(scaled.dimension());
        if (name.find(' ') == std::string::npos)
            return name;
        std::string longest; // 'mmolar' reads better than 'mM'
        for (const std::string& unit : unit_names())
            if (unit.size() > longest.size() && is_base_unit(unit) &&
                find_unit(unit)->dimension() == scaled.dimension())
                longest = unit;
        return longest.empty() ? name : longest;
    }

    std::optional<Dimension> read_binary(const ast::Binary& binary, const ast::Expr& unit) {
        if (binary.op == ast::BinaryOp::power) {
            const std::optional<Dimension> base = read(*binary.left);
            if (!base)
                return std::nullopt;
            const std::optional<double> exponent = number(*binary.right);
            if (exponent && std::isfinite(*exponent))
                return base->power(*exponent);
            return report(Problem::equation,
                          "the exponent of a unit must be a number, but it is " + quoted(*binary.right),
                          binary.right->span);
        }
        const bool quotient = binary.op == ast::BinaryOp::divide;
        if (!quotient && binary.op != ast::BinaryOp::multiply)
            return refuse(unit);
        const bool inverse = quotient && is_one(*binary.left);
        const std::optional<Dimension> left = inverse ? Dimension() : read_factor(*binary.left, unit);
        if (!left)
            return std::nullopt;
        const std::optional<Dimension> right = read_factor(*binary.right, unit);
        if (!right)
            return std::nullopt;
        return quotient ? *left / *right : *left * *right;
    }

    /// A number as a factor makes a quantity of the whole.
    std::optional<Dimension> read_factor(const ast::Expr& factor, const ast::Expr& whole) {
        if (!std::holds_alternative<ast::Number>(factor.node))
            return read(factor);
        return report(Problem::equation, quoted(whole) + " is a quantity, not a unit: leave out the number",
                      factor.span);
    }

    static bool is_one(const ast::Expr& expr) {
        const auto* number = std::get_if<ast::Number>(&expr.node);
        return number && number->integer && number->value == 1;
    }

    /// The exponent of a unit: a number, its negative, or a fraction of two such.
    static std::optional<double> number(const ast::Expr& expr) {
        if (const auto* literal = std::get_if<ast::Number>(&expr.node))
            return literal->value;
        if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
            const std::optional<double> operand = number(*unary->operand);
            if (!operand || unary->op == ast::UnaryOp::logical_not)
                return std::nullopt;
            return unary->op == ast::UnaryOp::minus ? -*operand : *operand;
        }
        const auto* binary = std::get_if<ast::Binary>(&expr.node);
        if (!binary || binary->op != ast::BinaryOp::divide)
            return std::nullopt;
        const std::optional<double> numerator = number(*binary->left), denominator = number(*binary->right);
        if (!numerator || !denominator)
            return std::nullopt;
        return *numerator / *denominator;
    }

    const SourcePtr& source_;
    Diagnostics& problems_;
};

} // namespace

std::optional<DeclaredUnit> read_unit(const SourcePtr& source, const ast::Expr& unit, Diagnostics& problems) {
    if (const auto* number = std::get_if<ast::Number>(&unit.node);
        number && number->integer && number->value == 1)
        return DeclaredUnit{};
    if (const auto* name = std::get_if<ast::Name>(&unit.node)) {
        if (name->text == "boolean")
            return DeclaredUnit{Type::boolean, {}};
        if (name->text == "integer")
            return DeclaredUnit{Type::integer, {}};
    }
    const std::optional<Dimension> dimension = UnitReader(source, problems).read(unit);
    if (!dimension)
        return std::nullopt;
    return DeclaredUnit{Type::real, *dimension};
}

} // namespace hillock::internal::model
