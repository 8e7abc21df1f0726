// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a model: data first, rendered last, thrown only at the public border.
// A stage returns Result<T>: the value, or everything that it found wrong.
#pragma once

#include "parser/source.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hillock {

/// Which public exception a diagnostic becomes.
enum class Problem { syntax, name, dimension, type, equation, unsupported, value, index };

/// A second place that belongs to a problem ("'v' is declared here as volt").
struct Note {
    std::string message;
    Place place;
};

/// One problem: lower-case start, no final period, the user's own names in single quotes.
struct Diagnostic {
    Problem problem = Problem::syntax;
    std::string message;
    Place place;
    std::vector<Note> notes = {};
};

using Diagnostics = std::vector<Diagnostic>;

/// The text of a problem: `name:line:column: error: message`, the source line, a caret under the span, the notes.
[[nodiscard]] std::string render(const Diagnostic& diagnostic);
[[nodiscard]] std::string render(const Diagnostics& diagnostics);

/// Throw the public exception of the first problem, with the text of all. \pre not empty
[[noreturn]] void throw_error(const Diagnostics& diagnostics);

/// A value, or why there is none.
template <class T> class [[nodiscard]] Result {
  public:
    Result(T value) : content_(std::move(value)) {}
    Result(Diagnostics problems) : content_(std::move(problems)) {}
    Result(Diagnostic problem) : content_(Diagnostics{std::move(problem)}) {}

    explicit operator bool() const { return content_.index() == 0; }
    const T& operator*() const& { return std::get<0>(content_); }
    T&& operator*() && { return std::get<0>(std::move(content_)); }
    const T* operator->() const { return &std::get<0>(content_); }
    const Diagnostics& problems() const { return std::get<1>(content_); }

    /// The value, or the public exception.
    T or_throw() && {
        if (!*this) throw_error(problems());
        return std::get<0>(std::move(content_));
    }

  private:
    std::variant<T, Diagnostics> content_;
};

} // namespace hillock
