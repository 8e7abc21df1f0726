// SPDX-License-Identifier: Apache-2.0
// The text of kernels, to the letter.
#include "tests/support/kernel_maker.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using plan::Opcode;
using test::KernelMaker;
using test::Storage;
using test::Value;
using test::ValueType;

TEST_CASE("a state update prints as its operations") {
    CHECK(plan::print(test::cuba_kernel()) == R"(kernel cuba: elements, float64, emits, vectorisable
  slot 0: v float64, written
  slot 1: ge float64, written
  slot 2: gi float64, written
  slot 3: last_spike_step integer64
  once:
    %0: real = 0.9950124791926823
    %1: real = 0.0049
    %2: real = 0.00495
    %3: real = -0.0002443885195585676
    %4: real = 0.9801986733067553
    %5: real = 0.9900498337491681
    %6: real = -0.05
    %7: integer = step
    %8: integer = 50
    %9: integer = subtract %7 %8
  each:
    %10: real = load v
    %11: real = load ge
    %12: real = load gi
    %13: integer = load last_spike_step
    %14: boolean = less_equal %13 %9
    %15: real = fused_multiply_add %12 %2 %3
    %16: real = fused_multiply_add %11 %1 %15
    %17: real = fused_multiply_add %10 %0 %16
    store v %17 where %14
    %19: real = multiply %11 %4
    store ge %19
    %21: real = multiply %12 %5
    store gi %21
    %23: real = load v
    %24: boolean = greater %23 %6
    %25: boolean = and %24 %14
    emit where %25
)");
}

TEST_CASE("sides, shared slots, draws and calls") {
    KernelMaker k(plan::Domain::rows, Storage::float32);
    const auto w = k.slot("w", Storage::float32), v = k.slot("v", Storage::float64, true, model::Side::post),
               g = k.slot("g", Storage::boolean8, false, model::Side::own, true);
    k.kernel.slots[w].field = {16, 8};
    const Value n = k.add({.code = Opcode::count, .type = ValueType::integer, .side = model::Side::pre});
    k.loop();
    k.load(g);
    k.add({.code = Opcode::index, .type = ValueType::integer, .side = model::Side::post});
    k.draw(model::Primitive::normal, 3);
    const Value a = k.load(w), b = k.op(Opcode::to_real, ValueType::real, n);
    k.call(model::Primitive::power, a, b);
    k.store(v, 6);
    CHECK(plan::print(k.kernel) == R"(kernel test: rows, float32
  slot 0: w float32, byte 8 of records of 16
  slot 1: v_post float64, written
  slot 2: g boolean8, shared
  once:
    %0: integer = count pre
  each:
    %1: boolean = load g
    %2: integer = index post
    %3: real = draw randn #3
    %4: real = load w
    %5: real = to_real %0
    %6: real = ** %4 %5
    store v_post %6
)");
}

TEST_CASE("draws with parameters, and as of a step") {
    KernelMaker k(plan::Domain::elements);
    const auto last = k.slot("lastspike", Storage::integer64);
    k.loop();
    const Value as_of = k.load(last), half = k.real(0.5);
    k.draw(model::Primitive::uniform, 0, plan::kNoValue, plan::kNoValue, as_of);
    const Value events = k.draw(model::Primitive::poisson, 1, half);
    k.draw(model::Primitive::binomial, 2, events, half, as_of);
    CHECK(plan::print(k.kernel) == R"(kernel test: elements, float64
  slot 0: lastspike integer64
  each:
    %0: integer = load lastspike
    %1: real = 0.5
    %2: real = draw rand #0 as of step %0
    %3: integer = draw poisson %1 #1
    %4: integer = draw binomial %3 %1 #2 as of step %0
)");
}

TEST_CASE("kernels that verify() refuses still print") {
    KernelMaker k(plan::Domain::elements);
    k.add({.code = Opcode::add, .operands = {7, plan::kNoValue, 9}});
    k.add({.code = Opcode::load, .slot = 5});
    k.add({.code = Opcode::call});
    k.kernel.slots.push_back({});
    CHECK(plan::print(k.kernel) == "kernel test: elements, float64\n"
                                   "  slot 0: slot0 float64\n"
                                   "  each:\n"
                                   "    %0: real = add %7 none %9\n"
                                   "    %1: real = load no slot 5\n"
                                   "    %2: real = none\n");
}
