// SPDX-License-Identifier: Apache-2.0
// The exact text of an expected exception.
#pragma once

#include <exception>
#include <string>

namespace hillock::test {

/// what() of the Exception that `action` throws; a text that no error has if it throws nothing or something else.
template <class Exception, class Action> std::string error_of(Action action) {
    try {
        action();
    } catch (const Exception& error) {
        return error.what();
    } catch (const std::exception& error) {
        return std::string("<another type of exception> ") + error.what();
    }
    return "<no exception>";
}

} // namespace hillock::test
