// SPDX-License-Identifier: Apache-2.0
// `EXPR for NAME in range(...) if CONDITION` to its tree. The words for, in and if are no part of
// expressions, so a text is cut at those outside of brackets, and the grammar of expressions reads what is
// between them.
#include "parser/explain.hpp"
#include "parser/lines.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hillock::internal::parser {

namespace {

constexpr const char* kExample = "'k for k in range(i-2, i+3) if k != i'";

/// Places of the words that a text is cut at; an empty span is a word that is not there.
struct Words {
    Span loop;      ///< `for`
    Span in;        ///< the first after `for`
    Span condition; ///< `if`
};

/// A part of the text between two of the words.
struct Part {
    Span text;
    Span before; ///< what stands before it, for messages
};

/// What a byte adds to the number of brackets that are open.
int nesting(char c) {
    return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
}

bool is_given(Span word) {
    return word.end > word.begin;
}

[[noreturn]] void refuse_second(const Cursor& cursor, Span first, Span second) {
    const bool loop = cursor.text(first) == "for";
    cursor.refuse(second,
                  loop ? "a second 'for': loops cannot be nested"
                       : "a second 'if': join the two conditions with 'and'",
                  {{"the first one stands here", {cursor.source, first}}});
}

/// A word that the text is cut at, or a problem if it cannot stand where it does.
void take_word(const Cursor& cursor, Span word, int depth, Words& words) {
    const std::string_view text = cursor.text(word);
    if (text == "for") {
        if (depth > 0)
            cursor.refuse(word, std::string("'for' cannot stand within brackets; write ") + kExample);
        if (is_given(words.loop))
            refuse_second(cursor, words.loop, word);
        if (is_given(words.condition))
            cursor.refuse(words.condition, std::string("the condition stands at the end; write ") + kExample);
        words.loop = word;
    } else if (depth == 0 && text == "in" && is_given(words.loop) && !is_given(words.in) &&
               !is_given(words.condition)) {
        words.in = word;
    } else if (depth == 0 && text == "if") {
        if (is_given(words.condition))
            refuse_second(cursor, words.condition, word);
        words.condition = word;
    }
}

/// The next byte of the part that is neither space nor of a comment.
std::uint32_t next_byte(std::string_view text, std::uint32_t at) {
    return static_cast<std::uint32_t>(skip_blank(text, at));
}

Words find_words(const Cursor& cursor) {
    Words words;
    const Span whole = cursor.span(cursor.first, cursor.last);
    const std::string_view text = std::string_view(cursor.source->text).substr(0, whole.end);
    int depth = 0;
    for (std::uint32_t at = whole.begin; at < whole.end; at = next_byte(text, at)) {
        const std::uint32_t begin = at;
        while (at < whole.end && continues_name(text[at]))
            ++at;
        if (at > begin)
            take_word(cursor, {begin, at}, depth, words);
        else
            depth += nesting(text[at++]);
    }
    return words;
}

/// The part without the space and comments around it.
Span trimmed(const Cursor& cursor, Span part) {
    const Span inner = trim(cursor.text(part));
    return {part.begin + inner.begin, part.begin + inner.end};
}

ast::Expr read_part(const Cursor& cursor, Part part) {
    Cursor rest(cursor.source, trimmed(cursor, part.text));
    ast::Expr expr = read_expression(rest, Calls::allowed, part.before);
    if (rest.first != rest.last)
        refuse_continuation(rest, rest.first, expr.span);
    return expr;
}

/// The name between `for` and `in`.
Span read_variable(const Cursor& cursor, const Words& words, std::uint32_t end) {
    if (!is_given(words.in)) {
        const Span head = trimmed(cursor, {words.loop.begin, end});
        cursor.refuse(head, "expected 'for NAME in range(...)' or 'for NAME in sample(...)', not " +
                                quote(cursor.text(head)));
    }
    const Span variable = trimmed(cursor, {words.loop.end, words.in.begin});
    const std::string_view name = cursor.text(variable);
    if (name.empty())
        cursor.refuse(words.loop, "a name is missing between 'for' and 'in'");
    if (name_end(name, 0) != name.size())
        cursor.refuse(variable, "expected one name between 'for' and 'in', not " + quote(name));
    if (is_keyword(name))
        cursor.refuse(variable, quote(name) + " is a keyword of Python and cannot be a name");
    return variable;
}

/// `range(...)` or `sample(...)`, cut into the word and what is within the parentheses.
struct IteratorCall {
    ast::Iterator iterator = ast::Iterator::range;
    Span word;
    Span arguments; ///< without the parentheses
};

IteratorCall read_iterator(const Cursor& cursor, const Words& words, std::uint32_t end) {
    const Span call = trimmed(cursor, {words.in.end, end});
    const std::string_view text = cursor.text(call);
    const auto expected = [&] {
        return "expected 'range(...)' or 'sample(...)' after 'in', not " + quote(text);
    };
    if (text.empty())
        cursor.refuse(words.in, "expected 'range(...)' or 'sample(...)' after 'in'");
    const std::size_t size = name_end(text, 0);
    IteratorCall result;
    result.word = {call.begin, call.begin + static_cast<std::uint32_t>(size)};
    const std::string_view word = text.substr(0, size);
    if (word == "sample")
        result.iterator = ast::Iterator::sample;
    else if (word != "range") {
        const std::array<std::string, 2> known{"range", "sample"};
        const std::string hint = did_you_mean(word, known);
        cursor.refuse(size > 0 ? result.word : call,
                      hint.empty() ? expected() : quote(word) + " gives no numbers to a loop" + hint);
    }
    const std::size_t open = skip_blank(text, size);
    if (open == text.size() || text[open] != '(')
        cursor.refuse(result.word, quote(word) + " needs its arguments: '" + std::string(word) + "(...)'");
    int depth = 0;
    std::size_t close = open;
    do {
        depth += nesting(text[close]);
        if (depth > 0)
            close = skip_blank(text, close + 1);
    } while (depth > 0);
    const std::size_t behind = skip_blank(text, close + 1);
    if (behind < text.size())
        cursor.refuse({call.begin + static_cast<std::uint32_t>(behind), call.end},
                      "expected 'if' or the end after '" + std::string(word) + "(...)', not " +
                          quote(text.substr(behind)));
    result.arguments = {call.begin + static_cast<std::uint32_t>(open) + 1,
                        call.begin + static_cast<std::uint32_t>(close)};
    return result;
}

/// One argument: `name=` is cut off.
struct Argument {
    Part value;
    Span keyword;
};

std::vector<Argument> split_arguments(const Cursor& cursor, const IteratorCall& call) {
    const std::string_view text = std::string_view(cursor.source->text).substr(0, call.arguments.end);
    std::vector<Argument> arguments;
    Span before{call.arguments.begin - 1, call.arguments.begin};
    std::uint32_t begin = call.arguments.begin;
    int depth = 0;
    const auto add = [&](std::uint32_t end) {
        Argument argument{{{begin, end}, before}, {}};
        const std::uint32_t name = next_byte(text, begin);
        const auto behind = static_cast<std::uint32_t>(name_end(text, name));
        const std::uint32_t sign = next_byte(text, behind);
        if (behind > name && sign < end && text[sign] == '=' && !text.substr(sign).starts_with("==")) {
            argument.keyword = {name, behind};
            argument.value = {{sign + 1, end}, {sign, sign + 1}};
        }
        arguments.push_back(argument);
    };
    for (std::uint32_t at = next_byte(text, begin); at < call.arguments.end; at = next_byte(text, at + 1)) {
        depth += nesting(text[at]);
        if (text[at] != ',' || depth > 0)
            continue;
        add(at);
        before = {at, at + 1};
        begin = at + 1;
    }
    if (!arguments.empty() || next_byte(text, begin) < call.arguments.end)
        add(call.arguments.end);
    return arguments;
}

/// p=... or size=... of a sample.
void take_keyword(const Cursor& cursor, const IteratorCall& call, const Argument& argument, ast::Loop& loop) {
    const std::string_view name = cursor.text(argument.keyword);
    if (call.iterator == ast::Iterator::range)
        cursor.refuse(argument.keyword, "'range' has no argument " + quote(name) +
                                            (name == "p" || name == "size"
                                                 ? "; 'sample(..., " + std::string(name) + "=...)' has"
                                                 : std::string("; it is 'range([low,] high [, step])'")));
    const std::array<std::string, 2> known{"p", "size"};
    if (name != "p" && name != "size") {
        const std::string hint = did_you_mean(name, known);
        cursor.refuse(argument.keyword, "'sample' has no argument " + quote(name) +
                                            (hint.empty() ? "; it takes 'p=...' or 'size=...'" : hint));
    }
    if (loop.probability || loop.size)
        cursor.refuse(argument.keyword, "'sample' takes one of 'p=...' and 'size=...'");
    (name == "p" ? loop.probability : loop.size) = read_part(cursor, argument.value);
}

/// low, high and step, of which those that are not there have been left out from the outside.
void take_numbers(const Cursor& cursor, const IteratorCall& call, std::vector<ast::Expr> numbers,
                  ast::Loop& loop) {
    const std::string word(cursor.text(call.word));
    if (numbers.empty())
        cursor.refuse(call.word, "'" + word + "' needs an end: '" + word + "([low,] high [, step]" +
                                     (call.iterator == ast::Iterator::range ? ")'" : ", p=...)'"));
    if (numbers.size() > 3)
        cursor.refuse(numbers[3].span, "'" + word +
                                           "' takes at most three numbers, low, high and step, not " +
                                           std::to_string(numbers.size()));
    if (numbers.size() == 3)
        loop.step = std::move(numbers[2]);
    if (numbers.size() > 1)
        loop.low = std::move(numbers[0]);
    loop.high = std::move(numbers[numbers.size() == 1 ? 0 : 1]);
}

ast::Loop read_loop(const Cursor& cursor, const Words& words, std::uint32_t end) {
    ast::Loop loop;
    loop.variable_span = read_variable(cursor, words, end);
    loop.variable = cursor.text(loop.variable_span);
    const IteratorCall call = read_iterator(cursor, words, end);
    loop.iterator = call.iterator;
    loop.iterator_span = call.word;
    std::vector<ast::Expr> numbers;
    bool keyword_seen = false;
    for (const Argument& argument : split_arguments(cursor, call)) {
        if (is_given(argument.keyword)) {
            keyword_seen = true;
            take_keyword(cursor, call, argument, loop);
        } else if (keyword_seen) {
            cursor.refuse(trimmed(cursor, argument.value.text),
                          "low, high and step stand before 'p=...' and 'size=...'");
        } else {
            numbers.push_back(read_part(cursor, argument.value));
        }
    }
    take_numbers(cursor, call, std::move(numbers), loop);
    if (call.iterator == ast::Iterator::sample && !loop.probability && !loop.size)
        cursor.refuse(call.word,
                      "'sample' needs 'p=...', the probability of each number, or 'size=...', how many "
                      "are taken");
    return loop;
}

} // namespace

ast::Generator read_generator(Cursor cursor) {
    const Span whole = cursor.span(cursor.first, cursor.last);
    check_brackets(cursor, whole);
    const Words words = find_words(cursor);
    const std::uint32_t condition = is_given(words.condition) ? words.condition.begin : whole.end;
    ast::Generator generator;
    generator.span = whole;
    const std::uint32_t end = is_given(words.loop) ? words.loop.begin : condition;
    if (end == whole.begin && end != whole.end)
        cursor.refuse(is_given(words.loop) ? words.loop : words.condition,
                      std::string("an index is missing before ") + (is_given(words.loop) ? "'for'" : "'if'") +
                          "; write " + kExample);
    generator.result = read_part(cursor, {{whole.begin, end}, {}});
    if (is_given(words.loop))
        generator.loop = read_loop(cursor, words, condition);
    if (is_given(words.condition))
        generator.condition = read_part(cursor, {{words.condition.end, whole.end}, words.condition});
    return generator;
}

} // namespace hillock::internal::parser
