// SPDX-License-Identifier: Apache-2.0
// The interpreter against answers worked out by hand, one small kernel for each domain and each rule of
// arithmetic.
#include "jit/plan/integer_math.hpp"
#include "jit/plan/interpreter.hpp"
#include "jit/plan/random.hpp"
#include "tests/support/kernel_maker.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>

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

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

/// The value of one operation on constants.
std::int64_t integer_result(Opcode code, std::int64_t a, std::int64_t b) {
    KernelMaker k(Domain::elements);
    const auto out = k.slot("out", Storage::integer64, true);
    k.store(out, k.op(code, ValueType::integer, k.integer(a), k.integer(b)));
    std::int64_t result = 77;
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    return result;
}

std::int64_t to_integer(double x, Storage real = Storage::float64) {
    KernelMaker k(Domain::elements, real);
    const auto out = k.slot("out", Storage::integer64, true);
    k.store(out, k.op(Opcode::to_integer, ValueType::integer, k.real(x)));
    std::int64_t result = 77;
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    return result;
}

double real_result(Opcode code, double a, double b, double c = 0) {
    KernelMaker k(Domain::elements);
    const auto out = k.slot("out", Storage::float64, true);
    const Value x = k.real(a), y = k.real(b), z = k.real(c);
    k.store(out, k.real_op(code, x, y, code == Opcode::fused_multiply_add ? z : plan::kNoValue));
    double result = 77;
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    return result;
}

} // namespace

TEST_CASE("integer division rounds down, never traps") {
    CHECK(integer_result(Opcode::floor_divide, 7, 2) == 3);
    CHECK(integer_result(Opcode::floor_divide, -7, 2) == -4);
    CHECK(integer_result(Opcode::floor_divide, 7, -2) == -4);
    CHECK(integer_result(Opcode::floor_divide, -7, -2) == 3);
    CHECK(integer_result(Opcode::floor_divide, -8, 2) == -4);
    CHECK(integer_result(Opcode::modulo, 7, 3) == 1);
    CHECK(integer_result(Opcode::modulo, -7, 3) == 2);
    CHECK(integer_result(Opcode::modulo, 7, -3) == -2);
    CHECK(integer_result(Opcode::modulo, -6, 3) == 0);
    CHECK(integer_result(Opcode::floor_divide, 5, 0) == 0);
    CHECK(integer_result(Opcode::modulo, 5, 0) == 0);
    CHECK(integer_result(Opcode::floor_divide, 5, -1) == -5);
    CHECK(integer_result(Opcode::floor_divide, kLowest, -1) == kLowest);
    CHECK(integer_result(Opcode::modulo, kLowest, -1) == 0);
    CHECK(integer_result(Opcode::add, kHighest, 1) == kLowest);
}

TEST_CASE("reals to integers truncate and saturate") {
    CHECK(to_integer(2.9) == 2);
    CHECK(to_integer(-2.9) == -2);
    CHECK(to_integer(1e19) == kHighest);
    CHECK(to_integer(0x1p63) == kHighest);
    CHECK(to_integer(-0x1p63) == kLowest);
    CHECK(to_integer(-1e19) == kLowest);
    CHECK(to_integer(std::nan("")) == 0);
    CHECK(to_integer(1e30, Storage::float32) == kHighest);
}

TEST_CASE("real arithmetic rounds where it says") {
    const double x = 1 + 0x1p-30; // x*x needs 61 bits
    CHECK(real_result(Opcode::fused_multiply_add, x, x, -1) == 0x1p-29 + 0x1p-60);
    CHECK(real_result(Opcode::floor_divide_real, -7, 2) == -4);
    CHECK(real_result(Opcode::modulo_real, -7, 3) == 2);
    CHECK(real_result(Opcode::modulo_real, 0.7, 0.1) == std::fma(-0.1, std::floor(0.7 / 0.1), 0.7));
}

TEST_CASE("minimum and maximum give the second argument if one is no number") {
    KernelMaker k(Domain::elements);
    const auto out = k.slot("out", Storage::float64, true);
    k.store(out, k.call(model::Primitive::minimum, k.real(std::nan("")), k.real(3)));
    double result = 77;
    void* arrays[] = {&result};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    CHECK(result == 3);
}

TEST_CASE("elements: stores where the mask is true, emits in order") {
    double v[] = {-0.06, -0.049, -0.04, -0.049}, ge[] = {0, 0, 1, 0}, gi[] = {0, 0, 0, 0};
    std::int64_t last[] = {0, 0, 0, 990};
    void* arrays[] = {v, ge, gi, last};
    std::int32_t emitted[4] = {-1, -1, -1, -1};
    const KernelArguments arguments{.arrays = arrays, .step = 1000, .end = 4, .emitted = emitted};
    CHECK(plan::interpret(test::cuba_kernel(), arguments) == 2);
    CHECK(emitted[0] == 1);
    CHECK(emitted[1] == 2);
    CHECK(emitted[2] == -1);
    CHECK(v[3] == -0.049); // refractory
    CHECK(v[0] > -0.06);
    CHECK(ge[2] == 0.9801986733067553);
}

TEST_CASE("list: side own is the listed element, the index counts from the subgroup") {
    KernelMaker k(Domain::list);
    const auto out = k.slot("out", Storage::integer32, true);
    k.store(out, k.add({.code = Opcode::index, .type = ValueType::integer}));
    std::int32_t values[6] = {-1, -1, -1, -1, -1, -1};
    void* arrays[] = {values};
    const std::int32_t list[] = {2, 5};
    plan::interpret(k.kernel, {.arrays = arrays, .list = list, .list_size = 2, .offset = {2, 0, 0}});
    CHECK(values[2] == 0);
    CHECK(values[5] == 3);
    CHECK(values[3] == -1);
}

TEST_CASE("rows: every synapse of the listed neurons, in order, repeated targets add up") {
    KernelMaker k(Domain::rows);
    const auto w = k.slot("w", Storage::float64), g = k.slot("g", Storage::float64, true, Side::post),
               a = k.slot("a", Storage::float64, false, Side::pre);
    k.store(g, k.real_op(Opcode::fused_multiply_add, k.load(w), k.load(a), k.load(g)));
    double weights[] = {1, 2, 4, 8}, targets[3] = {0, 0, 0}, sources[] = {0, 0, 10, 100};
    void* arrays[] = {weights, targets, sources};
    const std::int32_t list[] = {3}; // the second row: pre starts at neuron 2
    const std::uint64_t row_start[] = {0, 1, 4};
    const std::uint32_t row_target[] = {0, 2, 1, 2};
    plan::interpret(k.kernel, {.arrays = arrays,
                               .list = list,
                               .list_size = 1,
                               .row_begin = row_start,
                               .row_end = row_start + 1,
                               .row_target = row_target,
                               .offset = {0, 2, 0}});
    CHECK(targets[0] == 0);
    CHECK(targets[1] == 400);
    CHECK(targets[2] == 1000);
}

TEST_CASE("pairs: one source, dense targets; draws count the pairs") {
    KernelMaker k(Domain::pairs);
    const auto out = k.slot("out", Storage::float64, true, Side::post);
    k.store(out, k.draw(model::Primitive::uniform, 4));
    double values[8] = {};
    void* arrays[] = {values};
    plan::interpret(k.kernel, {.arrays = arrays,
                               .begin = 4,
                               .end = 6,
                               .source = 7,
                               .offset = {0, 0, 3},
                               .count = {0, 0, 5},
                               .random_key = 42,
                               .random_step = 9});
    const std::uint64_t key = plan::draw_key(42, 4);
    CHECK(values[3] == 0);
    CHECK(values[4] == plan::uniform(key, 7 * 5 + 1, 9));
    CHECK(values[5] == plan::uniform(key, 7 * 5 + 2, 9));
}

TEST_CASE("a float32 kernel computes in float32, whatever its arrays hold") {
    KernelMaker k(Domain::elements, Storage::float32);
    const auto x = k.slot("x", Storage::float64), y = k.slot("y", Storage::float64, true);
    k.store(y, k.real_op(Opcode::add, k.load(x), k.real(1e-9)));
    double in = 1.1, out = 0;
    void* arrays[] = {&in, &out};
    plan::interpret(k.kernel, {.arrays = arrays, .end = 1});
    CHECK(out == static_cast<double>(1.1f));
}
