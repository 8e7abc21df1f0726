// SPDX-License-Identifier: Apache-2.0
// The C interface: variables of neurons and synapses.
#include "bindings/handles.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

namespace hillock::bindings {

VariableView variable_of(const hillock_object* handle, const char* variable) {
    const hillock_object& object = required(handle, "object");
    const std::string name = &required(variable, "variable");
    if (const Subgroup* neurons = neurons_in(object)) return (*neurons)[name];
    if (const auto* synapses = std::get_if<Synapses>(&object.content)) {
        constexpr std::string_view kDelayOf = "delay.";
        if (name.starts_with(kDelayOf)) return synapses->pathway(name.substr(kDelayOf.size())).delay();
        return (*synapses)[name];
    }
    throw TypeError("'" + object.name + "' has no variables: only neurons and synapses have");
}

namespace {

/// A live array of one of the types.
struct LiveArray {
    hillock_type type;
    void* data;
    std::size_t count;
    template <class T> LiveArray(hillock_type its_type, std::span<T> values) : type(its_type), data(values.data()), count(values.size()) {}
};

LiveArray live_array(const hillock_object& object, const std::string& name, const VariableView& view) {
    const std::optional<NumberType> type = view.data_type();
    if (!type)
        throw TypeError("'" + name + "' of '" + object.name +
                        "' has no array to hand out: it is computed or a boolean; use hillock_read() and hillock_write()");
    switch (*type) {
    case NumberType::float32: return {HILLOCK_FLOAT32, view.data<float>()};
    case NumberType::int32: return {HILLOCK_INT32, view.data<std::int32_t>()};
    case NumberType::int64: return {HILLOCK_INT64, view.data<std::int64_t>()};
    case NumberType::float64:
    case NumberType::boolean: break; // data_type() is never boolean
    }
    return {HILLOCK_FLOAT64, view.data<double>()};
}

void require_count(const hillock_object& object, const std::string& name, std::size_t given, std::size_t needed) {
    if (given != needed)
        throw ValueError("'" + name + "' of '" + object.name + "' has " + std::to_string(needed) +
                         (needed == 1 ? " value" : " values") + ", but count is " + std::to_string(given));
}

} // namespace

} // namespace hillock::bindings

// ---- the C interface --------------------------------------------------------------------------------------------

using namespace hillock::bindings;

hillock_status hillock_variable_size(const hillock_object* object, const char* variable, size_t* count) {
    return with_object(object, "object", [&] { required(count, "count") = variable_of(object, variable).size(); });
}

hillock_status hillock_unit(const hillock_object* object, const char* variable, const char** unit) {
    return guarded([&] {
        const std::string text = unit_name(variable_of(object, variable).dimension());
        required(unit, "unit") = object->units.try_emplace(variable, text).first->second.c_str();
    });
}

hillock_status hillock_data(hillock_object* object, const char* variable, hillock_type* type, void** data, size_t* count) {
    return guarded([&] {
        (void)required(type, "type");
        (void)required(data, "data");
        (void)required(count, "count");
        const LiveArray array = live_array(required(object, "object"), &required(variable, "variable"), variable_of(object, variable));
        *type = array.type;
        *data = array.data;
        *count = array.count;
    });
}

hillock_status hillock_read(const hillock_object* object, const char* variable, double* values, size_t count) {
    return with_object(object, "object", [&] {
        const hillock::VariableView view = variable_of(object, variable);
        require_count(*object, variable, count, view.size());
        if (count == 0) return;
        std::ranges::copy(view.values(), &required(values, "values"));
    });
}

hillock_status hillock_write(hillock_object* object, const char* variable, const double* values, size_t count) {
    return with_object(object, "object", [&] {
        const hillock::VariableView view = variable_of(object, variable);
        if (count != 1) require_count(*object, variable, count, view.size());
        if (count == 0) return;
        const double* const first = &required(values, "values");
        if (count == 1) view = hillock::Quantity(*first, view.dimension());
        else view = hillock::QuantityArray{{first, first + count}, view.dimension()};
    });
}

hillock_status hillock_write_text(hillock_object* object, const char* variable, const char* expression) {
    return with_object(object, "object", [&] { variable_of(object, variable) = std::string(&required(expression, "expression")); });
}
