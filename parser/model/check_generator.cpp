// SPDX-License-Identifier: Apache-2.0
// Names of a generator: each part is evaluated at another moment, and may use what exists then. The range
// comes first and knows the outer neuron; the result knows the number of the loop too; the condition knows
// both neurons. No part can use a synapse: there is none.
#include "parser/model/algebra.hpp"
#include "parser/model/generator.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace hillock::internal::model {

namespace {

const char* neuron_of(Side side) {
    return side == Side::pre ? "presynaptic" : "postsynaptic";
}
/// The index of a side, as users call it first, and by its other name.
std::array<const char*, 2> index_names(Side side) {
    if (side == Side::pre)
        return {"i", "i_pre"};
    return {"j", "i_post"};
}

/// Its value depends on which element it is read for. The number of neurons is the same for all.
bool is_per_element(const Variable& variable) {
    return !variable.shared && variable.kind != VariableKind::constant;
}

bool counts_synapses(const std::string& name) {
    return name.starts_with("N_incoming") || name.starts_with("N_outgoing");
}

/// Calls visit(name, span) for all names in an expression.
template <class Visit> void for_each_name(const ast::Expr& expr, const Visit& visit) {
    if (const auto* name = std::get_if<ast::Name>(&expr.node)) {
        visit(name->text, expr.span);
    } else if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
        for_each_name(*unary->operand, visit);
    } else if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
        for_each_name(*binary->left, visit);
        for_each_name(*binary->right, visit);
    } else if (const auto* call = std::get_if<ast::Call>(&expr.node)) {
        for (const ast::Expr& argument : call->arguments)
            for_each_name(argument, visit);
    }
}

/// Why no part of connect() can use a name; "" if that is no reason.
std::string why_no_pair_has(const std::string& name, const Reference& reference) {
    if (counts_synapses(name))
        return quoted(name) + " counts the synapses that connect() makes: it cannot be used for making them";
    if (reference.side != Side::own || !reference.variable)
        return "";
    if (reference.variable->kind == VariableKind::count)
        return quoted(name) +
               " is the number of synapses, which connect() changes; the numbers of neurons are "
               "'N_pre' and 'N_post'";
    if (is_per_element(*reference.variable))
        return quoted(name) + " belongs to the synapses, which do not exist before connect()";
    return "";
}

/// The names of a scope, with constants that are whole numbers as integers: "range(i - width, i)". What is
/// checked has to be simplified, which puts their values in place of the constants, before they end.
class WholeConstants {
  public:
    void declare_in(Scope& scope, const Scope& names) {
        scope.declare(names.functions());
        for (const std::string& name : names.names()) {
            const Reference& reference = *names.find(name);
            scope.declare(name, is_whole(reference.variable) ? integer(*reference.variable) : reference);
        }
    }

  private:
    static bool is_whole(const Variable* variable) {
        constexpr double kLargestInteger = 9007199254740992.0; // 2**53, as for literals
        return variable && variable->kind == VariableKind::constant &&
               variable->dimension.is_dimensionless() && std::trunc(variable->value) == variable->value &&
               std::abs(variable->value) <= kLargestInteger;
    }
    Reference integer(const Variable& constant) {
        copies_.push_back(std::make_unique<Variable>(constant));
        copies_.back()->type = Type::integer;
        return {copies_.back().get()};
    }
    std::vector<std::unique_ptr<Variable>> copies_;
};

class GeneratorChecker {
  public:
    GeneratorChecker(const SourcePtr& source, const ast::Generator& tree, const Scope& scope, Side outer)
        : source_(source), tree_(tree), group_(scope) {
        generator_.outer = outer;
    }

    Result<Generator> check();

  private:
    void declare_names();
    void check_loop();
    std::optional<Expr> outer_part(const ast::Expr& expr, const std::string& what, Type type);
    std::optional<Expr> part(const ast::Expr& expr, const Expectation& expectation);
    void check_result();
    void check_condition();
    bool use_refused(const std::string& what, const ast::Expr& expr, bool loop_variable_allowed);
    bool report(Problem problem, std::string message, Span span) {
        problems_.push_back({problem, std::move(message), {source_, span}});
        return false;
    }
    bool is_inner(const Reference& reference) const {
        if (!reference.variable)
            return false;
        return reference.variable == generator_.index.get() ||
               (reference.side == generator_.inner() && is_per_element(*reference.variable));
    }
    bool is_loop_variable(const Reference& reference) const {
        return generator_.loop && reference.variable && reference.variable == generator_.loop->variable.get();
    }

    const SourcePtr& source_;
    const ast::Generator& tree_;
    const Scope& group_;
    Scope scope_; ///< of the group, with the loop variable and the index
    WholeConstants constants_;
    Generator generator_;
    Diagnostics problems_;
};

std::unique_ptr<const Variable> integer_variable(std::string name) {
    auto variable = std::make_unique<Variable>();
    variable->name = std::move(name);
    variable->type = Type::integer;
    return variable;
}

/// The first declaration of a name holds: those of the generator hide variables of the synapses, which it
/// cannot use.
void GeneratorChecker::declare_names() {
    const auto names = index_names(generator_.inner());
    generator_.index = integer_variable(names[0]);
    for (const char* const name : names)
        scope_.declare(name, {generator_.index.get()});
    if (tree_.loop) {
        generator_.loop.emplace();
        generator_.loop->iterator = tree_.loop->iterator;
        generator_.loop->variable = integer_variable(tree_.loop->variable);
        scope_.declare(tree_.loop->variable, {generator_.loop->variable.get()});
    }
    constants_.declare_in(scope_, group_);
}

/// The arguments of range and sample.
std::optional<Expr> GeneratorChecker::outer_part(const ast::Expr& expr, const std::string& what, Type type) {
    if (use_refused(what, expr, false))
        return std::nullopt;
    return part(expr, {what, type, {}});
}

std::optional<Expr> GeneratorChecker::part(const ast::Expr& expr, const Expectation& expectation) {
    Result<Expr> checked = check_expression(source_, expr, scope_, expectation);
    if (!checked) {
        problems_.insert(problems_.end(), checked.problems().begin(), checked.problems().end());
        return std::nullopt;
    }
    if (expectation.type == Type::integer && checked->type() == Type::boolean) {
        report(Problem::type,
               expectation.what + " must be an integer, but " + quoted(expr) + " is a condition", expr.span);
        return std::nullopt;
    }
    return simplify(*checked);
}

/// Reports the first name that a part before the condition cannot use.
bool GeneratorChecker::use_refused(const std::string& what, const ast::Expr& expr,
                                   bool loop_variable_allowed) {
    bool refused = false;
    for_each_name(expr, [&](const std::string& name, Span span) {
        const Reference* reference = refused ? nullptr : scope_.find(name);
        if (!reference)
            return;
        const bool is_index = reference->variable == generator_.index.get();
        std::string why = is_index ? "" : why_no_pair_has(name, *reference);
        if (is_loop_variable(*reference))
            why = loop_variable_allowed
                      ? ""
                      : what + " cannot use " + quoted(name) + ", which gets its values from it";
        else if (why.empty() && is_inner(*reference))
            why = what + " cannot use " + quoted(name) + ": it comes before the " +
                  neuron_of(generator_.inner()) + " neuron is known; a condition behind 'if' can";
        if (why.empty())
            return;
        report(Problem::value, std::move(why), span);
        refused = true;
    });
    return refused;
}

void GeneratorChecker::check_loop() {
    const ast::Loop& tree = *tree_.loop;
    GeneratorLoop& loop = *generator_.loop;
    const Reference* taken = group_.find(tree.variable);
    const bool is_synaptic =
        taken && taken->side == Side::own && taken->variable && is_per_element(*taken->variable);
    const char* const word = taken ? nullptr : language_name(tree.variable);
    if (word || (taken && !is_synaptic))
        report(Problem::name,
               quoted(tree.variable) + (word ? std::string(" is ") + word : " has a meaning already") +
                   ": the loop needs a name of its own",
               tree.variable_span);
    const std::string of = std::string(" of '") + ast::spelling(tree.iterator) + "'";
    const auto number = [&](const std::optional<ast::Expr>& expr, const std::string& what, Expr absent) {
        return expr ? outer_part(*expr, what + of, Type::integer).value_or(std::move(absent)) : absent;
    };
    loop.low = number(tree.low, "the begin", Expr::constant(0, Type::integer));
    loop.high = number(tree.high, "the end", Expr::constant(0, Type::integer));
    loop.step = number(tree.step, "the step", Expr::constant(1, Type::integer));
    if (tree.probability)
        loop.probability = outer_part(*tree.probability, "the probability" + of, Type::real);
    if (tree.size)
        loop.size = outer_part(*tree.size, "the size" + of, Type::integer);
}

void GeneratorChecker::check_result() {
    const std::string what = std::string("the expression for ") + index_names(generator_.inner())[0];
    if (use_refused(what, tree_.result, true))
        return;
    if (auto result = part(tree_.result, {what, Type::integer, {}}))
        generator_.result = *std::move(result);
}

void GeneratorChecker::check_condition() {
    bool refused = false;
    for_each_name(*tree_.condition, [&](const std::string& name, Span span) {
        const Reference* reference = scope_.find(name);
        if (refused || !reference || is_loop_variable(*reference) ||
            reference->variable == generator_.index.get())
            return;
        std::string why = why_no_pair_has(name, *reference);
        refused = !why.empty();
        if (refused)
            report(Problem::value, std::move(why), span);
    });
    if (refused)
        return;
    std::optional<Expr> condition = part(*tree_.condition, {"what stands behind 'if'", Type::boolean, {}});
    if (!condition)
        return;
    generator_.condition_is_outer = !has_state(*condition);
    for (const Reference& reference : references(*condition)) {
        if (is_inner(reference) || is_loop_variable(reference))
            generator_.condition_is_outer = false;
        if (is_inner(reference) && reference.variable != generator_.index.get() && !generator_.inner_variable)
            generator_.inner_variable = reference.variable;
    }
    generator_.condition = *std::move(condition);
}

Result<Generator> GeneratorChecker::check() {
    declare_names();
    check_result();
    if (tree_.loop)
        check_loop();
    if (tree_.condition)
        check_condition();
    if (!problems_.empty())
        return std::move(problems_);
    return std::move(generator_);
}

} // namespace

Result<Generator> check_generator(const SourcePtr& source, const ast::Generator& generator,
                                  const Scope& scope, Side outer) {
    return GeneratorChecker(source, generator, scope, outer).check();
}

Result<Expr> check_pair_expression(const SourcePtr& source, const ast::Expr& expr, const Scope& scope,
                                   const Expectation& expectation) {
    Diagnostics problems;
    for_each_name(expr, [&](const std::string& name, Span span) {
        const Reference* reference = scope.find(name);
        if (!reference || !problems.empty())
            return;
        if (std::string why = why_no_pair_has(name, *reference); !why.empty())
            problems.push_back({Problem::value, std::move(why), {source, span}});
    });
    if (!problems.empty())
        return problems;
    Scope names;
    WholeConstants constants;
    constants.declare_in(names, scope);
    Result<Expr> checked = check_expression(source, expr, names, expectation);
    if (!checked)
        return checked;
    return simplify(*checked);
}

} // namespace hillock::internal::model
