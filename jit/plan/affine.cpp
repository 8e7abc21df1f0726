// SPDX-License-Identifier: Apache-2.0
// Constants around calls, gathered: exp((13*mV - v + VT)/(4*mV)) takes one fused operation of v instead of four, and a/exprel(x)/ms one
// factor. Functions whose relative error is the absolute error of their argument take it; what is left of a difference that is
// nearly 0 matters to others (log, sin), whose arguments stay as they were written.
#include "jit/plan/builder.hpp"

#include <cmath>
#include <numbers>

namespace hillock::internal::plan {

using model::Primitive;

namespace {

bool forgives_absolute_errors(Primitive primitive) {
    return primitive == Primitive::exp || primitive == Primitive::exprel || primitive == Primitive::inverse_exprel;
}

bool is_zero_or_normal(double number, Storage real) {
    if (real == Storage::float64) return number == 0 || std::isnormal(number);
    return number == 0 || std::isnormal(static_cast<float>(number));
}

} // namespace

void Builder::Affine::scale(double by) {
    factor *= by;
    offset *= by;
    ++operations;
}

void Builder::Affine::add(double number) {
    offset += number;
    ++operations;
}

Builder::Affine Builder::affine(Value value) const {
    const Operation& operation = kernel_.operations[value];
    if (operation.type != ValueType::real) return {value};
    const auto operand = [&](std::size_t k) { return operation.operands[k]; };
    const auto number = [&](std::size_t k) { return known<double>(operand(k)); };
    const auto of = [&](std::size_t k, auto change) {
        Affine result = affine(operand(k));
        change(result);
        return result;
    };
    switch (operation.code) {
    case Opcode::negate: return of(0, [](Affine& x) { x.scale(-1); });
    case Opcode::add:
        if (const auto a = number(1)) return of(0, [&](Affine& x) { x.add(*a); });
        if (const auto a = number(0)) return of(1, [&](Affine& x) { x.add(*a); });
        break;
    case Opcode::subtract:
        if (const auto a = number(1)) return of(0, [&](Affine& x) { x.add(-*a); });
        if (const auto a = number(0))
            return of(1, [&](Affine& x) {
                x.scale(-1);
                x.offset += *a;
            });
        break;
    case Opcode::multiply:
        if (const auto a = number(1)) return of(0, [&](Affine& x) { x.scale(*a); });
        if (const auto a = number(0)) return of(1, [&](Affine& x) { x.scale(*a); });
        break;
    case Opcode::divide:
        if (const auto a = number(1)) return of(0, [&](Affine& x) { x.scale(1 / *a); });
        break;
    case Opcode::fused_multiply_add: return affine_of_fused(operation, value);
    default: break;
    }
    return {value};
}

Builder::Affine Builder::affine_of_fused(const Operation& operation, Value value) const {
    const auto a = known<double>(operation.operands[0]), b = known<double>(operation.operands[1]),
               c = known<double>(operation.operands[2]);
    if (a && b) {
        Affine result = affine(operation.operands[2]);
        result.add(*a * *b);
        return result;
    }
    if (!c || !(a || b)) return {value};
    Affine result = affine(operation.operands[a ? 1 : 0]);
    result.scale(a ? *a : *b);
    result.offset += *c;
    return result;
}

bool Builder::is_safe(const Affine& sum) const {
    return sum.factor != 0 && is_zero_or_normal(sum.factor, kernel_.real) && is_zero_or_normal(sum.offset, kernel_.real);
}

Value Builder::argument_of(Primitive primitive, Value value) {
    if (!forgives_absolute_errors(primitive) || uniform_[value]) return value;
    const Affine found = affine(value);
    if (found.operations < 2 || !is_safe(found)) return value;
    return value_of(found);
}

Value Builder::value_of(const Affine& sum) {
    constexpr ValueType real = ValueType::real;
    if (sum.factor == 1 && sum.offset == 0) return sum.base;
    if (sum.factor == 1) return operation(Opcode::add, real, sum.base, constant(sum.offset));
    if (sum.factor == -1) return operation(Opcode::subtract, real, constant(sum.offset), sum.base);
    if (sum.offset == 0) return operation(Opcode::multiply, real, sum.base, constant(sum.factor));
    return operation(Opcode::fused_multiply_add, real, sum.base, constant(sum.factor), constant(sum.offset));
}

std::optional<Value> Builder::power_of_two(const Affine& argument) {
    Affine exponent = argument;
    exponent.scale(std::numbers::log2e);
    // A product with a constant is rounded once, whatever the constant. A value as it is, or its negative, would lose digits.
    const bool is_rounded = std::abs(argument.factor) != 1;
    if (!is_rounded || !is_safe(exponent)) return std::nullopt;
    return add({.code = Opcode::call, .operands = {value_of(exponent), kNoValue, kNoValue}, .primitive = Primitive::exp2}, false);
}

void Builder::gather_factors() {
    const std::vector<bool> exact = exact_operations();
    for (Value k = 0; k < exact.size(); ++k) {
        const auto outer = factor_of(k);
        if (!outer || exact[k]) continue;
        const Affine all = factors_of(outer->base);
        const bool is_sum = kernel_.operations[k].code == Opcode::fused_multiply_add;
        const double factor = outer->factor * all.factor;
        if (all.operations == 0 || !is_zero_or_normal(factor, kernel_.real)) continue;
        if (!is_sum && kernel_.operations[all.base].code != Opcode::call) continue;
        const Value constant = this->constant(factor);
        kernel_.operations[k].operands[0] = all.base;
        kernel_.operations[k].operands[1] = constant;
    }
}

std::optional<Builder::Affine> Builder::factor_of(Value value) const {
    const Operation& operation = kernel_.operations[value];
    const bool is_product = operation.code == Opcode::multiply || operation.code == Opcode::fused_multiply_add;
    if (!is_product || operation.type != ValueType::real || uniform_[value]) return std::nullopt;
    for (const int side : {0, 1})
        if (const auto number = known<double>(operation.operands[static_cast<std::size_t>(side)]))
            return Affine{operation.operands[static_cast<std::size_t>(1 - side)], *number, 0, 1};
    return std::nullopt;
}

Builder::Affine Builder::factors_of(Value value) const {
    Affine all{value};
    while (true) {
        const Operation& operation = kernel_.operations[all.base];
        const auto factor = operation.code == Opcode::multiply ? factor_of(all.base) : std::nullopt;
        if (!factor && (operation.code != Opcode::negate || operation.type != ValueType::real)) return all;
        all.scale(factor ? factor->factor : -1);
        all.base = factor ? factor->base : operation.operands[0];
    }
}

} // namespace hillock::internal::plan
