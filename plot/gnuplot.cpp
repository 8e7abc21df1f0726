// SPDX-License-Identifier: Apache-2.0
#include "plot/gnuplot.hpp"

#include "hillock/error.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hillock::plot {

namespace {

namespace fs = std::filesystem;

std::string text_of(int error) {
    return std::generic_category().message(error);
}

SystemError cannot_write(const std::string& path, const std::string& reason) {
    return SystemError("cannot write '" + path + "': " + reason);
}

/// Length of the UTF-8 sequence that starts at `at`, 0 when there is none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t k) {
        return at + k < text.size() ? static_cast<unsigned char>(text[at + k]) : 0u;
    };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byte(k) & 0xC0) != 0x80)
            return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    const bool too_large = first == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || too_large ? 0 : length;
}

/// A directory that is removed, with all that is in it, at the end of the scope.
class ScratchDirectory {
  public:
    ScratchDirectory(const fs::path& parent, const std::string& picture) {
        std::string name = (parent / ".hillock-plot-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw cannot_write(picture, text_of(errno));
        path_ = name;
    }
    ~ScratchDirectory() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

void write_file(const fs::path& file, const std::string& content, const std::string& picture) {
    std::ofstream stream(file, std::ios::binary);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    stream.close();
    if (!stream)
        throw cannot_write(picture, text_of(errno));
}

std::string read_file(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// What posix_spawn is to do in the child before gnuplot starts: go to the scratch directory, and take input
/// and output away from the host program's own streams.
class ChildSetup {
  public:
    explicit ChildSetup(const fs::path& directory) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "messages", O_WRONLY | O_CREAT | O_TRUNC,
                                           0600);
    }
    ~ChildSetup() { ::posix_spawn_file_actions_destroy(&actions_); }
    ChildSetup(const ChildSetup&) = delete;
    ChildSetup& operator=(const ChildSetup&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_;
};

/// True when gnuplot ended well. A host that ignores SIGCHLD leaves no exit status; then the picture decides.
bool wait_for(pid_t child) {
    int status = 0;
    pid_t ended = 0;
    do
        ended = ::waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended < 0)
        return errno == ECHILD;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool run_gnuplot(const fs::path& directory, const std::string& picture) {
    const ChildSetup setup(directory);
    std::string program = "gnuplot", defaults = "-d", script = "script";
    char* arguments[] = {program.data(), defaults.data(), script.data(), nullptr};
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, program.c_str(), setup.actions(), nullptr, arguments, ::environ);
    if (error == ENOENT)
        throw SystemError("gnuplot is needed to draw '" + picture +
                          "' but was not found; install it (Debian: gnuplot-nox)");
    if (error != 0)
        throw SystemError("cannot start gnuplot to draw '" + picture + "': " + text_of(error));
    return wait_for(child);
}

} // namespace

std::string gnuplot_string(std::string_view text, std::string_view what) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0)
            throw ValueError("the " + std::string(what) + " is not UTF-8 text");
        at += length;
    }
    // Only letters and digits stand for themselves. Everything else is written in octal, so that gnuplot's
    // quotes, backslashes, back quotes (which would run a command) and macros have nothing to act upon.
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool control = (byte < 0x20 && c != '\n') || byte == 0x7F;
        if (plain) {
            quoted += c;
        } else if (control) {
            quoted += ' ';
        } else {
            // gnuplot reads up to three digits, but four where the first is 0: "\0565" would be one character.
            quoted += byte < 0x40 ? "\\0" : "\\";
            for (const int shift : {6, 3, 0})
                quoted += static_cast<char>('0' + ((byte >> shift) & 7));
        }
    }
    return quoted + '"';
}

void draw_with_gnuplot(const Drawing& drawing, const std::string& path) {
    const fs::path target(path);
    const ScratchDirectory scratch(target.has_parent_path() ? target.parent_path() : fs::path("."), path);
    write_file(scratch / "script", drawing.script, path);
    write_file(scratch / "data", drawing.data, path);

    const bool ended_well = run_gnuplot(scratch.path(), path);
    std::error_code no_picture;
    const auto bytes = fs::file_size(scratch / "picture", no_picture);
    if (!ended_well || no_picture || bytes == 0)
        throw SystemError("gnuplot could not draw '" + path + "': " + read_file(scratch / "messages"));

    std::error_code error;
    fs::rename(scratch / "picture", target, error);
    if (error)
        throw cannot_write(path, error.message());
}

} // namespace hillock::plot
