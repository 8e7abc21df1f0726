// SPDX-License-Identifier: Apache-2.0
// Turns text of C++ into tokens, as far as needed to see brackets and words: no macro is expanded, no error
// is found.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace hillock::prompt {

struct Token {
    enum class Kind { word, number, literal, punctuation, directive };
    Kind kind;
    std::string_view text; ///< of the scanned text
    std::size_t line;      ///< counted from 1

    [[nodiscard]] bool is(std::string_view other) const { return text == other; }
};

struct Scan {
    std::vector<Token> tokens;
    bool open =
        false; ///< the text ends inside a comment, a raw string, or a directive that goes on in the next line
};

/// \param text  must outlive the tokens
[[nodiscard]] Scan scan(std::string_view text);

} // namespace hillock::prompt
