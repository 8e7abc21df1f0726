// SPDX-License-Identifier: Apache-2.0
// Memory that runs out, told in the terms of what a user asked for.
#pragma once

#include "hillock/error.hpp"

#include <new>
#include <stdexcept>
#include <string>

namespace hillock::internal::engine {

/// Does what may take much memory; throws MemoryError if there is too little.
/// \param purpose  what it is for: "5 neurons of 'G'"
template <class Action> decltype(auto) with_memory_for(const std::string& purpose, Action action) {
    const auto refuse = [&] { return MemoryError("there is not enough memory for " + purpose); };
    try {
        return action();
    } catch (const std::bad_alloc&) {
        throw refuse();
    } catch (const std::length_error&) { // more than a vector can ever hold
        throw refuse();
    }
}

} // namespace hillock::internal::engine
