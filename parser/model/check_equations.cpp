// SPDX-License-Identifier: Apache-2.0
// Equations to model. First every name is declared with its type and dimension, then every right-hand side is
// checked against the declarations, so that equations may use each other in any order.
#include "parser/model/declarations.hpp"
#include "parser/model/expression_checker.hpp"
#include "parser/model/group_scope.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/model/subexpression_order.hpp"
#include "parser/model/synaptic_equations.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hillock::internal::model {

namespace {

class EquationsChecker {
  public:
    EquationsChecker(GroupKind kind, const SourcePtr& source, const std::vector<ast::Equation>& equations)
        : model_(std::make_unique<Model>()), source_(source), equations_(equations) {
        model_->kind = kind;
        model_->source = source;
    }

    Result<std::unique_ptr<const Model>> check(const ConstantValues& constants, const UserFunctions& functions,
                                               const LateConstants& late, const Model* pre, const Model* post,
                                               const std::string& multisynaptic_index = "") {
        scope().declare(functions);
        for (const ast::Equation& equation : equations_)
            declare(equation, pre, post);
        if (!multisynaptic_index.empty())
            declare_multisynaptic_index(multisynaptic_index, pre, post);
        if (std::ranges::any_of(variables_, [](const Variable* v) { return v && v->event_driven; }))
            scope().declare("lastupdate", {&builtin(VariableKind::last_update)});
        if (pre && post)
            declare_neighbours(scope(), *pre, *post);
        else
            declare_neuron_builtins(scope());
        for (const auto& [name, quantity] : constants)
            declare_constant(name, quantity);
        for (const auto& [name, dimension] : late)
            declare_late(name, dimension);
        noisy_scope_ = scope();
        declare_noise();
        check_subexpression_order(source_, equations_, problems_);
        ExpressionChecker checker(source_, noisy_scope_, problems_);
        for (std::size_t k = 0; k < equations_.size(); ++k)
            if (summed_[k])
                define_sum(checker, equations_[k], *summed_[k]);
            else if (equations_[k].expression)
                define(checker, equations_[k], variables_[k]);
        for (std::size_t k = 0; k < equations_.size(); ++k)
            if (variables_[k] && variables_[k]->kind == VariableKind::held && variables_[k]->definition)
                refuse_noise(equations_[k], *variables_[k]);
        if (problems_.empty())
            check_synaptic_dependencies(*model_, problems_);
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
    bool is_declared_sum(const std::string& name) const;
    void declare_sum(const ast::Equation& equation, const Model& pre, const Model& post);
    void declare_multisynaptic_index(const std::string& name, const Model* pre, const Model* post);
    bool has_free_name(const ast::Equation& equation, const Model* pre, const Model* post);
    bool is_free(const std::string& name);
    void declare_constant(const std::string& name, const Quantity& quantity);
    void declare_late(const std::string& name, const Dimension& dimension);
    void declare_noise();
    void declare_noise(const ast::Equation& equation, const ast::Equation*& user_of_xi);

    void define(ExpressionChecker& checker, const ast::Equation& equation, Variable* variable);
    void define_sum(ExpressionChecker& checker, const ast::Equation& equation, const Reference& target);
    std::optional<Expr> fit_differential(const ast::Equation& equation, const Variable& variable, Expr value);
    std::optional<Expr> fit_subexpression(const ast::Equation& equation, const Variable& variable,
                                          Expr value);
    bool can_be_subexpression(const ast::Equation& equation, const Variable& variable, const Expr& value);
    void refuse_noise(const ast::Equation& equation, const Variable& held);

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
    std::vector<Variable*> variables_; ///< by equation; nullptr if its declaration is wrong, and for a sum
    std::vector<std::optional<Reference>> summed_; ///< by equation: what it is summed into
    Scope noisy_scope_;                ///< what equations can see: the scope and the noise variables
    Diagnostics problems_;
};

VariableKind kind_of(ast::EquationKind kind, const Flags& flags) {
    switch (kind) {
    case ast::EquationKind::differential:
        return VariableKind::differential;
    case ast::EquationKind::subexpression:
        return flags.constant_over_dt ? VariableKind::held : VariableKind::subexpression;
    case ast::EquationKind::parameter:
        break;
    }
    return flags.linked ? VariableKind::linked : VariableKind::parameter;
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

bool is_sum(const ast::Equation& equation) {
    return equation.kind == ast::EquationKind::subexpression &&
           std::ranges::any_of(equation.flags, [](const ast::Flag& flag) { return flag.text == "summed"; });
}

/// Sums into one variable add up.
bool EquationsChecker::is_declared_sum(const std::string& name) const {
    for (std::size_t k = 0; k + 1 < summed_.size(); ++k)
        if (equations_[k].name == name && is_sum(equations_[k]))
            return true;
    return false;
}

void EquationsChecker::declare_sum(const ast::Equation& equation, const Model& pre, const Model& post) {
    (void)read_flags(source_, equation, model_->kind, problems_);
    summed_.back() = summed_target(source_, equation, pre, post, problems_);
}

/// A variable without an equation: as if the text of the model declared it.
void EquationsChecker::declare_multisynaptic_index(const std::string& name, const Model* pre, const Model* post) {
    const auto refuse = [&](const std::string& why, std::vector<Note> notes = {}) {
        problems_.push_back({Problem::equation,
                             "the multisynaptic index cannot be named " + quoted(name) + ": " + why,
                             {},
                             std::move(notes)});
    };
    if (const std::optional<std::string> reason = reserved_because(name, model_->kind))
        return refuse(*reason);
    if (const auto defined = first_definitions_.find(name); defined != first_definitions_.end())
        return refuse("an equation defines it", {{"the equation is here", {source_, defined->second}}});
    for (const Model* group : {post, pre})
        if (const Variable* other = namesake(group, name))
            return refuse("it is a variable of the " + std::string(group == post ? "post" : "pre") +
                              "synaptic neurons",
                          {origin(*other)});
    Variable& variable = add_variable(name, VariableKind::parameter);
    variable.type = Type::integer;
    variable.read_only = true;
    scope().declare(name, {&variable});
}

void EquationsChecker::declare(const ast::Equation& equation, const Model* pre, const Model* post) {
    variables_.push_back(nullptr);
    summed_.emplace_back();
    const auto [first, is_new] = first_definitions_.emplace(equation.name, equation.name_span);
    if (!is_new && !(is_sum(equation) && is_declared_sum(equation.name))) {
        report(Problem::equation, quoted(equation.name) + " is defined twice", equation.name_span,
               {{"the first definition is here", {source_, first->second}}});
        return;
    }
    if (pre && post && is_sum(equation))
        return declare_sum(equation, *pre, *post);
    const bool free_name = has_free_name(equation, pre, post);
    std::optional<DeclaredUnit> unit = read_unit(source_, equation.unit, problems_);
    if (unit && equation.kind == ast::EquationKind::differential && unit->type != Type::real) {
        report(Problem::type,
               "a differential equation describes a real number, but " + quoted(equation.name) +
                   " is declared as " + type_name(unit->type),
               equation.unit.span);
        unit.reset();
    }
    const Flags flags = read_flags(source_, equation, model_->kind, problems_);
    if (!free_name)
        return;
    if (!unit) {
        scope().declare(equation.name, {});
        return;
    }
    Variable& variable = add_variable(equation.name, kind_of(equation.kind, flags));
    variable.type = unit->type;
    variable.dimension = unit->dimension;
    variable.shared = flags.shared;
    variable.constant = flags.constant;
    variable.unless_refractory = flags.unless_refractory;
    variable.event_driven = flags.event_driven;
    variable.clock_driven = flags.clock_driven;
    variable.declared = {source_, equation.name_span};
    if (equation.expression)
        variable.definition_place = {source_, equation.expression->span};
    scope().declare(equation.name, {&variable});
    variables_.back() = &variable;
}

/// Names that mean something already keep that meaning.
bool EquationsChecker::is_free(const std::string& name) {
    return !scope().find(name) && !scope().find_function(name) && !language_name(name) && !is_noise_name(name);
}

void EquationsChecker::declare_constant(const std::string& name, const Quantity& quantity) {
    if (!is_free(name))
        return;
    Variable& variable = add_variable(name, VariableKind::constant);
    variable.dimension = quantity.dimension();
    variable.value = quantity.value();
    scope().declare(name, {&variable});
}

/// To the stages that follow it is a shared parameter, which no code can assign.
void EquationsChecker::declare_late(const std::string& name, const Dimension& dimension) {
    if (!is_free(name))
        return;
    Variable& variable = add_variable(name, VariableKind::parameter);
    variable.dimension = dimension;
    variable.shared = true;
    variable.constant = true;
    variable.late = true;
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
    if (has_state(value) && variable.kind != VariableKind::held) {
        report(Problem::equation,
               "the subexpression " + quoted(variable.name) +
                   " draws a random number, so it would differ from use to use; the flag (constant over dt) "
                   "makes it one draw a step",
               span);
        return false;
    }
    if (!variable.shared)
        return true;
    for (const Reference& reference : references(value))
        if (!is_shared(Expr::reference(reference))) {
            std::vector<Note> notes{origin(*reference.variable)};
            if (reference.variable->kind == VariableKind::linked)
                notes.push_back({"the flags (linked, shared) make it one value for all, for a source that is one", {}});
            report(Problem::equation,
                   "the shared subexpression " + quoted(variable.name) +
                       " can use shared variables only, but " + quoted(reference.variable->name) +
                       " has a value for each element",
                   span, std::move(notes));
            return false;
        }
    return true;
}

void EquationsChecker::refuse_noise(const ast::Equation& equation, const Variable& held) {
    for (const Reference& reference : references(*held.definition))
        if (const Variable* noise = noise_behind(*reference.variable))
            return report(Problem::equation,
                          quoted(held.name) + " is constant over dt, but the white noise " + quoted(noise->name) +
                              " belongs to the integration of differential equations; randn() draws one number a step",
                          equation.expression->span);
}

void EquationsChecker::define_sum(ExpressionChecker& checker, const ast::Equation& equation,
                                  const Reference& target) {
    checker.allow_noise(true); // refused below, in the words of sums
    std::optional<Expr> value = checker.check(*equation.expression);
    if (value && fit_summed(source_, equation, target, *value, problems_))
        model_->summed.push_back({target, *std::move(value), {source_, equation.expression->span}});
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
                                                   const UserFunctions& functions,
                                                   const LateConstants& late) {
    return EquationsChecker(GroupKind::neurons, source, equations)
        .check(constants, functions, late, nullptr, nullptr);
}

Result<std::unique_ptr<const Model>> check_synapses(const SourcePtr& source,
                                                    const std::vector<ast::Equation>& equations,
                                                    const ConstantValues& constants, const Model& pre,
                                                    const Model& post, const UserFunctions& functions,
                                                    const LateConstants& late,
                                                    const std::string& multisynaptic_index) {
    return EquationsChecker(GroupKind::synapses, source, equations)
        .check(constants, functions, late, &pre, &post, multisynaptic_index);
}

} // namespace hillock::internal::model
