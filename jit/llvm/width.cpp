// SPDX-License-Identifier: Apache-2.0
// The operations of the loop, weighed, to a number of registers a value.
#include "jit/llvm/width.hpp"

#include "jit/kernel_abi.hpp"
#include "jit/plan/walk_order.hpp"

#include <algorithm>

namespace hillock::internal::jit {
namespace {

using plan::Opcode;

/// About how many instructions an operation becomes, or waits for.
int weight(const plan::Operation& operation) {
    switch (operation.code) {
    case Opcode::call:
        return operation.primitive >= model::Primitive::sin ? 20 : 2;
    case Opcode::draw:
        return 60;
    case Opcode::divide:
    case Opcode::floor_divide_real:
    case Opcode::modulo_real:
        return 4;
    default:
        return 1;
    }
}

/// A chain of dependent operations keeps a processor waiting, several side by side less: with four registers AVX2 code of adaptive
/// exponential neurons takes four fifths of the time, of Hodgkin-Huxley neurons three quarters, of random numbers, since eight elements
/// share whole blocks of bits, two fifths. With AVX-512 there are eight elements in a register already, and two registers are as many as
/// arrays are padded for: three quarters for random numbers, 4 to 8 % less for the others. For a few operations memory decides.
int registers_for(const plan::Kernel& kernel, const Target& target) {
    constexpr int kMuch = 30;
    if (target.registers != 0)
        return target.registers;
    int work = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k)
        work += weight(kernel.operations[k]);
    if (work < kMuch || target.vector_bytes < 32)
        return 1;
    return target.vector_bytes == 32 ? 4 : 2;
}

/// Below, the order decides how long a synapse takes: a neuron's variable is read, added to and written.
bool is_worth_lanes(const plan::Kernel& kernel) {
    constexpr int kMuch = 20;
    const auto in_order = plan::operations_in_order(kernel);
    if (!in_order)
        return false;
    int free = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k)
        free += (*in_order)[k] ? 0 : weight(kernel.operations[k]);
    return free >= kMuch;
}

} // namespace

int lanes_for(const plan::Kernel& kernel, const Target& target) {
    const int in_register = target.lanes(kernel.real == plan::Storage::float32 ? 4 : 8);
    if (in_register == 1)
        return 1;
    if (plan::is_walk(kernel.domain))
        return is_worth_lanes(kernel) ? in_register : 1;
    return kernel.vectorisable ? std::min(in_register * registers_for(kernel, target), static_cast<int>(kArrayPadding)) : 1;
}

bool keeps_order(const plan::Kernel& kernel, const Target& target) {
    constexpr int kMany = 4;
    // What makes random numbers has more values under way than there are registers, where four of each are too many.
    const bool draws = std::ranges::any_of(kernel.operations, [](const plan::Operation& operation) { return operation.code == Opcode::draw; });
    return !draws && lanes_for(kernel, target) >= kMany * target.lanes(kernel.real == plan::Storage::float32 ? 4 : 8);
}

} // namespace hillock::internal::jit
