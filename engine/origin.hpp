// SPDX-License-Identifier: Apache-2.0
// Errors that are found long after an object was made also say where that was.
#pragma once

#include "engine/object.hpp"
#include "hillock/error.hpp"

#include <exception>

namespace hillock::internal::engine {

/// Throws the error that is being handled, and if that is one of the library, with a last line "('G' was made at model.cpp:12)" unless it
/// has such a line already or nobody knows where that was.
[[noreturn]] void rethrow_with_origin(const Object& object);
/// The same as a pointer, of what a task of the object threw; of what a host's own code threw, as it is.
[[nodiscard]] std::exception_ptr failure_of(const Object& object);

/// Does something with an object that may fail. What it throws says where the object was made.
template <class Action> decltype(auto) naming_origin(const Object& object, Action action) {
    try {
        return action();
    } catch (const Error&) {
        rethrow_with_origin(object);
    }
}

/// What the first of some actions that failed has thrown. Those after it are carried out nevertheless.
class FirstFailure {
  public:
    /// \param object  that the action belongs to; nullptr: to several
    template <class Action> void attempt(const Object* object, const Action& action) {
        try {
            action();
        } catch (...) {
            if (!thrown_) thrown_ = object ? failure_of(*object) : std::current_exception();
        }
    }
    void rethrow() const {
        if (thrown_) std::rethrow_exception(thrown_);
    }

  private:
    std::exception_ptr thrown_;
};

} // namespace hillock::internal::engine
