// SPDX-License-Identifier: Apache-2.0
// The user's text and places in it. Every later stage points back here, so that an error can show the line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace hillock {

/// Half-open range of bytes [begin, end) in a Source.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const Span&) const = default;
};

/// One piece of text that the user wrote, and what it is called in messages ("model", "threshold", "on_pre").
struct Source {
    std::string name;
    std::string text;
};

/// Sources are shared by everything that was parsed from them and never change.
using SourcePtr = std::shared_ptr<const Source>;

[[nodiscard]] SourcePtr make_source(std::string name, std::string text);

/// A place in a text; without a source it is nowhere and is not shown.
struct Place {
    SourcePtr source;
    Span span;
};

/// Line and column of a byte, both from 1.
struct LineColumn {
    std::size_t line = 1;
    std::size_t column = 1;
};
[[nodiscard]] LineColumn line_column(const Source& source, std::uint32_t offset);

} // namespace hillock
