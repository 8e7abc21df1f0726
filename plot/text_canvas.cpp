// SPDX-License-Identifier: Apache-2.0
#include "plot/text_canvas.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hillock::plot {

namespace {

/// Unicode numbers the dots of a Braille character 1 2 3 7 down the left column and 4 5 6 8 down the right
/// one.
constexpr std::array<std::array<std::uint8_t, 4>, 2> kDots{
    {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};

/// U+2800 + dots in UTF-8; a blank where there is none, which every font has.
void append_cell(std::string& text, std::uint8_t dots) {
    if (dots == 0) {
        text += ' ';
        return;
    }
    text += {'\xE2', static_cast<char>(0xA0 + (dots >> 6)), static_cast<char>(0x80 + (dots & 0x3F))};
}

std::string right_aligned(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// One line of it: line breaks of a title become blanks.
std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

} // namespace

TextCanvas::TextCanvas(TextFrame frame, int columns, int rows)
    : frame_(std::move(frame)), margin_(std::max(frame_.bottom.size(), frame_.top.size()) + 1) {
    const std::size_t around =
        3 + (frame_.title.empty() ? 0U : 1U); // the label of y, the axis and its labels
    columns_ = std::max<std::size_t>(static_cast<std::size_t>(columns), margin_ + 3) - margin_ - 1;
    rows_ = std::max<std::size_t>(static_cast<std::size_t>(rows), around + 1) - around;
    cells_.assign(columns_ * rows_, 0);
}

void TextCanvas::dot(double x, double y) {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1))
        return;
    const std::size_t column =
        std::min(static_cast<std::size_t>(x * static_cast<double>(2 * columns_)), 2 * columns_ - 1);
    const std::size_t row =
        std::min(static_cast<std::size_t>((1 - y) * static_cast<double>(4 * rows_)), 4 * rows_ - 1);
    cells_[row / 4 * columns_ + column / 2] |= kDots[column % 2][row % 4];
}

std::string TextCanvas::text() const {
    std::string text;
    if (!frame_.title.empty())
        text += std::string(margin_ + 1, ' ') + one_line(frame_.title) + "\n";
    text += one_line(frame_.ylabel) + "\n";
    for (std::size_t row = 0; row < rows_; ++row) {
        text += right_aligned(row == 0           ? frame_.top
                              : row + 1 == rows_ ? frame_.bottom
                                                 : "",
                              margin_ - 1) +
                " │";
        std::string line;
        for (std::size_t column = 0; column < columns_; ++column)
            append_cell(line, cells_[row * columns_ + column]);
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    text += std::string(margin_, ' ') + "└";
    for (std::size_t column = 0; column < columns_; ++column)
        text += "─";
    const std::string label = one_line(frame_.xlabel);
    const std::size_t ends = frame_.left.size() + frame_.right.size() + label.size();
    const std::size_t room = columns_ > ends ? columns_ - ends : 2;
    text += "\n" + std::string(margin_ + 1, ' ') + frame_.left + std::string(room / 2, ' ') + label +
            std::string(room - room / 2, ' ') + frame_.right;
    return text + "\n";
}

} // namespace hillock::plot
