// SPDX-License-Identifier: Apache-2.0
// A document of headings, paragraphs, formulas and tables, as Markdown or LaTeX. In text, what stands between dollar signs is a formula.
#pragma once

#include "hillock/summary.hpp"

#include <string>
#include <vector>

namespace hillock::internal::engine {

class SummaryText {
  public:
    explicit SummaryText(SummaryFormat format) : format_(format) {}

    /// \param level  1 or 2
    void heading(int level, const std::string& title);
    void paragraph(const std::string& text);
    /// One below the other; nothing for none. A line may have '&' where the lines align.
    void formulas(const std::vector<std::string>& lines);
    /// Nothing for no rows.
    void table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    [[nodiscard]] std::string shown(const std::string& text) const;

    SummaryFormat format_;
    std::string text_;
};

} // namespace hillock::internal::engine
