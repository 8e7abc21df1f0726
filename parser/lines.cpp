// SPDX-License-Identifier: Apache-2.0
// One pass over the bytes of a text each; linear in its size.
#include "parser/lines.hpp"

#include "parser/operators.hpp"
#include "parser/parse.hpp"

#include <algorithm>

namespace hillock::internal::parser {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_name(char c) {
    return starts_name(c) || (c >= '0' && c <= '9');
}

std::size_t skip_blank(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (text[at] == '#')
            at = std::min(text.find('\n', at), text.size());
        else if (is_blank(text[at]))
            ++at;
        else
            break;
    }
    return at;
}

std::string one_line(std::string_view text) {
    std::string line;
    for (std::size_t at = skip_blank(text, 0); at < text.size();) {
        line += text[at];
        const std::size_t next = skip_blank(text, at + 1);
        if (next > at + 1 && next < text.size())
            line += ' ';
        at = next;
    }
    return line;
}

std::size_t name_end(std::string_view text, std::size_t at) {
    if (at >= text.size() || !starts_name(text[at]))
        return at;
    while (at < text.size() && continues_name(text[at]))
        ++at;
    return at;
}

namespace {

char at_or_nul(std::string_view text, std::size_t at) {
    return at < text.size() ? text[at] : '\0';
}

bool opens(char c) {
    return c == '(' || c == '[' || c == '{';
}
bool closes(char c) {
    return c == ')' || c == ']' || c == '}';
}
char partner(char open) {
    return open == '(' ? ')' : open == '[' ? ']' : '}';
}

/// What the text at a place begins with, as far as that tells equations apart.
enum class Head { other, assigns, declares };

Head equation_head(std::string_view text, std::size_t at) {
    std::size_t end = name_end(text, at);
    if (end == at)
        return Head::other;
    end = skip_blank(text, end);
    if (at_or_nul(text, end) == '/') {
        const std::size_t by = skip_blank(text, end + 1);
        end = skip_blank(text, name_end(text, by));
    }
    if (at_or_nul(text, end) == ':')
        return Head::declares;
    return at_or_nul(text, end) == '=' && at_or_nul(text, end + 1) != '=' ? Head::assigns : Head::other;
}

bool starts_assignment(std::string_view text, std::size_t at) {
    const std::size_t end = name_end(text, at);
    if (end == at)
        return false;
    const std::string_view rest = text.substr(skip_blank(text, end));
    for (const ast::AssignOperator& row : ast::assign_operators())
        if (rest.starts_with(row.text) && !rest.substr(std::string_view(row.text).size()).starts_with('='))
            return true;
    return false;
}

/// The item under construction: from its first to behind its last byte that is neither space nor comment.
class Item {
  public:
    [[nodiscard]] bool open() const { return open_; }
    [[nodiscard]] std::size_t end() const { return end_; }
    void add(std::size_t at) {
        if (!open_)
            begin_ = at;
        open_ = true;
        end_ = at + 1;
    }
    void finish(std::vector<Span>& items) {
        if (open_)
            items.push_back({static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end_)});
        open_ = false;
    }

  private:
    bool open_ = false;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// Where in an equation a byte stands.
enum class Part { name, expression, unit };

/// Whether an expression could end where the text ends.
bool ends_with_value(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && continues_name(text[begin - 1]))
        --begin;
    const std::string_view word = text.substr(begin);
    if (word.empty())
        return text.ends_with('.') || (!text.empty() && closes(text.back()));
    return word != "and" && word != "or" && word != "not";
}

/// Whether an equation that has come to a newline at its part ends before the next line, which begins at
/// `next`.
bool ends_before(std::string_view text, std::size_t next, const Item& item, Part part, int depth) {
    const Head head = equation_head(text, next);
    if (part == Part::name)
        return at_or_nul(text, next) != '=' && at_or_nul(text, next) != ':';
    if (part == Part::unit)
        return depth <= 0 || head != Head::other;
    // "x = a +" goes on with "b : volt"; after "x = a" that line is an equation of its own.
    return head == Head::assigns || (head == Head::declares && ends_with_value(text.substr(0, item.end())));
}

} // namespace

std::vector<Span> split_equations(std::string_view text) {
    std::vector<Span> items;
    Item item;
    Part part = Part::name;
    int depth = 0;
    for (std::size_t at = skip_blank(text, 0); at < text.size();) {
        const char c = text[at];
        item.add(at);
        if (c == '=' && part == Part::name)
            part = Part::expression;
        if (c == ':' && part != Part::unit) {
            part = Part::unit;
            depth = 0;
        }
        depth += opens(c) ? 1 : closes(c) ? -1 : 0;
        const std::size_t next = skip_blank(text, at + 1);
        const bool new_line = text.substr(at + 1, next - at - 1).find('\n') != std::string_view::npos;
        if (new_line && next < text.size() && ends_before(text, next, item, part, depth)) {
            item.finish(items);
            part = Part::name;
            depth = 0;
        }
        at = next;
    }
    item.finish(items);
    return items;
}

std::vector<Span> split_statements(std::string_view text) {
    std::vector<Span> items;
    Item item;
    int depth = 0;
    for (std::size_t at = skip_blank(text, 0); at < text.size();) {
        const char c = text[at];
        if (c == ';') {
            item.finish(items);
            depth = 0;
        } else {
            item.add(at);
            if (opens(c))
                ++depth;
            if (closes(c) && depth > 0)
                --depth;
        }
        const std::size_t next = skip_blank(text, at + 1);
        const bool new_line = text.substr(at + 1, next - at - 1).find('\n') != std::string_view::npos;
        if (new_line && (depth == 0 || starts_assignment(text, next))) {
            item.finish(items);
            depth = 0;
        }
        at = next;
    }
    item.finish(items);
    return items;
}

Span trim(std::string_view text) {
    Item item;
    for (std::size_t at = skip_blank(text, 0); at < text.size(); at = skip_blank(text, at + 1))
        item.add(at);
    std::vector<Span> items;
    item.finish(items);
    return items.empty() ? Span{} : items.front();
}

std::uint32_t find_outside_comments(std::string_view text, Span span, char c) {
    const std::string_view part = text.substr(0, span.end);
    std::size_t at = skip_blank(part, span.begin);
    while (at < part.size() && part[at] != c)
        at = skip_blank(part, at + 1);
    return static_cast<std::uint32_t>(at);
}

void check_brackets(const Cursor& cursor, Span span) {
    const std::string_view text = std::string_view(cursor.source->text).substr(0, span.end);
    const auto quoted = [](char c) { return std::string("'") + c + "'"; };
    std::vector<std::uint32_t> unclosed;
    for (std::size_t at = skip_blank(text, span.begin); at < text.size(); at = skip_blank(text, at + 1)) {
        const char c = text[at];
        const auto offset = static_cast<std::uint32_t>(at);
        const Span here{offset, offset + 1};
        if (c == '"' || c == '\'')
            cursor.refuse(here, "strings are not part of the equation language");
        if (opens(c)) {
            unclosed.push_back(offset);
            if (unclosed.size() > static_cast<std::size_t>(kMaxNesting))
                cursor.refuse(here, "brackets are nested more than " + std::to_string(kMaxNesting) + " deep");
        }
        if (!closes(c))
            continue;
        const char opening = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (unclosed.empty())
            cursor.refuse(here, quoted(c) + " closes nothing: a " + quoted(opening) + " is missing");
        const Span before{unclosed.back(), unclosed.back() + 1};
        const char open = text[before.begin];
        if (partner(open) != c)
            cursor.refuse(here,
                          quoted(c) + " cannot close " + quoted(open) + ": a " + quoted(partner(open)) +
                              " is missing",
                          {{quoted(open) + " is opened here", {cursor.source, before}}});
        unclosed.pop_back();
    }
    if (unclosed.empty())
        return;
    const char open = text[unclosed.back()];
    cursor.refuse({unclosed.back(), unclosed.back() + 1},
                  quoted(open) + " is never closed: a " + quoted(partner(open)) + " is missing");
}

} // namespace hillock::internal::parser
