// SPDX-License-Identifier: Apache-2.0
#include "engine/summary_text.hpp"

#include <cstddef>

namespace hillock::internal::engine {

/// Escapes what has a meaning in the format, outside of formulas.
std::string SummaryText::shown(const std::string& text) const {
    std::string result;
    bool in_formula = false;
    for (const char c : text) {
        if (c == '$') in_formula = !in_formula;
        const bool special = format_ == SummaryFormat::latex ? std::string("_&%#").find(c) != std::string::npos : c == '|' || c == '_' || c == '*';
        if (special && !in_formula) result += '\\';
        result += c;
    }
    return result;
}

void SummaryText::heading(int level, const std::string& title) {
    if (format_ == SummaryFormat::latex) text_ += (level == 1 ? "\\section{" : "\\subsection{") + shown(title) + "}\n\n";
    else text_ += std::string(static_cast<std::size_t>(level) + 1, '#') + " " + shown(title) + "\n\n";
}

void SummaryText::paragraph(const std::string& text) { text_ += shown(text) + "\n\n"; }

void SummaryText::formulas(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text_ += format_ == SummaryFormat::latex ? "\\begin{align*}\n" : "$$\n\\begin{aligned}\n";
    for (std::size_t k = 0; k < lines.size(); ++k) text_ += lines[k] + (k + 1 < lines.size() ? " \\\\\n" : "\n");
    text_ += format_ == SummaryFormat::latex ? "\\end{align*}\n\n" : "\\end{aligned}\n$$\n\n";
}

void SummaryText::table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty()) return;
    const bool latex = format_ == SummaryFormat::latex;
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text = latex ? "" : "|";
        for (std::size_t k = 0; k < cells.size(); ++k) text += latex ? (k > 0 ? " & " : "") + shown(cells[k]) : " " + shown(cells[k]) + " |";
        return text + (latex ? " \\\\\n" : "\n");
    };
    if (latex) text_ += "\\begin{tabular}{" + std::string(head.size(), 'l') + "}\n\\toprule\n" + line(head) + "\\midrule\n";
    else text_ += line(head) + "|" + [&] {
        std::string rule;
        for (std::size_t k = 0; k < head.size(); ++k) rule += "---|";
        return rule;
    }() + "\n";
    for (const auto& row : rows) text_ += line(row);
    text_ += latex ? "\\bottomrule\n\\end{tabular}\n\n" : "\n";
}

} // namespace hillock::internal::engine
