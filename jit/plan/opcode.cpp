// SPDX-License-Identifier: Apache-2.0
// The opcode table and the names of the small enumerations of a plan.
#include "jit/plan/opcode.hpp"

#include <algorithm>
#include <array>

namespace hillock::internal::plan {
namespace {

constexpr std::size_t kOpcodes = static_cast<std::size_t>(Opcode::emit) + 1;

constexpr std::array<OpcodeRow, kOpcodes> kTable{{
    {"real", Signature::leaf, 0, ValueType::real},
    {"integer", Signature::leaf, 0, ValueType::integer},
    {"boolean", Signature::leaf, 0, ValueType::boolean},
    {"time", Signature::leaf, 0, ValueType::real},
    {"time_step", Signature::leaf, 0, ValueType::real},
    {"step", Signature::leaf, 0, ValueType::integer},
    {"count", Signature::leaf, 0, ValueType::integer},
    {"index", Signature::leaf, 0, ValueType::integer},
    {"load", Signature::load, 0, ValueType::real},
    {"lookup", Signature::lookup, 1, ValueType::real},
    {"negate", Signature::arithmetic, 1, ValueType::real},
    {"add", Signature::arithmetic, 2, ValueType::real},
    {"subtract", Signature::arithmetic, 2, ValueType::real},
    {"multiply", Signature::arithmetic, 2, ValueType::real},
    {"floor_divide", Signature::integers, 2, ValueType::integer},
    {"modulo", Signature::integers, 2, ValueType::integer},
    {"divide", Signature::reals, 2, ValueType::real},
    {"fused_multiply_add", Signature::reals, 3, ValueType::real},
    {"floor_divide_real", Signature::reals, 2, ValueType::real},
    {"modulo_real", Signature::reals, 2, ValueType::real},
    {"equal", Signature::comparison, 2, ValueType::boolean},
    {"not_equal", Signature::comparison, 2, ValueType::boolean},
    {"less", Signature::comparison, 2, ValueType::boolean},
    {"less_equal", Signature::comparison, 2, ValueType::boolean},
    {"greater", Signature::comparison, 2, ValueType::boolean},
    {"greater_equal", Signature::comparison, 2, ValueType::boolean},
    {"and", Signature::booleans, 2, ValueType::boolean},
    {"or", Signature::booleans, 2, ValueType::boolean},
    {"not", Signature::booleans, 1, ValueType::boolean},
    {"select", Signature::select, 3, ValueType::real},
    {"to_real", Signature::to_real, 1, ValueType::real},
    {"to_integer", Signature::to_integer, 1, ValueType::integer},
    {"call", Signature::call, 0, ValueType::real},
    {"draw", Signature::draw, 0, ValueType::real},
    {"argument", Signature::argument, 1, ValueType::real},
    {"host_call", Signature::host_call, 0, ValueType::real},
    {"repeat", Signature::repeat, 0, ValueType::boolean},
    {"carried", Signature::carried, 2, ValueType::real},
    {"repeat_while", Signature::repeat_while, 1, ValueType::boolean},
    {"store", Signature::store, 1, ValueType::real},
    {"emit", Signature::emit, 1, ValueType::boolean},
}};
static_assert(!kTable.back().name.empty(), "a row for every opcode");

} // namespace

const OpcodeRow& opcode_row(Opcode code) {
    return kTable.at(static_cast<std::size_t>(code));
}

bool has_value(Opcode code) {
    return code != Opcode::store && code != Opcode::emit && code != Opcode::repeat &&
           code != Opcode::repeat_while;
}

std::vector<Value> arguments_of(const Kernel& kernel, const Operation& call) {
    std::vector<Value> arguments;
    for (Value k = call.operands[0]; k != kNoValue; k = kernel.operations[k].operands[1])
        arguments.push_back(kernel.operations[k].operands[0]);
    std::reverse(arguments.begin(), arguments.end());
    return arguments;
}

int primitive_arity(model::Primitive primitive) {
    using enum model::Primitive;
    switch (primitive) {
    case none:
    case select:
    case to_integer:
    case uniform:
    case normal:
    case poisson:
    case binomial:
        return 0;
    case minimum:
    case maximum:
    case inverse_exprel_by:
    case power:
    case arctan2:
    case hypot:
        return 2;
    case sqrt:
    case floor:
    case ceil:
    case absolute:
    case sin:
    case cos:
    case tan:
    case arcsin:
    case arccos:
    case arctan:
    case sinh:
    case cosh:
    case tanh:
    case exp:
    case exp2:
    case expm1:
    case exprel:
    case inverse_exprel:
    case log:
    case log10:
    case log1p:
        return 1;
    }
    return 0;
}

const DrawRow* draw_row(model::Primitive primitive) {
    static constexpr ValueType kReal = ValueType::real, kInteger = ValueType::integer;
    static constexpr DrawRow kPlain{0, {}, kReal};
    static constexpr DrawRow kPoisson{1, {kReal}, kInteger};
    static constexpr DrawRow kBinomial{2, {kInteger, kReal}, kInteger};
    switch (primitive) {
    case model::Primitive::uniform:
    case model::Primitive::normal:
        return &kPlain;
    case model::Primitive::poisson:
        return &kPoisson;
    case model::Primitive::binomial:
        return &kBinomial;
    default:
        return nullptr;
    }
}

ValueType value_type(Storage storage) {
    switch (storage) {
    case Storage::boolean8:
        return ValueType::boolean;
    case Storage::integer32:
    case Storage::integer64:
        return ValueType::integer;
    case Storage::float32:
    case Storage::float64:
        return ValueType::real;
    }
    return ValueType::real;
}

ValueType value_type(model::Type type) {
    switch (type) {
    case model::Type::boolean:
        return ValueType::boolean;
    case model::Type::integer:
        return ValueType::integer;
    case model::Type::real:
        break;
    }
    return ValueType::real;
}

std::size_t storage_bytes(Storage storage) {
    switch (storage) {
    case Storage::boolean8:
        return 1;
    case Storage::integer32:
    case Storage::float32:
        return 4;
    case Storage::integer64:
    case Storage::float64:
        return 8;
    }
    return 8;
}

bool is_kept(const Kernel& kernel, const Operation& operation) {
    if (operation.code == Opcode::host_call)
        return kernel.host_functions[operation.slot]->row.has_state;
    return !has_value(operation.code) || operation.code == Opcode::carried;
}

bool uses_side(const Kernel& kernel, model::Side side) {
    return std::ranges::any_of(kernel.operations, [&](const Operation& operation) {
        if (operation.code == Opcode::index)
            return operation.side == side;
        return (operation.code == Opcode::load || operation.code == Opcode::store) &&
               kernel.slots[operation.slot].reference.side == side;
    });
}

bool is_uniform(const Slot& slot, Domain domain) {
    return slot.shared || (domain == Domain::pairs && slot.reference.side == model::Side::pre);
}

bool may_alias(const Slot& a, const Slot& b) {
    return a.reference.variable == b.reference.variable || a.reference.variable == nullptr ||
           b.reference.variable == nullptr;
}

std::string_view domain_name(Domain domain) {
    constexpr std::array<std::string_view, 6> names{"elements", "list", "rows", "sorted rows", "columns", "pairs"};
    return names.at(static_cast<std::size_t>(domain));
}

std::string_view type_name(ValueType type) {
    constexpr std::array<std::string_view, 3> names{"boolean", "integer", "real"};
    return names.at(static_cast<std::size_t>(type));
}

std::string_view storage_name(Storage storage) {
    constexpr std::array<std::string_view, 5> names{"boolean8", "integer32", "integer64", "float32",
                                                    "float64"};
    return names.at(static_cast<std::size_t>(storage));
}

std::string_view side_name(model::Side side) {
    constexpr std::array<std::string_view, 3> names{"own", "pre", "post"};
    return names.at(static_cast<std::size_t>(side));
}

} // namespace hillock::internal::plan
