// SPDX-License-Identifier: Apache-2.0
// A kernel before it is machine code: straight-line operations in static single assignment form, executed for
// every element of a domain. It prints as text (print.hpp), the interpreter runs it, jit/llvm compiles it; all three
// give the same bits, so everything that rounds is explicit here (a fused multiply-add is an operation).
#pragma once

#include "parser/model/functions.hpp"
#include "parser/model/variable.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hillock::internal::plan {

/// What one element of the loop is.
enum class Domain : unsigned char {
    elements, ///< for element in [begin, end): side own
    list,     ///< for element in list: side own
    rows,     ///< for source in list, for synapse in the row of source: own = synapse, pre = source, post = target
    sorted_rows, ///< the same for rows whose synapses are not side by side in memory
    columns,  ///< for target in list, for synapse in the column of target: own = synapse, pre = source, post = target
    pairs,    ///< for target in [begin, end) with one fixed source: own = target - offset[post] (dense number of the pair in
              ///< its row), pre = source (uniform), post = target. Only `post` and uniform `pre` slots, and tables.
};

/// The elements are synapses, visited by the neurons of one side.
[[nodiscard]] constexpr bool is_walk(Domain domain) {
    return domain == Domain::rows || domain == Domain::sorted_rows || domain == Domain::columns;
}

/// Types of computation. Real is float64 or float32 by Kernel::real.
enum class ValueType : unsigned char { boolean, integer, real }; // integer: 64 bits

/// Types of arrays in memory.
enum class Storage : unsigned char { boolean8, integer32, integer64, float32, float64 };

/// Where a variable lies that has no array of its own: beside others, in a record for each element.
struct Field {
    std::uint32_t record = 0; ///< bytes of a record, a multiple of 8; 0: the variable has an array
    std::uint32_t offset = 0; ///< bytes from the begin of the record, a multiple of the variable's own
};

/// One array that the kernel touches. All fields of a kernel on one side are of the same records, and while it runs nothing else touches
/// those of its elements: what is between its fields may be read and, on side own, written as it was.
struct Slot {
    model::Reference reference; ///< which variable, on which side
    Storage storage = Storage::float64;
    bool shared = false; ///< one value, read at index 0
    bool written = false;
    Field field = {}; ///< with a record: the array is that of the records, from the field of the first one on
    const model::Table* table = nullptr; ///< whose values these are; then nobody has to be asked for the array
};

[[nodiscard]] inline bool is_field(const Slot& slot, model::Side side) { return slot.field.record > 0 && slot.reference.side == side; }

/// Tables whose values are read in the place of others: a copy of a network has its own. By address.
using Tables = std::map<const model::Table*, const model::Table*>;
[[nodiscard]] inline const model::Table& table_in(const Tables& tables, const model::Table& table) {
    const auto found = tables.find(&table);
    return found == tables.end() ? table : *found->second;
}

using Value = std::uint32_t; ///< index into Kernel::operations
inline constexpr Value kNoValue = ~Value{0};

enum class Opcode : unsigned char {
    // leaves
    constant_real,    ///< `number`
    constant_integer, ///< `integer`
    constant_boolean, ///< `integer` 0 or 1
    time,             ///< KernelArguments::t, real
    time_step,        ///< KernelArguments::dt, real
    step,             ///< KernelArguments::step, integer
    count,            ///< KernelArguments::count[side], integer; with `integer` 1 total[side], of the whole group
    index,            ///< element on `side` minus offset[side], integer; with `integer` 1 the element itself
    load,             ///< slot at the element of its side (index 0 if shared)
    lookup,           ///< shared slot at place operands[0] (integer), taken as the nearest of 0 ... `integer` - 1
    // real or integer, both operands of the result's type
    negate, add, subtract, multiply,
    // integer only; rounds toward minus infinity, the remainder has the sign of the divisor; both are 0 if the divisor is
    // zero (all integer arithmetic is defined for all operands, and wraps: see integer_math.hpp)
    floor_divide, modulo,
    // real only; floor_divide_real(a, b) = floor(a / b), modulo_real(a, b) = a - b*floor(a/b) rounded as an fma
    divide, fused_multiply_add, ///< a*b + c, rounded once
    floor_divide_real, modulo_real,
    // operands of one type, result boolean; ordered comparisons: false for NaN (not_equal: true)
    equal, not_equal, less, less_equal, greater, greater_equal,
    logical_and, logical_or, logical_not,
    select,           ///< boolean ? a : b
    to_real,          ///< from boolean or integer
    to_integer,       ///< from boolean, or from real: truncates toward zero, saturates, NaN gives 0
    call,             ///< primitive(operands), real
    draw,             ///< a random number with the distribution `primitive` of the parameters operands[0] and [1] (see draw_row);
                      ///< `integer` < 2^32 is its number in the kernel; as of step operands[2] (integer), if that is given
    // code of the host program, one element after the other
    argument,         ///< operands[0], real; operands[1], if given, is the argument before it
    host_call,        ///< host_functions[slot] of the arguments up to operands[0] (none: of no arguments), real; `integer`
                      ///< tells apart two calls of a function that is not pure
    // a bounded loop of the element: repeat, its carried values, the operations of the body, repeat_while. The body is run
    // once and again while operands[0] of repeat_while is true, at most `integer` times in all. Loops do not nest, and the
    // body has no effects and no draws. Behind the loop only its carried values can be used: they have their last value.
    repeat,           ///< `integer` > 0; no value
    carried,          ///< operands[0] in the first iteration, then operands[1] of the one before, which may come later
    repeat_while,     ///< operands[0] boolean; no value
    // effects, in order; no value
    store,            ///< operands[0] to `slot`; if operands[1] is given, only where it is true
    emit,             ///< append the element's index where operands[0] is true (elements: own element, pairs: post element)
};

struct Operation {
    Opcode code = Opcode::constant_real;
    ValueType type = ValueType::real; ///< of the result
    std::array<Value, 3> operands{kNoValue, kNoValue, kNoValue};
    double number = 0;
    std::int64_t integer = 0;
    std::uint32_t slot = 0;
    model::Side side = model::Side::own;
    model::Primitive primitive = model::Primitive::none;
};

/// \invariant operands come before their use (but operands[1] of `carried`); operations [0, first_in_loop) depend on no element (they are run once
/// before the loop) and have no effects; see verify().
struct Kernel {
    std::string name; ///< for messages, profiles and the symbol of the machine code
    Domain domain = Domain::elements;
    Storage real = Storage::float64; ///< float64 or float32
    std::vector<Slot> slots;
    std::vector<Operation> operations;
    std::vector<const model::UserFunction*> host_functions; ///< of content Hosted
    std::size_t first_in_loop = 0;
    bool emits = false;
    /// No element's store is read or written by another element, so elements may be run several at a time
    /// (so: no host function is called, no written slot is shared or, in pairs, another side of a variable that is read on side pre).
    bool vectorisable = false;
};

/// Throws InternalError with the text of the plan if an invariant is broken.
void verify(const Kernel& kernel);

/// The plan as text, one operation a line.
[[nodiscard]] std::string print(const Kernel& kernel);

} // namespace hillock::internal::plan
