// SPDX-License-Identifier: Apache-2.0
// A picture made of Braille characters: each has 2 x 4 dots. Axes, their ends and labels are text around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hillock::plot {

struct TextFrame {
    std::string title;
    std::string xlabel;
    std::string ylabel;
    std::string left, right; ///< ends of the x axis
    std::string bottom, top; ///< ends of the y axis
};

class TextCanvas {
  public:
    /// The picture has as many columns and rows with everything around it.
    TextCanvas(TextFrame frame, int columns, int rows);
    /// x and y from 0 (left, bottom) to 1; a dot elsewhere is left out.
    void dot(double x, double y);
    /// Lines that end with '\n', the last one too.
    [[nodiscard]] std::string text() const;

  private:
    TextFrame frame_;
    std::size_t margin_; ///< columns left of the axis
    std::size_t columns_;
    std::size_t rows_;
    std::vector<std::uint8_t> cells_; ///< dots of each character, from the top row down
};

} // namespace hillock::plot
