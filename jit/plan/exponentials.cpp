// SPDX-License-Identifier: Apache-2.0
// Exponentials of multiples of one value as powers of one: exp(v/(5*mV)) is the eighth power of exp(v/(40*mV)), three products
// instead of thirty operations. The rates of a Hodgkin-Huxley model need two exponentials by it instead of six. What it costs is
// digits: the k-th power has k times the error, in 1/exprel beside its zero another factor of 4.5. What stays becomes a power of two,
// if its argument is rounded anyhow.
#include "jit/plan/builder.hpp"
#include "parser/model/elementary_functions.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace hillock::internal::plan {

using model::Primitive;

namespace {

constexpr std::int64_t kMostPower = 16;
/// How far a power may be from what it stands for, as an exponent: as much earlier it overflows.
constexpr double kMostOffset32 = 8, kMostOffset64 = 30;

bool is_exponential(const Operation& operation) {
    return operation.code == Opcode::call &&
           (operation.primitive == Primitive::exp || operation.primitive == Primitive::inverse_exprel);
}

} // namespace

/// A call of exp or 1/exprel whose argument is factor*base + offset.
struct Builder::Exponential {
    Value call, base;
    double factor, offset;
    Primitive primitive;
};

/// The calls that are computed by powers of exp(factor*base + offset), each with its power: of 1/exprel it may be negative.
struct Builder::Family {
    Value base;
    double factor, offset;
    std::map<Value, std::int64_t> members;
};

std::vector<Builder::Exponential> Builder::exponentials() const {
    const std::vector<bool> exact = exact_operations(), needed = needed_operations();
    std::vector<Exponential> found;
    bool in_loop = false;
    for (Value k = 0; k < kernel_.operations.size(); ++k) {
        const Operation& operation = kernel_.operations[k];
        in_loop = operation.code == Opcode::repeat || (in_loop && operation.code != Opcode::repeat_while);
        if (in_loop || uniform_[k] || exact[k] || !needed[k] || !is_exponential(operation)) continue;
        const Affine argument = affine(operation.operands[0]);
        if (std::isnormal(argument.factor) && std::isfinite(argument.offset))
            found.push_back({k, argument.base, argument.factor, argument.offset, operation.primitive});
    }
    return found;
}

/// The power of exp(base) that the exponential is, up to a factor.
std::optional<std::int64_t> Builder::power_of(const Exponential& base, const Exponential& exponential) const {
    const double ratio = exponential.factor / base.factor, power = std::round(ratio);
    // Both factors are rounded once or twice, as the argument is.
    const bool is_float = kernel_.real == Storage::float32;
    const double unit = is_float ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
    const bool whole = std::abs(ratio - power) <= 2 * unit * std::abs(ratio);
    const bool possible = power > 0 || exponential.primitive == Primitive::inverse_exprel;
    const double offset = exponential.offset - power * base.offset;
    const double most = is_float ? kMostOffset32 : kMostOffset64;
    if (exponential.base != base.base || !whole || !possible || power == 0 || std::abs(power) > kMostPower || std::abs(offset) > most)
        return std::nullopt;
    return static_cast<std::int64_t>(power);
}

/// The largest families, and of equal ones those of the least powers.
std::vector<Builder::Family> Builder::families(std::vector<Exponential> left) const {
    std::vector<Family> found;
    while (true) {
        Family best{};
        for (const Exponential& base : left) {
            Family family{base.base, base.factor, base.offset, {}};
            for (const Exponential& member : left)
                if (const auto power = power_of(base, member)) family.members.emplace(member.call, *power);
            const bool better = family.members.size() > best.members.size() ||
                                (family.members.size() == best.members.size() && std::abs(family.factor) > std::abs(best.factor));
            if (family.members.size() >= 2 && better) best = std::move(family);
        }
        if (best.members.empty()) return found;
        std::erase_if(left, [&](const Exponential& exponential) { return best.members.contains(exponential.call); });
        found.push_back(std::move(best));
    }
}

/// The powers of one value, each by one product from those that are there.
class Builder::Powers {
  public:
    Powers(Builder& builder, Value one) : builder_(builder), known_{{1, one}} {}

    Value operator()(std::int64_t power) {
        if (const auto found = known_.find(power); found != known_.end()) return found->second;
        for (const auto& [part, value] : known_)
            if (const auto rest = known_.find(power - part); rest != known_.end()) return product(power, value, rest->second);
        const Value half = (*this)(power / 2);
        return product(power, half, (*this)(power - power / 2));
    }

  private:
    Value product(std::int64_t power, Value a, Value b) {
        return known_[power] = builder_.operation(Opcode::multiply, ValueType::real, a, b);
    }

    Builder& builder_;
    std::map<std::int64_t, Value> known_;
};

/// In the place of the call: \param base and \param argument are the values that it has now.
Value Builder::of_power(const Family& family, Powers& powers, const Exponential& exponential, Value base, Value argument) {
    constexpr ValueType real = ValueType::real;
    const std::int64_t power = family.members.at(exponential.call), size = std::abs(power);
    const double sign = power < 0 ? -1 : 1;
    const double factor = model::elementary_exp(sign * exponential.offset - static_cast<double>(size) * family.offset);
    const Value plain = powers(size);
    const Value exp = factor == 1 ? plain : operation(Opcode::multiply, real, plain, constant(factor));
    if (exponential.primitive == Primitive::exp) return exp;
    const auto by = [&](Value x) {
        return add({.code = Opcode::call, .operands = {x, exp, kNoValue}, .primitive = Primitive::inverse_exprel_by}, false);
    };
    if (power > 0) return by(argument);
    // x/(e^x - 1) = e^-x (-x)/(e^-x - 1)
    return operation(Opcode::multiply, real, by(value_of({base, -exponential.factor, -exponential.offset})), exp);
}

void Builder::rewrite_exponentials() {
    const std::vector<Exponential> all = exponentials();
    if (all.empty()) return;
    const std::vector<Family> families = this->families(all);
    std::map<Value, const Exponential*> exponential_at;
    for (const Exponential& exponential : all) exponential_at.emplace(exponential.call, &exponential);
    std::map<Value, const Family*> family_at;
    for (const Family& family : families)
        for (const auto& [call, power] : family.members) family_at.emplace(call, &family);

    const std::vector<Operation> before = std::exchange(kernel_.operations, {});
    const std::vector<bool> uniform_before = std::exchange(uniform_, {});
    known_.clear();
    std::vector<Value> renamed(before.size(), kNoValue);
    std::map<const Family*, Powers> powers;
    const auto powers_of = [&](const Family& family) -> Powers& {
        if (const auto found = powers.find(&family); found != powers.end()) return found->second;
        const Affine argument{renamed[family.base], family.factor, family.offset};
        const std::optional<Value> of_two = power_of_two(argument);
        const auto exp = [&] {
            return add({.code = Opcode::call, .operands = {value_of(argument), kNoValue, kNoValue}, .primitive = Primitive::exp}, false);
        };
        return powers.try_emplace(&family, *this, of_two ? *of_two : exp()).first->second;
    };
    for (Value k = 0; k < before.size(); ++k) {
        Operation operation = before[k];
        // What a loop carries on comes later than where it is named.
        for (Value& operand : operation.operands)
            if (operand != kNoValue && operand < k) operand = renamed[operand];
        if (const auto family = family_at.find(k); family != family_at.end()) {
            const Family& its = *family->second;
            renamed[k] = of_power(its, powers_of(its), *exponential_at.at(k), renamed[its.base], operation.operands[0]);
            continue;
        }
        if (const auto found = exponential_at.find(k); found != exponential_at.end() && found->second->primitive == Primitive::exp) {
            const Exponential& its = *found->second;
            if (const std::optional<Value> of_two = power_of_two({renamed[its.base], its.factor, its.offset})) {
                renamed[k] = *of_two;
                continue;
            }
        }
        renamed[k] = static_cast<Value>(kernel_.operations.size());
        kernel_.operations.push_back(operation);
        uniform_.push_back(uniform_before[k]);
    }
    for (Value k = 0; k < before.size(); ++k)
        if (before[k].code == Opcode::carried) kernel_.operations[renamed[k]].operands[1] = renamed[before[k].operands[1]];
}

} // namespace hillock::internal::plan
