// SPDX-License-Identifier: Apache-2.0
// Words of gnuplot scripts that all pictures need: numbers, and the format that a file's name asks for.
#pragma once

#include <string>

namespace hillock::plot {

/// The shortest text that reads back as the same number.
[[nodiscard]] std::string number(double value);
/// Nine digits, which are finer than any picture and half as long as all seventeen; NaN leaves a gap.
void append_number(std::string& text, double value);

/// The commands that select the format by the end of the file's name, in pixels, 96 to the inch. ValueError for another
/// ending than .svg, .png, .pdf.
[[nodiscard]] std::string terminal_for(const std::string& path, int width, int height);
/// ValueError unless both are from 100 to 10000.
void require_size(int width, int height);
/// ValueError unless it is above 0 and up to 100. \param what  "width of a line"
void require_pixels(double pixels, const char* what);

} // namespace hillock::plot
