// SPDX-License-Identifier: Apache-2.0
// The opcode table: what each operation is called, how many operands it takes and of which types.
// verify() proves plans against it, print() takes the names from it.
#pragma once

#include "jit/plan/kernel.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace hillock::internal::plan {

/// How the types of operands and result hang together.
enum class Signature : unsigned char {
    leaf,         ///< no operands, result of the row's `result` type
    load,         ///< no operands, type of the slot
    arithmetic,   ///< real or integer, operands of the result's type
    integers,     ///< integers to integer
    reals,        ///< reals to real
    comparison,   ///< two operands of one type to boolean
    booleans,     ///< booleans to boolean
    select,       ///< boolean, then two operands of the result's type
    to_real,      ///< boolean or integer to real
    to_integer,   ///< boolean or real to integer
    call,         ///< reals to real, as many as the primitive takes
    draw,         ///< as the distribution's row says, then an optional integer
    lookup,       ///< integer to type of the slot
    argument,     ///< real, optional argument; real
    host_call,    ///< optional argument; real
    repeat,       ///< no operands, no result
    carried,      ///< two operands of the result's type
    repeat_while, ///< boolean; no result
    store,        ///< value of the slot's type, optional boolean; no result
    emit,         ///< boolean; no result
};

struct OpcodeRow {
    std::string_view name;
    Signature signature;
    int operands;     ///< how many there must be (call: see primitive_arity; store: at least)
    ValueType result; ///< of a leaf
};

[[nodiscard]] const OpcodeRow& opcode_row(Opcode code);

/// Whether other operations can use it.
[[nodiscard]] bool has_value(Opcode code);

/// The values that a host_call passes, first one first.
[[nodiscard]] std::vector<Value> arguments_of(const Kernel& kernel, const Operation& call);

/// A host function takes no more.
inline constexpr std::size_t kMaxHostArguments = 16;

/// Number of operands of a primitive that `call` may name; 0 for those that have an opcode of their own.
[[nodiscard]] int primitive_arity(model::Primitive primitive);

/// What a distribution takes and gives.
struct DrawRow {
    int parameters;
    std::array<ValueType, 2> types; ///< of the parameters
    ValueType result;
};

/// The row of a primitive that `draw` may name; nullptr for others.
[[nodiscard]] const DrawRow* draw_row(model::Primitive primitive);

/// How a value of this storage is computed with.
[[nodiscard]] ValueType value_type(Storage storage);
[[nodiscard]] ValueType value_type(model::Type type);
[[nodiscard]] std::size_t storage_bytes(Storage storage);

/// Stays whether or not its value is used, and is never the same as another: effects, loops, calls of code that may do
/// anything.
[[nodiscard]] bool is_kept(const Kernel& kernel, const Operation& operation);

/// Whether elements of a side are looked at: their values or their numbers.
[[nodiscard]] bool uses_side(const Kernel& kernel, model::Side side);

/// Whether all elements of the loop read the slot at one place.
[[nodiscard]] bool is_uniform(const Slot& slot, Domain domain);

/// Whether two slots may be the same memory: two sides of one variable. Slots of no known variable may be
/// anything.
[[nodiscard]] bool may_alias(const Slot& a, const Slot& b);

[[nodiscard]] std::string_view domain_name(Domain domain);
[[nodiscard]] std::string_view type_name(ValueType type);
[[nodiscard]] std::string_view storage_name(Storage storage);
[[nodiscard]] std::string_view side_name(model::Side side);

} // namespace hillock::internal::plan
