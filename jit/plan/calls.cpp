// SPDX-License-Identifier: Apache-2.0
// Calls of functions to operations: primitives, expansions, tables, code of the host, random draws.
#include "jit/plan/builder.hpp"
#include "jit/plan/opcode.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Primitive;

Value Builder::emit_extreme(bool minimum, ValueType type, Value a, Value b) {
    if (type == ValueType::real)
        return call(minimum ? Primitive::minimum : Primitive::maximum, a, b);
    const Value first = operation(minimum ? Opcode::less : Opcode::greater, ValueType::boolean, a, b);
    return operation(Opcode::select, type, first, a, b);
}

Value Builder::emit_call(const Expr& expr, const Expr::Call& call) {
    const model::Function& function = *call.function;
    if (function.has_state)
        return emit_with_state(expr, call);
    if (function.user) {
        if (const auto* table = std::get_if<model::Table>(&function.user->content))
            return emit_table(table_in(surroundings_.tables, *table), call);
        return emit_host_call(*function.user, call);
    }
    if (function.primitive == Primitive::none)
        return emit(function.expansion(call.arguments));
    return emit_primitive(expr, call);
}

Value Builder::emit_with_state(const Expr& expr, const Expr::Call& call) {
    std::vector<Value> arguments;
    const DrawRow* const distribution = draw_row(call.function->primitive);
    for (const Expr& argument : call.arguments)
        arguments.push_back(
            emit_as(distribution ? distribution->types[arguments.size()] : ValueType::real, argument));
    const auto [first, last] = with_state_.equal_range(&expr.node());
    const auto found =
        std::find_if(first, last, [&](const auto& entry) { return entry.second.arguments == arguments; });
    if (found != last)
        return found->second.value;
    const Value value = call.function->user ? emit_host_call(*call.function->user, call)
                                            : emit_draw(*call.function, arguments);
    with_state_.emplace(&expr.node(), Emitted{expr, arguments, value});
    return value;
}

Value Builder::draw(Primitive distribution, Value a, Value b) {
    return add({.code = Opcode::draw,
                .type = draw_row(distribution)->result,
                .operands = {a, b, draws_as_of_},
                .integer = draws_++,
                .primitive = distribution},
               false);
}

Value Builder::emit_as_of(Value step, const Expr& expr) {
    const Value outer = std::exchange(draws_as_of_, step);
    const Value value = emit(expr);
    draws_as_of_ = outer;
    return value;
}

Value Builder::emit_draw(const model::Function& function, std::vector<Value> parameters) {
    parameters.resize(2, kNoValue);
    return draw(function.primitive, parameters[0], parameters[1]);
}

/// model::table_row: the same operations in the same order.
Value Builder::emit_table_row(const model::Table& table, const Expr& time) {
    constexpr ValueType real = ValueType::real;
    const double subdivision = model::table_subdivision(table.dt_seconds, surroundings_.dt_seconds);
    const Value fine =
        operation(Opcode::divide, real, emit_as(real, time), constant(table.dt_seconds / subdivision));
    const Value shifted = operation(Opcode::add, real, fine, constant(0.5));
    return convert(operation(Opcode::divide, real, shifted, constant(subdivision)), ValueType::integer);
}

Value Builder::emit_table(const model::Table& table, const Expr::Call& call) {
    constexpr ValueType integer = ValueType::integer;
    const auto size = static_cast<std::int64_t>(table.values->size());
    const std::uint32_t where = slot({&table.variable}, Storage::float64, true);
    kernel_.slots[where].table = &table;
    const Value row = emit_table_row(table, call.arguments[0]);
    if (table.columns == 0)
        return look_up(where, row, size);
    const auto columns = static_cast<std::int64_t>(table.columns);
    const Value first = constant_integer(0);
    const Value count = constant_integer(columns);
    const Value last_row = constant_integer(static_cast<std::int64_t>(table.rows()) - 1);
    const Value at_row = emit_extreme(true, integer, emit_extreme(false, integer, row, first), last_row);
    const Value column = emit_as(integer, call.arguments[1]);
    const Value index =
        operation(Opcode::add, integer, operation(Opcode::multiply, integer, at_row, count), column);
    const Value inside = operation(Opcode::logical_and, ValueType::boolean,
                                   operation(Opcode::greater_equal, ValueType::boolean, column, first),
                                   operation(Opcode::less, ValueType::boolean, column, count));
    return operation(Opcode::select, ValueType::real, inside, look_up(where, index, size),
                     constant(std::numeric_limits<double>::quiet_NaN()));
}

Value Builder::emit_host_call(const model::UserFunction& function, const Expr::Call& call) {
    const auto known = std::find(kernel_.host_functions.begin(), kernel_.host_functions.end(), &function);
    const auto number = static_cast<std::uint32_t>(known - kernel_.host_functions.begin());
    if (known == kernel_.host_functions.end())
        kernel_.host_functions.push_back(&function);
    std::vector<Value> values;
    for (const Expr& argument : call.arguments)
        values.push_back(emit_as(ValueType::real, argument));
    Value last = kNoValue;
    for (const Value value : values)
        last = operation(Opcode::argument, ValueType::real, value, last);
    const bool pure = !function.row.has_state;
    kernel_.vectorisable = false;
    return add({.code = Opcode::host_call,
                .operands = {last, kNoValue, kNoValue},
                .integer = pure ? 0 : host_calls_++,
                .slot = number},
               pure && (last == kNoValue || uniform_[last]));
}

Value Builder::emit_primitive(const Expr& expr, const Expr::Call& call) {
    const model::Function& function = *call.function;
    const ValueType type = value_type(expr.type());
    const auto argument = [&](std::size_t k, ValueType as) { return emit_as(as, call.arguments[k]); };
    switch (function.primitive) {
    case Primitive::to_integer:
        return emit_as(ValueType::integer, call.arguments[0]);
    case Primitive::select: {
        const Value condition = argument(0, ValueType::boolean);
        const Value yes = argument(1, type);
        return operation(Opcode::select, type, condition, yes, argument(2, type));
    }
    case Primitive::minimum:
    case Primitive::maximum: {
        const Value a = argument(0, type);
        return emit_extreme(function.primitive == Primitive::minimum, type, a, argument(1, type));
    }
    case Primitive::absolute:
        if (type != ValueType::real) {
            const Value x = argument(0, ValueType::integer);
            return emit_extreme(false, ValueType::integer, x,
                                operation(Opcode::negate, ValueType::integer, x));
        }
        break;
    default:
        break;
    }
    const Value a = argument(0, ValueType::real);
    const Value b = call.arguments.size() > 1 ? argument(1, ValueType::real) : kNoValue;
    return convert(this->call(function.primitive, a, b), type);
}

} // namespace hillock::internal::plan
