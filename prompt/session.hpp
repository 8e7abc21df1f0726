// SPDX-License-Identifier: Apache-2.0
// A session of C++: texts go in one after the other, what they declare stays, what they are worth is printed.
// An error in a piece of a text ends that text and nothing else.
//
// Everything is declared in the namespace hillock_session. A name that is declared again opens a namespace
// inside of the one before, in which all that follows is declared: it hides the earlier one, which lives on
// in what was compiled with it.
#pragma once

#include "prompt/compiler.hpp"
#include "prompt/input_text.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hillock::prompt {

class Session {
  public:
    /// \param report  takes messages: errors, warnings, each ending with '\n'
    Session(Compiler& compiler, std::function<void(const std::string&)> report);

    /// Where a text comes from, for messages.
    struct Origin {
        std::string name = "input";
        std::size_t line = 1;
    };
    /// \return whether all of it was compiled and ran to its end
    bool evaluate(const std::string& text, const Origin& origin);
    /// The text as a program of its own, whose main is called.
    /// \return what main returns, 1 if it cannot be compiled or an exception leaves it
    int run_program(const std::string& text, const std::string& name, std::vector<std::string> arguments);

    /// As Compiler::complete, for what may be typed now.
    [[nodiscard]] std::vector<std::string> complete(const std::string& expression) {
        return compiler_.complete(expression, scope_);
    }
    /// Names of variables of the group that `object` stands for: the names that may stand in G["...
    [[nodiscard]] std::vector<std::string> variables_of(const std::string& object);

  private:
    /// A way to compile a piece.
    struct Reading {
        std::string text;
        std::string entry; ///< function to call, "" if there is none
        std::string scope; ///< in which what follows is declared, if this way is taken
        enum class If {
            always,
            redefined,
            not_redefined
        } when = If::always; ///< a reading before was refused because of names that exist
    };
    [[nodiscard]] std::vector<Reading> readings(const Piece& piece, const Origin& origin);
    [[nodiscard]] Reading declaration(const std::string& text, const std::string& place,
                                      const std::string& scope) const;
    [[nodiscard]] Reading statement(const std::string& text, const std::string& place);
    [[nodiscard]] Reading expression(const std::string& text, const std::string& place);
    bool evaluate(const Piece& piece, const Origin& origin);
    /// The first reading that compiles. \return nothing if none does, which is reported
    [[nodiscard]] std::optional<Reading> choose(const std::vector<Reading>& ways);
    bool run(const Reading& reading);
    void take_variables(const std::vector<std::string>& names);
    void release(const std::string& variable);

    Compiler& compiler_;
    std::function<void(const std::string&)> report_;
    std::string scope_;
    std::size_t inputs_ = 0;
    std::size_t scopes_ = 0;
    std::map<std::string, std::string> variables_; ///< the qualified name of what each name means now
};

} // namespace hillock::prompt
