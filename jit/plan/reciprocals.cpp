// SPDX-License-Identifier: Apache-2.0
// A quotient by what is the same for all elements becomes a product with its reciprocal, which processors compute five to
// ten times as fast: with a relative error of at most 2^-52 instead of 2^-53, and as exactly where the reciprocal
// is no normal number. What is cut to a whole number stays a quotient: 0.3/0.1 and 0.3*10 differ there by one.
#include "jit/plan/builder.hpp"
#include "jit/plan/opcode.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace hillock::internal::plan {

using model::Primitive;

namespace {

/// Beyond these magnitudes a reciprocal is infinite or subnormal; times the scale it is neither.
struct Range {
    double least, most, up, down;
};
constexpr Range kRange32{0x1p-126, 0x1p126, 0x1p40, 0x1p-40};
constexpr Range kRange64{0x1p-1022, 0x1p1022, 0x1p200, 0x1p-200};

bool is_exact_use(const Kernel& kernel, const Operation& operation) {
    const auto is_zero = [&](Value value) {
        return kernel.operations[value].code == Opcode::constant_real && kernel.operations[value].number == 0;
    };
    switch (operation.code) {
    case Opcode::to_integer:
    case Opcode::floor_divide_real:
    case Opcode::modulo_real: return true;
    case Opcode::equal:
    case Opcode::not_equal: return !is_zero(operation.operands[0]) && !is_zero(operation.operands[1]);
    case Opcode::call: return operation.primitive == Primitive::floor || operation.primitive == Primitive::ceil;
    default: return false;
    }
}

/// Gives a whole number where its operands do.
bool keeps_whole_numbers(const Operation& operation) {
    switch (operation.code) {
    case Opcode::negate:
    case Opcode::add:
    case Opcode::subtract:
    case Opcode::multiply:
    case Opcode::fused_multiply_add:
    case Opcode::select: return true;
    case Opcode::call:
        return operation.primitive == Primitive::absolute || operation.primitive == Primitive::minimum ||
               operation.primitive == Primitive::maximum;
    default: return false;
    }
}

} // namespace

/// The value of a negative, sum, product or quotient of constants (40*mV), with the bits that it has when it is run.
template <class Real> std::optional<Real> Builder::known(Value value) const {
    const Operation& operation = kernel_.operations[value];
    if (operation.type != ValueType::real || !uniform_[value]) return std::nullopt;
    const auto of_both = [&](auto combine) -> std::optional<Real> {
        const std::optional<Real> a = known<Real>(operation.operands[0]);
        const std::optional<Real> b = a ? known<Real>(operation.operands[1]) : std::nullopt;
        return b ? std::optional<Real>(combine(*a, *b)) : std::nullopt;
    };
    switch (operation.code) {
    case Opcode::constant_real: return static_cast<Real>(operation.number);
    case Opcode::negate: {
        const std::optional<Real> a = known<Real>(operation.operands[0]);
        return a ? std::optional<Real>(-*a) : std::nullopt;
    }
    case Opcode::add: return of_both(std::plus<Real>());
    case Opcode::subtract: return of_both(std::minus<Real>());
    case Opcode::multiply: return of_both(std::multiplies<Real>());
    case Opcode::divide: return of_both(std::divides<Real>());
    default: return std::nullopt;
    }
}

template std::optional<double> Builder::known(Value value) const; // affine.cpp asks too

/// Of a constant, if both are normal numbers.
template <class Real> std::optional<double> Builder::known_reciprocal(Value divisor) const {
    const std::optional<Real> number = known<Real>(divisor);
    return number && std::isnormal(*number) && std::isnormal(1 / *number) ? std::optional<double>(1 / *number) : std::nullopt;
}

/// The product of both is the reciprocal. The second is a power of two, and 1 but where the first, of a divisor that only a
/// run knows, would be infinite (but for 0) or lose digits.
Builder::Product Builder::reciprocal(Value divisor) {
    constexpr ValueType real = ValueType::real;
    const Range& range = kernel_.real == Storage::float32 ? kRange32 : kRange64;
    const auto beyond = [&](Opcode side, double limit, double scale, Value otherwise) {
        const Value is_beyond =
            operation(side, ValueType::boolean, call(Primitive::absolute, divisor), constant(limit));
        return operation(Opcode::select, real, is_beyond, constant(scale), otherwise);
    };
    const Value up = beyond(Opcode::less, range.least, range.up, constant(1));
    const Value scale = beyond(Opcode::greater, range.most, range.down, up);
    const Value scaled = operation(Opcode::multiply, real, divisor, scale);
    return {operation(Opcode::divide, real, constant(1), scaled), scale};
}

/// Computed of integers and constants alone.
bool Builder::is_of_integers(Value value) const {
    const Operation& operation = kernel_.operations[value];
    if (operation.code == Opcode::to_real || operation.code == Opcode::constant_real) return true;
    return keeps_whole_numbers(operation) &&
           std::ranges::all_of(operation.operands, [&](Value operand) {
               return operand == kNoValue || kernel_.operations[operand].type == ValueType::boolean || is_of_integers(operand);
           });
}

std::optional<Builder::Product> Builder::product_for(Value dividend, Value divisor) {
    if (is_of_integers(dividend)) return std::nullopt; // it may be compared with a whole number: i/10 <= 3
    const std::optional<double> constant_factor =
        kernel_.real == Storage::float32 ? known_reciprocal<float>(divisor) : known_reciprocal<double>(divisor);
    if (constant_factor) return Product{dividend, constant(*constant_factor)};
    if (kernel_.operations[divisor].code == Opcode::constant_real) return std::nullopt;
    const auto [first, scale] = reciprocal(divisor);
    return Product{operation(Opcode::multiply, ValueType::real, dividend, first), scale};
}

std::vector<bool> Builder::exact_operations() const {
    std::vector<bool> exact(kernel_.operations.size(), false);
    for (std::size_t k = exact.size(); k-- > 0;) {
        const Operation& operation = kernel_.operations[k];
        if (!is_exact_use(kernel_, operation) && !(exact[k] && keeps_whole_numbers(operation))) continue;
        for (const Value operand : operation.operands)
            if (operand != kNoValue) exact[operand] = true;
    }
    return exact;
}

void Builder::use_products() {
    const std::vector<bool> exact = exact_operations();
    for (std::size_t k = 0; k < exact.size(); ++k) {
        Operation& operation = kernel_.operations[k];
        const auto found = products_.find(static_cast<Value>(k));
        if (found == products_.end() || exact[k] || !uniform_[operation.operands[1]]) continue;
        operation.code = Opcode::multiply;
        operation.operands = {found->second[0], found->second[1], kNoValue};
    }
}

} // namespace hillock::internal::plan
