// SPDX-License-Identifier: Apache-2.0
// Integration methods of one's own, written as in a textbook.
#pragma once

#include <hillock/callback.hpp>
#include <hillock/equations.hpp>
#include <hillock/export.hpp>
#include <hillock/shared.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace hillock {

namespace internal::plan {
struct Scheme;
} // namespace internal::plan

/// Which noise a scheme takes.
enum class Noise {
    none,
    additive,      ///< xi with coefficients that stay the same
    multiplicative ///< any coefficients
};

/// An explicit scheme for dx = f(x, t) dt + g(x, t) dW, applied to all differential equations of a group at once:
///
///     Scheme midpoint("midpoint", "k = dt*f(x, t)\n"
///                                 "x_new = x + dt*f(x + k/2, t + dt/2)");
///
/// Lines assign temporaries, the last one assigns x_new. They use x, t, dt, f(x, t), and for noise g(x, t) and dW, the
/// increment of a Wiener process. Where the equations contain several xi, terms with g and dW are taken for each of them.
/// A text that is no scheme is refused here, with its line (SyntaxError, NameError, DimensionMismatchError, EquationError).
class HILLOCK_API Scheme {
  public:
    Scheme(std::string name, std::string text, Noise noise = Noise::none);
    Scheme(const Scheme&) = default; // no move: it would leave a scheme without a text behind
    Scheme& operator=(const Scheme&) = default;

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] Noise noise() const { return noise_; }
    /// What the library made of the text.
    [[nodiscard]] const internal::Shared<const internal::plan::Scheme>& checked() const { return checked_; }

  private:
    internal::Shared<const internal::plan::Scheme> checked_;
    Noise noise_;
};

/// How a group is integrated: by a method of the library, by a scheme of one's own, by the first method of the library that takes the
/// equations (""), by the first of a list that takes them, {"exact", "rk4"}, or by what a function makes of the equations:
///
///     Method method = [](const Equations& model) { return model.text().find("xi") == std::string::npos ? "rk4" : "heun"; };
///
/// A group asks the function once, when it is made; a list is gone through again when dt or the equations' constants change.
class HILLOCK_API Method {
  public:
    Method(const char* name = "") : Method(std::string(name)) {}
    Method(std::string name);
    Method(const Scheme& scheme);
    Method(std::initializer_list<Method> first_that_fits);
    Method(const std::vector<Method>& first_that_fits);
    template <std::invocable<const Equations&> Function> Method(Function function) : Method(Choosing(std::move(function)), 0) {}

    using Choosing = internal::Callback<Method(const Equations&)>;
    struct Choice {
        std::string name = {};                                      ///< "" for the library's own choice
        internal::Shared<const internal::plan::Scheme> scheme = nullptr;       ///< null for a method of the library
        Choosing function = nullptr;                                ///< not null: instead of both
    };
    /// What to try, in this order. No function is left; what one throws goes through.
    [[nodiscard]] std::vector<Choice> choices_for(const Equations& model) const;

  private:
    Method(Choosing function, int);
    std::vector<Choice> choices_;
};

} // namespace hillock
