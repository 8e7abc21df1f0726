// SPDX-License-Identifier: Apache-2.0
// The public face of groups, synapses and their variables.
#include "engine/access.hpp"
#include "engine/column.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/states.hpp"
#include "hillock/error.hpp"
#include "hillock/links.hpp"
#include "hillock/shared_pointer.hpp"
#include "parser/parse.hpp"

#include <algorithm>

namespace hillock {
using namespace internal;

namespace {

std::string of_owner(const std::string& name) { return name.empty() ? "" : " of '" + name + "'"; }

std::int64_t checked_index(const engine::VariableOwner& owner, const std::string& variable, std::int64_t index,
                           std::int64_t size) {
    const std::int64_t found = index < 0 ? index + size : index;
    if (found < 0 || found >= size)
        throw IndexError("index " + std::to_string(index) + " is outside '" + variable + "' of '" + owner.name() +
                         "', which has " + std::to_string(size) + (size == 1 ? " element" : " elements"));
    return found;
}

} // namespace

// ---- arrays with units, elements, variables -------------------------------------------------------------------

QuantityArray operator*(std::vector<double> values, const Quantity& unit) {
    for (double& value : values) value *= unit.value();
    return {std::move(values), unit.dimension()};
}

QuantityArray operator*(const Quantity& unit, std::vector<double> values) { return std::move(values) * unit; }

Element::Element(const Quantity& value, const VariableView& view, std::int64_t index)
    : Quantity(value), owner_(view.owner_), variable_(view.variable_), side_(view.side_), index_(index) {}

const Element& Element::operator=(const Quantity& value) const {
    owner_->assign({variable_, side_}, engine::Range{index_, index_ + 1}, value);
    return *this;
}

VariableView::VariableView(Shared<engine::VariableOwner> owner, const std::string& name, std::int64_t begin,
                           std::int64_t end)
    : owner_(std::move(owner)), variable_(nullptr), side_(model::Side::own), begin_(begin), end_(end) {
    const model::Reference found = owner_->find(name);
    variable_ = found.variable;
    side_ = found.side;
}

engine::Selection VariableView::selection() const { return {engine::Range{begin_, end_}, list_}; }

std::size_t VariableView::size() const { return variable_->shared ? 1 : static_cast<std::size_t>(selection().size()); }

Dimension VariableView::dimension() const { return variable_->dimension; }

std::int64_t VariableView::absolute(std::int64_t index) const {
    return selection()[checked_index(*owner_, variable_->name, index, static_cast<std::int64_t>(size()))];
}

Element VariableView::element(std::int64_t index) const {
    const std::int64_t found = absolute(index);
    const double value = variable_->shared ? values().front() : owner_->value({variable_, side_}, found);
    return Element(Quantity(value, variable_->dimension), *this, found);
}

VariableView VariableView::operator[](const char* condition) const {
    if (variable_->shared)
        throw IndexError("'" + variable_->name + "' of '" + owner_->name() +
                         "' is one value for all elements: a condition cannot choose among them");
    VariableView result = *this;
    std::vector<std::int64_t> chosen = owner_->where(condition, {begin_, end_});
    if (list_) std::erase_if(chosen, [&](std::int64_t k) { return std::find(list_->begin(), list_->end(), k) == list_->end(); });
    result.list_ = std::make_shared<const std::vector<std::int64_t>>(std::move(chosen));
    return result;
}

VariableView VariableView::operator[](const std::vector<std::int64_t>& indices) const {
    std::vector<std::int64_t> chosen;
    for (const std::int64_t index : indices) chosen.push_back(absolute(index));
    VariableView result = *this;
    result.list_ = std::make_shared<const std::vector<std::int64_t>>(std::move(chosen));
    return result;
}

VariableView VariableView::slice(std::int64_t begin, std::int64_t end) const {
    if (begin < 0 || end < begin || end > static_cast<std::int64_t>(size()))
        throw IndexError("slice(" + std::to_string(begin) + ", " + std::to_string(end) + ") is not inside '" + variable_->name +
                         "' of '" + owner_->name() + "', which has " + std::to_string(size()) +
                         (size() == 1 ? " element" : " elements"));
    std::vector<std::int64_t> indices;
    for (std::int64_t k = begin; k < end; ++k) indices.push_back(k);
    return (*this)[indices];
}

std::vector<double> VariableView::values() const {
    return engine::with_memory_for("the values of '" + variable_->name + "'" + of_owner(owner_->name()),
                                   [&] { return owner_->values({variable_, side_}, selection()); });
}

template <class T> std::span<T> VariableView::live_array() const {
    constexpr auto wanted = std::same_as<T, double>         ? std::pair(plan::Storage::float64, "float64")
                            : std::same_as<T, float>        ? std::pair(plan::Storage::float32, "float32")
                            : std::same_as<T, std::int32_t> ? std::pair(plan::Storage::integer32, "int32")
                                                            : std::pair(plan::Storage::integer64, "int64");
    engine::Array* array = variable_->stored() && side_ == model::Side::own ? owner_->lend(*variable_) : nullptr;
    if (!array || array->storage() != wanted.first)
        throw TypeError("'" + variable_->name + "' of '" + owner_->name() + "' is no stored " + wanted.second +
                        " variable: it has no array to hand out; use values()");
    if (list_)
        throw TypeError("'" + variable_->name + "' of '" + owner_->name() +
                        "' was narrowed to some elements, which are no array of their own; use values()");
    const auto begin = static_cast<std::size_t>(variable_->shared ? 0 : begin_);
    return std::span(array->as<T>(), array->size()).subspan(begin, size());
}
template std::span<double> VariableView::live_array<double>() const;
template std::span<float> VariableView::live_array<float>() const;
template std::span<std::int32_t> VariableView::live_array<std::int32_t>() const;
template std::span<std::int64_t> VariableView::live_array<std::int64_t>() const;

std::optional<NumberType> VariableView::data_type() const {
    const engine::Array* array = variable_->stored() && side_ == model::Side::own && !list_ ? owner_->array(*variable_) : nullptr;
    if (!array || array->storage() == plan::Storage::boolean8) return std::nullopt;
    return engine::number_type(array->storage());
}

const VariableView& VariableView::operator=(const Quantity& value) const {
    owner_->assign({variable_, side_}, selection(), value);
    return *this;
}

const VariableView& VariableView::operator=(const QuantityArray& values) const {
    owner_->assign({variable_, side_}, selection(), values.values, values.dimension);
    return *this;
}

const VariableView& VariableView::operator=(std::span<const double> values) const {
    owner_->assign({variable_, side_}, selection(), values, {});
    return *this;
}

const VariableView& VariableView::operator=(const std::vector<double>& values) const { return *this = std::span<const double>(values); }

const VariableView& VariableView::operator=(const std::vector<int>& values) const {
    return *this = std::vector<double>(values.begin(), values.end());
}

const VariableView& VariableView::operator=(const char* expression) const {
    engine::with_memory_for("the values of '" + variable_->name + "'" + of_owner(owner_->name()),
                            [&] { owner_->assign_text({variable_, side_}, selection(), expression); });
    return *this;
}

const VariableView& VariableView::operator=(const LinkedVar& source) const {
    if (list_ || side_ != model::Side::own || selection().size() != owner_->size())
        throw TypeError("'" + variable_->name + "'" + of_owner(owner_->name()) + " is linked as a whole, not a part of it");
    const engine::Population from = engine::Access::population(source.source());
    owner_->link(*variable_, {from.neurons, from.range.begin, from.range.end, source.variable()}, source.index());
    return *this;
}

const VariableView& VariableView::operator=(const VariableView& other) const {
    std::vector<double> values = other.values();
    if (other.variable_->shared) return *this = Quantity(values.front(), other.dimension());
    return *this = QuantityArray{std::move(values), other.dimension()};
}

// ---- groups ---------------------------------------------------------------------------------------------------

const std::string& SimulationObject::name() const { return engine::held(object_)->name(); }
void SimulationObject::set_active(bool active) const { engine::held(object_)->set_active(active); }
bool SimulationObject::active() const { return engine::held(object_)->active(); }

Subgroup::Subgroup(Shared<engine::Neurons> neurons, std::int64_t begin, std::int64_t end)
    : neurons_(std::move(neurons)), begin_(begin), end_(end) {}

Subgroup Subgroup::operator[](std::initializer_list<std::int64_t> numbers) const { return neurons(numbers); }
States Subgroup::get_states(std::initializer_list<std::string> variables) const { return get_states(Names(variables)); }
VariableView VariableView::operator[](std::initializer_list<std::int64_t> indices) const { return (*this)[std::vector<std::int64_t>(indices)]; }

VariableView Subgroup::operator[](const std::string& variable) const { return {pointer_of(engine::held(neurons_)), variable, begin_, end_}; }

Subgroup Subgroup::slice(std::int64_t begin, std::int64_t end) const {
    if (begin < 0 || end > end_ - begin_ || begin >= end)
        throw IndexError("slice(" + std::to_string(begin) + ", " + std::to_string(end) + ") is not inside '" +
                         engine::held(neurons_)->name() + "', which has " + std::to_string(end_ - begin_) +
                         (size() == 1 ? " neuron" : " neurons") + ", or is empty");
    return {engine::held(neurons_), begin_ + begin, begin_ + end};
}

void Subgroup::run_regularly(const std::string& code, const RunRegularlyOptions& options) const {
    engine::held(neurons_)->run_regularly({begin_, end_}, code, options);
}

States Subgroup::get_states(const GetStatesOptions& options) const {
    return engine::states_of(*engine::held(neurons_), {begin_, end_}, options);
}

States Subgroup::get_states(const Names& variables) const {
    return engine::states_of(*engine::held(neurons_), {begin_, end_}, variables.values());
}

void Subgroup::set_states(const States& states) const { engine::set_states(*engine::held(neurons_), {begin_, end_}, states); }

void Subgroup::run_at(const std::string& code, const std::vector<Quantity>& times, const RunAtOptions& options) const {
    engine::held(neurons_)->run_at({begin_, end_}, code, times, options);
}

void Subgroup::run_at(const std::string& code, const QuantityArray& times, const RunAtOptions& options) const {
    std::vector<Quantity> quantities;
    for (const double time : times.values) quantities.emplace_back(time, times.dimension);
    run_at(code, quantities, options);
}

void Subgroup::rest() const { engine::held(neurons_)->rest({begin_, end_}); }

std::string Subgroup::method() const { return engine::held(neurons_)->method(); }

Subgroup Subgroup::neurons(const std::vector<std::int64_t>& numbers) const {
    if (numbers.empty()) throw IndexError("a subgroup of '" + engine::held(neurons_)->name() + "' needs at least one neuron");
    for (std::size_t k = 1; k < numbers.size(); ++k)
        if (numbers[k] != numbers[k - 1] + 1)
            throw IndexError("the neurons of a subgroup of '" + engine::held(neurons_)->name() + "' must follow one another, but " +
                             std::to_string(numbers[k]) + " comes after " + std::to_string(numbers[k - 1]));
    return slice(numbers.front(), numbers.back() + 1);
}

NeuronGroup::NeuronGroup(std::int64_t size, const Equations& model, const NeuronGroupOptions& options, std::source_location made_at)
    : NeuronGroup(engine::entered(engine::with_memory_for(std::to_string(size) + " neurons" + of_owner(options.name),
                                                          [&] { return engine::Neurons::make(size, model, options); }), made_at)) {}
NeuronGroup::NeuronGroup(const NetworkObject& object)
    : NeuronGroup(engine::Access::handle_of<engine::Neurons>(object, "NeuronGroup")) {}

NeuronGroup::NeuronGroup(const Shared<engine::Neurons>& neurons)
    : Subgroup(neurons, 0, neurons->size()), SimulationObject(pointer_of(neurons)) {}

void NeuronGroup::run_on_event(const std::string& event, const std::string& code, const RunOnEventOptions& options) const {
    engine::Access::population(*this).neurons->run_on_event(event, code, options);
}

void NeuronGroup::set_event_schedule(const std::string& event, const EventSchedule& schedule) const {
    engine::Access::population(*this).neurons->set_event_schedule(event, schedule.when, schedule.order);
}

} // namespace hillock
