// SPDX-License-Identifier: Apache-2.0
// The tokens of an expression, in the order of the text, to its tree: Dijkstra's shunting yard over the
// operator table. The grammar calls it; precedence and depth are its business alone, and it never recurses.
#pragma once

#include "parser/cursor.hpp"
#include "parser/operators.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hillock::internal::parser {

class ExpressionBuilder {
  public:
    /// `before`: see read_expression
    ExpressionBuilder(const Cursor& cursor, Calls calls, Span before)
        : cursor_(cursor), calls_(calls), previous_(before) {}

    void begin_expression();
    void end_expression();

    void number(const char* begin, const char* end);
    /// A name, True or False; false if it is a keyword, which is no value.
    [[nodiscard]] bool word(const char* begin, const char* end);
    void prefix(const char* begin, const char* end);
    void binary(const char* begin, const char* end);
    /// '(', ',' or ')', which build nothing by themselves.
    void punctuation(const char* begin, const char* end);

    /// The last operand, with its parentheses.
    void group(const char* begin, const char* end);
    /// Whether a parenthesis now would begin the arguments of a call.
    [[nodiscard]] bool at_call() const;
    void begin_call(const char* begin, const char* end);
    void end_call(const char* end);

    /// The last token that was read.
    [[nodiscard]] Span previous() const { return previous_; }
    /// Whether a value has to come next (else an operator or the end).
    [[nodiscard]] bool expects_value() const { return expects_value_; }
    /// The tree. \pre the outermost expression has ended
    [[nodiscard]] ast::Expr take();

  private:
    struct Operand {
        ast::Expr expr;
        int depth = 1;
        bool bare_comparison = false; ///< a comparison without parentheses around it
    };
    struct Operator {
        Span span;
        int precedence = 0;
        bool is_unary = false;
        ast::UnaryOp unary = {};
        ast::BinaryOp binary = {};
    };
    struct OpenCall {
        std::string function;
        Span span;
        std::size_t first_argument = 0;
    };

    Span token(const char* begin, const char* end, bool value_next);
    void push_operand(Span span, decltype(ast::Expr::node) node, int depth = 1);
    void push_operator(const Operator& op);
    Operand pop_operand();
    void apply_last_operator();
    void apply_unary(const Operator& op);
    void apply_binary(const Operator& op);
    [[noreturn]] void refuse_chain(const Operand& left, const Operand& right, Span op) const;

    const Cursor& cursor_;
    Calls calls_;
    Span previous_;
    bool expects_value_ = true;
    bool after_name_ = false;
    std::vector<Operand> operands_;
    std::vector<Operator> operators_;
    std::vector<std::size_t> frames_; ///< size of operators_ at the begin of each open expression
    std::vector<OpenCall> calls_open_;
};

} // namespace hillock::internal::parser
