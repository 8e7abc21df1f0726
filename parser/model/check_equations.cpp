// SPDX-License-Identifier: Apache-2.0
// Equations to model. First every name is declared with its type and dimension, then every right-hand side is
// checked against the declarations, so that equations may use each other in any order.
#include "parser/model/declarations.hpp"
#include "parser/model/expression_checker.hpp"
#include "parser/model/group_scope.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/subexpression_order.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hillock::model {

namespace {

class EquationsChecker {
  public:
    EquationsChecker(GroupKind kind, const SourcePtr& source, const std::vector<ast::Equation>& equations)
        : model_(std::make_unique<Model>()), source_(source), equations_(equations) {
        model_->kind = kind;
        model_->source = source;
    }

    Result<std::unique_ptr<const Model>> check(const ConstantValues& constants, const UserFunctions& functions,
                                               const Model* pre, const Model* post) {
        scope().declare(functions);
        for (const ast::Equation& equation : equations_)
            declare(equation, pre, post);
        if (pre && post)
            declare_neighbours(scope(), *pre, *post);
        else
            declare_neuron_builtins(scope());
        for (const auto& [name, quantity] : constants)
            declare_constant(name, quantity);
        noisy_scope_ = scope();
        declare_noise();
        check_subexpression_order(source_, equations_, problems_);
        ExpressionChecker checker(source_, noisy_scope_, problems_);
        for (std::size_t k = 0; k < equations_.size(); ++k)
            if (equations_[k].expression)
                define(checker, equations_[k], variables_[k]);
        if (!problems_.empty())
            return first_by_place(std::move(problems_));
        return std::unique_ptr<const Model>(std::move(model_));
    }

  private:
    Scope& scope() { return model_->scope; }

    void report(Problem problem, std::string message, Span span, std::vector<Note> notes = {}) {
        problems_.push_back({problem, std::move(message), {source_, span}, std::move(notes)});
    }

    Variable& add_variable(std::string name, VariableKind kind) {
        model_->variables.push_back(std::make_unique<Variable>());
        Variable& variable = *model_->variables.back();
        variable.name = std::move(name);
        variable.kind = kind;
        return variable;
    }

    void declare(const ast::Equation& equation, const Model* pre, const Model* post);
    bool has_free_name(const ast::Equation& equation, const Model* pre, const Model* post);
    void declare_constant(const std::string& name, const Quantity& quantity);
    void declare_noise();
    void declare_noise(const ast::Equation& equation, const ast::Equation*& user_of_xi);

    void define(ExpressionChecker& checker, const ast::Equation& equation, Variable* variable);
    std::optional<Expr> fit_differential(const ast::Equation& equation, const Variable& variable, Expr value);
    std::optional<Expr> fit_subexpression(const ast::Equation& equation, const Variable& variable,
                                          Expr value);
    bool can_be_subexpression(const ast::Equation& equation, const Variable& variable, const Expr& value);

    static Diagnostics first_by_place(Diagnostics problems) {
        std::ranges::stable_sort(problems, {},
                                 [](const Diagnostic& problem) { return problem.place.span.begin; });
        if (problems.size() > parser::kMaxProblems)
            problems.resize(parser::kMaxProblems);
        return problems;
    }

    std::unique_ptr<Model> model_;
    const SourcePtr& source_;
    const std::vector<ast::Equation>& equations_;
    std::map<std::string, Span, std::less<>> first_definitions_;
    std::vector<Variable*> variables_; ///< by equation; nullptr if its declaration is wrong
    Scope noisy_scope_;                ///< what equations can see: the scope and the noise variables
    Diagnostics problems_;
};

VariableKind kind_of(ast::EquationKind kind) {
    switch (kind) {
    case ast::EquationKind::differential:
        return VariableKind::differential;
    case ast::EquationKind::subexpression:
        return VariableKind::subexpression;
    case ast::EquationKind::parameter:
        break;
    }
    return VariableKind::parameter;
}

/// Whether an equation of synapses would hide a variable of a connected group.
const Variable* namesake(const Model* group, std::string_view name) {
    const Reference* found = group ? group->scope.find(name) : nullptr;
    return found && is_visible_outside(*found->variable) ? found->variable : nullptr;
}

bool EquationsChecker::has_free_name(const ast::Equation& equation, const Model* pre, const Model* post) {
    const std::string name = quoted(equation.name);
    if (const std::optional<std::string> reason = reserved_because(equation.name, model_->kind)) {
        report(Problem::syntax, name + " cannot name a variable: " + *reason, equation.name_span);
        return false;
    }
    const Variable* other = namesake(post, equation.name);
    const char* whose = "postsynaptic";
    if (!other) {
        other = namesake(pre, equation.name);
        whose = "presynaptic";
    }
    if (other)
        report(Problem::equation, name + " is already a variable of the " + whose + " neurons",
               equation.name_span, {origin(*other)});
    return !other;
}

void EquationsChecker::declare(const ast::Equation& equation, const Model* pre, const Model* post) {
    variables_.push_back(nullptr);
    const auto [first, is_new] = first_definitions_.emplace(equation.name, equation.name_span);
    if (!is_new) {
        report(Problem::equation, quoted(equation.name) + " is defined twice", equation.name_span,
               {{"the first definition is here", {source_, first->second}}});
        return;
    }
    const bool free_name = has_free_name(equation, pre, post);
    std::optional<DeclaredUnit> unit = read_unit(source_, equation.unit, problems_);
    if (unit && equation.kind == ast::EquationKind::differential && unit->type != Type::real) {
        report(Problem::type,
               "a differential equation describes a real number, but " + quoted(equation.name) +
                   " is declared as " + type_name(unit->type),
               equation.unit.span);
        unit.reset();
    }
    Variable checked_flags;
    read_flags(source_, equation, model_->kind, checked_flags, problems_);
    if (!free_name)
        return;
    if (!unit) {
        scope().declare(equation.name, {});
        return;
    }
    Variable& variable = add_variable(equation.name, kind_of(equation.kind));
    variable.type = unit->type;
    variable.dimension = unit->dimension;
    variable.shared = checked_flags.shared;
    variable.constant = checked_flags.constant;
    variable.unless_refractory = checked_flags.unless_refractory;
    variable.declared = {source_, equation.name_span};
    if (equation.expression)
        variable.definition_place = {source_, equation.expression->span};
    scope().declare(equation.name, {&variable});
    variables_.back() = &variable;
}

/// Names that mean something already keep that meaning.
void EquationsChecker::declare_constant(const std::string& name, const Quantity& quantity) {
    if (scope().find(name) || scope().find_function(name) || language_name(name) || is_noise_name(name))
        return;
    Variable& variable = add_variable(name, VariableKind::constant);
    variable.dimension = quantity.dimension();
    variable.value = quantity.value();
    scope().declare(name, {&variable});
}

void EquationsChecker::declare_noise() {
    const ast::Equation* user_of_xi = nullptr;
    for (const ast::Equation& equation : equations_)
        if (equation.expression)
            declare_noise(equation, user_of_xi);
}

void EquationsChecker::declare_noise(const ast::Equation& equation, const ast::Equation*& user_of_xi) {
    for_each_name(*equation.expression, [&](const std::string& name, Span span) {
        if (!is_noise_name(name))
            return;
        if (name == "xi") {
            if (equation.kind != ast::EquationKind::differential)
                return; // refused where it is used
            if (user_of_xi && user_of_xi != &equation) {
                report(Problem::equation,
                       "'xi' may stand in one equation only; for noise in several, give each its name ('xi_" +
                           equation.name + "'), or use one name twice for the same noise",
                       span,
                       {{quoted(user_of_xi->name) + " uses it first", {source_, user_of_xi->name_span}}});
                return;
            }
            user_of_xi = &equation;
        }
        if (noisy_scope_.find(name))
            return;
        Variable& noise = add_variable(name, VariableKind::noise);
        noise.dimension = kTimeDimension.power(-0.5);
        noise.declared = {source_, span};
        noisy_scope_.declare(name, {&noise});
    });
}

/// Whether one pair of brackets encloses the whole text.
bool is_bracketed(std::string_view text) {
    if (!text.starts_with('('))
        return false;
    int depth = 0;
    for (std::size_t k = 0; k < text.size(); ++k) {
        depth += text[k] == '(' ? 1 : text[k] == ')' ? -1 : 0;
        if (depth == 0)
            return k + 1 == text.size();
    }
    return false;
}

/// "'(1-v)/tau'", with the user's own text if it is short enough for a message.
std::string divided_by_time(const Source& source, Span span) {
    constexpr std::size_t kLongest = 40;
    std::string text = source.text.substr(span.begin, span.end - span.begin);
    if (text.size() > kLongest || text.find_first_of("\n#") != std::string::npos)
        text = "...";
    return quoted((is_bracketed(text) ? text : "(" + text + ")") + "/tau");
}

std::optional<Expr> EquationsChecker::fit_differential(const ast::Equation& equation,
                                                       const Variable& variable, Expr value) {
    const Dimension wanted = variable.dimension / kTimeDimension;
    if (value.type() == Type::boolean) {
        report(Problem::type,
               "the right-hand side of d" + variable.name + "/dt must be a number, but " +
                   quoted(*equation.expression) + " is a condition",
               equation.expression->span);
        return std::nullopt;
    }
    const Dimension given = value.dimension();
    if (fit_dimension(value, wanted))
        return value;
    std::vector<Note> notes = origins({&value, 1});
    if (given == variable.dimension)
        notes.push_back(
            {"divide by a time constant, as in " + divided_by_time(*source_, equation.expression->span), {}});
    report(Problem::dimension,
           "the right-hand side of d" + variable.name + "/dt has dimension " + quoted(given) +
               " but must have " + quoted(wanted) + " (the dimension of " + quoted(variable.name) +
               " divided by second)",
           equation.expression->span, std::move(notes));
    return std::nullopt;
}

std::optional<Expr> EquationsChecker::fit_subexpression(const ast::Equation& equation,
                                                        const Variable& variable, Expr value) {
    const auto refuse_type = [&](const std::string& why) {
        report(Problem::type,
               quoted(variable.name) + " is declared as " + type_name(variable.type) + ", but " +
                   quoted(*equation.expression) + why,
               equation.expression->span);
        return std::nullopt;
    };
    if (variable.type == Type::boolean && value.type() != Type::boolean)
        return refuse_type(" is a number");
    if (variable.type == Type::integer && value.type() == Type::real)
        return refuse_type(" is a float: round it with int(...)");
    const Dimension given = value.dimension();
    if (!fit_dimension(value, variable.dimension)) {
        report(Problem::dimension,
               "the value of " + quoted(variable.name) + " has dimension " + quoted(given) +
                   " but is declared as " + quoted(variable.dimension),
               equation.expression->span, origins({&value, 1}));
        return std::nullopt;
    }
    // The definition replaces the name in arithmetic, which a condition cannot always stand in for (-x).
    if (variable.type != Type::boolean && value.type() == Type::boolean)
        return Expr::call(function_for(Primitive::to_integer), {std::move(value)});
    return value;
}

bool EquationsChecker::can_be_subexpression(const ast::Equation& equation, const Variable& variable,
                                            const Expr& value) {
    const Span span = equation.expression->span;
    if (has_state(value)) {
        report(Problem::equation,
               "the subexpression " + quoted(variable.name) +
                   " draws a random number, so it would differ from use to use; draw in code, or use noise "
                   "such as "
                   "'xi' in a differential equation",
               span);
        return false;
    }
    if (!variable.shared || is_shared(value))
        return true;
    for (const Reference& reference : references(value))
        if (!is_shared(Expr::reference(reference))) {
            report(Problem::equation,
                   "the shared subexpression " + quoted(variable.name) +
                       " can use shared variables only, but " + quoted(reference.variable->name) +
                       " has a value for each element",
                   span, {origin(*reference.variable)});
            return false;
        }
    return true;
}

void EquationsChecker::define(ExpressionChecker& checker, const ast::Equation& equation, Variable* variable) {
    // Named noise may stand in a subexpression; what uses it in code is refused there.
    checker.allow_noise(true);
    bool plain_noise = false;
    if (equation.kind == ast::EquationKind::subexpression)
        for_each_name(*equation.expression, [&](const std::string& name, Span span) {
            if (name != "xi" || plain_noise)
                return;
            plain_noise = true;
            report(Problem::equation,
                   "'xi' cannot stand in a subexpression; give the noise a name, as in 'xi_" + equation.name +
                       "'",
                   span);
        });
    if (plain_noise)
        return;
    std::optional<Expr> value = checker.check(*equation.expression);
    if (!value || !variable)
        return;
    if (equation.kind == ast::EquationKind::differential) {
        variable->definition = fit_differential(equation, *variable, *std::move(value));
    } else if (can_be_subexpression(equation, *variable, *value)) {
        variable->definition = fit_subexpression(equation, *variable, *std::move(value));
    }
}

} // namespace

Result<std::unique_ptr<const Model>> check_neurons(const SourcePtr& source,
                                                   const std::vector<ast::Equation>& equations,
                                                   const ConstantValues& constants,
                                                   const UserFunctions& functions) {
    return EquationsChecker(GroupKind::neurons, source, equations)
        .check(constants, functions, nullptr, nullptr);
}

Result<std::unique_ptr<const Model>> check_synapses(const SourcePtr& source,
                                                    const std::vector<ast::Equation>& equations,
                                                    const ConstantValues& constants, const Model& pre,
                                                    const Model& post, const UserFunctions& functions) {
    return EquationsChecker(GroupKind::synapses, source, equations).check(constants, functions, &pre, &post);
}

} // namespace hillock::model
