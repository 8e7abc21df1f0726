// SPDX-License-Identifier: Apache-2.0
// Byte offsets to lines and columns, as an editor counts them: a column is a character of UTF-8, not a byte.
#include "parser/source.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hillock {

SourcePtr make_source(std::string name, std::string text) {
    return std::make_shared<const Source>(Source{std::move(name), std::move(text)});
}

LineColumn line_column(const Source& source, std::uint32_t offset) {
    const std::string_view before = std::string_view(source.text).substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    const std::string_view line = before.substr(newline == std::string_view::npos ? 0 : newline + 1);
    const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return {.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
            .column = 1 + static_cast<std::size_t>(std::ranges::count_if(line, starts_character))};
}

} // namespace hillock
