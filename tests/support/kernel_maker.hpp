// SPDX-License-Identifier: Apache-2.0
// Kernels by hand, for tests: each call appends an operation and gives its value.
#pragma once

#include "jit/plan/kernel.hpp"
#include "jit/plan/opcode.hpp"

#include <memory>
#include <string>

namespace hillock::test {
using namespace internal;

using plan::Opcode;
using plan::Storage;
using plan::Value;
using plan::ValueType;

class KernelMaker {
  public:
    explicit KernelMaker(plan::Domain domain, Storage real = Storage::float64) {
        kernel.name = "test";
        kernel.domain = domain;
        kernel.real = real;
    }

    /// The variable lives as long as the process: slots of one name are one variable.
    static const model::Variable* variable(const std::string& name) {
        static std::vector<std::unique_ptr<model::Variable>> known;
        for (const auto& v : known)
            if (v->name == name)
                return v.get();
        known.push_back(std::make_unique<model::Variable>());
        known.back()->name = name;
        return known.back().get();
    }

    std::uint32_t slot(const std::string& name, Storage storage, bool written = false,
                       model::Side side = model::Side::own, bool shared = false) {
        kernel.slots.push_back({{variable(name), side}, storage, shared, written});
        return static_cast<std::uint32_t>(kernel.slots.size() - 1);
    }

    Value add(plan::Operation operation) {
        kernel.operations.push_back(operation);
        return static_cast<Value>(kernel.operations.size() - 1);
    }
    Value real(double number) { return add({.code = Opcode::constant_real, .number = number}); }
    Value integer(std::int64_t number) {
        return add({.code = Opcode::constant_integer, .type = ValueType::integer, .integer = number});
    }
    Value load(std::uint32_t slot) {
        return add(
            {.code = Opcode::load, .type = plan::value_type(kernel.slots[slot].storage), .slot = slot});
    }
    Value op(Opcode code, ValueType type, Value a, Value b = plan::kNoValue, Value c = plan::kNoValue) {
        return add({.code = code, .type = type, .operands = {a, b, c}});
    }
    Value real_op(Opcode code, Value a, Value b = plan::kNoValue, Value c = plan::kNoValue) {
        return op(code, ValueType::real, a, b, c);
    }
    Value test(Opcode code, Value a, Value b = plan::kNoValue) { return op(code, ValueType::boolean, a, b); }
    Value call(model::Primitive primitive, Value a, Value b = plan::kNoValue) {
        return add({.code = Opcode::call, .operands = {a, b, plan::kNoValue}, .primitive = primitive});
    }
    Value draw(model::Primitive primitive, std::int64_t number, Value a = plan::kNoValue,
               Value b = plan::kNoValue, Value as_of = plan::kNoValue) {
        const plan::DrawRow* const row = plan::draw_row(primitive);
        return add({.code = Opcode::draw,
                    .type = row ? row->result : ValueType::real,
                    .operands = {a, b, as_of},
                    .integer = number,
                    .primitive = primitive});
    }
    void store(std::uint32_t slot, Value value, Value mask = plan::kNoValue) {
        add({.code = Opcode::store, .operands = {value, mask, plan::kNoValue}, .slot = slot});
    }
    void emit(Value mask) {
        add({.code = Opcode::emit, .operands = {mask, plan::kNoValue, plan::kNoValue}});
        kernel.emits = true;
    }
    /// What follows is run for every element.
    void loop() { kernel.first_in_loop = kernel.operations.size(); }

    plan::Kernel kernel;
};

/// The state update of a current-based integrate-and-fire neuron with exponential synapses, as an exact
/// integrator writes it: six constants, three fused multiply-adds, refractoriness by step number, threshold.
inline plan::Kernel cuba_kernel() {
    KernelMaker k(plan::Domain::elements);
    k.kernel.name = "cuba";
    const auto v = k.slot("v", Storage::float64, true), ge = k.slot("ge", Storage::float64, true),
               gi = k.slot("gi", Storage::float64, true),
               last = k.slot("last_spike_step", Storage::integer64);
    const Value vem = k.real(0.9950124791926823), vae = k.real(0.0049), vai = k.real(0.00495),
                vb = k.real(-0.0002443885195585676), ee = k.real(0.9801986733067553),
                ei = k.real(0.9900498337491681), theta = k.real(-0.05);
    const Value now = k.add({.code = Opcode::step, .type = ValueType::integer});
    const Value limit = k.op(Opcode::subtract, ValueType::integer, now, k.integer(50));
    k.loop();
    const Value x = k.load(v), e = k.load(ge), g = k.load(gi);
    const Value free = k.test(Opcode::less_equal, k.load(last), limit);
    const Value inner = k.real_op(Opcode::fused_multiply_add, g, vai, vb);
    const Value middle = k.real_op(Opcode::fused_multiply_add, e, vae, inner);
    const Value next = k.real_op(Opcode::fused_multiply_add, x, vem, middle);
    k.store(v, next, free);
    k.store(ge, k.real_op(Opcode::multiply, e, ee));
    k.store(gi, k.real_op(Opcode::multiply, g, ei));
    k.emit(k.test(Opcode::logical_and, k.test(Opcode::greater, k.load(v), theta), free));
    k.kernel.vectorisable = true;
    return k.kernel;
}

} // namespace hillock::test
