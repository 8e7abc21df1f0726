// SPDX-License-Identifier: Apache-2.0
#include "engine/preference_file.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace hillock::internal::engine {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Reads one line; its spans are those of the file.
class LineReader {
  public:
    LineReader(const SourcePtr& source, std::size_t begin, std::size_t end) : source_(source), at_(begin), end_(end) {}

    /// \return nothing for a line that is blank or a comment
    [[nodiscard]] Result<std::optional<PreferenceLine>> read() {
        skip_blanks();
        if (ends()) return std::optional<PreferenceLine>();
        const std::size_t begin = at_;
        while (at_ < end_ && is_of_name(text()[at_])) ++at_;
        PreferenceLine line;
        line.name = text().substr(begin, at_ - begin);
        line.name_span = span(begin, at_);
        skip_blanks();
        if (line.name.empty() || at_ == end_ || text()[at_] != '=')
            return problem("a preference is written 'name = value'", std::min(at_, end_ - 1));
        const std::size_t equals = at_++;
        skip_blanks();
        if (ends()) return problem("'" + line.name + "' has no value", equals);
        return text()[at_] == '"' ? read_quoted(std::move(line)) : read_plain(std::move(line));
    }

  private:
    [[nodiscard]] Result<std::optional<PreferenceLine>> read_plain(PreferenceLine line) {
        std::size_t last = std::min(text().find('#', at_), end_);
        while (is_blank(text()[last - 1])) --last;
        line.value = text().substr(at_, last - at_);
        line.value_span = span(at_, last);
        return std::optional(std::move(line));
    }

    [[nodiscard]] Result<std::optional<PreferenceLine>> read_quoted(PreferenceLine line) {
        const std::size_t quote = at_, close = text().find('"', quote + 1);
        if (close >= end_) return problem("this quote is not closed", quote);
        line.value = text().substr(quote + 1, close - quote - 1);
        line.value_span = span(quote + 1, close);
        at_ = close + 1;
        skip_blanks();
        if (!ends()) return problem("behind the quotes only a comment can stand", at_);
        return std::optional(std::move(line));
    }

    void skip_blanks() {
        while (at_ < end_ && is_blank(text()[at_])) ++at_;
    }
    [[nodiscard]] bool ends() const { return at_ == end_ || text()[at_] == '#'; }
    [[nodiscard]] const std::string& text() const { return source_->text; }
    [[nodiscard]] static Span span(std::size_t begin, std::size_t end) {
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    }
    [[nodiscard]] Diagnostic problem(std::string message, std::size_t at) const {
        return {Problem::syntax, std::move(message), {source_, span(at, at + 1)}};
    }

    const SourcePtr& source_;
    std::size_t at_;
    std::size_t end_; ///< of the line
};

} // namespace

Result<std::vector<PreferenceLine>> parse_preferences(const SourcePtr& source) {
    std::vector<PreferenceLine> lines;
    Diagnostics problems;
    for (std::size_t begin = 0; begin < source->text.size();) {
        const std::size_t end = std::min(source->text.find('\n', begin), source->text.size());
        Result<std::optional<PreferenceLine>> read = LineReader(source, begin, end).read();
        begin = end + 1;
        if (!read) problems.insert(problems.end(), read.problems().begin(), read.problems().end());
        if (!read || !*read) continue;
        PreferenceLine line = **std::move(read);
        const auto before = std::find_if(lines.begin(), lines.end(), [&](const PreferenceLine& one) { return one.name == line.name; });
        if (before != lines.end())
            problems.push_back({Problem::value, "'" + line.name + "' is set twice", {source, line.name_span},
                                {{"it is set here already", {source, before->name_span}}}});
        else lines.push_back(std::move(line));
    }
    if (!problems.empty()) return problems;
    return lines;
}

} // namespace hillock::internal::engine
