// SPDX-License-Identifier: Apache-2.0
// The text of an explicit scheme to its checked lines, see scheme.hpp. Dimensions are proven once for unknowns of any
// dimension: x is measured in a dimension of its own, for which the candela stands.
#include "jit/plan/scheme.hpp"

#include "parser/model/functions.hpp"
#include "parser/model/messages.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace hillock::internal::plan {

using model::quoted;

namespace {

const Dimension kUnknown(std::array<double, Dimension::kBases>{0, 0, 0, 0, 0, 0, 1});
bool is_evaluation(const ast::Call& call) { return call.function == "f" || call.function == "g"; }

/// A dimension in words of the scheme: 'x / second', '1'.
std::string in_words(const Dimension& dimension) {
    constexpr std::size_t kCandela = 6;
    const double power = dimension[kCandela];
    if (std::abs(power) < 1e-6) return quoted(dimension);
    std::string text = "x";
    if (std::abs(power - 1) > 1e-6) text += "**" + ast::print(ast::Expr{{}, ast::Number{power, false}});
    const Dimension rest = dimension / kUnknown.power(power);
    return quoted(rest.is_dimensionless() ? text : text + " * " + unit_name(rest));
}

/// The value of an expression of plain numbers.
std::optional<double> number_in(const ast::Expr& expr) {
    if (const auto* number = std::get_if<ast::Number>(&expr.node)) return number->value;
    if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
        const auto value = number_in(*unary->operand);
        if (value && unary->op == ast::UnaryOp::minus) return -*value;
        return unary->op == ast::UnaryOp::plus ? value : std::nullopt;
    }
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node); binary && binary->op == ast::BinaryOp::divide) {
        const auto above = number_in(*binary->left), below = number_in(*binary->right);
        if (above && below) return *above / *below;
    }
    return std::nullopt;
}

/// Names and dimensions of one line after the other.
class Checker {
  public:
    Checker(const Scheme& scheme, Diagnostics& problems) : scheme_(scheme), problems_(problems) {
        known_ = {{"x", kUnknown}, {"t", kTimeDimension}, {"dt", kTimeDimension}, {"dW", kTimeDimension.power(0.5)}};
        for (const model::NamedConstant& constant : model::named_constants())
            known_.emplace(constant.name, Dimension());
    }

    void line(const ast::Statement& statement, bool last) {
        if (statement.op != ast::AssignOp::set)
            report(Problem::syntax, "a line of a scheme assigns with '=', not with " + quoted(ast::spelling(statement.op)),
                   statement.target_span);
        target(statement, last);
        const auto dimension = check(statement.value);
        if (last && dimension && !(*dimension == kUnknown))
            report(Problem::dimension, "'x_new' has dimension " + in_words(*dimension) + " but must have that of 'x'",
                   statement.value.span);
        // A line that is wrong is taken to be right by those that use it.
        known_.insert_or_assign(statement.target, dimension);
    }

    [[nodiscard]] bool uses_drift() const { return uses_drift_; }
    [[nodiscard]] bool uses_noise() const { return uses_noise_; }

  private:
    using Found = std::optional<Dimension>;

    void report(Problem problem, std::string message, Span span) {
        problems_.push_back({problem, std::move(message), {scheme_.source, span}});
    }

    void target(const ast::Statement& statement, bool last) {
        const std::string& name = statement.target;
        if (name == "f" || name == "g" || known_.contains(name) || model::find_function(name))
            report(Problem::name,
                   quoted(name) + (assigned_.contains(name) ? " is assigned twice" : " has a meaning of its own and cannot be assigned"),
                   statement.target_span);
        else if (last != (name == "x_new"))
            report(Problem::equation,
                   last ? "the last line of a scheme must be 'x_new = ...', but it assigns " + quoted(name)
                        : std::string("'x_new' must be assigned in the last line"),
                   statement.target_span);
        assigned_.emplace(name, true);
    }

    Found check(const ast::Expr& expr) {
        return std::visit([&](const auto& node) { return visit(node, expr.span); }, expr.node);
    }

    Found visit(const ast::Number&, Span) { return Dimension(); }
    Found visit(const ast::Boolean&, Span span) { return refuse_kind(span); }

    Found visit(const ast::Name& name, Span span) {
        if (name.text == "f" || name.text == "g") {
            report(Problem::name, quoted(name.text) + " is a function: write " + quoted(name.text + "(x, t)"), span);
            return std::nullopt;
        }
        if (name.text == "dW") note_noise(name.text, span);
        if (const auto found = known_.find(name.text); found != known_.end()) return found->second;
        std::vector<std::string> names{"f", "g"};
        for (const auto& [other, dimension] : known_) names.push_back(other);
        report(Problem::name, quoted(name.text) + " is not defined" + did_you_mean(name.text, names), span);
        return std::nullopt;
    }

    Found visit(const ast::Unary& unary, Span span) {
        return unary.op == ast::UnaryOp::logical_not ? refuse_kind(span) : check(*unary.operand);
    }

    Found visit(const ast::Binary& binary, Span) {
        switch (binary.op) {
        case ast::BinaryOp::add:
        case ast::BinaryOp::subtract: return sum(binary);
        case ast::BinaryOp::power: return power(binary);
        case ast::BinaryOp::multiply:
        case ast::BinaryOp::divide: break;
        default: return refuse_kind(binary.op_span);
        }
        const Found left = check(*binary.left), right = check(*binary.right);
        if (!left || !right) return std::nullopt;
        return binary.op == ast::BinaryOp::multiply ? *left * *right : *left / *right;
    }

    Found sum(const ast::Binary& binary) {
        const Found left = check(*binary.left), right = check(*binary.right);
        if (!left || !right) return std::nullopt;
        if (*left == *right) return left;
        report(Problem::dimension,
               "cannot " + std::string(binary.op == ast::BinaryOp::add ? "add " : "subtract ") + in_words(*left) + " and " +
                   in_words(*right),
               binary.op_span);
        return std::nullopt;
    }

    Found power(const ast::Binary& binary) {
        const Found base = check(*binary.left);
        const auto exponent = number_in(*binary.right);
        if (!exponent) {
            report(Problem::dimension, "an exponent in a scheme must be a number, but " + quoted(*binary.right) + " is not",
                   binary.right->span);
            return std::nullopt;
        }
        return base ? Found(base->power(*exponent)) : std::nullopt;
    }

    Found visit(const ast::Call& call, Span) {
        if (is_evaluation(call)) return evaluation(call);
        const model::Function* function = model::find_function(call.function);
        if (!function || function->has_state || function->units == model::UnitRule::select) {
            std::vector<std::string> names{"f", "g"};
            for (const model::Function& row : model::function_table()) names.emplace_back(row.name);
            report(Problem::name,
                   "a scheme has no function " + quoted(call.function) +
                       (function ? std::string() : did_you_mean(call.function, names)) + "; it has f(x, t), g(x, t) and those of numbers",
                   call.function_span);
            return std::nullopt;
        }
        if (!arity(call, function->parameters.size())) return std::nullopt;
        Found result;
        for (const ast::Expr& argument : call.arguments) {
            const Found dimension = check(argument);
            if (!dimension) return std::nullopt;
            if (function->units == model::UnitRule::square_root) return dimension->power(0.5);
            if (!dimension->is_dimensionless()) {
                report(Problem::dimension,
                       quoted(call.function) + " takes a number, but " + quoted(argument) + " has dimension " + in_words(*dimension),
                       argument.span);
                return std::nullopt;
            }
            result = dimension;
        }
        return result;
    }

    Found evaluation(const ast::Call& call) {
        if (call.function == "g") note_noise("g", call.function_span);
        else uses_drift_ = true;
        if (!arity(call, 2)) return std::nullopt;
        const std::array<Dimension, 2> expected{kUnknown, kTimeDimension};
        for (std::size_t k = 0; k < 2; ++k) {
            const Found dimension = check(call.arguments[k]);
            if (dimension && !(*dimension == expected[k]))
                report(Problem::dimension,
                       quoted(call.function) + " takes " + (k == 0 ? "a value of 'x'" : "a time") + ", but " +
                           quoted(call.arguments[k]) + " has dimension " + in_words(*dimension),
                       call.arguments[k].span);
        }
        return kUnknown / (call.function == "f" ? kTimeDimension : kTimeDimension.power(0.5));
    }

    bool arity(const ast::Call& call, std::size_t count) {
        if (call.arguments.size() == count) return true;
        report(Problem::name,
               quoted(call.function) + " takes " + std::to_string(count) + (count == 1 ? " argument" : " arguments") + ", not " +
                   std::to_string(call.arguments.size()),
               call.function_span);
        return false;
    }

    Found refuse_kind(Span span) {
        report(Problem::syntax, "a scheme is made of numbers, names, functions, + - * / and **", span);
        return std::nullopt;
    }

    void note_noise(const std::string& name, Span span) {
        if (scheme_.noise == NoiseSupport::none && !uses_noise_)
            report(Problem::equation, quoted(name) + " belongs to noise, but the scheme is declared to take none", span);
        uses_noise_ = true;
    }

    const Scheme& scheme_;
    Diagnostics& problems_;
    std::map<std::string, Found, std::less<>> known_;
    std::map<std::string, bool, std::less<>> assigned_;
    bool uses_drift_ = false;
    bool uses_noise_ = false;
};

/// Whether it is 0 where all noise is 0.
bool vanishes(const ast::Expr& expr, const std::map<std::string, bool, std::less<>>& vanishing) {
    if (const auto* name = std::get_if<ast::Name>(&expr.node)) {
        const auto found = vanishing.find(name->text);
        return name->text == "dW" || (found != vanishing.end() && found->second);
    }
    if (const auto* call = std::get_if<ast::Call>(&expr.node)) return call->function == "g";
    if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) return vanishes(*unary->operand, vanishing);
    const auto* binary = std::get_if<ast::Binary>(&expr.node);
    if (!binary) return false;
    const bool left = vanishes(*binary->left, vanishing);
    switch (binary->op) {
    case ast::BinaryOp::multiply: return left || vanishes(*binary->right, vanishing);
    case ast::BinaryOp::divide: return left;
    case ast::BinaryOp::power: return left && number_in(*binary->right).value_or(0) > 0;
    default: return left && vanishes(*binary->right, vanishing);
    }
}

/// The terms of a sum, from left to right.
void collect_terms(const ast::Expr& expr, bool negative, Scheme& scheme) {
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node);
        binary && (binary->op == ast::BinaryOp::add || binary->op == ast::BinaryOp::subtract)) {
        collect_terms(*binary->left, negative, scheme);
        collect_terms(*binary->right, negative != (binary->op == ast::BinaryOp::subtract), scheme);
        return;
    }
    scheme.terms.push_back({expr, negative, is_per_noise(expr, scheme.lines)});
}

void fill(Scheme& scheme, const std::vector<ast::Statement>& statements) {
    std::map<std::string, bool, std::less<>> vanishing;
    for (std::size_t k = 0; k + 1 < statements.size(); ++k) {
        const ast::Statement& statement = statements[k];
        const bool per_noise = is_per_noise(statement.value, scheme.lines);
        scheme.lines.push_back({statement.target, statement.value, per_noise});
        vanishing.emplace(statement.target, vanishes(statement.value, vanishing));
    }
    collect_terms(statements.back().value, false, scheme);
    scheme.one_noise_only = std::any_of(scheme.terms.begin(), scheme.terms.end(), [&](const Scheme::Term& term) {
        return term.per_noise && !vanishes(term.value, vanishing);
    });
}

} // namespace

bool is_per_noise(const ast::Expr& expr, const std::vector<Scheme::Line>& lines) {
    const auto in = [&lines](const ast::Expr& part) { return is_per_noise(part, lines); };
    if (const auto* name = std::get_if<ast::Name>(&expr.node))
        return name->text == "dW" || std::any_of(lines.begin(), lines.end(), [name](const Scheme::Line& line) {
                   return line.per_noise && line.target == name->text;
               });
    if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) return in(*unary->operand);
    if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) return in(*binary->left) || in(*binary->right);
    if (const auto* call = std::get_if<ast::Call>(&expr.node))
        return call->function == "g" || std::any_of(call->arguments.begin(), call->arguments.end(), in);
    return false;
}

Result<std::shared_ptr<const Scheme>> parse_scheme(std::string name, std::string text, NoiseSupport noise) {
    auto scheme = std::make_shared<Scheme>();
    scheme->name = std::move(name);
    scheme->source = make_source(scheme->name, std::move(text));
    scheme->noise = noise;
    const Result<std::vector<ast::Statement>> statements = parser::parse_statements(scheme->source);
    if (!statements) return statements.problems();
    if (statements->empty())
        return Diagnostic{Problem::equation, "a scheme needs lines, the last of which is 'x_new = ...'", {scheme->source, {}}};
    Diagnostics problems;
    Checker checker(*scheme, problems);
    for (std::size_t k = 0; k < statements->size(); ++k) {
        checker.line((*statements)[k], k + 1 == statements->size());
        if (problems.size() >= static_cast<std::size_t>(parser::kMaxProblems)) break;
    }
    const Place end{scheme->source, statements->back().span};
    if (problems.empty() && !checker.uses_drift())
        problems.push_back({Problem::equation, "the scheme does not use the equations: nothing in it calls f(x, t)", end});
    if (problems.empty() && noise != NoiseSupport::none && !checker.uses_noise())
        problems.push_back({Problem::equation, "the scheme is declared to take noise, but does not use g(x, t) and dW", end});
    if (!problems.empty()) return problems;
    fill(*scheme, *statements);
    return std::shared_ptr<const Scheme>(std::move(scheme));
}

} // namespace hillock::internal::plan
