// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/walk_order.hpp"

#include "jit/plan/opcode.hpp"

#include <algorithm>

namespace hillock::internal::plan {

namespace {

/// In memory that several synapses write.
bool is_contested(const Kernel& kernel, const Slot& slot) {
    return std::ranges::any_of(kernel.slots, [&](const Slot& other) {
        return other.written && other.reference.side != model::Side::own && may_alias(slot, other);
    });
}

bool has_no_place_in_lanes(const Kernel& kernel, const Operation& operation) {
    switch (operation.code) {
    case Opcode::repeat:
    case Opcode::argument:
    case Opcode::host_call: return true;
    case Opcode::store: return kernel.slots[operation.slot].shared;
    default: return false;
    }
}

} // namespace

std::optional<std::vector<bool>> operations_in_order(const Kernel& kernel) {
    std::vector<bool> in_order(kernel.operations.size(), false);
    for (std::size_t k = kernel.first_in_loop; k < in_order.size(); ++k) {
        const Operation& operation = kernel.operations[k];
        if (has_no_place_in_lanes(kernel, operation)) return std::nullopt;
        const bool follows = std::ranges::any_of(
            operation.operands, [&](Value operand) { return operand != kNoValue && in_order[operand]; });
        const bool touches_memory = operation.code == Opcode::load || operation.code == Opcode::store ||
                                    operation.code == Opcode::lookup;
        const bool contested = touches_memory && is_contested(kernel, kernel.slots[operation.slot]);
        if (contested && operation.code == Opcode::lookup) return std::nullopt;
        if (follows && !contested && operation.code == Opcode::store) return std::nullopt; // of the synapse
        if (follows && operation.code == Opcode::draw) return std::nullopt;
        in_order[k] = follows || contested;
    }
    return in_order;
}

} // namespace hillock::internal::plan
