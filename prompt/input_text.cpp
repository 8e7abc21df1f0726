// SPDX-License-Identifier: Apache-2.0
#include "prompt/input_text.hpp"

#include "prompt/scanner.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <utility>

namespace hillock::prompt {

namespace {

using Tokens = std::span<const Token>;

bool is_one_of(const Token& token, std::initializer_list<std::string_view> texts) {
    return std::find(texts.begin(), texts.end(), token.text) != texts.end();
}

bool is_word(const Token& token) {
    return token.kind == Token::Kind::word;
}
bool is_sign(const Token& token) {
    return token.kind == Token::Kind::punctuation;
}
bool opens(const Token& token) {
    return is_sign(token) && is_one_of(token, {"(", "[", "{"});
}
bool closes(const Token& token) {
    return is_sign(token) && is_one_of(token, {")", "]", "}"});
}

bool is_type_word(const Token& token) {
    return is_one_of(token, {"void", "bool", "char", "short", "int", "long", "float", "double", "signed",
                             "unsigned", "wchar_t", "char8_t", "char16_t", "char32_t"});
}
bool is_declaring_word(const Token& token) {
    return is_one_of(token,
                     {"namespace",    "using",   "template",  "struct",    "class",         "union",
                      "enum",         "typedef", "extern",    "static",    "inline",        "const",
                      "auto",         "concept", "constexpr", "consteval", "constinit",     "volatile",
                      "thread_local", "friend",  "alignas",   "typename",  "static_assert", "explicit"});
}
bool is_stating_word(const Token& token) {
    return is_one_of(
        token,
        {"if",      "for",     "while",  "do",          "switch",       "try",        "return",
         "throw",   "delete",  "new",    "this",        "goto",         "break",      "continue",
         "sizeof",  "alignof", "typeid", "noexcept",    "requires",     "true",       "false",
         "nullptr", "not",     "compl",  "static_cast", "dynamic_cast", "const_cast", "reinterpret_cast"});
}
bool is_operator_word(const Token& token) {
    return is_one_of(token, {"and", "or", "xor", "bitand", "bitor", "not_eq", "and_eq", "or_eq", "xor_eq"});
}

/// Behind a list of template arguments that begins at `at`; `at` itself if it is none.
std::size_t past_template_arguments(Tokens tokens, std::size_t at) {
    if (at >= tokens.size() || !tokens[at].is("<"))
        return at;
    int angles = 0;
    int brackets = 0;
    for (std::size_t k = at; k < tokens.size(); ++k) {
        if (opens(tokens[k]))
            ++brackets;
        else if (closes(tokens[k]))
            --brackets;
        else if (brackets == 0 && tokens[k].is("<"))
            ++angles;
        else if (brackets == 0 && tokens[k].is(">") && --angles == 0)
            return k + 1;
        if (brackets < 0 || (brackets == 0 && is_one_of(tokens[k], {";", "&&", "||"})))
            return at;
    }
    return at;
}

/// Behind a name such as ::std::vector<int>; `at` itself if there is none.
std::size_t past_name(Tokens tokens, std::size_t at) {
    std::size_t k = at;
    if (k < tokens.size() && tokens[k].is("::"))
        ++k;
    while (k < tokens.size() && is_word(tokens[k])) {
        k = past_template_arguments(tokens, k + 1);
        if (k + 1 >= tokens.size() || !tokens[k].is("::") || !is_word(tokens[k + 1]))
            return k;
        ++k;
    }
    return at;
}

/// Behind the heads of templates, attributes and words such as `static` that may stand before what is
/// declared.
std::size_t past_specifiers(Tokens tokens) {
    std::size_t k = 0;
    while (k < tokens.size()) {
        if (tokens[k].is("template"))
            k = past_template_arguments(tokens, k + 1);
        else if (is_one_of(tokens[k],
                           {"typedef", "static", "inline", "const", "constexpr", "extern", "export"}))
            ++k;
        else
            return k;
    }
    return k;
}

/// What a brace outside of all other brackets says about the end of its piece.
class Braces {
  public:
    explicit Braces(Tokens piece)
        : piece_(piece), declared_(std::min(past_specifiers(piece), piece.size() - 1)) {}

    /// Whether the piece is over where the brace at `at` closes. \pre all tokens before it were seen
    [[nodiscard]] bool is_body(std::size_t at) const {
        if (at == 0)
            return true;
        const Token& before = piece_[at - 1];
        if (is_one_of(before, {"else", "do", "try"}) || is_control())
            return true;
        if (piece_[declared_].is("namespace") ||
            (piece_[0].is("extern") && before.kind == Token::Kind::literal))
            return true;
        if (assigned_ || piece_[0].is("[") || !parenthesis_)
            return false; // initial values, a lambda, the members of a class
        return before.is(")") || before.is("}") || trailing_return_ ||
               is_one_of(before, {"const", "noexcept", "override", "final", "mutable", "&", "&&"});
    }

    /// A token outside of all brackets, or one that opens the first.
    void see(std::size_t at) {
        const Token& token = piece_[at];
        const bool after_operator = at > 0 && piece_[at - 1].is("operator");
        if (token.is("=") && !after_operator)
            assigned_ = true;
        if (token.is("("))
            parenthesis_ = true;
        if (token.is("->") && parenthesis_)
            trailing_return_ = true;
    }

  private:
    [[nodiscard]] bool is_control() const {
        return is_one_of(piece_[0], {"if", "for", "while", "switch", "do", "try"});
    }

    Tokens piece_;
    std::size_t declared_;
    bool assigned_ = false;
    bool parenthesis_ = false;
    bool trailing_return_ = false;
};

/// The tokens of the first piece of a text, and whether it is ended.
struct End {
    std::size_t tokens;
    bool ended;
};

/// What follows an end and belongs to it all the same: `else`, `catch`, the `while` of a `do`.
bool goes_on(Tokens tokens, std::size_t next, bool in_do) {
    if (next >= tokens.size())
        return false;
    return tokens[next].is("else") || tokens[next].is("catch") || (in_do && tokens[next].is("while"));
}

End first_piece(Tokens tokens) {
    if (tokens[0].kind == Token::Kind::directive)
        return {1, true};
    Braces braces(tokens);
    int depth = 0;
    bool in_body = false;
    bool in_do = tokens[0].is("do");
    for (std::size_t k = 0; k < tokens.size(); ++k) {
        const Token& token = tokens[k];
        if (depth == 0) {
            if (token.is("{"))
                in_body = braces.is_body(k);
            braces.see(k);
            if (token.is("while"))
                in_do = false;
        }
        if (opens(token))
            ++depth;
        if (closes(token))
            --depth;
        if (depth < 0)
            return {k + 1, true}; // one too many: the compiler says so
        const bool over = depth == 0 && (token.is(";") || (token.is("}") && in_body));
        if (!over || goes_on(tokens, k + 1, in_do))
            continue;
        const bool semicolon_after_body = token.is("}") && k + 1 < tokens.size() && tokens[k + 1].is(";");
        return {k + 1 + (semicolon_after_body ? 1 : 0), true};
    }
    return {tokens.size(), false};
}

/// template <> struct std::hash<A>: a specialisation stands beside its template.
bool specialises_other_namespace(Tokens tokens) {
    if (!tokens[0].is("template"))
        return false;
    const std::size_t key = past_specifiers(tokens);
    return key + 2 < tokens.size() && is_one_of(tokens[key], {"struct", "class"}) &&
           is_word(tokens[key + 1]) && tokens[key + 2].is("::");
}

/// A piece that begins with a name: `std::vector<int> v;` declares, `v.clear();` does something.
Piece::Kind kind_of_name_first(Tokens tokens, bool ended) {
    const std::size_t next = past_name(tokens, 0);
    if (next == 0 || next >= tokens.size())
        return Piece::Kind::statement;
    const Token& token = tokens[next];
    if (is_word(token))
        return is_operator_word(token) ? Piece::Kind::statement : Piece::Kind::declaration;
    const bool star =
        is_one_of(token, {"*", "&", "&&"}) && next + 1 < tokens.size() && is_word(tokens[next + 1]);
    if (star)
        return ended ? Piece::Kind::declaration
                     : Piece::Kind::statement; // nobody ends `a * b` whose value is wanted
    // The definition of a constructor: A::A() { ... }
    const bool body = token.is("(") && tokens.back().is("}");
    return body ? Piece::Kind::declaration : Piece::Kind::statement;
}

Piece::Kind kind_of(Tokens tokens, bool ended) {
    const Token& first = tokens[0];
    if (first.kind == Token::Kind::directive)
        return Piece::Kind::directive;
    if (first.is("[") && tokens.size() > 1 && tokens[1].is("["))
        return Piece::Kind::declaration;
    if (!is_word(first) && !first.is("::"))
        return Piece::Kind::statement;
    if (is_stating_word(first))
        return Piece::Kind::statement;
    if (first.is("namespace") && tokens.size() > 1 && tokens[1].is("std"))
        return Piece::Kind::global;
    if (specialises_other_namespace(tokens))
        return Piece::Kind::global;
    if (is_declaring_word(first))
        return Piece::Kind::declaration;
    if (is_type_word(first)) {
        const bool cast = tokens.size() > 1 && is_one_of(tokens[1], {"(", "{"});
        return cast ? Piece::Kind::statement : Piece::Kind::declaration;
    }
    if (first.is("decltype"))
        return ended ? Piece::Kind::declaration : Piece::Kind::statement;
    return kind_of_name_first(tokens, ended);
}

int depth_of(Tokens tokens) {
    int depth = 0;
    for (const Token& token : tokens)
        depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    return depth;
}

/// Whether the last token of an unended piece cannot be its last one.
bool waits_for_more(const Token& last) {
    if (is_word(last))
        return is_one_of(last, {"else", "do", "try"}) || is_operator_word(last);
    return is_sign(last) && is_one_of(last, {"=",  ",",  "+",  "-",  "/",   "%",   "<<", "?",  ":",
                                             ".",  "->", "::", "==", "!=",  "<",   "<=", ">=", "&&",
                                             "||", "|",  "^",  "!",  "~",   "+=",  "-=", "*=", "/=",
                                             "%=", "&=", "|=", "^=", "<<=", "<=>", "*",  "&"});
}

/// if (x), template <class T>, struct A: a head without what it is the head of.
bool is_head(Tokens tokens) {
    const Token& first = tokens[0];
    if (first.is("template"))
        return past_template_arguments(tokens, 1) == tokens.size();
    if (is_one_of(first, {"struct", "class", "namespace", "enum", "union"}))
        return std::none_of(tokens.begin(), tokens.end(),
                            [](const Token& token) { return is_one_of(token, {"{", "="}); });
    if (!is_one_of(first, {"if", "for", "while", "switch"}))
        return false;
    // Nothing follows the first closed parenthesis.
    int depth = 0;
    for (std::size_t k = 0; k < tokens.size(); ++k) {
        if (opens(tokens[k]))
            ++depth;
        if (closes(tokens[k]) && --depth == 0)
            return k + 1 == tokens.size();
    }
    return true;
}

/// Whether the next line goes on with a complete input: with what cannot begin one.
bool continues(const std::string& input, std::string_view rest) {
    const Scan next = scan(
        rest.substr(0, rest.find_first_of('\n', std::min(rest.find_first_not_of(" \t\r\n"), rest.size()))));
    if (next.tokens.empty())
        return false;
    const Token& first = next.tokens.front();
    if (is_one_of(first, {"else", "catch"}))
        return true;
    const std::vector<Piece> pieces = split(input);
    if (pieces.empty() || pieces.back().ended)
        return false;
    return is_sign(first) &&
           is_one_of(first, {"{",  ".",  "->", ",",  ";", "?", ":", "=", "==", "!=", "<",  ">",  "<=",
                             ">=", "&&", "||", "<<", "/", "%", "|", "^", "+=", "-=", "*=", "/=", "<=>"});
}

} // namespace

std::vector<Piece> split(std::string_view text) {
    const Scan scanned = scan(text);
    std::vector<Piece> pieces;
    for (Tokens rest = scanned.tokens; !rest.empty();) {
        const End end = first_piece(rest);
        const Tokens tokens = rest.first(end.tokens);
        const char* const begin = tokens.front().text.data();
        const std::string_view last = tokens.back().text;
        pieces.push_back({kind_of(tokens, end.ended), std::string(begin, last.data() + last.size()),
                          tokens.front().line, end.ended});
        rest = rest.subspan(end.tokens);
    }
    std::erase_if(pieces, [](const Piece& piece) { return piece.text == ";"; });
    return pieces;
}

bool is_open(std::string_view text) {
    const Scan scanned = scan(text);
    return scanned.open || depth_of(scanned.tokens) > 0;
}

bool is_complete(std::string_view text) {
    const Scan scanned = scan(text);
    if (scanned.open || depth_of(scanned.tokens) > 0)
        return false;
    for (Tokens rest = scanned.tokens; !rest.empty();) {
        const End end = first_piece(rest);
        if (!end.ended)
            return !waits_for_more(rest.back()) && !is_head(rest);
        rest = rest.subspan(end.tokens);
    }
    return true;
}

Linked with_external_linkage(const std::string& declaration) {
    Linked linked{"", declaration};
    const Scan scanned = scan(declaration);
    bool constant = false;
    for (const Token& token : scanned.tokens) {
        if (is_one_of(token, {"inline", "extern", "typedef", "using", "template", "struct", "class", "enum",
                              "union", "namespace", "concept", "static_assert", "operator"}))
            return linked;
        // Names in brackets, auto [a, b] = f(), can be no inline variables.
        if (is_sign(token) && is_one_of(token, {"=", "(", "{", ";", "["})) {
            if (constant && !token.is("["))
                linked.before = "inline\n";
            return linked;
        }
        constant = constant || token.is("const") || token.is("constexpr") || token.is("constinit");
        if (token.is("static"))
            linked.text.replace(static_cast<std::size_t>(token.text.data() - declaration.data()),
                                token.text.size(), token.text.size(), ' ');
    }
    return linked;
}

std::vector<Input> inputs_of(const std::string& script) {
    std::vector<Input> inputs;
    Input input;
    std::size_t line = 1;
    for (std::size_t begin = 0; begin < script.size(); ++line) {
        const std::size_t end = std::min(script.find('\n', begin), script.size());
        if (input.text.empty())
            input.line = line;
        input.text += script.substr(begin, end - begin) + "\n";
        begin = end + 1;
        const std::string_view rest = std::string_view(script).substr(std::min(begin, script.size()));
        if (is_complete(input.text) && !continues(input.text, rest))
            inputs.push_back(std::exchange(input, {}));
    }
    if (!input.text.empty())
        inputs.push_back(std::move(input));
    return inputs;
}

bool has_main(std::string_view text) {
    const Scan scanned = scan(text);
    int depth = 0;
    for (std::size_t k = 0; k < scanned.tokens.size(); ++k) {
        const Token& token = scanned.tokens[k];
        const bool call = k + 1 < scanned.tokens.size() && scanned.tokens[k + 1].is("(");
        if (depth == 0 && k > 0 && call && token.is("main") &&
            is_one_of(scanned.tokens[k - 1], {"int", "auto", "void"}))
            return true;
        depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    }
    return false;
}

} // namespace hillock::prompt
