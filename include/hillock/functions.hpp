// SPDX-License-Identifier: Apache-2.0
// Functions that equations and code of a group can call by name, beside those of the language.
#pragma once

#include <hillock/callback.hpp>
#include <hillock/shared.hpp>
#include <hillock/timed_array.hpp>

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hillock {

/// A parameter of a function: {"v", volt}, {"n", 1}; {"x"} takes any unit, which only an expression can.
struct Parameter {
    Parameter(const char* its_name) : name(its_name) {}
    Parameter(std::string its_name) : name(std::move(its_name)) {}
    Parameter(std::string its_name, const Quantity& unit)
        : name(std::move(its_name)), dimension(unit.dimension()) {}

    std::string name;
    std::optional<Dimension> dimension;
};

/// Whether equal arguments of a C++ function always give equal values. One that keeps a state is called once
/// for every place in the text, element and evaluation; a pure one may be called less often.
enum class Purity { has_state, pure };

/// A function by one of three means.
///
/// Text: {"x, y", "x*y/(1*mV + y)"}. Stands for its expression wherever it is called, so it costs nothing and
/// an integration method sees through it; units are checked in each call. It sees its parameters, the
/// constants, late ones among them, and the other functions of the group.
///
/// C++: {{{"v", volt}, {"n", 1}}, amp, [](double v, double n) { return ...; }}. Called for one element after
/// the other with SI values, in ascending order; arguments of both branches of where(...) are evaluated. If
/// it throws, the rest of that piece of code gets NaN in its place, and the run ends after its current step
/// with an Error that names it; what was computed until then stays, and the network can be run on.
///
/// Values: a TimedArray.
class HILLOCK_API Function {
  public:
    Function(const TimedArray& values);
    Function(const Function&) = default; // no move: it would leave a function without content behind
    Function& operator=(const Function&) = default;

    /// Parameters that take any unit, separated by commas.
    Function(const std::string& parameters, std::string expression);
    Function(const char* parameters, const char* expression)
        : Function(std::string(parameters), std::string(expression)) {}
    Function(std::vector<Parameter> parameters, std::string expression);

    /// \param unit  of the value, 1 for a number
    template <class Callable>
        requires(!std::convertible_to<Callable, std::string>)
    Function(std::vector<Parameter> parameters, const Quantity& unit, Callable callable,
             Purity purity = Purity::has_state)
        : Function(std::move(parameters), unit, kArity<Callable>, spread(std::move(callable)), purity) {}

    /// One of the three, in the library's own file.
    struct Content;
    [[nodiscard]] const Content& content() const { return *content_; }

  private:
    static constexpr std::size_t kMaxArity = 16;
    struct Any {
        operator double() const;
    };
    template <std::size_t> using AnyOf = Any;
    template <class Callable, std::size_t... k> static constexpr bool takes(std::index_sequence<k...>) {
        return std::is_invocable_r_v<double, Callable, AnyOf<k>...>;
    }
    /// The number of numbers that it takes.
    template <class Callable, std::size_t n = 0> static constexpr std::size_t arity() {
        static_assert(n <= kMaxArity, "the function must take up to 16 numbers and return a number");
        if constexpr (takes<Callable>(std::make_index_sequence<n>()))
            return n;
        else
            return arity<Callable, n + 1>();
    }
    template <class Callable> static constexpr std::size_t kArity = arity<Callable&>();

    template <class Callable> static internal::Callback<double(const double*)> spread(Callable callable) {
        return [callable = std::move(callable)](const double* x) mutable {
            return [&]<std::size_t... k>(std::index_sequence<k...>) {
                return static_cast<double>(callable(x[k]...));
            }(std::make_index_sequence<kArity<Callable>>());
        };
    }
    Function(std::vector<Parameter> parameters, const Quantity& unit, std::size_t arity,
             internal::Callback<double(const double*)> call, Purity purity);

    internal::Shared<const Content> content_;
};

/// The functions of a group by name: {{"stim", stim}, {"gain", {"x", "1/(1 + exp(-x))"}}}.
using Functions = std::map<std::string, Function, std::less<>>;

} // namespace hillock
