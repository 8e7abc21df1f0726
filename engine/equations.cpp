// SPDX-License-Identifier: Apache-2.0
// Equations objects: work on the syntax tree, kept as its canonical text.
#include "hillock/equations.hpp"

#include "hillock/error.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <charconv>
#include <cmath>
#include <set>
#include <vector>

namespace hillock {
using namespace internal;

namespace {

std::vector<ast::Equation> parsed(const std::string& text) {
    return parser::parse_equations(make_source("equations", text)).or_throw();
}

void collect_names(const ast::Expr& expr, std::set<std::string>& names) {
    std::visit(
        [&](const auto& node) {
            using Node = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<Node, ast::Name>) names.insert(node.text);
            if constexpr (std::is_same_v<Node, ast::Unary>) collect_names(*node.operand, names);
            if constexpr (std::is_same_v<Node, ast::Binary>) {
                collect_names(*node.left, names);
                collect_names(*node.right, names);
            }
            if constexpr (std::is_same_v<Node, ast::Call>)
                for (const ast::Expr& argument : node.arguments) collect_names(argument, names);
        },
        expr.node);
}

/// "0.01 * second" as a tree; shortest digits that read back to the same value.
ast::Expr literal(const Quantity& value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value.value()).ptr;
    std::string text(digits, end);
    if (!value.dimension().is_dimensionless()) text += " * (" + unit_name(value.dimension()) + ")";
    return parser::parse_expression(make_source("value", text)).or_throw();
}

ast::Expr replaced(const ast::Expr& expr, const Replacements& replacements) {
    return std::visit(
        [&](const auto& node) -> ast::Expr {
            using Node = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<Node, ast::Name>) {
                const auto found = replacements.find(node.text);
                if (found == replacements.end()) return expr;
                if (found->second.is_name()) return {expr.span, ast::Name{found->second.name()}};
                return literal(found->second.value());
            } else if constexpr (std::is_same_v<Node, ast::Unary>) {
                return {expr.span, ast::Unary{node.op, replaced(*node.operand, replacements)}};
            } else if constexpr (std::is_same_v<Node, ast::Binary>) {
                return {expr.span, ast::Binary{node.op, replaced(*node.left, replacements),
                                               replaced(*node.right, replacements), node.op_span}};
            } else if constexpr (std::is_same_v<Node, ast::Call>) {
                ast::Call call{node.function, node.function_span, {}};
                for (const ast::Expr& argument : node.arguments) call.arguments.push_back(replaced(argument, replacements));
                return {expr.span, std::move(call)};
            } else {
                return expr;
            }
        },
        expr.node);
}

/// A name stands for a name: an expression in its place would be taken apart by the operators around it.
void require_name(const std::string& from, const std::string& to) {
    const auto tree = parser::parse_expression(make_source("name", to));
    const ast::Name* name = tree ? std::get_if<ast::Name>(&tree->node) : nullptr;
    if (!name || name->text != to)
        throw SyntaxError("'" + from + "' cannot be replaced by '" + to +
                          "': a name is made of letters, digits and '_', no digit first, and is no keyword");
}

/// The names that the equations define after the replacements: each still once, and none that means something to the language.
void require_free_names(const std::vector<ast::Equation>& equations, const Replacements& replacements) {
    std::set<std::string> kept, given;
    for (const ast::Equation& equation : equations)
        if (!replacements.contains(equation.name)) kept.insert(equation.name);
    for (const ast::Equation& equation : equations) {
        const auto found = replacements.find(equation.name);
        if (found == replacements.end()) continue;
        const std::string& name = found->second.name();
        const std::string rename = "'" + equation.name + "' cannot be renamed to '" + name + "': ";
        if (const char* meaning = model::language_name(name)) throw SyntaxError(rename + "it is " + meaning);
        if (kept.contains(name) || !given.insert(name).second)
            throw EquationError(rename + "the equations would define '" + name + "' twice");
    }
}

} // namespace

Equations::Equations(std::string text) : text_(std::move(text)) { (void)parsed(text_); }

Equations Equations::substitute(const Replacements& replacements) const {
    std::vector<ast::Equation> equations = parsed(text_);
    std::set<std::string> defined, names;
    for (const ast::Equation& equation : equations) {
        defined.insert(equation.name);
        if (equation.expression) collect_names(*equation.expression, names);
    }
    names.insert(defined.begin(), defined.end());
    for (const auto& [name, replacement] : replacements) {
        const std::vector<std::string> known(names.begin(), names.end());
        if (!names.count(name))
            throw ValueError("the equations do not contain '" + name + "'" + did_you_mean(name, known));
        if (defined.count(name) && !replacement.is_name())
            throw ValueError("'" + name + "' is defined by the equations: it can be renamed, not replaced by " +
                             to_string(replacement.value()));
        if (replacement.is_name()) require_name(name, replacement.name());
        else if (std::isnan(replacement.value().value()))
            throw ValueError("'" + name + "' cannot be replaced by " + to_string(replacement.value()) + ", which is not a number");
    }
    require_free_names(equations, replacements);
    for (ast::Equation& equation : equations) {
        if (const auto found = replacements.find(equation.name); found != replacements.end())
            equation.name = found->second.name();
        if (equation.expression) equation.expression = replaced(*equation.expression, replacements);
    }
    return Equations(ast::print(equations));
}

Equations operator+(const Equations& a, const Equations& b) {
    std::set<std::string> defined;
    for (const ast::Equation& equation : parsed(a.text_)) defined.insert(equation.name);
    for (const ast::Equation& equation : parsed(b.text_))
        if (defined.count(equation.name))
            throw EquationError("both sets of equations define '" + equation.name + "'");
    return Equations(a.text_ + "\n" + b.text_);
}

} // namespace hillock
