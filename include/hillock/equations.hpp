// SPDX-License-Identifier: Apache-2.0
// Equations as objects: parsed once, put together, renamed.
#pragma once

#include <hillock/export.hpp>
#include <hillock/quantity.hpp>

#include <concepts>
#include <map>
#include <string>
#include <utility>

namespace hillock {

/// What stands instead of a name: another name, or a number with its unit.
class Replacement {
  public:
    Replacement(const char* name) : Replacement(std::string(name)) {}
    Replacement(std::string name) : name_(std::move(name)), is_name_(true) {}
    Replacement(const Quantity& value) : value_(value) {}
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    Replacement(T value) : value_(value) {}

    [[nodiscard]] bool is_name() const { return is_name_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Quantity& value() const { return value_; }

  private:
    std::string name_;
    Quantity value_;
    bool is_name_ = false;
};
using Replacements = std::map<std::string, Replacement, std::less<>>;

/// Equations as text, one a line, in three forms (flags in parentheses may be left out):
///
///     dv/dt = (I - v)/tau : volt (unless refractory)   differential equation
///     I = g*(E - v)       : volt                       subexpression: stands for its right-hand side
///     tau                 : second (constant)          parameter
///
/// The text is parsed here (SyntaxError, EquationError) and checked where it is used.
class HILLOCK_API Equations {
  public:
    Equations(std::string text);
    Equations(const char* text) : Equations(std::string(text)) {}

    /// The text with names replaced, wherever they stand: {{"v", "vm"}, {"tau", 10 * ms}}. Throws ValueError if a variable that the
    /// equations define is to become a number, if a name to be replaced does not occur or a number is NaN, SyntaxError if text is no name,
    /// EquationError if a name would be defined twice.
    Equations(const std::string& text, const Replacements& replacements) : Equations(Equations(text).substitute(replacements)) {}
    [[nodiscard]] Equations substitute(const Replacements& replacements) const;

    /// All equations of the one, then of the other. A name that both define is an EquationError.
    friend HILLOCK_API Equations operator+(const Equations& a, const Equations& b);

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

} // namespace hillock
