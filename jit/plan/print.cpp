// SPDX-License-Identifier: Apache-2.0
// A kernel as text, one operation a line: for people, for golden tests and inside internal errors. It must
// print any kernel, also one that verify() refuses.
#include "jit/plan/kernel.hpp"
#include "jit/plan/opcode.hpp"

#include <charconv>
#include <string>

namespace hillock::internal::plan {
namespace {

/// The shortest text that reads back as the same number.
std::string number_text(double number) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::string slot_name(const Slot& slot, std::size_t k) {
    std::string name = slot.reference.variable ? slot.reference.variable->name : "slot" + std::to_string(k);
    if (slot.reference.side != model::Side::own)
        name.append("_").append(side_name(slot.reference.side));
    return name;
}

std::string slot_name(const Kernel& kernel, std::size_t k) {
    return k < kernel.slots.size() ? slot_name(kernel.slots[k], k) : "no slot " + std::to_string(k);
}

std::string operand_text(Value value) {
    return value == kNoValue ? "none" : "%" + std::to_string(value);
}

/// Operands up to the last one given, so that a missing one in front of it shows.
std::string operands_text(const Operation& operation) {
    std::size_t count = operation.operands.size();
    while (count > 0 && operation.operands[count - 1] == kNoValue)
        --count;
    std::string text;
    for (std::size_t k = 0; k < count; ++k)
        text.append(" ").append(operand_text(operation.operands[k]));
    return text;
}

std::string primitive_name(model::Primitive primitive) {
    return primitive == model::Primitive::none ? "none" : std::string(model::function_for(primitive).name);
}

std::string draw_text(const Operation& draw) {
    Operation parameters = draw;
    parameters.operands[2] = kNoValue;
    const std::string text =
        primitive_name(draw.primitive) + operands_text(parameters) + " #" + std::to_string(draw.integer);
    return draw.operands[2] == kNoValue ? text : text + " as of step " + operand_text(draw.operands[2]);
}

std::string host_function_name(const Kernel& kernel, std::size_t k) {
    return k < kernel.host_functions.size() ? kernel.host_functions[k]->name
                                            : "no function " + std::to_string(k);
}

std::string operation_text(const Kernel& kernel, const Operation& operation) {
    const std::string name(opcode_row(operation.code).name);
    switch (operation.code) {
    case Opcode::constant_real:
        return number_text(operation.number);
    case Opcode::constant_integer:
        return std::to_string(operation.integer);
    case Opcode::constant_boolean:
        return operation.integer != 0 ? "true" : "false";
    case Opcode::count:
    case Opcode::index:
        return name + " " + std::string(side_name(operation.side)) + (operation.integer ? " of the whole group" : "");
    case Opcode::load:
        return name + " " + slot_name(kernel, operation.slot);
    case Opcode::lookup:
        return name + " " + slot_name(kernel, operation.slot) + operands_text(operation) + " of " +
               std::to_string(operation.integer);
    case Opcode::host_call:
        return name + " " + host_function_name(kernel, operation.slot) + operands_text(operation) + " #" +
               std::to_string(operation.integer);
    case Opcode::repeat:
        return name + " at most " + std::to_string(operation.integer) + " times";
    case Opcode::carried:
        return name + " " + operand_text(operation.operands[0]) + " then " +
               operand_text(operation.operands[1]);
    case Opcode::call:
        return primitive_name(operation.primitive) + operands_text(operation);
    case Opcode::draw:
        return name + " " + draw_text(operation);
    case Opcode::store: {
        std::string text =
            name + " " + slot_name(kernel, operation.slot) + " " + operand_text(operation.operands[0]);
        return operation.operands[1] == kNoValue ? text
                                                 : text + " where " + operand_text(operation.operands[1]);
    }
    case Opcode::emit:
        return name + " where " + operand_text(operation.operands[0]);
    default:
        return name + operands_text(operation);
    }
}

std::string header(const Kernel& kernel) {
    std::string text = "kernel " + kernel.name + ": " + std::string(domain_name(kernel.domain)) + ", " +
                       std::string(storage_name(kernel.real));
    if (kernel.emits)
        text += ", emits";
    if (kernel.vectorisable)
        text += ", vectorisable";
    return text + "\n";
}

std::string slot_line(const Slot& slot, std::size_t k) {
    std::string text = "  slot " + std::to_string(k) + ": " + slot_name(slot, k) + " " +
                       std::string(storage_name(slot.storage));
    if (slot.shared)
        text += ", shared";
    if (slot.written)
        text += ", written";
    if (slot.field.record > 0)
        text += ", byte " + std::to_string(slot.field.offset) + " of records of " + std::to_string(slot.field.record);
    return text + "\n";
}

} // namespace

std::string print(const Kernel& kernel) {
    std::string text = header(kernel);
    for (std::size_t k = 0; k < kernel.slots.size(); ++k)
        text += slot_line(kernel.slots[k], k);
    for (std::size_t k = 0; k < kernel.operations.size(); ++k) {
        const Operation& operation = kernel.operations[k];
        if (k == 0 && kernel.first_in_loop > 0)
            text += "  once:\n";
        if (k == kernel.first_in_loop)
            text += "  each:\n";
        text += "    ";
        if (has_value(operation.code))
            text += "%" + std::to_string(k) + ": " + std::string(type_name(operation.type)) + " = ";
        text += operation_text(kernel, operation) + "\n";
    }
    return text;
}

} // namespace hillock::internal::plan
