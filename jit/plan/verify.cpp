// SPDX-License-Identifier: Apache-2.0
// Proves that a kernel is what the executors take for granted, or throws InternalError with the plan:
// operands precede their use, types fit the opcode table, sides and slots fit the domain, the uniform part is
// uniform, and elements are independent where the kernel says so.
#include "jit/plan/counts.hpp"
#include "jit/plan/kernel.hpp"
#include "jit/plan/opcode.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hillock::internal::plan {
namespace {

class Verifier {
  public:
    explicit Verifier(const Kernel& kernel) : kernel_(kernel) {}

    void run() {
        check_kernel();
        for (std::size_t k = 0; k < kernel_.slots.size(); ++k)
            check_slot(k);
        for (position_ = 0; position_ < kernel_.operations.size(); ++position_)
            check_operation(kernel_.operations[position_]);
        at_operation_ = false;
        require(!loop_, "a loop does not end");
        require((emits_ > 0) == kernel_.emits,
                kernel_.emits ? "it is said to emit, but no operation does" : "it emits, but is not said to");
    }

  private:
    void require(bool holds, const std::string& message) const {
        if (holds)
            return;
        std::string where = "kernel '" + kernel_.name + "'";
        if (at_operation_)
            where += ", operation " + std::to_string(position_);
        throw InternalError("internal error, please report: " + where + ": " + message + "\n" +
                            print(kernel_));
    }

    void check_kernel() const {
        require(!kernel_.name.empty(), "it has no name");
        require(value_type(kernel_.real) == ValueType::real,
                "real numbers cannot be " + std::string(storage_name(kernel_.real)));
        require(kernel_.first_in_loop <= kernel_.operations.size(),
                "the loop starts behind the last operation");
        require(!kernel_.vectorisable || kernel_.domain == Domain::elements ||
                    kernel_.domain == Domain::pairs,
                "the domain " + std::string(domain_name(kernel_.domain)) + " cannot be vectorised");
    }

    void check_slot(std::size_t k) const {
        const Slot& slot = kernel_.slots[k];
        const std::string name = "slot " + std::to_string(k);
        require(side_exists(slot.reference.side) && (kernel_.domain != Domain::pairs ||
                                                     slot.reference.side != model::Side::own || slot.table),
                name + " is on side " + std::string(side_name(slot.reference.side)) + ", which the domain " +
                    std::string(domain_name(kernel_.domain)) + " does not have");
        if (slot.field.record > 0)
            check_field(k);
        if (!kernel_.vectorisable)
            return;
        require(!(slot.written && is_uniform(slot, kernel_.domain)),
                name + " is written by every element, so the kernel is not vectorisable");
        require(!is_uniform(slot, kernel_.domain) || !is_written_elsewhere(slot),
                name + " is memory that other elements write, so the kernel is not vectorisable");
    }

    void check_field(std::size_t k) const {
        const Slot& slot = kernel_.slots[k];
        const auto [record, offset] = slot.field;
        const std::uint32_t bytes = static_cast<std::uint32_t>(storage_bytes(slot.storage));
        const std::string name = "slot " + std::to_string(k);
        require(!slot.shared, name + " is in records, which have fields of elements alone");
        require(slot.reference.side == model::Side::own || !slot.written, name + " is in records of another side, which are only read");
        require(record % 8 == 0 && offset % bytes == 0 && offset + bytes <= record,
                name + " cannot be byte " + std::to_string(offset) + " of records of " + std::to_string(record));
        for (std::size_t j = 0; j < k; ++j) {
            const Slot& other = kernel_.slots[j];
            if (!is_field(other, slot.reference.side))
                continue;
            require(other.field.record == record, name + " is in other records than slot " + std::to_string(j));
            require(offset >= other.field.offset + storage_bytes(other.storage) || other.field.offset >= offset + bytes,
                    name + " lies over slot " + std::to_string(j));
        }
    }

    void check_operation(const Operation& operation) {
        at_operation_ = true;
        const OpcodeRow& row = opcode_row(operation.code);
        check_operands(operation, row);
        check_types(operation, row);
        switch (operation.code) {
        case Opcode::constant_boolean:
            require(operation.integer == 0 || operation.integer == 1, "a boolean is 0 or 1");
            break;
        case Opcode::index:
            require(side_exists(operation.side),
                    "the domain has no side " + std::string(side_name(operation.side)));
            break;
        case Opcode::draw:
            require(operation.integer >= 0, "the number of a draw is not negative");
            require(static_cast<std::uint64_t>(operation.integer) < kDrawsPerBlock,
                    "a kernel has fewer draws");
            break;
        case Opcode::lookup:
            require(operation.integer > 0, "a table has at least one entry");
            require(slot_of(operation).shared && !slot_of(operation).written, "the slot is no table");
            break;
        case Opcode::host_call:
            check_host_call(operation);
            break;
        case Opcode::repeat:
            require(!loop_, "loops do not nest");
            require(operation.integer > 0, "a loop runs at least once");
            loop_ = position_;
            break;
        case Opcode::carried:
            require(loop_ && (position_ == *loop_ + 1 || code_at(position_ - 1) == Opcode::carried),
                    "a carried value does not stand at the start of a loop");
            break;
        case Opcode::repeat_while:
            close_loop();
            break;
        case Opcode::emit:
            require(kernel_.domain == Domain::elements || kernel_.domain == Domain::pairs,
                    "the domain " + std::string(domain_name(kernel_.domain)) + " cannot emit");
            require(++emits_ == 1, "a kernel emits once");
            break;
        default:
            break;
        }
        require(!loop_ || (operation.code != Opcode::store && operation.code != Opcode::emit &&
                           operation.code != Opcode::draw),
                "a loop has no effects and no draws");
        if (position_ < kernel_.first_in_loop)
            check_uniform(operation);
    }

    void check_operands(const Operation& operation, const OpcodeRow& row) const {
        const int count = operand_count(operation, row);
        const bool optional_third = row.signature == Signature::draw;
        const bool optional_second =
            row.signature == Signature::store || row.signature == Signature::argument;
        const bool optional_first = row.signature == Signature::host_call;
        for (int k = 0; k < 3; ++k) {
            const Value value = operation.operands[static_cast<std::size_t>(k)];
            if (value == kNoValue) {
                require(k >= count, "operand " + std::to_string(k) + " is missing");
                continue;
            }
            require(k < count || (optional_third && k == 2) || (optional_second && k == 1) ||
                        (optional_first && k == 0),
                    "operand " + std::to_string(k) + " is one too many");
            if (operation.code == Opcode::carried && k == 1) // see close_loop
                require(value < kernel_.operations.size(), "there is no operand %" + std::to_string(value));
            else
                check_visible(value);
        }
    }

    [[nodiscard]] int operand_count(const Operation& operation, const OpcodeRow& row) const {
        if (row.signature == Signature::call) {
            const int count = primitive_arity(operation.primitive);
            require(count > 0, "the primitive cannot be called");
            return count;
        }
        if (row.signature != Signature::draw)
            return row.operands;
        const DrawRow* const distribution = draw_row(operation.primitive);
        require(distribution != nullptr, "the primitive is no distribution that could be drawn from");
        return distribution->parameters;
    }

    void check_visible(Value value) const {
        require(value < position_, "operand %" + std::to_string(value) + " does not precede its use");
        require(has_value(code_at(value)), "operand %" + std::to_string(value) + " has no value");
        for (const auto& [first, last] : closed_loops_)
            require(value < first || value > last || code_at(value) == Opcode::carried,
                    "operand %" + std::to_string(value) + " is inside a loop that has ended");
    }

    void close_loop() {
        require(loop_.has_value(), "there is no loop to end");
        for (std::size_t k = *loop_ + 1; code_at(k) == Opcode::carried; ++k)
            check_visible(kernel_.operations[k].operands[1]);
        closed_loops_.emplace_back(*loop_, position_);
        loop_.reset();
    }

    void check_host_call(const Operation& operation) const {
        require(operation.slot < kernel_.host_functions.size(),
                "there is no host function " + std::to_string(operation.slot));
        require(!kernel_.vectorisable,
                "the host is called for one element at a time, so the kernel is not vectorisable");
        const model::UserFunction& function = *kernel_.host_functions[operation.slot];
        const std::size_t given = arguments_of(kernel_, operation).size();
        require(given == function.parameters.size() && given <= kMaxHostArguments,
                "the host function '" + function.name + "' is called with " + std::to_string(given) +
                    " arguments");
    }

    [[nodiscard]] Opcode code_at(std::size_t k) const { return kernel_.operations[k].code; }

    void check_argument(const Operation& operation, std::size_t k) const {
        const Value value = operation.operands[k];
        require(value == kNoValue || code_at(value) == Opcode::argument,
                "operand " + std::to_string(k) + " is no argument");
    }

    void check_types(const Operation& operation, const OpcodeRow& row) const {
        using enum Signature;
        const ValueType result = operation.type;
        switch (row.signature) {
        case leaf:
            return require_result(result, row.result);
        case load:
            return require_result(result, value_type(slot_of(operation).storage));
        case arithmetic:
            require(result != ValueType::boolean, "there is no arithmetic on booleans");
            return require_operands(operation, 0, result);
        case integers:
            require_result(result, ValueType::integer);
            return require_operands(operation, 0, result);
        case draw:
            return check_draw_types(operation);
        case reals:
        case call:
            require_result(result, ValueType::real);
            return require_operands(operation, 0, result);
        case comparison:
            require_result(result, ValueType::boolean);
            return require_operands(operation, 0, operand_type(operation, 0));
        case booleans:
            require_result(result, ValueType::boolean);
            return require_operands(operation, 0, result);
        case select:
            require_operand(operation, 0, ValueType::boolean);
            return require_operands(operation, 1, result);
        case to_real:
            require_result(result, ValueType::real);
            return require(operand_type(operation, 0) != ValueType::real, "operand 0 is real already");
        case to_integer:
            require_result(result, ValueType::integer);
            return require(operand_type(operation, 0) != ValueType::integer,
                           "operand 0 is an integer already");
        case lookup:
            require_result(result, value_type(slot_of(operation).storage));
            return require_operand(operation, 0, ValueType::integer);
        case argument:
            require_result(result, ValueType::real);
            require_operand(operation, 0, ValueType::real);
            return check_argument(operation, 1);
        case host_call:
            require_result(result, ValueType::real);
            return check_argument(operation, 0);
        case carried:
            return require_operands(operation, 0, result);
        case repeat:
            return;
        case repeat_while:
            return require_operand(operation, 0, ValueType::boolean);
        case store:
            require_operand(operation, 0, value_type(slot_of(operation).storage));
            require(slot_of(operation).written, "it stores to a slot that is not marked as written");
            if (operation.operands[1] != kNoValue)
                require_operand(operation, 1, ValueType::boolean);
            return;
        case emit:
            return require_operand(operation, 0, ValueType::boolean);
        }
    }

    void check_draw_types(const Operation& operation) const {
        const DrawRow& row = *draw_row(operation.primitive);
        require_result(operation.type, row.result);
        for (std::size_t k = 0; k < static_cast<std::size_t>(row.parameters); ++k)
            require_operand(operation, k, row.types[k]);
        if (operation.operands[2] != kNoValue)
            require_operand(operation, 2, ValueType::integer);
    }

    /// Operations before the loop must not depend on the element, nor on memory that the loop writes.
    void check_uniform(const Operation& operation) const {
        const std::string before = " stands before the loop";
        require(operation.code != Opcode::store && operation.code != Opcode::emit, "an effect" + before);
        require(operation.code != Opcode::draw, "a draw" + before);
        require(operation.code != Opcode::repeat, "a loop" + before + " over the elements");
        require(operation.code != Opcode::host_call || !kernel_.host_functions[operation.slot]->row.has_state,
                "a call of a function that is not pure" + before);
        require(operation.code != Opcode::index ||
                    (operation.side == model::Side::pre && kernel_.domain == Domain::pairs),
                "an index" + before);
        if (operation.code != Opcode::load)
            return;
        const Slot& slot = slot_of(operation);
        require(is_uniform(slot, kernel_.domain), "a load of one element's value" + before);
        require(!slot.written && !is_written_elsewhere(slot),
                "a load of memory that the loop writes" + before);
    }

    [[nodiscard]] bool side_exists(model::Side side) const {
        return side == model::Side::own || is_walk(kernel_.domain) || kernel_.domain == Domain::pairs;
    }

    [[nodiscard]] bool is_written_elsewhere(const Slot& slot) const {
        return std::ranges::any_of(kernel_.slots, [&](const Slot& other) {
            return &other != &slot && other.written && may_alias(slot, other);
        });
    }

    [[nodiscard]] const Slot& slot_of(const Operation& operation) const {
        require(operation.slot < kernel_.slots.size(), "there is no slot " + std::to_string(operation.slot));
        return kernel_.slots[operation.slot];
    }

    [[nodiscard]] ValueType operand_type(const Operation& operation, std::size_t k) const {
        return kernel_.operations[operation.operands[k]].type;
    }

    void require_result(ValueType type, ValueType wanted) const {
        require(type == wanted,
                "the result is " + std::string(type_name(type)) + ", not " + std::string(type_name(wanted)));
    }

    void require_operand(const Operation& operation, std::size_t k, ValueType wanted) const {
        const ValueType type = operand_type(operation, k);
        require(type == wanted, "operand " + std::to_string(k) + " is " + std::string(type_name(type)) +
                                    ", not " + std::string(type_name(wanted)));
    }

    void require_operands(const Operation& operation, std::size_t first, ValueType wanted) const {
        for (std::size_t k = first; k < operation.operands.size() && operation.operands[k] != kNoValue; ++k)
            require_operand(operation, k, wanted);
    }

    const Kernel& kernel_;
    std::size_t position_ = 0;
    bool at_operation_ = false;
    int emits_ = 0;
    std::optional<std::size_t> loop_; ///< where the loop begins that is open
    std::vector<std::pair<std::size_t, std::size_t>> closed_loops_;
};

} // namespace

void verify(const Kernel& kernel) {
    Verifier(kernel).run();
}

} // namespace hillock::internal::plan
