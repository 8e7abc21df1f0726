// SPDX-License-Identifier: Apache-2.0
#include "engine/functions.hpp"

#include "engine/access.hpp"
#include "engine/log.hpp"
#include "engine/variable_owner.hpp"
#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "parser/model/identifiers.hpp"
#include "parser/model/messages.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <limits>
#include <variant>

namespace hillock {
using namespace internal;

namespace {

double checked_dt(const Quantity& dt) {
    if (!(dt.dimension() == kTimeDimension))
        throw DimensionMismatchError("the dt of a TimedArray must be a time such as '1*ms', but it is " +
                                     to_string(dt));
    if (!(dt.value() > 0) || std::isinf(dt.value()))
        throw ValueError("the dt of a TimedArray must be positive, but it is " + to_string(dt));
    return dt.value();
}

std::string trimmed(const std::string& text) {
    const auto is_space = [](unsigned char c) { return std::isspace(c) != 0; };
    const auto first = std::find_if_not(text.begin(), text.end(), is_space);
    const auto last = std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), is_space).base();
    return {first, last};
}

std::vector<Parameter> split(const std::string& parameters) {
    std::vector<Parameter> result;
    if (trimmed(parameters).empty())
        return result;
    for (std::size_t begin = 0; begin <= parameters.size();) {
        const std::size_t comma = std::min(parameters.find(',', begin), parameters.size());
        result.emplace_back(trimmed(parameters.substr(begin, comma - begin)));
        begin = comma + 1;
    }
    return result;
}

} // namespace

QuantityRows operator*(std::vector<std::vector<double>> values, const Quantity& unit) {
    for (std::vector<double>& row : values)
        for (double& value : row)
            value *= unit.value();
    return {std::move(values), unit.dimension()};
}

QuantityRows operator*(const Quantity& unit, std::vector<std::vector<double>> values) {
    return std::move(values) * unit;
}

/// The three means.
struct Function::Content {
    struct Text {
        std::vector<Parameter> parameters;
        std::string expression;
    };
    struct Code {
        std::vector<Parameter> parameters;
        Dimension result;
        Callback<double(const double*)> call;
        Purity purity;
    };
    std::variant<TimedArray, Text, Code> by;
};

TimedArray::TimedArray(const QuantityArray& values, const Quantity& dt)
    : values_(std::make_shared<const std::vector<double>>(values.values)), dt_seconds_(checked_dt(dt)),
      dimension_(values.dimension) {
    if (values_->empty())
        throw ValueError("a TimedArray needs at least one value");
}

TimedArray::TimedArray(const QuantityRows& values, const Quantity& dt)
    : dt_seconds_(checked_dt(dt)), dimension_(values.dimension) {
    if (values.values.empty() || values.values.front().empty())
        throw ValueError("a TimedArray needs at least one value");
    columns_ = values.values.front().size();
    std::vector<double> flat;
    for (std::size_t k = 0; k < values.values.size(); ++k) {
        const std::vector<double>& row = values.values[k];
        if (row.size() != columns_)
            throw ValueError("the rows of a TimedArray must have one length, but row 0 has " +
                             std::to_string(columns_) + " values and row " + std::to_string(k) + " has " +
                             std::to_string(row.size()));
        flat.insert(flat.end(), row.begin(), row.end());
    }
    values_ = std::make_shared<const std::vector<double>>(std::move(flat));
}

TimedArray::TimedArray(const std::vector<double>& values, const Quantity& dt) : TimedArray(QuantityArray{values, {}}, dt) {}

TimedArray::TimedArray(const std::vector<std::vector<double>>& values, const Quantity& dt) : TimedArray(QuantityRows{values, {}}, dt) {}

std::size_t TimedArray::rows() const {
    return values_->size() / (columns_ == 0 ? 1 : columns_);
}

Quantity TimedArray::dt() const {
    return {dt_seconds_, kTimeDimension};
}

std::size_t TimedArray::row_at(const Quantity& t) const {
    if (!(t.dimension() == kTimeDimension))
        throw DimensionMismatchError("a TimedArray is a function of time, but it was called with " +
                                     to_string(t));
    const model::Table table{.values = values_, .columns = columns_, .dt_seconds = dt_seconds_};
    return model::table_row(table, t.value(), engine::clock_dt());
}

Quantity TimedArray::operator()(const Quantity& t) const {
    if (columns_ != 0)
        throw ValueError("this TimedArray has " + std::to_string(columns_) +
                         " columns: call it with a time and a column");
    return {(*values_)[row_at(t)], dimension_};
}

Quantity TimedArray::operator()(const Quantity& t, std::int64_t i) const {
    if (columns_ == 0)
        throw ValueError("this TimedArray has no columns: call it with a time alone");
    if (i < 0 || i >= static_cast<std::int64_t>(columns_))
        throw IndexError("column " + std::to_string(i) + " was asked for, but the TimedArray has " +
                         std::to_string(columns_) + (columns_ == 1 ? " column" : " columns"));
    return {(*values_)[row_at(t) * columns_ + static_cast<std::size_t>(i)], dimension_};
}

Function::Function(const TimedArray& values) : content_(std::make_shared<const Content>(Content{values})) {}

Function::Function(const std::string& parameters, std::string expression) : Function(split(parameters), std::move(expression)) {}

Function::Function(std::vector<Parameter> parameters, std::string expression)
    : content_(std::make_shared<const Content>(Content{Content::Text{std::move(parameters), std::move(expression)}})) {}

Function::Function(std::vector<Parameter> parameters, const Quantity& unit, std::size_t arity,
                   Callback<double(const double*)> call, Purity purity)
    : content_(std::make_shared<const Content>(Content{Content::Code{std::move(parameters), unit.dimension(), std::move(call), purity}})) {
    const std::vector<Parameter>& declared = std::get<Content::Code>(content_->by).parameters;
    if (declared.size() != arity)
        throw ValueError("a C++ function of " + std::to_string(arity) +
                         (arity == 1 ? " number" : " numbers") + " was given with " +
                         std::to_string(declared.size()) +
                         (declared.size() == 1 ? " parameter" : " parameters"));
    for (const Parameter& parameter : declared)
        if (!parameter.dimension)
            throw ValueError("the parameter '" + parameter.name +
                             "' of a C++ function needs a unit, as in {\"" + parameter.name +
                             "\", volt}; 1 is the unit of a number");
}

namespace internal::engine {

namespace {

bool is_identifier(const std::string& name) {
    const auto starts = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
    const auto continues = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    return !name.empty() && starts(static_cast<unsigned char>(name[0])) &&
           std::all_of(name.begin(), name.end(), continues);
}

/// Names of functions and of parameters alike.
void require_free_name(const std::string& owner, const std::string& what, const std::string& name) {
    const std::string subject = what + " '" + name + "' of '" + owner + "'";
    if (!is_identifier(name) || name.starts_with('_'))
        throw ValueError(
            subject +
            " needs another name: a name is made of letters, digits and '_', and starts with a letter");
    if (const char* meaning = model::language_name(name))
        throw ValueError(subject + " needs another name: '" + name + "' is " + meaning + " of the language");
    if (model::is_noise_name(name))
        throw ValueError(subject + " needs another name: '" + name + "' is white noise");
}

using Content = std::variant<model::Table, model::Inlined, model::Hosted>;

class Converter {
  public:
    Converter(const std::string& owner, const std::string& name) : owner_(owner), name_(name) {}

    std::shared_ptr<model::UserFunction> operator()(const TimedArray& array) const {
        model::Table table{
            .values = array.values(), .columns = array.columns(), .dt_seconds = array.dt().value()};
        std::vector<Parameter> parameters{{"t", Quantity(1, kTimeDimension)}};
        if (array.columns() != 0)
            parameters.emplace_back("i", Quantity(1));
        return made(parameters, array.dimension(), std::move(table));
    }

    std::shared_ptr<model::UserFunction> operator()(const Function::Content::Text& text) const {
        const SourcePtr source = make_source(owner_ + "." + name_, text.expression);
        return made(text.parameters, {}, model::Inlined{source, parser::parse_expression(source).or_throw()});
    }

    std::shared_ptr<model::UserFunction> operator()(const Function::Content::Code& code) const {
        const auto call = [function = code.call](std::span<const double> arguments) {
            return function(arguments.data());
        };
        return made(code.parameters, code.result, model::Hosted{call, code.purity == Purity::pure});
    }

  private:
    std::shared_ptr<model::UserFunction> made(const std::vector<Parameter>& parameters,
                                              const Dimension& result, Content content) const {
        std::vector<std::string> names;
        for (const Parameter& parameter : parameters) {
            if (!std::holds_alternative<model::Table>(content))
                require_free_name(owner_, "the parameter", parameter.name);
            if (std::find(names.begin(), names.end(), parameter.name) != names.end())
                throw ValueError("the function '" + name_ + "' of '" + owner_ + "' has two parameters '" +
                                 parameter.name + "'");
            names.push_back(parameter.name);
        }
        auto function = std::make_shared<model::UserFunction>(name_, std::move(names), std::move(content));
        for (std::size_t k = 0; k < parameters.size(); ++k)
            function->dimensions[k] = parameters[k].dimension;
        function->result = result;
        return function;
    }

    const std::string& owner_;
    const std::string& name_;
};

} // namespace

OwnFunctions make_functions(const std::string& owner, const Functions& functions) {
    OwnFunctions result;
    for (const auto& [name, function] : functions) {
        require_free_name(owner, "the function", name);
        result.emplace(name, std::visit(Converter(owner, name), function.content().by));
    }
    return result;
}

void warn_of_unaligned(const std::string& owner, const OwnFunctions& functions, double dt) {
    for (const auto& [name, function] : functions) {
        const auto* table = std::get_if<model::Table>(&function->content);
        const double steps = table ? table->dt_seconds / dt : 1;
        if (steps > 1 && std::abs(steps - std::nearbyint(steps)) > 1e-4)
            log_warning(Warning::timed_array_dt, "the TimedArray '" + name + "' of '" + owner + "' has a value every " +
                        to_string(Quantity(table->dt_seconds, kTimeDimension)) + ", which is no multiple of the clock's dt, " +
                        to_string(Quantity(dt, kTimeDimension)) + ": it changes in the step after");
    }
}

void replace_values(const std::string& owner, const OwnFunctions& functions, const std::string& name,
                    const TimedArray& array) {
    const auto found = functions.find(name);
    if (found == functions.end()) {
        std::vector<std::string> names;
        for (const auto& entry : functions)
            names.push_back(entry.first);
        throw NameError("'" + owner + "' has no function '" + name + "'" + did_you_mean(name, names));
    }
    model::UserFunction& function = *found->second;
    auto* table = std::get_if<model::Table>(&function.content);
    if (!table)
        throw TypeError("the function '" + name + "' of '" + owner + "' is no TimedArray");
    if (!(function.result == array.dimension()))
        throw DimensionMismatchError("the TimedArray '" + name + "' of '" + owner + "' has the unit " +
                                     unit_name(function.result) + ", but the new values have " +
                                     unit_name(array.dimension()));
    if ((table->columns == 0) != (array.columns() == 0))
        throw ValueError("the TimedArray '" + name + "' of '" + owner + "' is called as " + name +
                         model::parameter_list(function.row) + ", but the new one has " +
                         (array.columns() == 0 ? "no columns" : "columns"));
    table->values = array.values();
    table->columns = array.columns();
    table->dt_seconds = array.dt().value();
}

HostCalls::HostCalls(const plan::Kernel& kernel) {
    for (const model::UserFunction* function : kernel.host_functions) {
        contexts_.push_back(
            std::make_unique<Context>(Context{function, function->parameters.size(), false, {}}));
        table_.push_back({call, contexts_.back().get()});
    }
}

double HostCalls::call(void* context, const double* arguments) noexcept {
    auto& self = *static_cast<Context*>(context);
    if (self.failed)
        return std::numeric_limits<double>::quiet_NaN();
    try {
        return std::get<model::Hosted>(self.function->content).call({arguments, self.arity});
    } catch (const std::exception& error) {
        self.message = error.what();
    } catch (...) {
        self.message = "an exception of another type than std::exception";
    }
    self.failed = true;
    return std::numeric_limits<double>::quiet_NaN();
}

void HostCalls::rethrow_first() const {
    const auto failed =
        std::find_if(contexts_.begin(), contexts_.end(), [](const auto& context) { return context->failed; });
    if (failed == contexts_.end())
        return;
    const std::string message =
        "the function '" + (*failed)->function->name + "' has thrown: " + (*failed)->message;
    for (const auto& context : contexts_)
        context->failed = false;
    throw Error(message);
}

} // namespace internal::engine

void NeuronGroup::set_function(const std::string& name, const TimedArray& values) {
    engine::Access::as<engine::Neurons>(*this).set_function(name, values);
}

void Synapses::set_function(const std::string& name, const TimedArray& values) {
    engine::Access::as<engine::SynapseSet>(*this).set_function(name, values);
}

} // namespace hillock
