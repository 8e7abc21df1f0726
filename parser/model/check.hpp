// SPDX-License-Identifier: Apache-2.0
// Syntax tree to model: names become references, types and dimensions are proven, subexpressions are ordered.
#pragma once

#include "hillock/quantity.hpp"
#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/variable.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hillock::internal::model {

/// Numbers that the user hands over by name.
using ConstantValues = std::map<std::string, Quantity, std::less<>>;
/// Numbers that a network or a run hands over later, with what is known of them now.
using LateConstants = std::map<std::string, Dimension, std::less<>>;

/// The names that a piece of code can see, each with what it refers to. Units, functions and mathematical
/// constants are always visible and are not listed. First declaration of a name wins.
class Scope {
  public:
    void declare(std::string name, Reference reference);
    [[nodiscard]] const Reference* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

    /// Functions of the user's; the scope keeps them alive.
    void declare(const UserFunctions& functions) { functions_ = functions; }
    [[nodiscard]] const UserFunctions& functions() const { return functions_; }
    [[nodiscard]] const UserFunction* find_function(std::string_view name) const;

  private:
    UserFunctions functions_;
    std::map<std::string, Reference, std::less<>> entries_;
};

enum class GroupKind { neurons, synapses };

/// `x_post = value : unit (summed)`: in every step x of each neuron is the sum of the values of its synapses.
struct Summed {
    Reference target; ///< a parameter of the group on side pre or post
    Expr value;       ///< of a synapse, has the type and dimension of the target
    Place place;      ///< of the value
};

/// The equations of a group, checked. Variables have stable addresses for the life of the Model.
struct Model {
    GroupKind kind = GroupKind::neurons;
    SourcePtr source;
    std::vector<std::unique_ptr<Variable>> variables; ///< in order of declaration, then constants, then noise
    Scope scope;                                      ///< what code of the group itself can see
    std::vector<Summed> summed;                       ///< in order of declaration

    [[nodiscard]] std::vector<const Variable*> of_kind(VariableKind kind) const;
    [[nodiscard]] const Variable* find(std::string_view name) const; ///< of `variables`
};

/// One assignment; `op` is kept so that later stages can see an accumulation, `value` is the right side alone.
struct Assignment {
    Reference target;
    ast::AssignOp op = ast::AssignOp::set;
    Expr value;
    Place place;
};

/// Statements in order, with the temporaries they introduce.
struct Code {
    std::vector<Assignment> statements;
    std::vector<std::shared_ptr<Variable>> locals; ///< shared by copies of the code
    SourcePtr source;
};

/// Model of a group of neurons. Names resolve as: equations, built-in symbols; then units, functions, pi/e/inf; then
/// constants. Problems: duplicate or reserved names, unknown names and units, illegal flags, cycles of subexpressions,
/// dimensions and types of every equation.
[[nodiscard]] Result<std::unique_ptr<const Model>> check_neurons(const SourcePtr& source,
                                                                 const std::vector<ast::Equation>& equations,
                                                                 const ConstantValues& constants,
                                                                 const UserFunctions& functions = {},
                                                                 const LateConstants& late = {});

/// Model of synapses between two groups: beside its own names it sees those of the target bare and as `x_post`, those of
/// the source as `x_pre`, and i, j, N_pre, N_post. Refers to the variables of `pre` and `post`, which must outlive it.
/// \param multisynaptic_index  name of an integer variable that is declared without an equation; "": none
[[nodiscard]] Result<std::unique_ptr<const Model>> check_synapses(const SourcePtr& source,
                                                                  const std::vector<ast::Equation>& equations,
                                                                  const ConstantValues& constants, const Model& pre,
                                                                  const Model& post,
                                                                  const UserFunctions& functions = {},
                                                                  const LateConstants& late = {},
                                                                  const std::string& multisynaptic_index = "");

/// What an expression has to be, and what it is called in messages ("the threshold", "the value of 'v'").
struct Expectation {
    std::string what;
    Type type = Type::real; ///< boolean: must be a condition; integer: boolean or integer; real: any type
    Dimension dimension;
};
[[nodiscard]] Result<Expr> check_expression(const SourcePtr& source, const ast::Expr& expr, const Scope& scope,
                                            const Expectation& expectation);
/// The same with no expectation (a refractory text may be a time or a condition: the caller decides by type).
[[nodiscard]] Result<Expr> check_expression(const SourcePtr& source, const ast::Expr& expr, const Scope& scope);

/// The definitions of all held variables, each behind those that it uses: what is to be run at the start of a step.
[[nodiscard]] Code held_definitions(const Model& model);

/// Code that runs for elements or synapses: every target must be a stored variable of the scope or become a local.
/// Only code that runs for all elements at a time may assign shared variables, and only before all others, from names that
/// are shared themselves.
enum class SharedWrites : unsigned char { refused, first };
[[nodiscard]] Result<Code> check_statements(const SourcePtr& source, const std::vector<ast::Statement>& statements,
                                            const Scope& scope, SharedWrites shared = SharedWrites::refused);

} // namespace hillock::internal::model
