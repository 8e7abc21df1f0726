// SPDX-License-Identifier: Apache-2.0
// Diagnostics to text, in the shape that compilers have taught everybody to read, and to the public
// exceptions.
#include "parser/diagnostics.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <string_view>

namespace hillock {

namespace {

/// A line of more columns is shown in part: a model that some program wrote may be one line of a megabyte.
constexpr std::size_t kMaxColumns = 200;
constexpr std::size_t kColumnsBefore = 60;

/// A line as it is shown: one string a character (an UTF-8 sequence), so that columns can be counted.
std::vector<std::string> characters(std::string_view line) {
    std::vector<std::string> result;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) == 0x80U && !result.empty())
            result.back() += c;
        else if (c == '\t')
            result.emplace_back(" ");
        else
            result.emplace_back(1, byte < 0x20U || byte == 0x7FU ? '?' : c);
    }
    return result;
}

std::string_view line_at(std::string_view text, std::size_t offset) {
    const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

/// How many columns of the line from `column` on (0 is the first) the span covers, at least one.
std::size_t columns_covered(const Source& source, Span span, std::size_t column, std::size_t columns) {
    if (span.end <= span.begin)
        return 1;
    const std::string_view covered = std::string_view(source.text).substr(span.begin, span.end - span.begin);
    const std::size_t count = characters(covered.substr(0, covered.find('\n'))).size();
    const std::size_t left = columns > column ? columns - column : 1;
    return std::clamp<std::size_t>(count, 1, left);
}

/// "    4 | text" and the carets below it.
std::string excerpt(const Source& source, Span span, LineColumn place) {
    const std::vector<std::string> line = characters(line_at(source.text, span.begin));
    const std::size_t column = place.column - 1;
    std::size_t covered = columns_covered(source, span, column, line.size());

    std::size_t begin = 0;
    std::size_t end = line.size();
    if (end > kMaxColumns) {
        begin = column > kColumnsBefore ? column - kColumnsBefore : 0;
        end = std::min(end, begin + kMaxColumns);
        covered = std::clamp<std::size_t>(end - std::min(column, end), 1, covered);
    }
    const std::string before = begin > 0 ? "..." : "";

    std::string number = std::to_string(place.line);
    number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
    std::string text = number + " | " + before;
    for (std::size_t k = begin; k < end; ++k)
        text += line[k];
    if (end < line.size())
        text += "...";
    text.append("\n").append(number.size(), ' ').append(" | ");
    return text.append(before.size() + column - begin, ' ').append("^").append(covered - 1, '~');
}

std::string render_part(const char* kind, const std::string& message, const Place& place) {
    if (!place.source)
        return std::string(kind) + ": " + message;
    const auto size = static_cast<std::uint32_t>(place.source->text.size());
    const Span span{std::min(place.span.begin, size), std::min(place.span.end, size)};
    const LineColumn where = line_column(*place.source, span.begin);
    return place.source->name + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ": " +
           kind + ": " + message + "\n" + excerpt(*place.source, span, where);
}

} // namespace

std::string render(const Diagnostic& diagnostic) {
    std::string text = render_part("error", diagnostic.message, diagnostic.place);
    for (const Note& note : diagnostic.notes)
        text.append("\n").append(render_part("note", note.message, note.place));
    return text;
}

std::string render(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics)
        text.append(text.empty() ? "" : "\n").append(render(diagnostic));
    return text;
}

void throw_error(const Diagnostics& diagnostics) {
    if (diagnostics.empty())
        throw InternalError("internal error, please report: a failure without a diagnostic");
    const std::string text = render(diagnostics);
    switch (diagnostics.front().problem) {
    case Problem::syntax:
        throw SyntaxError(text);
    case Problem::name:
        throw NameError(text);
    case Problem::dimension:
        throw DimensionMismatchError(text);
    case Problem::type:
        throw TypeError(text);
    case Problem::equation:
        throw EquationError(text);
    case Problem::unsupported:
        throw UnsupportedEquationsError(text);
    case Problem::value:
        throw ValueError(text);
    case Problem::index:
        throw IndexError(text);
    }
    throw InternalError("internal error, please report: " + text);
}

} // namespace hillock
