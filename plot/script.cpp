// SPDX-License-Identifier: Apache-2.0
#include "plot/script.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <charconv>

namespace hillock::plot {

std::string number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

void append_number(std::string& text, double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 9).ptr;
    text.append(digits, end);
}

std::string terminal_for(const std::string& path, int width, int height) {
    std::string ending = path.substr(std::min(path.rfind('.'), path.size()));
    for (char& c : ending)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::string pixels = " size " + std::to_string(width) + "," + std::to_string(height);
    const auto inches = [](int length) { return number(length / 96.0) + "in"; };
    if (ending == ".svg")
        return "set terminal svg noenhanced rounded background rgb 'white' name 'figure' "
               "font 'Helvetica,Arial,sans-serif,13'" + pixels + "\n";
    if (ending == ".png")
        return "if (strstrt(GPVAL_TERMINALS, ' pngcairo ')) {\n"
               "set terminal pngcairo noenhanced rounded font 'Helvetica,10'" +
               pixels +
               "\n} else {\n"
               "set terminal png noenhanced truecolor" +
               pixels + "\n}\n";
    if (ending == ".pdf")
        return "set terminal pdfcairo noenhanced rounded font 'Helvetica,10' size " + inches(width) + "," +
               inches(height) + "\n";
    throw ValueError("cannot draw '" + path + "': the name must end in .svg, .png or .pdf");
}

void require_pixels(double pixels, const char* what) {
    if (!(pixels > 0 && pixels <= 100))
        throw ValueError("the " + std::string(what) + " must be above 0 and up to 100 pixels, but got " + number(pixels));
}

void require_size(int width, int height) {
    for (const int length : {width, height})
        if (length < 100 || length > 10000)
            throw ValueError("the size of a picture must be from 100 to 10000 pixels, but got " +
                             std::to_string(width) + " x " + std::to_string(height));
}

} // namespace hillock::plot
