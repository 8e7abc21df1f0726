// SPDX-License-Identifier: Apache-2.0
#include "engine/variable_owner.hpp"

#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <cmath>
#include <cstring>

namespace hillock::engine {

using model::Variable;
using model::VariableKind;

VariableOwner::VariableOwner(ObjectName name, std::unique_ptr<const model::Model> model, plan::Storage real)
    : Object(std::move(name)), model_(std::move(model)), real_(real) {}

KernelArguments VariableOwner::arguments_now() const {
    KernelArguments arguments{};
    arguments.dt = clock_dt();
    arguments.step = network() ? network()->step() : 0;
    arguments.t = static_cast<double>(arguments.step) * arguments.dt;
    return arguments;
}

void VariableOwner::add_array(const Variable& variable, std::int64_t size) {
    arrays_.insert_or_assign(&variable, Array(plan::storage_of(variable, real_), static_cast<std::size_t>(size)));
}

model::Reference VariableOwner::find(const std::string& variable) const {
    if (const model::Reference* reference = model_->scope.find(variable)) return *reference;
    const std::vector<std::string> names = model_->scope.names();
    throw NameError("'" + name() + "' has no variable '" + variable + "'" + did_you_mean(variable, names));
}

Array* VariableOwner::array(const Variable& variable) {
    const auto found = arrays_.find(&variable);
    return found == arrays_.end() ? nullptr : &found->second;
}

void* VariableOwner::array_address(const plan::Slot& slot) {
    if (Array* found = slot.reference.side == model::Side::own ? array(*slot.reference.variable) : nullptr)
        return found->data();
    throw InternalError("internal error, please report: '" + name() + "' has no memory for '" +
                        slot.reference.variable->name + "'");
}

Array VariableOwner::evaluate(const std::string& what, const model::Expr& value, Range range) {
    Variable result;
    result.name = "result";
    result.type = value.type();
    const plan::Kernel kernel = plan::plan_assignment(what, assignment_domain(), result, value, surroundings());
    Array values(plan::storage_of(result, real_), static_cast<std::size_t>(size()));
    run_for_elements(kernel, range, range, [&](const plan::Slot& slot) {
        return slot.reference.variable == &result ? values.data() : array_address(slot);
    });
    return values;
}

std::vector<double> VariableOwner::values(model::Reference target, const Selection& whole) {
    const Variable& variable = *target.variable;
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

void VariableOwner::require_writable(model::Reference target) const {
    const Variable& variable = *target.variable;
    if (variable.stored() && target.side == model::Side::own) return;
    const std::string why = variable.kind == VariableKind::subexpression ? "it stands for its expression"
                            : variable.kind == VariableKind::constant    ? "it is a constant"
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
    const bool fits = variable.type == model::Type::real ||
                      (variable.type == model::Type::integer && std::nearbyint(value) == value &&
                       std::abs(value) <= 2147483647.0) ||
                      value == 0 || value == 1;
    if (fits) return;
    throw TypeError("cannot assign " + to_string(Quantity(value)) + " to '" + variable.name + "' of '" + name() +
                    "', which is " + (variable.type == model::Type::boolean ? "boolean" : "a 32-bit integer"));
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
    for (std::int64_t k = 0; k < elements.size(); ++k) stored.set_number(place(variable, elements[k]), value.value());
}

void VariableOwner::assign(model::Reference target, const Selection& selection, std::span<const double> values,
                           const Dimension& dimension) {
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
    if (variable.shared) {
        for (const model::Reference reference : model::references(value))
            if (!reference.variable->shared && reference.variable->kind != VariableKind::constant)
                throw ValueError("'" + variable.name + "' of '" + name() + "' is one value for all elements, but '" +
                                 reference.variable->name + "' differs from one to the next");
    }
    const plan::Domain domain = variable.shared ? plan::Domain::elements : assignment_domain();
    const plan::Kernel kernel = plan::plan_assignment(source->name, domain, variable, value, surroundings());
    const Selection elements = assigned(variable, selection);
    if (!elements.list) {
        run_for_elements(kernel, elements.range, selection.range, [&](const plan::Slot& slot) { return array_address(slot); });
        return;
    }
    // All elements are computed in a copy, and those that were chosen are taken from it.
    Array& stored = *array(variable);
    Array copy(stored.storage(), stored.size());
    std::memcpy(copy.data(), stored.data(), stored.size() * element_bytes(stored.storage()));
    run_for_elements(kernel, elements.range, selection.range, [&](const plan::Slot& slot) {
        return slot.reference == target ? copy.data() : array_address(slot);
    });
    for (const std::int64_t index : *elements.list) stored.set_number(position(index), copy.number(position(index)));
}



void check_constants(const std::string& owner, const Constants& constants, const model::Model& model) {
    for (const auto& [name, value] : constants) {
        if (!is_identifier(name))
            throw ValueError("a constant of '" + owner + "' cannot be named '" + name + "': names are letters, digits and '_', no digit first");
        const model::Reference* meant = model.scope.find(name);
        const bool reached = meant && meant->variable->kind == VariableKind::constant && meant->variable->name == name;
        if (!reached)
            log_warning("the constant '" + name + "' of '" + owner + "' is not used: the name means something else in its texts");
    }
}

} // namespace hillock::engine
