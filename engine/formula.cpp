// SPDX-License-Identifier: Apache-2.0
#include "engine/formula.hpp"

#include "hillock/quantity.hpp"
#include "parser/model/units.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace hillock::internal::engine {

namespace {

constexpr std::array<std::string_view, 33> kGreek{
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta",   "theta", "iota",  "kappa", "lambda", "mu",    "nu",    "xi",    "pi",  "rho",  "sigma",
    "tau",   "upsilon", "phi", "chi",  "psi",     "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",   "Pi",    "Sigma", "Phi", "Psi", "Omega"};
constexpr std::array<std::string_view, 11> kFunctions{"sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "exp", "log"};

template <std::size_t Size> bool among(const std::array<std::string_view, Size>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string escaped(std::string name) {
    for (std::size_t at = name.find('_'); at != std::string::npos; at = name.find('_', at + 2)) name.replace(at, 1, "\\_");
    return name;
}

std::string word(const std::string& name) {
    if (among(kGreek, name)) return "\\" + name;
    return name.size() == 1 ? name : "\\mathit{" + escaped(name) + "}";
}

/// How tightly an expression holds together: one that is below what its place asks for gets parentheses.
enum Binding { kOr, kAnd, kNot, kCompare, kSum, kProduct, kSign, kPower, kAtom };

struct Text {
    std::string latex;
    Binding binding = kAtom;
};

std::string at_least(const Text& text, Binding binding) {
    return text.binding >= binding ? text.latex : "\\left(" + text.latex + "\\right)";
}

Text text_of(const ast::Expr& expr);

Text text_of(const ast::Number& number) {
    std::string digits = ast::print(ast::Expr{{}, number});
    if (const std::size_t e = digits.find('e'); e != std::string::npos)
        return {digits.substr(0, e) + " \\cdot 10^{" + std::to_string(std::stoi(digits.substr(e + 1))) + "}", kProduct};
    return {digits, kAtom};
}

Text text_of(const ast::Boolean& boolean) { return {boolean.value ? "\\text{true}" : "\\text{false}", kAtom}; }

bool is_unit(const ast::Expr& expr) {
    if (const auto* const power = std::get_if<ast::Binary>(&expr.node); power != nullptr && power->op == ast::BinaryOp::power)
        return is_unit(*power->left);
    const auto* const name = std::get_if<ast::Name>(&expr.node);
    return name != nullptr && model::find_unit(name->text) != nullptr;
}

Text text_of(const ast::Name& name) {
    if (model::find_unit(name.text) != nullptr) return {"\\mathrm{" + name.text + "}", kAtom};
    return {symbol_formula(name.text), kAtom};
}

Text text_of(const ast::Unary& unary) {
    const Text operand = text_of(*unary.operand);
    if (unary.op == ast::UnaryOp::logical_not) return {"\\neg " + at_least(operand, kNot), kNot};
    return {(unary.op == ast::UnaryOp::minus ? "-" : "+") + at_least(operand, kSign), kSum};
}

Text text_of(const ast::Binary& binary) {
    const Text left = text_of(*binary.left), right = text_of(*binary.right);
    const auto joined = [&](const char* sign, Binding binding, bool associative) {
        return Text{at_least(left, binding) + sign + at_least(right, associative ? binding : static_cast<Binding>(binding + 1)), binding};
    };
    using enum ast::BinaryOp;
    switch (binary.op) {
    case add: return joined(" + ", kSum, true);
    case subtract: return joined(" - ", kSum, false);
    case multiply:
        // A factor with a sign needs no parentheses in front: -50 mV.
        if (const auto* const sign = std::get_if<ast::Unary>(&binary.left->node); sign != nullptr && sign->op == ast::UnaryOp::minus)
            return {left.latex + (is_unit(*binary.right) ? "\\," : " \\, ") + at_least(right, kProduct), kSum};
        return joined(is_unit(*binary.right) ? "\\," : " \\, ", kProduct, true);
    case divide: return {"\\frac{" + left.latex + "}{" + right.latex + "}", kProduct};
    case floor_divide: return {"\\left\\lfloor\\frac{" + left.latex + "}{" + right.latex + "}\\right\\rfloor", kAtom};
    case modulo: return joined(" \\bmod ", kProduct, false);
    case power: return {at_least(left, kAtom) + "^{" + right.latex + "}", kPower};
    case equal: return joined(" = ", kCompare, false);
    case not_equal: return joined(" \\ne ", kCompare, false);
    case less: return joined(" < ", kCompare, false);
    case less_equal: return joined(" \\le ", kCompare, false);
    case greater: return joined(" > ", kCompare, false);
    case greater_equal: return joined(" \\ge ", kCompare, false);
    case logical_and: return joined(" \\wedge ", kAnd, true);
    case logical_or: return joined(" \\vee ", kOr, true);
    }
    return {};
}

Text text_of(const ast::Call& call) {
    if (call.arguments.size() == 1 && call.function == "sqrt") return {"\\sqrt{" + text_of(call.arguments[0]).latex + "}", kAtom};
    if (call.arguments.size() == 1 && call.function == "abs") return {"\\left|" + text_of(call.arguments[0]).latex + "\\right|", kAtom};
    std::string latex = function_formula(call.function) + "\\left(";
    for (std::size_t k = 0; k < call.arguments.size(); ++k) latex += (k > 0 ? ", " : "") + text_of(call.arguments[k]).latex;
    return {latex + "\\right)", kAtom};
}

Text text_of(const ast::Expr& expr) {
    return std::visit([](const auto& node) { return text_of(node); }, expr.node);
}

/// Canonical text has the units by name, and reads back.
Text text_of(const std::string& text) { return text_of(parser::parse_expression(make_source("formula", text)).or_throw()); }

/// The last number below the end of a loop: of 5 it is 4, of i + 2 it is i + 1, of N it is N - 1.
std::string one_below(const ast::Expr& end) {
    const auto digit = [](const ast::Expr& expr) {
        const auto* const number = std::get_if<ast::Number>(&expr.node);
        const bool counts = number != nullptr && number->value >= 1 && number->value < 1e9 && number->value == std::floor(number->value);
        return counts ? static_cast<long>(number->value) : 0L;
    };
    if (const long whole = digit(end); whole > 0) return std::to_string(whole - 1);
    if (const auto* const sum = std::get_if<ast::Binary>(&end.node); sum != nullptr && sum->op == ast::BinaryOp::add)
        if (const long whole = digit(*sum->right); whole > 0) {
            const std::string left = at_least(text_of(*sum->left), kSum);
            return whole == 1 ? left : left + " + " + std::to_string(whole - 1);
        }
    return at_least(text_of(end), kSum) + " - 1";
}

/// "k = 0, \ldots, N - 1", of which a step leaves some out and a sample draws some.
std::string loop_formula(const ast::Loop& loop) {
    const Text low = loop.low ? text_of(*loop.low) : Text{"0", kAtom};
    const std::string second = loop.step ? ", " + (loop.low ? at_least(low, kSum) + " + " : "") + at_least(text_of(*loop.step), kProduct) : "";
    std::string latex = symbol_formula(loop.variable) + " = " + low.latex + second + ", \\ldots" + (loop.step ? " \\le " : ", ");
    latex += one_below(loop.high);
    if (loop.probability) latex += "\\text{, each with the probability }" + text_of(*loop.probability).latex;
    if (loop.size) latex += "\\text{, of which are drawn }" + text_of(*loop.size).latex;
    return latex;
}

} // namespace

std::string function_formula(const std::string& name) {
    return among(kFunctions, name) ? "\\" + name : "\\operatorname{" + escaped(name) + "}";
}

std::string symbol_formula(const std::string& name) {
    const std::size_t cut = name.find('_');
    if (cut == std::string::npos || cut == 0) return word(name);
    std::string below = name.substr(cut + 1);
    if (below.size() > 1 && !among(kGreek, below)) return word(name.substr(0, cut)) + "_{\\mathrm{" + escaped(below) + "}}";
    return word(name.substr(0, cut)) + "_{" + word(below) + "}";
}

std::string formula(const model::Expr& expr) { return text_of(model::print(expr)).latex; }

std::string formula_of_text(const std::string& expression) { return text_of(expression).latex; }

std::string formula_of_generator(const std::string& left, const std::string& generator) {
    const ast::Generator rule = parser::parse_generator(make_source("formula", generator)).or_throw();
    std::string latex = symbol_formula(left) + " = " + text_of(rule.result).latex;
    if (rule.loop) latex += "\\text{ for }" + loop_formula(*rule.loop);
    if (rule.condition) latex += "\\text{ where }" + text_of(*rule.condition).latex;
    return latex;
}

std::string formula(const model::Assignment& assignment) {
    const std::string target = formula(model::Expr::reference(assignment.target));
    const Text value = text_of(model::print(assignment.value));
    const auto combined = [&](const char* sign, Binding binding) { return target + " \\leftarrow " + target + sign + at_least(value, binding); };
    using enum ast::AssignOp;
    switch (assignment.op) {
    case set: return target + " \\leftarrow " + value.latex;
    case add: return combined(" + ", kSum);
    case subtract: return combined(" - ", kProduct);
    case multiply: return combined(" \\, ", kProduct);
    case divide: return target + " \\leftarrow \\frac{" + target + "}{" + value.latex + "}";
    case floor_divide: return target + " \\leftarrow \\left\\lfloor\\frac{" + target + "}{" + value.latex + "}\\right\\rfloor";
    case modulo: return combined(" \\bmod ", kPower);
    case power: return target + " \\leftarrow " + target + "^{" + value.latex + "}";
    }
    return {};
}

std::string formula(double si, const Dimension& dimension) {
    const std::string text = to_string(Quantity(si, dimension)); // "20 mV", "5 S m^-2"
    const std::size_t blank = text.find(' ');
    if (blank == std::string::npos) return text_of(text).latex;
    const bool micro = text[blank + 1] == 'u'; // no unit begins with it
    const std::string unit = text.substr(blank + (micro ? 2 : 1));
    std::string latex = micro ? "\\,\\mathrm{\\mu " : "\\,\\mathrm{";
    for (std::size_t at = 0; at < unit.size(); ++at) {
        if (unit[at] == '^') {
            const std::size_t end = std::min(unit.find(' ', at), unit.size());
            latex += "^{" + unit.substr(at + 1, end - at - 1) + "}";
            at = end - 1;
        } else {
            latex += unit[at] == ' ' ? std::string("\\,") : std::string(1, unit[at]);
        }
    }
    return text_of(text.substr(0, blank)).latex + latex + "}";
}

} // namespace hillock::internal::engine
