// SPDX-License-Identifier: Apache-2.0
// Turns what is typed into pieces of C++ that can be compiled one by one: where an input ends, where its
// declarations, statements and directives begin. It looks at tokens and brackets alone; what they mean is the
// compiler's to say, so a kind is a guess that a caller must be ready to give up.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hillock::prompt {

struct Piece {
    enum class Kind {
        directive, ///< a line of the preprocessor
        global, ///< a declaration that must stand outside of every namespace: `namespace std {`, `template <>
                ///< struct std::hash<A>`
        declaration, ///< makes names that live on
        statement,   ///< does something, or is an expression
    };
    Kind kind = Kind::statement;
    std::string text;     ///< without the blanks around it
    std::size_t line = 1; ///< of its first character, counted from 1
    bool ended = false;   ///< by ';', '}' or, of a directive, the end of its line
};

/// Whether no bracket, comment or raw string is open, no operator waits for its other side and no head (`if
/// (x)`) for its body.
[[nodiscard]] bool is_complete(std::string_view text);

/// Whether a bracket, comment or raw string is open: what follows belongs to it, also after an empty line.
[[nodiscard]] bool is_open(std::string_view text);

/// The pieces in their order; comments between them are left out.
[[nodiscard]] std::vector<Piece> split(std::string_view text);

/// A declaration whose names other inputs can refer to: `static` is blanked out, and what `const` would keep to its own input is
/// made `inline` by a line before the text. Columns and, but for that line, lines stay as they are.
struct Linked {
    std::string before; ///< "inline\n" or ""
    std::string text;
};
[[nodiscard]] Linked with_external_linkage(const std::string& declaration);

struct Input {
    std::string text;
    std::size_t line = 1; ///< of its first character
};
/// A script as the inputs that it would be if it were typed; but as all of it is known, an `else` or a brace may also begin the next
/// line, and so may an operator.
[[nodiscard]] std::vector<Input> inputs_of(const std::string& script);

/// Whether the text is a whole program: it defines `main` outside of all brackets.
[[nodiscard]] bool has_main(std::string_view text);

} // namespace hillock::prompt
