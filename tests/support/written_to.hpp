// SPDX-License-Identifier: Apache-2.0
// What a program writes beside its results.
#pragma once

#include <cstdio>
#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <unistd.h>

namespace hillock::test {

/// What `action` writes to a file descriptor.
inline std::string written_to(int descriptor, const std::function<void()>& action) {
    std::fflush(nullptr);
    std::FILE* const file = std::tmpfile();
    REQUIRE(file != nullptr);
    const int before = dup(descriptor);
    dup2(fileno(file), descriptor);
    action();
    std::fflush(nullptr);
    dup2(before, descriptor);
    close(before);
    std::string text;
    std::rewind(file);
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
    std::fclose(file);
    return text;
}

} // namespace hillock::test
