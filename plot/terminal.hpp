// SPDX-License-Identifier: Apache-2.0
// The terminal that standard output goes to, as a place for pictures.
#pragma once

#include <functional>
#include <string>

namespace hillock::plot {

/// HILLOCK_PLOT says "sixel", or standard output is a terminal that answers that it shows sixel graphics. It
/// is asked once.
[[nodiscard]] bool terminal_shows_sixel();
/// Width for a picture of text: that of the terminal, 100 at most; 72 without one.
[[nodiscard]] int terminal_columns();
/// To standard output. Throws SystemError.
void print_text(const std::string& text);
/// `draw` writes a picture to the file that it is told; its bytes go to standard output. Throws what draw
/// throws, and SystemError.
void print_picture(const std::function<void(const std::string& path)>& draw);

} // namespace hillock::plot
