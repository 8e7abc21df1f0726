// SPDX-License-Identifier: Apache-2.0
// Typed expressions: construction with the rules for types and dimensions, comparison, traversal.
#include "parser/model/expr.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/rewriting.hpp"
#include "parser/model/variable.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <unordered_set>
#include <utility>

namespace hillock::internal::model {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
    return (seed ^ value) * 0x9e3779b97f4a7c15u + (seed >> 29);
}

std::size_t hash_of(const void* address) {
    return reinterpret_cast<std::size_t>(address);
}

bool is_comparison(Op op) {
    return op >= Op::equal && op <= Op::greater_equal;
}
bool is_logical(Op op) {
    return op == Op::logical_not || op == Op::logical_and || op == Op::logical_or;
}

/// In arithmetic a boolean counts as 0 or 1.
Type arithmetic_type(const std::vector<Expr>& operands) {
    Type type = Type::integer;
    for (const Expr& operand : operands)
        type = std::max(type, operand.type());
    return type;
}

/// A whole power of a whole number is whole if the exponent is known not to be negative.
Type power_type(const Expr& base, const Expr& exponent) {
    if (base.type() == Type::real || exponent.type() == Type::real)
        return Type::real;
    const std::optional<double> constant = constant_value(exponent);
    return constant && *constant >= 0 ? Type::integer : Type::real;
}

Type operation_type(Op op, const std::vector<Expr>& operands) {
    if (is_comparison(op) || is_logical(op))
        return Type::boolean;
    if (op == Op::divide)
        return Type::real;
    if (op == Op::power)
        return power_type(operands[0], operands[1]);
    return arithmetic_type(operands);
}

Dimension operation_dimension(Op op, const std::vector<Expr>& operands) {
    const Dimension& left = operands.front().dimension();
    const Dimension& right = operands.back().dimension();
    switch (op) {
    case Op::negate:
    case Op::add:
    case Op::subtract:
    case Op::modulo:
        return left;
    case Op::multiply:
        return left * right;
    case Op::divide:
    case Op::floor_divide:
        return left / right;
    case Op::power:
        if (left.is_dimensionless())
            return {};
        return left.power(
            constant_value(operands[1]).value_or(1)); // the checker has seen to it that there is one
    default:
        return {};
    }
}

Type call_type(const Function& function, const std::vector<Expr>& arguments) {
    switch (function.type) {
    case TypeRule::real:
        return Type::real;
    case TypeRule::integer:
        return Type::integer;
    case TypeRule::highest:
        break;
    }
    if (function.units != UnitRule::select)
        return arithmetic_type(arguments);
    return std::max(arguments[1].type(), arguments[2].type());
}

Dimension call_dimension(const Function& function, const std::vector<Expr>& arguments) {
    switch (function.units) {
    case UnitRule::dimensionless:
    case UnitRule::same_to_one:
    case UnitRule::seconds_to_integer:
        return {};
    case UnitRule::same:
        return arguments[0].dimension();
    case UnitRule::square_root:
        return arguments[0].dimension().power(0.5);
    case UnitRule::select:
        return arguments[1].dimension();
    case UnitRule::declared:
        return function.user->result;
    }
    return {};
}

/// Visits every node once, although copies share nodes; stops where `visit` returns true and returns that.
class Search {
  public:
    template <class Visit> bool operator()(const Expr& expr, const Visit& visit) {
        if (!operands_of(expr).empty() && !seen_.insert(&expr.node()).second)
            return false;
        if (visit(expr))
            return true;
        return std::any_of(operands_of(expr).begin(), operands_of(expr).end(),
                           [&](const Expr& child) { return (*this)(child, visit); });
    }

  private:
    std::unordered_set<const Expr::Node*> seen_;
};

} // namespace

struct Expr::Data {
    Node node;
    Type type;
    Dimension dimension;
    std::size_t hash;
};

const char* type_name(Type type) {
    switch (type) {
    case Type::boolean:
        return "boolean";
    case Type::integer:
        return "integer";
    case Type::real:
        break;
    }
    return "float";
}

Expr::Expr() : Expr(constant(0)) {}

Expr Expr::constant(double value, Type type, Dimension dimension) {
    const std::size_t hash = mix(static_cast<std::size_t>(type), std::bit_cast<std::uint64_t>(value));
    return Expr(std::make_shared<const Data>(Data{Constant{value}, type, dimension, hash}));
}

Expr Expr::reference(Reference reference) {
    const std::size_t hash = mix(hash_of(reference.variable), static_cast<std::size_t>(reference.side));
    return Expr(std::make_shared<const Data>(
        Data{reference, reference.variable->type, reference.variable->dimension, hash}));
}

Expr Expr::operation(Op op, std::vector<Expr> operands) {
    const Type type = operation_type(op, operands);
    const Dimension dimension = operation_dimension(op, operands);
    std::size_t hash = 16 + static_cast<std::size_t>(op);
    for (const Expr& operand : operands)
        hash = mix(hash, operand.data_->hash);
    return Expr(
        std::make_shared<const Data>(Data{Operation{op, std::move(operands)}, type, dimension, hash}));
}

Expr Expr::call(const Function& function, std::vector<Expr> arguments, int occurrence) {
    const Type type = call_type(function, arguments);
    const Dimension dimension = call_dimension(function, arguments);
    std::size_t hash = mix(hash_of(&function), static_cast<std::size_t>(occurrence));
    for (const Expr& argument : arguments)
        hash = mix(hash, argument.data_->hash);
    return Expr(std::make_shared<const Data>(
        Data{Call{&function, std::move(arguments), occurrence}, type, dimension, hash}));
}

const Expr::Node& Expr::node() const {
    return data_->node;
}
Type Expr::type() const {
    return data_->type;
}
const Dimension& Expr::dimension() const {
    return data_->dimension;
}

namespace {

/// Compares node by node; a pair of shared nodes is compared once, so that the work is bounded by the nodes
/// and not by the paths to them.
class Comparison {
  public:
    bool equal(const Expr& a, const Expr& b) {
        if (&a.node() == &b.node())
            return true;
        if (a.type() != b.type() || a.dimension() != b.dimension() || a.node().index() != b.node().index())
            return false;
        if (const auto* constant = std::get_if<Expr::Constant>(&a.node()))
            return std::bit_cast<std::uint64_t>(constant->value) ==
                   std::bit_cast<std::uint64_t>(std::get<Expr::Constant>(b.node()).value);
        if (const auto* reference = std::get_if<Reference>(&a.node()))
            return *reference == std::get<Reference>(b.node());
        if (!equal_heads(a, b))
            return false;
        const std::vector<Expr>& left = operands_of(a);
        const std::vector<Expr>& right = operands_of(b);
        if (left.size() != right.size())
            return false;
        if (!known_.insert({&a.node(), &b.node()}).second)
            return true; // unequal pairs end the comparison
        for (std::size_t k = 0; k < left.size(); ++k)
            if (!equal(left[k], right[k]))
                return false;
        return true;
    }

  private:
    static bool equal_heads(const Expr& a, const Expr& b) {
        if (const auto* operation = std::get_if<Expr::Operation>(&a.node()))
            return operation->op == std::get<Expr::Operation>(b.node()).op;
        const auto& left = std::get<Expr::Call>(a.node());
        const auto& right = std::get<Expr::Call>(b.node());
        return left.function == right.function && left.occurrence == right.occurrence;
    }

    std::set<std::pair<const Expr::Node*, const Expr::Node*>> known_;
};

} // namespace

bool operator==(const Expr& a, const Expr& b) {
    return a.data_ == b.data_ || (a.data_->hash == b.data_->hash && Comparison().equal(a, b));
}

Expr operator+(const Expr& a, const Expr& b) {
    return Expr::operation(Op::add, {a, b});
}
Expr operator-(const Expr& a, const Expr& b) {
    return Expr::operation(Op::subtract, {a, b});
}
Expr operator*(const Expr& a, const Expr& b) {
    return Expr::operation(Op::multiply, {a, b});
}
Expr operator/(const Expr& a, const Expr& b) {
    return Expr::operation(Op::divide, {a, b});
}
Expr operator-(const Expr& a) {
    return Expr::operation(Op::negate, {a});
}
Expr real(double value, Dimension dimension) {
    return Expr::constant(value, Type::real, dimension);
}

std::vector<Reference> references(const Expr& expr) {
    std::vector<Reference> found;
    Search()(expr, [&](const Expr& part) {
        const auto* reference = std::get_if<Reference>(&part.node());
        if (reference && std::find(found.begin(), found.end(), *reference) == found.end())
            found.push_back(*reference);
        return false;
    });
    return found;
}

bool contains(const Expr& expr, Reference reference) {
    return Search()(expr, [&](const Expr& part) {
        const auto* found = std::get_if<Reference>(&part.node());
        return found && *found == reference;
    });
}

bool has_state(const Expr& expr) {
    return Search()(expr, [](const Expr& part) {
        const auto* call = std::get_if<Expr::Call>(&part.node());
        return call && call->function->has_state;
    });
}

} // namespace hillock::internal::model
