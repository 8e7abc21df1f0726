// SPDX-License-Identifier: Apache-2.0
#include "engine/method_options.hpp"

#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <cmath>

namespace hillock::engine {

bool is_adaptive(const std::string& method) {
    const auto row = plan::find_integrator(method);
    return row && (*row)->name == "rkf45";
}

plan::AdaptiveOptions read_method_options(const std::string& owner, const std::string& method,
                                          const Constants& options) {
    plan::AdaptiveOptions result;
    if (!options.empty() && !is_adaptive(method))
        throw ValueError("the integration method of '" + owner + "' takes no options, but '" +
                         options.begin()->first + "' is given; method 'rkf45' takes some");
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

} // namespace hillock::engine
