// SPDX-License-Identifier: Apache-2.0
#include "engine/integration.hpp"

#include "engine/log.hpp"
#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

namespace {

bool is_adaptive(const plan::RequestedMethod& method) {
    if (method.scheme) return false;
    const auto row = plan::find_integrator(method.name);
    return row && (*row)->name == "rkf45";
}

plan::AdaptiveOptions read_options(const std::string& owner, const Constants& options) {
    plan::AdaptiveOptions result;
    const auto refuse = [&](const std::string& name, const Quantity& value, const char* range) {
        throw ValueError("the option '" + name + "' of '" + owner + "' must be " + range + ", but it is " +
                         to_string(value));
    };
    for (const auto& [name, value] : options) {
        const bool is_error = name == "absolute_error" || name == "relative_error";
        if (!is_error && name != "max_steps")
            throw ValueError("the method 'rkf45' of '" + owner + "' has no option '" + name + "'" +
                             did_you_mean(name, std::vector<std::string>{"absolute_error", "relative_error",
                                                                         "max_steps"}));
        if (!value.dimension().is_dimensionless())
            throw DimensionMismatchError("the option '" + name + "' of '" + owner +
                                         "' must be a number, but it is " + to_string(value));
        const double number = value.value();
        if (is_error) {
            if (!(number >= 0) || std::isinf(number))
                refuse(name, value, "a finite number that is not negative");
            (name == "absolute_error" ? result.absolute_error : result.relative_error) = number;
        } else {
            if (!(number >= 1 && number <= 1e6) || std::nearbyint(number) != number)
                refuse(name, value, "a whole number from 1 to 1000000");
            result.max_steps = static_cast<std::int64_t>(number);
        }
    }
    if (result.absolute_error == 0 && result.relative_error == 0)
        throw ValueError("the options 'absolute_error' and 'relative_error' of '" + owner +
                         "' cannot both be 0");
    return result;
}

} // namespace

Integration::Integration(const std::string& owner, const Equations& model, const Method& method, const Constants& options) {
    for (const Method::Choice& choice : method.choices_for(model)) methods_.push_back({choice.name, choice.scheme});
    for (const plan::RequestedMethod& requested : methods_) {
        if (requested.scheme || requested.name.empty()) continue;
        if (const auto row = plan::find_integrator(requested.name); !row)
            throw ValueError("'" + owner + "' cannot be integrated: " + row.problems().front().message);
    }
    adaptive_ = std::any_of(methods_.begin(), methods_.end(), is_adaptive);
    if (adaptive_) options_ = read_options(owner, options);
    else if (!options.empty())
        throw ValueError("the integration method of '" + owner + "' takes no options, but '" + options.begin()->first +
                         "' is given; method 'rkf45' takes some");
}

void Integration::add_variables(const std::string& owner, std::vector<ast::Equation>& equations) const {
    if (!adaptive_) return;
    const SourcePtr counter = make_source(owner + ".method", "failed_steps : integer");
    equations.push_back(parser::parse_equations(counter).or_throw().front());
}

void Integration::find_variables(const model::Model& model) {
    if (adaptive_) options_.failed_steps = model.find("failed_steps");
}

void Integration::fill(plan::NeuronDynamics& dynamics) const {
    dynamics.methods = methods_;
    dynamics.adaptive = options_;
}

void Integration::note(const std::string& owner, const plan::StateUpdate& update) {
    if (!update.reason.empty() && update.name != in_use_)
        log_info("'" + owner + "' is integrated with the method '" + update.name + "': " + update.reason);
    in_use_ = update.name;
}

} // namespace hillock::internal::engine
