// SPDX-License-Identifier: Apache-2.0
// Code (a reset, on_pre, ...): a sequence of assignments. Each right side is checked, then the target: a
// stored variable keeps its dimension and type, a name that means nothing yet becomes a local with those of
// its value.
#include "parser/model/expression_checker.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/parse.hpp"

#include <utility>

namespace hillock::internal::model {

namespace {

class StatementsChecker {
  public:
    StatementsChecker(const SourcePtr& source, const Scope& scope, SharedWrites shared)
        : scope_(scope), checker_(source, scope_, problems_), shared_(shared) {
        code_.source = source;
    }

    Result<Code> check(const std::vector<ast::Statement>& statements) {
        for (const ast::Statement& statement : statements)
            check(statement);
        if (!problems_.empty())
            return std::move(problems_);
        return std::move(code_);
    }

  private:
    void check(const ast::Statement& statement);
    void declare_local(const ast::Statement& statement, const std::optional<Expr>& value);
    bool can_be_local(const ast::Statement& statement);
    bool is_writable(const ast::Statement& statement, const Variable& variable);
    bool fit_shared(const ast::Statement& statement, const Variable& target, const Expr& value);
    bool fit(const ast::Statement& statement, const Reference& target, Expr& value);
    bool fit_target_dimension(const ast::Statement& statement, const Variable& target, Expr& value);
    bool fit_target_type(const ast::Statement& statement, const Reference& target, const Expr& value);

    Scope scope_; ///< the scope of the group and the locals so far
    Diagnostics problems_;
    ExpressionChecker checker_;
    SharedWrites shared_;
    bool element_written_ = false; ///< a variable that differs from element to element was assigned before
    Code code_;
};

std::string cannot_combine(const ast::Statement& statement, const Variable& target, const Expr& value) {
    const std::string left = quoted(statement.target) + " of dimension " + quoted(target.dimension);
    const std::string right = quoted(value.dimension());
    switch (statement.op) {
    case ast::AssignOp::add:
        return "cannot add " + right + " to " + left;
    case ast::AssignOp::subtract:
        return "cannot subtract " + right + " from " + left;
    case ast::AssignOp::modulo:
        return "cannot take " + left + " modulo " + right;
    default:
        return "cannot assign " + right + " to " + left;
    }
}

/// What a variable that code cannot set is, and what can be done about it.
std::string why_not_writable(const std::string& name, const Variable& variable) {
    if (variable.late)
        return name + " is a constant: it cannot be assigned in code";
    switch (variable.kind) {
    case VariableKind::subexpression:
        return name + " is a subexpression: it cannot be assigned, its equation defines it";
    case VariableKind::held:
        return name + " is constant over dt: it cannot be assigned, its equation gives its value in each step";
    case VariableKind::linked:
        return name + " is linked to a variable of another group: only code of that group can assign it";
    case VariableKind::constant:
        return name + " is a constant: it cannot be assigned in code";
    case VariableKind::differential:
    case VariableKind::parameter:
    case VariableKind::local:
        return "";
    case VariableKind::noise:
        return name + " is white noise: it cannot be assigned";
    default:
        return name + " is set by the simulation: it cannot be assigned";
    }
}

void StatementsChecker::check(const ast::Statement& statement) {
    std::optional<Expr> value = checker_.check(statement.value);
    const Reference* target = scope_.find(statement.target);
    if (!target)
        return declare_local(statement, value);
    if (!target->variable)
        return;
    if (!is_writable(statement, *target->variable) || !value)
        return;
    if (!fit(statement, *target, *value) || !fit_shared(statement, *target->variable, *value))
        return;
    code_.statements.push_back({*target, statement.op, *std::move(value), {code_.source, statement.span}});
}

bool StatementsChecker::can_be_local(const ast::Statement& statement) {
    const std::string& name = statement.target;
    if (const char* meaning = language_name(name)) {
        checker_.report(Problem::type, quoted(name) + " is " + meaning + ": it cannot be assigned",
                        statement.target_span);
    } else if (is_noise_name(name)) {
        checker_.report(Problem::type, quoted(name) + " is white noise: it cannot be assigned",
                        statement.target_span);
    } else if (statement.op != ast::AssignOp::set) {
        checker_.report_unknown(name, statement.target_span);
    } else if (name.ends_with("_pre") || name.ends_with("_post")) {
        // A new local of such a name would hide a slip of the pen.
        checker_.report_unknown(name, statement.target_span);
    } else {
        return true;
    }
    return false;
}

void StatementsChecker::declare_local(const ast::Statement& statement, const std::optional<Expr>& value) {
    if (!can_be_local(statement))
        return;
    if (!value) {
        scope_.declare(statement.target, {});
        return;
    }
    auto local = std::make_unique<Variable>();
    local->name = statement.target;
    local->kind = VariableKind::local;
    local->type = value->type();
    local->dimension = value->dimension();
    local->declared = {code_.source, statement.target_span};
    scope_.declare(statement.target, {local.get()});
    code_.statements.push_back({{local.get()}, statement.op, *value, {code_.source, statement.span}});
    code_.locals.push_back(std::move(local));
}

bool StatementsChecker::is_writable(const ast::Statement& statement, const Variable& variable) {
    const std::string name = quoted(statement.target);
    std::string message = why_not_writable(name, variable);
    if (message.empty() && variable.read_only)
        message = name + " numbers the synapses of each pair of neurons: it cannot be assigned";
    if (message.empty() && variable.constant)
        message = name + " is declared as (constant): it cannot be assigned in code";
    if (message.empty() && variable.shared && shared_ == SharedWrites::refused)
        message =
            name + " is shared by all elements: code that runs for one element at a time cannot assign it";
    if (message.empty())
        return true;
    std::vector<Note> notes;
    if (variable.declared.source)
        notes.push_back(origin(variable));
    checker_.report(Problem::type, std::move(message), statement.target_span, std::move(notes));
    return false;
}

bool StatementsChecker::fit_shared(const ast::Statement& statement, const Variable& target, const Expr& value) {
    if (!target.shared) {
        element_written_ = element_written_ || target.kind != VariableKind::local;
        return true;
    }
    const std::string name = quoted(statement.target);
    if (element_written_) {
        checker_.report(Problem::syntax,
                        name + " is shared by all elements: it must be assigned before variables that are not",
                        statement.target_span, {origin(target)});
        return false;
    }
    for (const Reference reference : references(value)) {
        const Variable& used = *reference.variable;
        const bool per_element = !used.shared && (used.declared_by_equation() ||
                                                  used.kind == VariableKind::index || used.kind == VariableKind::local ||
                                                  used.kind == VariableKind::last_spike ||
                                                  used.kind == VariableKind::last_update ||
                                                  used.kind == VariableKind::incoming ||
                                                  used.kind == VariableKind::outgoing ||
                                                  used.kind == VariableKind::not_refractory);
        if (!per_element)
            continue;
        checker_.report(Problem::syntax,
                        name + " is one value for all elements, but " + quoted(used.name) +
                            " differs from one to the next",
                        statement.value.span, {origin(target)});
        return false;
    }
    return true;
}

bool StatementsChecker::fit(const ast::Statement& statement, const Reference& target, Expr& value) {
    return fit_target_dimension(statement, *target.variable, value) &&
           fit_target_type(statement, target, value);
}

bool StatementsChecker::fit_target_dimension(const ast::Statement& statement, const Variable& target,
                                             Expr& value) {
    const std::string name = quoted(statement.target);
    const auto report = [&](const std::string& message, std::vector<Note> notes) {
        checker_.report(Problem::dimension, message, statement.value.span, std::move(notes));
        return false;
    };
    switch (statement.op) {
    case ast::AssignOp::set:
    case ast::AssignOp::add:
    case ast::AssignOp::subtract:
    case ast::AssignOp::modulo: {
        if (fit_dimension(value, target.dimension))
            return true;
        const Expr both[] = {Expr::reference({&target}), value};
        return report(cannot_combine(statement, target, value), origins(both));
    }
    case ast::AssignOp::floor_divide:
    case ast::AssignOp::power:
        if (!target.dimension.is_dimensionless())
            return report(quoted(ast::spelling(statement.op)) + " changes numbers without a dimension, but " +
                              name + " has dimension " + quoted(target.dimension),
                          {origin(target)});
        break;
    default:
        break;
    }
    if (value.dimension().is_dimensionless())
        return true;
    return report(quoted(ast::spelling(statement.op)) + " must keep the dimension of " + name +
                      ", so its right side must be dimensionless, but " + quoted(statement.value) +
                      " has dimension " + quoted(value.dimension()),
                  origins({&value, 1}));
}

bool StatementsChecker::fit_target_type(const ast::Statement& statement, const Reference& target,
                                        const Expr& value) {
    const Type wanted = target.variable->type;
    const std::string name = quoted(statement.target);
    const auto report = [&](const std::string& message) {
        checker_.report(Problem::type, message, statement.value.span, {origin(*target.variable)});
        return false;
    };
    const bool compound = statement.op != ast::AssignOp::set;
    if (wanted == Type::boolean) {
        if (compound)
            return report(quoted(ast::spelling(statement.op)) + " changes numbers, but " + name +
                          " is a boolean");
        if (value.type() == Type::boolean)
            return true;
        return report("cannot assign the number " + quoted(statement.value) + " to the boolean " + name);
    }
    if (wanted == Type::real)
        return true;
    const Type result =
        compound ? Expr::operation(operation_of(statement.op), {Expr::reference(target), value}).type()
                 : value.type();
    if (result != Type::real)
        return true;
    if (compound)
        return report(quoted(ast::print(statement)) + " gives a float, but " + name +
                      " is an integer: round it with int(...)");
    return report("cannot assign the float " + quoted(statement.value) + " to the integer " + name +
                  ": round it with int(...)");
}

} // namespace

Op operation_of(ast::AssignOp op) {
    switch (op) {
    case ast::AssignOp::add:
        return Op::add;
    case ast::AssignOp::subtract:
        return Op::subtract;
    case ast::AssignOp::multiply:
        return Op::multiply;
    case ast::AssignOp::divide:
        return Op::divide;
    case ast::AssignOp::floor_divide:
        return Op::floor_divide;
    case ast::AssignOp::modulo:
        return Op::modulo;
    case ast::AssignOp::set:
    case ast::AssignOp::power:
        break;
    }
    return Op::power;
}

Result<Code> check_statements(const SourcePtr& source, const std::vector<ast::Statement>& statements,
                              const Scope& scope, SharedWrites shared) {
    return StatementsChecker(source, scope, shared).check(statements);
}

} // namespace hillock::internal::model
