// SPDX-License-Identifier: Apache-2.0
// Every invariant of a kernel, broken once: the message says what and where, and the plan follows.
#include "tests/support/error_text.hpp"
#include "tests/support/kernel_maker.hpp"

#include "hillock/error.hpp"

#include <doctest/doctest.h>
#include <functional>

using namespace hillock;
using namespace hillock::internal;
using model::Side;
using plan::Domain;
using plan::Opcode;
using test::KernelMaker;
using test::Storage;
using test::Value;
using test::ValueType;

namespace {

/// The complaint about a kernel, between the greeting and the plan.
std::string complaint(const plan::Kernel& kernel) {
    const std::string text = test::error_of<InternalError>([&] { plan::verify(kernel); });
    const std::string greeting = "internal error, please report: kernel '" + kernel.name + "'";
    const std::string plan_text = "\n" + plan::print(kernel);
    if (!text.starts_with(greeting) || !text.ends_with(plan_text))
        return text;
    return text.substr(greeting.size(), text.size() - greeting.size() - plan_text.size());
}

std::string complaint(const std::function<void(KernelMaker&)>& fill, Domain domain = Domain::elements) {
    KernelMaker maker(domain);
    fill(maker);
    return complaint(maker.kernel);
}

} // namespace

TEST_CASE("a sound kernel passes") {
    CHECK_NOTHROW(plan::verify(test::cuba_kernel()));
}

TEST_CASE("the kernel as a whole") {
    CHECK(complaint([](KernelMaker& k) { k.kernel.name.clear(); }) == ": it has no name");
    CHECK(complaint([](KernelMaker& k) { k.kernel.real = Storage::integer32; }) ==
          ": real numbers cannot be integer32");
    CHECK(complaint([](KernelMaker& k) { k.kernel.first_in_loop = 1; }) ==
          ": the loop starts behind the last operation");
    CHECK(complaint([](KernelMaker& k) { k.kernel.vectorisable = true; }, Domain::rows) ==
          ": the domain rows cannot be vectorised");
    CHECK(complaint([](KernelMaker& k) { k.kernel.emits = true; }) ==
          ": it is said to emit, but no operation does");
    CHECK(complaint([](KernelMaker& k) {
              k.emit(k.add({.code = Opcode::constant_boolean, .type = ValueType::boolean}));
              k.kernel.emits = false;
          }) == ": it emits, but is not said to");
}

TEST_CASE("slots") {
    CHECK(complaint([](KernelMaker& k) { k.slot("v", Storage::float64, false, Side::post); }) ==
          ": slot 0 is on side post, which the domain elements does not have");
    CHECK(complaint([](KernelMaker& k) { k.slot("w", Storage::float64); }, Domain::pairs) ==
          ": slot 0 is on side own, which the domain pairs does not have");
    CHECK(complaint([](KernelMaker& k) {
              k.slot("s", Storage::float64, true, Side::own, true);
              k.kernel.vectorisable = true;
          }) == ": slot 0 is written by every element, so the kernel is not vectorisable");
    const auto with_field = [](plan::Field field, Side side = Side::own, bool shared = false, bool written = false) {
        return complaint([=](KernelMaker& k) {
            plan::Slot& slot = k.kernel.slots[k.slot("w", Storage::float64, written, side)];
            slot.field = field;
            slot.shared = shared;
        }, Domain::rows);
    };
    CHECK(with_field({16, 8}) == "<no exception>");
    CHECK(with_field({16, 4}) == ": slot 0 cannot be byte 4 of records of 16");
    CHECK(with_field({16, 16}) == ": slot 0 cannot be byte 16 of records of 16");
    CHECK(with_field({12, 0}) == ": slot 0 cannot be byte 0 of records of 12");
    CHECK(with_field({16, 8}, Side::own, false, true) == "<no exception>");
    CHECK(with_field({16, 8}, Side::post) == "<no exception>");
    CHECK(with_field({16, 8}, Side::post, false, true) == ": slot 0 is in records of another side, which are only read");
    CHECK(with_field({16, 0}, Side::own, true) == ": slot 0 is in records, which have fields of elements alone");
    const auto with_fields = [](plan::Field a, plan::Field b, Side side = Side::own) {
        return complaint([=](KernelMaker& k) {
            k.kernel.slots[k.slot("w", Storage::float64)].field = a;
            k.kernel.slots[k.slot("x", Storage::float64, false, side)].field = b;
        }, Domain::rows);
    };
    CHECK(with_fields({16, 0}, {16, 8}) == "<no exception>");
    CHECK(with_fields({16, 0}, {32, 8}) == ": slot 1 is in other records than slot 0");
    CHECK(with_fields({16, 8}, {16, 8}) == ": slot 1 lies over slot 0");
    CHECK(with_fields({16, 0}, {32, 0}, Side::post) == "<no exception>");
    CHECK(complaint(
              [](KernelMaker& k) {
                  k.slot("v", Storage::float64, false, Side::pre);
                  k.slot("v", Storage::float64, true, Side::post);
                  k.kernel.vectorisable = true;
              },
              Domain::pairs) ==
          ": slot 0 is memory that other elements write, so the kernel is not vectorisable");
}

TEST_CASE("operands") {
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::add, k.real(1)); }) ==
          ", operation 1: operand 1 is missing");
    CHECK(complaint([](KernelMaker& k) {
              const Value x = k.real(1);
              k.real_op(Opcode::negate, x, x);
          }) == ", operation 1: operand 1 is one too many");
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::negate, 0); }) ==
          ", operation 0: operand %0 does not precede its use");
    CHECK(complaint([](KernelMaker& k) {
              const auto v = k.slot("v", Storage::float64, true);
              k.store(v, k.real(1));
              k.real_op(Opcode::negate, 1);
          }) == ", operation 2: operand %1 has no value");
    CHECK(complaint([](KernelMaker& k) { k.call(model::Primitive::normal, k.real(1)); }) ==
          ", operation 1: the primitive cannot be called");
    CHECK(complaint([](KernelMaker& k) {
              k.load(k.slot("v", Storage::float64));
              k.kernel.slots.clear();
          }) == ", operation 0: there is no slot 0");
}

TEST_CASE("types") {
    const auto boolean = [](KernelMaker& k) {
        return k.add({.code = Opcode::constant_boolean, .type = ValueType::boolean, .integer = 1});
    };
    CHECK(complaint([](KernelMaker& k) { k.add({.code = Opcode::step}); }) ==
          ", operation 0: the result is real, not integer");
    CHECK(complaint([](KernelMaker& k) {
              const auto v = k.slot("v", Storage::integer32);
              k.add({.code = Opcode::load, .slot = v});
          }) == ", operation 0: the result is real, not integer");
    CHECK(complaint([&](KernelMaker& k) { k.op(Opcode::negate, ValueType::boolean, boolean(k)); }) ==
          ", operation 1: there is no arithmetic on booleans");
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::add, k.real(1), k.integer(1)); }) ==
          ", operation 2: operand 1 is integer, not real");
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::floor_divide, k.real(1), k.real(1)); }) ==
          ", operation 2: the result is real, not integer");
    CHECK(complaint([](KernelMaker& k) {
              k.op(Opcode::divide, ValueType::integer, k.integer(1), k.integer(1));
          }) == ", operation 2: the result is integer, not real");
    CHECK(complaint([](KernelMaker& k) { k.test(Opcode::less, k.real(1), k.integer(1)); }) ==
          ", operation 2: operand 1 is integer, not real");
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::less, k.real(1), k.real(1)); }) ==
          ", operation 2: the result is real, not boolean");
    CHECK(complaint([](KernelMaker& k) { k.test(Opcode::logical_not, k.real(1)); }) ==
          ", operation 1: operand 0 is real, not boolean");
    CHECK(complaint([](KernelMaker& k) {
              const Value x = k.real(1);
              k.real_op(Opcode::select, x, x, x);
          }) == ", operation 1: operand 0 is real, not boolean");
    CHECK(complaint([](KernelMaker& k) { k.real_op(Opcode::to_real, k.real(1)); }) ==
          ", operation 1: operand 0 is real already");
    CHECK(complaint([](KernelMaker& k) { k.op(Opcode::to_integer, ValueType::integer, k.integer(1)); }) ==
          ", operation 1: operand 0 is an integer already");
    CHECK(complaint([](KernelMaker& k) {
              k.add({.code = Opcode::constant_boolean, .type = ValueType::boolean, .integer = 2});
          }) == ", operation 0: a boolean is 0 or 1");
}

TEST_CASE("effects and draws") {
    CHECK(complaint([](KernelMaker& k) { k.store(k.slot("v", Storage::float64), k.real(1)); }) ==
          ", operation 1: it stores to a slot that is not marked as written");
    CHECK(complaint([](KernelMaker& k) { k.store(k.slot("v", Storage::integer64, true), k.real(1)); }) ==
          ", operation 1: operand 0 is real, not integer");
    CHECK(complaint([](KernelMaker& k) { k.store(k.slot("v", Storage::float64, true), k.real(1), 0); }) ==
          ", operation 1: operand 1 is real, not boolean");
    const auto emit = [](KernelMaker& k) {
        k.emit(k.add({.code = Opcode::constant_boolean, .type = ValueType::boolean}));
    };
    CHECK(complaint(emit, Domain::list) == ", operation 1: the domain list cannot emit");
    CHECK(complaint([](KernelMaker& k) { k.emit(k.real(1)); }) ==
          ", operation 1: operand 0 is real, not boolean");
    CHECK(complaint([&](KernelMaker& k) {
              emit(k);
              emit(k);
          }) == ", operation 3: a kernel emits once");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::sin, 0); }) ==
          ", operation 0: the primitive is no distribution that could be drawn from");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::normal, -1); }) ==
          ", operation 0: the number of a draw is not negative");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::normal, std::int64_t{1} << 32); }) ==
          ", operation 0: a kernel has fewer draws");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::poisson, 0); }) ==
          ", operation 0: operand 0 is missing");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::uniform, 0, k.real(1)); }) ==
          ", operation 1: operand 0 is one too many");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::poisson, 0, k.real(1), k.real(2)); }) ==
          ", operation 2: operand 1 is one too many");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::poisson, 0, k.integer(1)); }) ==
          ", operation 1: operand 0 is integer, not real");
    CHECK(complaint([](KernelMaker& k) { k.draw(model::Primitive::binomial, 0, k.real(1), k.real(2)); }) ==
          ", operation 2: operand 0 is real, not integer");
    CHECK(complaint([](KernelMaker& k) {
              k.add({.code = Opcode::draw,
                     .operands = {k.real(1), plan::kNoValue, plan::kNoValue},
                     .primitive = model::Primitive::poisson});
          }) == ", operation 1: the result is real, not integer");
    CHECK(complaint([](KernelMaker& k) {
              k.draw(model::Primitive::normal, 0, plan::kNoValue, plan::kNoValue, k.real(1));
          }) == ", operation 1: operand 2 is real, not integer");
    CHECK(complaint([](KernelMaker& k) {
              k.add({.code = Opcode::index, .type = ValueType::integer, .side = Side::pre});
          }) == ", operation 0: the domain has no side pre");
}

TEST_CASE("what stands before the loop") {
    CHECK(complaint([](KernelMaker& k) {
              k.store(k.slot("v", Storage::float64, true), k.real(1));
              k.loop();
          }) == ", operation 1: an effect stands before the loop");
    CHECK(complaint([](KernelMaker& k) {
              k.draw(model::Primitive::normal, 0);
              k.loop();
          }) == ", operation 0: a draw stands before the loop");
    CHECK(complaint([](KernelMaker& k) {
              k.add({.code = Opcode::index, .type = ValueType::integer});
              k.loop();
          }) == ", operation 0: an index stands before the loop");
    CHECK(complaint([](KernelMaker& k) {
              k.load(k.slot("v", Storage::float64));
              k.loop();
          }) == ", operation 0: a load of one element's value stands before the loop");
    CHECK(complaint([](KernelMaker& k) {
              k.load(k.slot("s", Storage::float64, true, Side::own, true));
              k.loop();
          }) == ", operation 0: a load of memory that the loop writes stands before the loop");
}
