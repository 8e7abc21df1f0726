// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/builder.hpp"

#include "hillock/error.hpp"
#include "jit/plan/event_driven.hpp"
#include "jit/plan/opcode.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/evaluators.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Op;
using model::Primitive;
using model::Reference;
using model::Side;
using model::VariableKind;

namespace {

const Expr::Operation* as_product(const Expr& expr) {
    const auto* node = std::get_if<Expr::Operation>(&expr.node());
    return node && node->op == Op::multiply && expr.type() == model::Type::real ? node : nullptr;
}

const Expr::Call* as_call(const Expr& expr, Primitive primitive) {
    const auto* node = std::get_if<Expr::Call>(&expr.node());
    return node && node->function->primitive == primitive ? node : nullptr;
}

Opcode comparison_code(Op op) {
    switch (op) {
    case Op::equal: return Opcode::equal;
    case Op::not_equal: return Opcode::not_equal;
    case Op::less: return Opcode::less;
    case Op::less_equal: return Opcode::less_equal;
    case Op::greater: return Opcode::greater;
    default: return Opcode::greater_equal;
    }
}

} // namespace

Storage storage_of(const model::Variable& variable, Storage real) {
    switch (variable.type) {
    case model::Type::boolean: return Storage::boolean8;
    case model::Type::integer: return Storage::integer32;
    case model::Type::real: break;
    }
    return real;
}

Storage result_storage(model::Type type, Storage real) {
    if (type == model::Type::integer) return Storage::integer64;
    return type == model::Type::boolean ? Storage::boolean8 : real;
}

Builder::Builder(std::string name, Domain domain, const Surroundings& surroundings) : surroundings_(surroundings) {
    kernel_.name = std::move(name);
    kernel_.domain = domain;
    kernel_.real = surroundings.real;
    kernel_.vectorisable = domain == Domain::elements || domain == Domain::pairs;
}

Value Builder::add(Operation operation, bool uniform) {
    const unsigned version =
        operation.code == Opcode::load ? versions_[kernel_.slots[operation.slot].reference.variable] : 0;
    const Key key{operation.code, operation.type, operation.operands, std::bit_cast<std::uint64_t>(operation.number),
                  operation.integer, operation.slot, operation.side, operation.primitive, version};
    const bool kept = is_kept(kernel_, operation);
    if (!kept) {
        if (const auto found = known_.find(key); found != known_.end()) return found->second;
    }
    const auto value = static_cast<Value>(kernel_.operations.size());
    kernel_.operations.push_back(operation);
    uniform_.push_back(uniform);
    if (!kept) known_.emplace(key, value);
    return value;
}

Value Builder::constant(double value) { return add({.code = Opcode::constant_real, .number = value}, true); }

Value Builder::constant_integer(std::int64_t value) {
    return add({.code = Opcode::constant_integer, .type = ValueType::integer, .integer = value}, true);
}

Value Builder::constant_boolean(bool value) {
    return add({.code = Opcode::constant_boolean, .type = ValueType::boolean, .integer = value}, true);
}

Value Builder::operation(Opcode code, ValueType type, Value a, Value b, Value c) {
    bool uniform = true;
    for (const Value operand : {a, b, c}) uniform = uniform && (operand == kNoValue || uniform_[operand]);
    const auto product = code == Opcode::divide && uniform_[b] && !uniform ? product_for(a, b) : std::nullopt;
    const Value value = add({.code = code, .type = type, .operands = {a, b, c}}, uniform);
    if (product) products_.emplace(value, *product);
    return value;
}

Value Builder::call(Primitive primitive, Value a, Value b) {
    a = argument_of(primitive, a);
    return add({.code = Opcode::call, .operands = {a, b, kNoValue}, .primitive = primitive},
               uniform_[a] && (b == kNoValue || uniform_[b]));
}

bool Builder::is_constant(Value value, double number) const {
    const Operation& operation = kernel_.operations[value];
    if (operation.code == Opcode::constant_real) return operation.number == number;
    return operation.code == Opcode::constant_integer && static_cast<double>(operation.integer) == number;
}

Value Builder::convert(Value value, ValueType type) {
    const Operation from = kernel_.operations[value];
    if (from.type == type) return value;
    switch (type) {
    case ValueType::real:
        if (from.code == Opcode::constant_integer || from.code == Opcode::constant_boolean)
            return constant(static_cast<double>(from.integer));
        return operation(Opcode::to_real, type, value);
    case ValueType::integer:
        if (from.code == Opcode::constant_boolean) return constant_integer(from.integer);
        return operation(Opcode::to_integer, type, value);
    case ValueType::boolean: break;
    }
    const Value zero = from.type == ValueType::real ? constant(0) : constant_integer(0);
    return operation(Opcode::not_equal, ValueType::boolean, value, zero);
}

std::uint32_t Builder::slot(Reference reference, Storage storage, bool shared) {
    for (std::uint32_t k = 0; k < kernel_.slots.size(); ++k)
        if (kernel_.slots[k].reference == reference) return k;
    const auto field = surroundings_.fields.find(reference.variable);
    kernel_.slots.push_back({.reference = reference, .storage = storage, .shared = shared, .field = field == surroundings_.fields.end() ? Field() : field->second});
    return static_cast<std::uint32_t>(kernel_.slots.size() - 1);
}

Value Builder::load(Reference reference, Storage storage) {
    const std::uint32_t where = slot(reference, storage, reference.variable->shared);
    const ValueType type = storage == Storage::boolean8                                        ? ValueType::boolean
                           : storage == Storage::integer32 || storage == Storage::integer64 ? ValueType::integer
                                                                                               : ValueType::real;
    // A shared value that the kernel writes may differ from one element to the next.
    const bool same_for_all = kernel_.slots[where].shared ||
                              (kernel_.domain == Domain::pairs && reference.side == Side::pre);
    return add({.code = Opcode::load, .type = type, .slot = where, .side = reference.side},
               same_for_all && versions_[reference.variable] == 0);
}

Storage Builder::storage(Reference reference) const {
    if (reference.variable->kind == VariableKind::not_refractory) return Storage::boolean8;
    if (reference.variable->kind == VariableKind::last_update)
        return surroundings_.last_update_in_seconds ? Storage::float64 : Storage::integer64;
    if (const auto found = surroundings_.storages.find(reference.variable); found != surroundings_.storages.end()) return found->second;
    return storage_of(*reference.variable, surroundings_.traits[static_cast<int>(reference.side)].real);
}

Value Builder::step() { return add({.code = Opcode::step, .type = ValueType::integer}, true); }

Value Builder::not_refractory(Side side) {
    const Reference reference{&model::builtin(VariableKind::not_refractory), side};
    if (const auto found = bound_.find(reference); found != bound_.end()) return found->second;
    if (!surroundings_.traits[static_cast<int>(side)].refractory) return constant_boolean(true);
    return load(reference, Storage::boolean8);
}

void Builder::bind(Reference reference, Value value) {
    bound_[reference] = value;
    ++writes_; // subexpressions may read it
}

void Builder::begin_loop(std::int64_t iterations) {
    before_loop_ = Knowledge{known_, bound_, subexpressions_, with_state_};
    (void)add({.code = Opcode::repeat, .type = ValueType::boolean, .integer = iterations}, false);
}

Value Builder::carry(Value initial) {
    return add({.code = Opcode::carried, .type = kernel_.operations[initial].type, .operands = {initial, kNoValue, kNoValue}},
               false);
}

void Builder::carry_on(Value carried, Value next) { kernel_.operations[carried].operands[1] = next; }

void Builder::end_loop(Value go_on) {
    (void)add({.code = Opcode::repeat_while, .type = ValueType::boolean, .operands = {go_on, kNoValue, kNoValue}}, false);
    known_ = std::move(before_loop_->known);
    bound_ = std::move(before_loop_->bound);
    subexpressions_ = std::move(before_loop_->subexpressions);
    with_state_ = std::move(before_loop_->with_state);
    before_loop_.reset();
}

void Builder::forget(const model::Variable* variable, Reference except) {
    for (const Side side : {Side::own, Side::pre, Side::post}) {
        const Reference other{variable, side};
        if (other != except) bound_.erase(other);
    }
}

void Builder::store(Reference reference, Value value, std::optional<Value> mask) {
    if (mask && kernel_.operations[*mask].code == Opcode::constant_boolean && kernel_.operations[*mask].integer) mask.reset();
    const Storage storage = this->storage(reference);
    const std::uint32_t where = slot(reference, storage, reference.variable->shared);
    kernel_.slots[where].written = true;
    if (kernel_.slots[where].shared) kernel_.vectorisable = false;
    (void)add({.code = Opcode::store,
               .type = kernel_.operations[value].type,
               .operands = {value, mask.value_or(kNoValue), kNoValue},
               .slot = where,
               .side = reference.side},
              false);
    ++versions_[reference.variable];
    ++writes_;
    forget(reference.variable, reference);
    // Under a mask the array holds the old value elsewhere, and an array that is narrower than the computation a rounded one: reading
    // it again is simpler than a second select, and gives what code of another kernel would read.
    const bool narrower = storage == Storage::integer32 || (storage == Storage::float32 && kernel_.real == Storage::float64);
    if (mask || narrower) bound_.erase(reference);
    else bound_[reference] = value;
}

void Builder::emit_index_where(Value condition) {
    kernel_.emits = true;
    (void)add({.code = Opcode::emit, .type = ValueType::boolean, .operands = {condition, kNoValue, kNoValue}}, false);
}

Value Builder::read(Reference reference) {
    if (const auto found = bound_.find(reference); found != bound_.end()) return found->second;
    const model::Variable& variable = *reference.variable;
    switch (variable.kind) {
    case VariableKind::differential:
        if (is_trace(reference)) return read_trace(reference);
        [[fallthrough]];
    case VariableKind::parameter:
    case VariableKind::held: return load(reference, storage(reference));
    case VariableKind::subexpression: return read_subexpression(reference);
    case VariableKind::linked: return read_linked(reference);
    case VariableKind::constant:
        return variable.type == model::Type::real ? constant(variable.value)
                                                  : constant_integer(static_cast<std::int64_t>(variable.value));
    case VariableKind::noise: {
        const Value value = draw(Primitive::normal);
        bound_[reference] = value;
        return value;
    }
    case VariableKind::time: return add({.code = Opcode::time}, true);
    case VariableKind::time_step: return constant(surroundings_.dt_seconds);
    case VariableKind::step_count: return step();
    case VariableKind::index: {
        const bool uniform = kernel_.domain == Domain::pairs && reference.side == Side::pre;
        return add({.code = Opcode::index, .type = ValueType::integer, .integer = definition_ == reference.side, .side = reference.side},
                   uniform);
    }
    case VariableKind::count:
        return add({.code = Opcode::count, .type = ValueType::integer, .integer = definition_ == reference.side, .side = reference.side},
                   true);
    case VariableKind::incoming:
    case VariableKind::outgoing: return load(reference, Storage::integer32);
    case VariableKind::last_update:
        if (surroundings_.last_update_in_seconds) return load(reference, Storage::float64);
        [[fallthrough]];
    case VariableKind::last_spike: {
        const bool by_neuron = variable.kind == VariableKind::last_update && surroundings_.traces;
        const Value steps = by_neuron ? emit_last_event(*this, *surroundings_.traces) : load(reference, Storage::integer64);
        const double others = surroundings_.traits[static_cast<int>(reference.side)].dt_seconds;
        return operation(Opcode::multiply, ValueType::real, convert(steps, ValueType::real),
                         constant(others > 0 ? others : surroundings_.dt_seconds));
    }
    case VariableKind::not_refractory: return not_refractory(reference.side);
    case VariableKind::local: break;
    }
    throw InternalError("internal error, please report: the temporary '" + variable.name + "' of kernel " + kernel_.name +
                        " is read before it has a value");
}

Value Builder::read_trace(Reference reference) {
    bind_traces(*this, *surroundings_.traces, emit_last_event(*this, *surroundings_.traces));
    return bound_.at(reference);
}

Value Builder::read_subexpression(Reference reference) {
    if (const auto found = subexpressions_.find(reference);
        found != subexpressions_.end() && found->second.first == writes_)
        return found->second.second;
    const Value value = emit_on(reference.side, *reference.variable->definition);
    subexpressions_[reference] = {writes_, value};
    return value;
}

Value Builder::emit_on(Side side, const Expr& definition) {
    const std::optional<Side> outer = std::exchange(definition_, side);
    const Value value = emit(side == Side::own ? definition
                                               : model::substitute(definition, [&](Reference inner) -> std::optional<Expr> {
                                                     return Expr::reference({inner.variable, side});
                                                 }));
    definition_ = outer;
    return value;
}

Value Builder::read_linked(Reference reference) {
    const auto found = surroundings_.links.find(reference.variable);
    if (found == surroundings_.links.end()) return load(reference, storage(reference));
    const Link& link = found->second;
    if (link.definition) return emit_on(reference.side, *link.definition);
    if (!link.uniform && !link.place) return load(reference, link.storage);
    const Value place = link.uniform ? constant_integer(0) : emit_on(reference.side, *link.place);
    return look_up(slot(reference, link.storage, true), place, link.uniform ? 1 : link.size);
}

Value Builder::look_up(std::uint32_t slot, Value place, std::int64_t size) {
    return add({.code = Opcode::lookup,
                .type = value_type(kernel_.slots[slot].storage),
                .operands = {place, kNoValue, kNoValue},
                .integer = size,
                .slot = slot},
               uniform_[place]);
}

Value Builder::emit_as(ValueType type, const Expr& expr) { return convert(emit(expr), type); }

Value Builder::emit(const Expr& expr) {
    return std::visit(
        [&](const auto& node) -> Value {
            using Node = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<Node, Expr::Constant>) {
                switch (expr.type()) {
                case model::Type::boolean: return constant_boolean(node.value != 0);
                case model::Type::integer: return constant_integer(static_cast<std::int64_t>(node.value));
                case model::Type::real: break;
                }
                return constant(node.value);
            } else if constexpr (std::is_same_v<Node, Reference>) {
                return read(node);
            } else if constexpr (std::is_same_v<Node, Expr::Operation>) {
                return emit_operation(expr, node);
            } else {
                return emit_call(expr, node);
            }
        },
        expr.node());
}

Value Builder::emit_operation(const Expr& expr, const Expr::Operation& node) {
    const ValueType type = value_type(expr.type());
    const Expr& left = node.operands.front();
    const Expr& right = node.operands.back();
    switch (node.op) {
    case Op::negate: return operation(Opcode::negate, type, emit_as(type, left));
    case Op::logical_not: return operation(Opcode::logical_not, type, emit(left));
    case Op::add:
    case Op::subtract:
        if (type == ValueType::real) return emit_sum(left, right, node.op == Op::subtract);
        return operation(node.op == Op::add ? Opcode::add : Opcode::subtract, type, emit_as(type, left),
                         emit_as(type, right));
    case Op::multiply: {
        const Value a = emit_as(type, left);
        return operation(Opcode::multiply, type, a, emit_as(type, right));
    }
    case Op::divide: {
        const Value a = emit_as(ValueType::real, left);
        if (const auto* call = as_call(right, Primitive::exprel)) { // one division instead of two
            const Value x = emit_as(ValueType::real, call->arguments[0]);
            return operation(Opcode::multiply, ValueType::real, a, this->call(Primitive::inverse_exprel, x));
        }
        return operation(Opcode::divide, ValueType::real, a, emit_as(ValueType::real, right));
    }
    case Op::floor_divide:
    case Op::modulo: return emit_floor_division(node.op == Op::modulo, type, left, right);
    case Op::power: return emit_power(type, left, right);
    case Op::logical_and:
    case Op::logical_or: {
        const Value a = emit(left);
        return operation(node.op == Op::logical_and ? Opcode::logical_and : Opcode::logical_or, type, a, emit(right));
    }
    default: return emit_comparison(node.op, left, right);
    }
}

Value Builder::emit_sum(const Expr& left, const Expr& right, bool subtract) {
    constexpr ValueType real = ValueType::real;
    if (const auto* product = as_product(right)) { // left +- a*b
        const Value a = emit_as(real, product->operands[0]);
        const Value b = emit_as(real, product->operands[1]);
        const Value c = emit_as(real, left);
        return operation(Opcode::fused_multiply_add, real, subtract ? operation(Opcode::negate, real, a) : a, b, c);
    }
    if (const auto* product = as_product(left)) { // a*b +- right
        const Value a = emit_as(real, product->operands[0]);
        const Value b = emit_as(real, product->operands[1]);
        const Value c = emit_as(real, right);
        return operation(Opcode::fused_multiply_add, real, a, b, subtract ? operation(Opcode::negate, real, c) : c);
    }
    const Value a = emit_as(real, left);
    return operation(subtract ? Opcode::subtract : Opcode::add, real, a, emit_as(real, right));
}

Value Builder::emit_comparison(Op op, const Expr& left, const Expr& right) {
    // Booleans compare as integers, mixed numbers as reals.
    const bool reals = left.type() == model::Type::real || right.type() == model::Type::real;
    const ValueType type = reals ? ValueType::real : ValueType::integer;
    const Value a = emit_as(type, left);
    return operation(comparison_code(op), ValueType::boolean, a, emit_as(type, right));
}

Value Builder::emit_floor_division(bool modulo, ValueType type, const Expr& left, const Expr& right) {
    const Value a = emit_as(type, left);
    const Value b = emit_as(type, right);
    if (type == ValueType::real)
        return operation(modulo ? Opcode::modulo_real : Opcode::floor_divide_real, type, a, b);
    const Opcode code = modulo ? Opcode::modulo : Opcode::floor_divide;
    if (kernel_.operations[b].code == Opcode::constant_integer && kernel_.operations[b].integer != 0)
        return operation(code, type, a, b);
    // Machines trap on an integer division by zero; here n//0 and n%0 are 0.
    const Value zero = constant_integer(0);
    const Value by_zero = operation(Opcode::equal, ValueType::boolean, b, zero);
    const Value safe = operation(Opcode::select, type, by_zero, constant_integer(1), b);
    return operation(Opcode::select, type, by_zero, zero, operation(code, type, a, safe));
}

Value Builder::whole_power(Value base, unsigned exponent) {
    if (exponent == 1) return base;
    const Value half = whole_power(base, exponent / 2);
    const Value square = operation(Opcode::multiply, ValueType::real, half, half);
    return exponent % 2 ? operation(Opcode::multiply, ValueType::real, square, base) : square;
}

Value Builder::emit_power(ValueType type, const Expr& base, const Expr& exponent) {
    constexpr ValueType real = ValueType::real;
    const Value x = emit_as(real, base);
    if (const auto n = model::constant_value(exponent)) {
        if (*n == 0) return convert(constant(1), type);
        if (*n == 0.5) return convert(call(Primitive::sqrt, x), type);
        if (std::nearbyint(*n) == *n && std::abs(*n) <= model::kLargestWholeExponent) {
            const Value whole = whole_power(x, static_cast<unsigned>(std::abs(*n)));
            return convert(*n > 0 ? whole : operation(Opcode::divide, real, constant(1), whole), type);
        }
    }
    const Value y = emit_as(real, exponent);
    return convert(call(Primitive::power, x, y), type);
}

} // namespace hillock::internal::plan
