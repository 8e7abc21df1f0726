// SPDX-License-Identifier: Apache-2.0
#include "engine/variable_owner.hpp"

#include "engine/building.hpp"
#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "parser/model/algebra.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace hillock::internal::engine {

using model::Variable;
using model::VariableKind;

namespace {

constexpr double kLimit = 1e50;

/// False for NaN too. Of float32 only infinity and NaN lie beyond the limit.
bool is_usable(double value) { return std::abs(value) < kLimit; }

/// The same for all, which is asked often: bits of magnitudes are in the order of these, NaN after infinity, and a difference below zero
/// has its sign set. Any processor does that in vectors.
template <class Real> [[gnu::always_inline]] inline bool all_valid_in_vectors(const Real* values, std::int64_t count) {
    using Bits = std::conditional_t<sizeof(Real) == sizeof(std::uint64_t), std::uint64_t, std::uint32_t>;
    constexpr Real kFirstUnusable = sizeof(Real) == sizeof(double) ? static_cast<Real>(kLimit) : std::numeric_limits<Real>::infinity();
    constexpr Bits kSign = Bits{1} << (8 * sizeof(Real) - 1), kMost = std::bit_cast<Bits>(kFirstUnusable) - 1;
    Bits differences = 0;
    for (std::int64_t k = 0; k < count; ++k) differences |= kMost - (std::bit_cast<Bits>(values[k]) & ~kSign);
    return (differences & kSign) == 0;
}

#if defined(__x86_64__) && defined(__GNUC__)

/// Code for any of these processors has vectors of two numbers; with four it waits for memory alone.
template <class Real> __attribute__((target("avx2"))) bool all_valid_in_long_vectors(const Real* values, std::int64_t count) {
    return all_valid_in_vectors(values, count);
}

template <class Real> bool all_valid(const Real* values, std::int64_t count) {
    return __builtin_cpu_supports("avx2") ? all_valid_in_long_vectors(values, count) : all_valid_in_vectors(values, count);
}

#else

template <class Real> bool all_valid(const Real* values, std::int64_t count) { return all_valid_in_vectors(values, count); }

#endif

} // namespace

VariableOwner::VariableOwner(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision)
    : Object(std::move(name)), model_(std::move(model)), precision_(std::move(precision)) {}

plan::Storage VariableOwner::storage(const Variable& variable) const {
    const auto found = storages().find(&variable);
    return found == storages().end() ? plan::storage_of(variable, real()) : found->second;
}

KernelArguments VariableOwner::arguments_now() const {
    KernelArguments arguments{};
    arguments.dt = dt();
    arguments.step = network() ? network()->step_at(arguments.dt) : 0;
    arguments.t = static_cast<double>(arguments.step) * arguments.dt;
    return arguments;
}

void VariableOwner::add_array(const Variable& variable, std::int64_t size) {
    const auto [added, is_new] = arrays_.insert_or_assign(&variable, Array(storage(variable), static_cast<std::size_t>(size)));
    if (variable.late) added->second.set_number(0, std::nan("")); // until a run gives it
}

bool VariableOwner::is_valid_in(const Variable& variable, Range elements) const {
    const Array& array = arrays_.at(&variable);
    if (variable.shared) elements = {0, 1};
    return array.storage() == plan::Storage::float32 ? all_valid(array.as<float>() + elements.begin, elements.size())
                                                     : all_valid(array.as<double>() + elements.begin, elements.size());
}

std::optional<std::size_t> VariableOwner::invalid_position(const Variable& variable) const {
    const Array& array = arrays_.at(&variable);
    const bool valid = is_valid_in(variable, {0, static_cast<std::int64_t>(array.size())});
    for (std::size_t k = 0; !valid && k < array.size(); ++k)
        if (!is_usable(array.number(k))) return k;
    return std::nullopt;
}

std::string VariableOwner::invalid_text(const Variable& variable, const std::string& element, std::size_t position) const {
    return "'" + variable.name + "' of " + element + " of '" + name() + "' is " +
           to_string(Quantity(arrays_.at(&variable).number(position), variable.dimension));
}

model::Reference VariableOwner::find(const std::string& variable) const {
    if (const model::Reference* reference = model_->scope.find(variable)) return *reference;
    const std::vector<std::string> names = model_->scope.names();
    throw NameError("'" + name() + "' has no variable '" + variable + "'" + did_you_mean(variable, names));
}

std::size_t VariableOwner::event(const std::string& event) const {
    throw ValueError("'" + name() + "' has no event '" + event + "': only neurons have events");
}

Object::Footprint VariableOwner::footprint() const {
    Footprint result{static_cast<std::size_t>(size()), 0};
    for (const auto& [variable, array] : arrays_) result.bytes += array.bytes();
    return result;
}

Array* VariableOwner::array(const Variable& variable) {
    const auto found = arrays_.find(&variable);
    return found == arrays_.end() ? nullptr : &found->second;
}

ArrayPlace VariableOwner::place_of(const Variable& variable) {
    if (variable.kind == VariableKind::linked) return linked_place(variable);
    if (Array* found = array(variable)) return {found->data(), found->end()};
    throw InternalError("internal error, please report: '" + name() + "' has no memory for '" + variable.name + "'");
}

ArrayPlace VariableOwner::array_place(const plan::Slot& slot) { return place_of(*slot.reference.variable); }

Array VariableOwner::evaluate(const std::string& what, const model::Expr& value, plan::Domain domain, Range range, Range frame) {
    Variable result;
    result.name = "result";
    result.type = value.type();
    plan::Surroundings around = surroundings();
    const plan::Storage kept = around.storages[&result] = plan::result_storage(result.type, real());
    const plan::Kernel kernel = plan::plan_assignment(what, domain, result, value, around);
    Array values(kept, static_cast<std::size_t>(std::max(size(), range.end)));
    run_for_elements(kernel, range, frame, [&](const plan::Slot& slot) {
        return slot.reference.variable == &result ? ArrayPlace{values.data(), values.end()} : array_place(slot);
    });
    return values;
}

std::optional<double> VariableOwner::number_for_all(model::Reference target, Range range) const {
    switch (target.variable->kind) {
    case VariableKind::time: return arguments_now().t;
    case VariableKind::time_step: return arguments_now().dt;
    case VariableKind::step_count: return static_cast<double>(arguments_now().step);
    case VariableKind::count:
        if (target.side == model::Side::own) return static_cast<double>(range.size());
        return std::nullopt;
    default: return std::nullopt;
    }
}

std::vector<double> VariableOwner::values(model::Reference target, const Selection& whole) {
    const Variable& variable = *target.variable;
    if (const auto number = number_for_all(target, whole.range)) return {*number};
    const Selection selection = variable.shared ? Selection(Range{0, 1}) : whole;
    const Array* stored = variable.stored() && target.side == model::Side::own ? array(variable) : nullptr;
    if (stored && variable.shared) return {stored->number(0)};
    std::optional<Array> computed;
    if (!stored) stored = &computed.emplace(evaluate("values of " + variable.name, model::Expr::reference(target), selection.range));
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(selection.size()));
    for (std::int64_t k = 0; k < selection.size(); ++k) values.push_back(stored->number(position(selection[k])));
    return values;
}

std::vector<std::int64_t> VariableOwner::where(const std::string& condition, Range range) {
    const SourcePtr source = make_source(name() + ".condition", condition);
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    const model::Expr holds =
        model::check_expression(source, tree, model().scope, {"the condition", model::Type::boolean, {}}).or_throw();
    const Array values = evaluate(source->name, holds, range);
    std::vector<std::int64_t> chosen;
    for (std::int64_t k = range.begin; k < range.end; ++k)
        if (values.number(position(k)) != 0) chosen.push_back(k);
    return chosen;
}

double VariableOwner::value(model::Reference target, std::int64_t index) {
    return values(target, Range{index, index + 1}).front();
}

double VariableOwner::largest(const std::string& what, const model::Expr& value, Range range) {
    const Array values = evaluate(what, value, range);
    double most = -std::numeric_limits<double>::infinity();
    for (std::int64_t k = range.begin; k < range.end; ++k) most = std::max(most, values.number(position(k)));
    return most;
}

void VariableOwner::require_writable(model::Reference target) const {
    const Variable& variable = *target.variable;
    if (variable.stored() && variable.kind != VariableKind::held && !variable.read_only && target.side == model::Side::own) return;
    const std::string why = variable.kind == VariableKind::subexpression ? "it stands for its expression"
                            : variable.kind == VariableKind::held        ? "its equation gives its value at the start of each step"
                            : variable.kind == VariableKind::linked      ? "it is linked to a variable of another group"
                            : variable.kind == VariableKind::constant    ? "it is a constant"
                            : variable.read_only                         ? "it numbers the synapses of each pair of neurons"
                            : variable.stored()                          ? "it belongs to another group"
                                                                         : "it is computed by the simulation";
    throw TypeError("'" + variable.name + "' of '" + name() + "' cannot be assigned: " + why);
}

void VariableOwner::require_dimension(const Variable& variable, const Quantity& value) const {
    // A plain 0 fits every dimension.
    if (value.dimension() == variable.dimension || (value.dimension().is_dimensionless() && value.value() == 0)) return;
    throw DimensionMismatchError("cannot assign " + to_string(value) + " to '" + variable.name + "' of '" + name() +
                                 "', which has the unit " + unit_name(variable.dimension));
}

void VariableOwner::require_type(const Variable& variable, double value) const {
    const bool whole = std::nearbyint(value) == value;
    const auto refuse_unless = [&](bool fits, const char* kind) {
        if (fits) return;
        const std::string number =
            whole && std::abs(value) < 1e15 ? std::to_string(static_cast<std::int64_t>(value)) : to_string(Quantity(value));
        throw TypeError("cannot assign " + number + " to '" + variable.name + "' of '" + name() + "', which is " + kind);
    };
    switch (storage(variable)) {
    case plan::Storage::boolean8: return refuse_unless(value == 0 || value == 1, "boolean");
    case plan::Storage::integer32: return refuse_unless(whole && value >= -0x1p31 && value < 0x1p31, "a 32-bit integer");
    case plan::Storage::integer64: return refuse_unless(whole && std::abs(value) < 0x1p63, "a 64-bit integer");
    case plan::Storage::float32:
        return refuse_unless(!std::isfinite(value) || std::isfinite(static_cast<float>(value)), "float32 and ends at 3.4e38");
    case plan::Storage::float64: return;
    }
}

Selection VariableOwner::assigned(const Variable& variable, const Selection& selection) const {
    return variable.shared ? Selection(Range{0, 1}) : selection;
}

void VariableOwner::assign(model::Reference target, const Selection& selection, const Quantity& value) {
    const Variable& variable = *target.variable;
    require_writable(target);
    require_dimension(variable, value);
    require_type(variable, value.value());
    Array& stored = *array(variable);
    const Selection elements = assigned(variable, selection);
    if (elements.list || elements.size() != static_cast<std::int64_t>(stored.size())) {
        for (std::int64_t k = 0; k < elements.size(); ++k) stored.set_number(place(variable, elements[k]), value.value());
        return;
    }
    constexpr double kAnElement = 0.5; // nanoseconds, or 2 if nobody has touched the memory before
    build_together(threads_to_build(kAnElement * static_cast<double>(elements.size())), [&](Share share) {
        const Range own = elements_of(elements.size(), share);
        stored.fill(static_cast<std::size_t>(own.begin), static_cast<std::size_t>(own.end), value.value());
    });
}

void VariableOwner::require_assignable(model::Reference target, const Selection& selection, std::span<const double> values,
                                       const Dimension& dimension) const {
    const Variable& variable = *target.variable;
    require_writable(target);
    const Selection elements = assigned(variable, selection);
    if (std::ssize(values) != elements.size()) {
        throw ValueError("cannot assign an array of " + std::to_string(values.size()) + " values to '" + variable.name +
                         "' of '" + name() + "', which has " + std::to_string(elements.size()) +
                         (elements.size() == 1 ? " element" : " elements"));
    }
    if (!(dimension == variable.dimension)) {
        const std::string unit = unit_name(variable.dimension);
        throw DimensionMismatchError("cannot assign an array of unit " + unit_name(dimension) + " to '" + variable.name +
                                     "' of '" + name() + "', which has the unit " + unit +
                                     (dimension.is_dimensionless() ? "; multiply the array with a unit" : ""));
    }
    for (const double value : values) require_type(variable, value);
}

void VariableOwner::assign(model::Reference target, const Selection& selection, std::span<const double> values,
                           const Dimension& dimension) {
    require_assignable(target, selection, values, dimension);
    const Variable& variable = *target.variable;
    const Selection elements = assigned(variable, selection);
    Array& stored = *array(variable);
    for (std::int64_t k = 0; k < elements.size(); ++k)
        stored.set_number(place(variable, elements[k]), values[static_cast<std::size_t>(k)]);
}

void VariableOwner::assign_text(model::Reference target, const Selection& selection, const std::string& expression) {
    const Variable& variable = *target.variable;
    require_writable(target);
    const SourcePtr source = make_source(name() + "." + variable.name, expression);
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    const model::Expectation expected{"the value of '" + variable.name + "'", variable.type, variable.dimension};
    const model::Expr value = model::check_expression(source, tree, model().scope, expected).or_throw();
    if (const auto constant = model::constant_value(value)) require_type(variable, *constant);
    if (variable.shared) {
        for (const model::Reference reference : model::references(value))
            if (!reference.variable->shared && reference.variable->kind != VariableKind::constant)
                throw ValueError("'" + variable.name + "' of '" + name() + "' is one value for all elements, but '" +
                                 reference.variable->name + "' differs from one to the next");
    }
    const plan::Domain domain = variable.shared ? plan::Domain::elements : assignment_domain();
    const Selection elements = assigned(variable, selection);
    if (storage(variable) == plan::Storage::integer32) {
        // Its numbers have 64 bits: none is cut off unseen.
        const Array values = evaluate(source->name, value, domain, elements.range, selection.range);
        const auto at = [&](std::int64_t k) { return place(variable, elements[k]); };
        for (std::int64_t k = 0; k < elements.size(); ++k) require_type(variable, values.number(at(k)));
        for (std::int64_t k = 0; k < elements.size(); ++k) array(variable)->set_number(at(k), values.number(at(k)));
        return;
    }
    const plan::Kernel kernel = plan::plan_assignment(source->name, domain, variable, value, surroundings());
    if (!elements.list && kernel.host_functions.empty()) {
        run_for_elements(kernel, elements.range, selection.range, [&](const plan::Slot& slot) { return array_place(slot); });
        return;
    }
    // All elements are computed in a copy, and those that were chosen are taken from it. A function that throws ends it before.
    Array& stored = *array(variable);
    Array copy(stored.storage(), stored.size());
    std::memcpy(copy.data(), stored.data(), stored.size() * element_bytes(stored.storage()));
    run_for_elements(kernel, elements.range, selection.range, [&](const plan::Slot& slot) {
        return slot.reference == target ? ArrayPlace{copy.data(), copy.end()} : array_place(slot);
    });
    const std::size_t bytes = element_bytes(stored.storage());
    if (!elements.list) {
        std::memcpy(stored.data(), copy.data(), stored.size() * bytes);
        return;
    }
    for (const std::int64_t index : *elements.list)
        std::memcpy(stored.as<std::byte>() + position(index) * bytes, copy.as<std::byte>() + position(index) * bytes, bytes);
}

void check_constants(const std::string& owner, const Constants& constants, const Constants& late, const model::Model& model) {
    const auto check = [&](const std::string& name, bool is_late) {
        if (!is_identifier(name))
            throw ValueError("a constant of '" + owner + "' cannot be named '" + name + "': names are letters, digits and '_', no digit first");
        if (name.starts_with('_'))
            throw ValueError("a constant of '" + owner + "' cannot be named '" + name +
                             "': names that begin with '_' are kept for the engine");
        const model::Reference* meant = model.scope.find(name);
        const bool reached = meant && meant->variable->name == name &&
                             (is_late ? meant->variable->late : meant->variable->kind == VariableKind::constant);
        if (!reached)
            log_warning(Warning::unused_constant,
                        "the constant '" + name + "' of '" + owner + "' is not used: the name means something else in its texts");
    };
    for (const auto& [name, value] : constants) check(name, false);
    for (const auto& [name, unit] : late) check(name, true);
}

} // namespace hillock::internal::engine
