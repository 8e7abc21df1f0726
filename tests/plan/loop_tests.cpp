// SPDX-License-Identifier: Apache-2.0
// Bounded loops, tables and calls of the host, by the interpreter; and what verify() says of wrong ones.
#include "tests/support/error_text.hpp"
#include "tests/support/kernel_maker.hpp"

#include "hillock/error.hpp"
#include "jit/plan/interpreter.hpp"

#include <doctest/doctest.h>
#include <functional>

using namespace hillock;
using namespace hillock::internal;
using plan::Domain;
using plan::kNoValue;
using plan::Opcode;
using test::KernelMaker;
using test::Storage;
using test::Value;
using test::ValueType;

namespace {

std::string complaint(const std::function<void(KernelMaker&)>& fill) {
    KernelMaker maker(Domain::elements);
    fill(maker);
    const std::string text = test::error_of<InternalError>([&] { plan::verify(maker.kernel); });
    const std::size_t begin = text.find(", operation ");
    return begin == std::string::npos ? text : text.substr(begin, text.find('\n') - begin);
}

Value repeat(KernelMaker& k, std::int64_t times) {
    return k.add({.code = Opcode::repeat, .type = ValueType::boolean, .integer = times});
}
void repeat_while(KernelMaker& k, Value condition) {
    k.add({.code = Opcode::repeat_while,
           .type = ValueType::boolean,
           .operands = {condition, kNoValue, kNoValue}});
}
Value truth(KernelMaker& k) {
    return k.add({.code = Opcode::constant_boolean, .type = ValueType::boolean, .integer = 1});
}

/// Steps of Collatz' sequence from x down to 1, at most `times`, and where it has come to.
plan::Kernel collatz(std::int64_t times) {
    KernelMaker k(Domain::elements);
    const auto x = k.slot("x", Storage::integer64, true), steps = k.slot("steps", Storage::integer64, true);
    const Value first = k.load(x), zero = k.integer(0), one = k.integer(1), two = k.integer(2),
                three = k.integer(3);
    repeat(k, times);
    const Value n = k.op(Opcode::carried, ValueType::integer, first, first);
    const Value count = k.op(Opcode::carried, ValueType::integer, zero, zero);
    const Value even = k.test(Opcode::equal, k.op(Opcode::modulo, ValueType::integer, n, two), zero);
    const Value half = k.op(Opcode::floor_divide, ValueType::integer, n, two);
    const Value more =
        k.op(Opcode::add, ValueType::integer, k.op(Opcode::multiply, ValueType::integer, n, three), one);
    const Value next = k.op(Opcode::select, ValueType::integer, even, half, more);
    k.kernel.operations[n].operands[1] = next;
    k.kernel.operations[count].operands[1] = k.op(Opcode::add, ValueType::integer, count, one);
    repeat_while(k, k.test(Opcode::greater, next, one));
    k.store(x, n);
    k.store(steps, count);
    k.kernel.vectorisable = true;
    return k.kernel;
}

} // namespace

TEST_CASE("a loop ends for each element when it is done or has run often enough") {
    std::int64_t x[] = {2, 3, 27, 8}, steps[4] = {};
    void* arrays[] = {x, steps};
    plan::interpret(collatz(50), {.arrays = arrays, .end = 4});
    CHECK(steps[0] == 1);
    CHECK(steps[1] == 7);
    CHECK(steps[2] == 50); // of 111
    CHECK(steps[3] == 3);
    CHECK(x[0] == 1);
    CHECK(x[2] > 1);
}

TEST_CASE("a loop as text") {
    const std::string text = plan::print(collatz(50));
    CHECK(text.find("    repeat at most 50 times\n    %6: integer = carried %0 then %13\n") !=
          std::string::npos);
    CHECK(text.find("    repeat_while %15\n") != std::string::npos);
}

TEST_CASE("carried values change at once") {
    KernelMaker k(Domain::elements);
    const auto out = k.slot("out", Storage::float64, true);
    const Value one = k.real(1), two = k.real(2), yes = truth(k);
    repeat(k, 3);
    const Value a = k.op(Opcode::carried, ValueType::real, one, one),
                b = k.op(Opcode::carried, ValueType::real, two, a);
    k.kernel.operations[a].operands[1] = b;
    repeat_while(k, yes);
    k.store(out, a);
    double result = 0;
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    CHECK(result == 2); // swapped three times
}

TEST_CASE("a table is read at the nearest of its entries") {
    KernelMaker k(Domain::elements);
    const auto table = k.slot("table", Storage::float64, false, model::Side::own, true);
    const auto at = k.slot("at", Storage::integer64), out = k.slot("out", Storage::float64, true);
    k.store(out, k.add({.code = Opcode::lookup,
                        .operands = {k.load(at), kNoValue, kNoValue},
                        .integer = 3,
                        .slot = table}));
    double values[] = {5, 6, 7, 99}, result[4] = {};
    std::int64_t places[] = {-4, 1, 2, 3};
    void* arrays[] = {values, places, result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 4});
    CHECK(std::vector<double>(result, result + 4) == std::vector<double>{5, 6, 7, 7});
}

TEST_CASE("a call of the host passes its arguments in order") {
    const model::UserFunction function("f", {"a", "b"}, model::Hosted{});
    KernelMaker k(Domain::elements);
    const auto out = k.slot("out", Storage::float64, true);
    k.kernel.host_functions = {&function};
    const Value first = k.real_op(Opcode::argument, k.real(7));
    const Value last = k.real_op(Opcode::argument, k.real(3), first);
    k.store(out, k.real_op(Opcode::host_call, last));
    const HostFunction table{
        [](void* context, const double* x) { return x[0] - x[1] + *static_cast<double*>(context); }, nullptr};
    double hundred = 100, result = 0;
    const HostFunction functions[] = {{table.call, &hundred}};
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1, .host_functions = functions});
    CHECK(result == 104);
    CHECK(plan::print(k.kernel).find("host_call f %3 #0") != std::string::npos);
    k.kernel.operations[3].operands[1] = kNoValue;
    CHECK(test::error_of<InternalError>([&] {
              plan::verify(k.kernel);
          }).find("the host function 'f' is called with 1 arguments") != std::string::npos);
    k.kernel.operations[3].operands[1] = first;
    k.kernel.vectorisable = true;
    CHECK(test::error_of<InternalError>([&] {
              plan::verify(k.kernel);
          }).find("the host is called for one element at a time, so the kernel is not vectorisable") !=
          std::string::npos);
}

TEST_CASE("wrong loops") {
    CHECK(complaint([](KernelMaker& k) { repeat(k, 0); }) == ", operation 0: a loop runs at least once");
    CHECK(complaint([](KernelMaker& k) { repeat(k, 2); }).find("kernel 'test': a loop does not end") !=
          std::string::npos);
    CHECK(complaint([](KernelMaker& k) {
              repeat(k, 2);
              repeat(k, 2);
          }) == ", operation 1: loops do not nest");
    CHECK(complaint([](KernelMaker& k) { repeat_while(k, truth(k)); }) ==
          ", operation 1: there is no loop to end");
    CHECK(complaint([](KernelMaker& k) {
              const Value one = k.real(1);
              k.op(Opcode::carried, ValueType::real, one, one);
          }) == ", operation 1: a carried value does not stand at the start of a loop");
    CHECK(complaint([](KernelMaker& k) {
              repeat(k, 2);
              k.draw(model::Primitive::normal, 0);
          }) == ", operation 1: a loop has no effects and no draws");
    CHECK(complaint([](KernelMaker& k) {
              const auto out = k.slot("out", Storage::float64, true);
              repeat(k, 2);
              const Value inner = k.real(1);
              repeat_while(k, truth(k));
              k.store(out, inner);
          }) == ", operation 4: operand %1 is inside a loop that has ended");
    CHECK(complaint([](KernelMaker& k) {
              repeat(k, 2);
              repeat_while(k, truth(k));
              k.loop();
          }) == ", operation 0: a loop stands before the loop over the elements");
    CHECK(complaint([](KernelMaker& k) {
              k.add({.code = Opcode::lookup,
                     .operands = {k.integer(0), kNoValue, kNoValue},
                     .integer = 1,
                     .slot = k.slot("v", Storage::float64)});
          }) == ", operation 1: the slot is no table");
}
