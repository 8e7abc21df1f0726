// SPDX-License-Identifier: Apache-2.0
#include "prompt/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace hillock::prompt {

namespace {

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string read_all(int file) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t count = read(file, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

[[noreturn]] void be_child(const std::function<std::string()>& action, int output) {
    // Ctrl+C reaches all processes of a terminal; this one is gone in a moment anyway. A fault must not go to
    // the handlers of the prompt.
    std::signal(SIGINT, SIG_IGN);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        std::signal(fault, SIG_DFL);
    try {
        write_all(output, action());
    } catch (const std::exception&) {
        _exit(1);
    }
    _exit(0); // no destructors and no flushing: both are the parent's
}

std::string failure_of(int status) {
    if (WIFSIGNALED(status))
        return strsignal(WTERMSIG(status));
    return "it ended with code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

ChildResult in_child(const std::function<std::string()>& action) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return {"", std::strerror(errno)};
    const pid_t child = fork();
    if (child < 0) {
        const std::string reason = std::strerror(errno);
        close(ends[0]), close(ends[1]);
        return {"", reason};
    }
    if (child == 0) {
        close(ends[0]);
        be_child(action, ends[1]);
    }
    close(ends[1]);
    ChildResult result{read_all(ends[0]), ""};
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0)
        result = {"", failure_of(status)};
    return result;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

} // namespace hillock::prompt
