// SPDX-License-Identifier: Apache-2.0
#include "plot/terminal.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

namespace hillock::plot {

namespace {

/// What the terminal answers to "ESC [ c", as "ESC [ ? 62 ; 4 c", where 4 stands for sixel graphics. "" after
/// a fifth of a second.
std::string device_attributes() {
    termios before{};
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return {};
    termios raw = before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    std::string answer;
    if (write(STDOUT_FILENO, "\033[c", 3) == 3) {
        while (answer.find('c') == std::string::npos && answer.size() < 64) {
            fd_set input;
            FD_ZERO(&input);
            FD_SET(STDIN_FILENO, &input);
            timeval patience{0, 200'000};
            char c = 0;
            if (select(STDIN_FILENO + 1, &input, nullptr, nullptr, &patience) <= 0 ||
                read(STDIN_FILENO, &c, 1) != 1)
                break;
            answer += c;
        }
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return answer;
}

bool asked_for_sixel() {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    const std::string answer = device_attributes();
    return answer.find(";4;") != std::string::npos || answer.find(";4c") != std::string::npos;
}

} // namespace

bool terminal_shows_sixel() {
    if (const char* const choice = std::getenv("HILLOCK_PLOT"); choice != nullptr && *choice != '\0')
        return std::string(choice) == "sixel";
    static const bool answered = asked_for_sixel();
    return answered;
}

int terminal_columns() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 72;
    return std::clamp<int>(size.ws_col, 20, 100);
}

void print_text(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw SystemError("cannot write a picture to standard output");
}

void print_picture(const std::function<void(const std::string& path)>& draw) {
    std::string folder = (std::filesystem::temp_directory_path() / "hillock-picture-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr)
        throw SystemError("cannot make a folder for a picture: " + folder);
    const struct Remove {
        const std::string& folder;
        ~Remove() {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
        }
    } remove{folder};
    draw(folder + "/picture");
    std::ifstream file(folder + "/picture", std::ios::binary);
    print_text(std::string(std::istreambuf_iterator<char>(file), {}) + "\n");
}

} // namespace hillock::plot
