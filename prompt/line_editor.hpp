// SPDX-License-Identifier: Apache-2.0
// Reads lines from a terminal: editing, a history that is kept in a file, completion. All of libedit that the
// prompt uses.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hillock::prompt {

class LineEditor {
  public:
    /// The whole names that the last name of a line may become.
    using Complete = std::function<std::vector<std::string>(const std::string& line)>;

    /// \param history_file  "": none is kept
    LineEditor(const std::string& history_file, Complete complete);
    ~LineEditor();
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;

    enum class End { line, interrupted, closed };
    struct Line {
        End end = End::closed;
        std::string text; ///< without '\n'
    };
    /// One line. Ctrl+C gives up the line and ends it as interrupted, Ctrl+D in an empty one closes the
    /// input.
    [[nodiscard]] Line read(const std::string& prompt);

  private:
    struct Edit;
    std::unique_ptr<Edit> edit_;
};

} // namespace hillock::prompt
