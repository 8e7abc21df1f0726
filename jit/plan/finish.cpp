// SPDX-License-Identifier: Apache-2.0
// The end of a Builder: what nobody needs goes, what is the same for all elements moves before the loop.
#include "jit/plan/builder.hpp"
#include "jit/plan/opcode.hpp"

#include <utility>

namespace hillock::internal::plan {

namespace {

void drop_unused_slots(Kernel& kernel) {
    constexpr std::uint32_t kUnused = ~std::uint32_t{0};
    std::vector<std::uint32_t> renamed(kernel.slots.size(), kUnused);
    std::vector<Slot> used;
    for (Operation& operation : kernel.operations) {
        const bool uses_slot = operation.code == Opcode::load || operation.code == Opcode::store ||
                               operation.code == Opcode::lookup;
        if (!uses_slot) continue;
        std::uint32_t& name = renamed[operation.slot];
        if (name == kUnused) {
            name = static_cast<std::uint32_t>(used.size());
            used.push_back(kernel.slots[operation.slot]);
        }
        operation.slot = name;
    }
    kernel.slots = std::move(used);
}

} // namespace

std::vector<bool> Builder::needed_operations() const {
    std::vector<bool> needed(kernel_.operations.size(), false);
    for (std::size_t k = needed.size(); k-- > 0;) {
        const Operation& operation = kernel_.operations[k];
        if (operation.code == Opcode::repeat_while) // what is carried on comes before this, what carries it before that
            for (std::size_t c = k; kernel_.operations[c].code != Opcode::repeat; --c)
                if (kernel_.operations[c].code == Opcode::carried) needed[kernel_.operations[c].operands[1]] = true;
        if (is_kept(kernel_, operation)) needed[k] = true;
        if (!needed[k]) continue;
        for (const Value operand : operation.operands)
            if (operand != kNoValue) needed[operand] = true;
    }
    return needed;
}

void Builder::settle_uniformity() {
    // What the kernel writes is not the same for all elements, nor is what follows from it.
    for (std::size_t k = 0; k < kernel_.operations.size(); ++k) {
        const Operation& operation = kernel_.operations[k];
        const bool written = operation.code == Opcode::load &&
                             versions_[kernel_.slots[operation.slot].reference.variable] > 0;
        bool uniform = uniform_[k] && !written;
        for (const Value operand : operation.operands) uniform = uniform && (operand == kNoValue || uniform_[operand]);
        uniform_[k] = uniform;
    }
}

Kernel Builder::finish() {
    settle_uniformity();
    use_products();
    rewrite_exponentials();
    gather_factors();
    // Only what an effect needs, transitively, stays; uniform operations move before the loop.
    const std::vector<bool> needed = needed_operations();
    std::vector<Operation> ordered;
    std::vector<Value> renamed(needed.size(), kNoValue);
    const auto place = [&](bool uniform) {
        for (std::size_t k = 0; k < needed.size(); ++k) {
            if (!needed[k] || uniform_[k] != uniform) continue;
            renamed[k] = static_cast<Value>(ordered.size());
            ordered.push_back(kernel_.operations[k]);
        }
    };
    place(true);
    kernel_.first_in_loop = ordered.size();
    place(false);
    for (Operation& operation : ordered)
        for (Value& operand : operation.operands)
            if (operand != kNoValue) operand = renamed[operand];
    kernel_.operations = std::move(ordered);
    drop_unused_slots(kernel_);
    verify(kernel_);
    return std::move(kernel_);
}

} // namespace hillock::internal::plan
