// SPDX-License-Identifier: Apache-2.0
// Integration methods of one's own, written as in a textbook.
#pragma once

#include <hillock/export.hpp>

#include <memory>
#include <string>
#include <utility>

namespace hillock {

namespace plan {
struct Scheme;
} // namespace plan

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
    [[nodiscard]] const std::shared_ptr<const plan::Scheme>& checked() const { return checked_; }

  private:
    std::shared_ptr<const plan::Scheme> checked_;
    Noise noise_;
};

/// How a group is integrated: by a method of the library, by a scheme of one's own, or by the first method of the library that takes the
/// equations ("").
class Method {
  public:
    Method(const char* name = "") : name_(name) {}
    Method(std::string name) : name_(std::move(name)) {}
    Method(const Scheme& scheme) : name_(scheme.name()), scheme_(scheme.checked()) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Null for a method of the library.
    [[nodiscard]] const std::shared_ptr<const plan::Scheme>& scheme() const { return scheme_; }

  private:
    std::string name_;
    std::shared_ptr<const plan::Scheme> scheme_;
};

} // namespace hillock
