// SPDX-License-Identifier: Apache-2.0
#include "prompt/scanner.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace hillock::prompt {

namespace {

using Kind = Token::Kind;

// Longest first, so that the first that fits is the right one. '>>' stays two tokens: it may end two template
// argument lists.
constexpr std::array<std::string_view, 25> kOperators{
    "<=>", "...", "<<=", "->*", "::", "->", "++", "--", "+=", "-=", "*=", "/=", "%=",
    "&=",  "|=",  "^=",  "==",  "!=", "<=", ">=", "&&", "||", "<<", ".*", "##"};

bool starts_word(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (static_cast<unsigned char>(c) & 0x80U);
}
bool continues_word(char c) {
    return starts_word(c) || std::isdigit(static_cast<unsigned char>(c));
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Scan all() {
        while (skip_blanks(), at_ < text_.size())
            next();
        return std::move(result_);
    }

  private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void advance(std::size_t count) {
        count = std::min(count, text_.size() - at_);
        line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                     text_.begin() + static_cast<std::ptrdiff_t>(at_ + count),
                                                     '\n'));
        at_ += count;
    }

    void skip_blanks() {
        for (;;) {
            if (std::isspace(static_cast<unsigned char>(peek())) && at_ < text_.size()) {
                if (peek() == '\n')
                    line_has_token_ = false;
                advance(1);
            } else if (peek() == '\\' && peek(1) == '\n') {
                advance(2);
            } else if (peek() == '/' && peek(1) == '/') {
                advance(std::min(text_.find('\n', at_), text_.size()) - at_);
            } else if (peek() == '/' && peek(1) == '*') {
                skip_past("*/", 2);
            } else {
                return;
            }
        }
    }

    /// To behind the next `end`; the text is open if there is none.
    void skip_past(std::string_view end, std::size_t from) {
        const std::size_t found = text_.find(end, at_ + from);
        result_.open = result_.open || found == std::string_view::npos;
        advance(found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_);
    }

    void next() {
        const std::size_t begin = at_;
        const std::size_t line = line_;
        const Kind kind = consume();
        line_has_token_ = kind != Kind::directive;
        result_.tokens.push_back({kind, text_.substr(begin, at_ - begin), line});
    }

    Kind consume() {
        const char c = peek();
        if (c == '#' && !line_has_token_)
            return directive();
        if (starts_word(c))
            return word();
        if (std::isdigit(static_cast<unsigned char>(c)) ||
            (c == '.' && std::isdigit(static_cast<unsigned char>(peek(1)))))
            return number();
        if (c == '"' || c == '\'')
            return quoted(c);
        for (const std::string_view op : kOperators)
            if (text_.substr(at_).starts_with(op)) {
                advance(op.size());
                return Kind::punctuation;
            }
        advance(1);
        return Kind::punctuation;
    }

    Kind directive() {
        while (at_ < text_.size() && peek() != '\n') {
            if (peek() == '\\' && peek(1) == '\n') {
                advance(2);
                result_.open = result_.open || at_ == text_.size();
            } else if (peek() == '\\' && at_ + 1 == text_.size()) {
                advance(1);
                result_.open = true;
            } else {
                advance(1);
            }
        }
        return Kind::directive;
    }

    Kind word() {
        std::size_t length = 1;
        while (continues_word(peek(length)))
            ++length;
        const std::string_view found = text_.substr(at_, length);
        const char quote = peek(length);
        if (quote == '"' &&
            (found == "R" || found == "LR" || found == "uR" || found == "UR" || found == "u8R")) {
            advance(length);
            return raw_string();
        }
        if ((quote == '"' || quote == '\'') &&
            (found == "L" || found == "u" || found == "U" || found == "u8")) {
            advance(length);
            return quoted(quote);
        }
        advance(length);
        return Kind::word;
    }

    Kind number() {
        while (continues_word(peek()) || peek() == '.' || (peek() == '\'' && continues_word(peek(1))) ||
               ((peek() == '+' || peek() == '-') &&
                std::string_view("eEpP").find(text_[at_ - 1]) != std::string_view::npos))
            advance(1);
        return Kind::number;
    }

    /// A string or character; one that its line does not end is an error that the compiler reports.
    Kind quoted(char quote) {
        advance(1);
        while (at_ < text_.size() && peek() != quote && peek() != '\n')
            advance(peek() == '\\' ? 2 : 1);
        if (peek() == quote)
            advance(1);
        while (continues_word(peek()))
            advance(1); // "text"s
        return Kind::literal;
    }

    Kind raw_string() {
        const std::size_t bracket = text_.find('(', at_);
        if (bracket == std::string_view::npos) {
            result_.open = true;
            advance(text_.size() - at_);
            return Kind::literal;
        }
        const std::string end = ")" + std::string(text_.substr(at_ + 1, bracket - at_ - 1)) + "\"";
        skip_past(end, bracket - at_);
        while (continues_word(peek()))
            advance(1);
        return Kind::literal;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    bool line_has_token_ = false;
    Scan result_;
};

} // namespace

Scan scan(std::string_view text) {
    return Scanner(text).all();
}

} // namespace hillock::prompt
