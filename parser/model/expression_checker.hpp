// SPDX-License-Identifier: Apache-2.0
// One pass over a syntax tree that builds the typed expression. Each operator and function proves its own
// rule; a part that is wrong is reported once and has no value, so that what depends on it stays silent.
#pragma once

#include "parser/model/check.hpp"
#include "parser/model/functions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::model {

/// A literal 0 or infinity, which is right in any dimension.
[[nodiscard]] bool fits_any_dimension(const Expr& expr);
/// Give such a literal the dimension; every other expression stays as it is.
[[nodiscard]] Expr in_dimension(const Expr& expr, const Dimension& dimension);

/// Dimensions agree, or one side is a literal that fits any.
[[nodiscard]] bool agree(const Expr& a, const Expr& b);

/// Same value for all elements of a group: made of constants, shared variables and time alone.
[[nodiscard]] bool is_shared(const Expr& expr);

/// The white noise that a variable is, or stands for by its subexpressions; nullptr if there is none.
[[nodiscard]] const Variable* noise_behind(const Variable& variable);

/// The operator of the typed tree for one of the text; `set` has none. \pre op != set
[[nodiscard]] Op operation_of(ast::BinaryOp op);
[[nodiscard]] Op operation_of(ast::AssignOp op);

class ExpressionChecker {
  public:
    /// `scope`: an entry without a variable is a name whose declaration was wrong; its uses are not reported
    /// again.
    ExpressionChecker(const SourcePtr& source, const Scope& scope, Diagnostics& problems)
        : source_(source), scope_(scope), problems_(problems) {}
    ExpressionChecker(const ExpressionChecker&) = delete;
    ExpressionChecker& operator=(const ExpressionChecker&) = delete;

    /// White noise may be used, as in the right-hand side of a differential equation.
    void allow_noise(bool allowed) { noise_allowed_ = allowed; }

    [[nodiscard]] std::optional<Expr> check(const ast::Expr& expr);

    /// Problems beyond parser::kMaxProblems are dropped.
    void report(Problem problem, std::string message, Span span, std::vector<Note> notes = {});
    /// Of a name that nothing defines. Said once a name, however often it is used.
    void report_unknown(const std::string& name, Span span);

  private:
    bool has_enough_problems() const;

    std::optional<Expr> visit(const ast::Number& number, Span span);
    std::optional<Expr> visit(const ast::Boolean& boolean, Span span);
    std::optional<Expr> visit(const ast::Name& name, Span span);
    std::optional<Expr> visit(const ast::Unary& unary, Span span);
    std::optional<Expr> visit(const ast::Binary& binary, Span span);
    std::optional<Expr> visit(const ast::Call& call, Span span);

    std::optional<Expr> use(const Reference& reference, Span span);

    std::optional<Expr> same_dimension(const ast::Binary& binary, Expr left, Expr right);
    std::optional<Expr> comparison(const ast::Binary& binary, Expr left, Expr right);
    std::optional<Expr> floor_division(const ast::Binary& binary, Expr left, Expr right);
    std::optional<Expr> power(const ast::Binary& binary, Expr left, Expr right);
    std::optional<Expr> logical(const ast::Binary& binary, Expr left, Expr right);

    /// The user's functions come before those of the language; a variable of the name hides both.
    const Function* function_called(std::string_view name) const;
    std::optional<Expr> call_user(const UserFunction& function, const ast::Call& call,
                                  std::vector<Expr> arguments);
    bool fit_declared(const UserFunction& function, const ast::Call& call, std::vector<Expr>& arguments);
    std::optional<Expr> inlined(const UserFunction& function, const ast::Call& call,
                                const std::vector<Expr>& arguments);
    bool may_inline(const UserFunction& function, const ast::Call& call);
    bool check_arity(const Function& function, const ast::Call& call);
    bool fit_arguments(const Function& function, const ast::Call& call, std::vector<Expr>& arguments);
    bool fit_same(const Function& function, const ast::Call& call, std::vector<Expr>& arguments,
                  std::size_t first);
    bool fit_each(const Function& function, const ast::Call& call, std::vector<Expr>& arguments,
                  const Dimension& dimension);
    bool fit_argument(const Function& function, const ast::Call& call, std::size_t k, Expr& argument,
                      const Dimension& dimension);
    void report_no_function(const ast::Call& call);

    const SourcePtr& source_;
    const Scope& scope_;
    Diagnostics& problems_;
    /// What is being inlined at this moment, and how much has been: bounds the work for any set of functions.
    struct Inlining {
        std::vector<const UserFunction*> active;
        int count = 0;
    };
    Inlining own_inlining_;
    Inlining* inlining_ = &own_inlining_;
    bool noise_allowed_ = false;
    int occurrences_ = 0; ///< of functions with state, in this piece of code
};

/// Adapt to the dimension; false if that is impossible.
[[nodiscard]] bool fit_dimension(Expr& expr, const Dimension& dimension);

} // namespace hillock::internal::model
