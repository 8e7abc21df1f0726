// SPDX-License-Identifier: Apache-2.0
#include "bindings/options.hpp"

#include "bindings/calls.hpp"
#include "bindings/unit_text.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace hillock::bindings {

namespace {

NumberType number_type(const std::string& function, const std::string& text) {
    constexpr std::array<std::pair<const char*, NumberType>, 5> kTypes = {
        {{"float64", float64}, {"float32", float32}, {"int32", int32}, {"int64", int64}, {"boolean", boolean}}};
    for (const auto& [name, type] : kTypes)
        if (text == name) return type;
    throw ValueError(function + ": '" + text + "' is no dtype: 'float64', 'float32', 'int32', 'int64' and 'boolean' are");
}

} // namespace

OptionReader::OptionReader(const hillock_options* options, std::string function) : function_(std::move(function)) {
    static const hillock_options kNone;
    options_ = options ? options : &kNone;
}

TypeError OptionReader::wrong_kind(const std::string& key, const char* wanted) const {
    return TypeError(function_ + ": the option '" + key + "' takes " + wanted);
}

const hillock_options::Value* OptionReader::any(const std::string& key) {
    known_.push_back(key);
    const auto found = options_->values.find(key);
    return found == options_->values.end() ? nullptr : &found->second;
}

void OptionReader::text(const std::string& key, std::string& target) {
    const auto* value = any(key);
    if (!value) return;
    if (const auto* text = std::get_if<std::string>(value)) target = *text;
    else throw wrong_kind(key, "a text");
}

void OptionReader::text(const std::string& key, std::optional<std::string>& target) {
    std::string given;
    text(key, given);
    if (options_->values.contains(key)) target = std::move(given);
}

void OptionReader::number(const std::string& key, double& target) {
    const auto* value = any(key);
    if (!value) return;
    if (const auto* number = std::get_if<double>(value)) target = *number;
    else throw wrong_kind(key, "a number");
}

void OptionReader::flag(const std::string& key, bool& target) {
    double value = target ? 1 : 0;
    number(key, value);
    if (value != 0 && value != 1) throw ValueError(function_ + ": the option '" + key + "' is 0 or 1");
    target = value == 1;
}

std::optional<std::int64_t> OptionReader::whole_number(const std::string& key) {
    double value = 0;
    number(key, value);
    if (!options_->values.contains(key)) return std::nullopt;
    if (!(std::abs(value) <= 0x1p53) || value != std::floor(value))
        throw ValueError(function_ + ": the option '" + key + "' is a whole number");
    return static_cast<std::int64_t>(value);
}

void OptionReader::seconds(const std::string& key, Quantity& target) {
    double value = 0;
    number(key, value);
    if (options_->values.contains(key)) target = Quantity(value, kTimeDimension);
}

std::map<std::string, const hillock_options::Value*> OptionReader::named(const std::string& prefix) {
    known_prefixes_.insert(prefix);
    std::map<std::string, const hillock_options::Value*> result;
    const std::string start = prefix + ".";
    for (auto entry = options_->values.lower_bound(start); entry != options_->values.end() && entry->first.starts_with(start); ++entry)
        result.emplace(entry->first.substr(start.size()), &entry->second);
    return result;
}

std::map<std::string, std::string> OptionReader::named_texts(const std::string& prefix) {
    std::map<std::string, std::string> result;
    for (const auto& [name, value] : named(prefix)) {
        const auto* text = std::get_if<std::string>(value);
        if (!text) throw wrong_kind(prefix + "." + name, "a text");
        result.emplace(name, *text);
    }
    return result;
}

void OptionReader::dtype(Dtype& target) {
    std::optional<std::string> all;
    text("dtype", all);
    std::map<std::string, NumberType> by_name;
    for (const auto& [name, type] : named_texts("dtype")) by_name.emplace(name, number_type(function_, type));
    if (all && !by_name.empty())
        throw ValueError(function_ + ": 'dtype' is for all variables and 'dtype." + by_name.begin()->first + "' for one: give the one or the other");
    if (all) target = number_type(function_, *all);
    else if (!by_name.empty()) target = std::move(by_name);
}

Constants OptionReader::constants() {
    takes_constants_ = true;
    return options_->constants;
}

Constants OptionReader::late_constants() {
    Constants result;
    for (const auto& [name, unit] : named_texts("late_constants")) result.emplace(name, Quantity(1, dimension_of(unit)));
    return result;
}

Functions OptionReader::functions() {
    takes_functions_ = true;
    return options_->functions;
}

const hillock_options* OptionReader::progress() {
    takes_progress_ = true;
    return options_->progress ? options_ : nullptr;
}

void OptionReader::finish() const {
    for (const auto& [key, value] : options_->values) {
        if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
        if (const std::size_t dot = key.find('.'); dot != std::string::npos && known_prefixes_.contains(key.substr(0, dot))) continue;
        throw NameError(function_ + " has no option '" + key + "'" + did_you_mean(key, known_));
    }
    if (!takes_constants_ && !options_->constants.empty())
        throw ValueError(function_ + " takes no constants, but was given '" + options_->constants.begin()->first + "'");
    if (!takes_functions_ && !options_->functions.empty())
        throw ValueError(function_ + " takes no functions, but was given '" + options_->functions.begin()->first + "'");
    if (options_->progress && !takes_progress_) throw ValueError(function_ + " reports no progress");
}

namespace {

template <std::size_t> using Number = double;

/// A function of the host as a callable of as many numbers as it has parameters, which is how <hillock/functions.hpp> wants it.
template <std::size_t... k> struct HostFunction {
    hillock_function function;
    void* context;
    double operator()(Number<k>... arguments) const {
        const std::array<double, sizeof...(k)> values{arguments...};
        double value = 0;
        call_host("its callback", [&] { return function(context, values.data(), &value); });
        return value;
    }
};

struct HostFunctionText {
    std::vector<Parameter> parameters;
    Quantity unit;
    Purity purity;
};

template <std::size_t... k>
Function function_of(std::index_sequence<k...>, HostFunctionText&& text, hillock_function function, void* context) {
    return {std::move(text.parameters), text.unit, HostFunction<k...>{function, context}, text.purity};
}

constexpr std::size_t kMaxParameters = 16;

template <std::size_t n = 0> Function function_with(HostFunctionText&& text, hillock_function function, void* context) {
    if constexpr (n < kMaxParameters)
        if (text.parameters.size() != n) return function_with<n + 1>(std::move(text), function, context);
    return function_of(std::make_index_sequence<n>(), std::move(text), function, context);
}

TimedArray timed_array(const double* values, std::size_t rows, std::size_t columns, const Quantity& dt, const Dimension& dimension) {
    if (columns == 0) return {QuantityArray{{values, values + rows}, dimension}, dt};
    QuantityRows table{.values = {}, .dimension = dimension};
    for (std::size_t row = 0; row < rows; ++row) table.values.emplace_back(values + row * columns, values + (row + 1) * columns);
    return {table, dt};
}

} // namespace

} // namespace hillock::bindings

// ---- the C interface --------------------------------------------------------------------------------------------

using namespace hillock::bindings;

hillock_status hillock_options_create(hillock_options** options) {
    return guarded([&] {
        hillock_options*& out = required(options, "options"); // first: nothing is made for nobody
        out = new hillock_options;
    });
}

void hillock_options_free(hillock_options* options) { delete options; }

hillock_status hillock_options_clear(hillock_options* options) {
    return guarded([&] { required(options, "options") = hillock_options(); });
}

hillock_status hillock_options_set_text(hillock_options* options, const char* key, const char* text) {
    return guarded([&] { required(options, "options").values.insert_or_assign(&required(key, "key"), std::string(&required(text, "text"))); });
}

hillock_status hillock_options_set_number(hillock_options* options, const char* key, double number) {
    return guarded([&] { required(options, "options").values.insert_or_assign(&required(key, "key"), number); });
}

hillock_status hillock_options_set_indices(hillock_options* options, const char* key, const int64_t* indices, size_t count) {
    return guarded([&] {
        if (count > 0) (void)required(indices, "indices");
        required(options, "options").values.insert_or_assign(&required(key, "key"), std::vector<std::int64_t>(indices, indices + count));
    });
}

hillock_status hillock_options_add_constant(hillock_options* options, const char* name, double value, const char* unit) {
    return guarded([&] {
        const hillock::Dimension dimension = dimension_of(&required(unit, "unit"));
        required(options, "options").constants.insert_or_assign(&required(name, "name"), hillock::Quantity(value, dimension));
    });
}

hillock_status hillock_options_add_function(hillock_options* options, const char* name, const char* parameters, const char* unit,
                                            hillock_function function, void* context, int32_t pure) {
    return guarded([&] {
        if (!function) throw hillock::ValueError("function is NULL");
        HostFunctionText text{parameters_of(&required(parameters, "parameters")), {1, dimension_of(&required(unit, "unit"))},
                              pure ? hillock::Purity::pure : hillock::Purity::has_state};
        if (text.parameters.size() > kMaxParameters)
            throw hillock::ValueError("the function '" + std::string(&required(name, "name")) + "' has " +
                                      std::to_string(text.parameters.size()) + " parameters, but there may be at most 16");
        required(options, "options").functions.insert_or_assign(&required(name, "name"), function_with(std::move(text), function, context));
    });
}

hillock_status hillock_options_add_text_function(hillock_options* options, const char* name, const char* parameters,
                                                 const char* expression) {
    return guarded([&] {
        const hillock::Function function(&required(parameters, "parameters"), &required(expression, "expression"));
        required(options, "options").functions.insert_or_assign(&required(name, "name"), function);
    });
}

hillock_status hillock_options_add_timed_array(hillock_options* options, const char* name, const double* values, size_t rows,
                                               size_t columns, double dt, const char* unit) {
    return guarded([&] {
        if (rows > 0) (void)required(values, "values");
        const hillock::Function function = timed_array(values, rows, columns, {dt, hillock::kTimeDimension}, dimension_of(&required(unit, "unit")));
        required(options, "options").functions.insert_or_assign(&required(name, "name"), function);
    });
}

hillock_status hillock_options_set_progress(hillock_options* options, hillock_progress progress, void* context) {
    return guarded([&] {
        required(options, "options").progress = progress;
        options->progress_context = context;
    });
}
