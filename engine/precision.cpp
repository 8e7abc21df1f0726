// SPDX-License-Identifier: Apache-2.0
#include "engine/precision.hpp"

#include "hillock/default_dtype.hpp"
#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <vector>

namespace hillock::internal::engine {

using model::Variable;
using plan::Storage;

namespace {

constexpr const char* kTypeNames[] = {"float64", "float32", "int32", "int64", "boolean"}; ///< by NumberType

/// The array type of a variable that is declared `type` and asked to be `wanted`.
Storage storage_as(const std::string& owner, const Variable& variable, NumberType wanted) {
    const auto refuse = [&](const char* kind, const char* possible) -> Storage {
        throw TypeError("the dtype of '" + variable.name + "' of '" + owner + "' cannot be " + kTypeNames[static_cast<int>(wanted)] +
                        ": it is " + kind + " variable, which is " + possible);
    };
    switch (variable.type) {
    case model::Type::boolean:
        return wanted == boolean ? Storage::boolean8 : refuse("a boolean", "boolean");
    case model::Type::integer:
        return wanted == int32   ? Storage::integer32
               : wanted == int64 ? Storage::integer64
                                 : refuse("an integer", "int32 or int64");
    case model::Type::real: break;
    }
    return wanted == float32   ? Storage::float32
           : wanted == float64 ? Storage::float64
                               : refuse("a real", "float32 or float64");
}

/// The variable that an entry of `dtype` speaks of.
const Variable& named_variable(const std::string& owner, const model::Model& model, const std::string& name) {
    const model::Reference* found = model.scope.find(name);
    std::vector<std::string> names;
    for (const auto& variable : model.variables) {
        if (!variable->stored() || !variable->declared_by_equation()) continue;
        if (found && found->variable == variable.get()) return *variable;
        names.push_back(variable->name);
    }
    if (!found)
        throw NameError("dtype of '" + owner + "' names '" + name + "', which is no variable of it" + did_you_mean(name, names));
    throw TypeError("'" + name + "' of '" + owner + "' takes no dtype: it is no variable that the group stores");
}

Storage usual_storage(const std::string& owner, const Dtype& dtype, Storage usual) {
    if (!dtype.all()) return usual;
    if (dtype.all() == float32) return Storage::float32;
    if (dtype.all() == float64) return Storage::float64;
    throw TypeError("the dtype of '" + owner +
                    "' as a whole is that of its real variables, float32 or float64; integer variables are named: {{\"n\", int64}}");
}

} // namespace

Storage usual_real() {
    const NumberType type = default_dtype();
    if (type == float32) return Storage::float32;
    if (type == float64) return Storage::float64;
    throw TypeError(std::string("default_dtype() is that of real variables, float32 or float64, but it is ") + kTypeNames[static_cast<int>(type)]);
}

Precision precision_of(const std::string& owner, const model::Model& model, const Dtype& dtype, Storage usual, Storage least) {
    usual = usual_storage(owner, dtype, usual);
    plan::Storages storages;
    for (const auto& [name, type] : dtype.by_name()) {
        const Variable& variable = named_variable(owner, model, name);
        storages[&variable] = storage_as(owner, variable, type);
    }
    bool any = false, wide = least == Storage::float64;
    for (const auto& variable : model.variables) {
        if (!variable->stored() || !variable->declared_by_equation() || variable->type != model::Type::real) continue;
        any = true;
        wide |= storages.try_emplace(variable.get(), usual).first->second == Storage::float64;
    }
    Precision result(wide || (!any && usual == Storage::float64) ? Storage::float64 : Storage::float32);
    std::erase_if(storages, [&](const auto& entry) { return entry.second == plan::storage_of(*entry.first, result.real); });
    result.storages = std::move(storages);
    return result;
}

} // namespace hillock::internal::engine

namespace hillock {

NumberType& default_dtype() {
    thread_local NumberType type = float64;
    return type;
}

} // namespace hillock
