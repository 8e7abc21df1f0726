// SPDX-License-Identifier: Apache-2.0
// Calls: the row of the function table says how many arguments there are and how their dimensions have to
// agree.
#include "parser/model/expression_checker.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/units.hpp"
#include "parser/suggest.hpp"

#include <algorithm>

namespace hillock::model {

namespace {

const Dimension kSecond({0, 0, 1, 0, 0, 0, 0});

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const Function& function : function_table())
        names.emplace_back(function.name);
    return names;
}

std::string argument_name(const Function& function, std::size_t k) {
    return "argument " + quoted(function.parameters[k]) + " of " + quoted(function.name);
}

} // namespace

std::optional<Expr> ExpressionChecker::visit(const ast::Call& call, Span) {
    const Function* function = find_function(call.function);
    if (!function)
        report_no_function(call);
    const bool callable = function && check_arity(*function, call);
    std::vector<Expr> arguments;
    for (const ast::Expr& argument : call.arguments)
        if (std::optional<Expr> value = check(argument))
            arguments.push_back(*std::move(value));
    if (!callable || arguments.size() != call.arguments.size())
        return std::nullopt;
    if (!fit_arguments(*function, call, arguments))
        return std::nullopt;
    return Expr::call(*function, std::move(arguments), function->has_state ? occurrences_++ : 0);
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
        report(Problem::name, "there is no function " + name + did_you_mean(call.function, function_names()),
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
        return fit_each(function, call, arguments, kSecond);
    case UnitRule::same:
    case UnitRule::same_to_one:
        return fit_same(function, call, arguments, 0);
    case UnitRule::square_root:
        return true;
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
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        if (fit_dimension(arguments[k], dimension))
            continue;
        all = false;
        const std::string wanted =
            dimension.is_dimensionless() ? "be dimensionless" : "have dimension " + quoted(dimension);
        report(Problem::dimension,
               argument_name(function, k) + " must " + wanted + ", but " + quoted(call.arguments[k]) +
                   " has dimension " + quoted(arguments[k].dimension()),
               call.arguments[k].span, origins({&arguments[k], 1}));
    }
    return all;
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

} // namespace hillock::model
