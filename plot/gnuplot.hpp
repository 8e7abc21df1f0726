// SPDX-License-Identifier: Apache-2.0
// Runs gnuplot on a script and data, and puts the picture where the user wants it: complete or not at all.
// No text of the user ever reaches a shell, and none reaches gnuplot unquoted.
#pragma once

#include <string>
#include <string_view>

namespace hillock::plot {

/// A gnuplot string constant that stands for the text as it is. Control characters other than '\n' become
/// blanks. ValueError when the text is not UTF-8: `what` says which text it was.
[[nodiscard]] std::string gnuplot_string(std::string_view text, std::string_view what);

/// What gnuplot is given. The script reads "data" and writes "picture", both in its working directory.
struct Drawing {
    std::string script;
    std::string data;
};

/// Draws into a temporary directory beside `path` and moves the picture to `path`. SystemError when gnuplot
/// is not installed, fails, or the file cannot be written; then whatever stood at `path` still does.
void draw_with_gnuplot(const Drawing& drawing, const std::string& path);

} // namespace hillock::plot
