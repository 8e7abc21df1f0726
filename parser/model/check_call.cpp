// SPDX-License-Identifier: Apache-2.0
// Calls: the row of the function table says how many arguments there are and how their dimensions have to
// agree.
#include "parser/model/algebra.hpp"
#include "parser/model/expression_checker.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/units.hpp"
#include "parser/suggest.hpp"

#include <algorithm>

namespace hillock::internal::model {

namespace {

/// Expansions of expression functions in one piece of text. Functions that call each other twice double with
/// every level.
constexpr int kMaxInlined = 10'000;

std::vector<std::string> function_names(const Scope& scope) {
    std::vector<std::string> names;
    for (const auto& entry : scope.functions())
        names.push_back(entry.first);
    for (const Function& function : function_table())
        names.emplace_back(function.name);
    return names;
}

std::string argument_name(const Function& function, std::size_t k) {
    return "argument " + quoted(function.parameters[k]) + " of " + quoted(function.name);
}

} // namespace

std::optional<Expr> ExpressionChecker::visit(const ast::Call& call, Span) {
    const Function* function = function_called(call.function);
    if (!function)
        report_no_function(call);
    const bool callable = function && check_arity(*function, call);
    std::vector<Expr> arguments;
    for (const ast::Expr& argument : call.arguments)
        if (std::optional<Expr> value = check(argument))
            arguments.push_back(*std::move(value));
    if (!callable || arguments.size() != call.arguments.size())
        return std::nullopt;
    if (function->user)
        return call_user(*function->user, call, std::move(arguments));
    if (!fit_arguments(*function, call, arguments))
        return std::nullopt;
    return Expr::call(*function, std::move(arguments), function->has_state ? occurrences_++ : 0);
}

const Function* ExpressionChecker::function_called(std::string_view name) const {
    const UserFunction* user = scope_.find_function(name);
    return user && !scope_.find(name) ? &user->row : find_function(name);
}

std::optional<Expr> ExpressionChecker::call_user(const UserFunction& function, const ast::Call& call,
                                                 std::vector<Expr> arguments) {
    if (!fit_declared(function, call, arguments))
        return std::nullopt;
    if (std::holds_alternative<Inlined>(function.content))
        return inlined(function, call, arguments);
    return Expr::call(function.row, std::move(arguments), function.row.has_state ? occurrences_++ : 0);
}

bool ExpressionChecker::fit_declared(const UserFunction& function, const ast::Call& call,
                                     std::vector<Expr>& arguments) {
    bool all = true;
    for (std::size_t k = 0; k < arguments.size(); ++k)
        if (function.dimensions[k])
            all = fit_argument(function.row, call, k, arguments[k], *function.dimensions[k]) && all;
    const bool has_column = std::holds_alternative<Table>(function.content) && arguments.size() == 2;
    if (!all || !has_column || arguments[1].type() == Type::integer)
        return all;
    report(Problem::type,
           argument_name(function.row, 1) + " must be an integer, but " + quoted(call.arguments[1]) +
               " is a " + type_name(arguments[1].type()),
           call.arguments[1].span, origins({&arguments[1], 1}));
    return false;
}

bool ExpressionChecker::may_inline(const UserFunction& function, const ast::Call& call) {
    if (std::ranges::find(inlining_->active, &function) != inlining_->active.end()) {
        report(Problem::equation, quoted(function.name) + " calls itself", call.function_span);
        return false;
    }
    if (++inlining_->count <= kMaxInlined)
        return true;
    report(Problem::equation,
           "functions call each other so often that more than " + std::to_string(kMaxInlined) +
               " calls would stand here",
           call.function_span);
    return false;
}

/// The body is checked anew for each call, with parameters of the types and dimensions of the arguments: a
/// function without declared units takes all units for which its body makes sense.
std::optional<Expr> ExpressionChecker::inlined(const UserFunction& function, const ast::Call& call,
                                               const std::vector<Expr>& arguments) {
    if (!may_inline(function, call))
        return std::nullopt;
    std::vector<Variable> parameters(arguments.size());
    Scope scope;
    scope.declare(scope_.functions());
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        Variable& parameter = parameters[k];
        const std::optional<double> value = constant_value(arguments[k]);
        parameter.name = function.parameters[k];
        parameter.kind = value ? VariableKind::constant : VariableKind::local; // x**n needs the value of n
        parameter.value = value.value_or(0);
        parameter.type = arguments[k].type();
        parameter.dimension = arguments[k].dimension();
        scope.declare(parameter.name, {&parameter});
    }
    for (const std::string& name : scope_.names())
        if (const Reference* outer = scope_.find(name);
            outer->variable && (outer->variable->kind == VariableKind::constant || outer->variable->late))
            scope.declare(name, *outer);

    const auto& content = std::get<Inlined>(function.content);
    Diagnostics problems;
    ExpressionChecker checker(content.source, scope, problems);
    checker.inlining_ = inlining_;
    checker.occurrences_ = occurrences_;
    inlining_->active.push_back(&function);
    const std::optional<Expr> body = checker.check(content.body);
    inlining_->active.pop_back();
    occurrences_ = checker.occurrences_;
    for (Diagnostic& problem : problems) {
        if (has_enough_problems())
            break;
        problem.notes.push_back({"in this call of " + quoted(function.name), {source_, call.function_span}});
        problems_.push_back(std::move(problem));
    }
    if (!body)
        return std::nullopt;
    return substitute(*body, [&](Reference reference) -> std::optional<Expr> {
        for (std::size_t k = 0; k < parameters.size(); ++k)
            if (reference.variable == &parameters[k])
                return arguments[k];
        return std::nullopt;
    });
}

void ExpressionChecker::report_no_function(const ast::Call& call) {
    const std::string name = quoted(call.function);
    const Reference* reference = scope_.find(call.function);
    if (reference && !reference->variable)
        return;
    if (reference && reference->variable) {
        const bool constant = reference->variable->kind == VariableKind::constant;
        report(Problem::name, name + (constant ? " is a constant" : " is a variable") + ", not a function",
               call.function_span, {origin(*reference->variable)});
    } else if (find_unit(call.function)) {
        report(Problem::name,
               name + " is a unit, not a function: write a product such as " + quoted("2*" + call.function),
               call.function_span);
    } else {
        report(Problem::name,
               "there is no function " + name + did_you_mean(call.function, function_names(scope_)),
               call.function_span);
    }
}

bool ExpressionChecker::check_arity(const Function& function, const ast::Call& call) {
    const std::size_t wanted = function.parameters.size(), given = call.arguments.size();
    if (wanted == given)
        return true;
    std::string message = quoted(function.name) + " takes ";
    if (wanted == 0)
        message += "no arguments";
    else
        message +=
            std::to_string(wanted) + (wanted == 1 ? " argument " : " arguments ") + parameter_list(function);
    message +=
        ", but " + (given == 0 ? "none" : std::to_string(given)) + (given < 2 ? " is given" : " are given");
    report(Problem::syntax, std::move(message), call.function_span);
    return false;
}

bool ExpressionChecker::fit_arguments(const Function& function, const ast::Call& call,
                                      std::vector<Expr>& arguments) {
    switch (function.units) {
    case UnitRule::dimensionless:
        return fit_each(function, call, arguments, {});
    case UnitRule::seconds_to_integer:
        return fit_each(function, call, arguments, kTimeDimension);
    case UnitRule::same:
    case UnitRule::same_to_one:
        return fit_same(function, call, arguments, 0);
    case UnitRule::square_root:
        return true;
    case UnitRule::declared:
        return true; // see fit_declared
    case UnitRule::select:
        break;
    }
    if (arguments[0].type() != Type::boolean) {
        report(Problem::type,
               argument_name(function, 0) + " must be a condition, but " + quoted(call.arguments[0]) +
                   " is a number",
               call.arguments[0].span, origins({arguments.data(), 1}));
        return false;
    }
    return fit_same(function, call, arguments, 1);
}

bool ExpressionChecker::fit_each(const Function& function, const ast::Call& call,
                                 std::vector<Expr>& arguments, const Dimension& dimension) {
    bool all = true;
    for (std::size_t k = 0; k < arguments.size(); ++k)
        all = fit_argument(function, call, k, arguments[k], dimension) && all;
    return all;
}

bool ExpressionChecker::fit_argument(const Function& function, const ast::Call& call, std::size_t k,
                                     Expr& argument, const Dimension& dimension) {
    if (fit_dimension(argument, dimension))
        return true;
    const std::string wanted =
        dimension.is_dimensionless() ? "be dimensionless" : "have dimension " + quoted(dimension);
    report(Problem::dimension,
           argument_name(function, k) + " must " + wanted + ", but " + quoted(call.arguments[k]) +
               " has dimension " + quoted(argument.dimension()),
           call.arguments[k].span, origins({&argument, 1}));
    return false;
}

bool ExpressionChecker::fit_same(const Function& function, const ast::Call& call,
                                 std::vector<Expr>& arguments, std::size_t first) {
    const auto model = std::find_if_not(arguments.begin() + static_cast<std::ptrdiff_t>(first),
                                        arguments.end(), fits_any_dimension);
    if (model == arguments.end())
        return true;
    const auto chosen = static_cast<std::size_t>(model - arguments.begin());
    for (std::size_t k = first; k < arguments.size(); ++k) {
        if (fit_dimension(arguments[k], model->dimension()))
            continue;
        const Expr both[] = {*model, arguments[k]};
        report(Problem::dimension,
               "arguments " + quoted(function.parameters[chosen]) + " and " + quoted(function.parameters[k]) +
                   " of " + quoted(function.name) + " must have the same dimension, but " +
                   quoted(call.arguments[chosen]) + " has " + quoted(model->dimension()) + " and " +
                   quoted(call.arguments[k]) + " has " + quoted(arguments[k].dimension()),
               call.arguments[k].span, origins(both));
        return false;
    }
    return true;
}

} // namespace hillock::internal::model
