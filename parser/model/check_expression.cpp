// SPDX-License-Identifier: Apache-2.0
// Names, literals and operators: syntax tree to typed expression. The rules of dimensions: + - % and
// comparisons take equal ones, // none, ** a dimensionless exponent that is a known number if the base has a
// dimension.
#include "parser/model/algebra.hpp"
#include "parser/model/expression_checker.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/units.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace hillock::internal::model {

namespace {

/// Integers are exact in a double up to here; a longer literal is a float.
constexpr double kLargestInteger = 9007199254740992.0; // 2**53

/// The noise variable that the value of a variable depends on, or nullptr. `seen` keeps the walk linear.
const Variable* noise_behind(const Variable& variable, std::set<const Variable*>& seen) {
    if (variable.kind == VariableKind::noise)
        return &variable;
    if (variable.kind != VariableKind::subexpression || !variable.definition)
        return nullptr;
    if (!seen.insert(&variable).second)
        return nullptr;
    for (const Reference& reference : references(*variable.definition))
        if (const Variable* noise = noise_behind(*reference.variable, seen))
            return noise;
    return nullptr;
}


std::string cannot_combine(ast::BinaryOp op, const Dimension& left, const Dimension& right) {
    const std::string a = quoted(left), b = quoted(right);
    switch (op) {
    case ast::BinaryOp::add:
        return "cannot add " + a + " and " + b;
    case ast::BinaryOp::subtract:
        return "cannot subtract " + b + " from " + a;
    case ast::BinaryOp::modulo:
        return "cannot take " + a + " modulo " + b;
    default:
        return "cannot compare " + a + " with " + b;
    }
}

/// The literal with the other sign, so that -0 and -inf are literals too.
Expr negated_literal(const Expr& literal) {
    const double value = std::get<Expr::Constant>(literal.node()).value;
    return Expr::constant(literal.type() == Type::integer ? 0.0 : -value, literal.type());
}

} // namespace

bool fits_any_dimension(const Expr& expr) {
    const auto* constant = std::get_if<Expr::Constant>(&expr.node());
    return constant && expr.type() != Type::boolean && expr.dimension().is_dimensionless() &&
           (constant->value == 0 || std::isinf(constant->value));
}

Expr in_dimension(const Expr& expr, const Dimension& dimension) {
    if (!fits_any_dimension(expr))
        return expr;
    return Expr::constant(std::get<Expr::Constant>(expr.node()).value, expr.type(), dimension);
}

bool agree(const Expr& a, const Expr& b) {
    return a.dimension() == b.dimension() || fits_any_dimension(a) || fits_any_dimension(b);
}

bool fit_dimension(Expr& expr, const Dimension& dimension) {
    expr = in_dimension(expr, dimension);
    return expr.dimension() == dimension;
}

const Variable* noise_behind(const Variable& variable) {
    std::set<const Variable*> seen;
    return noise_behind(variable, seen);
}

bool is_shared(const Expr& expr) {
    if (has_state(expr))
        return false;
    return std::ranges::all_of(references(expr), [](const Reference& reference) {
        return reference.variable->shared || reference.variable->kind == VariableKind::constant;
    });
}

Op operation_of(ast::BinaryOp op) {
    switch (op) {
    case ast::BinaryOp::add:
        return Op::add;
    case ast::BinaryOp::subtract:
        return Op::subtract;
    case ast::BinaryOp::multiply:
        return Op::multiply;
    case ast::BinaryOp::divide:
        return Op::divide;
    case ast::BinaryOp::floor_divide:
        return Op::floor_divide;
    case ast::BinaryOp::modulo:
        return Op::modulo;
    case ast::BinaryOp::power:
        return Op::power;
    case ast::BinaryOp::equal:
        return Op::equal;
    case ast::BinaryOp::not_equal:
        return Op::not_equal;
    case ast::BinaryOp::less:
        return Op::less;
    case ast::BinaryOp::less_equal:
        return Op::less_equal;
    case ast::BinaryOp::greater:
        return Op::greater;
    case ast::BinaryOp::greater_equal:
        return Op::greater_equal;
    case ast::BinaryOp::logical_and:
        return Op::logical_and;
    case ast::BinaryOp::logical_or:
        break;
    }
    return Op::logical_or;
}

void ExpressionChecker::report(Problem problem, std::string message, Span span, std::vector<Note> notes) {
    if (has_enough_problems())
        return;
    problems_.push_back({problem, std::move(message), {source_, span}, std::move(notes)});
}

bool ExpressionChecker::has_enough_problems() const {
    return problems_.size() >= static_cast<std::size_t>(parser::kMaxProblems);
}

void ExpressionChecker::report_unknown(const std::string& name, Span span) {
    if (has_enough_problems())
        return;
    if (is_noise_name(name)) {
        report(Problem::equation,
               quoted(name) +
                   " is white noise, which only the right-hand side of a differential equation can use; "
                   "code draws numbers with randn()",
               span);
        return;
    }
    if (name == "lastupdate" && scope_.find("N_incoming")) {
        report(Problem::name,
               "'lastupdate' is not defined: synapses have it only if one of their differential equations is "
               "(event-driven)",
               span);
        return;
    }
    // A variable whose name is near comes before a unit that is one letter, and that before all other names.
    const std::string unit =
        suggest(name, scope_.names()).empty() ? missing_unit_hint(name) : std::string();
    const std::string message =
        quoted(name) + " is not defined" + (unit.empty() ? did_you_mean(name, visible_names(scope_)) : unit);
    const bool said = std::ranges::any_of(
        problems_, [&](const Diagnostic& d) { return d.message == message && d.place.source == source_; });
    if (!said)
        report(Problem::name, message, span);
}

std::optional<Expr> ExpressionChecker::check(const ast::Expr& expr) {
    return std::visit([&](const auto& node) { return visit(node, expr.span); }, expr.node);
}

std::optional<Expr> ExpressionChecker::visit(const ast::Number& number, Span) {
    const bool integer = number.integer && number.value <= kLargestInteger;
    return Expr::constant(number.value, integer ? Type::integer : Type::real);
}

std::optional<Expr> ExpressionChecker::visit(const ast::Boolean& boolean, Span) {
    return Expr::constant(boolean.value ? 1 : 0, Type::boolean);
}

std::optional<Expr> ExpressionChecker::visit(const ast::Name& name, Span span) {
    if (const Reference* reference = scope_.find(name.text))
        return use(*reference, span);
    if (const Quantity* unit = find_unit(name.text))
        return Expr::constant(unit->value(), Type::real, unit->dimension());
    for (const NamedConstant& constant : named_constants())
        if (constant.name == name.text)
            return Expr::constant(constant.value);
    if (const Function* function = function_called(name.text)) {
        report(Problem::name,
               quoted(name.text) + " is a function: write " + quoted(name.text + parameter_list(*function)),
               span);
        return std::nullopt;
    }
    report_unknown(name.text, span);
    return std::nullopt;
}

std::optional<Expr> ExpressionChecker::use(const Reference& reference, Span span) {
    if (!reference.variable)
        return std::nullopt;
    const Variable& variable = *reference.variable;
    if (!noise_allowed_)
        if (const Variable* noise = noise_behind(variable)) {
            report(Problem::equation,
                   quoted(variable.name) + " contains the white noise " + quoted(noise->name) +
                       ", which only the right-hand side of a differential equation can use",
                   span);
            return std::nullopt;
        }
    return Expr::reference(reference);
}

std::optional<Expr> ExpressionChecker::visit(const ast::Unary& unary, Span span) {
    std::optional<Expr> operand = check(*unary.operand);
    if (!operand)
        return std::nullopt;
    const bool condition = operand->type() == Type::boolean;
    if (unary.op == ast::UnaryOp::logical_not) {
        if (condition)
            return Expr::operation(Op::logical_not, {*operand});
        report(Problem::type, "'not' needs a condition, but " + quoted(*unary.operand) + " is a number",
               span);
        return std::nullopt;
    }
    const bool minus = unary.op == ast::UnaryOp::minus;
    if (condition) {
        report(Problem::type,
               std::string(minus ? "'-'" : "'+'") + " needs a number, but " + quoted(*unary.operand) +
                   " is a condition",
               span);
        return std::nullopt;
    }
    if (!minus)
        return operand;
    if (fits_any_dimension(*operand))
        return negated_literal(*operand);
    return Expr::operation(Op::negate, {*operand});
}

std::optional<Expr> ExpressionChecker::visit(const ast::Binary& binary, Span) {
    std::optional<Expr> left = check(*binary.left);
    std::optional<Expr> right = check(*binary.right);
    if (!left || !right)
        return std::nullopt;
    switch (binary.op) {
    case ast::BinaryOp::multiply:
    case ast::BinaryOp::divide:
        return Expr::operation(operation_of(binary.op), {*left, *right});
    case ast::BinaryOp::add:
    case ast::BinaryOp::subtract:
    case ast::BinaryOp::modulo:
        return same_dimension(binary, *std::move(left), *std::move(right));
    case ast::BinaryOp::floor_divide:
        return floor_division(binary, *std::move(left), *std::move(right));
    case ast::BinaryOp::power:
        return power(binary, *std::move(left), *std::move(right));
    case ast::BinaryOp::logical_and:
    case ast::BinaryOp::logical_or:
        return logical(binary, *std::move(left), *std::move(right));
    default:
        return comparison(binary, *std::move(left), *std::move(right));
    }
}

std::optional<Expr> ExpressionChecker::same_dimension(const ast::Binary& binary, Expr left, Expr right) {
    if (!agree(left, right)) {
        const Expr both[] = {left, right};
        report(Problem::dimension, cannot_combine(binary.op, left.dimension(), right.dimension()),
               binary.op_span, origins(both));
        return std::nullopt;
    }
    const Dimension dimension = fits_any_dimension(left) ? right.dimension() : left.dimension();
    return Expr::operation(operation_of(binary.op),
                           {in_dimension(left, dimension), in_dimension(right, dimension)});
}

std::optional<Expr> ExpressionChecker::comparison(const ast::Binary& binary, Expr left, Expr right) {
    const bool equality = binary.op == ast::BinaryOp::equal || binary.op == ast::BinaryOp::not_equal;
    if (!equality && left.type() == Type::boolean && right.type() == Type::boolean) {
        report(Problem::type,
               quoted(ast::spelling(binary.op)) + " compares numbers, but both sides are conditions",
               binary.op_span);
        return std::nullopt;
    }
    return same_dimension(binary, std::move(left), std::move(right));
}

std::optional<Expr> ExpressionChecker::floor_division(const ast::Binary& binary, Expr left, Expr right) {
    for (const auto& [side, text] : {std::pair{&left, &*binary.left}, std::pair{&right, &*binary.right}})
        if (!side->dimension().is_dimensionless()) {
            report(Problem::dimension,
                   "'//' divides numbers without a dimension, but " + quoted(*text) + " has dimension " +
                       quoted(side->dimension()),
                   binary.op_span, origins({side, 1}));
            return std::nullopt;
        }
    return Expr::operation(Op::floor_divide, {std::move(left), std::move(right)});
}

std::optional<Expr> ExpressionChecker::power(const ast::Binary& binary, Expr left, Expr right) {
    if (!right.dimension().is_dimensionless()) {
        report(Problem::dimension,
               "an exponent must be dimensionless, but " + quoted(*binary.right) + " has dimension " +
                   quoted(right.dimension()),
               binary.right->span, origins({&right, 1}));
        return std::nullopt;
    }
    if (left.dimension().is_dimensionless())
        return Expr::operation(Op::power, {std::move(left), std::move(right)});
    const std::optional<double> exponent = constant_value(right);
    if (!exponent || !std::isfinite(*exponent)) {
        report(Problem::dimension,
               "the exponent of " + quoted(*binary.left) + ", which has dimension " +
                   quoted(left.dimension()) + ", must be a constant and finite number, but " +
                   quoted(*binary.right) + " is not",
               binary.right->span, origins({&right, 1}));
        return std::nullopt;
    }
    return Expr::operation(Op::power, {std::move(left), Expr::constant(*exponent, right.type())});
}

std::optional<Expr> ExpressionChecker::logical(const ast::Binary& binary, Expr left, Expr right) {
    for (const auto& [side, text] : {std::pair{&left, &*binary.left}, std::pair{&right, &*binary.right}})
        if (side->type() != Type::boolean) {
            report(Problem::type,
                   quoted(ast::spelling(binary.op)) + " needs conditions on both sides, but " +
                       quoted(*text) + " is a number",
                   text->span, origins({side, 1}));
            return std::nullopt;
        }
    return Expr::operation(operation_of(binary.op), {std::move(left), std::move(right)});
}

namespace {

bool fit_type(ExpressionChecker& checker, const ast::Expr& expr, const Expr& value,
              const Expectation& expectation) {
    if (expectation.type == Type::boolean && value.type() != Type::boolean) {
        checker.report(Problem::type,
                       expectation.what + " must be a condition such as 'v > 1', but " + quoted(expr) +
                           " is a number",
                       expr.span, origins({&value, 1}));
        return false;
    }
    if (expectation.type == Type::integer && value.type() == Type::real) {
        checker.report(Problem::type,
                       expectation.what + " must be an integer, but " + quoted(expr) +
                           " is a float: round it with int(...)",
                       expr.span, origins({&value, 1}));
        return false;
    }
    return true;
}

} // namespace

Result<Expr> check_expression(const SourcePtr& source, const ast::Expr& expr, const Scope& scope,
                              const Expectation& expectation) {
    Diagnostics problems;
    ExpressionChecker checker(source, scope, problems);
    std::optional<Expr> value = checker.check(expr);
    if (!value)
        return problems;
    if (!fit_type(checker, expr, *value, expectation))
        return problems;
    if (!fit_dimension(*value, expectation.dimension)) {
        checker.report(Problem::dimension,
                       expectation.what + " has dimension " + quoted(value->dimension()) + " but must have " +
                           quoted(expectation.dimension),
                       expr.span, origins({&*value, 1}));
        return problems;
    }
    return *std::move(value);
}

Result<Expr> check_expression(const SourcePtr& source, const ast::Expr& expr, const Scope& scope) {
    Diagnostics problems;
    std::optional<Expr> value = ExpressionChecker(source, scope, problems).check(expr);
    if (!value)
        return problems;
    return *std::move(value);
}

} // namespace hillock::internal::model
