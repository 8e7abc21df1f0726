// SPDX-License-Identifier: Apache-2.0
// The exact text of an expected exception.
#pragma once

#include <exception>
#include <string>

namespace hillock::test {

/// Without the last line of errors that a run found, "('G' was made at tests.cpp:12)", which moves with each edit of a test.
inline std::string without_origin(std::string text) {
    const std::size_t line = text.rfind("\n('");
    if (line != text.npos && text.find("' was made at ", line) != text.npos) text.erase(line);
    return text;
}

/// what(), without such a line, of the Exception that `action` throws; a text that no error has if it throws nothing or something else.
template <class Exception, class Action> std::string error_of(Action action) {
    try {
        action();
    } catch (const Exception& error) {
        return without_origin(error.what());
    } catch (const std::exception& error) {
        return std::string("<another type of exception> ") + error.what();
    }
    return "<no exception>";
}

} // namespace hillock::test
