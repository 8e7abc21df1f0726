// SPDX-License-Identifier: Apache-2.0
// Typed expressions: every node knows its type and its dimension, every name is a reference to a Variable.
// An Expr is an immutable value; copies share their nodes.
#pragma once

#include "hillock/dimension.hpp"
#include "parser/source.hpp"

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace hillock::internal::model {

struct Function; // a row of the function table, see functions.hpp
struct Variable; // see variable.hpp

/// boolean < integer < real: arithmetic on mixed types has the larger one.
enum class Type { boolean, integer, real };
[[nodiscard]] const char* type_name(Type type); ///< "boolean", "integer", "float"

/// Whose element a per-element variable is read at. Code of a group only knows `own`; in code of synapses
/// `own` is the synapse, `pre` its presynaptic and `post` its postsynaptic neuron.
enum class Side : unsigned char { own, pre, post };

/// A variable as it is used at one place.
struct Reference {
    const Variable* variable = nullptr;
    Side side = Side::own;
    bool operator==(const Reference&) const = default;
};

enum class Op : unsigned char {
    negate, logical_not,
    add, subtract, multiply, divide, floor_divide, modulo, power,
    equal, not_equal, less, less_equal, greater, greater_equal,
    logical_and, logical_or,
};

class Expr {
  public:
    struct Constant {
        double value; ///< integers and booleans exactly
        bool operator==(const Constant&) const = default;
    };
    struct Operation {
        Op op;
        std::vector<Expr> operands; ///< one for negate and logical_not, else two
    };
    struct Call {
        const Function* function;
        std::vector<Expr> arguments;
        int occurrence; ///< tells apart two draws of a random function: no two calls with state are equal
    };
    using Node = std::variant<Constant, Reference, Operation, Call>;

    /// The literal 0.
    Expr();
    [[nodiscard]] static Expr constant(double value, Type type = Type::real, Dimension dimension = {});
    [[nodiscard]] static Expr reference(Reference reference);
    /// Types and dimensions of the operands must fit: the checker asks check.cpp before it builds.
    /// Arithmetic has the highest type of its operands, integer at least; division is real; a power is real unless an
    /// integer is raised to a constant integer that is not negative.
    [[nodiscard]] static Expr operation(Op op, std::vector<Expr> operands);
    [[nodiscard]] static Expr call(const Function& function, std::vector<Expr> arguments, int occurrence = 0);

    [[nodiscard]] const Node& node() const;
    [[nodiscard]] Type type() const;
    [[nodiscard]] const Dimension& dimension() const;

    /// Same structure (not: same value for all inputs).
    friend bool operator==(const Expr& a, const Expr& b);

  private:
    struct Data;
    explicit Expr(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
    std::shared_ptr<const Data> data_;
};

// Shorthands for the algebra below and for the integrators; dimensions follow from the operands.
[[nodiscard]] Expr operator+(const Expr& a, const Expr& b);
[[nodiscard]] Expr operator-(const Expr& a, const Expr& b);
[[nodiscard]] Expr operator*(const Expr& a, const Expr& b);
[[nodiscard]] Expr operator/(const Expr& a, const Expr& b);
[[nodiscard]] Expr operator-(const Expr& a);
[[nodiscard]] Expr real(double value, Dimension dimension = {});

/// Canonical text, for plans and messages: as ast::print, with `_pre`/`_post` on references of those sides.
[[nodiscard]] std::string print(const Expr& expr);

/// All references in it, each once, in order of first appearance.
[[nodiscard]] std::vector<Reference> references(const Expr& expr);
[[nodiscard]] bool contains(const Expr& expr, Reference reference);
/// Whether it calls a function with state (rand, randn).
[[nodiscard]] bool has_state(const Expr& expr);

} // namespace hillock::internal::model
